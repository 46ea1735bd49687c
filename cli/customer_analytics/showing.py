"""A look at the marts: which there are, and the first rows of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from customer_analytics.catalog import (
    Mart,
    all_marts,
    explained_errors,
    marts_of_name,
    marts_of_tab,
    open_marts,
)
from customer_analytics.connection import Server, connect
from customer_analytics.selection import Selection, from_where, select

if TYPE_CHECKING:
    import psycopg
    from psycopg import sql

    from customer_analytics.catalog import Column

# Longer than this nobody wants to wait for a number beside a table: then it is estimated.
COUNT_TIMEOUT = "3s"
_APPLICATION = "customer-analytics show"


@dataclass(frozen=True)
class RowCount:
    """A number of rows, counted or (where that takes too long) estimated by the planner."""

    rows: int
    is_exact: bool


@dataclass(frozen=True)
class MartSummary:
    """A mart and its size; `count` is None where the user may not read it."""

    mart: Mart
    count: RowCount | None


@dataclass(frozen=True)
class Preview:
    """The first rows of a selection; numbers and truth values as such, everything else as text."""

    mart: Mart
    columns: tuple[str, ...]
    rows: list[tuple]
    total: RowCount


def summarise_marts(server: Server, tab: str | None = None) -> list[MartSummary]:
    """List all marts, or the reporting models of a tab, with their numbers of rows.

    Args:
        server: The database.
        tab: Name of the tab, with or without `tab:`; None is all marts.

    Returns:
        The list; empty where `tab` is none, or is a mart's name, which wins.

    Raises:
        CustomerAnalyticsError: There are none, or the database can't be read.
    """
    # Each count sees what is committed when it starts, so a build that swaps a mart does no harm.
    with (
        explained_errors(),
        connect(server, application_name=_APPLICATION, read_only=True) as connection,
    ):
        marts = all_marts(connection)
        if tab is not None:
            marts = [] if marts_of_name(marts, tab) else marts_of_tab(marts, tab)
        return [MartSummary(mart, _count_if_allowed(connection, mart)) for mart in marts]


def preview_mart(
    server: Server,
    name: str,
    *,
    limit: int,
    columns: Sequence[str] = (),
    where: Sequence[str] = (),
) -> Preview:
    """Read the first rows of a mart, and how many there are.

    Args:
        server: The database.
        name: The mart.
        limit: The most rows to read.
        columns: Names of the wanted columns; none is all.
        where: Conditions such as `country=DE`, all of which rows must meet.

    Raises:
        CustomerAnalyticsError: There is no such mart or column, or a value is not of its type.
    """
    from psycopg import sql

    with open_marts(server, [name], application_name=_APPLICATION) as (
        connection,
        [mart],
    ):
        selection = select(connection, mart, columns, where)
        cells = sql.SQL(", ").join(map(_cell, selection.columns))
        query = sql.SQL("select {} {} limit {}").format(cells, from_where(selection), limit)
        rows = connection.execute(query).fetchall()
        is_all = len(rows) < limit
        total = RowCount(len(rows), is_exact=True) if is_all else count_rows(connection, selection)
    return Preview(mart, tuple(column.name for column in selection.columns), rows, total)


def _count_if_allowed(connection: psycopg.Connection, mart: Mart) -> RowCount | None:
    from psycopg.errors import InsufficientPrivilege

    try:
        return count_rows(connection, Selection(mart, ()))
    except InsufficientPrivilege:
        return None


def count_rows(connection: psycopg.Connection, selection: Selection) -> RowCount:
    """Count the rows of a selection; after three seconds, take the planner's estimate instead."""
    import psycopg
    from psycopg import sql

    source = from_where(selection)
    try:
        with connection.transaction():
            connection.execute(sql.SQL("set local statement_timeout = {}").format(COUNT_TIMEOUT))
            [rows] = connection.execute(sql.SQL("select count(*) {}").format(source)).fetchone()
            connection.execute("set local statement_timeout = default")
    except psycopg.errors.QueryCanceled:
        query = sql.SQL("explain (format json) select 1 {}").format(source)
        [plan] = connection.execute(query).fetchone()
        return RowCount(int(plan[0]["Plan"]["Plan Rows"]), is_exact=False)
    return RowCount(rows, is_exact=True)


def _cell(column: Column) -> sql.Composed:
    from psycopg import sql

    # As text, even dates can be shown that Python has no value for: infinite ones, years B.C.
    is_native = column.category in ("N", "B")
    return sql.SQL("{}" if is_native else "{}::text").format(sql.Identifier(column.name))
