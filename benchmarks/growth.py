"""How a build grows with the shop, beside reading and writing each raw table once."""

from __future__ import annotations

import json
import os
import re
import subprocess
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from benchmarks.bench import REPOSITORY, Bench, fresh_database
from benchmarks.timing import Timing
from customer_analytics import console
from customer_analytics.connection import connect
from customer_analytics.raw_contract import RawTable, read_contract

SIZES = (100, 10, 1)  # the asked-for number of customers is divided by these
SLOWEST = 10
TESTS = ("resource_type:test",)
LAST_DAY = "2025-12-31"  # arrives after the first build
# '2026-01-31 12:00:00.123 UTC [99] LOG:  duration: 4.567 ms'
DURATION = re.compile(r"^(\S+ \S+) UTC \[\d+\] LOG:  duration: ([\d.]+) ms", re.MULTILINE)


@dataclass(frozen=True)
class Run:
    """One process: how long it took, how much memory, and how long the server worked for it."""

    seconds: float
    peak_mb: float
    busy_seconds: float

    @property
    def own_seconds(self) -> float:
        """Seconds in which no statement ran: dbt's own."""
        return self.seconds - self.busy_seconds


@dataclass(frozen=True)
class Size:
    """What was measured at one number of customers."""

    customers: int
    raw_rows: int
    raw_mb: float
    built_mb: float
    floor: Run
    models: Run
    tests: Run
    one_day: Run
    slowest: tuple[tuple[str, float], ...]


