"""CSV and JSON by COPY: the server writes the rows, and they pass through to the file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from customer_analytics.selection import Selection, from_where

if TYPE_CHECKING:
    import psycopg
    from psycopg import sql
    from psycopg.abc import Buffer

    from customer_analytics.catalog import Column
    from customer_analytics.exporting import Progress

# First characters that make a spreadsheet run a cell: tab, line feed, carriage return, + - = @
# and the full-width forms of these four (OWASP, CSV injection).
FORMULA_STARTS = "\t\n\r+-=@＋－＝＠"  # noqa: RUF001  (the full-width ones are meant)

_BATCH_ROWS = 1000


def write_csv(
    connection: psycopg.Connection,
    selection: Selection,
    sink: BinaryIO,
    defuse: bool,
    progress: Progress,
) -> int:
    """Write a selection as CSV (RFC 4180, UTF-8, header, null is an empty cell, "" an empty text).

    Args:
        connection: Open connection.
        selection: What to write.
        sink: File to write to.
        defuse: Put an apostrophe before text that a spreadsheet would run as a formula.
        progress: Called with the rows written so far.

    Returns:
        The number of rows, without the header.
    """
    from psycopg import sql

    cells = sql.SQL(", ").join(_csv_cell(column, defuse) for column in selection.columns)
    query = sql.SQL("copy (select {} {}) to stdout (format csv, header, encoding 'UTF8')")
    rows = -1  # the header
    for batch in copied_batches(connection, query.format(cells, from_where(selection))):
        sink.writelines(batch)
        rows += len(batch)
        progress(selection.mart.name, rows)
    return rows


def write_json(
    connection: psycopg.Connection,
    selection: Selection,
    sink: BinaryIO,
    is_array: bool,
    progress: Progress,
) -> int:
    """Write a selection as JSON, one object per line; numbers as numbers, times in ISO 8601.

    Args:
        connection: Open connection.
        selection: What to write.
        sink: File to write to.
        is_array: One array of the objects; without, JSON lines.
        progress: Called with the rows written so far.

    Returns:
        The number of rows.
    """
    rows = 0
    end = b"[\n" if is_array else b""
    for batch in copied_batches(connection, _json_query(selection)):
        lines = b"".join(batch)
        if is_array:
            # The comma of the last line waits until it is known that another line follows.
            sink.write(end)
            lines, end = lines.replace(b"\n", b",\n")[:-2], b",\n"
        sink.write(lines)
        rows += len(batch)
        progress(selection.mart.name, rows)
    if is_array:
        sink.write(b"\n]\n" if rows else b"[]\n")
    return rows


def copied_batches(connection: psycopg.Connection, query: sql.Composed) -> Iterator[list[Buffer]]:
    r"""Run a COPY … TO STDOUT and yield its rows in batches, each row with its line end.

    psycopg's own loop goes through its wait machinery for every row, which takes longer than the
    server needs to make the row; this one waits once per batch, and takes what has arrived.
    """
    pgconn = connection.pgconn
    with connection.cursor() as cursor, cursor.copy(query) as copy:
        while first := copy.read():
            batch = [first]
            size = 1
            while size > 0 and len(batch) < _BATCH_ROWS:
                size, row = pgconn.get_copy_data(1)
                if size > 0:
                    batch.append(row)
            yield batch
            if size < 0:
                _end_copy(connection)
                return


def _end_copy(connection: psycopg.Connection) -> None:
    from psycopg import pq
    from psycopg.errors import error_from_result

    while result := connection.pgconn.get_result():
        if result.status != pq.ExecStatus.COMMAND_OK:
            raise error_from_result(result)


def defused(column: sql.Composable) -> sql.Composed:
    """The SQL for a text cell that a spreadsheet does not run: an apostrophe before a formula."""
    from psycopg import sql

    # Measured on a million rows: 25 ns a cell. A regular expression takes five times as long, and
    # a shorter list twice as long, because PostgreSQL hashes lists from nine values on only.
    codes = sql.SQL(", ").join(sql.Literal(ord(character)) for character in FORMULA_STARTS)
    return sql.SQL("case when ascii({0}) in ({1}) then '''' || {0} else {0} end").format(
        column, codes
    )


def _csv_cell(column: Column, defuse: bool) -> sql.Composed:
    from psycopg import sql

    name = sql.Identifier(column.name)
    cell: sql.Composable = name
    if column.category == "B":
        # COPY writes t and f, which no spreadsheet and no data frame takes for a truth value. This
        # costs a third of what a cast to text does.
        cell = sql.SQL("case when {0} then 'true' when not {0} then 'false' end").format(name)
    elif column.is_text and defuse:
        cell = defused(sql.SQL("{}::text").format(name) if column.category == "E" else name)
    return sql.SQL("{} as {}").format(cell, name)


def _json_query(selection: Selection) -> sql.Composed:
    from psycopg import sql

    # json (not jsonb) keeps the line ends it was written with, which would break one row per line.
    cells = sql.SQL(", ").join(
        sql.SQL("{0}::jsonb as {0}" if column.base_type == "json" else "{0}").format(
            sql.Identifier(column.name)
        )
        for column in selection.columns
    )
    # Neither control character can occur in JSON text, so COPY quotes and doubles nothing.
    query = sql.SQL(
        "copy (select row_to_json(selected) from (select {} {}) as selected) "
        r"to stdout (format csv, quote E'\x01', delimiter E'\x02', encoding 'UTF8')"
    )
    return query.format(cells, from_where(selection))
