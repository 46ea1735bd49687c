"""Marts as pandas frames."""

from datetime import date
from decimal import Decimal

import pytest

from customer_analytics.connection import Server, connect
from customer_analytics.errors import CustomerAnalyticsError
from customer_analytics.frames import read_mart
from customer_analytics.targets import Settings

CUSTOMERS = """
create schema marts;
create table marts.customers (
    customer_id text, orders integer, net_revenue numeric(14, 2), day date
);
insert into marts.customers values ('A', 3, 0.10, '2025-01-05'), ('B', null, 0.20, null)
"""


@pytest.fixture
def settings(database: Server) -> Settings:
    """Settings that name a database with one mart."""
    with connect(database) as connection:
        connection.execute(CUSTOMERS)
    return Settings(database_url=database.url)


def test_a_frame_has_the_types_of_the_mart(settings: Settings) -> None:
    frame = read_mart("customers", settings=settings).set_index("customer_id")

    # a tenth and two tenths are three tenths, which floats would not say
    assert frame["net_revenue"].sum() == Decimal("0.30")
    assert frame.loc["A", "orders"] == 3
    assert frame["orders"].isna().tolist() == [False, True]
    assert frame.loc["A", "day"] == date(2025, 1, 5)


def test_rows_and_columns_are_chosen_in_the_database(settings: Settings) -> None:
    frame = read_mart(
        "customers", columns=["customer_id"], where=["net_revenue>0.1"], settings=settings
    )

    assert frame.to_dict("list") == {"customer_id": ["B"]}


def test_a_mart_that_is_not_there_is_a_readable_error(settings: Settings) -> None:
    with pytest.raises(CustomerAnalyticsError, match="customer"):
        read_mart("customer", settings=settings)
