"""What a page holds: the specs of its charts and the rows to draw them from, as plain values."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from customer_analytics.charts.chart import FILTER_COLUMNS, Chart, Measure
from customer_analytics.charts.periods import Period, Window
from customer_analytics.charts.queries import MONTH, Rows, sorting_of
from customer_analytics.charts.theme import Theme
from customer_analytics.charts.values import NUMBERS, plain_number, plain_text
from customer_analytics.charts.vega_lite import Colors, vega_lite_spec


def chart_on_page(chart: Chart, rows: Rows, colors: Colors, theme: Theme) -> dict[str, Any]:
    """One chart as the page reads it: its spec, its drawing in Vega, its rows by column."""
    data = {"rows": len(rows.rows), "columns": _columns(chart, rows)}
    if MONTH in data["columns"]:
        data["firstMonth"] = min(data["columns"][MONTH]["values"], default=None)
    drawn = _drawing(chart, chart.model) | _vega(chart, colors, theme) | {"data": data}
    deeper = next_level(chart)
    if deeper:
        key = f"{chart.model}/{chart.drill.level}"
        drawn["level"] = _drawing(deeper, key) | _vega(deeper, colors, theme)
    return drawn


def next_level(chart: Chart) -> Chart | None:
    """The chart that a click shows: by the column of the next level in place of its first one."""
    if chart.drill is None or chart.drill.level is None:
        return None
    above, below = chart.group_by[0], chart.drill.level
    roles = {role: below for role in ("x", "color") if getattr(chart, role) == above}
    roles |= {
        role: tuple(below if name == above else name for name in getattr(chart, role))
        for role in ("y", "by", "columns")
    }
    sort = chart.sort if chart.sort_column != above else None
    return replace(chart, **roles, sort=sort, drill=None)


def _drawing(chart: Chart, key: str) -> dict[str, Any]:
    sorting = sorting_of(chart)
    names = chart.names_in_order
    return {
        "key": key,
        "model": chart.model,
        "tab": chart.tab,
        "title": chart.title,
        "type": chart.type,
        "names": names,
        "groupBy": chart.group_by,
        "measures": [_measure(chart, measure) for measure in chart.shown_measures],
        "labels": {name: chart.label(name) for name in names},
        "types": {name: chart.columns_of_model[name] for name in chart.group_by},
        "filters": chart.filters,
        "sort": {"name": sorting[0], "down": sorting[1]} if sorting else None,
        "limit": chart.limit,
        "note": chart.note,
        "remarks": chart.remarks,
        "drill": _drill(chart),
    }


def _vega(chart: Chart, colors: Colors, theme: Theme) -> dict[str, Any]:
    """The drawing, compiled here so that the reader's machine need not."""
    import vl_convert

    spec = vega_lite_spec(chart, colors)
    return {"vega": vl_convert.vegalite_to_vega(spec, config=theme.vega_config())} if spec else {}


def _measure(chart: Chart, measure: Measure) -> dict[str, Any]:
    return {
        "name": measure.name,
        "label": chart.label(measure.name),
        "sum": measure.sum,
        "per": measure.per,
        "last": measure.last,
        "scale": measure.scale,
        "format": measure.format,
        "better": measure.better,
        "compare": measure.compare,
    }


def _drill(chart: Chart) -> dict[str, Any] | None:
    drill = chart.drill
    if drill is None:
        return None
    if drill.level:
        hint = f"Click one to see it by {chart.label(drill.level).lower()}."
        return {"from": chart.group_by[0], "level": drill.level, "hint": hint}
    target = "see its customers" if drill.customers else "filter by it"
    hint = f"Click a {drill.filter} to {target}."
    return {
        "from": FILTER_COLUMNS[drill.filter or ""],
        "filter": drill.filter,
        "tab": drill.tab,
        "customers": drill.customers,
        "hint": hint,
    }


def _columns(chart: Chart, rows: Rows) -> dict[str, dict[str, Any]]:
    columns = {}
    for index, name in enumerate(rows.columns):
        values = [row[index] for row in rows.rows]
        is_number = chart.columns_of_model[name] not in ("text", "date") and all(
            value is None or (isinstance(value, NUMBERS) and not isinstance(value, bool))
            for value in values
        )
        columns[name] = (
            {"numbers": list(map(plain_number, values))} if is_number else _indexed(values)
        )
    return columns


def _indexed(values: Sequence[Any]) -> dict[str, Any]:
    """Each value once, in order, and for each row which one it has; -1 for none."""
    texts = [plain_text(value) for value in values]
    distinct = sorted({text for text in texts if text is not None})
    places: dict[str | None, int] = {text: place for place, text in enumerate(distinct)}
    return {"values": distinct, "index": [places.get(text, -1) for text in texts]}


def periods_on_page(window: Window) -> list[dict[str, Any]]:
    """The periods to choose from, each with the one before it."""
    return [
        _period(period) | {"previous": _period(period.previous) if period.previous else None}
        for period in window.periods()
    ]


def _period(period: Period) -> dict[str, Any]:
    return {
        "name": period.name,
        "label": period.label,
        "first": plain_text(period.first),
        "last": plain_text(period.last),
    }


def packed(content: Any) -> str:
    """Values as JSON, compressed, in letters that HTML leaves alone."""
    import base64
    import gzip

    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return base64.b64encode(gzip.compress(text.encode(), 6, mtime=0)).decode("ascii")
