"""What a report tells: figures and rows of its charts under its filters, all of one moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from customer_analytics.catalog import unknown_name
from customer_analytics.charts.chart import Chart, Measure, Tab
from customer_analytics.charts.colors import color_columns, colors_of_charts, values_of_filter
from customer_analytics.charts.figures import Change, change_of, previous_values
from customer_analytics.charts.periods import Period, Window, read_window
from customer_analytics.charts.queries import (
    FilterValues,
    Rows,
    distinct_rows,
    first_months,
    open_charts,
    shown_rows,
)
from customer_analytics.charts.theme import Theme
from customer_analytics.charts.values import plain_rows
from customer_analytics.charts.vega_lite import Colors
from customer_analytics.connection import Server
from customer_analytics.dashboard.boards import DEFAULT_PERIOD, Board
from customer_analytics.errors import CustomerAnalyticsError

if TYPE_CHECKING:
    import psycopg

APPLICATION = "customer-analytics report"


@dataclass(frozen=True)
class Choice:
    """What the filters are to be set to, by name; None leaves it to the board."""

    period: str | None = None
    segment: str | None = None
    channel: str | None = None


@dataclass(frozen=True)
class Figure:
    """One key figure.

    Attributes:
        measure: What it is.
        label: Its name for people.
        now: Its value.
        before: Its value in the period before; None where there is none to compare with.
        months: Its value month by month; empty where the chart tells no months.
    """

    measure: Measure
    label: str
    now: float | None
    before: float | None
    months: Sequence[float | None] = ()

    @property
    def change(self) -> Change | None:
        """What became of it since the period before; None too where that is not to be said."""
        return change_of(self.measure, self.now, self.before)


@dataclass(frozen=True)
class Shown:
    """A chart with what it shows: its rows, and of a KPI strip its figures."""

    chart: Chart
    rows: Rows
    figures: tuple[Figure, ...] = ()
    colors: Colors = field(default_factory=dict)


@dataclass(frozen=True)
class Collected:
    """All that a report tells.

    Attributes:
        board: Tabs and charts.
        window: As-of date, months and currency.
        values: What the filters are set to.
        shown: What each chart shows, by model.
    """

    board: Board
    window: Window
    values: FilterValues
    shown: Mapping[str, Shown]

    @property
    def period(self) -> Period:
        """The period that it is about."""
        return self.values.period or self.window.periods()[0]

    def of_tab(self, tab: Tab) -> list[Shown]:
        """What the charts of a tab show, in order."""
        return [self.shown[chart.model] for chart in tab.charts]


def collect(server: Server, board: Board, choice: Choice, theme: Theme) -> Collected:
    """Read what a report tells in one read-only moment, in which all models agree.

    Raises:
        CustomerAnalyticsError: A model is not built, or a filter's value is not there.
    """
    charts = board.charts
    with open_charts(server, charts, application_name=APPLICATION) as connection:
        window = read_window(connection)
        known = [
            (chart, distinct_rows(connection, chart, color_columns(chart))) for chart in charts
        ]
        values = _values(board, window, choice, known)
        firsts = first_months(connection, charts)
        colors = colors_of_charts(known, theme)
        shown = {
            chart.model: replace(
                _read(connection, chart, values, firsts.get(chart.model)),
                colors=colors[chart.model],
            )
            for chart in charts
        }
    return Collected(board, window, values, shown)


def _values(
    board: Board, window: Window, choice: Choice, known: Sequence[tuple[Chart, Rows]]
) -> FilterValues:
    presets = {name: value for name, value in board.presets.items() if value}
    chosen = presets | {name: value for name, value in vars(choice).items() if value is not None}
    if window.last_whole_month is None and choice.period is None:
        chosen.pop("period", None)
    for name in ("segment", "channel"):
        there = values_of_filter(name, known)
        if name in chosen and chosen[name] not in there:
            raise _unknown_value(name, chosen[name], there)
    return FilterValues(
        period=window.period(chosen.get("period", _first_period(window))),
        segment=chosen.get("segment"),
        channel=chosen.get("channel"),
    )


def _first_period(window: Window) -> str:
    names = [period.name for period in window.periods()]
    return DEFAULT_PERIOD if DEFAULT_PERIOD in names else names[0]


def _unknown_value(name: str, value: str, there: Sequence[str]) -> CustomerAnalyticsError:
    if not there:
        return CustomerAnalyticsError(
            f"No chart of this report is cut by {name}.", f"Leave --{name} out."
        )
    return unknown_name(f"There is no {name} {value!r}.", value, there)


def _read(
    connection: psycopg.Connection, chart: Chart, values: FilterValues, first_month: Any
) -> Shown:
    rows = shown_rows(connection, chart, values)
    if chart.type != "kpi":
        return Shown(chart, rows)
    return Shown(chart, rows, _figures(connection, chart, rows, values, first_month))


def _figures(
    connection: psycopg.Connection,
    chart: Chart,
    rows: Rows,
    values: FilterValues,
    first_month: date | None,
) -> tuple[Figure, ...]:
    totals = replace(chart, x=None)
    earlier = previous_values(chart, values, first_month)
    now = _only_row(shown_rows(connection, totals, values))
    before = _only_row(shown_rows(connection, totals, earlier)) if earlier else {}
    months = plain_rows(rows) if chart.x else []
    return tuple(
        Figure(
            measure=measure,
            label=chart.label(measure.name),
            now=now[measure.name],
            before=before.get(measure.name),
            months=[row[measure.name] for row in months],
        )
        for measure in chart.shown_measures
    )


def _only_row(rows: Rows) -> dict[str, Any]:
    return plain_rows(rows)[0]
