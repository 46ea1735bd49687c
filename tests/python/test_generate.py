"""The demo data set: the same rows everywhere, with a truth that can be found again."""

import math
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import yaml
from psycopg import sql

from customer_analytics.connection import Server, connect
from customer_analytics.demo_data import DemoRequest, LoadedDataError, generate
from customer_analytics.errors import CustomerAnalyticsError
from customer_analytics.raw_contract import CONTRACT_FILE, read_contract
from running import REPOSITORY, run_cli

CONTRACT = read_contract(REPOSITORY)
UNTIL = date(2025, 12, 31)
SHOP = DemoRequest(customers=8_000, seed=1, until=UNTIL)
TINY = DemoRequest(customers=60, seed=1, until=UNTIL)
# Of TINY, by `checksum`; whoever changes the generator changes it, no server and no platform does.
TINY_CHECKSUM = "bec0eaf9241195d119e9008480bbf6ae"

ORDERS = """
    select
        order_id,
        customer_id,
        min(ordered_at)::date as order_date,
        sum((quantity * unit_price - discount_amount) * coalesce(rate, 1)) as amount
    from raw.purchase_behavior
    left join raw.exchange_rates
        on exchange_rates.currency = purchase_behavior.currency
        and rate_date = date_trunc('month', ordered_at)::date
    where order_id like 'O%' and status not in ('cancelled', 'failed')
    group by order_id, customer_id
"""


@pytest.fixture(scope="module")
def shop(server: Server) -> Iterator[Server]:
    """A database with SHOP in it, for tests that only read."""
    name = f"test_{uuid4().hex[:12]}"
    with connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
    database = replace(server, dbname=name, is_embedded=False)
    generate(database, REPOSITORY, SHOP)
    yield database
    with connect(server, autocommit=True) as connection:
        statement = sql.SQL("drop database if exists {} with (force)")
        connection.execute(statement.format(sql.Identifier(name)))


def query(database: Server, statement: str) -> list[tuple]:
    """The rows of a query."""
    with connect(database, read_only=True) as connection:
        return connection.execute(statement).fetchall()


def value(database: Server, statement: str) -> float:
    """The one value of a query, as a float."""
    return float(query(database, statement)[0][0])


def checksum(database: Server, where: str = "true", tables: tuple[str, ...] = ()) -> str:
    """One hash over all rows of the raw tables, in the order of their keys."""
    parts = []
    for name in tables or tuple(CONTRACT):
        key = ", ".join(f'{column}::text collate "C"' for column in CONTRACT[name].key)
        parts += query(
            database,
            f"select md5(string_agg(md5(t::text), '' order by {key})) from raw.{name} as t"
            f" where {where}",
        )
    return str(hash_of(parts))


def hash_of(parts: list[tuple]) -> str:
    """MD5 of the parts in a row, with null for an empty table."""
    import hashlib

    return hashlib.md5(repr(parts).encode(), usedforsecurity=False).hexdigest()


def truth(database: Server) -> dict[str, float]:
    """The parameters that the generator used."""
    return dict(query(database, "select parameter, value from ops.demo_truth"))


# The same rows, always


def test_the_same_request_gives_the_same_rows_whatever_the_batch_size(database: Server) -> None:
    generate(database, REPOSITORY, TINY)
    first = checksum(database)
    generate(database, REPOSITORY, TINY, force=True, customers_per_batch=7)

    assert checksum(database) == first


def test_rows_do_not_depend_on_the_server_its_version_or_its_locale(database: Server) -> None:
    generate(database, REPOSITORY, TINY)

    assert checksum(database) == TINY_CHECKSUM


def test_another_seed_is_another_shop(database: Server) -> None:
    generate(database, REPOSITORY, TINY)
    first = query(database, "select distinct ordered_at from raw.purchase_behavior")
    generate(database, REPOSITORY, replace(TINY, seed=2))
    second = query(database, "select distinct ordered_at from raw.purchase_behavior")

    assert len(set(first) & set(second)) < len(first) / 100


def test_the_first_customers_are_the_same_in_a_larger_shop(database: Server) -> None:
    # What is about nobody in particular (guests, spend) is left out.
    about_customers = tuple(
        name for name, table in CONTRACT.items() if "customer_id" in table.column_names
    )
    generate(database, REPOSITORY, TINY)
    where = "customer_id between 'C0000001' and 'C0000060'"
    small = checksum(database, where, about_customers)
    generate(database, REPOSITORY, replace(TINY, customers=200))

    assert checksum(database, where, about_customers) == small


