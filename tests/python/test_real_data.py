"""Real data: the shipped mappings load it, it builds, and the numbers are the known ones."""

import json
import os
from pathlib import Path

import pandas as pd
import pytest

from customer_analytics.connection import Server, connect
from running import REPOSITORY, models_that_make, run_cli

DATA = Path(os.environ.get("CUSTOMER_ANALYTICS_TEST_DATA", REPOSITORY.parent / "shared" / "data"))
REFERENCE = DATA.parent / "reference"
MAPPINGS = REPOSITORY / "examples"


def data_file(name: str, folder: Path = DATA) -> Path:
    """A file or folder of the real data; the test skips where it is not on this machine."""
    path = folder / name
    if not path.exists():
        pytest.skip(f"{path} is not here; CUSTOMER_ANALYTICS_TEST_DATA names the folder")
    return path


pytestmark = pytest.mark.real_data


def models_of(*marts: str) -> tuple[str, ...]:
    """Options that build marts and what they are made of, and test nothing."""
    return (*models_that_make(*marts), "--exclude", "resource_type:test")


def load_and_build(database: Server, example: str, data: Path, *build_options: str) -> None:
    """Load `data` with the mapping of `example`, and build the marts without unit tests."""
    mapping = MAPPINGS / f"{example}.yml"
    for arguments in (
        ("load", data, "--mapping", mapping),
        ("build", "--loaded", *build_options),
    ):
        outcome = run_cli(*arguments, server=database)
        assert outcome.returncode == 0, outcome.stdout + outcome.stderr


def query(database: Server, text: str) -> pd.DataFrame:
    """The rows of a query, as a frame."""
    with connect(database, read_only=True) as connection:
        cursor = connection.execute(text)
        return pd.DataFrame(
            cursor.fetchall(), columns=[column.name for column in cursor.description]
        )


def exported(database: Server, mart: str, folder: Path) -> pd.DataFrame:
    """A mart as `export` writes it, by customer."""
    file = folder / f"{mart}.csv"
    outcome = run_cli("export", mart, "--out", file, server=database)
    assert outcome.returncode == 0, outcome.stderr
    frame = pd.read_csv(file, dtype={"customer_id": str, "rfm_score": str})
    return frame.set_index("customer_id").sort_index()


