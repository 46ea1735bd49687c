"""Raw event tables have a partition for each month where we make them, and nothing needs it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from psycopg import sql

from customer_analytics.connection import Server, connect
from customer_analytics.demo_data import DemoRequest, generate
from customer_analytics.loading import straight
from databases import fresh_database
from load_tools import CONTRACT, load, rows, run, value, write
from running import REPOSITORY, run_cli

TABLE = "customer_journey_events"
HEADER = "event_id,anonymous_id,event_type,occurred_at,updated_at\n"
PLACES = f"""
    select event_id, replace(tableoid::regclass::text, 'raw.{TABLE}_', '')
    from raw.{TABLE}
    order by event_id
"""
# Eight events a month, of 2025-01 to 2025-06.
HALF_A_YEAR = "".join(
    f"E{month}-{day},a,page_view,2025-{month:02}-{day:02} 12:00+00,2025-{month:02}-{day:02} 13:00\n"
    for month in range(1, 7)
    for day in range(1, 9)
)


@pytest.fixture(scope="module")
def staged(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A database with HALF_A_YEAR loaded, and staging built on it."""
    with fresh_database(server) as database:
        load_events(database, tmp_path_factory.mktemp("events"), HALF_A_YEAR)
        selection = ("--select", f"+stg_{TABLE}", "--exclude", "resource_type:test")
        built = run_cli("build", *selection, server=database)
        assert built.returncode == 0, built.stdout + built.stderr
        yield database


def load_events(database: Server, folder: Path, lines: str, **options: object) -> tuple[int, ...]:
    """Load lines of events; gives the rows inserted, updated and unchanged."""
    (done,) = load(database, write(folder, f"{TABLE}.csv", HEADER + lines), **options).loads
    assert not done.rejected
    return done.rows_inserted, done.rows_updated, done.rows_unchanged


def months(database: Server, table: str = TABLE) -> list[str]:
    """What the names of a table's partitions end on."""
    query = f"select relid::text from pg_partition_tree('raw.{table}') where isleaf order by 1"
    return [name.removeprefix(f"raw.{table}_") for (name,) in rows(database, query)]


def partitions_read(database: Server, query: str, *, analyze: bool = False) -> set[str]:
    """The partitions that the plan of a query scans: with `analyze`, those that it really did."""
    with connect(database) as connection:
        explain = sql.SQL("explain (format json, analyze {}) ").format(sql.Literal(analyze))
        [plan] = connection.execute(explain + sql.SQL(query)).fetchone()
    return {
        node["Relation Name"].removeprefix(f"{TABLE}_")
        for node in nodes(plan[0]["Plan"])
        if node.get("Relation Name", "").startswith(TABLE) and node.get("Actual Loops", 1)
    }


def nodes(plan: dict) -> Iterator[dict]:
    """A plan's nodes, from the top."""
    yield plan
    for child in plan.get("Plans", []):
        yield from nodes(child)


def test_the_contract_names_the_tables_with_partitions() -> None:
    assert [table.name for table in CONTRACT.values() if table.is_partitioned] == [
        "customer_journey_events",
        "communication_logs",
    ]


def test_an_event_lies_in_the_partition_of_its_month_in_utc(database, tmp_path):
    # in Zurich, two hours ahead of UTC in summer, the second is in March and the third in April
    lines = (
        "E1,a,page_view,2025-03-31 12:00:00,\nE2,a,page_view,2025-04-01 01:59:59,\n"
        "E3,a,page_view,2025-04-01 02:00:00,\n"
    )
    assert load_events(database, tmp_path, lines, timezone="Europe/Zurich") == (3, 0, 0)
    assert rows(database, PLACES) == [("E1", "2025_03"), ("E2", "2025_03"), ("E3", "2025_04")]


def test_no_time_and_a_time_out_of_all_measure_lie_in_the_default_partition(database, tmp_path):
    years = (1, 1899, 1999, 2199, 9999)
    lines = "".join(f"E{year:04},a,page_view,{year:04}-05-01,\n" for year in years)
    load_events(database, tmp_path, lines + "E,a,page_view,,\nF,a,page_view,2000-01-01 00:00+00,\n")
    assert months(database) == ["2000_01", "default"]
    assert dict(rows(database, PLACES)).pop("F") == "2000_01"
    assert value(database, f"select count(*) from raw.{TABLE}_default") == len(years) + 1


