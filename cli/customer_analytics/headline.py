"""The key figures, as the mart `customer_dashboard_summary` has them; none is computed here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from customer_analytics.connection import Server, connect
from customer_analytics.errors import CustomerAnalyticsError

MART = "customer_dashboard_summary"


class Unit(Enum):
    """What a figure is measured in."""

    COUNT = "count"
    MONEY = "money"  # in the reporting currency
    RATE = "rate"  # a fraction from 0 to 1
    OF_TEN = "of ten"
    POINTS = "points"  # -100 to 100


# Column of the mart, its name for people, its unit; in the order in which they are told.
FIGURES = (
    ("customers", "customers", Unit.COUNT),
    ("active_customers", "active customers", Unit.COUNT),
    ("active_rate", "active", Unit.RATE),
    ("orders", "orders", Unit.COUNT),
    ("net_revenue", "net revenue", Unit.MONEY),
    ("average_order_amount", "average order value", Unit.MONEY),
    ("average_lifetime_value", "average lifetime value", Unit.MONEY),
    ("satisfaction_score", "satisfaction", Unit.OF_TEN),
    ("nps", "NPS", Unit.POINTS),
    ("retention_rate", "retention", Unit.RATE),
    ("acquisition_cost", "acquisition cost", Unit.MONEY),
    ("referral_conversion_rate", "referral conversion", Unit.RATE),
    ("loyalty_participation_rate", "loyalty participation", Unit.RATE),
)


@dataclass(frozen=True)
class Figure:
    """One key figure; None where there is too little data for it."""

    name: str
    value: int | float | Decimal | None
    unit: Unit


@dataclass(frozen=True)
class Headline:
    """The key figures, the day that they are as of, and the currency (ISO 4217) of their money."""

    as_of: date | None
    currency: str
    figures: tuple[Figure, ...]


def read_headline(server: Server, schema: str = "marts") -> Headline:
    """Read the key figures.

    Raises:
        CustomerAnalyticsError: The mart was not built.
    """
    from psycopg import errors, sql

    columns = ["as_of_date", "currency", *(column for column, _, _ in FIGURES)]
    statement = sql.SQL("select {} from {}").format(
        sql.SQL(", ").join(map(sql.Identifier, columns)), sql.Identifier(schema, MART)
    )
    with connect(server, read_only=True) as connection:
        try:
            row = connection.execute(statement).fetchone()
        except (errors.UndefinedTable, errors.UndefinedColumn) as error:
            raise CustomerAnalyticsError(
                f"The mart {schema}.{MART} is not there, or an older one.",
                "Build it with: customer-analytics build",
            ) from error
    if row is None:
        raise CustomerAnalyticsError(
            f"The mart {schema}.{MART} is empty.", "Build it with: customer-analytics build"
        )
    as_of, currency, *values = row
    figures = [
        Figure(name, value, unit) for (_, name, unit), value in zip(FIGURES, values, strict=True)
    ]
    return Headline(as_of, currency, tuple(figures))
