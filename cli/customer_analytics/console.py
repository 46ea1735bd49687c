"""What people see: rich on a terminal, plain in a pipe; results on stdout, chatter on stderr."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from decimal import Decimal

MISSING = "-"
_TSV_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})
RED, GREEN, YELLOW = "31", "32", "33"


def is_terminal() -> bool:
    """Tell whether stdout is a terminal, where colours and tables are welcome."""
    return sys.stdout.isatty()


def say(text: str = "") -> None:
    """Write a result line to stdout."""
    sys.stdout.write(text + "\n")


def note(text: str) -> None:
    """Write a line of chatter to stderr, so that a pipe gets results only."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def print_error(message: str, hint: str = "") -> None:
    """Write what happened and what to do next to stderr."""
    note(f"{_coloured('Error:', RED, sys.stderr.isatty())} {message}")
    if hint:
        note(f"  -> {hint}")


def mark(sign: str, colour: str) -> str:
    """A sign before a line of stdout (✓, ✗, !), coloured on a terminal."""
    return _coloured(sign, colour, is_terminal())


def cell(value: object) -> str:
    """A value as people read it: thousands apart in numbers, '-' for null."""
    if value is None:
        return MISSING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | Decimal):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:,.2f}" if abs(value) >= 1000 else f"{value:.4g}"
    # Data must not steer the terminal: control characters are shown, not sent.
    return "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in str(value))


def tsv_cell(value: object) -> str:
    """A value as COPY writes it: nothing for null, and no raw tab or line end within a cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value).translate(_TSV_ESCAPES)


def counted(number: int, noun: str) -> str:
    """A number with its noun: 1 row, 15,847 rows."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def size(size_in_bytes: float) -> str:
    """A number of bytes as people read it: 45.3 MB."""
    for unit in ("bytes", "kB", "MB", "GB"):
        if size_in_bytes < 1024:
            return (
                f"{size_in_bytes:.0f} bytes" if unit == "bytes" else f"{size_in_bytes:.1f} {unit}"
            )
        size_in_bytes /= 1024
    return f"{size_in_bytes:.1f} TB"


def print_facts(facts: Sequence[tuple[str, object]]) -> None:
    """Print names and values: below each other on a terminal, tab-separated in a pipe."""
    width = max(len(name) for name, _ in facts)
    for name, value in facts:
        say(f"{name:<{width}}  {value}" if is_terminal() else f"{name}\t{value}")


def print_table(columns: Sequence[str], rows: Sequence[Sequence[object]], title: str = "") -> None:
    """Print rows as a table on a terminal, and as tab-separated values with a header in a pipe."""
    if not is_terminal():
        for row in (columns, *rows):
            say("\t".join(map(tsv_cell, row)))
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title or None, title_justify="left", header_style="bold")
    numeric = [any(_is_number(row[index]) for row in rows) for index in range(len(columns))]
    for name, is_number in zip(columns, numeric, strict=True):
        table.add_column(name, justify="right" if is_number else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell(value)) for value in row))
    Console().print(table)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def _coloured(text: str, colour: str, is_welcome: bool) -> str:
    # Rich takes 50 ms to import, too much for one coloured word.
    if not is_welcome or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return text
    return f"\x1b[{colour}m{text}\x1b[0m"


def show_log_messages() -> None:
    """Write what the work modules log (they print nothing themselves) to stderr, as chatter."""
    import logging

    class Notes(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            note(record.getMessage())

    logger = logging.getLogger("customer_analytics")
    logger.handlers = [Notes()]
    logger.setLevel(logging.INFO)
    logger.propagate = False
