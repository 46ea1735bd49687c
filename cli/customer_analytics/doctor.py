"""Looks at everything that a build needs, and says what is wrong and how to mend it."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from customer_analytics.connection import Server, connect
from customer_analytics.targets import Settings, named_server

if TYPE_CHECKING:
    import psycopg

    from customer_analytics.raw_contract import RawTable

GOOD, WARNING, PROBLEM = "good", "warning", "problem"
OLDEST_PYTHON, NEWEST_PYTHON = (3, 11), (3, 13)
OLDEST_POSTGRESQL = 15
NEEDED_DISK = 2 * 1024**3  # bytes: the demo data, its marts and the log of changes, twice over
REQUIRED_MODULES = {
    "dbt-core": "dbt.cli.main",
    "dbt-postgres": "dbt.adapters.postgres",
    "psycopg": "psycopg",
    "pandas": "pandas",
    "pyarrow": "pyarrow",
}


@dataclass(frozen=True)
class Finding:
    """One thing looked at.

    Attributes:
        subject: What was looked at, such as "python" or "raw tables".
        state: good, warning (works, but look) or problem (will not work).
        message: What was found.
        hint: What to do about it; empty where nothing is to be done.
    """

    subject: str
    state: str
    message: str
    hint: str = ""


def examine(settings: Settings) -> Iterator[Finding]:
    """Look at one thing after the other, each that another needs before it.

    An existing embedded server is started if it is down, as every command would; none is made.
    """
    yield _examine_python()
    yield from _examine_packages()
    findings = [
        *_guarded("project", lambda: _examine_project(settings)),
        *_guarded("server", lambda: _examine_server(settings)),
    ]
    yield from findings
    if not any(finding.state == PROBLEM for finding in findings):
        yield from _guarded("database", lambda: _examine_database(settings))


def _guarded(subject: str, look: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    """What `look` finds; an error on its way is a finding too."""
    from customer_analytics.failures import explain

    try:
        yield from look()
    except Exception as error:  # a doctor who faints helps nobody
        failure = explain(error)
        yield Finding(subject, PROBLEM, failure.message, failure.hint)


def _examine_python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    if OLDEST_PYTHON <= sys.version_info[:2] <= NEWEST_PYTHON:
        return Finding("python", GOOD, f"Python {version}")
    return Finding("python", PROBLEM, f"Python {version}", "Install Python 3.11, 3.12 or 3.13.")


def _examine_packages() -> Iterator[Finding]:
    from importlib import import_module
    from importlib.metadata import PackageNotFoundError, version

    for package, module in REQUIRED_MODULES.items():
        try:
            import_module(module)
            yield Finding("packages", GOOD, f"{package} {version(package)}")
        except (ImportError, PackageNotFoundError) as error:
            hint = f"Install it: {sys.executable} -m pip install {package}"
            yield Finding("packages", PROBLEM, f"{package} does not import: {error}", hint)


def _examine_project(settings: Settings) -> Iterator[Finding]:
    import yaml

    from customer_analytics.project import PROJECT_FILE, find_project
    from customer_analytics.raw_contract import CONTRACT_FILE, read_contract

    folder = find_project(settings.project_dir)
    hint = "Compare it with a fresh copy: customer-analytics init DIR"
    file = folder / PROJECT_FILE
    try:
        yaml.safe_load(file.read_text(encoding="utf-8"))
        yield Finding("project", GOOD, f"dbt project in {folder}")
        file = folder / CONTRACT_FILE
        tables = read_contract(folder)
        yield Finding("project", GOOD, f"raw contract with {len(tables)} tables")
    except (OSError, yaml.YAMLError, UnicodeDecodeError) as error:
        reason = " ".join(str(error).split())
        yield Finding("project", PROBLEM, f"{file} can't be read: {reason}", hint)
    except (KeyError, StopIteration, TypeError, AttributeError) as error:
        yield Finding("project", PROBLEM, f"{file} lacks {error or 'the source raw'}", hint)


def _examine_server(settings: Settings) -> Iterator[Finding]:
    other = named_server(settings)
    return _examine_other_server(other) if other else _examine_embedded_server(settings)


def _examine_embedded_server(settings: Settings) -> Iterator[Finding]:
    from customer_analytics import console
    from customer_analytics.server import embedded_server, installed_version, server_status

    status = server_status(settings.data_dir)
    yield Finding("server", GOOD, f"embedded PostgreSQL {installed_version()}")
    yield _examine_disk(status.data_dir)
    if not status.is_created:
        yield Finding(
            "server",
            WARNING,
            f"no data in {status.data_dir} yet",
            "Begin with: customer-analytics demo, or customer-analytics load",
        )
        return
    server = embedded_server(settings.data_dir, start=True)
    size = console.size(status.size)
    yield Finding(
        "server", GOOD, f"answers on {server.host}:{server.port}; {size} in {status.data_dir}"
    )


def _examine_disk(data_dir: Path) -> Finding:
    from customer_analytics import console

    existing = next(folder for folder in (data_dir, *data_dir.parents) if folder.exists())
    if not os.access(existing, os.W_OK | os.X_OK):
        message = f"{data_dir} can't be written"
        return Finding("server", PROBLEM, message, "Name a folder of your own with --data-dir.")
    free = shutil.disk_usage(existing).free
    message = f"{console.size(free)} free on the disk of {data_dir}"
    if free >= NEEDED_DISK:
        return Finding("server", GOOD, message)
    return Finding("server", WARNING, message, "Make room, or name another disk with --data-dir.")


def _existing_embedded_server(settings: Settings) -> Server | None:
    from customer_analytics.server import embedded_server, server_status

    if not server_status(settings.data_dir).is_created:
        return None
    return embedded_server(settings.data_dir, start=False)


def _examine_other_server(server: Server) -> Iterator[Finding]:
    with connect(server, autocommit=True) as connection:
        version = connection.info.server_version // 10000
        message = f"PostgreSQL {version} at {server.address}"
        if version >= OLDEST_POSTGRESQL:
            yield Finding("server", GOOD, message)
        else:
            hint = f"Use PostgreSQL {OLDEST_POSTGRESQL} or newer."
            yield Finding("server", PROBLEM, message, hint)
        yield _examine_right_to_create(connection, server)
        yield from _examine_encryption(connection, server)


def _examine_right_to_create(connection: psycopg.Connection, server: Server) -> Finding:
    query = "select has_database_privilege(current_database(), 'create')"
    if connection.execute(query).fetchone()[0]:
        return Finding("server", GOOD, f"{server.user} may create schemas in {server.dbname}")
    return Finding(
        "server",
        PROBLEM,
        f"{server.user} may not create schemas in {server.dbname}",
        f'Its owner runs: grant create on database "{server.dbname}" to "{server.user}"',
    )


def _examine_encryption(connection: psycopg.Connection, server: Server) -> Iterator[Finding]:
    is_near = server.host.startswith("/") or server.host in ("localhost", "127.0.0.1", "::1")
    if not is_near and not connection.pgconn.ssl_in_use:
        yield Finding(
            "server",
            WARNING,
            f"the connection to {server.host} is not encrypted",
            "Turn on TLS at the server, and use sslmode=verify-full.",
        )


def _examine_database(settings: Settings) -> Iterator[Finding]:
    from customer_analytics.building import project_variables, schema_name
    from customer_analytics.project import find_project
    from customer_analytics.raw_contract import read_contract

    server = named_server(settings) or _existing_embedded_server(settings)
    if server is None:
        return
    project_dir = find_project(settings.project_dir)
    variables = project_variables(project_dir)
    contract = read_contract(project_dir)
    with connect(server, autocommit=True, read_only=True) as connection:
        raw, sample = (schema_name(variables, layer) for layer in ("raw", "sample"))
        yield from _examine_raw_tables(connection, contract.values(), raw)
        yield _examine_data(connection, raw, sample)
        yield _examine_last_build(connection)


def _examine_raw_tables(
    connection: psycopg.Connection, contract: Iterable[RawTable], schema: str
) -> Iterator[Finding]:
    matching = 0
    for table in contract:
        found = _column_types(connection, schema, table.name)
        if not found:
            continue  # a table that nobody has loaded is empty, and that is fine
        differences = list(_compare_with_contract(table, found, f"{schema}.{table.name}"))
        matching += not differences
        yield from differences
    if matching:
        message = f"{matching} in schema {schema} are as the contract says"
        yield Finding("raw tables", GOOD, message)


def _compare_with_contract(table: RawTable, found: dict[str, str], name: str) -> Iterator[Finding]:
    """Differences between a loaded table's columns (names and types) and the contract."""
    missing = [column for column in table.columns if column.name not in found]
    needed = [c.name for c in missing if c.is_required or c.name in table.key]
    others = [c.name for c in missing if c.name not in needed]
    if needed:
        hint = "Load the table again with these columns: without them, none of its rows count."
        yield Finding("raw tables", PROBLEM, f"{name} lacks {', '.join(needed)}", hint)
    if others:
        hint = "Fine where you have none of it: it reads as null."
        yield Finding("raw tables", WARNING, f"{name} lacks {', '.join(others)}", hint)
    extra = [column for column in found if column not in table.column_names]
    if extra:
        hint = (
            "Nothing reads these columns; `attributes` and `properties` are for what is your own."
        )
        yield Finding("raw tables", WARNING, f"{name} has more: {', '.join(extra)}", hint)
    yield from _compare_types(table, found, name)


