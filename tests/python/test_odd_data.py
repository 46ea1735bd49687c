"""Too little or too uniform data: a correct empty or plain result, never an error or a NaN."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from psycopg import sql

from customer_analytics.connection import Server, connect
from customer_analytics.project import packaged_project
from customer_analytics.raw_contract import create_table, read_contract
from running import models_that_make, run_cli

pytestmark = pytest.mark.slow
# what dbt's own tests would say is said by the build without a row
WITHOUT_TESTS = ("--exclude", "resource_type:test")
INSERT_ORDER = """
    insert into raw.purchase_behavior (order_id, line_number, customer_id, ordered_at, unit_price)
    values (%s, 1, %s, %s, %s)
"""


def load_orders(database: Server, orders: list[tuple]) -> None:
    """Make `orders` (order, customer, time, price) all that is loaded."""
    contract = read_contract(packaged_project())
    with connect(database) as connection:
        connection.execute("drop schema if exists raw cascade")
        connection.execute("create schema raw")
        connection.execute(create_table(contract["purchase_behavior"], "raw"))
        connection.cursor().executemany(INSERT_ORDER, orders)


def build_loaded(database: Server, orders: list[tuple] = (), *options: str) -> None:
    """Load `orders` (order, customer, time, price), if any, and build the marts of them."""
    if orders:
        load_orders(database, orders)
    outcome = run_cli("build", "--loaded", *options, server=database)
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr


def rows(database: Server, query: str) -> list[tuple]:
    """The rows of a query."""
    with connect(database, read_only=True) as connection:
        return connection.execute(query).fetchall()


def marts(database: Server) -> list[str]:
    """Names of the public marts."""
    query = """
        select relname from pg_class
        where relnamespace = 'marts'::regnamespace and relkind in ('r', 'v')
    """
    return [name for (name,) in rows(database, query)]


@pytest.mark.timeout(300)
def test_orders_alone_hold_every_test(database: Server) -> None:
    # no invitations, visits or surveys; and somebody who gave back what they have bought elsewhere
    orders = purchases("regular", range(0, 700, 30)) + purchases("once", [10])
    load_orders(database, orders + purchases("gave back", [20]))
    with connect(database) as connection:
        connection.execute("""
            update raw.purchase_behavior
            set status = 'credit_note', quantity = 0, refund_amount = 5
            where customer_id = 'gave back'
        """)

    build_loaded(database)

    buyers = "select customer_id, net_revenue from marts.customers where not has_purchased"
    assert rows(database, buyers) == [("gave back", -5)]


@pytest.mark.timeout(300)
def test_no_rows_at_all_give_empty_marts_and_one_dashboard_row(database: Server) -> None:
    # keys and ranges of no rows hold anyway; the accounting may not
    build_loaded(database, [], "--exclude", "test_type:generic")

    names = marts(database)
    assert {"customers", "orders", "customer_segments", "customer_dashboard_summary"} <= set(names)
    with connect(database, read_only=True) as connection:
        counts = {
            name: connection.execute(
                sql.SQL("select count(*) from marts.{}").format(sql.Identifier(name))
            ).fetchone()[0]
            for name in names
        }
    # these have all their rows always: one, or one for each hour, quarter, band and group
    assert {name: count for name, count in counts.items() if count} == {
        "rfm_cuts": 1,
        "customer_dashboard_summary": 1,
        "dashboard_window": 1,
        "order_size_distribution": 16,
        "quarterly_seasonality": 4,
        "sales_by_weekday_and_hour": 168,
        "support_effect_on_churn": 5,
    }
    dashboard = """
        select as_of_date, customers, net_revenue, active_rate, nps
        from marts.customer_dashboard_summary
    """
    assert rows(database, dashboard) == [(None, 0, 0, None, None)]


@pytest.mark.timeout(300)
def test_one_customer_is_scored_and_segmented(database: Server) -> None:
    build_loaded(database, [("O1", "A", "2025-01-05T10:00Z", 20)], *WITHOUT_TESTS)

    # every cut is the customer's own value, which belongs below it: newest of all, least of all
    query = """
        select customer_id, recency_days, frequency, monetary, rfm_score, rfm_segment
        from marts.customer_rfm_analysis
    """
    assert rows(database, query) == [("A", 0, 1, 20, "511", "New Customers")]
    assert_predictions_make_sense(database)


@pytest.mark.timeout(300)
def test_customers_who_are_all_equal_get_the_same_scores(database: Server) -> None:
    orders = [(f"O{number}", f"C{number}", "2025-01-05T10:00Z", 20) for number in range(7)]
    build_predictions(database, orders, "customer_rfm_analysis", "customer_dashboard_summary")

    query = "select rfm_score, rfm_segment, count(*) from marts.customer_rfm_analysis group by 1, 2"
    assert rows(database, query) == [("511", "New Customers", 7)]
    summary = "select customers, active_rate, retention_rate from marts.customer_dashboard_summary"
    assert rows(database, summary) == [(7, 1, None)]
    assert set(statuses(database).values()) == {"too little data"}
    assert_predictions_make_sense(database)


# --- predictions from too little or odd data

FIRST_DAY = date(2010, 1, 1)
PREDICTION_MARTS = (
    "clv_model_parameters",
    "lifetime_value_by_cohort",
    "customer_churn",
    "model_calibration",
    "model_performance",
    "predictive_metrics",
)


def purchases(customer: str, days: Iterable[int], price: float = 20) -> list[tuple]:
    """One order of a customer on each of these days after FIRST_DAY."""
    return [(f"{customer}-{day}", customer, FIRST_DAY + timedelta(days=day), price) for day in days]


def purchases_of_each(
    customers: int, days_of: Callable[[int], Iterable[int]], price_of: Callable[[int], float]
) -> list[tuple]:
    """The orders of customers 0, 1, 2 …, on days and at prices that depend on their number."""
    numbers = range(customers)
    return [o for n in numbers for o in purchases(f"C{n}", days_of(n), price_of(n))]


def every_other_comes_back(number: int) -> Iterable[int]:
    """Begin on one of fifty days; the odd ones come back, at different paces."""
    first = number % 50
    return range(first, 300, 20 + 7 * (number % 11)) if number % 2 else [first]


ODD_DATA = {
    "ten_customers": purchases_of_each(10, every_other_comes_back, lambda n: 20 + n),
    "nobody_comes_back": purchases_of_each(60, lambda n: [5 * n], lambda n: 20 + n),
    "one_buys_on_5000_days": purchases("A", range(5000))
    + purchases_of_each(150, every_other_comes_back, lambda n: 20 + n),
    # ages of 0 and 1 day
    "all_came_yesterday": purchases_of_each(60, lambda n: range(1 + n % 2), lambda n: 10 + n),
    # prices below 0 break the contract: such orders are issues
    "free_or_below_zero": purchases_of_each(150, every_other_comes_back, lambda n: -5 * (n % 3)),
    "all_are_alike": purchases_of_each(150, lambda _: range(0, 300, 10), lambda _: 20),
}


def build_predictions(database: Server, orders: list[tuple], *more_marts: str) -> None:
    """Load `orders`, and build the predictions (and `more_marts`) from them without tests.

    All in one database: of a project that it has read for the same one, dbt reads changes alone.
    """
    selection = models_that_make(*PREDICTION_MARTS, *more_marts)
    build_loaded(database, orders, *selection, *WITHOUT_TESTS)


def columns_with_nan_or_infinity(database: Server) -> list[str]:
    """The floating-point columns of the marts that hold what is no number."""
    columns = """
        select table_name, column_name from information_schema.columns
        where table_schema = 'marts' and data_type in ('double precision', 'ARRAY')
    """
    found = []
    with connect(database, read_only=True) as connection:
        for table, column in connection.execute(columns).fetchall():
            query = sql.SQL("select count(*) from marts.{} where {}::text ~ 'NaN|Infinity'")
            statement = query.format(sql.Identifier(table), sql.Identifier(column))
            if connection.execute(statement).fetchone()[0]:
                found.append(f"{table}.{column}")
    return found


def assert_predictions_make_sense(database: Server) -> None:
    """No prediction is NaN, infinite, or outside its bounds; null it may be."""
    assert columns_with_nan_or_infinity(database) == []
    nonsense = """
        select customer_id from marts.customer_lifetime_value
        where probability_alive not between 0 and 1 or expected_purchases not between 0 and 366
            or expected_spend < 0 or predicted_lifetime_value < 0
        union all
        select customer_id from marts.customer_churn
        where churn_probability not between 0 and 1
        union all
        select customer_id from marts.predictive_metrics
        where value < 0 or value > 1 and metric not like 'expected%'
    """
    assert rows(database, nonsense) == []


def statuses(database: Server) -> dict[str, str]:
    """What became of the fits to all data, by model."""
    query = "select model, status from marts.clv_model_parameters where snapshot = 'current'"
    return dict(rows(database, query))


@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", ["ten_customers", "nobody_comes_back"])
def test_too_little_data_is_a_status_and_no_prediction(shared_database: Server, name: str) -> None:
    build_predictions(shared_database, ODD_DATA[name])

    assert set(statuses(shared_database).values()) == {"too little data"}
    fitted = "select count(parameters), count(r), count(p) from marts.clv_model_parameters"
    assert rows(shared_database, fitted) == [(0, 0, 0)]
    scores = """
        select distinct
            status, probability_alive, predicted_lifetime_value, churn_probability, model
        from marts.customer_lifetime_value
        inner join marts.customer_churn using (customer_id)
    """
    assert rows(shared_database, scores) == [("buying process not fitted", None, None, None, None)]
    assert rows(shared_database, "select count(*) from marts.model_performance") == [(0,)]
    assert rows(shared_database, "select count(*) from marts.predictive_metrics") == [(0,)]


@pytest.mark.timeout(300)
def test_a_customer_with_5000_purchase_days_is_scored_like_any(shared_database: Server) -> None:
    build_predictions(shared_database, ODD_DATA["one_buys_on_5000_days"])

    assert set(statuses(shared_database).values()) == {"fitted"}
    assert_predictions_make_sense(shared_database)
    # a purchase a day for 14 years, and the price is 20: so they go on, until they leave
    query = """
        select repeats, probability_alive > 0.99, expected_spend, expected_purchases > 100
        from marts.customer_lifetime_value
        where customer_id = 'A'
    """
    [(repeats, is_alive, expected_spend, buys_often)] = rows(shared_database, query)
    assert (repeats, is_alive, buys_often) == (4999, True, True)
    assert expected_spend == pytest.approx(20, rel=0.01)


@pytest.mark.timeout(300)
def test_ages_of_a_day_give_finite_scores_and_a_warning(shared_database: Server) -> None:
    build_predictions(shared_database, ODD_DATA["all_came_yesterday"])

    assert_predictions_make_sense(shared_database)
    # nobody can have been seen to leave, and all who came back did so after a day
    query = "select count(*) from marts.clv_model_parameters where warning is null"
    assert rows(shared_database, query) == [(0,)]


@pytest.mark.timeout(300)
def test_amounts_of_nothing_and_less_leave_the_spend_unfitted(shared_database: Server) -> None:
    build_predictions(shared_database, ODD_DATA["free_or_below_zero"])

    assert statuses(shared_database)["gamma_gamma"] == "too little data"
    assert_predictions_make_sense(shared_database)
    values = """
        select status, count(*), count(predicted_lifetime_value)
        from marts.customer_lifetime_value
        group by 1
        order by 1
    """
    # 50 of the 150 have orders with a price of 0, the others none that are good
    assert rows(shared_database, values) == [("no purchase", 100, 0), ("spend not fitted", 50, 0)]


@pytest.mark.timeout(300)
def test_customers_who_are_all_alike_are_expected_to_go_on_alike(shared_database: Server) -> None:
    build_predictions(shared_database, ODD_DATA["all_are_alike"])

    assert statuses(shared_database)["gamma_gamma"] == "too little data"
    assert_predictions_make_sense(shared_database)
    # a purchase each 10 days, of everybody and to the end: 365.25 / 10 in a year
    query = """
        select distinct round(expected_purchases::numeric, 2), round(probability_alive::numeric, 6)
        from marts.customer_lifetime_value
    """
    assert rows(shared_database, query) == [
        (pytest.approx(Decimal("36.525"), abs=Decimal("0.01")), 1)
    ]
