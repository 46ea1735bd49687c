"""Parquet: COPY's rows are read by pyarrow and written in row groups, types kept."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, BinaryIO

from customer_analytics.errors import CustomerAnalyticsError
from customer_analytics.exporting.copying import copied_batches
from customer_analytics.selection import Selection, from_where

if TYPE_CHECKING:
    from collections.abc import Iterator

    import psycopg
    import pyarrow as pa
    from psycopg import sql
    from psycopg.abc import Buffer

    from customer_analytics.catalog import Column
    from customer_analytics.exporting import Progress

# A row group ends with whichever comes first; the bytes are those of the rows as CSV.
_GROUP_ROWS = 131_072
_GROUP_BYTES = 8 << 20
_DECIMAL_DIGITS = 38


def write_parquet(
    connection: psycopg.Connection, selection: Selection, sink: BinaryIO, progress: Progress
) -> int:
    """Write a selection as Parquet (Snappy).

    numeric(p,s) is decimal128(p,s); numeric without digits, which has no Parquet counterpart,
    is double. timestamptz is timestamp[us, UTC]. json, uuid, arrays and everything else are text.
    Infinite dates, dates outside the years 1 to 9999 and a numeric NaN become null.

    Returns:
        The number of rows.

    Raises:
        CustomerAnalyticsError: A value does not fit its column's Parquet type.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pa.schema([(column.name, arrow_type(column)) for column in selection.columns])
    rows = 0
    try:
        with pq.ParquetWriter(sink, schema) as writer:
            for group in _groups(copied_batches(connection, _query(selection))):
                table = _read_rows(group, schema)
                writer.write_table(table)
                rows += table.num_rows
                progress(selection.mart.name, rows)
    except pa.ArrowInvalid as error:
        raise CustomerAnalyticsError(
            f"{selection.mart.name} does not fit into Parquet: {str(error).splitlines()[0]}",
            "Leave that column out with --columns, or export it as csv or jsonl.",
        ) from error
    return rows


def arrow_type(column: Column) -> pa.DataType:
    """The Arrow type that keeps the values of a column."""
    import pyarrow as pa

    precision, scale = column.precision, column.scale
    if precision is not None and 0 <= scale <= precision <= _DECIMAL_DIGITS:
        return pa.decimal128(precision, scale)
    return {
        "smallint": pa.int16(),
        "integer": pa.int32(),
        "bigint": pa.int64(),
        "real": pa.float32(),
        "double precision": pa.float64(),
        "numeric": pa.float64(),
        "boolean": pa.bool_(),
        "date": pa.date32(),
        "timestamp with time zone": pa.timestamp("us", tz="UTC"),
        "timestamp without time zone": pa.timestamp("us"),
    }.get(column.base_type, pa.string())


def _groups(batches: Iterator[list[Buffer]]) -> Iterator[bytes]:
    """Gather batches of CSV rows until they make a row group."""
    rows, waiting = 0, io.BytesIO()
    for batch in batches:
        waiting.writelines(batch)
        rows += len(batch)
        if rows >= _GROUP_ROWS or waiting.tell() >= _GROUP_BYTES:
            yield waiting.getvalue()
            rows, waiting = 0, io.BytesIO()
    if rows:
        yield waiting.getvalue()


def _read_rows(rows: bytes, schema: pa.Schema) -> pa.Table:
    import pyarrow as pa
    from pyarrow import csv

    return csv.read_csv(
        pa.BufferReader(rows),
        # All rows in one block, because a row must not be longer than a block.
        read_options=csv.ReadOptions(column_names=schema.names, block_size=len(rows)),
        parse_options=csv.ParseOptions(newlines_in_values=True, ignore_empty_lines=False),
        convert_options=csv.ConvertOptions(
            column_types=schema,
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,  # An empty text is no null; COPY quotes it.
            true_values=["t"],
            false_values=["f"],
        ),
    )


def _query(selection: Selection) -> sql.Composed:
    from psycopg import sql

    cells = sql.SQL(", ").join(map(_cell, selection.columns))
    query = sql.SQL("copy (select {} {}) to stdout (format csv, encoding 'UTF8')")
    return query.format(cells, from_where(selection))


def _cell(column: Column) -> sql.Composed:
    from psycopg import sql

    return sql.SQL("{} as {}").format(finite(column), sql.Identifier(column.name))


def finite(column: Column) -> sql.Composed:
    """The SQL for a column without the values that only PostgreSQL has: they become null."""
    from psycopg import sql

    pattern = "{}"
    if column.base_type == "date" or column.base_type.startswith("timestamp"):
        pattern = "case when {0} >= '0001-01-01' and {0} < '10000-01-01' then {0} end"
    elif column.base_type == "numeric" and column.precision is not None:
        pattern = "nullif({}, 'NaN')"
    return sql.SQL(pattern).format(sql.Identifier(column.name))