def test_an_event_whose_time_is_corrected_moves_and_is_there_once(database, tmp_path):
    march = "E1,a,page_view,2025-03-05,2025-03-05\nE2,a,page_view,2025-03-06,\n"
    assert load_events(database, tmp_path, march) == (2, 0, 0)

    later = "E1,a,page_view,2025-04-05,2025-04-06\n"
    assert load_events(database, tmp_path, later) == (0, 1, 0)
    assert rows(database, PLACES) == [("E1", "2025_04"), ("E2", "2025_03")]
    assert load_events(database, tmp_path, later) == (0, 0, 1)

    older = "E1,a,page_view,2025-05-05,2025-04-05\nE3,a,page_view,2025-05-05,2025-04-05\n"
    assert load_events(database, tmp_path, older) == (1, 0, 1)
    assert rows(database, PLACES) == [("E1", "2025_04"), ("E2", "2025_03"), ("E3", "2025_05")]

    assert load_events(database, tmp_path, "E1,a,page_view,,2025-04-07\n") == (0, 1, 0)
    assert load_events(database, tmp_path, "E2,a,search,2025-03-06,\n") == (0, 1, 0)
    assert rows(database, PLACES) == [("E1", "default"), ("E2", "2025_03"), ("E3", "2025_05")]


def test_a_key_that_stands_twice_in_a_file_is_loaded_once_whatever_its_times(database, tmp_path):
    lines = "E1,a,page_view,2025-03-05,2025-03-05\nE1,a,page_view,2025-04-05,2025-03-04\n"
    report = load(database, write(tmp_path, f"{TABLE}.csv", HEADER + lines))
    assert [(line.line_number, line.rule) for line in report.loads[0].rejected] == [
        (3, "duplicate_key")
    ]
    assert rows(database, PLACES) == [("E1", "2025_03")]


@pytest.mark.parametrize(
    "sampled",
    [
        pytest.param(1, id="nearly all are missed"),
        pytest.param(12, id="a line here and there is missed"),
        pytest.param(1000, id="none is missed"),
    ],
)
def test_months_that_a_sample_of_the_file_misses_get_their_partitions_too(
    database, tmp_path, monkeypatch, sampled
):
    monkeypatch.setattr(straight, "SAMPLED_LINES", sampled)
    first, second, *others = HALF_A_YEAR.splitlines(keepends=True)
    alone = "F,a,page_view,2025-09-01 12:00,2025-09-01 13:00\n"
    lines = "".join((first, alone, second, *others, "G,a,page_view,,\n"))
    assert load_events(database, tmp_path, lines) == (50, 0, 0)
    placed = dict(rows(database, PLACES))
    assert {event: placed.pop(event) for event in "FG"} == {"F": "2025_09", "G": "default"}
    assert all(place == f"2025_0{event[1]}" for event, place in placed.items())


def test_rows_in_the_default_partition_move_when_their_month_gets_its_own(database, tmp_path):
    load_events(database, tmp_path, "E1,a,page_view,2025-03-05,\n")
    run(
        database,
        f"insert into raw.{TABLE} (event_id, occurred_at) values ('B', '2025-04-05'),"
        " ('L', '2025-05-05')",
    )
    assert load_events(database, tmp_path, "E2,a,page_view,2025-04-06,\n") == (1, 0, 0)
    assert rows(database, PLACES) == [
        ("B", "2025_04"), ("E1", "2025_03"), ("E2", "2025_04"), ("L", "default"),
    ]  # fmt: skip


def test_a_month_that_was_dropped_can_be_loaded_again(database, tmp_path):
    load_events(database, tmp_path, HALF_A_YEAR)
    run(database, f"drop table raw.{TABLE}_2025_01")
    assert value(database, f"select min(occurred_at)::date from raw.{TABLE}") == date(2025, 2, 1)
    assert load_events(database, tmp_path, HALF_A_YEAR) == (8, 0, 40)
    assert months(database) == [f"2025_0{month}" for month in range(1, 7)] + ["default"]


def test_a_month_that_was_detached_is_left_alone_and_can_be_loaded_again(database, tmp_path):
    load_events(database, tmp_path, HALF_A_YEAR)
    detached = f"raw.{TABLE}_2025_01"
    run(database, f"alter table raw.{TABLE} detach partition {detached}")
    assert load_events(database, tmp_path, HALF_A_YEAR) == (8, 0, 40)
    assert value(database, f"select count(*) from {detached}") == 8
    assert value(database, f"select count(*) from raw.{TABLE}_default") == 8

    run(database, f"alter table {detached} rename to events_of_old")
    assert load_events(database, tmp_path, HALF_A_YEAR) == (0, 0, 48)
    assert value(database, f"select count(*) from {detached}") == 8
    assert value(database, f"select count(*) from raw.{TABLE}_default") == 0


