"""What the SQL functions are held against: published results, and computations of another kind."""

import json
from functools import cache

import numpy as np
import pandas as pd

from test_real_data import REFERENCE, data_file

# What a score is asked for: {r, alpha, a, b, chances at start}, as the SQL functions take it.
Process = list[float]


@cache
def published_results() -> dict:
    """Fits and totals on the CDNOW sample, made with SciPy and published packages."""
    return json.loads(data_file("cdnow.json", REFERENCE).read_text())


@cache
def published_customers() -> pd.DataFrame:
    """The CDNOW sample's customers: statistics in weeks of two decimals, and their scores."""
    return pd.read_csv(data_file("cdnow_customer_scores.csv", REFERENCE))


def cells_of(customers: pd.DataFrame, columns: list[str]) -> dict[str, list]:
    """Distinct values of the columns and, as n, how many customers have them."""
    cells = customers.groupby(columns).size().rename("n").reset_index().astype({"n": float})
    return {name: cells[name].tolist() for name in cells.columns}


def expected_purchases_while_alive(x: int, age: float, horizon: float, process: Process) -> float:
    """Mean number of purchases of a customer who is alive, by quadrature over the chance to leave.

    With the chance p to leave after a purchase fixed, Fader, Hardie and Lee (2005), equation 9, is
    (1 - E[exp(-λ p t)]) / p, and λ is gamma distributed. p is beta distributed; in its log-odds the
    integrand falls off exponentially on both sides: the trapezoidal rule is exact to rounding.
    """
    r, alpha, a, b, chances_at_start = process
    r, alpha, b = r + x, alpha + age, b + x + chances_at_start
    log_odds = np.linspace(-50 / min(a, 1), 50 / min(b, 1), 400_001)
    log_p, log_q = -np.logaddexp(0, -log_odds), -np.logaddexp(0, log_odds)
    log_density = a * log_p + b * log_q
    density = np.exp(log_density - log_density.max())
    p = np.exp(log_p)
    purchases = -np.expm1(-r * np.log1p(p * horizon / alpha)) / p
    return float((density * purchases).sum() / density.sum())


def simulated_purchases(
    x: int, age: float, horizon: float, process: Process, draws: int = 1_000_000
) -> np.ndarray:
    """Purchases in the horizon of many customers of these statistics, all alive at its start."""
    r, alpha, a, b, chances_at_start = process
    generator = np.random.default_rng(20251231)
    rates = generator.gamma(r + x, 1 / (alpha + age), draws)
    chances_to_leave = generator.beta(a, b + x + chances_at_start, draws)
    if_they_stayed = generator.poisson(rates * horizon)
    until_they_leave = generator.geometric(np.maximum(chances_to_leave, 1e-12))
    return np.minimum(if_they_stayed, until_they_leave).astype(float)


def fitted_logistic_regression(
    features: np.ndarray, outcomes: np.ndarray, penalty: float
) -> tuple[float, np.ndarray]:
    """Intercept and weights of standardized features; the ridge penalty spares the intercept."""
    standardized = (features - features.mean(axis=0)) / features.std(axis=0)
    design = np.column_stack([np.ones(len(outcomes)), standardized])
    ridge = penalty * np.diag([0.0] + [1.0] * features.shape[1])
    weights = np.zeros(design.shape[1])
    for _ in range(50):
        predicted = 1 / (1 + np.exp(-design @ weights))
        gradient = design.T @ (outcomes - predicted) - ridge @ weights
        information = (design.T * (predicted * (1 - predicted))) @ design + ridge
        weights += np.linalg.solve(information, gradient)
    return float(weights[0]), weights[1:]
