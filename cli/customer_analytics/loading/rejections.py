"""Lines that are set aside: collected up to a limit, and kept in ops.rejected_rows."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from psycopg import sql

from customer_analytics import ops
from customer_analytics.errors import CustomerAnalyticsError
from customer_analytics.loading.report import RejectedLine

if TYPE_CHECKING:
    import psycopg

SHOWN_LINES = 5
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class Rejections:
    """The rejected lines of one table load, which give up beyond a limit."""

    def __init__(self, limit: int) -> None:
        """Hold up to `limit` lines."""
        self.limit = limit
        self.lines: list[RejectedLine] = []

    def add(self, line: RejectedLine) -> None:
        """Set a line aside.

        Raises:
            CustomerAnalyticsError: It is one too many, so nothing will be loaded.
        """
        self.lines.append(line)
        if len(self.lines) > self.limit:
            raise _too_many(self.lines, self.limit)


def describe_line(line: RejectedLine) -> str:
    """One rejected line as people read it: file, line, column and reason."""
    where = f"{line.file_name}, line {line.line_number:,}"
    return (
        f"{where}, {line.column_name}: {line.reason}"
        if line.column_name
        else f"{where}: {line.reason}"
    )


def write_rejections(
    connection: psycopg.Connection,
    load_id: str,
    table_name: str,
    file_names: Sequence[str],
    lines: Sequence[RejectedLine],
) -> None:
    """Keep the lines in ops.rejected_rows, in place of what earlier loads of the files left."""
    target = sql.Identifier(ops.SCHEMA, "rejected_rows")
    names = sorted({*file_names, *(line.file_name for line in lines)})
    connection.execute(
        sql.SQL("delete from {} where table_name = %s and file_name = any(%s)").format(target),
        [table_name, names],
    )
    columns = "load_id, table_name, file_name, line_number, column_name, rule, value, reason, line"
    statement = sql.SQL("copy {} (" + columns + ") from stdin").format(target)
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for line in sorted(lines, key=lambda line: (line.file_name, line.line_number)):
            copy.write_row(_row(load_id, table_name, line))


def _row(load_id: str, table_name: str, line: RejectedLine) -> tuple:
    fields = (line.column_name, line.rule, line.value, line.reason)
    return (
        load_id,
        table_name,
        line.file_name,
        line.line_number,
        *(None if field is None else storable(field) for field in fields),
        json.dumps(_storable_values(line.line), ensure_ascii=False, default=str),
    )


def storable(text: str) -> str:
    """The text with U+FFFD where it holds what PostgreSQL can't store."""
    return _UNSTORABLE.sub("\ufffd", text)


def _storable_values(value: object) -> object:
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, dict):
        return {storable(str(key)): _storable_values(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_storable_values(item) for item in value]
    return value


def _too_many(lines: Sequence[RejectedLine], limit: int) -> CustomerAnalyticsError:
    first = "".join(f"\n  {storable(describe_line(line))}" for line in lines[:SHOWN_LINES])
    count = f"More than {limit:,} lines" if limit else "A line"
    return CustomerAnalyticsError(
        f"{count} can't be loaded, so nothing was loaded. The first of them:{first}",
        _likely_cause(lines),
    )


def _likely_cause(lines: Sequence[RejectedLine]) -> str:
    """What to do about the kind of rejection that is most frequent."""
    reasons = [f"{line.rule} {line.reason} {line.value}" for line in lines]

    def share(pattern: str) -> float:
        return sum(bool(re.search(pattern, reason)) for reason in reasons) / len(reasons)

    if share(r"type (timestamp|date)|date/time") >= 0.5:
        return (
            "Dates are read year first (2010-02-28). Say how yours are written in a mapping, e.g."
            " to_timestamp(\"ordered at\", 'DD/MM/YYYY HH24:MI')."
        )
    if share(r"(numeric|integer|bigint|double precision).*\d,\d") >= 0.5:
        return (
            "Numbers have a decimal point. Say how yours are written in a mapping, e.g."
            " replace(\"price\", ',', '.')."
        )
    if share("^wrong_column_count") >= 0.5:
        return "Is the delimiter right? --delimiter names it; otherwise the file needs mending."
    if share("^duplicate_key") >= 0.5:
        return (
            "Several lines have the same key. Is a key column missing? A mapping can number lines:"
            ' row_number() over (partition by "order_id" order by _line).'
        )
    if share("^missing_value") >= 0.5:
        return (
            "Key columns need a value in every line. A mapping can make one, or filter with where."
        )
    return "Mend the lines, convert them in a mapping, or allow more with --max-rejected."
