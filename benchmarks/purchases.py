"""Purchases of a simulated shop, loaded, and what their measured parts share of dbt."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

from benchmarks.bench import REPOSITORY, Bench
from benchmarks.peer import LIFETIMES
from customer_analytics.connection import connect
from customer_analytics.raw_contract import create_table, read_contract
from customer_analytics.targets import profile_variables

TABLE = "purchase_behavior"
CHECKED_LINES = f"staging.stg_{TABLE} where customer_id is not null and is_purchase"


def load_purchases(bench: Bench) -> None:
    """Simulate the purchases and put them where `customer-analytics load` would."""
    file = bench.folder / "purchases.csv"
    customers = str(bench.customers)
    bench.run(LIFETIMES.command("simulate_purchases.py", "--customers", customers, "--out", file))
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


def copy_out(bench: Bench, query: str, file: Path) -> list[str]:
    """The command line that writes a query's rows to a CSV file with a header."""
    return bench.psql(f"\\copy ({query}) to '{file}' csv header")


def dbt_environment(bench: Bench) -> Mapping[str, str]:
    """The variables that dbt wants, once its profile is beside the bench's files."""
    shutil.copy(REPOSITORY / "profiles.example.yml", bench.folder / "profiles.yml")
    return {**bench.env, **profile_variables(bench.server)}


def dbt(bench: Bench, command: str, selected: str, *options: str, **variables: str) -> list[str]:
    """The command line of dbt itself, on the loaded tables and without tests."""
    # not `customer-analytics build`, which would build and test what these models do not need
    start = [sys.executable, "-m", "dbt.cli.main", "--quiet", "--log-path", str(bench.folder)]
    folders = ["--project-dir", str(REPOSITORY), "--profiles-dir", str(bench.folder)]
    target = ["--target", "embedded", "--target-path", str(bench.folder / "target")]
    data = ["--vars", json.dumps({"use_sample_data": False, **variables})]
    types = ["--exclude-resource-type", "test", "unit_test"] if command == "build" else []
    return [*start, command, "--select", selected, *options, *types, *folders, *target, *data]


def model_results(bench: Bench) -> list[dict]:
    """What dbt's last run says of each model, in the order in which they ended."""
    results = read_json(bench.folder / "target" / "run_results.json")["results"]
    return [result for result in results if result["unique_id"].startswith("model.")]


def model_name(result: Mapping) -> str:
    """The model that a result is of."""
    return result["unique_id"].rpartition(".")[2]


def span_seconds(results: Iterable[Mapping]) -> float:
    """Seconds from the start of the first of these models to the end of the last."""
    times = [
        datetime.fromisoformat(phase[end])
        for result in results
        for phase in result["timing"]
        for end in ("started_at", "completed_at")
    ]
    return (max(times) - min(times)).total_seconds()


def read_json(file: Path) -> dict:
    """The object in a JSON file."""
    return json.loads(file.read_text(encoding="utf-8"))
