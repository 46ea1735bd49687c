"""Purchases of a shop whose buying process is known: BG/NBD, and gamma-gamma for the amounts.

Fader, Hardie and Lee (2005), section 3; Fader and Hardie (2013). Runs in the peer's environment,
for its NumPy.
"""

import argparse

import numpy as np
import pandas as pd

TRUTH = {"r": 1.2, "alpha": 48.0, "a": 0.7, "b": 3.0, "p": 6.0, "q": 4.0, "gamma": 66.2}
FIRST_DAY = pd.Timestamp("2024-01-01")
DAYS = 730
SEED = 20260101


def simulate_purchases(customers: int) -> pd.DataFrame:
    """One row per purchase, in the order of time: customer, when, and the amount.

    Customers come evenly over two years, each with a purchase.
    """
    draw = np.random.default_rng(SEED)
    purchases_per_day = draw.gamma(TRUTH["r"], 1 / TRUTH["alpha"], customers)
    chance_to_leave = draw.beta(TRUTH["a"], TRUTH["b"], customers)
    amount_rate = draw.gamma(TRUTH["q"], 1 / TRUTH["gamma"], customers)
    buyers = np.arange(customers)
    day = draw.uniform(0, DAYS, customers)
    rounds = []
    while buyers.size:
        amount = draw.gamma(TRUTH["p"], 1 / amount_rate[buyers])
        rounds.append(pd.DataFrame({"customer": buyers, "day": day, "amount": amount}))
        # nobody leaves after the first purchase
        stays = len(rounds) == 1 or draw.random(buyers.size) >= chance_to_leave[buyers]
        day = day + draw.exponential(1 / purchases_per_day[buyers])
        goes_on = stays & (day < DAYS)
        buyers, day = buyers[goes_on], day[goes_on]
    return pd.concat(rounds, ignore_index=True).sort_values("day", ignore_index=True)


def main() -> None:
    """Write the purchases as order lines of the raw table purchase_behavior."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, required=True)
    parser.add_argument("--out", required=True, help="CSV file to write")
    options = parser.parse_args()
    purchases = simulate_purchases(options.customers)
    pd.DataFrame(
        {
            "order_id": "O" + purchases.index.astype("string").str.zfill(9),
            "customer_id": "C" + purchases["customer"].astype("string").str.zfill(8),
            "ordered_at": (FIRST_DAY + pd.to_timedelta(purchases["day"], unit="D")).dt.floor("s"),
            "unit_price": purchases["amount"].clip(lower=0.01).round(2),
        }
    ).to_csv(options.out, index=False)


if __name__ == "__main__":
    main()
