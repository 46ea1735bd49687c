"""What charts ask the database: the rows of a page, and what a chart shows under its filters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from customer_analytics.catalog import open_marts
from customer_analytics.charts.chart import FILTER_COLUMNS, Chart, Measure
from customer_analytics.charts.periods import WINDOW, Period
from customer_analytics.connection import Server
from customer_analytics.errors import CustomerAnalyticsError

if TYPE_CHECKING:
    import psycopg
    from psycopg import sql

SCHEMA = "reporting"
MOST_ROWS = 20_000
MONTH = FILTER_COLUMNS["period"]


@dataclass(frozen=True)
class FilterValues:
    """What the filters are set to; None lets everything through."""

    period: Period | None = None
    segment: str | None = None
    channel: str | None = None


@dataclass(frozen=True)
class Rows:
    """A result: names of its columns, and its rows."""

    columns: tuple[str, ...]
    rows: list[tuple]


@contextmanager
def open_charts(
    server: Server, charts: Iterable[Chart], *, application_name: str
) -> Iterator[psycopg.Connection]:
    """Open one read-only moment in which the models of all the charts agree with each other.

    Raises:
        CustomerAnalyticsError: A model is not built, can't be read, or the database fails.
    """
    names = [f"marts.{WINDOW}", *(f"{SCHEMA}.{chart.model}" for chart in charts)]
    with open_marts(server, names, application_name=application_name) as (connection, _):
        yield connection


def rows_of_page(connection: psycopg.Connection, chart: Chart) -> Rows:
    """All that a page needs to draw a chart under any filters: sums by everything that cuts it.

    Raises:
        CustomerAnalyticsError: It is not built, an older one, or has too many rows for a page.
    """
    from psycopg import sql

    summed = dict.fromkeys(name for m in chart.shown_measures for name in m.columns)
    cuts = [name for name in chart.columns_read if name not in summed]
    columns = [sql.Identifier(name) for name in cuts]
    columns += [sql.SQL("sum({0}) as {0}").format(sql.Identifier(name)) for name in summed]
    statement = sql.SQL("select {} from {} {} limit {}").format(
        sql.SQL(", ").join(columns),
        sql.Identifier(SCHEMA, chart.model),
        _by_position(len(cuts)) if summed else sql.SQL(""),
        MOST_ROWS + 1,
    )
    rows = _run(connection, chart, statement, {})
    if len(rows) > MOST_ROWS:
        raise CustomerAnalyticsError(
            f"{chart.model} has more than {MOST_ROWS:,} rows, too many for a page.",
            "Let the model cut its lists to the largest entries, or use broader bands.",
        )
    return Rows((*cuts, *summed), rows)


def shown_rows(connection: psycopg.Connection, chart: Chart, values: FilterValues) -> Rows:
    """What a chart shows under its filters: groups in their order, then the measures.

    Raises:
        CustomerAnalyticsError: The model is not built, or an older one.
    """
    from psycopg import sql

    groups = [sql.Identifier(name) for name in chart.group_by]
    measures = [_measure(chart, measure) for measure in chart.shown_measures]
    names = (*chart.group_by, *(measure.name for measure in chart.shown_measures))
    limit = sql.SQL("limit {}").format(chart.limit) if chart.limit else sql.SQL("")
    statement = sql.SQL("select {} from {} where {} {} {} {}").format(
        sql.SQL(", ").join([*groups, *measures]),
        sql.Identifier(SCHEMA, chart.model),
        sql.SQL(" and ").join([sql.SQL("true"), *_conditions(chart, values)]),
        _by_position(len(groups)) if measures else sql.SQL(""),
        _order_by(chart),
        limit,
    )
    return Rows(names, _run(connection, chart, statement, _parameters(values)))


def distinct_rows(connection: psycopg.Connection, chart: Chart, columns: Sequence[str]) -> Rows:
    """Each combination of values of these columns that the chart's model has.

    Raises:
        CustomerAnalyticsError: The model is not built, or an older one.
    """
    from psycopg import sql

    statement = sql.SQL("select distinct {} from {}").format(
        sql.SQL(", ").join(map(sql.Identifier, columns)), sql.Identifier(SCHEMA, chart.model)
    )
    return Rows(tuple(columns), _run(connection, chart, statement, {}) if columns else [])


def first_months(connection: psycopg.Connection, charts: Iterable[Chart]) -> dict[str, object]:
    """The first month that each of the charts with the filter period has, by model."""
    from psycopg import sql

    months = {}
    for chart in charts:
        if "period" in chart.filters:
            statement = sql.SQL("select min({}) from {}").format(
                sql.Identifier(MONTH), sql.Identifier(SCHEMA, chart.model)
            )
            [[months[chart.model]]] = _run(connection, chart, statement, {})
    return months


def _run(
    connection: psycopg.Connection, chart: Chart, statement: sql.Composed, parameters: dict
) -> list[tuple]:
    from psycopg import errors

    try:
        return connection.execute(statement, parameters).fetchall()
    except (errors.UndefinedTable, errors.UndefinedColumn) as error:
        raise CustomerAnalyticsError(
            f"{SCHEMA}.{chart.model} is not there, or an older one: {error.diag.message_primary}.",
            f"Build it with: customer-analytics build --select {chart.model}",
        ) from error


def _parameters(values: FilterValues) -> dict:
    period = values.period
    return {
        "first": period.first if period else None,
        "last": period.last if period else None,
        "segment": values.segment,
        "channel": values.channel,
    }


def _conditions(chart: Chart, values: FilterValues) -> list[sql.Composable]:
    from psycopg import sql

    tests: list[sql.Composable] = []
    for name in chart.filters:
        if name == "period":
            if values.period and values.period.first:
                tests.append(sql.SQL("period_month between %(first)s and %(last)s"))
        elif getattr(values, name) is not None:
            tests.append(sql.SQL("{} = {}").format(sql.Identifier(name), sql.Placeholder(name)))
    if MONTH in chart.group_by:
        # what lies before the months that are shown has no place on their axis
        tests.append(sql.SQL("{} is not null").format(sql.Identifier(MONTH)))
    return tests


def _measure(chart: Chart, measure: Measure) -> sql.Composed:
    from psycopg import sql

    column = sql.Identifier(measure.sum or measure.last or "")
    total = sql.SQL("sum({})").format(column)
    if measure.last and MONTH not in chart.group_by:
        total = sql.SQL(
            "sum({0}) filter (where {1} = (select max({1}) from {2}"
            " where %(last)s::date is null or {1} <= %(last)s::date))"
        ).format(column, sql.Identifier(MONTH), sql.Identifier(SCHEMA, chart.model))
    if measure.per:
        total = sql.SQL("cast({} as double precision) / nullif(sum({}), 0)").format(
            total, sql.Identifier(measure.per)
        )
    if measure.scale != 1:
        total = sql.SQL("{} * {}").format(total, sql.Literal(measure.scale))
    return sql.SQL("{} as {}").format(total, sql.Identifier(measure.name))


def _by_position(number: int) -> sql.Composable:
    from psycopg import sql

    positions = sql.SQL(", ").join(map(sql.Literal, range(1, number + 1)))
    return sql.SQL("group by {}").format(positions) if number else sql.SQL("")


def _order_by(chart: Chart) -> sql.Composable:
    from psycopg import sql

    if not chart.group_by:
        return sql.SQL("")
    orders = [sql.SQL("{} asc nulls last").format(_sortable(chart, n)) for n in chart.group_by]
    sorting = sorting_of(chart)
    if sorting:
        name, is_descending = sorting
        first = sql.Identifier(name)
        # a measure may be called like the column that it adds up
        if name not in chart.names_in_order:
            first = sql.SQL("min({})").format(first) if chart.shown_measures else first
        direction = sql.SQL("desc" if is_descending else "asc")
        orders.insert(0, sql.SQL("{} {} nulls last").format(first, direction))
    return sql.SQL("order by {}").format(sql.SQL(", ").join(orders))


def _sortable(chart: Chart, name: str) -> sql.Composable:
    from psycopg import sql

    # by code point, as the page sorts them too, whatever the database's language is
    is_text = chart.columns_of_model.get(name) == "text"
    return sql.SQL('{} collate "C"' if is_text else "{}").format(sql.Identifier(name))


def sorting_of(chart: Chart) -> tuple[str, bool] | None:
    """Name to sort by and whether downwards; None for the groups' own order.

    Without a word on it, texts go by the first measure, largest first; rows and columns of cells
    go by their names.
    """
    if chart.sort_column:
        return chart.sort_column, chart.sort.startswith("-")
    if chart.type in ("heatmap", "cohort"):
        return None
    is_text = bool(chart.group_by) and chart.columns_of_model.get(chart.group_by[0]) == "text"
    if is_text and chart.shown_measures:
        return chart.shown_measures[0].name, True
    return None
