"""Retention of CDNOW: cohorts, movement, repeat purchases and survival are those of pandas."""

import numpy as np
import pandas as pd
import pytest

from customer_analytics.connection import Server
from databases import frame_of
from running import models_that_make
from test_real_data import data_file, load_and_build

MARTS = (
    "cohort_retention",
    "monthly_customer_movement",
    "repeat_purchases",
    "second_purchase_survival",
    "winback",
)
AS_OF = pd.Timestamp("1998-06-30")
ACTIVE_DAYS = 180
FREQUENCIES = {"month": "M", "week": "W-SUN"}

pytestmark = [pytest.mark.real_data, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def cdnow(shared_database: Server) -> Server:
    """CDNOW with its retention marts, where half a year without a purchase is a lapse."""
    selection = models_that_make(*MARTS)
    options = ("--vars", f"active_days={ACTIVE_DAYS}", "--exclude", "resource_type:test")
    load_and_build(shared_database, "cdnow", data_file("cdnow_sample.txt"), *selection, *options)
    return shared_database


@pytest.fixture(scope="module")
def purchases() -> pd.DataFrame:
    """The purchases as the file has them, each with the day of the customer's first one."""
    columns = ["master_id", "customer_id", "day", "units", "amount"]
    types = {"customer_id": str, "day": str}
    file = data_file("cdnow_sample.txt")
    frame = pd.read_csv(file, sep=r"\s+", header=None, names=columns, dtype=types)
    frame["day"] = pd.to_datetime(frame["day"], format="%Y%m%d")
    frame["first_day"] = frame.groupby("customer_id")["day"].transform("min")
    return frame


@pytest.fixture(scope="module")
def purchase_days(purchases: pd.DataFrame) -> pd.DataFrame:
    """One row per customer and day, with the days to the next one and to the as-of date."""
    days = purchases[["customer_id", "day"]].drop_duplicates().sort_values(["customer_id", "day"])
    by_customer = days.groupby("customer_id")["day"]
    days["number"] = by_customer.cumcount() + 1
    days["to_next"] = (by_customer.shift(-1) - days["day"]).dt.days
    days["to_end"] = (AS_OF - days["day"]).dt.days
    return days


@pytest.mark.parametrize("period_type", ["month", "week"])
def test_cohorts_of_cdnow_are_those_of_pandas(
    cdnow: Server, purchases: pd.DataFrame, period_type: str
) -> None:
    query = """
        select * from cohort_retention
        where period_type = %(period_type)s
        order by cohort_start_date, periods_since
    """
    found = frame_of(cdnow, query, {"period_type": period_type})

    frequency = FREQUENCIES[period_type]
    period = purchases["day"].dt.to_period(frequency)
    cohort = purchases["first_day"].dt.to_period(frequency)
    since = (period - cohort).map(lambda offset: offset.n)
    grouped = purchases.groupby([cohort.dt.start_time, since])
    buyers = grouped["customer_id"].nunique().unstack(fill_value=0)
    revenue = grouped["amount"].sum().unstack(fill_value=0)
    last = AS_OF.to_period(frequency)
    ages = {start: (last - start.to_period(frequency)).n for start in buyers.index}

    assert len(found) == sum(age + 1 for age in ages.values())
    assert found.groupby("cohort_start_date")["customers"].first().sum() == 2357
    for row in found.itertuples():
        start = pd.Timestamp(row.cohort_start_date)
        assert row.customers == buyers.loc[start, 0]
        assert row.retained_customers == buyers.loc[start].get(row.periods_since, 0)
        assert row.retention_rate == row.retained_customers / row.customers
        assert float(row.net_revenue) == pytest.approx(
            revenue.loc[start].get(row.periods_since, 0), abs=0.001
        )
        so_far = revenue.loc[start].loc[: row.periods_since].sum()
        assert float(row.cumulative_net_revenue_per_customer) == pytest.approx(
            so_far / row.customers, abs=0.0051
        )


def test_customers_of_cdnow_move_as_their_activity_at_months_ends_says(
    cdnow: Server, purchases: pd.DataFrame
) -> None:
    found = frame_of(cdnow, "select * from monthly_customer_movement order by month_start_date")
    assert len(found) == 18

    known = purchases.drop_duplicates("customer_id").set_index("customer_id")["first_day"]
    active_before: set[str] = set()
    known_before: set[str] = set()
    for row in found.itertuples():
        end = pd.Timestamp(row.month_end_date)
        window = purchases["day"].between(end - pd.Timedelta(days=ACTIVE_DAYS - 1), end)
        active = set(purchases.loc[window, "customer_id"])
        known_now = set(known.index[known <= end])
        joined = active - active_before
        assert row.opening_customers == len(active_before)
        assert row.new_customers == len(joined - known_before)
        assert row.reactivated_customers == len(joined & known_before)
        assert row.lost_customers == len(active_before - active)
        assert row.retained_customers == len(active_before & active)
        assert row.closing_customers == len(active)
        active_before, known_before = active, known_now
    assert found["reactivated_customers"].sum() > 100


def test_repeat_rates_and_days_between_purchases_of_cdnow_are_those_of_pandas(
    cdnow: Server, purchase_days: pd.DataFrame
) -> None:
    found = frame_of(cdnow, "select * from repeat_purchases").set_index("purchase_number")

    by_number = purchase_days.groupby("number")
    followed = purchase_days[purchase_days["to_end"] >= ACTIVE_DAYS]
    in_time = followed[followed["to_next"] <= ACTIVE_DAYS]
    expected = pd.DataFrame(
        {
            "customers": by_number.size(),
            "repeat_customers": by_number["to_next"].count(),
            "followed_customers": followed.groupby("number").size(),
            "followed_repeat_customers": in_time.groupby("number").size(),
            "mean_days_to_next": by_number["to_next"].mean(),
            "median_days_to_next": by_number["to_next"].median(),
            "ninetieth_percentile_days_to_next": by_number["to_next"].quantile(0.9),
        }
    )
    counts = ["followed_customers", "followed_repeat_customers"]
    expected[counts] = expected[counts].fillna(0)
    pd.testing.assert_frame_equal(
        found.sort_index()[expected.columns].astype(float),
        expected.astype(float),
        check_names=False,
        check_index_type=False,
    )


def test_time_to_the_second_purchase_of_cdnow_is_kaplan_and_meiers(
    cdnow: Server, purchase_days: pd.DataFrame
) -> None:
    found = frame_of(cdnow, "select * from second_purchase_survival")
    found = found.set_index("days_since_first_purchase").sort_index()

    first = purchase_days[purchase_days["number"] == 1]
    has_repeated = first["to_next"].notna().to_numpy()
    duration = first["to_next"].fillna(first["to_end"]).to_numpy()
    assert found.index.tolist() == list(range(int(first["to_end"].max()) + 1))
    survival, greenwood = 1.0, 0.0
    for day, row in found.iterrows():
        at_risk = int((duration >= day).sum())
        events = int((has_repeated & (duration == day)).sum())
        survival *= 1 - events / at_risk
        greenwood += events / (at_risk * (at_risk - events))
        assert (row["customers_at_risk"], row["second_purchases"]) == (at_risk, events)
        assert row["survival_rate"] == pytest.approx(survival, abs=1e-11)
        assert row["standard_error"] == pytest.approx(survival * np.sqrt(greenwood), abs=1e-11)
        if events:
            width = 1.959963984540054 * np.sqrt(greenwood) / -np.log(survival)
            assert row["repeat_rate_low"] == pytest.approx(
                1 - survival ** np.exp(-width), abs=1e-11
            )
            assert row["repeat_rate_high"] == pytest.approx(
                1 - survival ** np.exp(width), abs=1e-11
            )


def test_won_back_customers_of_cdnow_are_those_of_pandas(
    cdnow: Server, purchase_days: pd.DataFrame
) -> None:
    found = frame_of(cdnow, "select * from winback").set_index("lapse_month").sort_index()

    silence = purchase_days["to_next"].fillna(np.inf)
    lapses = purchase_days[
        (silence > ACTIVE_DAYS) & (purchase_days["to_end"] >= ACTIVE_DAYS)
    ].assign(
        month=lambda rows: (rows["day"] + pd.Timedelta(days=ACTIVE_DAYS)).dt.to_period("M"),
        is_followed=lambda rows: rows["to_end"] >= ACTIVE_DAYS + 90,
        is_won_back=lambda rows: rows["to_next"] <= ACTIVE_DAYS + 90,
    )
    months = lapses.groupby("month")
    expected = {
        "lapsed_customers": months.size(),
        "returned_customers": months["to_next"].count(),
        "followed_customers": months["is_followed"].sum(),
        "won_back_customers": lapses[lapses["is_followed"]]
        .groupby("month")["is_won_back"]
        .sum()
        .reindex(months.size().index, fill_value=0),
    }
    assert found["won_back_customers"].sum() > 50
    for name, values in expected.items():
        assert found[name].tolist() == values.tolist(), name
