"""The incremental facts take in what differs, and nothing else; `test_rebuilds.py` has the rest."""

import json
from pathlib import Path

import pytest

from customer_analytics.connection import Server, connect
from databases import fresh_database, value_of
from running import models_that_make, run_cli, target_folder

pytestmark = pytest.mark.slow
TEXT_FACTS = (
    "int_feedback_texts",
    "int_feedback_terms",
    "int_feedback_valences",
    "int_feedback_sentiment",
    "int_feedback_themes",
)
FACTS = (
    "stg_purchase_behavior",
    "int_order_totals",
    "int_order_items",
    "int_order_revenue_days",
    "int_customer_purchase_days",
    "int_visits",
    "int_customer_visit_days",
    "int_messages",
    *TEXT_FACTS,
)


@pytest.fixture(scope="module")
def built(server: Server):
    """The facts of a small shop, built once."""
    with fresh_database(server) as database:
        made = run_cli("generate", "--customers", "100", "--days", "200", server=database)
        assert made.returncode == 0, made.stderr
        rows_taken_in(database, "--full-refresh")
        yield database


def test_unchanged_data_takes_in_nothing(built: Server) -> None:
    assert rows_taken_in(built) == dict.fromkeys(FACTS, 0)


def test_a_change_writes_the_order_that_it_is_in_and_no_other_of_its_day(built: Server) -> None:
    with fresh_database(built, template=built) as database:
        with connect(database) as connection:
            order_id, lines = connection.execute("""
                select order_id, count(*) from staging.stg_purchase_behavior
                where is_counted group by order_id order by order_id limit 1
            """).fetchone()
            connection.execute(
                "update raw.purchase_behavior set quantity = quantity + 1 where order_id = %s",
                (order_id,),
            )
        taken_in = rows_taken_in(database)
    assert taken_in["stg_purchase_behavior"] == lines
    assert taken_in["int_order_totals"] == 1
    assert taken_in["int_visits"] == 0


def test_an_order_that_loses_its_last_line_is_no_longer_there(built: Server) -> None:
    with fresh_database(built, template=built) as database:
        with connect(database) as connection:
            [order_id] = connection.execute(
                "select min(order_id) from raw.purchase_behavior"
            ).fetchone()
            connection.execute("delete from raw.purchase_behavior where order_id = %s", (order_id,))
        rows_taken_in(database)
        for fact in ("int_order_totals", "int_order_items"):
            left = f"select count(*) from intermediate.{fact} where order_id = %(order_id)s"
            assert value_of(database, left, {"order_id": order_id}) == 0


def test_another_time_zone_moves_the_days_of_all_facts(built: Server) -> None:
    with fresh_database(built, template=built) as database:
        taken_in = rows_taken_in(database, "--vars", "timezone=Pacific/Auckland")
        days = {
            "staging.stg_purchase_behavior": ("order_date", "ordered_at"),
            "intermediate.int_messages": ("sent_date", "sent_at"),
            "intermediate.int_visits": ("first_event_date", "started_at"),
        }
        for fact, (day, moment) in days.items():
            wrong = f"""
                select count(*) from {fact}
                where {day} <> cast({moment} at time zone 'Pacific/Auckland' as date)
            """
            assert value_of(database, wrong) == 0
    assert all(taken_in.values())


def test_another_language_changes_texts_without_one_and_no_order(built: Server) -> None:
    unknown = """
        select count(*) from intermediate.int_feedback_sentiment
        where sentiment_status = 'unknown language'
    """
    with fresh_database(built, template=built) as database:
        with connect(database) as connection:
            connection.execute("update raw.customer_feedback set language = null")
        rows_taken_in(database)
        before = value_of(database, unknown)
        taken_in = rows_taken_in(database, "--vars", "feedback_language=de")
        after = value_of(database, unknown)
    assert before > after == 0
    assert not any(rows for fact, rows in taken_in.items() if fact not in TEXT_FACTS)


def test_another_word_in_the_lexicon_scores_all_texts_anew(built: Server) -> None:
    scores = "select avg(sentiment_score) from intermediate.int_feedback_sentiment"
    with fresh_database(built, template=built) as database:
        before = value_of(database, scores)
        with connect(database) as connection:
            connection.execute("update rules.sentiment_lexicon set valence = -valence")
        rows_taken_in(database, "--exclude", "resource_type:seed")
        assert value_of(database, scores) < 0 < before


def test_rows_that_nothing_is_remembered_of_are_built_anew(built: Server) -> None:
    # what a version before 0.1 left: a table, and no memory beside it
    with fresh_database(built, template=built) as database:
        visits = value_of(database, "select count(*) from intermediate.int_visits")
        with connect(database) as connection:
            connection.execute("drop table intermediate.int_visits__days")
            connection.execute("update intermediate.int_visits set session_id = 'wrong'")
        assert rows_taken_in(database)["int_visits"] == visits
        wrong = "select count(*) from intermediate.int_visits where session_id = 'wrong'"
        assert value_of(database, wrong) == 0


def rows_taken_in(database: Server, *options: str) -> dict[str, int]:
    """Build the facts; rows that each of them took in."""
    command = ("build", "--loaded", "--exclude", "resource_type:test", *models_that_make(*FACTS))
    built = run_cli(*command, *options, server=database)
    assert built.returncode == 0, built.stdout + built.stderr
    file: Path = target_folder((*command, *options)) / "run_results.json"
    results = json.loads(file.read_text(encoding="utf-8"))["results"]
    rows = {
        result["unique_id"].rpartition(".")[2]: result["adapter_response"].get("rows_affected", 0)
        for result in results
    }
    return {fact: rows[fact] for fact in FACTS}
