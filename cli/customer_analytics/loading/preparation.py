"""Before anything is loaded: one load at a time, raw tables that are there, no demo data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from psycopg import sql

from customer_analytics import ops
from customer_analytics.errors import CustomerAnalyticsError
from customer_analytics.loading.report import LoadOptions
from customer_analytics.raw_contract import RawTable, create_table

if TYPE_CHECKING:
    import psycopg

# Two loads into one database would wait for each other's rows; the number is arbitrary and ours.
_LOAD_LOCK = 7_216_035_219


def prepare(
    connection: psycopg.Connection,
    contract: Mapping[str, RawTable],
    options: LoadOptions,
    timezone: str,
) -> None:
    """Take the lock, make the tables, set the time zone, and see to demo data in the way.

    Raises:
        CustomerAnalyticsError: Another load is running, there is no such zone, or the raw tables
            hold demo data that may not be replaced.
    """
    import psycopg

    take_load_lock(connection)
    ops.ensure_ops(connection)
    ensure_raw_tables(connection, contract, options.schema)
    try:
        connection.execute("select set_config('timezone', %s, true)", [timezone])
    except psycopg.errors.InvalidParameterValue:
        raise CustomerAnalyticsError(
            f"There is no time zone {timezone!r}.", "Use a name such as Europe/London, or UTC."
        ) from None
    _make_way(connection, contract, options)


def take_load_lock(connection: psycopg.Connection) -> None:
    """Be the only one who fills raw tables in this database, until the transaction ends.

    Raises:
        CustomerAnalyticsError: Somebody else is loading or generating.
    """
    got_lock = connection.execute("select pg_try_advisory_xact_lock(%s)", [_LOAD_LOCK]).fetchone()
    if not got_lock[0]:
        raise CustomerAnalyticsError(
            "Another load is running in this database.", "Run this one when that is done."
        )


def ensure_raw_tables(
    connection: psycopg.Connection, contract: Mapping[str, RawTable], schema: str
) -> None:
    """Create raw tables, and columns that a newer contract has added, where they are missing."""
    query = (
        "select table_name, array_agg(column_name::text) from information_schema.columns"
        " where table_schema = %s group by 1"
    )
    there = dict(connection.execute(query, [schema]).fetchall())
    missing = [table for table in contract.values() if table.name not in there]
    if missing:
        statement = sql.SQL("create schema if not exists {}").format(sql.Identifier(schema))
        connection.execute(statement)
    for table in missing:
        connection.execute(create_table(table, schema))
    for name in contract.keys() & there.keys():
        for column in contract[name].columns:
            if column.name not in there[name]:
                connection.execute(
                    sql.SQL("alter table {} add column {} {}").format(
                        sql.Identifier(schema, name),
                        sql.Identifier(column.name),
                        sql.SQL(column.data_type),
                    )
                )


def _make_way(
    connection: psycopg.Connection, contract: Mapping[str, RawTable], options: LoadOptions
) -> None:
    """Empty the raw tables of demo data if that was asked for; refuse to mix with it otherwise."""
    history = sql.Identifier(ops.SCHEMA, "load_history")
    query = sql.SQL("select count(*) from {} where source = 'generated'").format(history)
    if connection.execute(query).fetchone()[0] == 0:
        return
    tables = [sql.Identifier(options.schema, name) for name in contract]
    if not options.replace_demo and any(not is_empty(connection, table) for table in tables):
        raise CustomerAnalyticsError(
            f"The schema {options.schema} holds generated demo data; your files would mix with it.",
            "Add --replace-demo to empty the raw tables first; demo data can be generated again.",
        )
    connection.execute(sql.SQL("truncate {}").format(sql.SQL(", ").join(tables)))
    connection.execute(sql.SQL("delete from {} where source = 'generated'").format(history))


def is_empty(connection: psycopg.Connection, table: sql.Composable) -> bool:
    """Tell whether a table has no rows."""
    query = sql.SQL("select not exists (select 1 from {})").format(table)
    return connection.execute(query).fetchone()[0]
