"""Boards: which tabs with which charts a dashboard has, the project's own or a person's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from customer_analytics.catalog import unknown_name
from customer_analytics.charts.chart import FILTER_COLUMNS, Chart, Tab
from customer_analytics.charts.yaml_lines import Document, read_document
from customer_analytics.errors import CustomerAnalyticsError

STALE_AFTER_DAYS = 3
DEFAULT_PERIOD = "12m"
BOARD_KEYS = ("title", "theme", "filters", "stale_after_days", "tabs")
TAB_KEYS = ("title", "question", "charts")
CHART_KEYS = ("chart", "title", "width", "height", "note", "limit")


@dataclass(frozen=True)
class Board:
    """A dashboard: its tabs with their charts, and what the filters are set to at first.

    Attributes:
        tabs: In order.
        title: Name for people; empty for the theme's.
        presets: Value of each filter at first, by name.
        stale_after_days: From how many days after the as-of date on the page says how old it is.
        theme: Path of its theme; None for the project's.
    """

    tabs: tuple[Tab, ...]
    title: str = ""
    presets: Mapping[str, str] = field(default_factory=lambda: {"period": DEFAULT_PERIOD})
    stale_after_days: int = STALE_AFTER_DAYS
    theme: Path | None = None

    @property
    def charts(self) -> tuple[Chart, ...]:
        """All its charts."""
        return tuple(chart for tab in self.tabs for chart in tab.charts)


def default_board(tabs: Iterable[Tab], *, customers: bool = False) -> Board:
    """The project's own board: every tab that has charts.

    Args:
        tabs: The project's tabs.
        customers: Keep the lists of single customers too.
    """
    kept = (
        replace(tab, charts=tuple(c for c in tab.charts if customers or not c.personal))
        for tab in tabs
    )
    return Board(tuple(tab for tab in kept if tab.charts))


def only_tabs(board: Board, names: Sequence[str]) -> Board:
    """The board with these of its tabs only, in its own order.

    Raises:
        CustomerAnalyticsError: It has no tab of that name.
    """
    known = [tab.name for tab in board.tabs]
    for name in names:
        if name not in known:
            raise unknown_name(f"There is no tab {name!r}.", name, known)
    return replace(board, tabs=tuple(tab for tab in board.tabs if tab.name in names))


def read_board_file(path: Path, tabs: Iterable[Tab], *, customers: bool = False) -> Board:
    """Read a board of one's own from YAML (docs/dashboard.md has the keys).

    Raises:
        CustomerAnalyticsError: A key or a chart is not there; the message has file and line.
    """
    document = read_document(path)
    content = document.content
    if not isinstance(content, dict) or not isinstance(content.get("tabs"), list):
        raise CustomerAnalyticsError(
            f"{document.place(())}: a dashboard has a list of tabs.",
            "tabs: [{title: Sales, charts: [rpt_overview__sales_by_month]}]",
        )
    _check_keys(document, (), content, BOARD_KEYS)
    charts = {chart.model: chart for tab in tabs for chart in tab.charts}
    presets = {"period": DEFAULT_PERIOD} | {
        name: str(value) for name, value in (content.get("filters") or {}).items()
    }
    _check_keys(document, ("filters",), presets, tuple(FILTER_COLUMNS))
    theme = content.get("theme")
    own_tabs = tuple(
        _tab(document, index, entry, charts, customers=customers)
        for index, entry in enumerate(content["tabs"])
    )
    _check_each_once(document, own_tabs)
    return Board(
        tabs=own_tabs,
        title=str(content.get("title") or ""),
        presets=presets,
        stale_after_days=int(content.get("stale_after_days", STALE_AFTER_DAYS)),
        theme=path.parent / theme if theme else None,
    )


def _tab(
    document: Document, index: int, entry: Any, charts: Mapping[str, Chart], *, customers: bool
) -> Tab:
    keys = ("tabs", index)
    if not isinstance(entry, dict) or "title" not in entry or not entry.get("charts"):
        raise CustomerAnalyticsError(f"{document.place(keys)}: a tab has a title and charts.")
    _check_keys(document, keys, entry, TAB_KEYS)
    name = f"tab_{index + 1}"
    picked = [
        _picked(document, (*keys, "charts", place), chart, charts, name, place)
        for place, chart in enumerate(entry["charts"])
    ]
    kept = tuple(chart for chart in picked if customers or not chart.personal)
    filters = tuple(f for f in FILTER_COLUMNS if any(f in chart.filters for chart in kept))
    return Tab(name, str(entry["title"]), str(entry.get("question") or ""), filters, kept)


def _picked(
    document: Document,
    keys: tuple[str | int, ...],
    entry: Any,
    charts: Mapping[str, Chart],
    tab: str,
    place: int,
) -> Chart:
    changes = dict(entry) if isinstance(entry, dict) else {"chart": entry}
    _check_keys(document, keys, changes, CHART_KEYS)
    name = str(changes.pop("chart", ""))
    if name not in charts:
        message = f"{document.place(keys)}: there is no chart {name!r}."
        # ninety names are no hint: those of the same tab, if it is one
        of_tab = [known for known in charts if known.split("__")[0] == name.split("__")[0]]
        if of_tab:
            raise unknown_name(message, name, of_tab)
        hint = "Charts are called rpt_<tab>__<chart>, as their files in models/reporting."
        raise CustomerAnalyticsError(message, hint)
    return replace(charts[name], **changes, tab=tab, order=place + 1)


def _check_each_once(document: Document, tabs: Iterable[Tab]) -> None:
    models: set[str] = set()
    for index, tab in enumerate(tabs):
        for chart in tab.charts:
            if chart.model in models:
                raise CustomerAnalyticsError(
                    f"{document.place(('tabs', index))}: {chart.model} is in the dashboard twice.",
                    "Leave it on one tab.",
                )
            models.add(chart.model)


def _check_keys(
    document: Document, keys: tuple[str | int, ...], content: Mapping, known: Sequence[str]
) -> None:
    for name in content:
        if name not in known:
            raise CustomerAnalyticsError(
                f"{document.place((*keys, name))}: there is no key {name!r}.",
                f"There are: {', '.join(known)}.",
            )
