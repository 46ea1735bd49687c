"""Retention and sales where dates are awkward: a few rows for each case, from file to mart."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from customer_analytics.connection import Server
from databases import frame_of
from running import models_that_make, run_cli

CUSTOMERS = """\
customer_id,signup_at
A,2024-01-10T00:00:00Z
signs up later,2024-03-10T00:00:00Z
never buys,2024-02-01T00:00:00Z
"""
# As of 31 March 2024, when clocks in Berlin go from 2:00 to 3:00 at 1:00 UTC.
ORDERS = """\
order_id,line_number,customer_id,ordered_at,product_id,category,quantity,unit_price,refund_amount,refunded_at
refunded later,1,A,2024-01-31T10:00:00Z,P1,wear,1,100,30,2024-02-29T10:00:00Z
same second 1,1,A,2024-02-29T12:00:00Z,P1,wear,1,50,,
same second 2,1,A,2024-02-29T12:00:00Z,P2,bags,1,20,,
half past midnight,1,signs up later,2024-01-31T23:30:00Z,P1,wear,1,40,,
before the change,1,signs up later,2024-03-31T00:59:59Z,P1,wear,1,10,,
after the change,1,A,2024-03-31T01:00:00Z,P1,wear,1,10,,
"""
OPTIONS = ("--exclude", "resource_type:test", "--vars", "timezone=Europe/Berlin")
JANUARY, FEBRUARY, MARCH = (date(2024, month, 1) for month in (1, 2, 3))
LEAP_DAY = date(2024, 2, 29)

pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def shop(shared_database: Server, tmp_path_factory: pytest.TempPathFactory) -> Server:
    """The rows above, built with 30 active days in Berlin."""
    folder: Path = tmp_path_factory.mktemp("shop")
    (folder / "customers.csv").write_text(CUSTOMERS, encoding="utf-8")
    (folder / "purchase_behavior.csv").write_text(ORDERS, encoding="utf-8")
    marts = ["models/marts/retention", "models/marts/purchase_behaviour", "customers"]
    selection = models_that_make(*marts)
    for arguments in (
        ("load", folder),
        ("build", "--loaded", *selection, *OPTIONS, "--vars", "active_days=30"),
    ):
        outcome = run_cli(*arguments, server=shared_database)
        assert outcome.returncode == 0, outcome.stdout + outcome.stderr
    return shared_database


def rows(database: Server, query: str) -> list[tuple]:
    """The rows of a query on the marts."""
    return list(frame_of(database, query).itertuples(index=False, name=None))


def test_a_refund_in_a_later_month_lowers_that_month(shop: Server) -> None:
    query = """
        select sales_month, gross_revenue, refund_amount, net_revenue, refunded_orders
        from monthly_sales
        order by 1
    """
    # 50 + 20 + 40 in February, less the 30 for January's order
    assert rows(shop, query) == [
        (JANUARY, Decimal(100), Decimal(0), Decimal(100), 1),
        (FEBRUARY, Decimal(110), Decimal(30), Decimal(80), 0),
        (MARCH, Decimal(20), Decimal(0), Decimal(20), 0),
    ]
    cohort = """
        select periods_since, net_revenue from cohort_retention
        where period_type = 'month' and cohort_start_date = '2024-01-01'
        order by 1
    """
    assert rows(shop, cohort) == [(0, Decimal(100)), (1, Decimal(40)), (2, Decimal(10))]


def test_two_orders_in_the_same_second_are_two_orders_and_one_purchase_day(shop: Server) -> None:
    query = """
        select orders, new_orders, repeat_orders, customers from daily_sales
        where sales_date = '2024-02-29'
    """
    assert rows(shop, query) == [(2, 0, 2, 1)]
    # A has bought on three days, the other one on two: 29, 59 and 31 days in between
    query = """
        select customers, repeat_customers, mean_days_to_next from repeat_purchases
        order by purchase_number
    """
    assert rows(shop, query)[:2] == [(2, 2, 44.0), (2, 1, 31.0)]


def test_february_has_its_29th(shop: Server) -> None:
    query = "select month_end_date, closing_customers from monthly_customer_movement order by 1"
    # on the 29th A bought, and the other one's 1 February is 28 days ago
    assert rows(shop, query) == [(date(2024, 1, 31), 1), (LEAP_DAY, 2), (date(2024, 3, 31), 2)]
    query = """
        select days_since_first_purchase from second_purchase_survival
        where second_purchases > 0
        order by 1
    """
    assert rows(shop, query) == [(29,), (59,)]


def test_who_lapses_and_returns_within_a_month_has_not_moved(shop: Server) -> None:
    # A lapses on 30 March and the other one on 2 March; both buy on the 31st
    query = """
        select new_customers, reactivated_customers, lost_customers, retained_customers
        from monthly_customer_movement
        where month_start_date = '2024-03-01'
    """
    assert rows(shop, query) == [(0, 0, 0, 2)]
    query = "select lapsed_customers, returned_customers, median_days_to_return from winback"
    assert rows(shop, query) == [(2, 2, 15.0)]


def test_an_order_before_the_sign_up_begins_the_cohort(shop: Server) -> None:
    query = (
        "select signup_date, first_order_date from customers where customer_id = 'signs up later'"
    )
    # and half past midnight of 1 February in Berlin is February
    assert rows(shop, query) == [(date(2024, 3, 10), date(2024, 2, 1))]
    query = """
        select cohort_start_date, customers from cohort_retention
        where period_type = 'month' and periods_since = 0
        order by 1
    """
    assert rows(shop, query) == [(JANUARY, 1), (FEBRUARY, 1)]


def test_a_customer_without_orders_is_in_no_rate(shop: Server) -> None:
    assert rows(shop, "select orders from customers where customer_id = 'never buys'") == [(0,)]
    totals = """
        select
            (select max(customers_at_risk) from second_purchase_survival),
            (select sum(customers) from discount_dependence),
            (select sum(customers) from customers_by_category_count),
            (select sum(new_customers) from monthly_customer_movement)
    """
    assert rows(shop, totals) == [(2, 2, 2, 2)]


def test_hours_skip_the_one_that_the_change_of_clocks_leaves_out(shop: Server) -> None:
    query = """
        select day_name, hour_of_day, orders from sales_by_weekday_and_hour
        where orders > 0
        order by day_of_week, hour_of_day
    """
    assert rows(shop, query) == [
        ("Wednesday", 11, 1),
        ("Thursday", 0, 1),
        ("Thursday", 13, 2),
        ("Sunday", 1, 1),
        ("Sunday", 3, 1),
    ]


def test_categories_of_one_customer_are_an_affinity_though_no_order_holds_both(
    shop: Server,
) -> None:
    query = """
        select antecedent, consequent, orders_with_both, customers_with_both, customer_confidence
        from purchase_affinity
        where item_type = 'category'
        order by 1
    """
    # one of two buyers of wear has bought bags, and the buyer of bags has bought wear
    assert rows(shop, query) == [("bags", "wear", 0, 1, 1.0), ("wear", "bags", 0, 1, 0.5)]
