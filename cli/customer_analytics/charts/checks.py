"""What a chart's spec must keep to beyond its form: columns that are there, roles that fit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from customer_analytics.charts.chart import FILTER_COLUMNS, Chart, Tab

NUMBERS = ("integer", "bigint", "smallint", "numeric", "double precision", "real")


class Problem(NamedTuple):
    """Something wrong: under which keys of the spec, and what."""

    keys: tuple[str, ...]
    text: str


def problems_of_chart(
    chart: Chart, tabs: Mapping[str, Tab], charts: Iterable[Chart]
) -> Iterator[Problem]:
    """All that is wrong with a chart whose form is right."""
    yield from _problems_of_place(chart, tabs)
    yield from _problems_of_measures(chart)
    yield from _problems_of_names(chart)
    yield from _problems_of_roles(chart)
    yield from _problems_of_other_keys(chart)
    if chart.tab in tabs:
        yield from _problems_of_filters(chart, tabs[chart.tab])
    yield from _problems_of_drill(chart, tabs, charts)


def _problems_of_place(chart: Chart, tabs: Mapping[str, Tab]) -> Iterator[Problem]:
    if chart.tab not in tabs:
        yield Problem(("tab",), f"there is no tab {chart.tab!r}; there are: {', '.join(tabs)}.")
    if not chart.model.startswith(f"rpt_{chart.tab}__"):
        yield Problem(("tab",), f"a model of this tab is named rpt_{chart.tab}__…")
    if not chart.title.endswith("?"):
        yield Problem(("title",), "a title is the question that the chart answers, and ends with ?")


def _problems_of_measures(chart: Chart) -> Iterator[Problem]:
    for measure in chart.measures.values():
        for role in ("sum", "per", "last"):
            column = getattr(measure, role)
            if column is None:
                continue
            keys = ("measures", measure.name, role)
            data_type = chart.columns_of_model.get(column)
            if data_type is None:
                yield Problem(keys, _no_column(chart, column))
            elif not data_type.startswith(NUMBERS):
                yield Problem(keys, f"{column} is {data_type}; only numbers can be added up.")
        if measure.last and "period" not in chart.filters:
            yield Problem(("measures", measure.name, "last"), "wants the filter period.")


def _problems_of_names(chart: Chart) -> Iterator[Problem]:
    known = {*chart.columns_of_model, *chart.measures}
    named = {"x": (chart.x,), "y": chart.y, "color": (chart.color,), "size": (chart.size,)}
    named |= {"by": chart.by, "columns": chart.columns, "sort": (chart.sort_column,)}
    named |= {"labels": tuple(chart.labels)}
    for key, names in named.items():
        for name in names:
            if name is not None and name not in known:
                yield Problem((key,), _no_column(chart, name))


def _no_column(chart: Chart, name: str) -> str:
    return f"{chart.model} has no column {name!r}; it has: {', '.join(chart.columns_of_model)}."


# Of each type: which keys it wants, and whether each is to be a column or a measure.
ROLES = {
    "kpi": {"y": "measure"},
    "line": {"x": "column", "y": "measure"},
    "area": {"x": "column", "y": "measure"},
    "bar": {"x": "column", "y": "measure"},
    "donut": {"color": "column", "y": "measure"},
    "scatter": {"x": "measure", "y": "measure"},
    "heatmap": {"x": "column", "y": "column", "color": "measure"},
    "cohort": {"x": "column", "y": "column", "color": "measure"},
    "funnel": {"x": "column", "y": "measure", "sort": "any"},
    "table": {"columns": "any"},
    "vega": {"columns": "any", "vega": "any"},
}


# Of each type: which further keys it may have.
OPTIONAL_KEYS = {
    "kpi": ("x",),
    "line": ("color",),
    "area": ("color",),
    "bar": ("color",),
    "scatter": ("by", "color", "size"),
}
DRAWING_KEYS = ("x", "y", "color", "size", "by", "columns", "vega")


def _problems_of_roles(chart: Chart) -> Iterator[Problem]:
    for key, wanted in ROLES[chart.type].items():
        value = getattr(chart, key)
        names = value if isinstance(value, tuple) else (value,)
        if value in (None, ()):
            yield Problem((), f"a chart of type {chart.type} wants {key}.")
        elif wanted != "any":
            for name in names:
                if (name in chart.measures) != (wanted == "measure"):
                    yield Problem((key,), f"{name} should be a {wanted} in a {chart.type}.")


def _problems_of_other_keys(chart: Chart) -> Iterator[Problem]:
    allowed = (*ROLES[chart.type], *OPTIONAL_KEYS.get(chart.type, ()))
    for key in DRAWING_KEYS:
        if getattr(chart, key) not in (None, ()) and key not in allowed:
            yield Problem((key,), f"a chart of type {chart.type} has no {key}.")
    if chart.color and len(chart.y) > 1 and chart.type != "scatter":
        yield Problem(("color",), "with several measures in y, the colour tells them apart.")
    if chart.sort_column in chart.measures and chart.sort_column not in chart.names_in_order:
        yield Problem(("sort",), f"the measure {chart.sort_column} is not drawn.")
    if chart.limit and len(chart.group_by) > 1 and chart.type != "table":
        yield Problem(("limit",), "only a table, or a chart by one column, can be cut.")
    if chart.type == "kpi" and chart.x not in (None, "period_month"):
        yield Problem(("x",), "only period_month can be the x of a kpi, for its sparkline.")


def _problems_of_filters(chart: Chart, tab: Tab) -> Iterator[Problem]:
    for name in chart.filters:
        if name not in tab.filters:
            yield Problem(("filters",), f"the tab {tab.name} has no filter {name}.")
        column = FILTER_COLUMNS[name]
        if column not in chart.columns_of_model:
            yield Problem(("filters",), f"the filter {name} acts on a column {column}.")
    lacking = [name for name in tab.filters if name not in chart.filters]
    if lacking and not chart.unfiltered:
        yield Problem((), f"say under `unfiltered` why {' and '.join(lacking)} can't act on it.")
    if chart.unfiltered and not lacking:
        yield Problem(("unfiltered",), "all filters of the tab act on it.")
    if "period" in chart.filters and not chart.period_of:
        yield Problem((), "say under `period_of` what the month is of: order, acquisition …")


def _problems_of_drill(
    chart: Chart, tabs: Mapping[str, Tab], charts: Iterable[Chart]
) -> Iterator[Problem]:
    drill = chart.drill
    if drill is None:
        return
    if drill.level and drill.level not in chart.columns_of_model:
        yield Problem(("drill", "level"), _no_column(chart, drill.level))
    if drill.level and drill.filter:
        yield Problem(("drill",), "a click goes to the next level or sets a filter, not both.")
    if drill.filter and FILTER_COLUMNS[drill.filter] not in chart.group_by:
        yield Problem(("drill", "filter"), f"the chart is not drawn by {drill.filter}.")
    if drill.tab and drill.tab not in tabs:
        yield Problem(("drill", "tab"), f"there is no tab {drill.tab!r}.")
    if drill.customers and not any(other.personal for other in charts):
        yield Problem(("drill", "customers"), "no chart is a list of customers (`personal`).")