# The truth inside


def repeat_purchases(database: Server) -> list[tuple[int, int]]:
    """Repeat purchases and age in days, customer by customer."""
    return query(
        database,
        f"""
        select count(*) - 1, date '{UNTIL}' - min(order_date)
        from ({ORDERS}) as orders where customer_id is not null group by customer_id
        """,
    )


def hypergeometric(a: float, b: float, c: float, z: float) -> float:
    """Gauss's 2F1 as its series; converges for 0 <= z < 1."""
    term = total = 1.0
    for n in range(5_000):
        term *= (a + n) * (b + n) / ((c + n) * (n + 1)) * z
        total += term
        if abs(term) < 1e-12 * abs(total):
            break
    return total


def test_customers_buy_as_often_as_bg_nbd_expects(shop: Server) -> None:
    # Fader, Hardie and Lee (2005), equation 9: E[X(t)].
    world = truth(shop)
    r, alpha, a, b = (world[name] for name in ("r", "alpha", "a", "b"))

    def expected(age: float) -> float:
        z = age / (alpha + age)
        return (a + b - 1) / (a - 1) * (1 - (1 - z) ** r * hypergeometric(r, b, a + b - 1, z))

    customers = repeat_purchases(shop)
    differences = [repeats - expected(age) for repeats, age in customers]
    mean = sum(differences) / len(differences)
    variance = sum((difference - mean) ** 2 for difference in differences) / len(differences)

    assert abs(mean) < 3.5 * math.sqrt(variance / len(differences))


def test_as_many_customers_never_come_back_as_bg_nbd_expects(shop: Server) -> None:
    # Fader, Hardie and Lee (2005), equation 8 with x = 0: P(X(t) = 0) = (alpha / (alpha + t)) ** r,
    # since nobody leaves before the first repeat purchase.
    world = truth(shop)
    customers = repeat_purchases(shop)
    probabilities = [
        (world["alpha"] / (world["alpha"] + age)) ** world["r"] for _, age in customers
    ]
    variance = sum(probability * (1 - probability) for probability in probabilities)
    one_timers = sum(repeats == 0 for repeats, _ in customers)

    assert abs(one_timers - sum(probabilities)) < 3.5 * math.sqrt(variance)


def test_customers_spend_what_gamma_gamma_expects(shop: Server) -> None:
    # Fader and Hardie (2013): the mean of customers' means is p gamma / (q - 1).
    world = truth(shop)
    mean, deviation, customers, correlation = query(
        shop,
        f"""
        select avg(mean), stddev(mean), count(*), corr(mean, orders) from (
            select avg(amount)::float8 as mean, count(*) as orders
            from ({ORDERS}) as orders where customer_id is not null group by customer_id
        ) as customers
        """,
    )[0]

    expected = world["p"] * world["gamma"] / (world["q"] - 1)
    assert abs(mean - expected) < 3.5 * deviation / math.sqrt(customers)
    assert abs(correlation) < 3.5 / math.sqrt(customers)


def test_no_customer_orders_twice_on_a_day(shop: Server) -> None:
    assert not query(
        shop,
        f"""
        select customer_id from ({ORDERS}) as orders where customer_id is not null
        group by customer_id, order_date having count(*) > 1
        """,
    )


# What a head of marketing sees


