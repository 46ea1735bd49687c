"""Run SQL models one after the other in DuckDB, on Parquet files, into a database file.

Writes the seconds of each stage and of each model, and what came out, as JSON.
"""

import argparse
import json
import time
from pathlib import Path

import duckdb
from stopwatch import Stopwatch


def main() -> None:
    """Make each model of the plan as a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("plan", type=Path, help="JSON file made by duckdb_prepare.py")
    parser.add_argument("--database", required=True, type=Path, help="file to write anew")
    parser.add_argument("--memory-mb", required=True, type=int)
    parser.add_argument("--threads", required=True, type=int)
    parser.add_argument("--out", required=True, help="JSON file to write")
    options = parser.parse_args()
    plan = json.loads(options.plan.read_text(encoding="utf-8"))
    for file in options.database.parent.glob(f"{options.database.name}*"):
        file.unlink()  # the database and its log
    watch = Stopwatch()
    limits = {"threads": options.threads, "memory_limit": f"{options.memory_mb}MB"}
    with duckdb.connect(options.database, config=limits) as connection:
        connection.execute("set timezone = 'UTC'")
        for schema in plan["schemas"]:
            connection.execute(f"create schema {schema}")
        for table in plan["inputs"]:
            connection.execute(
                f"create view {table['relation']} as from read_parquet('{table['file']}')"
            )
        model_seconds = {model["name"]: _make(connection, model) for model in plan["models"]}
        watch.stage_ends("models")
        outcome = dict(connection.execute(plan["outcome"]).fetchall())
    report = {
        "stages": watch.seconds,
        "models": model_seconds,
        "outcome": {name: float(value) for name, value in outcome.items()},
    }
    Path(options.out).write_text(json.dumps(report), encoding="utf-8")


def _make(connection: duckdb.DuckDBPyConnection, model: dict[str, str]) -> float:
    """Seconds that it took."""
    start = time.perf_counter()
    connection.execute(f"create table {model['relation']} as {model['sql']}")
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
