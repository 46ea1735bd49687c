"""`customer-analytics status`: what is in the database, in every state that it can be in."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from customer_analytics.build_lock import BuildLock
from customer_analytics.connection import Server, connect
from customer_analytics.ops import ensure_ops
from customer_analytics.raw_contract import create_table, read_contract
from customer_analytics.status import Status, read_status
from running import run_cli
from small_project import make_project


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return make_project(tmp_path)


@pytest.fixture
def connection(database: Server) -> Iterator[psycopg.Connection]:
    with connect(database, autocommit=True) as connection:
        yield connection


def create_raw_table(connection: psycopg.Connection, project: Path, name: str) -> None:
    connection.execute("create schema if not exists raw")
    connection.execute(create_table(read_contract(project)[name], "raw"))


def add_run(
    connection: psycopg.Connection, status: str = "succeeded", selected: str | None = None
) -> None:
    ensure_ops(connection)
    connection.execute(
        "insert into ops.runs (run_id, command, started_at, finished_at, status, reads_sample,"
        " selected, nodes_ok, nodes_failed, nodes_skipped, failures)"
        " values (gen_random_uuid(), 'build', clock_timestamp(), clock_timestamp(),"
        " %s, false, %s, 3, 0, 0, '[]')",
        [status, selected],
    )


def add_load(
    connection: psycopg.Connection, *tables: str, file_name: str = "shop.csv", inserted: int = 5
) -> None:
    ensure_ops(connection)
    for table in tables:
        connection.execute(
            "insert into ops.load_history (load_id, started_at, finished_at, source, file_name,"
            " table_name, rows_read, rows_inserted, rows_updated, rows_unchanged, rows_rejected,"
            " status)"
            " values (gen_random_uuid(), now(), clock_timestamp(), 'file', %s, %s, 7, %s, 0, 0, 0,"
            " 'done')",
            [file_name, table, inserted],
        )


def raw_tables(status: Status) -> dict[str, tuple[int | None, str]]:
    return {
        raw.name: (raw.rows and raw.rows.rows, str(raw.newest_event)) for raw in status.raw_tables
    }


def test_an_empty_database_is_told_in_words_and_with_what_to_do(
    database: Server, project: Path
) -> None:
    told = run_cli("status", "--project-dir", project, server=database)

    assert told.returncode == 0, told.stderr
    assert "marts as of\tnever built" in told.stdout
    assert "loaded\tnothing yet" in told.stdout
    assert "next build reads\tthe ten-customer sample" in told.stdout
    assert "customer-analytics build" in told.stderr


def test_after_a_build_it_tells_the_as_of_date_the_marts_and_the_run(
    database: Server, project: Path
) -> None:
    run_cli("build", "--project-dir", project, "--as-of", "2010-06-30", server=database)

    status = read_status(database, project)

    assert str(status.as_of) == "2010-06-30"
    assert (status.reads, status.built_from, status.is_behind) == ("sample", "sample", False)
    assert [(mart.name, mart.rows.rows) for mart in status.marts] == [("answer", 1)]
    [run] = status.runs
    assert (run.command, run.status, run.ok, run.failed, run.failed_names) == (
        "build",
        "succeeded",
        2,
        0,
        (),
    )


def test_the_newest_event_of_each_raw_table_is_told_but_no_mistyped_one(
    database: Server, project: Path, connection: psycopg.Connection
) -> None:
    create_raw_table(connection, project, "purchase_behavior")
    create_raw_table(connection, project, "customers")
    connection.execute(
        """
        insert into raw.purchase_behavior (order_id, line_number, ordered_at, updated_at)
        values
            ('a', 1, '2011-12-08 10:00Z', '2011-12-10Z'),
            ('b', 1, '2011-12-09 12:50Z', '2011-12-10Z'),
            -- a mistyped year: it had not happened yet when it was written
            ('c', 1, '2101-12-09 12:50Z', '2011-12-10Z')
        """
    )

    status = read_status(database, project)

    tables = raw_tables(status)
    assert tables["purchase_behavior"] == (3, "2011-12-09 12:50:00+00:00")
    assert tables["customers"] == (0, "None")
    assert tables["support_tickets"] == (None, "None")
    assert status.reads == "loaded"


def test_marts_are_behind_what_was_loaded_after_the_last_whole_build(
    database: Server, project: Path, connection: psycopg.Connection
) -> None:
    add_run(connection)
    after_build = read_status(database, project).is_behind
    add_load(connection, "customers", inserted=0)
    after_empty_load = read_status(database, project).is_behind
    add_load(connection, "customers")
    after_load = read_status(database, project).is_behind
    add_run(connection, selected="--select orders")
    after_partial_build = read_status(database, project).is_behind
    add_run(connection, status="failed")
    after_failed_build = read_status(database, project).is_behind
    add_run(connection)
    after_whole_build = read_status(database, project).is_behind

    assert (after_build, after_empty_load, after_load) == (False, False, True)
    assert (after_partial_build, after_failed_build, after_whole_build) == (True, True, False)


def test_a_build_without_its_tests_is_a_whole_one(
    database: Server, project: Path, connection: psycopg.Connection
) -> None:
    add_load(connection, "customers")
    add_run(connection, selected="--exclude resource_type:test --exclude orders")
    after_partial_build = read_status(database, project).is_behind
    add_run(connection, selected="--exclude resource_type:test --exclude resource_type:unit_test")

    assert (after_partial_build, read_status(database, project).is_behind) == (True, False)


def test_a_load_of_many_tables_is_one_line(
    database: Server, project: Path, connection: psycopg.Connection
) -> None:
    with connection.transaction():  # one time of start
        add_load(connection, "customers", "purchase_behavior", "support_tickets")

    [load] = read_status(database, project).loads

    assert load.tables == ("customers", "purchase_behavior", "support_tickets")
    # 3 tables of 7 rows read and 5 inserted
    assert (load.read, load.inserted) == (21, 15)


def test_issues_are_counted_by_table_and_rule(
    database: Server, project: Path, connection: psycopg.Connection
) -> None:
    connection.execute("create schema marts")
    connection.execute(
        """
        create table marts.data_quality_issues as
        select *
        from (values
            ('customers', 'missing_value', 'customer_id'),
            ('purchase_behavior', 'below_minimum', 'quantity'),
            ('purchase_behavior', 'below_minimum', 'quantity')
        ) as issues (table_name, rule, column_name)
        """
    )

    issues = read_status(database, project).issues
    told = run_cli("status", "--project-dir", project, server=database)

    assert [(issue.table, issue.rule, issue.column, issue.rows) for issue in issues] == [
        ("purchase_behavior", "below_minimum", "quantity", 2),
        ("customers", "missing_value", "customer_id", 1),
    ]
    assert "purchase_behavior\tbelow_minimum\tquantity\t2" in told.stdout


def test_a_running_build_is_told(database: Server, project: Path) -> None:
    with BuildLock(database, "run-7", lambda: None):
        running = read_status(database, project).running

    assert "run-7" in running
    assert read_status(database, project).running is None


def test_json_holds_everything_for_programs(
    database: Server, project: Path, connection: psycopg.Connection
) -> None:
    add_run(connection)
    add_load(connection, "customers")

    told = run_cli("status", "--project-dir", project, "--json", server=database)

    status = json.loads(told.stdout)
    assert status["as_of"] is None
    assert status["runs"][0]["status"] == "succeeded"
    assert status["loads"][0]["tables"] == ["customers"]
    assert [raw["name"] for raw in status["raw_tables"]] == list(read_contract(project))


def test_a_role_that_may_only_read_the_marts_is_told_what_it_lacks(
    database: Server, project: Path, connection: psycopg.Connection
) -> None:
    ensure_ops(connection)
    role = database.dbname + "_reader"  # roles belong to the whole server
    connection.execute(f"create role {role} login password 'reads'")
    try:
        reader = replace(database, user=role, password="reads")
        told = run_cli("status", "--project-dir", project, server=reader)
    finally:
        connection.execute(f"drop role {role}")

    assert told.returncode == 1
    assert "permission denied for schema ops" in told.stderr
    assert "Traceback" not in told.stderr
