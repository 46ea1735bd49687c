"""Monthly partitions of the raw event tables, made by whoever is about to insert."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from psycopg import sql

from customer_analytics.raw_contract import RawTable

if TYPE_CHECKING:
    import psycopg

# Earlier events, and those later than next month, are mistakes or few: the default partition takes
# them, so that a column of random dates makes some hundred partitions and not a hundred thousand.
FIRST_MONTH = date(2000, 1, 1)

# `analyze` of the table samples each partition too, as if it were the whole: with the server's 100
# that took longer than the load. What plans need beyond a month's size the whole table's tell.
STATISTICS_OF_A_MONTH = 10


def make_partitions(
    connection: psycopg.Connection, table: RawTable, schema: str, times: sql.Composable
) -> None:
    """Make the partitions that rows of these times want; commits nothing.

    None are made of a table that is not partitioned as the contract says (by an earlier version, by
    another loader), that belongs to another role, or for a month whose name another table has. What
    finds no partition of its own is in the default partition, and moves when there is one.

    Args:
        connection: In the transaction that inserts the rows.
        table: A table that the contract wants partitioned.
        schema: Where it is.
        times: A query for one column of timestamps, nulls and repetitions among them.
    """
    in_default = _condition_of_default(connection, table, schema)
    if in_default is None:
        return
    months = _months(connection, table, schema, times, in_default)
    if months:
        lock = sql.SQL("lock table {} in access exclusive mode")
        connection.execute(lock.format(sql.Identifier(schema, table.default_partition)))
    for first_day, end in months:
        _make_partition(connection, table, schema, first_day, end)


def rows_in_default(connection: psycopg.Connection, table: RawTable, schema: str) -> int:
    """Count the rows in the default partition; 0 where the table has none."""
    if _condition_of_default(connection, table, schema) is None:
        return 0
    query = sql.SQL("select count(*) from {}")
    default = sql.Identifier(schema, table.default_partition)
    return connection.execute(query.format(default)).fetchone()[0]


def _condition_of_default(
    connection: psycopg.Connection, table: RawTable, schema: str
) -> str | None:
    """What rows in the default partition meet; None where the role can't add partitions."""
    found = connection.execute(
        """
        select coalesce(pg_get_partition_constraintdef(child.oid), 'true')
        from pg_partitioned_table as partitioned
        join pg_class as parent on parent.oid = partitioned.partrelid
        join pg_class as child on child.oid = partitioned.partdefid
        join pg_namespace as namespace on namespace.oid = parent.relnamespace
        join pg_roles as owner on owner.oid = parent.relowner
        where namespace.nspname = %s and parent.relname = %s and child.relname = %s
            and owner.rolname = current_user
            and has_schema_privilege(namespace.oid, 'create')
        """,
        [schema, table.name, table.default_partition],
    ).fetchone()
    return found[0] if found else None


def _months(
    connection: psycopg.Connection,
    table: RawTable,
    schema: str,
    times: sql.Composable,
    in_default: str,
) -> list[tuple[date, date]]:
    """First day, and first day of the next, of each month that is to get a partition."""
    query = sql.SQL(
        """
        with days as materialized (  -- without a time zone to look up, faster than months
            select distinct date_bin('1 day', event_time, {first_month}::timestamptz) as day
            from ({times}) as times (event_time)
            where event_time >= {first_month}::timestamptz
        ),

        months as materialized (  -- else each row would be tried against each partition
            select distinct date_trunc('month', day, 'UTC') as {time}
            from days
        ),

        missing as (
            select ({time} at time zone 'UTC')::date as first_day
            from months
            where {in_default}
        )

        select first_day, (first_day + interval '1 month')::date
        from missing
        where first_day <= (now() at time zone 'UTC')::date + interval '1 month'
            and not exists (
                select from pg_class as class
                join pg_namespace as namespace on namespace.oid = class.relnamespace
                where namespace.nspname = {schema}
                    and class.relname = {table} || to_char(first_day, '_YYYY_MM')
            )
        order by 1
        """
    ).format(
        time=sql.Identifier(table.event_time),
        times=times,
        in_default=sql.SQL(in_default),  # the server's own words
        first_month=_midnight(FIRST_MONTH),
        schema=sql.Literal(schema),
        table=sql.Literal(table.name),
    )
    return connection.execute(query).fetchall()


def _make_partition(
    connection: psycopg.Connection, table: RawTable, schema: str, first_day: date, end: date
) -> None:
    """Make one partition, with the rows of its month that the default partition has."""
    partition = sql.Identifier(schema, f"{table.name}_{first_day:%Y_%m}")
    parent = sql.Identifier(schema, table.name)
    start, end = _midnight(first_day), _midnight(end)
    # Made apart and attached: as a partition from the start it would be refused those rows.
    connection.execute(sql.SQL("create table {} (like {} including all)").format(partition, parent))
    connection.execute(
        sql.SQL(
            "with moved as (delete from {default} where {time} >= {start} and {time} < {end}"
            " returning *) insert into {partition} select * from moved"
        ).format(
            default=sql.Identifier(schema, table.default_partition),
            time=sql.Identifier(table.event_time),
            start=start,
            end=end,
            partition=partition,
        )
    )
    statistics = sql.SQL(", ").join(
        sql.SQL("alter column {} set statistics {}").format(
            sql.Identifier(name), sql.Literal(STATISTICS_OF_A_MONTH)
        )
        for name in table.column_names
    )
    connection.execute(sql.SQL("alter table {} {}").format(partition, statistics))
    connection.execute(
        sql.SQL("alter table {} attach partition {} for values from ({}) to ({})").format(
            parent, partition, start, end
        )
    )


def _midnight(day: date) -> sql.Literal:
    return sql.Literal(f"{day} 00:00:00+00")
