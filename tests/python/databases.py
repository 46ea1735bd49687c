"""Databases of the tests' own, and asking them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from uuid import uuid4

import pandas as pd
from psycopg import sql

from customer_analytics.connection import Server, connect


@contextmanager
def fresh_database(server: Server, template: Server | None = None) -> Iterator[Server]:
    """An empty database on `server`, or a copy of `template` there; dropped at the end."""
    name = f"test_{uuid4().hex[:12]}"
    original = sql.Identifier(template.dbname if template else "template1")
    with connect(server, autocommit=True) as connection:
        statement = sql.SQL("create database {} template {}")
        connection.execute(statement.format(sql.Identifier(name), original))
    try:
        yield replace(server, dbname=name, is_embedded=False)
    finally:
        with connect(server, autocommit=True) as connection:
            statement = sql.SQL("drop database if exists {} with (force)")
            connection.execute(statement.format(sql.Identifier(name)))


def frame_of(
    database: Server, query: str, parameters: Mapping[str, object] | None = None
) -> pd.DataFrame:
    """The rows of a query, as a frame; unqualified names are looked up in the marts."""
    with connect(database, read_only=True) as connection:
        connection.execute("set search_path = marts")
        cursor = connection.execute(query, parameters)
        names = [column.name for column in cursor.description]
        return pd.DataFrame(cursor.fetchall(), columns=names)


def value_of(
    database: Server, query: str, parameters: Mapping[str, object] | None = None
) -> object:
    """The one value of a query."""
    return frame_of(database, query, parameters).iloc[0, 0]
