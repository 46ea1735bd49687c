"""Databases of the tests' own, and asking them."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from itertools import count
from uuid import uuid4

import pandas as pd
from psycopg import sql

from customer_analytics.connection import Server, connect

# A name is used again as soon as its database is gone: dbt parses the whole project anew, some ten
# seconds, for each database that it has not seen in the run before.
_RUN = os.environ.get("PYTEST_XDIST_TESTRUNUID", uuid4().hex)[:8]
_NAME = f"test_{_RUN}_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}_{{}}"
_taken: set[str] = set()


@contextmanager
def fresh_database(server: Server, template: Server | None = None) -> Iterator[Server]:
    """An empty database on `server`, or a copy of `template` there; dropped at the end."""
    name = next(name for name in map(_NAME.format, count()) if name not in _taken)
    _taken.add(name)
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
        _taken.discard(name)


def run_sql(server: Server, statements: str) -> Server:
    """Run statements on `server` and give it back."""
    with connect(server) as connection:
        connection.execute(statements)
    return server


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
