"""What a load prints: progress meanwhile, a table of what became of the files at the end."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

from customer_analytics import console
from customer_analytics.loading import LoadReport, Preview, TableLoad, describe_line

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress

SECONDS_BETWEEN_LINES = 5
SHOWN_REJECTIONS = 5
PREVIEWED_ON_TERMINAL = 3


class PlainProgress:
    """For a pipe: a line for every file, and one now and then where it takes long."""

    def __init__(self) -> None:
        """Nothing has been said yet."""
        self._file_name = ""
        self._size = self._done = 0
        self._said_at = 0.0

    def reading(self, file_name: str, size: int) -> None:
        """Say which file, though not again when it has to be read more carefully."""
        if file_name != self._file_name:
            console.note(f"Reading {file_name}")
        self._file_name = file_name
        self._size, self._done, self._said_at = size, 0, time.monotonic()

    def advance(self, amount: int) -> None:
        """Say how far it is."""
        self._done += amount
        if time.monotonic() - self._said_at > SECONDS_BETWEEN_LINES:
            console.note(f"{100 * self._done // max(self._size, 1):3} %")
            self._said_at = time.monotonic()

    def step(self, text: str) -> None:
        """Steps of the database are for the bar only."""

    def __enter__(self) -> PlainProgress:
        """Nothing to open."""
        return self

    def __exit__(self, *exception: object) -> None:
        """Nothing to close."""


class BarProgress:
    """For a terminal: a bar for the file that is read, a pulse while the database works."""

    def __init__(self) -> None:
        """Draw nothing yet."""
        self._bar = _make_bar()
        self._task = self._bar.add_task("Looking at the files", total=None)

    def reading(self, file_name: str, size: int) -> None:
        """Begin the bar again for a file."""
        self._begin(f"Reading {file_name}", size)

    def advance(self, amount: int) -> None:
        """Move the bar."""
        self._bar.update(self._task, advance=amount)

    def step(self, text: str) -> None:
        """Show that the database is at work."""
        self._begin(text, None)

    def _begin(self, text: str, size: int | None) -> None:
        self._bar.remove_task(self._task)
        self._task = self._bar.add_task(text, total=size)

    def __enter__(self) -> BarProgress:
        """Draw the bar."""
        self._bar.start()
        return self

    def __exit__(self, *exception: object) -> None:
        """Take the bar away."""
        self._bar.stop()


def make_progress() -> PlainProgress | BarProgress:
    """The progress that suits stderr, where chatter goes."""
    return BarProgress() if sys.stderr.isatty() else PlainProgress()


def print_report(report: LoadReport) -> None:
    """Print notes, previews, what became of each file, rejected lines, and what to do next."""
    for note in report.notes:
        console.note(f"Note: {note}")
    for load in report.loads:
        if load.preview is not None:
            _print_preview(load.table_name, load.preview)
            console.say()
    console.print_table(
        ("table", "file", "read", "inserted", "updated", "unchanged", "rejected"),
        [_row(load) for load in report.loads],
    )
    for load in report.loads:
        _print_remarks(load, is_dry_run=report.is_dry_run)
    if report.is_dry_run:
        console.note("Dry run: nothing was changed.")
    elif not any(load.rows_read for load in report.loads):
        console.note("No rows in the files; what was loaded before is as it was.")
    else:
        console.note("Next: customer-analytics build")


def _print_preview(table_name: str, preview: Preview) -> None:
    """The first rows; on a terminal each is a column of its own, for raw tables are wide."""
    title = f"{table_name}: the first rows as they would land"
    columns, rows = preview.columns, preview.rows
    if console.is_terminal():
        rows = tuple(zip(columns, *rows[:PREVIEWED_ON_TERMINAL], strict=True))
        columns = ("column", *(f"row {number}" for number in range(1, len(rows[0]))))
    console.print_table(columns, rows, title)


def _row(load: TableLoad) -> tuple[object, ...]:
    return (
        load.table_name,
        load.file_name,
        load.rows_read,
        load.rows_inserted,
        load.rows_updated,
        load.rows_unchanged,
        load.rows_rejected,
    )


def _print_remarks(load: TableLoad, *, is_dry_run: bool) -> None:
    if load.rows_left_out:
        console.note(
            f"{load.table_name}: {load.rows_left_out:,} lines made no row of their own"
            " (the mapping filters or combines them)."
        )
    if not load.rejected:
        return
    where = "would be kept" if is_dry_run else "are kept"
    console.note(f"{load.table_name}: {load.rows_rejected:,} lines {where} in ops.rejected_rows:")
    for line in load.rejected[:SHOWN_REJECTIONS]:
        console.note(f"  {describe_line(line)}")
    if load.rows_rejected > SHOWN_REJECTIONS:
        console.note(f"  and {load.rows_rejected - SHOWN_REJECTIONS:,} more")


def _make_bar() -> RichProgress:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        Progress,
        SpinnerColumn,
        TaskProgressColumn,
        TextColumn,
        TimeElapsedColumn,
    )

    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
    )
