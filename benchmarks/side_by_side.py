"""RFM, cohorts and lifetime value: our models against pandas with `lifetimes`, and DuckDB."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from pathlib import Path

import psutil

from benchmarks.bench import REPOSITORY, Bench, fresh_database
from benchmarks.peer import DUCKDB, LIFETIMES
from benchmarks.purchases import (
    CHECKED_LINES,
    copy_out,
    dbt,
    dbt_environment,
    load_purchases,
    model_name,
    model_results,
    read_json,
    span_seconds,
)
from benchmarks.timing import Contender, Timing, compare
from customer_analytics import console
from customer_analytics.connection import connect

RFM_AND_COHORTS = "+customer_rfm_analysis +cohort_retention"
ALL = f"{RFM_AND_COHORTS} +customer_lifetime_value"
GIVEN = "path:models/staging"  # peers are given these as files, so nobody is timed for them
MEASURED = "path:models/intermediate path:models/marts"

LINES = "order_id, customer_id, order_date, net_amount, gross_amount - discount_amount as amount"
RFM_SCORES = "select * from marts.customer_rfm_analysis"

# Said in PostgreSQL and in DuckDB alike.
OUTCOME = """
select 'RFM: ' || rfm_segment as outcome, count(*) as value
from marts.customer_rfm_analysis
group by rfm_segment
union all
select period_type || ': cohorts and periods', count(*)
from marts.cohort_retention
group by period_type
union all
select period_type || ': customers back', sum(retained_customers)
from marts.cohort_retention
where periods_since > 0
group by period_type
union all
select period_type || ': second purchases', sum(second_purchases)
from intermediate.int_cohort_activity
group by period_type
union all
select period_type || ': net revenue', sum(net_revenue)
from marts.cohort_retention
group by period_type
"""
MEAN_VALUE = """
select 'value: mean of 12 months', avg(predicted_lifetime_value)
from marts.customer_lifetime_value
"""


def compare_side_by_side(bench: Bench) -> list[Timing]:
    """Measure us against each peer in turns, all on the same purchases."""
    LIFETIMES.install()
    DUCKDB.install()
    with fresh_database(bench, "bench_peers") as here:
        load_purchases(here)
        env = dbt_environment(here)
        here.run(dbt(here, "build", ALL, "--exclude", MEASURED), env)
        pandas = _by_pandas(here)
        duckdb = _by_duckdb(here, env)
        timings = [
            *compare([pandas, _by_us(here, env, "dbt run", ALL)], here.runs),
            *compare(
                [duckdb, _by_us(here, env, "dbt run of RFM and cohorts", RFM_AND_COHORTS)],
                here.runs,
            ),
        ]
        _print_models(here)
        _print_outcomes(here)
        return timings


def _by_us(bench: Bench, env: Mapping[str, str], name: str, selected: str) -> Contender:
    # the facts take in only the days that differ: in a second run, none
    run = dbt(bench, "run", selected, "--exclude", GIVEN, "--full-refresh")
    # the scores are a view: what it costs to work them out belongs to us
    read = copy_out(bench, RFM_SCORES, bench.folder / "rfm.csv")
    return Contender(
        name,
        ["sh", "-c", f"{shlex.join(run)} && {shlex.join(read)}"],
        env,
        bench.settle,
        stages=lambda: {"models": span_seconds(model_results(bench))},
    )


def _by_pandas(bench: Bench) -> Contender:
    lines = bench.folder / "lines.csv"
    bench.run(copy_out(bench, f"select {LINES} from {CHECKED_LINES}", lines))
    rules = REPOSITORY / "seeds" / "rules" / "rfm_segments.csv"
    script = "pandas_rfm_cohorts_clv.py"
    return Contender(
        "pandas and lifetimes",
        LIFETIMES.command(script, lines, "--rules", rules, "--out", _pandas_report(bench).parent),
        stages=lambda: read_json(_pandas_report(bench))["stages"],
    )


def _by_duckdb(bench: Bench, env: Mapping[str, str]) -> Contender:
    """DuckDB with our models' SQL, on as many cores and within the memory that our server has."""
    plan, translated = bench.folder / "plan.json", bench.folder / "duckdb_plan.json"
    bench.run(dbt(bench, "compile", RFM_AND_COHORTS, "--exclude", GIVEN), env)
    plan.write_text(json.dumps(_plan(bench)), encoding="utf-8")
    bench.run(DUCKDB.command("duckdb_prepare.py", plan, "--out", translated))
    limits = ["--threads", str(psutil.cpu_count())]
    limits += ["--memory-mb", str(psutil.virtual_memory().total // 4 // 2**20)]
    # the name of the file is that of the database, as in our models' SQL
    database = bench.folder / f"{bench.server.dbname}.duckdb"
    files = ["--database", database, "--out", _duckdb_report(bench)]
    return Contender(
        "DuckDB",
        DUCKDB.command("duckdb_models.py", translated, *files, *limits),
        stages=lambda: read_json(_duckdb_report(bench))["stages"],
    )


def _plan(bench: Bench) -> dict[str, object]:
    """Our models in the order of dbt's last run, and what they read that is not among them."""
    models = model_results(bench)
    nodes = read_json(bench.folder / "target" / "manifest.json")["nodes"]
    made = {model["unique_id"] for model in models}
    read = {name for model in made for name in nodes[model]["depends_on"]["nodes"]} - made
    inputs = [nodes[name] for name in sorted(read) if name in nodes]
    return {
        "schemas": sorted({nodes[name]["schema"] for name in made | read if name in nodes}),
        "models": [
            {
                "name": model_name(model),
                "relation": model["relation_name"],
                "sql": model["compiled_code"],
            }
            for model in models
        ],
        "inputs": [_given(bench, node) for node in inputs],
        "outcome": OUTCOME,
    }


def _given(bench: Bench, node: Mapping) -> dict[str, object]:
    """A table that the peer is given, written to a file."""
    relation = node["relation_name"]
    file = bench.folder / f"{node['name']}.csv"
    bench.run(copy_out(bench, f"select * from {relation}", file))
    query = """
        select attname, format_type(atttypid, atttypmod)
        from pg_attribute
        where attrelid = %s::regclass and attnum > 0 and not attisdropped
        order by attnum
    """
    with connect(bench.server) as connection:
        columns = dict(connection.execute(query, [relation]).fetchall())
    return {"relation": relation, "file": str(file), "columns": columns}


def _print_models(bench: Bench) -> None:
    """Seconds of each model in the last run of both."""
    theirs = read_json(_duckdb_report(bench))["models"]
    ours = {model_name(model): model["execution_time"] for model in model_results(bench)}
    rows = [
        (name, f"{theirs[name]:.2f}", f"{seconds:.2f}")
        for name, seconds in sorted(ours.items(), key=lambda item: -item[1])
    ]
    console.print_table(("model", "DuckDB s", "dbt run s"), rows, title="Where the time goes")


def _print_outcomes(bench: Bench) -> None:
    """What all came to: times would mean little if the work were not the same."""
    with connect(bench.server) as connection:
        ours = dict(connection.execute(f"{OUTCOME} union all {MEAN_VALUE}").fetchall())
    pandas = read_json(_pandas_report(bench))["outcome"]
    duckdb = read_json(_duckdb_report(bench))["outcome"]
    rows = [
        (name, *(_figure(outcome.get(name)) for outcome in (pandas, duckdb, ours)))
        for name in sorted(ours)
    ]
    columns = ("outcome", "pandas and lifetimes", "DuckDB", "dbt run")
    console.print_table(columns, rows, title="What all came to")


def _figure(value: float | None) -> str:
    return "" if value is None else f"{float(value):,.2f}".removesuffix(".00")


def _pandas_report(bench: Bench) -> Path:
    return bench.folder / "pandas" / "report.json"


def _duckdb_report(bench: Bench) -> Path:
    return bench.folder / "duckdb.json"
