"""Vega-Lite specs of charts, over the data `shown`: the rows as `queries.shown_rows` has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from customer_analytics.charts.chart import Chart
from customer_analytics.charts.numbers import label_with_unit as _title
from customer_analytics.charts.theme import AXIS_TITLES, FORMATS

DATA = "shown"
# points off the edges, and no axis below zero for their sake
ROOMY = {"scale": {"zero": False, "nice": False, "padding": 24}}
SERIES, VALUE = "series", "value"  # of several measures in one chart
HEIGHT = 260
ROW_HEIGHT = 26
BAR_HEIGHT = 13
NARROW = "containerSize()[0] < 480"
# months below cells: upright, but on a phone, where the last one would stick out
LEANING_WHERE_NARROW = {
    "labelAngle": {"expr": f"{NARROW} ? -40 : 0"},
    "labelAlign": {"expr": f"{NARROW} ? 'right' : 'center'"},
}
Spec = dict[str, Any]

# The colour of each value of a column, so that a filter does not recolour what it leaves.
Colors = Mapping[str, Mapping[str, str]]


def vega_lite_spec(chart: Chart, colors: Colors | None = None) -> Spec | None:
    """The Vega-Lite spec of a chart without its data; None for KPI strips and tables.

    Args:
        chart: The chart.
        colors: Of the column drawn as colours: the colour of each of its values, in order.
    """
    if chart.type in ("kpi", "table"):
        return None
    if chart.vega is not None:
        drawing = dict(chart.vega)
    else:
        drawing = _DRAWINGS[chart.type](chart, colors or {})
    transforms = [_as_date(name) for name in chart.group_by if _is_date(chart, name)]
    drawing["transform"] = [*transforms, *drawing.get("transform", [])]
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "description": chart.title,
        "data": {"name": DATA},
        "width": "container",
        "height": chart.height or HEIGHT,
        "autosize": {"type": "fit-x", "contains": "padding"},
        **drawing,
    }


def _is_date(chart: Chart, name: str) -> bool:
    return chart.columns_of_model.get(name) == "date"


def _is_text(chart: Chart, name: str) -> bool:
    return chart.columns_of_model.get(name) == "text"


def _as_date(name: str) -> Spec:
    return {"calculate": f"toDate(datum['{name}'])", "as": name}


def _format(chart: Chart, name: str) -> Spec:
    if name in chart.measures:
        return {"format": FORMATS[chart.measures[name].format][0]}
    return {"format": "%b %Y"} if _is_date(chart, name) else {}


def _short_labels(chart: Chart, name: str) -> Spec:
    # each by itself: an axis would give all the same prefix, and write nothing as 0M
    kind = chart.measures[name].format
    long, short = FORMATS[kind]
    if kind == "percent":
        return {"labelExpr": f"format(datum.value, '{short}')"}
    labels = {
        "labelExpr": f"format(datum.value, abs(datum.value) < 10 ? '{_few(long)}' : '{short}')"
    }
    return labels | {"tickMinStep": 1} if kind == "integer" else labels


def _few(long: str) -> str:
    """A format for small numbers: as many digits as they have, and no prefix for thousandths."""
    return ("$" if long.startswith("$") else "") + ",~r"


def _column(chart: Chart, name: str, *, is_scale: bool = False) -> Spec:
    """Encoding of a column: months, texts in the order of the rows, numbers."""
    if _is_date(chart, name):
        axis = {"format": "%b %y", "labelOverlap": True, "title": None}
        return {"field": name, "timeUnit": "utcyearmonth", "type": "temporal", "axis": axis}
    title = None if _is_text(chart, name) else _title(chart, name)
    encoding = {"field": name, "type": "ordinal", "sort": None, "title": title}
    if is_scale and not _is_text(chart, name):
        axis = {"format": "d", "tickMinStep": 1}
        return encoding | {"type": "quantitative", "axis": axis, "scale": {"nice": False}}
    return encoding | {"axis": {"labelAngle": -40 if _is_text(chart, name) else 0}}


def _value(chart: Chart, name: str) -> Spec:
    return {
        "field": name,
        "type": "quantitative",
        "title": _title(chart, name),
        "axis": _short_labels(chart, name),
    }


def _tooltip(chart: Chart, names: Sequence[str]) -> list[Spec]:
    tips = []
    for name in names:
        tip = {"field": name, "title": _title(chart, name), **_format(chart, name)}
        if _is_date(chart, name):
            tip |= {"timeUnit": "utcyearmonth", "type": "temporal"}
        tips.append(tip | {"type": tip.get("type", _kind(chart, name))})
    return tips


def _kind(chart: Chart, name: str) -> str:
    return "quantitative" if name in chart.measures else "nominal"


def _color(chart: Chart, name: str, colors: Colors) -> Spec:
    # the legend begins where the axis ends
    axis = 0 if chart.type == "donut" else 150 if chart.is_horizontal else 60
    columns = f"max(1, floor((containerSize()[0] - {axis}) / 160))"
    encoding = {
        "field": name,
        "type": "nominal",
        "title": None,
        "legend": {"columns": {"expr": columns}, "symbolType": "square"},
        "sort": None,
    }
    own = colors.get(name, {})
    if not own:
        return encoding
    scale = {"domain": list(own)} | ({"range": list(own.values())} if all(own.values()) else {})
    return encoding | {"scale": scale}


def _series(chart: Chart) -> tuple[list[Spec], Spec, Spec, list[Spec]]:
    """Of several measures: transforms, encoding of the value, of the colour, and the tooltip."""
    labels = {name: chart.label(name) for name in chart.y}
    names = ", ".join(f"{_quoted(name)}: {_quoted(label)}" for name, label in labels.items())
    transforms = [
        {"fold": list(chart.y), "as": ["measure", VALUE]},
        {"calculate": f"{{{names}}}[datum.measure]", "as": SERIES},
    ]
    first = chart.measures[chart.y[0]]
    is_alike = len({chart.measures[name].format for name in chart.y}) == 1
    unit = AXIS_TITLES.get(first.format) if is_alike else None
    value = {
        "field": VALUE,
        "type": "quantitative",
        "title": unit,
        "axis": _short_labels(chart, first.name),
    }
    color = _color(chart, SERIES, {SERIES: dict.fromkeys(labels.values(), "")})
    tips = [{"field": SERIES, "type": "nominal", "title": "Measure"}]
    tips.append({"field": VALUE, "type": "quantitative", "title": "Value"})
    tips[-1] |= _format(chart, first.name)
    return transforms, value, color, tips


def _quoted(text: str) -> str:
    import json

    return json.dumps(text, ensure_ascii=False)


def _by_x(chart: Chart, colors: Colors) -> tuple[list[Spec], Spec]:
    """Transforms and encoding of a chart of values by x: lines, areas, bars."""
    x = _column(chart, chart.x or "", is_scale=chart.type in ("line", "area"))
    encoding: Spec = {"x": x}
    transforms: list[Spec] = []
    if len(chart.y) > 1:
        transforms, encoding["y"], encoding["color"], tips = _series(chart)
        encoding["tooltip"] = [*_tooltip(chart, [chart.x or ""]), *tips]
        return transforms, encoding
    encoding["y"] = _value(chart, chart.y[0])
    encoding["tooltip"] = _tooltip(chart, chart.names_in_order)
    if chart.color:
        encoding["color"] = _color(chart, chart.color, colors)
        if _is_text(chart, chart.x or "") and not chart.sort:
            x["sort"] = {"field": chart.y[0], "op": "sum", "order": "descending"}
    return transforms, encoding


def _line(chart: Chart, colors: Colors) -> Spec:
    transforms, encoding = _by_x(chart, colors)
    # points so that there is something to hit, and a single month is seen at all
    mark = {"type": "line", "point": {"size": 30, "filled": True}, "interpolate": "monotone"}
    return {"mark": mark, "transform": transforms, "encoding": encoding}


def _stack(chart: Chart, encoding: Spec) -> None:
    encoding["y"]["stack"] = "normalize" if chart.stacked == "normalize" else "zero"
    if chart.stacked == "normalize":
        encoding["y"] |= {"axis": {"format": ".0%"}, "title": None}


def _area(chart: Chart, colors: Colors) -> Spec:
    transforms, encoding = _by_x(chart, colors)
    _stack(chart, encoding)
    if chart.color:
        # where a colour has no row, the ones above it would fall into the hole
        whole = {"impute": chart.y[0], "key": chart.x, "groupby": [chart.color], "value": 0}
        transforms = [*transforms, whole]
    return {"mark": {"type": "area"}, "transform": transforms, "encoding": encoding}


def _bar(chart: Chart, colors: Colors) -> Spec:
    transforms, encoding = _by_x(chart, colors)
    is_flat, is_stacked = chart.is_horizontal, chart.stacking
    if "color" in encoding:
        if is_stacked:
            _stack(chart, encoding)
        else:
            encoding["y"]["stack"] = None
            offset = {"field": encoding["color"]["field"], "sort": None}
            encoding["yOffset" if is_flat else "xOffset"] = offset
            # beside each other needs bands, which an axis of time has none of
            if _is_date(chart, chart.x or ""):
                encoding["x"]["type"] = "ordinal"
    drawing: Spec = {"mark": {"type": "bar"}, "transform": transforms, "encoding": encoding}
    if is_flat:
        encoding["x"], encoding["y"] = encoding["y"], _lying(encoding["x"])
        drawing["height"] = chart.height or {"step": _step(chart, is_stacked=bool(is_stacked))}
    return drawing


def _lying(encoding: Spec) -> Spec:
    # room for long names, as far as there is
    return encoding | {"axis": {"labelLimit": {"expr": "containerSize()[0] * 0.45"}}}


def _step(chart: Chart, *, is_stacked: bool) -> int:
    # of bars beside each other it is the height of one
    is_grouped = not is_stacked and (len(chart.y) > 1 or chart.color)
    return BAR_HEIGHT if is_grouped else ROW_HEIGHT


def _donut(chart: Chart, colors: Colors) -> Spec:
    value, group = chart.y[0], chart.color or ""
    total = {"joinaggregate": [{"op": "sum", "field": value, "as": "all"}]}
    share = {"calculate": f"datum['{value}'] / datum.all", "as": "share"}
    # a slice too thin for its number has it in the tooltip
    text = {"calculate": "datum.share >= 0.04 ? format(datum.share, '.0%') : ''", "as": "text"}
    tips = _tooltip(chart, chart.names_in_order)
    tips.append({"field": "share", "type": "quantitative", "title": "Share", "format": ".1%"})
    encoding = {
        "theta": {"field": value, "type": "quantitative", "stack": True},
        "order": _slices(chart, value),
        "tooltip": tips,
    }
    arc = {
        "mark": {"type": "arc", "innerRadius": 58, "outerRadius": 100},
        "encoding": {"color": _color(chart, group, colors)},
    }
    label = {
        "mark": {"type": "text", "radius": 116, "fontSize": 12},
        "encoding": {"text": {"field": "text"}},
    }
    return {
        "transform": [{"window": [{"op": "row_number", "as": "place"}]}, total, share, text],
        "encoding": encoding,
        "layer": [arc, label],
        "height": chart.height or 270,
    }


def _slices(chart: Chart, value: str) -> Spec:
    # largest first, or in the order of the rows where the chart says how they go
    if chart.sort:
        return {"field": "place", "type": "quantitative"}
    return {"field": value, "type": "quantitative", "sort": "descending"}


def _scatter(chart: Chart, colors: Colors) -> Spec:
    encoding = {
        "x": _value(chart, chart.x or "") | ROOMY,
        "y": _value(chart, chart.y[0]) | ROOMY,
        "tooltip": _tooltip(chart, chart.names_in_order),
    }
    point: Spec = {"mark": {"type": "point", "filled": True, "opacity": 0.8, "size": 90}}
    point["encoding"] = {}
    if chart.size:
        size = _value(chart, chart.size) | {"scale": {"range": [40, 900]}, "legend": None}
        size.pop("axis")
        point["encoding"]["size"] = size
    if chart.color and chart.by:
        point["encoding"]["color"] = _color(chart, chart.color, colors)
    layers = [point]
    names = [name for name in chart.group_by if _is_text(chart, name)]
    if len(chart.group_by) == 1 and names:
        mark = {"type": "text", "dy": -18, "fontSize": 11}
        layers.append({"mark": mark, "encoding": {"text": {"field": names[0]}}})
    return {"layer": layers, "encoding": encoding, "height": chart.height or 320}


def _cells(chart: Chart) -> Spec:
    measure = chart.color or ""
    legend = {
        "gradientLength": 180,
        "direction": "horizontal",
        **_short_labels(chart, measure),
    }
    x, y = (_column(chart, name) for name in (chart.x or "", chart.y[0]))
    for name, channel in ((chart.x or "", x), (chart.y[0], y)):
        if _is_date(chart, name):
            channel |= {"type": "ordinal", "axis": channel["axis"] | LEANING_WHERE_NARROW}
    if not chart.sort:
        x["sort"] = y["sort"] = "ascending"
    y["axis"] = y.get("axis", {}) | {"labelAngle": 0, "labelAlign": "right"}
    return {
        "x": x,
        "y": y,
        "color": {
            "field": measure,
            "type": "quantitative",
            "title": _title(chart, measure),
            "legend": legend,
            "scale": {"zero": True},
        },
        "tooltip": _tooltip(chart, chart.names_in_order),
    }


def _heatmap(chart: Chart, colors: Colors) -> Spec:
    height = chart.height or {"step": ROW_HEIGHT}
    return {"mark": "rect", "encoding": _cells(chart), "height": height}


def _cohort(chart: Chart, colors: Colors) -> Spec:
    measure, encoding = chart.color or "", _cells(chart)
    color = encoding.pop("color")
    largest = {"joinaggregate": [{"op": "max", "field": measure, "as": "largest"}]}
    short = "$.3~s" if chart.measures[measure].format.startswith("money") else ".0%"
    short = (
        short if chart.measures[measure].format in ("percent", "money", "money_cents") else ".2~s"
    )
    is_dark = {"test": f"datum['{measure}'] > 0.55 * datum.largest", "value": "white"}
    text = {
        "mark": {"type": "text", "fontSize": 10},
        "encoding": {
            "text": {"field": measure, "type": "quantitative", "format": short},
            "color": {"condition": is_dark, "value": "#1c2330"},
        },
    }
    return {
        "transform": [largest],
        "encoding": encoding,
        "layer": [{"mark": "rect", "encoding": {"color": color | {"legend": None}}}, text],
        "height": chart.height or {"step": 22},
    }


def _funnel(chart: Chart, colors: Colors) -> Spec:
    value, stage = chart.y[0], chart.x or ""
    steps = {
        "window": [
            {"op": "first_value", "field": value, "as": "first"},
            {"op": "lag", "field": value, "as": "before"},
        ]
    }
    form = FORMATS[chart.measures[value].format][0]
    of_first = {
        "calculate": f"datum.first ? datum['{value}'] / datum.first : null",
        "as": "of_first",
    }
    of_before = {
        "calculate": f"datum.before ? datum['{value}'] / datum.before : 1",
        "as": "of_before",
    }
    text = {
        "calculate": f"format(datum['{value}'], '{form}')"
        " + '  ·  ' + format(datum.of_first, '.0%')",
        "as": "text",
    }
    tips = _tooltip(chart, chart.names_in_order)
    for name, title in (("of_first", "Of the first stage"), ("of_before", "Of the stage before")):
        tips.append({"field": name, "type": "quantitative", "title": title, "format": ".1%"})
    axis = {"axis": None, "scale": {"domainMin": 0}}
    encoding = {
        "y": _lying(_column(chart, stage)),
        # room for the words after the longest bar
        "x": _value(chart, value) | axis,
        "tooltip": tips,
    }
    label = {
        "mark": {"type": "text", "align": "left", "dx": 6},
        "encoding": {"text": {"field": "text"}},
    }
    room = {
        "mark": {"type": "rule", "opacity": 0},
        "encoding": {"x": {"field": "room", "type": "quantitative"}},
    }
    wide = [
        {"joinaggregate": [{"op": "max", "field": value, "as": "widest"}]},
        {"calculate": "datum.widest * (1 + 150 / max(80, containerSize()[0] - 260))", "as": "room"},
    ]
    return {
        "transform": [steps, of_first, of_before, text, *wide],
        "encoding": encoding,
        "layer": [{"mark": "bar"}, label, room],
        "height": chart.height or {"step": 38},
    }


_DRAWINGS = {
    "line": _line,
    "area": _area,
    "bar": _bar,
    "donut": _donut,
    "scatter": _scatter,
    "heatmap": _heatmap,
    "cohort": _cohort,
    "funnel": _funnel,
}
