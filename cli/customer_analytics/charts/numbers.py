"""Numbers, months and labels as people read them: what page/format.js does on the dashboard."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from customer_analytics.charts.chart import Chart, Measure
from customer_analytics.charts.theme import FORMATS, UNITS

NONE = "–"  # noqa: RUF001  (a dash, as the page has it)
MINUS = "−"  # noqa: RUF001  (the sign, not the hyphen)
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# Those of d3's formats that theme.py uses.
_FORMAT = re.compile(r"(?P<plus>\+?)(?P<money>\$?),?\.(?P<digits>\d)(?P<kind>[f%])")
_WHOLE_MONTH = re.compile(r"(\d{4})-(\d{2})-01")


@dataclass(frozen=True)
class NumberFormats:
    """Writes numbers in a theme's way.

    Attributes:
        locale: As `Theme.locale` gives it.
    """

    locale: Mapping[str, Any]

    def number(self, format_name: str, value: float | None) -> str:
        """A number of a measure's format, with its unit; a dash where there is none."""
        if value is None:
            return NONE
        unit = UNITS.get(format_name)
        return self._text(FORMATS[format_name][0], value) + (f" {unit}" if unit else "")

    def measure(self, measure: Measure, value: float | None) -> str:
        """A value of a measure."""
        return self.number(measure.format, value)

    def change(self, share: float) -> str:
        """A change as a share of what was: 0.125 is +12.5 %."""
        return self._text("+.1%", share)

    def points(self, points: float) -> str:
        """A change in points of a hundred, or of a score."""
        return self._text("+,.1f", points)

    def cell(self, chart: Chart, name: str, value: Any) -> str:
        """A cell of a chart's rows: a measure, a month, a plain number or a text."""
        if value is None:
            return NONE
        if name in chart.measures:
            return self.measure(chart.measures[name], value)
        if chart.columns_of_model.get(name) == "date" and name.endswith("month"):
            return month_text(value)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return self._text(",.0f" if value == int(value) else ",.2f", value)
        return str(value)

    def excel(self, format_name: str) -> str:
        """The number format of a spreadsheet's cell for a measure's format, without its unit."""
        parts = _parts(FORMATS[format_name][0])
        number = "0." + "0" * int(parts["digits"]) if int(parts["digits"]) else "0"
        if parts["kind"] == "%":
            return f"{number}%"
        before, after = self.locale["currency"] if parts["money"] else ("", "")
        return f"{_literal(before)}#,##{number}{_literal(after)}"

    def _text(self, format_text: str, value: float) -> str:
        parts = _parts(format_text)
        is_share = parts["kind"] == "%"
        before, after = self.locale["currency"] if parts["money"] else ("", "")
        after = self.locale["percent"] if is_share else after
        digits = rounded(abs(value * 100 if is_share else value), int(parts["digits"]))
        sign = "" if not float(digits) else MINUS if value < 0 else parts["plus"]
        whole, _, fraction = digits.partition(".")
        grouped = f"{int(whole):,}".replace(",", self.locale["thousands"])
        fraction = self.locale["decimal"] + fraction if fraction else ""
        return f"{sign}{before}{grouped}{fraction}{after}"


def label_with_unit(chart: Chart, name: str) -> str:
    """What people call a column or measure, with the unit that its numbers do not show."""
    measure = chart.measures.get(name)
    unit = UNITS.get(measure.format) if measure else None
    return f"{chart.label(name)} ({unit})" if unit else chart.label(name)


def rounded(value: float, digits: int) -> str:
    """A number to so many places, halves of its binary value away from zero as browsers do."""
    return str(Decimal(value).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP))


def month_text(value: date | str) -> str:
    """A month as Jan 2026; any other day as it is."""
    text = value.isoformat() if isinstance(value, date) else value
    found = _WHOLE_MONTH.fullmatch(text)
    return f"{MONTHS[int(found[2]) - 1]} {found[1]}" if found else text


def _parts(format_text: str) -> re.Match[str]:
    parts = _FORMAT.fullmatch(format_text)
    if parts is None:
        raise ValueError(f"{format_text} is none of the formats of numbers in use.")
    return parts


def _literal(sign: str) -> str:
    return '"' + sign.replace('"', "") + '"' if sign else ""
