"""Key figures against the period before: what page/figures.js does on the dashboard."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from customer_analytics.charts.chart import Chart, Measure
from customer_analytics.charts.numbers import NumberFormats
from customer_analytics.charts.queries import FilterValues

# Of what is a share or a score already, a share of it says little.
IN_POINTS = ("percent", "score")
NOTHING = 0.0005
UP, DOWN, SAME = "▲", "▼", "="


@dataclass(frozen=True)
class Change:
    """How a figure differs from the one of the period before.

    Attributes:
        amount: Difference where `in_points`, else a share of what was.
        in_points: Whether it is a difference.
        verdict: better, worse or none (a change of nothing, or a measure where neither is good).
    """

    amount: float
    in_points: bool
    verdict: str

    @property
    def arrow(self) -> str:
        """Which way it went."""
        if abs(self.amount) < NOTHING:
            return SAME
        return UP if self.amount > 0 else DOWN


def previous_values(
    chart: Chart, values: FilterValues, first_month: date | None
) -> FilterValues | None:
    """The filters of the period before, to compare with; None where there is none in the data.

    Args:
        chart: The chart.
        values: Its filters now.
        first_month: The first month that its model has.
    """
    previous = values.period.previous if values.period else None
    if previous is None or previous.first is None or "period" not in chart.filters:
        return None
    if first_month is None or previous.first < first_month:
        return None
    return replace(values, period=previous)


def change_of(measure: Measure, now: float | None, before: float | None) -> Change | None:
    """What became of a figure; None where that can't be said."""
    if now is None or before is None or not measure.compare:
        return None
    in_points = measure.format in IN_POINTS
    if not in_points and before <= 0:
        return None
    amount = now - before if in_points else now / before - 1
    if abs(amount) < NOTHING or measure.better == "none":
        verdict = "none"
    else:
        is_good = amount < 0 if measure.better == "lower" else amount > 0
        verdict = "better" if is_good else "worse"
    return Change(amount, in_points, verdict)


def change_text(formats: NumberFormats, measure: Measure, change: Change) -> str:
    """The change in words: +12.5 % or +1.2 points."""
    if not change.in_points:
        return formats.change(change.amount)
    points = change.amount * 100 if measure.format == "percent" else change.amount
    return f"{formats.points(points)} points"
