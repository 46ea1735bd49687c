"""Excel workbooks: a sheet for each mart, written row by row, text never run as a formula."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from math import isfinite
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, BinaryIO

from customer_analytics.errors import CustomerAnalyticsError
from customer_analytics.exporting.copying import FORMULA_STARTS
from customer_analytics.exporting.parquet import finite
from customer_analytics.selection import Selection, from_where

if TYPE_CHECKING:
    import psycopg
    import xlsxwriter
    from psycopg import sql
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from customer_analytics.catalog import Column, Mart
    from customer_analytics.exporting import Progress

# Limits of the format, and what it does to a number beyond 15 digits.
SHEET_ROWS = 1_048_576
CELL_CHARACTERS = 32_767
SHEET_NAME_CHARACTERS = 31
_EXACT_INTEGER = 10**15
_FIRST_YEAR = 1900

WORKBOOK_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_FETCH_ROWS = 2000
_WIDTH_ROWS = 200
WIDEST = 60


def write_workbook(
    connection: psycopg.Connection,
    selections: Sequence[Selection],
    sink: BinaryIO,
    defuse: bool,
    progress: Progress,
) -> tuple[int, tuple[str, ...]]:
    """Write selections as one workbook; past 1,048,576 rows a mart goes on in another sheet.

    Times are in UTC, because Excel knows no time zones. Integers of more than 15 digits and dates
    before 1900, which Excel can't hold, are text.

    Args:
        connection: Open connection.
        selections: What to write; a sheet each.
        sink: File to write to.
        defuse: Mark text that looks like a formula as text, also for when the cell is edited.
        progress: Called with a mart's name and the rows written so far.

    Returns:
        The number of rows, and remarks on what Excel could not take in full.

    Raises:
        CustomerAnalyticsError: The workbook would be larger than the format allows.
    """
    import xlsxwriter
    from xlsxwriter.exceptions import FileSizeError

    # The rows of a sheet wait in a file until the workbook is put together.
    with TemporaryDirectory(prefix="customer-analytics-") as folder:
        workbook = xlsxwriter.Workbook(sink, {**WORKBOOK_OPTIONS, "tmpdir": folder})
        titles = _titles([selection.mart for selection in selections])
        writers = [
            _MartWriter(workbook, selection, title, defuse)
            for selection, title in zip(selections, titles, strict=True)
        ]
        for writer in writers:
            for count in writer.write(_fetch(connection, writer.selection)):
                progress(writer.selection.mart.name, count)
        try:
            workbook.close()
        except FileSizeError as error:
            raise CustomerAnalyticsError(
                "The workbook would be larger than 4 GB.",
                "Choose fewer rows with --where, or another format.",
            ) from error
    remarks = tuple(remark for writer in writers for remark in writer.remarks())
    return sum(writer.rows for writer in writers), remarks


class _MartWriter:
    """Writes one mart to as many sheets as it takes."""

    def __init__(
        self, workbook: xlsxwriter.Workbook, selection: Selection, title: str, defuse: bool
    ) -> None:
        self.selection = selection
        self.rows = 0
        self._title = title
        self._workbook = workbook
        self._quoted = workbook.add_format({"quote_prefix": True}) if defuse else None
        self._header = workbook.add_format({"bold": True, "bottom": 1})
        self._formats = [_cell_format(workbook, column) for column in selection.columns]
        self._widths = [len(column.name) + 3 for column in selection.columns]
        self._sheets: list[tuple[Worksheet, int]] = []
        self._truncated = 0

    def write(self, batches: Iterator[list[tuple]]) -> Iterator[int]:
        """Write all rows; yields the number written so far after each batch."""
        self._start_sheet()
        for batch in batches:
            for row in batch:
                self._write_row(row)
            yield self.rows
        self._finish_sheets()

    def remarks(self) -> list[str]:
        """What Excel could not take in full."""
        name, found = self.selection.mart.name, []
        if len(self._sheets) > 1:
            found.append(f"{name} takes {len(self._sheets)} sheets: Excel's have 1,048,576 rows.")
        if self._truncated:
            found.append(
                f"{name}: texts that were cut to {CELL_CHARACTERS:,} characters, the most that an "
                f"Excel cell holds: {self._truncated:,}."
            )
        return found

    def _start_sheet(self) -> None:
        number = len(self._sheets) + 1
        sheet = self._workbook.add_worksheet(sheet_name(self._workbook, self._title, number))
        sheet.freeze_panes(1, 0)
        for index, column in enumerate(self.selection.columns):
            sheet.write_string(0, index, column.name, self._header)
        self._sheets.append((sheet, 0))

    def _write_row(self, row: tuple) -> None:
        sheet, used = self._sheets[-1]
        if used == SHEET_ROWS - 1:
            self._start_sheet()
            sheet, used = self._sheets[-1]
        for index, value in enumerate(row):
            if value is not None:
                text = self._write_cell(sheet, used + 1, index, value)
                if self.rows < _WIDTH_ROWS:
                    self._widths[index] = max(self._widths[index], len(text) + 2)
        self._sheets[-1] = (sheet, used + 1)
        self.rows += 1

    def _write_cell(self, sheet: Worksheet, row: int, index: int, value: Any) -> str:
        """Write one value that is not null; returns it roughly as it will be seen."""
        text = write_cell(sheet, row, index, value, self._formats[index], self._quoted)
        self._truncated += len(text) > CELL_CHARACTERS
        return text[:WIDEST]

    def _finish_sheets(self) -> None:
        for sheet, used in self._sheets:
            sheet.autofilter(0, 0, used, len(self._widths) - 1)
            for index, width in enumerate(self._widths):
                sheet.set_column(index, index, min(width, WIDEST))


def write_cell(
    sheet: Worksheet,
    row: int,
    column: int,
    value: Any,
    cell_format: Format | None = None,
    quoted: Format | None = None,
) -> str:
    """Write one value that is not null; text is text, whatever it looks like.

    Args:
        sheet: The sheet.
        row: From 0 on.
        column: From 0 on.
        value: What PostgreSQL gave.
        cell_format: Format of numbers and dates.
        quoted: Format of text that looks like a formula.

    Returns:
        The value as text, in full.
    """
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value, cell_format)
    elif isinstance(value, int | float | Decimal) and _is_exact(value):
        sheet.write_number(row, column, value, cell_format)
    elif isinstance(value, date) and value.year >= _FIRST_YEAR:
        moment = value
        if isinstance(value, datetime) and value.tzinfo:
            moment = value.astimezone(UTC).replace(tzinfo=None)
        sheet.write_datetime(row, column, moment, cell_format)
    else:
        text = str(value)
        is_formula = text.startswith(tuple(FORMULA_STARTS))
        sheet.write_string(row, column, text[:CELL_CHARACTERS], quoted if is_formula else None)
    return str(value)


def _is_exact(value: float | Decimal) -> bool:
    # A NaN, an infinity or a long id would show as something else than it is.
    return isfinite(value) and (not isinstance(value, int) or abs(value) < _EXACT_INTEGER)


def _cell_format(workbook: xlsxwriter.Workbook, column: Column) -> Format | None:
    formats = {
        "smallint": "#,##0",
        "integer": "#,##0",
        "bigint": "#,##0",
        "date": "yyyy-mm-dd",
        "timestamp with time zone": "yyyy-mm-dd hh:mm:ss",
        "timestamp without time zone": "yyyy-mm-dd hh:mm:ss",
    }
    number_format = formats.get(column.base_type)
    if column.base_type == "numeric" and column.scale is not None and column.scale >= 0:
        number_format = "#,##0." + "0" * column.scale if column.scale else "#,##0"
    return workbook.add_format({"num_format": number_format}) if number_format else None


def _titles(marts: Sequence[Mart]) -> list[str]:
    # 31 characters are too few for rpt_customer_lifetime_value__…: the chart alone tells more.
    short = [mart.chart or mart.name for mart in marts]
    return [
        mart.name if short.count(title) > 1 else title
        for mart, title in zip(marts, short, strict=True)
    ]


def sheet_name(workbook: xlsxwriter.Workbook, title: str, number: int = 1) -> str:
    """A name for a sheet that Excel takes and that no other sheet has."""
    taken = {sheet.get_name().lower() for sheet in workbook.worksheets()}
    plain = "".join("_" if character in "[]:*?/\\'" else character for character in title)
    suffix = f" {number}" if number > 1 else ""
    while True:
        name = plain[: SHEET_NAME_CHARACTERS - len(suffix)] + suffix
        if name.lower() not in taken:
            return name
        number += 1
        suffix = f" {number}"


def _fetch(connection: psycopg.Connection, selection: Selection) -> Iterator[list[tuple]]:
    from psycopg import sql

    cells = sql.SQL(", ").join(map(_cell, selection.columns))
    query = sql.SQL("select {} {}").format(cells, from_where(selection))
    with connection.cursor(name="export") as cursor:  # A named cursor stays on the server.
        cursor.execute(query)
        while batch := cursor.fetchmany(_FETCH_ROWS):
            yield batch


def _cell(column: Column) -> sql.Composed:
    from psycopg import sql

    is_native = column.category in ("N", "B") or column.base_type.startswith(("date", "timestamp"))
    return sql.SQL("{}" if is_native else "{}::text").format(finite(column))
