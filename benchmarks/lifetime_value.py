"""Lifetime value from transactions to scores: the dbt models against the package `lifetimes`."""

from __future__ import annotations

from pathlib import Path

from benchmarks.bench import Bench, fresh_database
from benchmarks.peer import LIFETIMES
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

MODELS = "int_customer_purchase_days+,+customer_lifetime_value"
SAME_WORK = {"buying_process": "bg_nbd"}  # by default we fit another one beside it

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
    LIFETIMES.install()
    with fresh_database(bench, "bench_lifetime_value") as here:
        load_purchases(here)
        env = dbt_environment(here)
        # The models before ours, and the functions: not measured.
        before = dbt(here, "build", "+customer_lifetime_value", "--exclude", MODELS, **SAME_WORK)
        here.run(before, env)
        transactions = _export_transactions(here)
        report = here.folder / "lifetimes.json"
        by_lifetimes = LIFETIMES.command("lifetimes_clv.py", transactions, "--out", report)
        timings = compare(
            [
                Contender("lifetimes", by_lifetimes, stages=lambda: read_json(report)["stages"]),
                Contender(
                    "dbt run",
                    # purchase days take in only the days that differ: here, none in a second run
                    dbt(here, "run", MODELS, "--full-refresh", **SAME_WORK),
                    env,
                    here.settle,
                    stages=lambda: _stages_of_dbt(here),
                ),
            ],
            here.runs,
        )
        _print_outcomes(here, read_json(report)["outcome"])
        return timings


def _export_transactions(bench: Bench) -> Path:
    """The order lines that the first of our models reads, as the file that lifetimes reads."""
    file = bench.folder / "transactions.csv"
    columns = "customer_id, order_date, gross_amount - discount_amount as amount"
    bench.run(copy_out(bench, f"select {columns} from {CHECKED_LINES}", file))
    return file


def _stages_of_dbt(bench: Bench) -> dict[str, float]:
    """Seconds from the start of a stage's first model to the end of its last."""
    results: dict[str, list[dict]] = {stage: [] for stage in ("statistics", "fits", "scores")}
    for result in model_results(bench):
        results[STAGES.get(model_name(result), "scores")].append(result)
    return {stage: span_seconds(of_stage) for stage, of_stage in results.items()}


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
