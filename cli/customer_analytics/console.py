"""What people see: rich on a terminal, plain text in a pipe; results on stdout, chatter on stderr."""

from __future__ import annotations

import sys
from collections.abc import Sequence

MISSING = "-"


def is_terminal() -> bool:
    """Tell whether stdout is a terminal, where colours and tables are welcome."""
    return sys.stdout.isatty()


def say(text: str = "") -> None:
    """Write a result line to stdout."""
    sys.stdout.write(text + "\n")


def note(text: str) -> None:
    """Write a line of chatter to stderr, so that a pipe gets results only."""
    sys.stderr.write(text + "\n")


def print_error(message: str, hint: str = "") -> None:
    """Write what happened and what to do next to stderr."""
    note(f"Error: {message}")
    if hint:
        note(f"  -> {hint}")


def cell(value: object) -> str:
    """A value as people read it: thousands apart in numbers, '-' for null."""
    if value is None:
        return MISSING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    return str(value)


def print_table(columns: Sequence[str], rows: Sequence[Sequence[object]], title: str = "") -> None:
    """Print rows as a table on a terminal, and as tab-separated values with a header in a pipe."""
    if not is_terminal():
        say("\t".join(columns))
        for row in rows:
            say("\t".join("" if value is None else str(value) for value in row))
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title or None, title_justify="left", header_style="bold")
    numeric = [any(isinstance(row[index], (int, float)) for row in rows) for index in range(len(columns))]
    for name, is_number in zip(columns, numeric, strict=True):
        table.add_column(name, justify="right" if is_number else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell(value)) for value in row))
    Console().print(table)
