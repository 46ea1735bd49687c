"""One self-contained HTML file: runtime, charts and rows, read in one moment of the database."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from customer_analytics.charts.chart import Chart, Tab
from customer_analytics.charts.colors import COMMON, colors_of_charts, values_of_filter
from customer_analytics.charts.periods import Window, read_window
from customer_analytics.charts.queries import Rows, open_charts, rows_of_page
from customer_analytics.charts.theme import FORMATS, UNITS, Theme
from customer_analytics.connection import Server
from customer_analytics.dashboard.boards import Board
from customer_analytics.dashboard.page_data import (
    chart_on_page,
    packed,
    periods_on_page,
)

APPLICATION = "customer-analytics dashboard"
COLUMNS = 6
SPANS = {"third": 2, "half": 3, "full": COLUMNS}
SCRIPTS = ("rows.js", "format.js", "state.js", "downloads.js", "figures.js", "page.js")


@dataclass(frozen=True)
class BoardData:
    """The rows of a board's charts by model, and the months that they are shown for."""

    window: Window
    rows: Mapping[str, Rows]


def read_board(server: Server, board: Board) -> BoardData:
    """Read all rows of a board in one read-only moment, in which all models agree.

    Raises:
        CustomerAnalyticsError: A model is not built, an older one, or too large for a page.
    """
    charts = board.charts
    with open_charts(server, charts, application_name=APPLICATION) as connection:
        rows = {chart.model: rows_of_page(connection, chart) for chart in charts}
        return BoardData(read_window(connection), rows)


def write_page(board: Board, data: BoardData, theme: Theme, *, reload_script: str = "") -> str:
    """The page as text.

    Args:
        board: Tabs and presets.
        data: The rows.
        theme: Colours, fonts, logo, number formats.
        reload_script: Script that loads the page anew after a build, where a server can tell.
    """
    from jinja2 import Environment, PackageLoader

    runtime = _own_scope(_runtime())
    script = _own_scope("\n".join(_asset(name) for name in SCRIPTS))
    scripts = [runtime, script, *([reload_script] if reload_script else [])]
    environment = Environment(
        loader=PackageLoader("customer_analytics.dashboard", "page"), autoescape=True
    )
    return environment.get_template("page.html.j2").render(
        title=board.title or theme.title,
        policy=_policy(scripts, may_connect=bool(reload_script)),
        fonts=theme.fonts,
        colors=theme.colors,
        styles=_asset("page.css"),
        logo=theme.logo_address,
        footer=_footer(data.window),
        data=packed(page_content(board, data, theme)),
        runtime=runtime,
        script=script,
        reload=reload_script,
    )


def page_content(board: Board, data: BoardData, theme: Theme) -> dict[str, Any]:
    """All that the page's script reads."""
    window, pairs = data.window, [(chart, data.rows[chart.model]) for chart in board.charts]
    choices = {name: values_of_filter(name, pairs) for name in COMMON}
    colors = colors_of_charts(pairs, theme)
    return {
        "title": board.title or theme.title,
        "asOf": window.as_of_date.isoformat() if window.as_of_date else None,
        "staleAfterDays": board.stale_after_days,
        "currency": window.currency,
        "locale": theme.locale(window.currency),
        "formats": FORMATS,
        "units": UNITS,
        "tones": {mode: theme.colors[mode] for mode in ("light", "dark")},
        "periods": periods_on_page(window),
        "segments": choices["segment"],
        "channels": choices["channel"],
        "presets": board.presets,
        "customers": next((chart.model for chart in board.charts if chart.personal), None),
        "tabs": [
            {
                "name": tab.name,
                "title": tab.title,
                "question": tab.question,
                "filters": tab.filters,
                "period": tab.period or board.presets["period"],
                "charts": [chart.model for chart in tab.charts],
            }
            for tab in board.tabs
        ],
        "widths": {model: width for tab in board.tabs for model, width in _widths(tab)},
        "charts": {
            chart.model: chart_on_page(chart, rows, colors[chart.model], theme)
            for chart, rows in pairs
        },
    }


def _widths(tab: Tab) -> Iterator[tuple[str, str]]:
    """The width of each card; what would stand alone in its row takes all of it."""
    row: list[Chart] = []
    for chart in [*tab.charts, None]:
        width = SPANS[chart.width] if chart and chart.type != "kpi" else COLUMNS
        if sum(SPANS[one.width] for one in row) + width > COLUMNS:
            for one in row:
                yield one.model, "full" if len(row) == 1 else one.width
            row = []
        if chart and width == COLUMNS:
            yield chart.model, "full"
        elif chart:
            row.append(chart)


def _footer(window: Window) -> str:
    if window.as_of_date is None:
        return "No data yet: load files and build."
    return (
        f"As of {window.as_of_date}. Money in {window.currency}. Segment and channel are those of "
        "the customer, as of that day; (no customer) are guests and visitors that nobody knows. "
        "The last whole month of the data ends each period."
    )


def _policy(scripts: Sequence[str], *, may_connect: bool) -> str:
    """The Content-Security-Policy: these scripts run, and nothing is fetched."""
    hashes = " ".join(f"'sha256-{_sha256(script)}'" for script in scripts)
    connect = "'self'" if may_connect else "'none'"
    return (
        f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; "
        f"img-src data: blob:; connect-src {connect}; base-uri 'none'; form-action 'none'"
    )


def _own_scope(script: str) -> str:
    # its names stay its own, and nothing in it ends the element that it stands in
    return "(() => {\n" + script.replace("</script", "<\\/script") + "\n})();"


def _sha256(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")


def _asset(name: str) -> str:
    return files("customer_analytics.dashboard").joinpath("page", name).read_text("utf-8")


@cache
def _runtime() -> str:
    """Vega, Vega-Lite and vega-embed as one script, which sets `vegaEmbed`."""
    import vl_convert

    return vl_convert.javascript_bundle()
