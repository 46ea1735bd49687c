"""RFM, cohorts and lifetime value of all customers by pandas and the package `lifetimes`.

Writes the results as Parquet, and the seconds of each stage and what came out as JSON.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import pandas as pd
from lifetimes_clv import fit, purchase_statistics, score
from stopwatch import Stopwatch

SHARES = [0.2, 0.4, 0.6, 0.8]
PERIODS = {"month": "M", "week": "W-SUN"}  # a week ends on Sunday
SCORES = ("recency", "frequency", "monetary")


def main() -> None:
    """Read order lines, score, follow the cohorts, fit and value, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("lines", help="CSV file: order_id, customer_id, order_date and amounts")
    parser.add_argument("--rules", required=True, help="CSV file of the RFM segments")
    parser.add_argument("--out", required=True, type=Path, help="folder to write to")
    options = parser.parse_args()
    watch = Stopwatch()
    # the fastest way that pandas has; parse_dates would parse once more what pyarrow has read
    lines = pd.read_csv(options.lines, engine="pyarrow").astype({"order_date": "datetime64[ns]"})
    watch.stage_ends("reading")
    rfm = rfm_segments(lines, pd.read_csv(options.rules))
    watch.stage_ends("RFM")
    cohorts = pd.concat(cohort_retention(lines, period) for period in PERIODS)
    watch.stage_ends("cohorts")
    customers = purchase_statistics(lines)
    values = score(customers, *fit(customers))
    watch.stage_ends("lifetime value")
    options.out.mkdir(exist_ok=True)
    rfm.to_parquet(options.out / "rfm.parquet")
    cohorts.to_parquet(options.out / "cohorts.parquet")
    values.to_parquet(options.out / "values.parquet")
    watch.stage_ends("writing")
    report = {"stages": watch.seconds, "outcome": _outcome(rfm, cohorts, values)}
    (options.out / "report.json").write_text(json.dumps(report), encoding="utf-8")


def rfm_segments(lines: pd.DataFrame, rules: pd.DataFrame) -> pd.DataFrame:
    """Scores of 1 to 5 by the quintiles, and the first segment of the rules that fits them."""
    customers = lines.groupby("customer_id").agg(
        last_order_date=("order_date", "max"),
        frequency=("order_id", "nunique"),
        monetary=("net_amount", "sum"),
    )
    customers["monetary"] = customers["monetary"].round(2)
    customers["recency"] = (lines["order_date"].max() - customers["last_order_date"]).dt.days
    for metric in SCORES:
        customers[f"{metric}_score"] = _quintile(customers[metric])
    customers["recency_score"] = 6 - customers["recency_score"]  # the fewer days, the better
    fits = [
        np.logical_and.reduce(
            [
                customers[f"{metric}_score"].between(
                    rule[f"min_{metric}_score"], rule[f"max_{metric}_score"]
                )
                for metric in SCORES
            ]
        )
        for _, rule in rules.sort_values("priority").iterrows()
    ]
    customers["segment"] = np.select(fits, rules.sort_values("priority")["segment"], "")
    return customers


def _quintile(values: pd.Series) -> np.ndarray:
    """1 to 5; a value that equals a cut is below it."""
    return 1 + np.searchsorted(values.quantile(SHARES), values, side="left")


def cohort_retention(lines: pd.DataFrame, period_type: str) -> pd.DataFrame:
    """Customers who came back and revenue, by cohort of first buyers and period since."""
    frequency = PERIODS[period_type]
    days = lines[["customer_id", "order_date"]].drop_duplicates().sort_values("order_date")
    number = days.groupby("customer_id").cumcount()
    first_date = days[number == 0].set_index("customer_id")["order_date"]
    second = days[number == 1]
    moves = pd.DataFrame(
        {
            "customer_id": lines["customer_id"],
            "cohort": lines["customer_id"].map(first_date).dt.to_period(frequency),
            "period": lines["order_date"].dt.to_period(frequency),
            "net_amount": lines["net_amount"],
        }
    ).groupby(["cohort", "period"])
    active = moves.agg(retained=("customer_id", "nunique"), net_revenue=("net_amount", "sum"))
    active["second_purchases"] = second.groupby(
        [
            second["customer_id"].map(first_date).dt.to_period(frequency).rename("cohort"),
            second["order_date"].dt.to_period(frequency).rename("period"),
        ]
    ).size()
    return _all_periods(active.fillna(0), period_type)


def _all_periods(active: pd.DataFrame, period_type: str) -> pd.DataFrame:
    """The same with periods in which nobody bought, running totals and rates."""
    cohorts = active.index.levels[0]
    periods = pd.period_range(cohorts.min(), active.index.levels[1].max(), name="period")
    grid = active.reindex(pd.MultiIndex.from_product([cohorts, periods]), fill_value=0)
    grid.index.names = ["cohort", "period"]
    grid = grid.reset_index()
    grid = grid[grid["period"] >= grid["cohort"]].copy()
    by_cohort = grid.groupby("cohort")
    grid["customers"] = by_cohort["retained"].transform("first")
    grid["periods_since"] = by_cohort.cumcount()
    grid["repeat_customers"] = by_cohort["second_purchases"].cumsum()
    grid["cumulative_net_revenue"] = by_cohort["net_revenue"].cumsum()
    grid["retention_rate"] = grid["retained"] / grid["customers"]
    grid["repeat_rate"] = grid["repeat_customers"] / grid["customers"]
    grid["cohort"] = grid["cohort"].dt.start_time
    grid["period"] = grid["period"].dt.start_time
    return grid.assign(period_type=period_type)


def _outcome(rfm: pd.DataFrame, cohorts: pd.DataFrame, values: pd.DataFrame) -> dict[str, float]:
    """Sizes of the segments, totals of the cohorts, and the mean value."""
    outcome = {f"RFM: {name}": int(size) for name, size in rfm["segment"].value_counts().items()}
    for period_type, grid in cohorts.groupby("period_type"):
        outcome |= {
            f"{period_type}: cohorts and periods": len(grid),
            f"{period_type}: customers back": int(
                grid["retained"][grid["periods_since"] > 0].sum()
            ),
            f"{period_type}: second purchases": int(grid["second_purchases"].sum()),
            f"{period_type}: net revenue": float(grid["net_revenue"].sum()),
        }
    return outcome | {"value: mean of 12 months": float(values["lifetime_value"].mean())}


if __name__ == "__main__":
    main()