def _compare_types(table: RawTable, found: dict[str, str], name: str) -> Iterator[Finding]:
    for column in table.columns:
        actual = found.get(column.name)
        if actual is None or _plain_type(actual) == _plain_type(column.data_type):
            continue
        yield Finding(
            "raw tables",
            WARNING,
            f"{name}.{column.name} is {actual}, the contract says {column.data_type}",
            "The build converts it, and stops at the first value that can't be converted.",
        )


def _column_types(connection: psycopg.Connection, schema: str, table: str) -> dict[str, str]:
    """Names and types of a table's columns; empty where it does not exist."""
    rows = connection.execute(
        """
        select attname, format_type(atttypid, atttypmod)
        from pg_attribute
        join pg_class on pg_class.oid = attrelid
        join pg_namespace on pg_namespace.oid = relnamespace
        where nspname = %s and relname = %s and attnum > 0 and not attisdropped
        order by attnum
        """,
        [schema, table],
    )
    return dict(rows.fetchall())


def _plain_type(data_type: str) -> str:
    """The type as the contract writes it: without blanks, timestamptz for its long name."""
    return data_type.replace("timestamp with time zone", "timestamptz").replace(" ", "").lower()


def _examine_data(connection: psycopg.Connection, raw: str, sample: str) -> Finding:
    from customer_analytics.ops import has_table

    table = "purchase_behavior"
    if has_table(connection, raw, table) and _has_rows(connection, raw, table):
        return Finding("data", GOOD, f"purchases are loaded in {raw}.{table}")
    if has_table(connection, sample, table):
        hint = "For your own data: customer-analytics load FILE"
        return Finding("data", WARNING, "only the ten-customer sample is there", hint)
    hint = "Begin with: customer-analytics demo, or customer-analytics load FILE"
    return Finding("data", WARNING, "neither purchases nor the sample are loaded", hint)


