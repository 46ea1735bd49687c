"""The whole `build` against one sequential pass over each raw table."""

from benchmarks.bench import REPOSITORY, Bench, fresh_database
from benchmarks.timing import Contender, Timing, compare
from customer_analytics.raw_contract import read_contract


def compare_builds(bench: Bench) -> list[Timing]:
    """Measure the build of a generated shop of `bench.customers` customers."""
    with fresh_database(bench, "bench_build") as here:
        here.run(here.cli("generate", "--customers", str(here.customers)))
        here.execute("vacuum analyze")
        # One core, every page of every table: the least that anything which reads them must do.
        scans = [
            "set max_parallel_workers_per_gather = 0; set enable_indexonlyscan = off; "
            f"select count(*) from raw.{table}"
            for table in read_contract(REPOSITORY)
        ]
        return compare(
            [
                Contender("one scan of each raw table", here.psql(*scans), here.env, here.settle),
                Contender("build", here.cli("build"), here.env, here.settle),
            ],
            here.runs,
        )