@pytest.mark.parametrize(
    ("figure", "statement", "target", "tolerance"),
    [
        (
            "active",
            f"select count(distinct customer_id)::float8 / (select count(*) from raw.customers)"
            f" from ({ORDERS}) as orders where order_date > date '2025-12-31' - 365",
            0.79,
            0.02,
        ),
        (
            "average order value",
            f"select (sum(amount) - (select sum(refund_amount) from raw.purchase_behavior))"
            f" / count(*) from ({ORDERS}) as orders",
            127,
            5,
        ),
        (
            "acquisition cost",
            "select sum(spend) / (select count(*) from raw.customers) from raw.acquisition_costs",
            42,
            1,
        ),
        (
            "referral conversion",
            "select avg((status = 'converted')::integer) from raw.referral_program",
            0.25,
            0.03,
        ),
        (
            "loyalty participation",
            "select count(distinct customer_id)::float8 / (select count(*) from raw.customers)"
            " from raw.loyalty_program",
            0.78,
            0.02,
        ),
        (
            "satisfaction",
            "select avg(score / scale_max * 10) from raw.customer_satisfaction_scores"
            " where survey_type in ('satisfaction', 'csat') and score <= scale_max",
            8.2,
            0.1,
        ),
        (
            "NPS",
            "select 100 * avg(case when score >= 9 then 1 when score <= 6 then -1 else 0 end)"
            " from raw.customer_satisfaction_scores where survey_type = 'nps'",
            36,
            6,
        ),
        (
            "order lines per customer",
            "select count(*)::float8 / (select count(*) from raw.customers)"
            " from raw.purchase_behavior",
            10,
            1,
        ),
        (
            "events per customer",
            "select count(*)::float8 / (select count(*) from raw.customers)"
            " from raw.customer_journey_events",
            10,
            1,
        ),
        (
            "messages per customer",
            "select count(*)::float8 / (select count(*) from raw.customers)"
            " from raw.communication_logs",
            10,
            1,
        ),
    ],
    ids=lambda part: part if isinstance(part, str) and len(part) < 30 else "",
)
def test_the_process_is_calibrated(
    shop: Server, figure: str, statement: str, target: float, tolerance: float
) -> None:
    assert value(shop, statement) == pytest.approx(target, abs=tolerance), figure


def test_satisfaction_falls_before_customers_leave(shop: Server) -> None:
    # Whose last order is more than a year ago has left, most likely; the others mostly have not.
    lost, kept = (
        value(
            shop,
            f"""
            with lasts as (
                select customer_id, max(order_date) as last_date
                from ({ORDERS}) as orders group by customer_id having count(*) > 1
            )
            select avg(score / scale_max) from raw.customer_satisfaction_scores as scores
            inner join lasts on lasts.customer_id = scores.customer_id
            where score <= scale_max and surveyed_at >= last_date and last_date {condition}
            """,
        )
        for condition in ("< date '2025-12-31' - 365", ">= date '2025-12-31' - 60")
    )

    assert lost < kept - 0.05


def test_the_words_of_feedback_agree_with_its_stars(shop: Server) -> None:
    praise = "body ~* '(absolutely love|fantastic|excellent from start|recommended!)'"
    anger = "body ~* '(terrible!|awful experience|waste of money|avoid!)'"
    by_rating = query(
        shop,
        f"""
        select rating::integer, count(*) filter (where {praise}), count(*) filter (where {anger})
        from raw.customer_feedback where language = 'en' group by rating order by rating
        """,
    )

    assert [rating for rating, _, _ in by_rating] == [1, 2, 3, 4, 5]
    assert [praised > 0 for _, praised, _ in by_rating] == [False, False, False, True, True]
    assert [angry > 0 for _, _, angry in by_rating] == [True, True, False, False, False]


# What hangs together


def test_lines_are_whole_cents_and_cost_something(shop: Server) -> None:
    assert not query(
        shop,
        """
        select * from raw.purchase_behavior
        where order_id like 'O%'
        and (
            unit_price * quantity - discount_amount <= 0
            or unit_price * 100 <> round(unit_price * 100)
            or refund_amount <> unit_price * quantity - discount_amount
            or (refund_amount is null) <> (refunded_at is null)
        )
        """,
    )


@pytest.mark.parametrize(
    "orphans",
    [
        "select order_id from raw.loyalty_program where order_id is not null",
        "select order_id from raw.communication_logs where order_id is not null",
        "select properties ->> 'order_id' from raw.customer_journey_events"
        " where event_type = 'purchase'",
    ],
    ids=["loyalty points", "messages", "visits"],
)
def test_every_order_that_is_named_exists(shop: Server, orphans: str) -> None:
    assert not query(shop, f"{orphans} except select order_id from raw.purchase_behavior")
    assert query(shop, f"{orphans} limit 1")


