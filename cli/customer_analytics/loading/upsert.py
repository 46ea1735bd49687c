"""Converted rows into a raw table: keys checked, rows inserted, updated, or left as they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from psycopg import sql

from customer_analytics.loading.conversion import CONVERTED, fetch_lines
from customer_analytics.loading.jobs import UPDATED_AT, TableJob
from customer_analytics.loading.landing import Landing, identifiers
from customer_analytics.loading.preparation import is_empty
from customer_analytics.loading.rejections import Rejections
from customer_analytics.loading.report import RejectedLine

if TYPE_CHECKING:
    import psycopg

# A B-tree entry holds about 2,700 bytes.
MAX_KEY_BYTES = 2_600


def reject_unusable_keys(
    connection: psycopg.Connection,
    job: TableJob,
    landing: Landing,
    lines_from: sql.Composable,
    rejections: Rejections,
) -> None:
    """Take rows out whose key is missing, too long, or taken by a newer row of the same file.

    Args:
        connection: Where the converted rows are.
        job: What is loaded.
        landing: Gives file and line number of a row.
        lines_from: Table that has the whole lines, by `_line`.
        rejections: Where they go.

    Raises:
        CustomerAnalyticsError: There are too many of them.
    """
    for query, what in _unusable_keys(connection, job):
        _reject(connection, query, what, landing, lines_from, rejections)


def _unusable_keys(
    connection: psycopg.Connection, job: TableJob
) -> list[tuple[sql.Composed, tuple[str | None, str, str]]]:
    """Queries for the unusable keys that there are, each with column, rule and reason."""
    has_missing, has_long, has_duplicates = _look_at_keys(connection, job)
    found: list[tuple[sql.Composed, tuple[str | None, str, str]]] = []
    for column in job.table.key if has_missing else ():
        query = sql.SQL("select _line, null from {} where {} is null").format(
            CONVERTED, sql.Identifier(column)
        )
        found.append((query, (column, "missing_value", "the key column is empty")))
    if has_long:
        query = sql.SQL("select _line, null from {} where {}").format(CONVERTED, _is_long(job))
        reason = f"the key is longer than {MAX_KEY_BYTES:,} bytes"
        found.append((query, (None, "not_convertible", reason)))
    if has_duplicates:
        reason = "the same key, and newer, is in {}"
        found.append((_duplicates(job), (None, "duplicate_key", reason)))
    return found


def upsert(
    connection: psycopg.Connection, job: TableJob, target: sql.Composable
) -> tuple[int, int, int]:
    """Bring the converted rows into the raw table.

    Rows that are there already with the same values are not touched; a row with an older
    updated_at never overwrites a newer one.

    Returns:
        Rows inserted, updated and left unchanged.
    """
    if is_empty(connection, target):
        return _insert(connection, list(job.columns), target), 0, 0
    total = connection.execute(sql.SQL("select count(*) from {}").format(CONVERTED)).fetchone()[0]
    # No `on conflict`: in a table with partitions, and in one that another loader made, no index
    # stands for the key alone, and an event whose time is corrected moves to another partition.
    statement = sql.SQL(
        """
        with written as materialized (
            select new.*, old.{first_key} is null as _is_new
            from {converted} as new
            left join {target} as old on {same_key}
            where old.{first_key} is null or ({changed})
        ),

        updated as (
            update {target} as old
            set {assignments}
            from written as new
            where not new._is_new and {same_key}
            returning 1
        ),

        inserted as (
            insert into {target} ({columns})
            select {values}
            from written as new
            where new._is_new
            returning 1
        )

        select (select count(*) from inserted), (select count(*) from updated)
        """
    ).format(
        target=target,
        converted=CONVERTED,
        columns=identifiers(job.columns),
        values=sql.SQL(", ").join(map(_inserted_value, job.columns)),
        same_key=sql.SQL(" and ").join(_same("old", "new", name) for name in job.table.key),
        first_key=sql.Identifier(job.table.key[0]),
        changed=_changed(job),
        assignments=_assignments(job),
    )
    inserted, updated = connection.execute(statement).fetchone()
    return inserted, updated, total - inserted - updated


def _insert(connection: psycopg.Connection, columns: Sequence[str], target: sql.Composable) -> int:
    """Insert every converted row; returns how many."""
    statement = sql.SQL("insert into {} ({}) select {} from {} as new").format(
        target,
        identifiers(columns),
        sql.SQL(", ").join(map(_inserted_value, columns)),
        CONVERTED,
    )
    return connection.execute(statement).rowcount


def _reject(
    connection: psycopg.Connection,
    query: sql.Composed,
    what: tuple[str | None, str, str],
    landing: Landing,
    lines_from: sql.Composable,
    rejections: Rejections,
) -> None:
    """Reject and delete the rows of a query for `_line` and the `_line` that beat it, if any."""
    column, rule, reason = what
    limited = query + sql.SQL(" order by 1 limit {}").format(sql.Literal(rejections.limit + 1))
    found: Sequence[tuple[int, int | None]] = connection.execute(limited).fetchall()
    if not found:
        return
    numbers = [line for line, _ in found]
    whole = fetch_lines(connection, lines_from, numbers)
    for line, winner in found:
        file_name, number = landing.place(line)
        rejections.add(
            RejectedLine(
                file_name=file_name,
                line_number=number,
                column_name=column,
                rule=rule,
                value=None,
                reason=reason.format(_place(landing, winner)) if winner else reason,
                line=whole.get(line, {}),
            )
        )
    connection.execute(sql.SQL("delete from {} where _line = any(%s)").format(CONVERTED), [numbers])


def _place(landing: Landing, line: int) -> str:
    file_name, number = landing.place(line)
    return f"line {number:,}" if len(landing.files) == 1 else f"{file_name}, line {number:,}"


def _look_at_keys(connection: psycopg.Connection, job: TableJob) -> tuple[bool, bool, bool]:
    """Whether there are missing keys, overlong keys, and keys that stand twice."""
    missing = sql.SQL(" or ").join(
        sql.SQL("{} is null").format(sql.Identifier(name)) for name in job.table.key
    )
    query = sql.SQL(
        "select coalesce(bool_or(missing), false), coalesce(bool_or(is_long), false),"
        " coalesce(max(rows), 0) > 1 from (select bool_or({missing}) as missing,"
        " bool_or({is_long}) as is_long, count(*) as rows from {table} group by {key}) as keys"
    ).format(
        missing=missing, is_long=_is_long(job), table=CONVERTED, key=identifiers(job.table.key)
    )
    return connection.execute(query).fetchone()


def _is_long(job: TableJob) -> sql.Composed:
    length = sql.SQL(" + ").join(
        sql.SQL("octet_length({}::text)").format(sql.Identifier(name)) for name in job.table.key
    )
    return sql.SQL("{} > {}").format(length, sql.Literal(MAX_KEY_BYTES))


def _duplicates(job: TableJob) -> sql.Composed:
    """Lines whose key a newer line has: by updated_at, then by place in the file."""
    newest = sql.SQL("_line desc")
    if job.has_updated_at:
        newest = sql.SQL("{} desc nulls last, _line desc").format(sql.Identifier(UPDATED_AT))
    return sql.SQL(
        "select _line, winner from (select _line, first_value(_line) over same_key as winner"
        " from {} window same_key as (partition by {} order by {})) as ranked"
        " where _line <> winner"
    ).format(CONVERTED, identifiers(job.table.key), newest)


def _inserted_value(name: str) -> sql.Composed:
    value = sql.Identifier("new", name)
    return sql.SQL("coalesce({}, now())").format(value) if name == UPDATED_AT else value


def _same(left: str, right: str, name: str) -> sql.Composed:
    return sql.SQL("{} = {}").format(sql.Identifier(left, name), sql.Identifier(right, name))


def _changed(job: TableJob) -> sql.Composable:
    """Whether a row differs from the one that is there, and is not older than it."""
    values = [name for name in job.columns if name not in (*job.table.key, UPDATED_AT)]
    differs = sql.SQL("false")
    if values:
        differs = sql.SQL("row({}) is distinct from row({})").format(
            sql.SQL(", ").join(sql.Identifier("old", name) for name in values),
            sql.SQL(", ").join(sql.Identifier("new", name) for name in values),
        )
    if not job.has_updated_at:
        return differs
    return sql.SQL(
        "case when new.{at} is null then {differs}"
        " else old.{at} is null or new.{at} > old.{at} or (new.{at} = old.{at} and {differs}) end"
    ).format(at=sql.Identifier(UPDATED_AT), differs=differs)


def _assignments(job: TableJob) -> sql.Composed:
    names = [name for name in job.columns if name not in (*job.table.key, UPDATED_AT)]
    assignments = [
        sql.SQL("{} = {}").format(sql.Identifier(name), sql.Identifier("new", name))
        for name in names
    ]
    changed_at = _inserted_value(UPDATED_AT) if job.has_updated_at else sql.SQL("now()")
    assignments.append(sql.SQL("{} = {}").format(sql.Identifier(UPDATED_AT), changed_at))
    return sql.SQL(", ").join(assignments)
