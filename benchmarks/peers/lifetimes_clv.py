"""Lifetime value of all customers by the package `lifetimes`, as its documentation does it.

Writes the seconds of each stage and what came out to a JSON file.
"""

import argparse
import json
from pathlib import Path

import pandas as pd
from lifetimes import BetaGeoFitter, GammaGammaFitter
from lifetimes.utils import summary_data_from_transaction_data
from stopwatch import Stopwatch

MONTHS = 12
MONTHLY_DISCOUNT_RATE = 0.01


def main() -> None:
    """Read order lines (customer_id, order_date, amount), fit, score."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("transactions", help="CSV file")
    parser.add_argument("--out", required=True, help="JSON file to write")
    options = parser.parse_args()
    watch = Stopwatch()
    transactions = pd.read_csv(
        options.transactions, dtype={"customer_id": str}, parse_dates=["order_date"]
    )
    watch.stage_ends("reading")
    customers = purchase_statistics(transactions)
    watch.stage_ends("statistics")
    process, spend = fit(customers)
    watch.stage_ends("fits")
    scores = score(customers, process, spend)
    watch.stage_ends("scores")
    report = {"stages": watch.seconds, "outcome": _outcome(process, spend, scores)}
    Path(options.out).write_text(json.dumps(report), encoding="utf-8")


def purchase_statistics(transactions: pd.DataFrame) -> pd.DataFrame:
    """Repeats, recency, age (days) and mean spend of each customer."""
    return summary_data_from_transaction_data(
        transactions, "customer_id", "order_date", "amount", freq="D"
    )


def fit(customers: pd.DataFrame) -> tuple[BetaGeoFitter, GammaGammaFitter]:
    """BG/NBD of all customers, gamma-gamma of those who came back."""
    repeat_buyers = customers[customers["frequency"] > 0]
    process = BetaGeoFitter()
    process.fit(customers["frequency"], customers["recency"], customers["T"])
    spend = GammaGammaFitter()
    spend.fit(repeat_buyers["frequency"], repeat_buyers["monetary_value"])
    return process, spend


def score(customers: pd.DataFrame, process: BetaGeoFitter, spend: GammaGammaFitter) -> pd.DataFrame:
    """P(alive), purchases expected in a year, and value of the months ahead, by customer."""
    history = customers["frequency"], customers["recency"], customers["T"]
    return pd.DataFrame(
        {
            "probability_alive": process.conditional_probability_alive(*history),
            "expected_purchases": process.conditional_expected_number_of_purchases_up_to_time(
                365, *history
            ),
            "lifetime_value": spend.customer_lifetime_value(
                process,
                *history,
                customers["monetary_value"],
                time=MONTHS,
                discount_rate=MONTHLY_DISCOUNT_RATE,
                freq="D",
            ),
        },
        index=customers.index,
    )


def _outcome(
    process: BetaGeoFitter, spend: GammaGammaFitter, scores: pd.DataFrame
) -> dict[str, float]:
    """The parameters, times in days, and the means over all customers."""
    names = {"r": "r", "alpha": "alpha", "a": "a", "b": "b"}
    fitted = {name: float(process.params_[key]) for name, key in names.items()}
    names = {"p": "p", "q": "q", "gamma": "v"}
    fitted |= {name: float(spend.params_[key]) for name, key in names.items()}
    return fitted | {f"mean {name}": float(mean) for name, mean in scores.mean().items()}


if __name__ == "__main__":
    main()
