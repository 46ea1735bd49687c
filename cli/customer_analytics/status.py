"""What is in the database and how old it is: freshness, rows, issues, last loads and builds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from psycopg import sql

from customer_analytics.build_lock import find_holder
from customer_analytics.building import (
    SUCCEEDED,
    loaded_tables,
    project_variables,
    read_as_of,
    schema_name,
)
from customer_analytics.catalog import MART_SCHEMAS, Mart, all_marts, explained_errors
from customer_analytics.connection import Server, connect
from customer_analytics.ops import has_table
from customer_analytics.raw_contract import RawTable, read_contract
from customer_analytics.selection import Selection
from customer_analytics.showing import COUNT_TIMEOUT, RowCount, count_rows

if TYPE_CHECKING:
    import psycopg

LAST = 5  # runs and loads that are told
ISSUES_TABLE = "data_quality_issues"
SAMPLE = "sample"
LOADED = "loaded"
WITHOUT_TESTS = r"--exclude resource_type:(unit_)?test\M *"


@dataclass(frozen=True)
class RawTableStatus:
    """One raw table as it is loaded.

    Attributes:
        name: Its name in the contract.
        rows: How many; None where the table does not exist.
        newest_event: When its newest fact happened, as far as that is known within seconds. A
            time after the row's own update is a mistyped one and does not count.
    """

    name: str
    rows: RowCount | None
    newest_event: datetime | date | None


@dataclass(frozen=True)
class MartStatus:
    """One mart and its size."""

    name: str
    rows: RowCount


@dataclass(frozen=True)
class IssueStatus:
    """How many rows of a table break one rule of the contract, as of the last build."""

    table: str
    rule: str
    column: str | None
    rows: int


@dataclass(frozen=True)
class RunStatus:
    """One build from ops.runs; `failed_names` are the nodes that failed."""

    run_id: str
    command: str
    started_at: datetime
    finished_at: datetime | None
    status: str
    as_of: date | None
    reads_sample: bool | None
    selected: str | None
    ok: int | None
    failed: int | None
    skipped: int | None
    failed_names: tuple[str, ...]

    @property
    def seconds(self) -> float | None:
        """How long it took."""
        if self.finished_at is None:
            return None
        return (self.finished_at - self.started_at).total_seconds()


@dataclass(frozen=True)
class LoadStatus:
    """One load from ops.load_history; a file or a generation may fill several tables."""

    started_at: datetime
    source: str
    file_name: str | None
    tables: tuple[str, ...]
    read: int
    inserted: int
    updated: int
    unchanged: int
    rejected: int
    status: str


@dataclass(frozen=True)
class Status:
    """All of it.

    Attributes:
        address: The database.
        reads: What the next build reads, sample or loaded.
        built_from: What the marts were last built from; None where that is not known.
        as_of: The day that the marts are as of; None before the first build.
        running: Who builds now, in words; None for nobody.
        is_behind: Something was loaded since the last build that succeeded.
        raw_tables: In the contract's order.
        marts: By schema and name.
        issues: The most frequent first.
        runs: The newest first.
        loads: The newest first.
    """

    address: str
    reads: str
    built_from: str | None
    as_of: date | None
    running: str | None
    is_behind: bool
    raw_tables: tuple[RawTableStatus, ...]
    marts: tuple[MartStatus, ...]
    issues: tuple[IssueStatus, ...]
    runs: tuple[RunStatus, ...]
    loads: tuple[LoadStatus, ...]


def read_status(server: Server, project_dir: Path) -> Status:
    """Read what is in the database, which may be empty.

    Raises:
        CustomerAnalyticsError: It can't be read.
    """
    variables = project_variables(project_dir)
    raw_schema = schema_name(variables, "raw")
    with (
        explained_errors(),
        connect(server, application_name="customer-analytics status", read_only=True) as connection,
    ):
        holder = find_holder(connection)
        return Status(
            address=server.address,
            reads=LOADED if loaded_tables(connection, project_dir, raw_schema) else SAMPLE,
            built_from=_built_from(connection),
            as_of=read_as_of(connection, variables),
            running=str(holder) if holder else None,
            is_behind=_is_behind(connection),
            raw_tables=tuple(
                _raw_table(connection, raw_schema, table)
                for table in read_contract(project_dir).values()
            ),
            marts=_marts(connection),
            issues=_issues(connection, variables),
            runs=_runs(connection),
            loads=_loads(connection),
        )


def _raw_table(connection: psycopg.Connection, schema: str, table: RawTable) -> RawTableStatus:
    if not has_table(connection, schema, table.name):
        return RawTableStatus(table.name, rows=None, newest_event=None)
    rows = count_rows(connection, Selection(Mart(schema, table.name, "r", ""), ()))
    newest = _newest_event(connection, schema, table) if rows.rows and table.event_time else None
    return RawTableStatus(table.name, rows, newest)


def _newest_event(
    connection: psycopg.Connection, schema: str, table: RawTable
) -> datetime | date | None:
    import psycopg

    statement = sql.SQL(
        "select max({event}) from {table}"
        " where updated_at is null or {event} <= updated_at + interval '1 day'"
    ).format(event=sql.Identifier(table.event_time), table=sql.Identifier(schema, table.name))
    try:
        with connection.transaction():
            connection.execute(sql.SQL("set local statement_timeout = {}").format(COUNT_TIMEOUT))
            (newest,) = connection.execute(statement).fetchone()
            connection.execute("set local statement_timeout = default")
    except psycopg.errors.QueryCanceled:
        return None
    except psycopg.errors.UndefinedColumn:
        return None  # another loader's table, which has only some of the contract's columns
    return newest


def _marts(connection: psycopg.Connection) -> tuple[MartStatus, ...]:
    (has_marts,) = connection.execute(
        "select exists (select from pg_class where relnamespace::regnamespace::text = any(%s)"
        " and relkind in ('r', 'p', 'v', 'm', 'f'))",
        [list(MART_SCHEMAS)],
    ).fetchone()
    if not has_marts:
        return ()
    return tuple(
        MartStatus(mart.name, count_rows(connection, Selection(mart, ())))
        for mart in all_marts(connection)
    )


def _issues(
    connection: psycopg.Connection, variables: Mapping[str, Any]
) -> tuple[IssueStatus, ...]:
    schema = schema_name(variables, "marts")
    if not has_table(connection, schema, ISSUES_TABLE):
        return ()
    statement = sql.SQL(
        "select table_name, rule, column_name, count(*) from {} group by 1, 2, 3"
        " order by 4 desc, 1, 2, 3"
    ).format(sql.Identifier(schema, ISSUES_TABLE))
    return tuple(IssueStatus(*row) for row in connection.execute(statement))


def _runs(connection: psycopg.Connection) -> tuple[RunStatus, ...]:
    if not has_table(connection, "ops", "runs"):
        return ()
    found = connection.execute(
        """
        select
            run_id, command, started_at, finished_at, status, as_of_date, reads_sample, selected,
            nodes_ok, nodes_failed, nodes_skipped,
            array(select item ->> 'name' from jsonb_array_elements(failures) as item)
        from ops.runs
        order by started_at desc
        limit %s
        """,
        [LAST],
    )
    return tuple(RunStatus(*row[:-1], tuple(row[-1])) for row in found)


def _loads(connection: psycopg.Connection) -> tuple[LoadStatus, ...]:
    if not has_table(connection, "ops", "load_history"):
        return ()
    found = connection.execute(
        """
        select
            started_at, source, file_name, array_agg(table_name order by table_name),
            coalesce(sum(rows_read), 0)::bigint, coalesce(sum(rows_inserted), 0)::bigint,
            coalesce(sum(rows_updated), 0)::bigint, coalesce(sum(rows_unchanged), 0)::bigint,
            coalesce(sum(rows_rejected), 0)::bigint, status
        from ops.load_history
        group by started_at, source, file_name, status
        order by started_at desc
        limit %s
        """,
        [LAST],
    )
    return tuple(LoadStatus(*row[:3], tuple(row[3]), *row[4:]) for row in found)


def _built_from(connection: psycopg.Connection) -> str | None:
    if not has_table(connection, "ops", "runs"):
        return None
    found = connection.execute(
        "select reads_sample from ops.runs where nodes_ok > 0 order by started_at desc limit 1"
    ).fetchone()
    if found is None or found[0] is None:
        return None
    return SAMPLE if found[0] else LOADED


def _is_behind(connection: psycopg.Connection) -> bool:
    if not has_table(connection, "ops", "load_history") or not has_table(connection, "ops", "runs"):
        return False
    # a build that leaves out nothing but tests has made every mart
    (is_behind,) = connection.execute(
        """
        select exists (
            select
            from ops.load_history
            where coalesce(rows_inserted, 0) + coalesce(rows_updated, 0)
                + coalesce(rows_rejected, 0) > 0
                and finished_at > coalesce(
                    (
                        select max(started_at)
                        from ops.runs
                        where
                            status = %s
                            and coalesce(regexp_replace(selected, %s, '', 'g'), '') = ''
                    ),
                    '-infinity'
                )
        )
        """,
        [SUCCEEDED, WITHOUT_TESTS],
    ).fetchone()
    return is_behind
