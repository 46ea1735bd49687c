"""Colours that stand for values: the same wherever a value is drawn, and under any filter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from customer_analytics.charts.chart import FILTER_COLUMNS, Chart
from customer_analytics.charts.queries import Rows
from customer_analytics.charts.theme import Theme
from customer_analytics.charts.vega_lite import Colors

# Their values have one colour on all charts.
COMMON = ("segment", "channel")


def values_of_filter(name: str, data: Iterable[tuple[Chart, Rows]]) -> list[str]:
    """All values of the filter's column in the charts on which it acts."""
    column = FILTER_COLUMNS[name]
    found: set[str] = set()
    for chart, rows in data:
        if name in chart.filters:
            place = rows.columns.index(column)
            found |= {row[place] for row in rows.rows if row[place] is not None}
    # (other), (unknown) and (no customer) after the names
    return sorted(found, key=lambda value: (value.startswith("("), value))


def colors_of_charts(data: Iterable[tuple[Chart, Rows]], theme: Theme) -> dict[str, Colors]:
    """The colour of each value that is drawn as one, by model.

    Args:
        data: The charts with all their rows, or with all values of their `color_columns`.
        theme: Its palette.
    """
    pairs = list(data)
    common = {name: values_of_filter(name, pairs) for name in COMMON}
    return {chart.model: _colors(chart, rows, common, theme) for chart, rows in pairs}


def color_columns(chart: Chart) -> tuple[str, ...]:
    """The columns whose values `colors_of_charts` wants to know."""
    names = [FILTER_COLUMNS[name] for name in COMMON if name in chart.filters]
    if chart.color and chart.color not in chart.measures:
        names += [chart.color, _sorting_column(chart, chart.color)]
    return tuple(dict.fromkeys(names))


def _colors(chart: Chart, rows: Rows, common: Mapping[str, Sequence[str]], theme: Theme) -> Colors:
    name = chart.color
    if name is None or name in chart.measures:
        return {}
    values = _values_in_order(chart, rows, name)
    palette = theme.colors["categories"]
    known = dict.fromkeys([*common.get(name, ()), *values])
    places = {value: place for place, value in enumerate(known)}
    return {name: {value: palette[places[value] % len(palette)] for value in values}}


def _values_in_order(chart: Chart, rows: Rows, name: str) -> list[str]:
    place, order = rows.columns.index(name), rows.columns.index(_sorting_column(chart, name))
    firsts: dict[str, Any] = {}
    for row in rows.rows:
        if row[place] is not None:
            value = str(row[place])
            firsts[value] = min(firsts.get(value, row[order]), row[order])
    return sorted(firsts, key=lambda value: (firsts[value], value))


def _sorting_column(chart: Chart, name: str) -> str:
    # what is added up depends on the filters, and colours must not
    sort, columns = chart.sort_column, chart.columns_of_model
    return sort if sort and sort in columns and sort not in chart.measures else name
