"""The build: one dbt run over the whole graph, under the lock, and remembered in ops.runs."""

from __future__ import annotations

import difflib
import getpass
import os
import secrets
import signal
import socket
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from psycopg import sql

from customer_analytics.build_lock import DBT_SESSION, BuildLock, end_orphans
from customer_analytics.catalog import MART_SCHEMAS
from customer_analytics.connection import Server, connect
from customer_analytics.dbt_runner import (
    FAILED_STATUSES,
    OK_STATUSES,
    SKIPPED,
    UNIT_TEST,
    BuildResult,
    Connection,
    NodeResult,
    Progress,
    run_dbt,
)
from customer_analytics.errors import CustomerAnalyticsError
from customer_analytics.ops import ensure_ops, has_table
from customer_analytics.project import PROJECT_FILE
from customer_analytics.raw_contract import read_contract
from customer_analytics.targets import EMBEDDED_TARGET, Settings, find_profiles_file, own_target

if TYPE_CHECKING:
    import psycopg

RUNNING = "running"
SUCCEEDED = "succeeded"
FAILED = "failed"
INTERRUPTED = "interrupted"
KILLED = "killed"

# What ops.runs counts: nodes_ok, nodes_failed, nodes_skipped.
_COUNTED_STATUSES = (OK_STATUSES, FAILED_STATUSES, {SKIPPED})

SAMPLE_VARIABLE = "use_sample_data"
AS_OF_TABLE = "stg_as_of_date"


class NothingSelectedError(CustomerAnalyticsError):
    """The selectors fit nothing in the project: wrong usage."""

    exit_code = 2


@dataclass(frozen=True)
class BuildOptions:
    """What to build, and from what.

    Attributes:
        select: dbt selectors; none is everything.
        exclude: dbt selectors of what to leave out.
        full_refresh: Build incremental tables from nothing.
        as_of: The day that every number is as of; None is the day of the newest raw event.
        variables: Values for vars of dbt_project.yml.
        threads: Nodes at a time; None is what the profile says.
        reads_sample: The sample (true) or the loaded tables; None decides by what is there.
        has_unit_tests: Run dbt's unit tests too; None runs them on the sample only.
        command: What the person called, for ops.runs.
    """

    select: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    full_refresh: bool = False
    as_of: date | None = None
    variables: Mapping[str, Any] = field(default_factory=dict)
    threads: int | None = None
    reads_sample: bool | None = None
    has_unit_tests: bool | None = None
    command: str = "build"


@dataclass(frozen=True)
class BuildPlan:
    """What a build is about to do.

    Attributes:
        run_id: Its key in ops.runs.
        server: The database it builds in.
        reads_sample: It reads the ten-customer sample rather than the loaded tables.
        orphans: Sessions of a killed build that were ended.
        unknown_variables: Vars that the project does not have, and what may have been meant.
    """

    run_id: str
    server: Server
    reads_sample: bool
    orphans: int
    unknown_variables: Mapping[str, str | None]


@dataclass(frozen=True)
class BuildReport:
    """What came of a build.

    Attributes:
        plan: What it was about to do.
        result: What dbt did.
        status: succeeded, failed or interrupted.
        as_of: The day that the marts are as of; None where that table was never built.
    """

    plan: BuildPlan
    result: BuildResult
    status: str
    as_of: date | None


class BuildListener:
    """Told how a build gets on; this one keeps it to itself."""

    def planned(self, plan: BuildPlan) -> None:
        """The build has the lock and begins."""

    def progressed(self, progress: Progress) -> None:
        """Something happened to a node; called from the threads of dbt, one at a time."""


def build(
    server: Server,
    project_dir: Path,
    settings: Settings,
    options: BuildOptions,
    listener: BuildListener,
) -> BuildReport:
    """Build the graph with its tests, and remember the run in ops.runs.

    Args:
        server: Database to build in, as found by `find_server(settings)`.
        project_dir: The dbt project.
        settings: Where the person said to work; decides which profile dbt reads.
        options: What to build.
        listener: Told of the plan and the progress.

    Returns:
        The report; a node that failed is in it and raises nothing.

    Raises:
        BuildIsRunningError: Another build holds the lock.
        NothingSelectedError: The selectors fit nothing.
        CustomerAnalyticsError: dbt can't read the project, or the lock was lost.
    """
    run_id = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"
    with _interrupted_by_sigterm(), BuildLock(server, run_id, _interrupt_main_thread) as lock:
        plan = _prepare(lock.connection, run_id, server, project_dir, options)
        _begin_run(lock.connection, plan, options)
        listener.planned(plan)
        try:
            result = _run(server, project_dir, settings, options, plan, listener)
        except BaseException:  # Ctrl-C while dbt is being imported, say
            _record_end(lock.connection, run_id, INTERRUPTED)
            raise
        finally:
            lock.stop_watching()
        report = _end_run(lock, plan, result, _variables(project_dir, options))
    _raise_what_no_report_can_hold(report, options)
    return report


