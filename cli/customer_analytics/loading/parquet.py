"""Parquet files: their columns, and their rows as CSV for COPY, a batch at a time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from customer_analytics.errors import CustomerAnalyticsError
from customer_analytics.loading.sniffing import Advance, DataFile, clean_header

if TYPE_CHECKING:
    import pyarrow

BATCH_ROWS = 32_768


def describe_parquet(file: DataFile) -> DataFile:
    """Add the columns' names.

    Raises:
        CustomerAnalyticsError: The file is damaged.
    """
    schema = _open(file).schema_arrow
    return replace(file, columns=clean_header(tuple(schema.names), file.name), header_line=0)


def parquet_types(file: DataFile) -> tuple[str, ...]:
    """The PostgreSQL type of each column; nested values become jsonb."""
    return tuple(_postgres_type(field.type) for field in _open(file).schema_arrow)


def count_parquet_rows(file: DataFile) -> int:
    """Rows in the file, as its footer says."""
    return _open(file).metadata.num_rows


def parquet_chunks(file: DataFile, offset: int, advance: Advance) -> Iterator[bytes]:
    """The rows as CSV without a header, first field the row number from `offset` + 1.

    Raises:
        CustomerAnalyticsError: A column holds bytes that are no text, or the file is damaged.
    """
    import pyarrow
    from pyarrow import csv

    number = offset
    options = csv.WriteOptions(include_header=False, quoting_style="needed")
    try:
        for batch in _open(file).iter_batches(batch_size=BATCH_ROWS):
            rows = batch.num_rows
            numbers = pyarrow.array(range(number + 1, number + rows + 1), pyarrow.int64())
            columns = [numbers, *(_plain(column) for column in batch.columns)]
            table = pyarrow.Table.from_arrays(columns, names=["_line", *file.columns])
            sink = pyarrow.BufferOutputStream()
            csv.write_csv(table, sink, options)
            yield sink.getvalue().to_pybytes()
            number += rows
            advance(rows)
    except (pyarrow.ArrowException, OSError) as error:
        raise CustomerAnalyticsError(
            f"{file.name} can't be read beyond row {number - offset:,}: {error}",
            "Write the file again, columns of bytes as text or left out.",
        ) from error


def _open(file: DataFile) -> pyarrow.parquet.ParquetFile:
    import pyarrow
    import pyarrow.parquet

    try:
        return pyarrow.parquet.ParquetFile(file.path)
    except (pyarrow.ArrowException, OSError) as error:
        raise CustomerAnalyticsError(
            f"{file.name} begins like a Parquet file but can't be read: {error}",
            "Was the download or copy cut short? Fetch it again.",
        ) from error


def _postgres_type(kind: pyarrow.DataType) -> str:
    import pyarrow.types as is_a

    if is_a.is_dictionary(kind):
        return _postgres_type(kind.value_type)
    if is_a.is_nested(kind):
        return "jsonb"
    by_kind = {
        is_a.is_boolean: "boolean",
        is_a.is_uint64: "numeric",
        is_a.is_integer: "bigint",
        is_a.is_floating: "double precision",
        is_a.is_decimal: "numeric",
        is_a.is_date: "date",
        is_a.is_time: "time",
    }
    for test, name in by_kind.items():
        if test(kind):
            return name
    if is_a.is_timestamp(kind):
        return "timestamptz" if kind.tz else "timestamp"
    return "text"


def _plain(column: pyarrow.Array) -> pyarrow.Array:
    """The column as values that CSV can hold: no dictionaries, NaN as null, nested as JSON."""
    import pyarrow
    import pyarrow.compute as compute
    import pyarrow.types as is_a

    kind = column.type
    if is_a.is_dictionary(kind):
        return _plain(column.dictionary_decode())
    if is_a.is_nested(kind):
        return pyarrow.array(
            [
                None if value is None else json.dumps(value, default=str)
                for value in column.to_pylist()
            ],
            pyarrow.string(),
        )
    if is_a.is_floating(kind):
        values = column.cast(pyarrow.float64())
        return compute.if_else(compute.is_nan(values), None, values)
    if is_a.is_timestamp(kind) and kind.tz:
        return column.cast(pyarrow.timestamp(kind.unit, "UTC"))
    if _postgres_type(kind) == "text":
        return _without_nul(column.cast(pyarrow.string()))
    return column


def _without_nul(column: pyarrow.Array) -> pyarrow.Array:
    # PostgreSQL can't store the character; U+FFFD marks the place where one was.
    import pyarrow.compute as compute

    if compute.any(compute.match_substring(column, "\x00")).as_py():
        return compute.replace_substring(column, "\x00", "\ufffd")
    return column