def rfm_of(orders: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    """Recency, frequency and money of each customer, computed by pandas from one row per order."""
    by_customer = orders.groupby("customer_id")
    return pd.DataFrame(
        {
            "recency_days": (as_of - by_customer["day"].max()).dt.days,
            "frequency": by_customer["order_id"].nunique(),
            "monetary": by_customer["amount"].sum().round(2),
        }
    ).sort_index()


def assert_same_rfm(found: pd.DataFrame, expected: pd.DataFrame) -> None:
    """Every customer has the expected recency, frequency and money, to the cent."""
    columns = ["recency_days", "frequency", "monetary"]
    pd.testing.assert_frame_equal(
        found[columns].astype(float), expected[columns].astype(float), check_exact=False, atol=0.001
    )


@pytest.mark.timeout(300)
def test_cdnow_recency_frequency_and_money_are_those_of_pandas(
    database: Server, tmp_path: Path
) -> None:
    file = data_file("cdnow_sample.txt")
    load_and_build(database, "cdnow", file, *models_of("customer_rfm_analysis"))

    columns = ["master_id", "customer_id", "day", "units", "amount"]
    types = {"customer_id": str, "day": str}
    orders = pd.read_csv(file, sep=r"\s+", header=None, names=columns, dtype=types)
    orders["day"] = pd.to_datetime(orders["day"], format="%Y%m%d")
    orders["order_id"] = orders.index
    assert orders["customer_id"].nunique() == 2357
    expected = rfm_of(orders, orders["day"].max())
    assert_same_rfm(exported(database, "customer_rfm_analysis", tmp_path), expected)


@pytest.mark.timeout(300)
def test_rfm_cuts_are_those_that_the_r_package_publishes(database: Server) -> None:
    orders = data_file("rfm_data_orders.csv")
    reference = json.loads(data_file("rfm_data_orders.json", REFERENCE).read_text())
    load_and_build(
        database, "rfm_data_orders", orders, "--as-of", "2006-12-31", *models_of("rfm_cuts")
    )

    cuts = query(database, "select * from marts.rfm_cuts").iloc[0]
    # the package compares with < and so adds 1 to each quantile; ours are compared with <=
    for metric, published in reference["cuts"].items():
        ours = [cuts[f"{metric}_cut_{share}"] + 1 for share in (20, 40, 60, 80)]
        assert ours == pytest.approx(published, abs=1e-9)


@pytest.mark.timeout(400)
def test_uci_online_retail_builds_with_credit_notes_and_guests(
    database: Server, tmp_path: Path
) -> None:
    file = data_file("uci_online_retail_II_2009_2010.parquet")
    marts = models_of("customer_rfm_analysis", "data_quality_issues")
    load_and_build(database, "uci_online_retail", file, *marts)

    lines = pd.read_parquet(file)
    is_credit = lines["Invoice"].str.startswith("C") & (lines["Quantity"] < 0)
    is_sale = (
        ~lines["Invoice"].str.startswith("C") & (lines["Quantity"] >= 0) & (lines["Price"] >= 0)
    )
    assert len(query(database, "select 1 from raw.purchase_behavior")) == len(lines) == 525_461
    issues = query(database, "select rule, count(*) as n from marts.data_quality_issues group by 1")
    assert int(issues["n"].sum()) == int((~is_credit & ~is_sale).sum())

    sales = lines[is_sale & lines["Customer ID"].notna()].copy()
    sales["customer_id"] = sales["Customer ID"].astype(int).astype(str)
    sales["day"] = pd.to_datetime(sales["InvoiceDate"]).dt.normalize()
    sales["order_id"] = sales["Invoice"]
    sales["amount"] = (sales["Quantity"] * sales["Price"]).round(2)
    expected = rfm_of(sales, pd.to_datetime(lines["InvoiceDate"]).dt.normalize().max())
    found = exported(database, "customer_rfm_analysis", tmp_path)
    buyers = found[found["frequency"] > 0]
    assert list(buyers.index) == list(expected.index)
    assert (buyers["recency_days"] == expected["recency_days"]).all()
    assert (buyers["frequency"] == expected["frequency"]).all()
    credit_notes = lines[is_credit & lines["Customer ID"].notna()]
    refunds = (-credit_notes["Quantity"] * credit_notes["Price"]).round(2).sum()
    assert float(found["monetary"].sum()) == pytest.approx(
        expected["monetary"].sum() - refunds, abs=0.01
    )


@pytest.mark.timeout(300)
def test_olist_builds_with_satisfaction_from_reviews(database: Server) -> None:
    folder = data_file("olist")
    load_and_build(database, "olist", folder, *models_of("customer_dashboard_summary"))

    reviews = pd.read_csv(folder / "olist_order_reviews_dataset.csv")
    orders = pd.read_csv(folder / "olist_orders_dataset.csv")
    customers = pd.read_csv(folder / "olist_customers_dataset.csv")
    answered = reviews.merge(orders, on="order_id").merge(customers, on="customer_id")
    dashboard = query(database, "select * from marts.customer_dashboard_summary").iloc[0]
    assert dashboard["customers"] == customers["customer_unique_id"].nunique()
    # five stars are ten of ten
    assert dashboard["satisfaction_score"] == pytest.approx(answered["review_score"].mean() * 2)


@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    ("example", "data"),
    [
        ("cdnow", "cdnow_sample.txt"),
        ("olist", "olist"),
        ("uci_online_retail", "uci_online_retail_II_2009_2010.parquet"),
    ],
)
def test_every_mart_builds_and_every_test_holds(database: Server, example: str, data: str) -> None:
    load_and_build(database, example, data_file(data))

    # without accounting tests that hold, the build would have failed; here is what they held for
    assert len(query(database, "select 1 from marts.customer_360")) > 2000