def loaded_tables(connection: psycopg.Connection, project_dir: Path, schema: str) -> list[str]:
    """The raw tables that hold at least one row."""
    return [
        table
        for table in read_contract(project_dir)
        if has_table(connection, schema, table) and _has_rows(connection, schema, table)
    ]


def project_variables(project_dir: Path) -> dict[str, Any]:
    """The vars of dbt_project.yml with their values."""
    import yaml

    project = yaml.safe_load((project_dir / PROJECT_FILE).read_text(encoding="utf-8"))
    return dict(project.get("vars") or {})


def schema_name(variables: Mapping[str, Any], layer: str) -> str:
    """The schema of a layer (raw, staging, marts …) under the project's vars."""
    name = variables.get("raw_schema", "raw") if layer == "raw" else layer
    return f"{variables.get('schema_prefix') or ''}{name}"


def mart_schemas(project_dir: Path) -> tuple[str, ...]:
    """The schemas of what people read, in the order in which plain names are looked up."""
    variables = project_variables(project_dir)
    return tuple(schema_name(variables, layer) for layer in MART_SCHEMAS)


def read_as_of(connection: psycopg.Connection, variables: Mapping[str, Any]) -> date | None:
    """The day that the marts are as of; None before the first build."""
    schema = schema_name(variables, "staging")
    if not has_table(connection, schema, AS_OF_TABLE):
        return None
    statement = sql.SQL("select max(as_of_date) from {}").format(
        sql.Identifier(schema, AS_OF_TABLE)
    )
    (as_of,) = connection.execute(statement).fetchone()
    return as_of


def parse_variables(texts: Sequence[str]) -> dict[str, Any]:
    """Read vars as people write them: `key=value`, or YAML or JSON like `{key: value}`.

    Raises:
        ValueError: One of them is neither.
    """
    import yaml

    variables: dict[str, Any] = {}
    for text in texts:
        try:
            variables |= _parse_variable(text)
        except yaml.YAMLError as error:
            raise ValueError(f"{text!r} is neither key=value nor YAML: {error}") from None
    return variables


def _parse_variable(text: str) -> dict[str, Any]:
    import yaml

    name, has_value, value = text.partition("=")
    if has_value and name.strip().isidentifier():
        values = {name.strip(): yaml.safe_load(value)}
    else:
        values = yaml.safe_load(text)
    if not isinstance(values, dict) or not all(isinstance(key, str) for key in values):
        raise ValueError(f"{text!r} is neither key=value nor {{key: value}}")
    # YAML makes dates of 2011-12-09; dbt's vars are pasted into SQL, so they stay text.
    return {
        key: entry.isoformat() if isinstance(entry, date) else entry
        for key, entry in values.items()
    }


def _variables(project_dir: Path, options: BuildOptions) -> dict[str, Any]:
    return project_variables(project_dir) | dict(options.variables)


def _prepare(
    connection: psycopg.Connection,
    run_id: str,
    server: Server,
    project_dir: Path,
    options: BuildOptions,
) -> BuildPlan:
    with connection.transaction():
        ensure_ops(connection)
    orphans = end_orphans(connection)
    connection.execute(
        "update ops.runs set status = %s, finished_at = now() where status = %s", [KILLED, RUNNING]
    )
    known = project_variables(project_dir)
    return BuildPlan(
        run_id=run_id,
        server=server,
        reads_sample=_reads_sample(connection, project_dir, options),
        orphans=orphans,
        unknown_variables={
            name: next(iter(difflib.get_close_matches(name, known, n=1)), None)
            for name in options.variables
            if name not in known
        },
    )


def _reads_sample(connection: psycopg.Connection, project_dir: Path, options: BuildOptions) -> bool:
    if options.reads_sample is not None:
        return options.reads_sample
    if SAMPLE_VARIABLE in options.variables:
        return bool(options.variables[SAMPLE_VARIABLE])
    schema = schema_name(_variables(project_dir, options), "raw")
    return not loaded_tables(connection, project_dir, schema)


def _has_rows(connection: psycopg.Connection, schema: str, table: str) -> bool:
    statement = sql.SQL("select exists (select from {})").format(sql.Identifier(schema, table))
    (has_rows,) = connection.execute(statement).fetchone()
    return has_rows


def _run(
    server: Server,
    project_dir: Path,
    settings: Settings,
    options: BuildOptions,
    plan: BuildPlan,
    listener: BuildListener,
) -> BuildResult:
    target = own_target(settings)
    profiles_dir = find_profiles_file(settings.project_dir).parent if target else None
    connection = Connection(server, DBT_SESSION, target or EMBEDDED_TARGET, profiles_dir)
    arguments = _arguments(options, reads_sample=plan.reads_sample)
    return run_dbt(project_dir, connection, arguments, listener.progressed)


