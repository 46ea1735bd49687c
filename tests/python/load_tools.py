"""What the tests of loading share: files of a few lines, a load in this process, and raw tables."""

import os
from contextlib import contextmanager
from pathlib import Path

import pytest
from psycopg import sql

from customer_analytics.connection import Server, connect
from customer_analytics.loading import LoadOptions, LoadReport, load_files
from customer_analytics.raw_contract import read_contract
from running import REPOSITORY

CONTRACT = read_contract(REPOSITORY)
DATA_VARIABLE = "CUSTOMER_ANALYTICS_TEST_DATA"

# The least that a purchase needs.
PURCHASES = "order_id,line_number,customer_id,ordered_at,quantity,unit_price\n"


def write(folder: Path, name: str, content: str | bytes) -> Path:
    """Write a file and return its path."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def load(database: Server, *paths: Path, **options: object) -> LoadReport:
    """Load files in this process."""
    with connect(database) as connection:
        return load_files(connection, CONTRACT, paths, LoadOptions(**options))


def rows(database: Server, query: str) -> list[tuple]:
    """What a query gives."""
    with connect(database) as connection:
        return connection.execute(query).fetchall()


def run(database: Server, statement: str) -> None:
    """Run a statement that gives nothing."""
    with connect(database) as connection:
        connection.execute(statement)


def value(database: Server, query: str) -> object:
    """The one value that a query gives."""
    return rows(database, query)[0][0]


def rejected(database: Server) -> list[tuple]:
    """Line, column and rule of every rejected line."""
    return rows(
        database,
        "select line_number, column_name, rule from ops.rejected_rows order by 1, 2",
    )


def fingerprint(database: Server) -> dict[str, tuple]:
    """Count and checksum of every raw table and of what ops knows about loads."""
    tables = [("raw", name) for name in CONTRACT]
    tables += [("ops", "load_history"), ("ops", "rejected_rows")]
    query = "select count(*), sum(hashtextextended(t::text, 0)) from {} as t"
    with connect(database) as connection:
        return {
            name: connection.execute(sql.SQL(query).format(sql.Identifier(schema, name))).fetchone()
            for schema, name in tables
        }


@contextmanager
def nothing_changes(database: Server):
    """Check that the raw tables and the history are afterwards what they were before."""
    before = fingerprint(database)
    yield
    assert fingerprint(database) == before


def real_data(name: str) -> Path:
    """A file or folder of the public data sets; the test is skipped where it is missing."""
    folder = Path(os.environ.get(DATA_VARIABLE) or REPOSITORY.parent / "shared" / "data")
    if not (folder / name).exists():
        pytest.skip(f"{name} is not in {folder}; {DATA_VARIABLE} names another folder")
    return folder / name
