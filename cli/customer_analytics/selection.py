"""Which rows and columns of a mart are wanted: `column=value` conditions and a list of columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from customer_analytics.catalog import Column, Mart, mart_columns, unknown_name
from customer_analytics.errors import CustomerAnalyticsError

if TYPE_CHECKING:
    import psycopg
    from psycopg import sql

# Longer operators first, so that >= is not read as > with a value that begins with =.
_OPERATORS = ("!=", ">=", "<=", "=", ">", "<")
_CONDITION = re.compile(
    r"(?P<name>.+?)(?P<space>\s*)(?P<operator>!=|>=|<=|=|>|<)(?P<value>.*)", re.S
)


@dataclass(frozen=True)
class Condition:
    """One comparison of a column with a value, as a person wrote it."""

    column: Column
    operator: str
    value: str


@dataclass(frozen=True)
class Selection:
    """Columns of one mart, in the wanted order, and the conditions that its rows must all meet."""

    mart: Mart
    columns: tuple[Column, ...]
    conditions: tuple[Condition, ...] = ()


def select(
    connection: psycopg.Connection,
    mart: Mart,
    columns: Sequence[str] = (),
    where: Sequence[str] = (),
) -> Selection:
    """Check what is wanted from a mart against the columns that it has.

    Args:
        connection: Open connection, in a transaction.
        mart: The mart.
        columns: Names of the wanted columns, in order; none is all of them.
        where: Conditions such as `country=DE`, `net_amount>=100` or `churned_at=` (is empty).

    Raises:
        CustomerAnalyticsError: There is no such column, or a value is not of its column's type.
    """
    available = {column.name: column for column in mart_columns(connection, mart)}
    wanted = [_column(mart, available, name) for name in dict.fromkeys(columns)]
    conditions = tuple(_read_condition(mart, available, text) for text in where)
    for condition in conditions:
        _check_value(connection, condition)
    return Selection(mart, tuple(wanted or available.values()), conditions)


def from_where(selection: Selection) -> sql.Composed:
    """The `from … where …` of a selection.

    Values are quoted by the driver (COPY takes no parameters from the server side) and typed by
    their column. `!=` keeps the rows without a value, as a person would; an empty value means
    null, and for text the empty text too.
    """
    from psycopg import sql

    relation = sql.Identifier(selection.mart.schema, selection.mart.name)
    if not selection.conditions:
        return sql.SQL("from {}").format(relation)
    tests = sql.SQL(" and ").join(map(_test, selection.conditions))
    return sql.SQL("from {} where {}").format(relation, tests)


def _column(mart: Mart, available: dict[str, Column], name: str) -> Column:
    if name not in available:
        raise unknown_name(f"{mart.name} has no column {name!r}.", name, list(available))
    return available[name]


def _read_condition(mart: Mart, available: dict[str, Column], text: str) -> Condition:
    # A column's name may hold an operator itself: the longest name that fits is meant.
    for name in sorted(available, key=len, reverse=True):
        rest = text.removeprefix(name)
        operator = next((sign for sign in _OPERATORS if rest.startswith(sign)), None)
        if text.startswith(name) and operator:
            return Condition(available[name], operator, rest.removeprefix(operator))
    match = _CONDITION.fullmatch(text)
    if not match:
        raise CustomerAnalyticsError(
            f"--where {text!r} is not a condition.",
            "Write column=value; != >= <= > < work too, and `column=` finds the empty ones.",
        )
    value = match["value"].lstrip() if match["space"] else match["value"]
    return Condition(_column(mart, available, match["name"].strip()), match["operator"], value)


def _check_value(connection: psycopg.Connection, condition: Condition) -> None:
    import psycopg
    from psycopg import sql

    column = condition.column
    if condition.value == "":
        if condition.operator not in ("=", "!="):
            raise CustomerAnalyticsError(
                f"--where {column.name}{condition.operator} lacks a value.",
                f"`{column.name}=` finds the rows without one, `{column.name}!=` those with one.",
            )
        return
    value = _typed_value(condition)
    try:
        with connection.transaction():
            connection.execute(sql.SQL("select {0} <= {0}, {0} = {0}").format(value))
    except psycopg.errors.UndefinedFunction:
        raise CustomerAnalyticsError(
            f"--where can't compare {column.name}: it is of type {column.declared_type}.",
            f"Only `{column.name}=` and `{column.name}!=` work on it (empty, not empty).",
        ) from None
    except (psycopg.DataError, ValueError):
        raise CustomerAnalyticsError(
            f"--where {column.name}{condition.operator}{condition.value}: the value is not of the "
            f"column's type, {column.declared_type}.",
            _example(column),
        ) from None


def _typed_value(condition: Condition) -> sql.Composed:
    from psycopg import sql

    # Without the declared precision: a cast to numeric(14,2) would round 0.005 up to 0.01.
    # The type's name comes from the server's format_type, quoted where it has to be.
    type_name = sql.SQL(condition.column.base_type)
    return sql.SQL("cast({} as {})").format(sql.Literal(condition.value), type_name)


def _test(condition: Condition) -> sql.Composed:
    from psycopg import sql

    column = sql.Identifier(condition.column.name)
    if condition.value != "":
        sign = {"!=": "is distinct from"}.get(condition.operator, condition.operator)
        return sql.SQL("{} {} {}").format(column, sql.SQL(sign), _typed_value(condition))
    pattern = "({0} is null or {0} = '')" if condition.column.category == "S" else "({0} is null)"
    if condition.operator == "!=":
        pattern = "not " + pattern
    return sql.SQL(pattern).format(column)


def _example(column: Column) -> str:
    examples = {
        "N": "Write a number with a point and without spaces, such as 1234.50.",
        "D": "Write a date as 2024-12-31 and a time as 2024-12-31 18:30:00 (UTC).",
        "B": "Write true or false.",
    }
    return examples.get(
        column.category, f"Values look like those that `show --columns {column.name}` prints."
    )