def test_a_converted_referral_is_a_customer_who_came_by_referral(shop: Server) -> None:
    converted = "select referred_customer_id from raw.referral_program where referral_id like 'R%'"
    by_referral = "select customer_id from raw.customers where acquisition_channel = 'referral'"
    first_orders = """
        select referral_id from raw.referral_program
        inner join raw.customers on customer_id = referred_customer_id
        where referral_id like 'R%' and (
            referred_at > signup_at
            or converted_at <> (
                select min(ordered_at) from raw.purchase_behavior as purchases
                where purchases.customer_id = customers.customer_id
                and status not in ('failed', 'cancelled') and order_id like 'O%'
            )
        )
    """

    assert not query(shop, f"({by_referral}) except ({converted})")
    assert not query(shop, first_orders)


def test_points_balances_are_never_negative(shop: Server) -> None:
    assert not query(
        shop,
        """
        select customer_id from (
            select
                customer_id,
                sum(case entry_type when 'earn' then points else -points end) over (
                    partition by customer_id order by occurred_at, entry_type
                ) as balance
            from raw.loyalty_program where points is not null
        ) as balances
        where balance < 0
        """,
    )


def test_the_history_ends_on_the_last_day(shop: Server) -> None:
    # Rows with an X are the deliberately bad ones.
    for name, table in CONTRACT.items():
        if table.event_time is None:
            continue
        key = table.key[0]
        newest = query(
            shop,
            f"select max({table.event_time})::date, max(updated_at)::date from raw.{name}"
            f" where {key}::text not like 'X%'",
        )[0]
        assert max(newest) <= UNTIL, name
        assert newest[0] >= UNTIL - timedelta(days=45), name
    assert query(
        shop, "select max(ordered_at)::date from raw.purchase_behavior where order_id like 'O%'"
    ) == [(UNTIL,)]


# What breaks the contract


def broken_conditions(table: dict) -> Iterator[str]:
    """SQL conditions, one of which is true for a row that breaks the contract."""
    for column in table["columns"]:
        meta, name = column.get("config", {}).get("meta", {}), column["name"]
        if meta.get("required"):
            yield f"{name} is null"
        if "minimum" in meta:
            yield f"{name} < {meta['minimum']}"
        if "maximum" in meta:
            yield f"{name} > {meta['maximum']}"
        if "accepted_values" in meta:
            yield f"{name} <> all('{{{','.join(meta['accepted_values'])}}}')"
        if "rejected_values" in meta:
            yield f"{name} = any('{{{','.join(meta['rejected_values'])}}}')"
        if meta.get("references") == "customers":
            yield f"{name} not in (select customer_id from raw.customers)"
        if name == "currency" and table["name"] != "exchange_rates":
            yield f"{name} <> 'EUR' and {name} not in (select currency from raw.exchange_rates)"
    meta = table["config"]["meta"]
    yield from (f"({check['broken_when']})" for check in meta.get("checks", []))
    if "event_time" in meta:
        yield f"{meta['event_time']} > updated_at + interval '1 day'"


def test_only_the_deliberately_bad_rows_break_the_contract(shop: Server) -> None:
    text = (REPOSITORY / CONTRACT_FILE).read_text(encoding="utf-8")
    raw = next(source for source in yaml.safe_load(text)["sources"] if source["name"] == "raw")
    broken_rows = rows = 0
    for table in raw["tables"]:
        name, key = table["name"], table["config"]["meta"]["key"][0]
        conditions = " or ".join(f"coalesce({part}, false)" for part in broken_conditions(table))
        query_text = (
            f"select count(*), count(*) filter (where {conditions}),"
            f" count(*) filter (where ({conditions}) is distinct from ({key}::text like 'X%'))"
            f" from raw.{name}"
        )
        count, broken, surprising = query(shop, query_text)[0]
        assert surprising == 0, name
        rows, broken_rows = rows + count, broken_rows + broken

    assert 0.0005 < broken_rows / rows < 0.002


# What it leaves alone


def test_data_from_files_is_never_replaced(database: Server) -> None:
    generate(database, REPOSITORY, TINY)
    with connect(database) as connection:
        connection.execute("update raw.customers set first_name = 'Ada'")
        connection.execute(
            """
            insert into ops.load_history
            (load_id, started_at, source, table_name, rows_inserted, rows_updated, status)
            values ('1', now() + interval '1 minute', 'file', 'customers', 0, 60, 'loaded')
            """
        )

    with pytest.raises(LoadedDataError, match="customers"):
        generate(database, REPOSITORY, TINY, force=True)

    assert value(database, "select count(*) from raw.customers where first_name = 'Ada'") == 60


