"""What a load is told and what it tells: options, results, and the progress it makes on the way."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

DEFAULT_MAX_REJECTED = 1000


@dataclass(frozen=True)
class LoadOptions:
    """How to load; None is the default of each.

    Attributes:
        table: Raw table that the files hold; by default the file's name says it.
        mapping: YAML file that says which expressions over the files make which tables.
        delimiter: What is between the fields of a text file; by default it is found out.
        encoding: Encoding of a text file, by a name that Python knows; found out by default.
        sheet: Sheet of an Excel file; by default the only one that is not empty.
        timezone: Zone in which timestamps without one are read; the mapping's, else UTC.
        dry_run: Do everything, show it, and take it back.
        max_rejected: With more rejected lines than this nothing is loaded.
        replace_demo: Empty the raw tables first if they hold generated demo data.
        schema: Schema of the raw tables.
        preview_rows: How many rows of each table a dry run shows.
    """

    table: str | None = None
    mapping: Path | None = None
    delimiter: str | None = None
    encoding: str | None = None
    sheet: str | None = None
    timezone: str | None = None
    dry_run: bool = False
    max_rejected: int = DEFAULT_MAX_REJECTED
    replace_demo: bool = False
    schema: str = "raw"
    preview_rows: int = 5


@dataclass(frozen=True)
class RejectedLine:
    """One line of a file that was set aside, and why.

    Attributes:
        file_name: Name of the file, without its folder.
        line_number: Line in the file from 1, header included; row number for Parquet.
        column_name: Contract column that could not be filled; None where it is the whole line.
        rule: not_convertible, missing_value, duplicate_key or wrong_column_count.
        value: What stood there.
        reason: Why, in words.
        line: The whole line, column by column.
    """

    file_name: str
    line_number: int
    column_name: str | None
    rule: str
    value: str | None
    reason: str
    line: dict


@dataclass(frozen=True)
class Preview:
    """The first rows of a table as they would land, in the contract's columns."""

    columns: tuple[str, ...]
    rows: tuple[tuple, ...]


@dataclass(frozen=True)
class TableLoad:
    """What became of one file (or of the files that a mapping joins) in one raw table."""

    table_name: str
    file_name: str
    rows_read: int
    rows_inserted: int
    rows_updated: int
    rows_unchanged: int
    rejected: tuple[RejectedLine, ...] = ()
    preview: Preview | None = None

    @property
    def rows_rejected(self) -> int:
        """How many lines were set aside in ops.rejected_rows."""
        return len(self.rejected)

    @property
    def rows_left_out(self) -> int:
        """Lines that a mapping filters or combines, so that no row of the table is theirs alone."""
        landed = self.rows_inserted + self.rows_updated + self.rows_unchanged + self.rows_rejected
        return max(self.rows_read - landed, 0)


@dataclass(frozen=True)
class LoadReport:
    """What one command loaded, and what a person should know about how the files were read."""

    loads: tuple[TableLoad, ...]
    notes: tuple[str, ...]
    is_dry_run: bool


class Progress(Protocol):
    """Somebody who wants to know how far a load is."""

    def reading(self, file_name: str, size: int) -> None:
        """A file is read from its start; `size` is in bytes, or rows for Parquet and Excel."""

    def advance(self, amount: int) -> None:
        """That much more of it has been read."""

    def step(self, text: str) -> None:
        """The database is at work on something else, in words."""


class NoProgress:
    """For callers who do not care."""

    def reading(self, file_name: str, size: int) -> None:
        """Ignore it."""

    def advance(self, amount: int) -> None:
        """Ignore it."""

    def step(self, text: str) -> None:
        """Ignore it."""
