"""The schema `ops`: what the command line remembers about loads, rejected lines and builds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psycopg import sql

if TYPE_CHECKING:
    import psycopg

SCHEMA = "ops"

# Serialises the first creation: of two sessions that create a schema at once, one fails.
_CREATION_LOCK = 7_216_035_218

_TABLES: dict[str, str] = {
    "load_history": """
        load_id text primary key,
        started_at timestamptz not null,
        finished_at timestamptz,
        source text not null,
        file_name text,
        file_sha256 text,
        table_name text not null,
        rows_read bigint,
        rows_inserted bigint,
        rows_updated bigint,
        rows_unchanged bigint,
        rows_rejected bigint,
        status text not null
    """,
    "rejected_rows": """
        load_id text not null,
        table_name text not null,
        file_name text not null,
        line_number bigint not null,
        column_name text,
        rule text not null,
        value text,
        reason text not null,
        line jsonb,
        rejected_at timestamptz not null default now()
    """,
    "runs": """
        run_id text primary key,
        command text not null,
        started_at timestamptz not null,
        finished_at timestamptz,
        status text not null,
        as_of_date date,
        reads_sample boolean,
        selected text,
        nodes_ok integer,
        nodes_failed integer,
        nodes_skipped integer,
        failures jsonb,
        host text,
        pid integer,
        os_user text
    """,
}


def ensure_ops(connection: psycopg.Connection) -> None:
    """Create the tables of `ops` that are not there yet; commits nothing.

    Nothing is asked of the database where they all are, so a role without CREATE can work too.
    """
    if _ops_is_complete(connection):
        return
    connection.execute("select pg_advisory_xact_lock(%s)", [_CREATION_LOCK])
    connection.execute(sql.SQL("create schema if not exists {}").format(sql.Identifier(SCHEMA)))
    for name, columns in _TABLES.items():
        connection.execute(
            sql.SQL("create table if not exists {} ({})").format(
                sql.Identifier(SCHEMA, name), sql.SQL(columns)
            )
        )


def has_table(connection: psycopg.Connection, schema: str, table: str) -> bool:
    """Tell whether the table (or view) exists."""
    found = connection.execute(
        "select 1 from pg_class join pg_namespace on pg_namespace.oid = relnamespace"
        " where nspname = %s and relname = %s",
        [schema, table],
    ).fetchone()
    return found is not None


def _ops_is_complete(connection: psycopg.Connection) -> bool:
    return all(has_table(connection, SCHEMA, name) for name in _TABLES)
