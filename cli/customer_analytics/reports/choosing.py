"""Which charts a report has where nobody says which: those that a few pages have room for."""

from __future__ import annotations

from dataclasses import replace

from customer_analytics.charts.chart import Tab
from customer_analytics.dashboard.boards import Board

# Two stand side by side, so that two tabs go on a page.
CHARTS_OF_A_TAB = 2
NOT_DRAWN = ("kpi", "table")


def in_brief(board: Board) -> Board:
    """The first tab with all its charts; of the others the key figures and the first charts."""
    first, others = board.tabs[:1], board.tabs[1:]
    return replace(board, tabs=(*first, *map(_in_brief, others)))


def _in_brief(tab: Tab) -> Tab:
    figures = [chart for chart in tab.charts if chart.type == "kpi"]
    drawn = [chart for chart in tab.charts if chart.type not in NOT_DRAWN]
    kept = [*figures[:1], *drawn[:CHARTS_OF_A_TAB]] or list(tab.charts[:1])
    return replace(tab, charts=tuple(chart for chart in tab.charts if chart in kept))
