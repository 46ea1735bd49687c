"""What generating prints meanwhile: a bar on a terminal, a line for each tenth in a pipe."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from customer_analytics import console

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress

PERCENT_BETWEEN_LINES = 10


class PlainProgress:
    """For a pipe: a line for each tenth of the customers."""

    def __init__(self, customers: int) -> None:
        """Nothing has been said yet."""
        self._customers = customers
        self._next_percent = PERCENT_BETWEEN_LINES

    def reached(self, customers: int) -> None:
        """Say how far it is, but not that it is done."""
        percent = 100 * customers // self._customers
        if self._next_percent <= percent < 100:
            console.note(f"{percent:3} %: {customers:,} customers")
            self._next_percent = percent - percent % PERCENT_BETWEEN_LINES + PERCENT_BETWEEN_LINES

    def __enter__(self) -> PlainProgress:
        """Nothing to open."""
        return self

    def __exit__(self, *exception: object) -> None:
        """Nothing to close."""


class BarProgress:
    """For a terminal: a bar of the customers."""

    def __init__(self, customers: int) -> None:
        """Draw nothing yet."""
        self._bar = _make_bar()
        self._task = self._bar.add_task("Generating", total=customers)

    def reached(self, customers: int) -> None:
        """Move the bar."""
        self._bar.update(self._task, completed=customers)

    def __enter__(self) -> BarProgress:
        """Draw the bar."""
        self._bar.start()
        return self

    def __exit__(self, *exception: object) -> None:
        """Take the bar away."""
        self._bar.stop()


def make_progress(customers: int) -> PlainProgress | BarProgress:
    """The progress that suits stderr, where chatter goes."""
    return BarProgress(customers) if sys.stderr.isatty() else PlainProgress(customers)


def _make_bar() -> RichProgress:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("customers"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )
