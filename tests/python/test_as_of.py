"""As of a day: rebuilding with an earlier date gives exactly what was known then."""

from datetime import date

import psycopg
import pytest
from psycopg import sql

from customer_analytics.connection import Server, connect
from customer_analytics.raw_contract import read_contract
from running import REPOSITORY, run_cli

DAY = date(2025, 6, 30)
NEXT_DAY = date(2025, 7, 1)
BUILD = ("build", "--loaded", "--exclude", "resource_type:test")
# Counts rows as they were loaded, good or bad, whatever day they are of.
NOT_AS_OF = {"data_quality_issues"}
# A few rows of each kind whose story goes on after DAY; the third one has bought before signing up.
PROLONG = (
    """update raw.purchase_behavior set refund_amount = 1, refunded_at = '2025-07-15'
       where (order_id, line_number) in (select order_id, line_number from raw.purchase_behavior
         where ordered_at < '2025-06-01' and status = 'completed' order by 1, 2 limit 5)""",
    """update raw.referral_program set converted_at = '2025-07-15'
       where referral_id in (select referral_id from raw.referral_program
         where referred_at < '2025-06-01' and status = 'converted' order by 1 limit 5)""",
    """update raw.customers set signup_at = '2025-07-15', updated_at = '2025-07-15'
       where customer_id in (select customer_id from raw.purchase_behavior
         where ordered_at < '2025-06-01' order by 1 limit 5)""",
    """update raw.support_tickets set resolved_at = '2025-07-15'
       where ticket_id in (select ticket_id from raw.support_tickets
         where opened_at < '2025-06-01' and status = 'closed' order by 1 limit 5)""",
    """update raw.communication_logs set converted_at = '2025-07-15'
       where message_id in (select message_id from raw.communication_logs
         where sent_at < '2025-06-01' order by 1 limit 5)""",
)
# The same rows as they were on DAY. An order's status, a customer's attributes and how often a
# ticket was reopened have no time of their own: the raw tables keep the newest of them.
UNDO = (
    """update raw.purchase_behavior set refund_amount = null, refunded_at = null
       where refunded_at >= '2025-07-01'""",
    """update raw.referral_program set status = 'pending', referred_customer_id = null,
         converted_at = null, reward_amount = null
       where converted_at >= '2025-07-01'""",
    """update raw.customers set signup_at = null
       where signup_at >= '2025-07-01' and customer_id in
         (select customer_id from raw.purchase_behavior where ordered_at < '2025-07-01')""",
    """update raw.support_tickets set status = 'open', resolved_at = null, csat_score = null
       where resolved_at >= '2025-07-01'""",
    """update raw.communication_logs set converted_at = null, order_id = null
       where converted_at >= '2025-07-01'""",
)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_rebuild_with_an_earlier_date_gives_what_was_known_then(database: Server) -> None:
    run(database, "generate", "--customers", "400", "--days", "400", "--until", "2025-12-31")
    with connect(database) as connection:
        change(connection, PROLONG)
    run(database, *BUILD, "--as-of", DAY.isoformat())
    with connect(database) as connection:
        keep_marts(connection)
        change(connection, UNDO)
        forget_later_rows(connection)
    # Without a date, so that the newest event there is has to be of that day.
    run(database, *BUILD)

    with connect(database, read_only=True) as connection:
        names = marts(connection, "marts")
        assert names == marts(connection, "known_then")
        assert connection.execute("select as_of_date from staging.stg_as_of_date").fetchone() == (
            DAY,
        )
        orders = connection.execute("select count(*) from marts.orders").fetchone()
        assert orders > (100,)
        differing = {name: differences(connection, name) for name in names}
    assert differing == dict.fromkeys(names, 0)


def run(database: Server, *args: str) -> None:
    outcome = run_cli(*args, server=database)
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr


def marts(connection: psycopg.Connection, schema: str) -> list[str]:
    query = """
        select relname from pg_class
        where relnamespace = %s::regnamespace and relkind in ('r', 'v')
        order by relname
    """
    names = [name for (name,) in connection.execute(query, [schema])]
    return [name for name in names if name not in NOT_AS_OF]


def keep_marts(connection: psycopg.Connection) -> None:
    connection.execute("create schema known_then")
    for name in marts(connection, "marts"):
        statement = sql.SQL("create table known_then.{0} as select * from marts.{0}")
        connection.execute(statement.format(sql.Identifier(name)))


def change(connection: psycopg.Connection, statements: tuple[str, ...]) -> None:
    for statement in statements:
        assert connection.execute(statement).rowcount >= 1, statement


def forget_later_rows(connection: psycopg.Connection) -> None:
    """Take from the raw tables all that happened after DAY; most of them must have had some."""
    events = {table.name: table.event_time for table in read_contract(REPOSITORY).values()}
    events["exchange_rates"] = "rate_date"
    for name, event_time in events.items():
        statement = sql.SQL("delete from raw.{} where {} >= %s")
        names = map(sql.Identifier, (name, event_time))
        forgotten = connection.execute(statement.format(*names), [NEXT_DAY]).rowcount
        # hand-made segments and new rates are rare
        assert forgotten or name in {"customer_segments", "exchange_rates"}, name


def differences(connection: psycopg.Connection, name: str) -> int:
    """Rows that are in one of a mart's two versions and not in the other."""
    query = """
        select count(*) from (
            (select * from marts.{0} except all select * from known_then.{0})
            union all
            (select * from known_then.{0} except all select * from marts.{0})
        ) as differing
    """
    return connection.execute(sql.SQL(query).format(sql.Identifier(name))).fetchone()[0]
