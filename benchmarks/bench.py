"""What the benchmarks share: a throw-away server, psql, and the command line against it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from psycopg import sql

from customer_analytics.connection import Server, connect
from customer_analytics.server import embedded_server, stop_server

REPOSITORY = Path(__file__).parents[1]


@dataclass(frozen=True)
class Bench:
    """A database to measure on, a folder for files, and how much to measure."""

    server: Server
    folder: Path
    rows: int
    customers: int
    runs: int

    def psql(self, *commands: str) -> list[str]:
        """The command line that gives these commands to psql, one after the other."""
        arguments = [item for command in commands for item in ("--command", command)]
        return [_psql_program(), "--no-psqlrc", "--quiet", "-v", "ON_ERROR_STOP=1", *arguments]

    def cli(self, *arguments: str | Path) -> list[str]:
        """The command line of `customer-analytics`."""
        return [sys.executable, "-m", "customer_analytics", *map(str, arguments)]

    @property
    def env(self) -> Mapping[str, str]:
        """How both of them find the database."""
        return {
            "PGHOST": self.server.host,
            "PGPORT": str(self.server.port),
            "PGDATABASE": self.server.dbname,
            "PGUSER": self.server.user,
            "PGPASSWORD": self.server.password,
            "CUSTOMER_ANALYTICS_DATABASE_URL": self.server.url,
            "CUSTOMER_ANALYTICS_PROJECT_DIR": str(REPOSITORY),
            "PYTHONPATH": str(REPOSITORY / "cli"),
        }

    def execute(self, *statements: str) -> None:
        """Run SQL, each statement in a transaction of its own."""
        with connect(self.server, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)

    def run(self, command: list[str], env: Mapping[str, str] | None = None) -> None:
        """Run a command that is not measured, with `self.env` or other variables.

        Raises:
            RuntimeError: It failed.
        """
        environment = os.environ | dict(env or self.env)
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"{command} failed:\n{done.stdout}{done.stderr}")

    def settle(self) -> None:
        """Write out what earlier runs left behind, so that the next one does not pay for it."""
        self.execute("checkpoint")


@contextmanager
def throw_away_bench(rows: int, customers: int, runs: int) -> Iterator[Bench]:
    """A fresh embedded server, tuned like the one that people get, that is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="ca-bench-"))
    folder.chmod(0o755)  # root's server runs as another user, who must get in
    try:
        server = embedded_server(folder / "server", start=True)
        yield Bench(server, folder, rows, customers, runs)
    finally:
        stop_server(folder / "server")
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def fresh_database(bench: Bench, name: str) -> Iterator[Bench]:
    """The same bench on an empty database of its own."""
    identifier = sql.Identifier(name)
    with connect(bench.server, autocommit=True) as connection:
        connection.execute(sql.SQL("create database {}").format(identifier))
    yield replace(bench, server=replace(bench.server, dbname=name))
    with connect(bench.server, autocommit=True) as connection:
        connection.execute(sql.SQL("drop database {} with (force)").format(identifier))


def _psql_program() -> str:
    from customer_analytics.server_process import installed_programs

    return str(installed_programs().folder / "psql")
