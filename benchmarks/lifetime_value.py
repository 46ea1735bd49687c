"""Lifetime value from transactions to scores: the dbt models against the package `lifetimes`."""

from __future__ import annotations

import json
import shutil
import sys
from datetime import datetime
from pathlib import Path

from benchmarks.bench import REPOSITORY, Bench, fresh_database
from benchmarks.peer import make_peers, peer
from benchmarks.timing import Contender, Timing, compare
from customer_analytics import console
from customer_analytics.connection import connect
from customer_analytics.raw_contract import create_table, read_contract
from customer_analytics.targets import profile_variables

TABLE = "purchase_behavior"
MODELS = "int_customer_purchase_days+,+customer_lifetime_value"

# The models of each stage; what is not named here scores.
STAGES = {
    "int_customer_purchase_days": "statistics",
    "int_prediction_dates": "statistics",
    "int_purchase_history": "statistics",
    "int_buying_process_cells": "fits",
    "int_bg_nbd_fits": "fits",
    "int_mbg_nbd_fits": "fits",
    "int_spend_fits": "fits",
}

OUTCOME = """
select
    parameters.buying_process[1] as r,
    parameters.buying_process[2] * 7 as alpha,  -- weeks to days
    parameters.buying_process[3] as a,
    parameters.buying_process[4] as b,
    parameters.spend_model[1] as p,
    parameters.spend_model[2] as q,
    parameters.spend_model[3] as gamma,
    avg(scores.probability_alive) as "mean probability_alive",
    avg(scores.expected_purchases) as "mean expected_purchases",
    avg(scores.predicted_lifetime_value) as "mean lifetime_value"
from marts.customer_lifetime_value as scores
cross join intermediate.int_scoring_parameters as parameters
where parameters.snapshot = 'current'
group by parameters.buying_process, parameters.spend_model
"""


def compare_lifetime_values(bench: Bench) -> list[Timing]:
    """Measure statistics, fits and scores of `bench.customers` customers."""
    make_peers()
    with fresh_database(bench, "bench_lifetime_value") as here:
        _load_purchases(here)
        shutil.copy(REPOSITORY / "profiles.example.yml", here.folder / "profiles.yml")
        # The models before ours, and the functions: not measured.
        env = {**here.env, **profile_variables(here.server)}
        here.run(_dbt(here, "build", "+" + MODELS.split(",+")[1], "--exclude", MODELS), env)
        transactions = _export_transactions(here)
        report = here.folder / "lifetimes.json"
        by_lifetimes = peer("lifetimes_clv.py", transactions, "--out", report)
        timings = compare(
            [
                Contender("lifetimes", by_lifetimes, stages=lambda: _read(report)["stages"]),
                Contender(
                    "dbt run",
                    _dbt(here, "run", MODELS),
                    env,
                    here.settle,
                    stages=lambda: _stages_of_dbt(here.folder / "target" / "run_results.json"),
                ),
            ],
            here.runs,
        )
        _print_outcomes(here, _read(report)["outcome"])
        return timings


def _load_purchases(bench: Bench) -> None:
    """Simulate the purchases and put them where `customer-analytics load` would."""
    file = bench.folder / "purchases.csv"
    bench.run(peer("simulate_purchases.py", "--customers", str(bench.customers), "--out", file))
    bench.execute("create schema raw")
    with connect(bench.server) as connection:
        connection.execute(create_table(read_contract(REPOSITORY)[TABLE], "raw"))
    columns = "order_id, customer_id, ordered_at, unit_price"
    bench.execute(
        f"alter table raw.{TABLE} alter line_number set default 1, alter quantity set default 1"
    )
    bench.run(bench.psql(f"\\copy raw.{TABLE} ({columns}) from '{file}' csv header"))
    bench.execute(f"vacuum analyze raw.{TABLE}")
    file.unlink()


def _export_transactions(bench: Bench) -> Path:
    """The order lines that the first of our models reads, as the file that lifetimes reads."""
    file = bench.folder / "transactions.csv"
    query = (
        "select customer_id, order_date, gross_amount - discount_amount as amount "
        f"from staging.stg_{TABLE} where customer_id is not null and is_purchase"
    )
    bench.run(bench.psql(f"\\copy ({query}) to '{file}' csv header"))
    return file


def _dbt(bench: Bench, command: str, selected: str, *options: str) -> list[str]:
    # not `customer-analytics build`, which would build and test what these models do not need
    dbt = [sys.executable, "-m", "dbt.cli.main", "--quiet", "--log-path", str(bench.folder)]
    folders = ["--project-dir", str(REPOSITORY), "--profiles-dir", str(bench.folder)]
    target = ["--target", "embedded", "--target-path", str(bench.folder / "target")]
    data = ["--vars", json.dumps({"use_sample_data": False})]
    types = ["--exclude-resource-type", "test", "unit_test"] if command == "build" else []
    return [*dbt, command, "--select", selected, *options, *types, *folders, *target, *data]


def _stages_of_dbt(run_results: Path) -> dict[str, float]:
    """Seconds from the start of a stage's first model to the end of its last."""
    spans: dict[str, list[datetime]] = {stage: [] for stage in ("statistics", "fits", "scores")}
    for result in _read(run_results)["results"]:
        kind, _, model = result["unique_id"].split(".", 2)
        if kind != "model":
            continue  # what dbt runs before the models
        stage = STAGES.get(model, "scores")
        for phase in result["timing"]:
            spans[stage].extend(
                datetime.fromisoformat(phase[end]) for end in ("started_at", "completed_at")
            )
    return {stage: (max(times) - min(times)).total_seconds() for stage, times in spans.items()}


def _print_outcomes(bench: Bench, by_lifetimes: dict[str, float]) -> None:
    """Parameters and mean scores of both: times would mean little if the work were not the same."""
    from psycopg.rows import dict_row

    with connect(bench.server) as connection:
        ours = connection.cursor(row_factory=dict_row).execute(OUTCOME).fetchone() or {}
    rows = [
        (name, f"{value:.4f}", f"{ours.get(name, float('nan')):.4f}")
        for name, value in by_lifetimes.items()
    ]
    console.print_table(("outcome", "lifetimes", "dbt run"), rows, title="What both came to")


def _read(file: Path) -> dict:
    return json.loads(file.read_text(encoding="utf-8"))
