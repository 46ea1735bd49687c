"""`python -m benchmarks [part …]`: measure, print, and keep the figures."""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import psutil

from benchmarks.bench import REPOSITORY, Bench, throw_away_bench
from benchmarks.exporting import compare_exports
from benchmarks.growth import measure_growth
from benchmarks.lifetime_value import compare_lifetime_values
from benchmarks.loading import compare_loads
from benchmarks.side_by_side import compare_side_by_side
from benchmarks.timing import Timing
from customer_analytics import console
from customer_analytics.connection import connect

PARTS = {
    "export": compare_exports,
    "load": compare_loads,
    "growth": measure_growth,
    "lifetime_value": compare_lifetime_values,
    "peers": compare_side_by_side,
}
PARTS_OF_CUSTOMERS = ("growth", "lifetime_value", "peers")  # their size is a number of customers
RESULTS = Path(__file__).parent / "results"


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the parts that were asked for, all of them by default."""
    options = _options(arguments)
    load = os.getloadavg()[0]
    if load > 0.5:
        console.note(f"Something else is running (load {load:.1f}): expect noise.")
    results = {}
    with throw_away_bench(options.rows, options.customers, options.runs) as bench:
        facts = _facts(bench, load)
        for name in options.parts or PARTS:
            console.note(f"Measuring {name} …")
            results[name] = PARTS[name](bench)
            _print(name, results[name], bench)
    console.note(f"Kept in {_keep(facts, results)}")


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="part", help=f"of {', '.join(PARTS)}")
    parser.add_argument("--rows", type=int, default=1_000_000, help="rows to export and to load")
    parser.add_argument(
        "--customers", type=int, default=50_000, help="customers to build and score"
    )
    parser.add_argument("--runs", type=int, default=5, help="rounds that count")
    options = parser.parse_args(arguments)
    unknown = set(options.parts) - set(PARTS)
    if unknown:
        parser.error(f"no part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    return options


def _print(name: str, timings: Sequence[Timing], bench: Bench) -> None:
    of_customers = name in PARTS_OF_CUSTOMERS
    amount = f"{bench.customers:,} customers" if of_customers else f"{bench.rows:,} rows"
    rows = [
        (
            name,
            timing.name,
            f"{timing.median_seconds:.2f}",
            f"{min(timing.seconds):.2f}",
            f"{max(timing.seconds):.2f}",
            f"{timing.median_ratio:.2f}",
        )
        for timing in timings
    ]
    columns = ("part", "what", "median s", "fastest s", "slowest s", "ratio")
    console.print_table(columns, rows, title=f"{name}, {amount}, {bench.runs} runs")


def _facts(bench: Bench, load: float) -> dict[str, object]:
    with connect(bench.server) as connection:
        version = connection.info.parameter_status("server_version")
    return {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": _commit(),
        "machine": platform.platform(),
        "processor": _processor(),
        "cores": psutil.cpu_count(),
        "memory_gb": round(psutil.virtual_memory().total / 2**30),
        "load_before": round(load, 2),
        "python": platform.python_version(),
        "postgresql": version,
        "rows": bench.rows,
        "customers": bench.customers,
        "runs": bench.runs,
    }


def _keep(facts: dict[str, object], results: dict[str, list[Timing]]) -> Path:
    RESULTS.mkdir(exist_ok=True)
    file = RESULTS / f"{datetime.now(UTC):%Y%m%d-%H%M%S}.json"
    timings = {
        name: [asdict(one) | {"median_ratio": one.median_ratio} for one in part]
        for name, part in results.items()
    }
    file.write_text(json.dumps(facts | {"results": timings}, indent=2) + "\n", encoding="utf-8")
    return file


def _commit() -> str:
    command = ["git", "-C", str(REPOSITORY), "describe", "--always", "--dirty"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout.strip()


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor()


if __name__ == "__main__":
    sys.exit(main())