def test_data_of_unknown_origin_is_never_replaced(database: Server) -> None:
    generate(database, REPOSITORY, TINY)
    with connect(database) as connection:
        connection.execute("delete from ops.load_history")

    with pytest.raises(LoadedDataError):
        generate(database, REPOSITORY, replace(TINY, seed=2))


def test_a_failure_leaves_the_raw_tables_as_they_were(database: Server) -> None:
    generate(database, REPOSITORY, TINY)
    before = checksum(database)

    def fail(customers: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        generate(database, REPOSITORY, replace(TINY, seed=2), on_progress=fail)

    assert checksum(database) == before
    assert value(database, "select count(distinct started_at) from ops.load_history") == 1


def test_the_same_request_again_does_nothing(database: Server) -> None:
    first = generate(database, REPOSITORY, TINY)
    second = generate(database, REPOSITORY, TINY)
    other = generate(database, REPOSITORY, replace(TINY, seed=2))

    assert [first.was_there, second.was_there, other.was_there] == [False, True, False]
    assert second.rows == first.rows
    assert set(query(database, "select source, status from ops.load_history")) == {
        ("generated", "loaded")
    }


def test_emptied_tables_are_filled_again(database: Server) -> None:
    generate(database, REPOSITORY, TINY)
    with connect(database) as connection:
        connection.execute("truncate raw.purchase_behavior")

    assert not generate(database, REPOSITORY, TINY).was_there
    assert value(database, "select count(*) from raw.purchase_behavior") > 0


def test_nothing_is_left_behind_but_tables(database: Server) -> None:
    generate(database, REPOSITORY, TINY)

    left = query(
        database,
        """
        select nspname, relname from pg_class inner join pg_namespace as n on n.oid = relnamespace
        where relkind = 'r' and nspname not in ('pg_catalog', 'information_schema')
        and not (nspname = 'raw' or nspname = 'ops')
        """,
    )
    assert not left


# Odd requests


@pytest.mark.parametrize("customers", [1, 2])
def test_a_shop_of_one_or_two_customers(database: Server, customers: int) -> None:
    result = generate(database, REPOSITORY, DemoRequest(customers=customers, days=1))

    assert result.rows["customers"] == customers
    assert value(database, "select max(spend_date) = '2025-12-31' from raw.acquisition_costs") == 1


def test_too_many_customers_are_refused() -> None:
    with pytest.raises(CustomerAnalyticsError, match="can't be generated"):
        DemoRequest(customers=10_000_000)


def test_the_command_says_what_it_did(database: Server) -> None:
    first = run_cli("generate", "-n", "60", "--until", "2024-06-30", server=database)
    again = run_cli("generate", "-n", "60", "--until", "2024-06-30", server=database)
    wrong = run_cli("generate", "--until", "30.06.2024", server=database)

    assert first.returncode == again.returncode == 0, first.stderr + again.stderr
    assert "customers\t60" in first.stdout
    assert again.stdout == first.stdout
    assert "already" in again.stderr
    assert wrong.returncode == 2
    assert "Traceback" not in wrong.stderr


def test_the_command_refuses_to_replace_loaded_data(database: Server, tmp_path: Path) -> None:
    file = tmp_path / "customers.csv"
    file.write_text("customer_id,first_name\n1,Ada\n", encoding="utf-8")
    assert run_cli("load", file, server=database).returncode == 0

    refused = run_cli("generate", "-n", "60", server=database)

    assert refused.returncode == 1
    assert "not generated (customers)" in refused.stderr
    assert value(database, "select count(*) from raw.customers") == 1


def test_two_at_a_time_do_not_get_in_each_others_way(database: Server) -> None:
    def generate_too(customers: int) -> None:
        generate(database, REPOSITORY, replace(TINY, seed=2))

    with pytest.raises(CustomerAnalyticsError, match="Another load is running"):
        generate(database, REPOSITORY, TINY, on_progress=generate_too)


def test_a_reader_that_does_not_let_go_is_an_error_and_no_deadlock(
    database: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("customer_analytics.demo_data.generator.LOCK_TIMEOUT", "100ms")
    generate(database, REPOSITORY, TINY)
    with connect(database) as reader:
        reader.execute("select count(*) from raw.customers")
        with pytest.raises(CustomerAnalyticsError, match="kept the raw tables locked"):
            generate(database, REPOSITORY, replace(TINY, seed=2))
