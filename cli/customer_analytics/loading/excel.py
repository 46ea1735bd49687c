"""Excel and OpenDocument sheets: their header, and their rows as text."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from customer_analytics.errors import CustomerAnalyticsError
from customer_analytics.loading.sniffing import DataFile, clean_header

if TYPE_CHECKING:
    import python_calamine


def describe_excel(file: DataFile, header: tuple[str, ...] | None) -> DataFile:
    """Add the sheet and the columns; the header is the first row that is not empty.

    Raises:
        CustomerAnalyticsError: The file is damaged, or it is not clear which sheet is meant.
    """
    workbook = _open(file)
    name = _choose_sheet(file, workbook)
    rows = enumerate(workbook.get_sheet_by_name(name).iter_rows(), start=1)
    found = next(((number, row) for number, row in rows if _has_values(row)), None)
    if found is None:
        raise CustomerAnalyticsError(
            f"{file.name} is empty: it has not even a header.", "Did the export that made it fail?"
        )
    number, row = found
    columns = clean_header(header or tuple(map(_as_text, row)), file.name)
    return replace(file, sheet=name, columns=columns, header_line=0 if header else number)


def count_excel_rows(file: DataFile) -> int:
    """Rows of the sheet, header and empty ones included."""
    return _open(file).get_sheet_by_name(file.sheet).total_height


def excel_records(file: DataFile) -> Iterator[tuple[int, list[str]]]:
    """The rows below the header as text, each with its row number; empty rows are left out.

    Numbers without a fraction lose the '.0' that Excel gives them; dates are written year first.
    """
    sheet = _open(file).get_sheet_by_name(file.sheet)
    for number, row in enumerate(sheet.iter_rows(), start=1):
        if number > file.header_line and _has_values(row):
            yield number, [_as_text(value) for value in row]


def _open(file: DataFile) -> python_calamine.CalamineWorkbook:
    import python_calamine

    try:
        return python_calamine.load_workbook(file.path)
    except (python_calamine.CalamineError, OSError) as error:
        raise CustomerAnalyticsError(
            f"{file.name} can't be read as an Excel file: {error}",
            "Is it protected by a password, or was the copy cut short? Save it again, or as CSV.",
        ) from error


def _choose_sheet(file: DataFile, workbook: python_calamine.CalamineWorkbook) -> str:
    names = workbook.sheet_names
    if file.sheet is not None:
        if file.sheet in names:
            return file.sheet
        raise CustomerAnalyticsError(
            f"{file.name} has no sheet {file.sheet!r}.", f"It has: {', '.join(names)}."
        )
    filled = [name for name in names if workbook.get_sheet_by_name(name).height > 0]
    if len(filled) > 1:
        raise CustomerAnalyticsError(
            f"{file.name} has several sheets: {', '.join(filled)}.", "Choose one with --sheet."
        )
    return (filled or names)[0]


def _has_values(row: list) -> bool:
    return any(value != "" for value in row)


def _as_text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime.datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value)
