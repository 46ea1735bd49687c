"""Charts as pictures: SVG of a fixed width, light, drawn from the rows that they show."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from customer_analytics.charts.chart import Chart
from customer_analytics.charts.queries import Rows
from customer_analytics.charts.theme import Theme
from customer_analytics.charts.values import plain_rows
from customer_analytics.charts.vega_lite import DATA, Colors, vega_lite_spec
from customer_analytics.charts.vega_lite import HEIGHT as HEIGHT_ON_PAGE

SVG = "http://www.w3.org/2000/svg"
_REFERENCE = re.compile(r"url\(#([^)]+)\)")
HEIGHT = 205  # pixels, where a chart says nothing: two of them go on a page with their figures
CONTAINER = "containerSize()[0]"
SPARKLINE_SIZE = (100, 24)


def picture(
    chart: Chart, rows: Rows, colors: Colors, theme: Theme, *, currency: str, width: int
) -> str:
    """A chart as SVG; its ids are its own, so that many can stand in one page.

    Args:
        chart: A chart that is drawn: no KPI strip and no table.
        rows: What it shows, as `queries.shown_rows` has it.
        colors: The colour of each value that is drawn as one.
        theme: Colours, fonts, number formats.
        currency: ISO 4217 code of the amounts.
        width: In pixels.
    """
    import vl_convert

    spec = _of_width(vega_lite_spec(chart, colors) or {}, width)
    if spec["height"] == HEIGHT_ON_PAGE and chart.height is None:
        spec["height"] = HEIGHT
    spec |= {"width": width, "data": {"name": DATA}, "datasets": {DATA: plain_rows(rows)}}
    svg = vl_convert.vegalite_to_svg(
        spec,
        config=theme.vega_config("light"),
        format_locale=theme.locale(currency),
        allowed_base_urls=[],
    )
    return _with_own_ids(svg, chart.model)


def _of_width(node: Any, width: int) -> Any:
    # a picture has no container that could be asked how wide it is
    if isinstance(node, dict):
        return {name: _of_width(value, width) for name, value in node.items()}
    if isinstance(node, list):
        return [_of_width(one, width) for one in node]
    return node.replace(CONTAINER, str(width)) if isinstance(node, str) else node


def with_fonts(theme: Theme, fonts: str) -> Theme:
    """The theme with other fonts, for where its own are not to be had."""
    return replace(theme, fonts=dict.fromkeys(theme.fonts, fonts))


def sparkline(numbers: Sequence[float | None], color: str) -> str:
    """A line without axes that tells how a figure went; empty for less than three months."""
    known = [number for number in numbers if number is not None]
    if len(known) < 3:
        return ""
    width, height = SPARKLINE_SIZE
    low, high = min(known), max(known)
    points = [
        (place * width / (len(numbers) - 1), _height(number, low, high))
        for place, number in enumerate(numbers)
        if number is not None
    ]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return (
        f'<svg xmlns="{SVG}" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        f' preserveAspectRatio="none" aria-hidden="true"><polyline points="{path}" fill="none"'
        f' stroke="{color}" stroke-width="1.6" vector-effect="non-scaling-stroke"/></svg>'
    )


def _height(number: float, low: float, high: float) -> float:
    height = SPARKLINE_SIZE[1]
    return height / 2 if high == low else height - 2 - (height - 4) * (number - low) / (high - low)


def _with_own_ids(svg: str, prefix: str) -> str:
    from xml.etree import ElementTree

    ElementTree.register_namespace("", SVG)
    ElementTree.register_namespace("xlink", "http://www.w3.org/1999/xlink")
    root = ElementTree.fromstring(svg)  # noqa: S314  (drawn a moment ago, by Vega)
    found = [node.attrib["id"] for node in root.iter() if "id" in node.attrib]
    # numbered anew: Vega counts on from one drawing to the next
    own = {name: f"{prefix}-{number}" for number, name in enumerate(found, 1)}
    for node in root.iter():
        for name, value in node.attrib.items():
            node.set(name, _own_id(name, value, own))
    return ElementTree.tostring(root, encoding="unicode")


def _own_id(name: str, value: str, own: Mapping[str, str]) -> str:
    if name == "id":
        return own[value]
    if name.endswith("href") and value.startswith("#"):
        return f"#{own[value[1:]]}"
    # labels may say url(#…) too, and stay as they are
    return value if name == "aria-label" else _REFERENCE.sub(lambda m: _place(m, own), value)


def _place(reference: re.Match[str], own: Mapping[str, str]) -> str:
    return f"url(#{own[reference[1]]})"