def test_a_dry_run_makes_no_partition(database, tmp_path):
    load_events(database, tmp_path, "E1,a,page_view,2025-03-05,\n")
    load_events(database, tmp_path, HALF_A_YEAR, dry_run=True)
    assert months(database) == ["2025_03", "default"]


@pytest.mark.parametrize(
    "shape",
    ["(like {} including defaults, primary key (event_id))", "(like {} including defaults)"],
    ids=["of an earlier version", "of another loader, without a key"],
)
def test_a_table_without_partitions_is_loaded_and_corrected_as_well(database, tmp_path, shape):
    load_events(database, tmp_path, "")
    run(database, f"create table plain {shape.format(f'raw.{TABLE}')}; drop table raw.{TABLE}")
    run(database, f"alter table plain rename to {TABLE}; alter table {TABLE} set schema raw")

    assert load_events(database, tmp_path, HALF_A_YEAR) == (48, 0, 0)
    corrected = HALF_A_YEAR.replace("page_view,2025-03", "search,2025-03")
    new = "F,a,page_view,2025-07-01 12:00,2025-07-01 13:00\n"
    assert load_events(database, tmp_path, corrected + new) == (1, 8, 40)
    assert value(database, f"select count(*) from raw.{TABLE} where event_type = 'search'") == 8
    assert rows(database, PLACES)[-1] == ("F", f"raw.{TABLE}")  # no partition of it


def test_who_may_write_but_not_create_loads_into_the_default_partition(database, tmp_path):
    name = f"loader_{uuid4().hex[:12]}"
    role = sql.Identifier(name)
    load_events(database, tmp_path, "E1,a,page_view,2025-03-05,\n")
    with connect(database) as connection:
        for statement in (
            "create role {} login password 'x'",
            "grant usage on schema raw, ops to {}",
            "grant select, insert, update on all tables in schema raw to {}",
            "grant select, insert, delete on all tables in schema ops to {}",
        ):
            connection.execute(sql.SQL(statement).format(role))
    try:
        loader = replace(database, user=name, password="x")
        days = ("2025-04-05", "2025-04-05", "2025-03-05")
        lines = "".join(f"E{n},a,page_view,{day},\n" for n, day in enumerate(days, start=1))
        assert load_events(loader, tmp_path, lines) == (2, 1, 0)
        assert rows(loader, PLACES) == [("E1", "default"), ("E2", "default"), ("E3", "2025_03")]
    finally:
        with connect(database) as connection:
            connection.execute(sql.SQL("drop owned by {0}; drop role {0}").format(role))


def test_a_generated_shop_has_a_partition_for_each_of_its_months(database):
    generate(database, REPOSITORY, DemoRequest(customers=60, days=100, until=date(2025, 3, 31)))
    for table in ("customer_journey_events", "communication_logs"):
        assert months(database, table) == ["2024_12", "2025_01", "2025_02", "2025_03", "default"]
        assert value(database, f"select count(*) from raw.{table}_default") == 0


@pytest.mark.parametrize("relation", [f"raw.{TABLE}", f"staging.stg_{TABLE}"])
def test_bounds_on_the_time_read_only_the_partitions_of_those_months(staged, relation):
    query = f"""
        select count(*) from {relation}
        where occurred_at >= '2025-03-15 00:00+00' and occurred_at < '2025-05-01 00:00+00'
    """
    assert partitions_read(staged, query) == {"2025_03", "2025_04"}
    assert value(staged, query) == 8  # the first eight days of April


@pytest.mark.parametrize("relation", [f"raw.{TABLE}", f"staging.stg_{TABLE}"])
def test_a_bound_that_is_known_only_at_run_time_spares_the_other_partitions_too(staged, relation):
    query = f"""
        select count(*) from {relation}
        where occurred_at >= (select as_of_until - interval '40 days' from staging.stg_as_of_date)
    """
    # as of 2025-06-08, so from 2025-04-30 on, without an end
    read = partitions_read(staged, query, analyze=True)
    assert read == {"2025_04", "2025_05", "2025_06", "default"}