def _has_rows(connection: psycopg.Connection, schema: str, table: str) -> bool:
    from psycopg import sql

    query = sql.SQL("select exists (select from {})").format(sql.Identifier(schema, table))
    return connection.execute(query).fetchone()[0]


def _examine_last_build(connection: psycopg.Connection) -> Finding:
    from customer_analytics.ops import has_table

    row = _last_run(connection) if has_table(connection, "ops", "runs") else None
    if row is None:
        hint = "Build them: customer-analytics build"
        return Finding("last build", WARNING, "this command line has built no marts yet", hint)
    status, started_at, nodes_ok, nodes_failed = row
    when = f"{started_at:%Y-%m-%d %H:%M} UTC"
    if status == "succeeded":
        return Finding("last build", GOOD, f"{when}: {nodes_ok} nodes, all well")
    if status == "running":
        hint = "Wait for it; or if its process is gone, build again."
        return Finding("last build", WARNING, f"{when}: not finished", hint)
    hint = "Build again, which names what fails: customer-analytics build"
    return Finding("last build", PROBLEM, f"{when}: {status}, {nodes_failed or 0} failed", hint)


def _last_run(connection: psycopg.Connection) -> Any:
    query = (
        "select status, started_at, nodes_ok, nodes_failed from ops.runs"
        " order by started_at desc limit 1"
    )
    return connection.execute(query).fetchone()
