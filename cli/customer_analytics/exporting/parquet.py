"""Parquet: COPY's rows are read by pyarrow in blocks and written in row groups, types kept."""

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

# A block holds at least one row, so this is also the size that a row may have.
_BLOCK_BYTES = 8 << 20
_ROW_GROUP_ROWS = 131_072
_ROW_GROUP_BYTES = 32 << 20
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

    types = {column.name: arrow_type(column) for column in selection.columns}
    batches = copied_batches(connection, _query(selection))
    rows = 0
    try:
        with pq.ParquetWriter(sink, pa.schema(list(types.items()))) as writer:
            for group in _row_groups(_read_blocks(batches, types)):
                writer.write_table(group)
                rows += group.num_rows
                progress(selection.mart.name, rows)
    except pa.ArrowInvalid as error:
        raise CustomerAnalyticsError(
            f"{selection.mart.name} does not fit into Parquet: {str(error).splitlines()[0]}",
            "Leave that column out with --columns, or export it as csv or jsonl.",
        ) from error
    finally:
        batches.close()
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


def _read_blocks(
    batches: Iterator[list[Buffer]], types: dict[str, pa.DataType]
) -> Iterator[pa.RecordBatch]:
    from pyarrow import csv

    reader = csv.open_csv(
        _BatchFile(batches),
        read_options=csv.ReadOptions(use_threads=False, block_size=_BLOCK_BYTES),
        parse_options=csv.ParseOptions(newlines_in_values=True),
        convert_options=csv.ConvertOptions(
            column_types=types,
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,  # An empty text is no null; COPY quotes it.
            true_values=["t"],
            false_values=["f"],
        ),
    )
    with reader:
        yield from reader


def _row_groups(blocks: Iterator[pa.RecordBatch]) -> Iterator[pa.Table]:
    import pyarrow as pa

    waiting: list[pa.RecordBatch] = []
    for block in blocks:
        waiting.append(block)
        is_full = sum(part.num_rows for part in waiting) >= _ROW_GROUP_ROWS
        if is_full or sum(part.nbytes for part in waiting) >= _ROW_GROUP_BYTES:
            yield pa.Table.from_batches(waiting)
            waiting = []
    if waiting:
        yield pa.Table.from_batches(waiting)


def _query(selection: Selection) -> sql.Composed:
    from psycopg import sql

    cells = sql.SQL(", ").join(map(_cell, selection.columns))
    query = sql.SQL("copy (select {} {}) to stdout (format csv, header, encoding 'UTF8')")
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


class _BatchFile(io.RawIOBase):
    """The rows of a COPY as a file that pyarrow can read, a few bytes ahead of it at most."""

    def __init__(self, batches: Iterator[list[Buffer]]) -> None:
        self._batches = batches
        self._waiting = bytearray()

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        while size < 0 or len(self._waiting) < size:
            batch = next(self._batches, None)
            if batch is None:
                break
            self._waiting += b"".join(batch)
        end = len(self._waiting) if size < 0 else size
        data = bytes(memoryview(self._waiting)[:end])
        del self._waiting[:end]
        return data