def _arguments(options: BuildOptions, *, reads_sample: bool) -> list[str]:
    import json

    variables = {**options.variables, SAMPLE_VARIABLE: reads_sample}
    if options.as_of is not None:
        variables["as_of_date"] = options.as_of.isoformat()
    # exposures say who reads the marts; there is nothing to build, and nothing to count
    arguments = ["build", "--vars", json.dumps(variables), "--exclude-resource-type", "exposure"]
    for flag, selectors in (("--select", options.select), ("--exclude", options.exclude)):
        if selectors:
            arguments += [flag, *(part for text in selectors for part in text.split())]
    if options.full_refresh:
        arguments.append("--full-refresh")
    if options.threads is not None:
        arguments += ["--threads", str(options.threads)]
    has_unit_tests = reads_sample if options.has_unit_tests is None else options.has_unit_tests
    if not has_unit_tests:
        arguments += ["--exclude-resource-type", UNIT_TEST]
    return arguments


def _begin_run(connection: psycopg.Connection, plan: BuildPlan, options: BuildOptions) -> None:
    selected = [f"--select {text}" for text in options.select]
    selected += [f"--exclude {text}" for text in options.exclude]
    connection.execute(
        """
        insert into ops.runs (
            run_id, command, started_at, status, as_of_date, reads_sample, selected,
            host, pid, os_user
        )
        values (%s, %s, clock_timestamp(), %s, %s, %s, %s, %s, %s, %s)
        """,
        [
            plan.run_id,
            options.command,
            RUNNING,
            options.as_of,
            plan.reads_sample,
            " ".join(selected) or None,
            socket.gethostname(),
            os.getpid(),
            _os_user(),
        ],
    )


def _end_run(
    lock: BuildLock, plan: BuildPlan, result: BuildResult, variables: Mapping[str, Any]
) -> BuildReport:
    if lock.is_lost:
        # Whether somebody else has built meanwhile is not known, so the marts can't be trusted.
        with (
            suppress(CustomerAnalyticsError),  # the server itself may be gone
            connect(plan.server, autocommit=True) as connection,
        ):
            _record_end(connection, plan.run_id, FAILED, result)
        raise CustomerAnalyticsError(
            "The build lost its lock: the server ended the session that held it."
            f" It was stopped; {result.count(*OK_STATUSES)} nodes had been built.",
            "Its log says why. The marts may be of different age now. Build again:"
            " customer-analytics build",
        )
    status = SUCCEEDED
    if result.is_interrupted:
        status = INTERRUPTED
    elif result.failures or result.error or not result.nodes:
        status = FAILED
    as_of = read_as_of(lock.connection, variables)
    _record_end(lock.connection, plan.run_id, status, result, as_of)
    return BuildReport(plan, result, status, as_of)


def _record_end(
    connection: psycopg.Connection,
    run_id: str,
    status: str,
    result: BuildResult | None = None,
    as_of: date | None = None,
) -> None:
    from psycopg.types.json import Jsonb

    failures = [_failure_record(node) for node in result.failures] if result else []
    if result and result.error:
        failures.append({"name": "dbt", "message": result.error})
    connection.execute(
        """
        update ops.runs
        set finished_at = clock_timestamp(), status = %s, as_of_date = coalesce(%s, as_of_date),
            nodes_ok = %s, nodes_failed = %s, nodes_skipped = %s, failures = %s
        where run_id = %s
        """,
        [
            status,
            as_of,
            *(result.count(*statuses) if result else None for statuses in _COUNTED_STATUSES),
            Jsonb(failures),
            run_id,
        ],
    )


def _failure_record(node: NodeResult) -> dict[str, Any]:
    return {
        "unique_id": node.unique_id,
        "name": node.name,
        "resource_type": node.resource_type,
        "status": node.status,
        "message": node.message,
        "path": str(node.path),
    }


def _raise_what_no_report_can_hold(report: BuildReport, options: BuildOptions) -> None:
    result = report.result
    if result.error:
        raise CustomerAnalyticsError(
            f"dbt could not run the project.\n{result.error}",
            f"Mend the file that is named above and build again. Full log: {result.log_file}",
        )
    if not result.nodes and not result.is_interrupted:
        selected = " ".join(options.select) or "everything"
        left_out = f" without {' '.join(options.exclude)}" if options.exclude else ""
        raise NothingSelectedError(
            f"Nothing to build: no model, seed or test matches {selected}{left_out}.",
            "A model is named as its file, without .sql; + before it means what it reads as well.",
        )


def _os_user() -> str | None:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return None  # a container may run under a number that no user has


@contextmanager
def _interrupted_by_sigterm() -> Iterator[None]:
    """End on SIGTERM as on Ctrl-C: dbt cancels its statements, and the run is recorded."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _interrupt_main_thread() -> None:
    # SIGTERM and not SIGINT: a shell that starts a command in the background has it ignore SIGINT.
    if sys.platform == "win32":
        import _thread

        _thread.interrupt_main(signal.SIGTERM)
    else:
        signal.pthread_kill(threading.main_thread().ident, signal.SIGTERM)
