"""Too little or too uniform data: a correct empty or plain result, never an error or a NaN."""

import pytest
from psycopg import sql

from customer_analytics.connection import Server, connect
from customer_analytics.project import packaged_project
from customer_analytics.raw_contract import create_table, read_contract
from running import run_cli

INSERT_ORDER = """
    insert into raw.purchase_behavior (order_id, line_number, customer_id, ordered_at, unit_price)
    values (%s, 1, %s, %s, %s)
"""


def build_loaded(database: Server, orders: list[tuple] = ()) -> None:
    """Load `orders` (order, customer, time, price), if any, and build the marts of them."""
    if orders:
        contract = read_contract(packaged_project())
        with connect(database) as connection:
            connection.execute("create schema raw")
            connection.execute(create_table(contract["purchase_behavior"], "raw"))
            connection.cursor().executemany(INSERT_ORDER, orders)
    outcome = run_cli("build", "--loaded", server=database)
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
def test_no_rows_at_all_give_empty_marts_and_one_dashboard_row(database: Server) -> None:
    build_loaded(database)

    names = marts(database)
    assert {"customers", "orders", "customer_segments", "customer_dashboard_summary"} <= set(names)
    with connect(database, read_only=True) as connection:
        counts = {
            name: connection.execute(
                sql.SQL("select count(*) from marts.{}").format(sql.Identifier(name))
            ).fetchone()[0]
            for name in names
        }
    # the cuts and the dashboard are one row always
    assert {name: count for name, count in counts.items() if count} == {
        "rfm_cuts": 1,
        "customer_dashboard_summary": 1,
    }
    dashboard = """
        select as_of_date, customers, net_revenue, active_rate, nps
        from marts.customer_dashboard_summary
    """
    assert rows(database, dashboard) == [(None, 0, 0, None, None)]


@pytest.mark.timeout(300)
def test_one_customer_is_scored_and_segmented(database: Server) -> None:
    build_loaded(database, [("O1", "A", "2025-01-05T10:00Z", 20)])

    # every cut is the customer's own value, which belongs below it: newest of all, least of all
    query = """
        select customer_id, recency_days, frequency, monetary, rfm_score, rfm_segment
        from marts.customer_rfm_analysis
    """
    assert rows(database, query) == [("A", 0, 1, 20, "511", "New Customers")]


@pytest.mark.timeout(300)
def test_customers_who_are_all_equal_get_the_same_scores(database: Server) -> None:
    orders = [(f"O{number}", f"C{number}", "2025-01-05T10:00Z", 20) for number in range(7)]
    build_loaded(database, orders)

    query = "select rfm_score, rfm_segment, count(*) from marts.customer_rfm_analysis group by 1, 2"
    assert rows(database, query) == [("511", "New Customers", 7)]
    summary = "select customers, active_rate, retention_rate from marts.customer_dashboard_summary"
    assert rows(database, summary) == [(7, 1, None)]
