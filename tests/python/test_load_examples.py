"""The mappings under examples/ load the public data sets; pandas reads the same files too."""

from decimal import Decimal

import pandas
import pytest

from customer_analytics.loading.mapping import read_mapping
from load_tools import CONTRACT, load, real_data, rows, value
from running import REPOSITORY

EXAMPLES = REPOSITORY / "examples"


@pytest.mark.parametrize("file", sorted(EXAMPLES.glob("*.yml")), ids=lambda file: file.name)
def test_example_is_valid_and_listed(file):
    assert read_mapping(file, CONTRACT).jobs
    assert file.name in (EXAMPLES / "README.md").read_text(encoding="utf-8")


def test_online_retail_loads_every_line(database):
    path = real_data("uci_online_retail_II_2009_2010.parquet")
    report = load(database, path, mapping=EXAMPLES / "uci_online_retail.yml")
    frame = pandas.read_parquet(path)
    is_credit = frame["Invoice"].str.startswith("C")
    refunds = -(frame["Quantity"] * frame["Price"])[is_credit].sum()

    assert [done.rows_rejected for done in report.loads] == [0, 0]
    count, guests, notes, pounds, refunded = rows(
        database,
        "select count(*), count(*) filter (where customer_id is null),"
        " count(*) filter (where status = 'credit_note'),"
        " sum(quantity * unit_price), sum(refund_amount) from raw.purchase_behavior",
    )[0]
    assert count == len(frame) == 525_461
    assert guests == frame["Customer ID"].isna().sum()
    assert notes == is_credit.sum() == 10_206
    kept = frame[~is_credit]
    assert float(pounds) == pytest.approx((kept["Quantity"] * kept["Price"]).sum(), abs=0.01)
    assert float(refunded) == pytest.approx(refunds, abs=0.01)


def test_online_retail_has_one_row_per_customer(database):
    path = real_data("uci_online_retail_II_2009_2010.parquet")
    load(database, path, mapping=EXAMPLES / "uci_online_retail.yml")
    frame = pandas.read_parquet(path).dropna(subset="Customer ID")
    newest = (
        frame.sort_values("InvoiceDate", kind="stable").groupby("Customer ID")["Country"].last()
    )
    expected = [(str(int(customer)), country) for customer, country in newest.items()]
    found = rows(database, "select customer_id, country from raw.customers order by 1")
    assert found == sorted(expected)
    # London is on UTC in winter.
    query = "select min(ordered_at)::text from raw.purchase_behavior"
    assert value(database, query) == "2009-12-01 07:45:00+00"


def test_olist_makes_persons_orders_and_scores_of_separate_files(database):
    folder = real_data("olist")
    load(database, folder, mapping=EXAMPLES / "olist.yml")

    def read(name: str) -> pandas.DataFrame:
        return pandas.read_csv(folder / f"olist_{name}_dataset.csv", dtype=str)

    items, reviews, customers = read("order_items"), read("order_reviews"), read("customers")
    orders = read("orders").merge(customers, on="customer_id")
    lines = items.merge(orders, on="order_id")
    assert value(database, "select count(*) from raw.customers") == (
        customers["customer_unique_id"].nunique()
    )
    persons = lines["customer_unique_id"].nunique()
    count, customers_who_bought, revenue = rows(
        database,
        "select count(*), count(distinct customer_id), sum(quantity * unit_price)"
        " from raw.purchase_behavior",
    )[0]
    assert (count, customers_who_bought) == (len(items), persons)
    assert revenue == sum(map(Decimal, items["price"]))
    assert rows(database, "select distinct status from raw.purchase_behavior order by 1") == [
        ("cancelled",), ("completed",), ("failed",), ("pending",), ("shipped",),
    ]  # fmt: skip
    scores, mean = rows(
        database, "select count(*), avg(score) from raw.customer_satisfaction_scores"
    )[0]
    assert scores == len(reviews)
    assert float(mean) == pytest.approx(reviews["review_score"].astype(int).mean())
    has_text = reviews["review_comment_title"].notna() | reviews["review_comment_message"].notna()
    written = value(database, "select count(*) from raw.customer_feedback")
    # A few reviews hold nothing but blanks, which is no text.
    assert has_text.sum() - 20 <= written <= has_text.sum()
    assert value(database, "select count(*) from ops.rejected_rows") == 0


def test_cdnow_keeps_every_purchase_and_every_dollar(database):
    path = real_data("cdnow_sample.txt")
    load(database, path, mapping=EXAMPLES / "cdnow.yml")
    names = ["master_id", "customer_id", "day", "cds", "dollars"]
    frame = pandas.read_csv(path, sep=r"\s+", names=names, dtype=str)
    frame["dollars"] = frame["dollars"].map(Decimal)
    totals = frame.groupby("customer_id").agg(
        n=("day", "size"), first=("day", "min"), last=("day", "max"), dollars=("dollars", "sum")
    )
    expected = [
        (customer, *row) for customer, row in zip(totals.index, totals.values.tolist(), strict=True)
    ]
    assert len(expected) == 2_357
    assert rows(
        database,
        "select customer_id, count(*), to_char(min(ordered_at), 'YYYYMMDD'),"
        " to_char(max(ordered_at), 'YYYYMMDD'), sum(quantity * unit_price)"
        " from raw.purchase_behavior group by 1 order by 1",
    ) == sorted(tuple(row) for row in expected)


def test_rfm_data_orders_keeps_every_order(database):
    path = real_data("rfm_data_orders.csv")
    load(database, path, mapping=EXAMPLES / "rfm_data_orders.yml")
    frame = pandas.read_csv(path)
    assert rows(
        database,
        "select count(*), count(distinct order_id), count(distinct customer_id),"
        " sum(quantity * unit_price) from raw.purchase_behavior",
    ) == [(len(frame), len(frame), frame["customer_id"].nunique(), int(frame["revenue"].sum()))]
    assert value(database, "select count(*) from raw.customers") == frame["customer_id"].nunique()


@pytest.mark.parametrize(
    ("mapping", "data"), [("cdnow.yml", "cdnow_sample.txt"), ("olist.yml", "olist")]
)
def test_example_twice_changes_nothing(database, mapping, data):
    path = real_data(data)
    load(database, path, mapping=EXAMPLES / mapping)
    again = load(database, path, mapping=EXAMPLES / mapping)
    assert all(done.rows_inserted == done.rows_updated == 0 for done in again.loads)
