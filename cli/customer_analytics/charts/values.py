"""Values as they come from the database, made plain: what JSON, a drawing and a page can hold."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from customer_analytics.charts.queries import Rows

NUMBERS = (int, float, Decimal)
# Sums of cents in binary leave a trace in the fifteenth digit.
DIGITS = 13


def plain_number(value: Any) -> int | float | None:
    """A number without its decimal type."""
    if value is None:
        return None
    return int(value) if value == int(value) else float(value)


def plain_text(value: Any) -> str | None:
    """Anything else as text; days as 2026-01-31."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, date) else str(value)


def plain_value(value: Any) -> int | float | str | None:
    """A number or a text, numbers to the digits that can be told from noise."""
    if isinstance(value, NUMBERS) and not isinstance(value, bool):
        return plain_number(float(f"{value:.{DIGITS}g}"))
    return plain_text(value)


def plain_rows(rows: Rows) -> list[dict[str, Any]]:
    """Rows as drawings and tables take them: plain values by the names of their columns."""
    return [dict(zip(rows.columns, map(plain_value, row), strict=True)) for row in rows.rows]
