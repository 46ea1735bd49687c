"""The fast way: a file with the contract's own columns goes through COPY as it is."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from psycopg import sql

from customer_analytics.loading.conversion import (
    CONVERTED,
    YEAR_FIRST,
    analyze_keys,
    create_converted,
)
from customer_analytics.loading.jobs import UPDATED_AT, TableJob
from customer_analytics.loading.landing import copy_plain_text, identifiers, is_plain_text
from customer_analytics.loading.records import MAX_LINES_OF_A_RECORD
from customer_analytics.loading.report import Progress
from customer_analytics.loading.sniffing import DataFile
from customer_analytics.raw_contract import RawColumn

if TYPE_CHECKING:
    import psycopg


# Of ten years of evenly filled months, they miss one in three loads of a hundred.
SAMPLED_LINES = 1_000
_MONTH = re.compile(r"\s*((?:19|20)\d{2})[-/.]?(0[1-9]|1[0-2])")


def can_go_straight(file: DataFile, job: TableJob, columns: Sequence[str]) -> bool:
    """Tell whether COPY may try: plain text, whose first dates (if any) are written year first."""
    if not is_plain_text(file):
        return False
    for index, name in enumerate(columns):
        if job.table.column(name).data_type not in ("date", "timestamptz"):
            continue
        values = [record[index] for record in file.sample if len(record) == len(columns)]
        if any(value.strip() and not re.match(YEAR_FIRST, value) for value in values):
            return False
    return True


def copy_into_empty_table(
    connection: psycopg.Connection,
    file: DataFile,
    job: TableJob,
    columns: Sequence[str],
    target: sql.Composable,
    progress: Progress,
) -> int | None:
    """Copy the file into its empty raw table; None, and nothing copied, where a row resists."""
    import psycopg

    with connection.transaction() as savepoint:
        _begin_new_file(connection, target)
        copied = copy_plain_text(connection, file, target, columns, progress)
        if (
            copied is not None
            and settle(connection, job, columns, target)
            and not (job.table.is_partitioned and _has_repeated_keys(connection, job, target))
        ):
            rows, lines = copied
            is_one_row_a_line = rows == lines - file.header_line
            if is_one_row_a_line or not _has_swallowed_lines(connection, job, columns, target):
                return rows
        raise psycopg.Rollback(savepoint)
    return None


def copy_into_converted(
    connection: psycopg.Connection,
    file: DataFile,
    job: TableJob,
    columns: Sequence[str],
    progress: Progress,
) -> int | None:
    """Copy the file into a new table of converted rows; None, and no table, where a row resists."""
    import psycopg

    with connection.transaction() as savepoint:
        create_converted(connection, job, list(job.columns), file.header_line + 1)
        copied = copy_plain_text(connection, file, CONVERTED, columns, progress)
        # Rows and lines go together only where no field has a line break and no line is blank.
        is_numbered = copied is not None and copied[0] == copied[1] - file.header_line
        if is_numbered and settle(connection, job, list(job.columns), CONVERTED):
            analyze_keys(connection, job)
            return copied[0]
        raise psycopg.Rollback(savepoint)
    return None


def sample_months(file: DataFile, columns: Sequence[str], name: str) -> list[str]:
    """First days of months ('2025-03-01') that a column has, in lines from all over the file.

    Returns:
        Days, with repetitions; none for a file that can't be read in the middle, or without them.
    """
    if file.is_gzip or name not in columns:
        return []
    position, size = columns.index(name), file.path.stat().st_size
    months = []
    with file.path.open("rb") as stream:
        for offset in range(0, size, max(size // SAMPLED_LINES, 1)):
            stream.seek(offset)
            stream.readline()  # the rest of a line
            line = stream.readline().decode(file.encoding, "replace")
            if month := _MONTH.match(_field(line, position, file.delimiter)):
                months.append("-".join((*month.groups(), "01")))
    return months


def _field(line: str, position: int, delimiter: str) -> str:
    """One field of a line; empty where the line has none, or is no line of its own."""
    try:
        fields = next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        fields = []
    return fields[position] if position < len(fields) else ""


def _has_repeated_keys(
    connection: psycopg.Connection, job: TableJob, target: sql.Composable
) -> bool:
    """Whether a key stands twice, in a table whose partitions each have an index of their own."""
    query = sql.SQL("select exists (select from {} group by {} having count(*) > 1)")
    return connection.execute(query.format(target, identifiers(job.table.key))).fetchone()[0]


def _begin_new_file(connection: psycopg.Connection, target: sql.Composable) -> None:
    """Give the empty table a new file on the server's disk, where the role may.

    Rows of a failed try are then gone with that file rather than dead weight in the table, and a
    server with wal_level minimal (the embedded one) needs no write-ahead log for the rows.
    """
    query = "select has_table_privilege(%s, 'truncate')"
    if connection.execute(query, [target.as_string(connection)]).fetchone()[0]:
        connection.execute(sql.SQL("truncate {}").format(target))


def _has_swallowed_lines(
    connection: psycopg.Connection,
    job: TableJob,
    columns: Sequence[str],
    target: sql.Composable,
) -> bool:
    """Whether a field has so many lines that a quote must have been left open before it."""
    texts = [name for name in columns if job.table.column(name).data_type == "text"]
    too_long = [
        sql.SQL("(octet_length({0}) >= {1} and regexp_count({0}, '\n') >= {1})").format(
            sql.Identifier(name), sql.Literal(MAX_LINES_OF_A_RECORD)
        )
        for name in texts
    ]
    query = sql.SQL("select exists (select 1 from {} where {})").format(target, _any(too_long))
    return connection.execute(query).fetchone()[0]


def settle(
    connection: psycopg.Connection,
    job: TableJob,
    columns: Sequence[str],
    target: sql.Composable,
) -> bool:
    """Put defaults where the file has none; False where a value is no number or no date at all.

    COPY takes NaN for a number and 'infinity' for a date; neither may reach a total.
    """
    contract = [job.table.column(name) for name in columns]
    odd = [test for column in contract if (test := _is_odd(column)) is not None]
    lacking = [column for column in contract if column.default is not None]
    if target is CONVERTED:  # where the upsert decides about updated_at
        lacking = [column for column in lacking if column.name != UPDATED_AT]
    no_default = [sql.SQL("{} is null").format(sql.Identifier(column.name)) for column in lacking]
    query = sql.SQL("select coalesce(bool_or({}), false), coalesce(bool_or({}), false) from {}")
    has_odd, has_lacking = connection.execute(
        query.format(_any(odd), _any(no_default), target)
    ).fetchone()
    if has_odd:
        return False
    if has_lacking:
        assignments = [
            sql.SQL("{0} = coalesce({0}, {1})").format(
                sql.Identifier(column.name), sql.SQL(column.default)
            )
            for column in lacking
        ]
        connection.execute(
            sql.SQL("update {} set {} where {}").format(
                target, sql.SQL(", ").join(assignments), _any(no_default)
            )
        )
    return True


def _is_odd(column: RawColumn) -> sql.Composed | None:
    name = sql.Identifier(column.name)
    kind = column.data_type
    if kind in ("date", "timestamptz"):
        return sql.SQL("not isfinite({})").format(name)
    if kind.startswith("numeric("):  # holds NaN, but no Infinity
        return sql.SQL("{} = 'NaN'").format(name)
    if kind in ("numeric", "double precision"):
        return sql.SQL("{} in ('NaN', 'Infinity', '-Infinity')").format(name)
    return None


def _any(conditions: Sequence[sql.Composable]) -> sql.Composable:
    return sql.SQL(" or ").join(conditions) if conditions else sql.SQL("false")
