"""A report in words, for templates: plain texts, already formatted, and the pictures' places."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from customer_analytics.charts.chart import Chart, Tab
from customer_analytics.charts.figures import change_text
from customer_analytics.charts.numbers import NumberFormats, month_text
from customer_analytics.charts.periods import Period, Window
from customer_analytics.charts.pictures import sparkline
from customer_analytics.charts.theme import Theme
from customer_analytics.charts.values import plain_rows
from customer_analytics.reports.collecting import Collected, Figure, Shown

Block = dict[str, Any]
Draw = Callable[[Shown, int], str]

# A table with this column is a list of sentences rather than of numbers.
STATEMENT = "statement"
# More columns than these are not legible in half a page's width.
NARROW_COLUMNS = 4
# Pixels of a drawing in half and in all of a page's width: so that its letters have one size.
HALF_WIDTH, FULL_WIDTH = 390, 820


@dataclass(frozen=True)
class Pen:
    """How the parts of a report are put down.

    Attributes:
        theme: Colours and number formats.
        draw: Draws a chart that many pixels wide, and says how a template finds the picture.
        keep: Says how a template finds a small picture of that name.
        most_rows: Rows of a table that there is room for.
    """

    theme: Theme
    draw: Draw
    keep: Callable[[str, str], str]
    most_rows: int


def document(collected: Collected, pen: Pen) -> dict[str, Any]:
    """All that a template reads; docs/reports.md names the keys."""
    window = collected.window
    formats = NumberFormats(pen.theme.locale(window.currency))
    return {
        "title": collected.board.title or pen.theme.title,
        "as_of": window.as_of_date.isoformat() if window.as_of_date else None,
        "currency": window.currency,
        "filters": filters_in_words(collected),
        "fonts": dict(pen.theme.fonts),
        "colors": pen.theme.colors["light"]
        | {name: pen.theme.colors[name] for name in ("good", "bad")},
        "tabs": [
            {
                "name": tab.name,
                "title": tab.title,
                "question": tab.question,
                "rows": _side_by_side(_blocks(collected, tab, formats, pen), pen.draw),
            }
            for tab in collected.board.tabs
        ],
    }


def filters_in_words(collected: Collected) -> list[dict[str, str]]:
    """What the filters are set to, and what the figures are compared with."""
    values, period = collected.values, collected.period
    words = [{"name": "Period", "value": period_in_words(period)}]
    previous = period.previous
    if previous and is_within(previous, collected.window):
        words.append({"name": "Compared with", "value": months_in_words(previous)})
    elif previous:
        words.append({"name": "Compared with", "value": "nothing: the data begins later"})
    words.append({"name": "Segment", "value": values.segment or "All segments"})
    words.append({"name": "Channel", "value": values.channel or "All channels"})
    return words


def is_within(period: Period, window: Window) -> bool:
    """Whether a period lies within the months that are shown."""
    return bool(period.first and window.first_month and period.first >= window.first_month)


def period_in_words(period: Period) -> str:
    """The period with its months."""
    return f"{period.label} ({months_in_words(period)})" if period.first else period.label


def months_in_words(period: Period) -> str:
    """The first and the last month of a period."""
    if period.first is None or period.last is None:
        return period.label
    if period.first == period.last:
        return month_text(period.first)
    return f"{month_text(period.first)} to {month_text(period.last)}"


def table_texts(shown: Shown, formats: NumberFormats) -> list[list[str]]:
    """The rows of a chart as it tells them in a table."""
    chart = shown.chart
    return [
        [formats.cell(chart, name, row[name]) for name in chart.names_in_order]
        for row in plain_rows(shown.rows)
    ]


def is_number(chart: Chart, name: str) -> bool:
    """Whether a column of a table is written to the right."""
    return name in chart.measures or chart.columns_of_model[name] not in ("text", "date", "boolean")


def _blocks(collected: Collected, tab: Tab, formats: NumberFormats, pen: Pen) -> Iterator[Block]:
    """The parts of a tab: its figures, what is said in words, then drawings and tables."""
    for shown in sorted(collected.of_tab(tab), key=_rank):
        chart = shown.chart
        block = {"title": chart.title, "notes": _notes(chart), "name": chart.model}
        if not shown.rows.rows and not shown.figures:
            yield block | {"kind": "empty", "text": "Nothing to show for these filters."}
        elif chart.type == "kpi":
            has_period = collected.period.first is not None
            figures = [_figure(chart, f, formats, pen, has_period) for f in shown.figures]
            yield block | {"kind": "figures", "is_wide": True, "figures": figures}
        elif chart.type == "table":
            yield block | _table(shown, formats, pen.most_rows)
        else:
            is_wide = chart.width == "full"
            yield block | {"kind": "picture", "is_wide": is_wide, "shown": shown}


def _rank(shown: Shown) -> int:
    chart = shown.chart
    if chart.type == "kpi":
        return 0
    return 1 if chart.type == "table" and STATEMENT in chart.columns else 2


def _notes(chart: Chart) -> list[str]:
    return [text.strip() for text in (chart.note, *chart.remarks) if text]


def _figure(
    chart: Chart, figure: Figure, formats: NumberFormats, pen: Pen, has_period: bool
) -> dict[str, Any]:
    change = figure.change
    is_lacking = has_period and figure.measure.compare and change is None
    line = sparkline(figure.months, pen.theme.colors["light"]["accent"])
    return {
        "label": figure.label,
        "value": formats.measure(figure.measure, figure.now),
        "before": None if change is None else formats.measure(figure.measure, figure.before),
        "change": change_text(formats, figure.measure, change) if change else "",
        "remark": "nothing to compare with" if is_lacking else "",
        "arrow": change.arrow if change else "",
        "verdict": change.verdict if change else "none",
        "sparkline": pen.keep(f"{chart.model}-{figure.measure.name}", line) if line else None,
    }


def _table(shown: Shown, formats: NumberFormats, most_rows: int) -> Block:
    chart, texts = shown.chart, table_texts(shown, formats)
    if STATEMENT in chart.columns:
        place = chart.columns.index(STATEMENT)
        statements = [
            {
                "heading": " · ".join(row[:place]),
                "text": row[place],
                "remark": " · ".join(row[place + 1 :]),
            }
            for row in texts
        ]
        return {"kind": "statements", "is_wide": True, "statements": statements}
    head = [
        {"label": chart.label(name), "is_number": is_number(chart, name)}
        for name in chart.names_in_order
    ]
    return {
        "kind": "table",
        "is_wide": len(head) > NARROW_COLUMNS or chart.width == "full",
        "head": head,
        "rows": texts[:most_rows],
        "left_out": max(0, len(texts) - most_rows),
    }


def _side_by_side(blocks: Iterable[Block], draw: Draw) -> list[list[Block]]:
    """Two narrow blocks to a row; one that is left over takes the whole of it."""
    rows: list[list[Block]] = []
    waiting: list[Block] = []
    for block in blocks:
        if block.get("is_wide"):
            rows.append([block])
            continue
        waiting.append(block)
        if len(waiting) == 2:
            rows.append(waiting)
            waiting = []
    if waiting:
        rows.append(waiting)
    return [[_drawn(block, draw, is_alone=len(row) == 1) for block in row] for row in rows]


def _drawn(block: Block, draw: Draw, *, is_alone: bool) -> Block:
    placed = block | {"is_wide": is_alone}
    if placed["kind"] == "picture":
        placed["picture"] = draw(placed.pop("shown"), FULL_WIDTH if is_alone else HALF_WIDTH)
    return placed


def all_shown(collected: Collected) -> Sequence[tuple[Tab, Shown]]:
    """Each chart with its tab, in order."""
    return [(tab, shown) for tab in collected.board.tabs for shown in collected.of_tab(tab)]
