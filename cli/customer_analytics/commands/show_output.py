"""How `show` looks: a table where it fits, else columns below each other, and TSV in a pipe."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from typing import TYPE_CHECKING

from customer_analytics import console

if TYPE_CHECKING:
    from customer_analytics.showing import MartSummary, Preview, RowCount

# In a table longer texts are cut: one comment must not push every other column off the screen.
_WIDEST_CELL = 40
_BORDERS = 3  # what a table adds to each column
_GAP = "  "


def print_summaries(summaries: Sequence[MartSummary]) -> None:
    """Print the marts with their rows and what they are about."""
    rows = [(one.mart.name, _count(one.count), one.mart.summary) for one in summaries]
    headings = ("mart", "rows", "what it is")
    has_descriptions = any(one.mart.summary for one in summaries)
    shown = 3 if has_descriptions else 2
    console.print_table(headings[:shown], [row[:shown] for row in rows])


def print_preview(preview: Preview) -> None:
    """Print the first rows of a mart on stdout, and on stderr how many there are."""
    shown = len(preview.rows)
    if not console.is_terminal() or _fits(preview):
        rows = [tuple(map(_cut, row)) for row in preview.rows]
        console.print_table(preview.columns, rows if console.is_terminal() else preview.rows)
    else:
        shown = _print_below_each_other(preview)
    about = "" if preview.total.is_exact else "about "
    console.note(f"{shown:,} of {about}{console.counted(preview.total.rows, 'row')}")
    if shown < len(preview.rows):
        console.note(
            f"Its {len(preview.columns)} columns don't fit side by side, so they are below each "
            "other; see more rows by choosing some with --columns A,B."
        )


def _fits(preview: Preview) -> bool:
    """Whether a table of the rows is no wider than the terminal."""
    columns = zip(preview.columns, *preview.rows, strict=True)
    widths = [max(_width(name), *map(_cell_width, cells), 0) for name, *cells in columns]
    return sum(widths) + _BORDERS * len(widths) + 1 <= shutil.get_terminal_size().columns


def _print_below_each_other(preview: Preview) -> int:
    """Print a line for each column, with as many rows across as fit; returns how many fitted."""
    name_width = max(map(_width, preview.columns))
    left = shutil.get_terminal_size().columns - name_width
    blocks: list[list[str]] = []
    for row in preview.rows:
        # Where there is only one row, its texts are shown in full.
        cells = [console.cell(_cut(value) if len(preview.rows) > 1 else value) for value in row]
        width = max(map(_width, cells))
        left -= width + len(_GAP)
        if blocks and left < 0:
            break
        blocks.append([_pad(cell, width) for cell in cells])
    names = [_pad(name, name_width) for name in preview.columns]
    for line in zip(names, *blocks, strict=True):
        console.say(_GAP.join(line).rstrip())
    return len(blocks)


def _cut(value: object) -> object:
    if isinstance(value, str) and len(value) > _WIDEST_CELL:
        return value[: _WIDEST_CELL - 1] + "…"
    return value


def _cell_width(value: object) -> int:
    return _width(console.cell(_cut(value)))


def _width(text: str) -> int:
    from rich.cells import cell_len

    return cell_len(text)  # An ideograph takes two columns.


def _pad(text: str, width: int) -> str:
    return text + " " * (width - _width(text))


def _count(count: RowCount | None) -> int | str | None:
    if count is None or count.is_exact:
        return count.rows if count else None
    return f"about {count.rows:,}"
