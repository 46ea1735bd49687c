"""A build takes in what has changed and gives what a full refresh gives, whatever came between."""

import os
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

import psycopg
import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from psycopg import sql

from customer_analytics.connection import Server, connect
from customer_analytics.raw_contract import read_contract
from databases import fresh_database
from running import REPOSITORY, run_cli

pytestmark = [pytest.mark.rebuild, pytest.mark.timeout(3600)]
TABLES = {name: table for name, table in read_contract(REPOSITORY).items() if table.event_time}
FIRST_DAY = date(2025, 11, 1)  # what is older has been loaded before the story begins
EARLIER = "2025-10-15"
# What a correction does to a row; of the other tables, the time of the update alone.
CORRECTIONS = {
    "customers": "acquisition_channel = 'email', birth_date = '1980-02-29'",
    "purchase_behavior": "quantity = quantity + 1, status = 'completed'",
    "customer_satisfaction_scores": "score = 0",
    "customer_journey_events": "channel = 'social', customer_id = null",
    "loyalty_program": "points = points + 7",
    "customer_feedback": "body = 'Not good at all!', rating = 1",
    "communication_logs": "opened_at = null, clicked_at = null",
    "support_tickets": "priority = 'urgent', resolved_at = null",
    "referral_program": "channel = 'email'",
    "acquisition_costs": "spend = spend * 2",
}


@dataclass(frozen=True)
class Event:
    """Something that happens between two builds.

    Attributes:
        kind: days (so many arrive), late (rows left out so far), corrected, deleted, as_of.
        table: The raw table that it happens to, where it is one.
        number: Days that arrive, or which rows are meant.
    """

    kind: str
    table: str = ""
    number: int = 0


EVENTS = st.one_of(
    st.builds(Event, st.just("days"), number=st.integers(1, 5)),
    st.builds(Event, st.just("late")),
    st.builds(
        Event,
        st.sampled_from(["corrected", "deleted"]),
        st.sampled_from(sorted(TABLES)),
        st.integers(0, 9),
    ),
    st.builds(Event, st.just("as_of"), number=st.integers(0, 1)),
)
STORIES = st.lists(st.lists(EVENTS, min_size=1, max_size=5), min_size=2, max_size=4)
EVERY_KIND = [
    [Event("days", number=1)],
    [Event("days", number=2), *(Event("corrected", name, 1) for name in TABLES), Event("late")],
    [Event("as_of", number=1), *(Event("deleted", name, 3) for name in TABLES)],
    [Event("as_of"), Event("days", number=3)],
]


@pytest.fixture(scope="module")
def shop(server: Server):
    """A shop of which the last two months are still to come, in the schema `coming`."""
    with fresh_database(server) as database:
        made = run_cli("generate", "--customers", "150", "--days", "300", server=database)
        assert made.returncode == 0, made.stderr
        with connect(database) as connection:
            connection.execute("create schema coming")
            for name, table in TABLES.items():
                run_on(connection, "create table coming.{0} as select * from raw.{0}", name)
                run_on(
                    connection,
                    "delete from raw.{0} where {1} >= %s",
                    name,
                    table.event_time,
                    FIRST_DAY,
                )
        yield database


@settings(
    max_examples=int(os.environ.get("CUSTOMER_ANALYTICS_TEST_EXAMPLES", "1")),
    derandomize="CUSTOMER_ANALYTICS_TEST_EXAMPLES" not in os.environ,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),  # a smaller story would cost a quarter of an hour
    suppress_health_check=list(HealthCheck),
)
@example(EVERY_KIND)
@given(STORIES)
def test_a_build_gives_what_a_full_refresh_gives(shop: Server, story: list[list[Event]]) -> None:
    today, as_of = FIRST_DAY, None
    with fresh_database(shop, template=shop) as database:
        build(database, as_of)
        for chapter in story:
            for event in chapter:
                if event.kind == "as_of":
                    as_of = EARLIER if event.number else None
                    continue
                with connect(database) as connection:
                    today = happen(connection, event, today)
            build(database, as_of)
            with fresh_database(database, template=database) as refreshed:
                build(refreshed, as_of, "--full-refresh")
                assert differences(contents(database), contents(refreshed)) == {}


def test_four_builds_of_the_same_data_change_nothing(shop: Server) -> None:
    with fresh_database(shop, template=shop) as database:
        build(database, None)
        first = contents(database)
        for _ in range(3):
            build(database, None)
            assert differences(first, contents(database)) == {}


def happen(connection: psycopg.Connection, event: Event, today: date) -> date:
    """Let an event happen to the raw tables; returns the day on which the next ones arrive."""
    if event.kind == "days":
        for name in TABLES:
            arrive(connection, name, today, today + timedelta(days=event.number), is_late=False)
        return today + timedelta(days=event.number)
    if event.kind == "late":
        for name in TABLES:
            arrive(connection, name, FIRST_DAY, today, is_late=True)
        return today
    key = TABLES[event.table].key[0]
    some = "abs(hashtext({1}::text)) %% 10 = %s"
    if event.kind == "deleted":
        run_on(connection, "delete from raw.{0} where " + some, event.table, key, event.number)
        return today
    changes = ", ".join(filter(None, [CORRECTIONS.get(event.table), "updated_at = now()"]))
    statement = f"update raw.{{0}} set {changes} where {some}"
    run_on(connection, statement, event.table, key, event.number)
    return today


def arrive(
    connection: psycopg.Connection, name: str, since: date, until: date, *, is_late: bool
) -> None:
    """Load the rows of these days, but for those that come late, or these alone."""
    table = TABLES[name]
    statement = """
        insert into raw.{0} select * from coming.{0}
        where {1} >= %s and {1} < %s and (abs(hashtext({2}::text)) %% 7 = 0) = %s
        on conflict do nothing
    """
    run_on(connection, statement, name, table.event_time, table.key[0], since, until, is_late)


def run_on(connection: psycopg.Connection, statement: str, name: str, *more: object) -> None:
    """Run a statement on a table: {0} is its name, {1} and on are columns, the rest are values."""
    columns = statement.count("{1}") > 0, statement.count("{2}") > 0
    names = [name, *map(str, more[: sum(columns)])]
    composed = sql.SQL(statement).format(*map(sql.Identifier, names))
    connection.execute(composed, more[sum(columns) :])


def build(database: Server, as_of: str | None, *options: str) -> None:
    """Build all models without their tests."""
    day = ("--as-of", as_of) if as_of else ()
    command = ("build", "--loaded", "--exclude", "resource_type:test", *day, *options)
    built = run_cli(*command, server=database)
    assert built.returncode == 0, built.stdout + built.stderr


def contents(database: Server) -> dict[str, Counter[str]]:
    """The rows of each public table, as texts, with how often they are there."""
    query = """
        select quote_ident(nspname) || '.' || quote_ident(relname)
        from pg_class join pg_namespace on pg_namespace.oid = relnamespace
        where nspname in ('marts', 'reporting') and relkind in ('r', 'v')
    """
    with connect(database, read_only=True) as connection:
        names = [name for (name,) in connection.execute(query)]
        return {
            name: Counter(
                text for (text,) in connection.execute(f"select t::text from {name} as t")
            )
            for name in names
        }


def differences(
    ours: dict[str, Counter[str]], others: dict[str, Counter[str]]
) -> dict[str, tuple[list[str], list[str]]]:
    """Of the tables that differ, a few rows of either side: `except all`, both ways."""
    assert ours.keys() == others.keys()
    return {
        name: (list(ours[name] - others[name])[:3], list(others[name] - ours[name])[:3])
        for name in ours
        if ours[name] != others[name]
    }