def measure_growth(bench: Bench) -> list[Timing]:
    """Build shops of a hundredth, a tenth and all of `bench.customers`, once each."""
    sizes = []
    for part in SIZES:
        customers = max(bench.customers // part, 1)
        console.note(f"  {customers:,} customers …")
        with fresh_database(replace(bench, customers=customers), f"bench_growth_{part}") as here:
            sizes.append(_measure(here))
    _print_sizes(sizes)
    _print_slowest(sizes)
    return [
        Timing(f"{size.customers:,}: {name}", (run.seconds,), (run.seconds / size.floor.seconds,))
        for size in sizes
        for name, run in (
            ("floor", size.floor),
            ("models", size.models),
            ("tests", size.tests),
            ("models, one day more", size.one_day),
        )
    ]


def _measure(bench: Bench) -> Size:
    bench.run(bench.cli("generate", "--customers", str(bench.customers), "--until", LAST_DAY))
    bench.execute("create schema held_back", *_hold_back_a_day(), "vacuum analyze")
    raw_rows, raw_mb = _raw_size(bench)
    floor = _run(bench, "floor", bench.psql("create schema floor", *_copies()))
    bench.execute("drop schema floor cascade")
    before = _database_mb(bench)
    build_models = bench.cli("build", "--exclude", *TESTS)
    models = _run(bench, "models", build_models)
    slowest = _slowest(bench.folder / "target" / "run_results.json")
    built_mb = _database_mb(bench) - before
    tests = _run(bench, "tests", bench.cli("build", "--select", *TESTS))
    bench.execute(*_let_the_day_come())
    one_day = _run(bench, "one day", build_models)
    return Size(bench.customers, raw_rows, raw_mb, built_mb, floor, models, tests, one_day, slowest)


def _hold_back_a_day() -> Iterable[str]:
    for name, table in _tables_of_events():
        of_the_day = f"{table.event_time} >= date '{LAST_DAY}'"
        yield f"create table held_back.{name} as select * from raw.{name} where {of_the_day}"
        yield f"delete from raw.{name} where {of_the_day}"


def _let_the_day_come() -> Iterable[str]:
    for name, _ in _tables_of_events():
        yield f"insert into raw.{name} select * from held_back.{name}"


def _tables_of_events() -> list[tuple[str, RawTable]]:
    """Tables whose rows have a day; customers too, or the newest would hold the as-of date."""
    return [(name, table) for name, table in read_contract(REPOSITORY).items() if table.event_time]


def _copies() -> Iterable[str]:
    """The least that anything does that reads all rows and writes as many."""
    for table in read_contract(REPOSITORY):
        yield f"create unlogged table floor.{table} as select * from raw.{table}"


def _run(bench: Bench, what: str, command: list[str]) -> Run:
    """Run once and say how long it took, after the server has written out what it still had to.

    Raises:
        RuntimeError: It failed.
    """
    bench.settle()
    log = bench.folder / "server" / "server.log"
    bench.execute("alter system set log_duration = on", "select pg_reload_conf()")
    log_start, start = log.stat().st_size, time.perf_counter()
    output = bench.folder / "output.txt"
    env = os.environ | dict(bench.env) | {"DBT_TARGET_PATH": str(bench.folder / "target")}
    with output.open("w", encoding="utf-8") as file:
        process = subprocess.Popen(command, env=env, stdout=file, stderr=file)
        _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    bench.execute("alter system reset log_duration", "select pg_reload_conf()")
    if status:
        raise RuntimeError(f"{command} failed:\n{output.read_text(encoding='utf-8')}")
    with log.open(encoding="utf-8", errors="replace") as file:
        file.seek(log_start)
        busy_seconds = _union(file.read())
    console.note(f"    {what}: {seconds:.1f} s, {busy_seconds:.1f} of them in the server")
    return Run(seconds, usage.ru_maxrss / 1024, busy_seconds)


def _union(log: str) -> float:
    """Seconds in which at least one statement ran, however many did at once."""
    ends = [
        (datetime.fromisoformat(end).timestamp(), float(milliseconds) / 1000)
        for end, milliseconds in DURATION.findall(log)
    ]
    busy, until = 0.0, 0.0
    for start, end in sorted((end - seconds, end) for end, seconds in ends):
        busy += max(end - max(start, until), 0.0)
        until = max(until, end)
    return busy


def _slowest(run_results: Path) -> tuple[tuple[str, float], ...]:
    results = json.loads(run_results.read_text(encoding="utf-8"))["results"]
    seconds = {
        result["unique_id"].rpartition(".")[2]: result["execution_time"]
        for result in results
        if result["unique_id"].startswith("model.")
    }
    return tuple(sorted(seconds.items(), key=lambda item: -item[1])[:SLOWEST])


def _raw_size(bench: Bench) -> tuple[int, float]:
    tables = list(read_contract(REPOSITORY))
    counts = " + ".join(f"(select count(*) from raw.{table})" for table in tables)
    sizes = " + ".join(f"pg_total_relation_size('raw.{table}')" for table in tables)
    with connect(bench.server) as connection:
        rows, size = connection.execute(f"select {counts}, {sizes}").fetchone()
    return rows, size / 2**20


def _database_mb(bench: Bench) -> float:
    with connect(bench.server) as connection:
        [size] = connection.execute("select pg_database_size(current_database())").fetchone()
    return size / 2**20


def _print_sizes(sizes: list[Size]) -> None:
    rows = [
        (
            f"{size.customers:,}",
            f"{size.raw_rows:,}",
            f"{size.raw_mb:,.0f}",
            f"{size.built_mb:,.0f}",
            f"{size.floor.seconds:.1f}",
            f"{size.models.seconds:.1f}",
            f"{size.tests.seconds:.1f}",
            f"{size.one_day.seconds:.1f}",
            f"{size.models.own_seconds:.1f}",
            f"{size.models.peak_mb:.0f}",
        )
        for size in sizes
    ]
    columns = ("customers", "raw rows", "raw MB", "built MB")
    columns += ("floor s", "models s", "tests s", "one day s", "dbt's own s", "peak MB")
    console.print_table(columns, rows, title="Growth")


def _print_slowest(sizes: list[Size]) -> None:
    rows = [
        (f"{size.customers:,}", model, f"{seconds:.1f}")
        for size in sizes
        for model, seconds in size.slowest
    ]
    console.print_table(("customers", "model", "seconds"), rows, title="Slowest models")
