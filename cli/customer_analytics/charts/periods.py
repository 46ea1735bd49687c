"""The periods that a reader can choose: whole months up to the as-of date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from customer_analytics.errors import CustomerAnalyticsError

if TYPE_CHECKING:
    import psycopg

WINDOW = "dashboard_window"
ALL_TIME = "all"
# The last so many whole months, by name.
SPANS = {"12m": 12, "6m": 6, "3m": 3, "1m": 1}


@dataclass(frozen=True)
class Period:
    """Months from `first` to `last`, both included (first days); all time has neither.

    Attributes:
        name: What addresses and commands call it: all, 12m, 6m, 3m, 1m, or a year.
        label: What people call it.
        first: First day of its first month.
        last: First day of its last month.
    """

    name: str
    label: str
    first: date | None = None
    last: date | None = None

    @property
    def previous(self) -> Period | None:
        """The period of as many months right before; None for all time."""
        if self.first is None or self.last is None:
            return None
        months = months_between(self.first, self.last) + 1
        first, last = add_months(self.first, -months), add_months(self.first, -1)
        return Period(f"before {self.name}", "the period before", first, last)


@dataclass(frozen=True)
class Window:
    """What the mart `dashboard_window` says; the dates are None as long as there is no event."""

    as_of_date: date | None
    first_month: date | None
    last_month: date | None
    last_whole_month: date | None
    currency: str

    def periods(self) -> list[Period]:
        """All periods that can be chosen, all time first."""
        periods = [Period(ALL_TIME, "All time")]
        if self.first_month is None or self.last_month is None or self.last_whole_month is None:
            return periods
        last = self.last_whole_month
        for name, months in SPANS.items():
            label = "Last month" if months == 1 else f"Last {months} months"
            periods.append(Period(name, label, add_months(last, 1 - months), last))
        for year in range(self.last_month.year, self.first_month.year - 1, -1):
            # cut to what is shown, so that no year looks like a bad one because half is missing
            first = max(date(year, 1, 1), self.first_month)
            periods.append(Period(str(year), str(year), first, date(year, 12, 1)))
        return periods

    def period(self, name: str) -> Period:
        """The period of that name.

        Raises:
            CustomerAnalyticsError: There is none.
        """
        periods = {period.name: period for period in self.periods()}
        if name not in periods:
            raise CustomerAnalyticsError(
                f"There is no period {name!r}.", f"There are: {', '.join(periods)}."
            )
        return periods[name]


def read_window(connection: psycopg.Connection) -> Window:
    """Read which months the dashboard shows.

    Raises:
        CustomerAnalyticsError: The mart was not built.
    """
    from psycopg import errors, sql

    columns = ["as_of_date", "first_month", "last_month", "last_whole_month", "currency"]
    statement = sql.SQL("select {} from {}").format(
        sql.SQL(", ").join(map(sql.Identifier, columns)), sql.Identifier("marts", WINDOW)
    )
    try:
        row = connection.execute(statement).fetchone()
    except (errors.UndefinedTable, errors.UndefinedColumn):
        row = None
    if row is None:
        raise CustomerAnalyticsError(
            f"The mart {WINDOW} is not there, or empty.", "Build it with: customer-analytics build"
        )
    return Window(*row)


def add_months(month: date, months: int) -> date:
    """The first day of the month that lies so many months after (or before) a month."""
    years, index = divmod(month.month - 1 + months, 12)
    return date(month.year + years, index + 1, 1)


def months_between(first: date, last: date) -> int:
    """How many months `last` lies after `first`."""
    return (last.year - first.year) * 12 + last.month - first.month
