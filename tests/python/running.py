"""Running the command line as people do: in a process of its own."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path

from customer_analytics.connection import Server

REPOSITORY = Path(__file__).parents[2]
ARTIFACTS = REPOSITORY / "build" / "tests" / os.environ.get("PYTEST_XDIST_WORKER", "alone")
NO_DATA_DIR = (
    "/dev/null/no-server"  # can't be made: a test that names no server must not start yours
)


def cli_environment(
    server: Server | None = None, env: Mapping[str, str] | None = None
) -> dict[str, str]:
    """What `run_cli` gives to the command line: yours, without your own settings, and `env`."""
    environment = {
        name: value
        for name, value in os.environ.items()
        # pytest-xdist sets COLUMNS, which would win over the width of a test's own terminal
        if not name.startswith(("CUSTOMER_ANALYTICS_", "DBT_")) and name != "COLUMNS"
    }
    environment |= {
        "CUSTOMER_ANALYTICS_DATA_DIR": NO_DATA_DIR,
        "CUSTOMER_ANALYTICS_PROJECT_DIR": str(REPOSITORY),
        "PYTHONPATH": str(REPOSITORY / "cli"),
        "PYTHONIOENCODING": "utf-8",
    }
    # Tests run side by side: two runs of dbt on the checkout must not share their artifacts.
    environment |= {
        "DBT_TARGET_PATH": str(ARTIFACTS / "target"),
        "DBT_LOG_PATH": str(ARTIFACTS / "logs"),
    }
    if server is not None:
        environment["CUSTOMER_ANALYTICS_DATABASE_URL"] = server.url
    return environment | dict(env or {})


def run_cli(
    *args: str | Path,
    server: Server | None = None,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    stdin: str | None = None,
    timeout: float = 300,
) -> subprocess.CompletedProcess[str]:
    """Run `customer-analytics` with `args`, against `server` if given; never raises on failure.

    Your own CUSTOMER_ANALYTICS_… variables do not reach it; `env` adds to what it gets.
    """
    return subprocess.run(
        [sys.executable, "-m", "customer_analytics", *map(str, args)],
        env=cli_environment(server, _own_artifacts(args) | dict(env or {})),
        cwd=cwd or REPOSITORY,
        input=stdin,
        stdin=subprocess.DEVNULL if stdin is None else None,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=timeout,
        check=False,
    )


def _own_artifacts(args: Sequence[str | Path]) -> dict[str, str]:
    """A project of the test's own keeps its artifacts in its own folder, as people's do.

    Of this one there is a folder for each set of vars: with other vars, dbt reads it all anew.
    """
    if "--project-dir" in args:
        return {"DBT_TARGET_PATH": "", "DBT_LOG_PATH": ""}
    return {"DBT_TARGET_PATH": str(target_folder(args))}


def target_folder(args: Sequence[str | Path]) -> Path:
    """Where dbt writes its artifacts when `args` build this project."""
    texts = [str(argument) for argument in args]
    of_vars = [text for text in texts if text in ("--loaded", "--sample", "demo")]
    of_vars += [value for option, value in pairwise(texts) if option in ("--vars", "--as-of")]
    folder = hashlib.sha256(" ".join(of_vars).encode()).hexdigest()[:8]
    return ARTIFACTS / f"target-{folder}"


def models_that_make(*marts: str) -> list[str]:
    """Options that build these marts and what they are made of."""
    return [option for mart in marts for option in ("--select", f"+{mart}")]


def start_cli(
    *args: str | Path, server: Server, env: Mapping[str, str] | None = None
) -> subprocess.Popen[str]:
    """Start `customer-analytics` with `args` and do not wait for it."""
    return subprocess.Popen(
        [sys.executable, "-m", "customer_analytics", *map(str, args)],
        env=cli_environment(server, _own_artifacts(args) | dict(env or {})),
        cwd=REPOSITORY,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


_REPORT_PEAK = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def peak_memory_of_cli(*args: str | Path, server: Server) -> tuple[float, str]:
    """Run `customer-analytics` with `args`: its peak memory in MiB, and what it said on stderr."""
    command = [sys.executable, "-m", "customer_analytics", *map(str, args)]
    done = subprocess.run(
        # Between pytest and the command, because a process starts with the peak of its parent.
        [sys.executable, "-c", _REPORT_PEAK, *command],
        env=cli_environment(server),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    units = 1024 if sys.platform.startswith("linux") else 1 << 20  # in a MiB; macOS counts bytes
    return int(done.stdout) / units, done.stderr
