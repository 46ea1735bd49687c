"""The SQL functions by themselves: special functions, likelihoods, fits and scores."""

import math
import os
from collections.abc import Iterator
from itertools import chain, product

import numpy as np
import pytest

from customer_analytics.connection import Server, server_from_url
from databases import frame_of, fresh_database, value_of
from probability_references import (
    Process,
    cells_of,
    expected_purchases_while_alive,
    fitted_logistic_regression,
    published_customers,
    published_results,
    simulated_purchases,
)
from running import run_cli

OTHER_URL_VARIABLE = "CUSTOMER_ANALYTICS_TEST_OTHER_URL"
CELL_COLUMNS = ["x", "t_x", "T"]
CHANCES_AT_START = {"bg_nbd": 0, "mbg_nbd": 1}
# of the fits to weeks of two decimals, which the customers' statistics are given in
PUBLISHED_FITS = {"bg_nbd": "bg_nbd_weeks_rounded_2dp", "mbg_nbd": "mbg_nbd"}


@pytest.fixture(scope="module")
def functions(shared_database: Server) -> Server:
    """A database with the functions that read no tables, and nothing else."""
    return build_functions(shared_database)


def build_functions(database: Server) -> Server:
    options = ("--select", "resource_type:function", "--exclude", "resource_type:model+")
    outcome = run_cli("build", "--sample", *options, server=database)
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
    return database


def parameters_of(fit: dict) -> list[float]:
    return np.exp(fit["log_parameters"]).tolist()


# --- special functions and matrices


def test_log_gamma_is_that_of_the_c_library(functions: Server) -> None:
    arguments = [1e-6, 0.1, 0.5, 1.0, 1.5, 2.0, 3.75, 9.99, 10.0, 171.0, 1e4, 1e8]
    query = "select log_gamma(z) as found from unnest(%(z)s::float8[]) as z"
    found = frame_of(functions, query, {"z": arguments})["found"]
    assert found.tolist() == pytest.approx(
        [math.lgamma(z) for z in arguments], rel=1e-13, abs=1e-13
    )


def test_digamma_is_the_slope_of_log_gamma(functions: Server) -> None:
    arguments = [0.1, 0.5, 1.0, 2.0, 3.75, 9.99, 10.0, 171.0]
    query = "select digamma(z) as found from unnest(%(z)s::float8[]) as z"
    found = frame_of(functions, query, {"z": arguments})["found"]
    step = 1e-5
    slopes = [(math.lgamma(z + step) - math.lgamma(z - step)) / (2 * step) for z in arguments]
    assert found.tolist() == pytest.approx(slopes, rel=1e-7)
    # Abramowitz and Stegun (1964), 6.3.2 and 6.3.3
    assert found[2] == pytest.approx(-np.euler_gamma, rel=1e-13)
    assert found[1] == pytest.approx(-np.euler_gamma - 2 * math.log(2), rel=1e-13)


@pytest.mark.parametrize("name", ["log_gamma", "digamma"])
def test_gamma_functions_have_no_value_at_zero_and_below(functions: Server, name: str) -> None:
    query = f"select {name}(0) is null and {name}(-1.5) is null and {name}(null) is null"
    assert value_of(functions, query)


@pytest.mark.parametrize("z", [-1e3, -0.9, -0.1, 1e-9, 0.25, 0.5, 0.9, 0.999])
def test_gauss_hypergeometric_has_its_closed_forms(functions: Server, z: float) -> None:
    # Abramowitz and Stegun (1964), 15.1.3, 15.1.8 (twice) and 15.1.6
    query = """
        select
            gauss_hypergeometric(1, 1, 2, %(z)s) as of_logarithm,
            gauss_hypergeometric(1.5, 0.7, 0.7, %(z)s) as of_power,
            gauss_hypergeometric(2, -3, 2, %(z)s) as of_polynomial,
            gauss_hypergeometric(0.5, 0.5, 1.5, least(1, %(z)s ^ 2)) as of_arcsine
    """
    found = frame_of(functions, query, {"z": z}).iloc[0]
    assert found["of_logarithm"] == pytest.approx(-math.log1p(-z) / z, rel=1e-12)
    assert found["of_power"] == pytest.approx((1 - z) ** -1.5, rel=1e-12)
    assert found["of_polynomial"] == pytest.approx((1 - z) ** 3, rel=1e-9)
    if z > -1:
        assert found["of_arcsine"] == pytest.approx(math.asin(z) / z, rel=1e-12)


def test_large_terms_of_gauss_hypergeometric_do_not_overflow(functions: Server) -> None:
    # terms up to 10 ^ 8000; Abramowitz and Stegun (1964), 15.7.2: for large a and z < 0,
    # 2F1 is Γ(c) / Γ(c - b) · (-a z) ^ -b but for a share of 1 / (a z)
    limit = math.gamma(0.5) / math.gamma(0.1) * 72_000**-0.4
    found = value_of(functions, "select gauss_hypergeometric(8000, 0.4, 0.5, -9)")
    assert found == pytest.approx(limit, rel=1e-4)


def test_gauss_hypergeometric_is_null_where_its_series_does_not_converge(
    functions: Server,
) -> None:
    # 1 - 1e-9: after 100,000 terms of about 1 / n each, the sum is far from its end at 20
    query = """
        select gauss_hypergeometric(1, 1, 2, z) as found
        from unnest('{1, 2, null, 0.999999999}'::float8[]) as z
    """
    assert frame_of(functions, query)["found"].isna().all()


def test_a_matrix_times_its_inverse_is_the_unit_matrix(functions: Server) -> None:
    # 0 on the diagonal wants pivoting; sizes as far apart as those of an information matrix may be
    matrices = [[[0, 2], [3, 0]], [[4, 1, 0], [1, 0, 2], [0, 2, 1e6]], [[1e-9]]]
    for matrix in matrices:
        floats = [[float(value) for value in row] for row in matrix]
        inverse = value_of(functions, "select invert_matrix(%(m)s::float8[])", {"m": floats})
        assert np.array(inverse) @ np.array(floats) == pytest.approx(np.eye(len(matrix)), abs=1e-9)


@pytest.mark.parametrize("matrix", ["{{1, 2}, {2, 4}}", "{{0, 0}, {0, 0}}", "{{0, 1}, {0, 1}}"])
def test_a_singular_matrix_has_no_inverse(functions: Server, matrix: str) -> None:
    assert value_of(functions, "select invert_matrix(%(m)s::float8[])", {"m": matrix}) is None


NEWTON_STEP = """
    select damped_newton_step(
        %(at)s::float8[], %(gradient)s::float8[], '{{2, 1}, {1, 4}}', %(damping)s,
        '{-9, -9}', '{9, 9}'
    )
"""


@pytest.mark.parametrize(
    ("at", "gradient", "damping", "step"),
    [
        # the inverse of the information is {{4, -1}, {-1, 2}} / 7
        ("{0, 0}", "{0.7, 1.4}", 0, [(4 * 0.7 - 1.4) / 7, (-0.7 + 2 * 1.4) / 7]),
        # twice the diagonal: {{4, 1}, {1, 8}}, with the inverse {{8, -1}, {-1, 4}} / 31
        ("{0, 0}", "{0.7, 1.4}", 1, [(8 * 0.7 - 1.4) / 31, (-0.7 + 4 * 1.4) / 31]),
        # at its upper bound and uphill outwards: the first stays, the second goes as if alone
        ("{9, 0}", "{0.7, 1.4}", 0, [0, 1.4 / 4]),
        ("{0, -9}", "{0.7, -1.4}", 0, [0.7 / 2, 0]),
        # at a bound but uphill inwards: free
        ("{-9, 0}", "{0.7, 1.4}", 0, [(4 * 0.7 - 1.4) / 7, (-0.7 + 2 * 1.4) / 7]),
        # no component is longer than 2
        ("{0, 0}", "{700, -700}", 0, [2, -2]),
    ],
)
def test_newton_steps_are_damped_and_stay_within_the_bounds(
    functions: Server, at: str, gradient: str, damping: float, step: list[float]
) -> None:
    inputs = {"at": at, "gradient": gradient, "damping": damping}
    assert value_of(functions, NEWTON_STEP, inputs) == pytest.approx(step, rel=1e-5, abs=1e-12)


# --- the buying process: likelihood and fit

LIKELIHOOD = """
    select buying_process_likelihood(
        point::float8[], %(x)s::integer[], %(t_x)s::float8[], %(T)s::float8[], %(n)s::float8[],
        customers_beyond(%(x)s::integer[], %(n)s::float8[]), %(chances)s
    ) as found
    from jsonb_array_elements(%(points)s::text::jsonb) as points (value)
    cross join lateral (
        select array_agg(number::float8 order by place) as point
        from jsonb_array_elements_text(value) with ordinality as numbers (number, place)
    ) as point
"""


def likelihoods(functions: Server, model: str, points: list[list[float]]) -> np.ndarray:
    """Log-likelihood of the CDNOW sample and its gradient at each point (log parameters)."""
    cells = cells_of(published_customers(), CELL_COLUMNS)
    inputs = cells | {"chances": CHANCES_AT_START[model], "points": str(points)}
    return np.array(frame_of(functions, LIKELIHOOD, inputs)["found"].tolist())


def test_customers_beyond_counts_who_has_more_repeats(functions: Server) -> None:
    query = "select customers_beyond('{0, 1, 3, 1}', '{5, 2, 4, 1}')"
    # 3 + 4 have more than 0 repeats, 4 more than 1 and more than 2
    assert value_of(functions, query) == [7, 4, 4]
    assert value_of(functions, "select customers_beyond('{0, 0}', '{5, 2}')") == []


@pytest.mark.parametrize("model", PUBLISHED_FITS)
def test_likelihood_is_the_published_one_at_the_published_parameters(
    functions: Server, model: str
) -> None:
    published = published_results()[PUBLISHED_FITS[model]]
    point = np.log([published[name] for name in ("r", "alpha", "a", "b")]).tolist()
    found = likelihoods(functions, model, [point])[0]
    assert found[0] == pytest.approx(published["loglik"], abs=1e-3)
    # a maximum is where the slope is nothing, beside the curvatures of some hundred
    assert found[1:] == pytest.approx(np.zeros(4), abs=0.01)


@pytest.mark.parametrize("model", PUBLISHED_FITS)
def test_gradient_is_the_slope_of_the_likelihood(functions: Server, model: str) -> None:
    point, step = np.array([-0.5, 1.2, 0.3, 0.8]), 1e-5
    around = [point + sign * step * unit for unit in np.eye(4) for sign in (1, -1)]
    found = likelihoods(functions, model, [values.tolist() for values in (point, *around)])
    slopes = (found[1::2, 0] - found[2::2, 0]) / (2 * step)
    assert found[0, 1:] == pytest.approx(slopes, rel=1e-5)


@pytest.mark.parametrize("model", PUBLISHED_FITS)
def test_buying_process_is_fitted_to_the_published_parameters(
    functions: Server, model: str
) -> None:
    query = """
        select fit_buying_process(
            %(x)s::integer[], %(t_x)s::float8[], %(T)s::float8[], %(n)s::float8[], %(chances)s
        )
    """
    cells = cells_of(published_customers(), CELL_COLUMNS)
    fit = value_of(functions, query, cells | {"chances": CHANCES_AT_START[model]})

    published = published_results()[PUBLISHED_FITS[model]]
    assert fit["is_converged"]
    assert fit["at_bound"] == [False] * 4
    assert parameters_of(fit) == pytest.approx(
        [published[name] for name in ("r", "alpha", "a", "b")], rel=5e-5
    )
    assert fit["log_likelihood"] == pytest.approx(published["loglik"], abs=1e-3)
    assert all(0 < error < 1 for error in fit["log_standard_errors"])


SPEND_FIT = "select fit_gamma_gamma(%(x)s::integer[], %(m)s::float8[], %(n)s::float8[])"


def test_gamma_gamma_is_fitted_to_the_published_parameters(functions: Server) -> None:
    cells = cells_of(published_customers().query("m > 0"), ["x", "m"])
    fit = value_of(functions, SPEND_FIT, cells)

    published = published_results()["gamma_gamma"]
    assert fit["is_converged"]
    assert parameters_of(fit) == pytest.approx(
        [published[name] for name in ("p", "q", "gamma")], rel=5e-5
    )
    assert fit["log_likelihood"] == pytest.approx(published["loglik"], abs=1e-3)


# --- scores

PUBLISHED_SCORES = """
    select
        probability_alive(x, t_x, t_end, process) as pa,
        probability_alive(x, t_x, t_end, process)
        * expected_purchases_while_alive(x, t_end, 39, process) as ey39,
        expected_spend(x, m, spend) as em,
        probability_alive(x, t_x, t_end, process)
        * discounted_purchases_while_alive(x, t_end, 12, 4.345, 0.01, process)
        * expected_spend(x, m, spend) as clv12
    from unnest(%(x)s::integer[], %(t_x)s::float8[], %(T)s::float8[], %(m)s::float8[])
        with ordinality as customers (x, t_x, t_end, m, place)
    cross join (select %(process)s::float8[] as process, %(spend)s::float8[] as spend) as models
    order by place
"""


def test_every_customer_of_cdnow_has_the_published_scores(functions: Server) -> None:
    customers, results = published_customers(), published_results()
    inputs = {name: customers[name].tolist() for name in ("x", "t_x", "T", "m")}
    buying_process = results[PUBLISHED_FITS["bg_nbd"]]
    inputs["process"] = [buying_process[name] for name in ("r", "alpha", "a", "b")] + [0.0]
    inputs["spend"] = [results["gamma_gamma"][name] for name in ("p", "q", "gamma")]
    found = frame_of(functions, PUBLISHED_SCORES, inputs)

    assert len(found) == 2357
    for score in ("pa", "ey39", "em", "clv12"):
        assert found[score].to_numpy() == pytest.approx(customers[score].to_numpy(), rel=1e-6), (
            score
        )


WHILE_ALIVE = """
    select
        expected_purchases_while_alive(x, age, horizon, process::float8[]) as expected,
        squared_purchases_while_alive(x, age, horizon, process::float8[]) as squared
    from unnest(%(x)s::integer[], %(age)s::float8[], %(horizon)s::float8[], %(process)s::text[])
        with ordinality as cases (x, age, horizon, process, place)
    order by place
"""
Case = tuple[int, float, float, Process]


def array_texts(processes: list[Process]) -> list[str]:
    """Each process as PostgreSQL writes an array: an array of arrays can't be taken apart again."""
    return [f"{{{','.join(map(repr, process))}}}" for process in processes]


def scores_while_alive(functions: Server, cases: list[Case]) -> np.ndarray:
    """Mean and mean square of the purchases in the horizon, per case; null is NaN."""
    x, age, horizon, processes = map(list, zip(*cases, strict=True))
    columns = {"x": x, "age": age, "horizon": horizon, "process": array_texts(processes)}
    return frame_of(functions, WHILE_ALIVE, columns).astype(float).to_numpy()


# few and many chances to leave, who cannot leave before a repeat and who can
PROCESSES = [
    [0.24, 4.4, 0.79, 2.4, 0.0],
    [0.52, 6.2, 0.89, 1.6, 1.0],
    [1.2, 7.0, 1.5, 3.0, 0.0],
    [3.0, 10.0, 2.7, 4.0, 1.0],
    [0.5, 5.0, 0.2, 0.3, 0.0],
]


def test_expected_purchases_are_those_of_a_quadrature(functions: Server) -> None:
    histories = [(0, 0.0, 52.0), (0, 39.0, 39.0), (5, 39.0, 52.0), (60, 100.0, 520.0)]
    cases = [(*history, process) for history, process in product(histories, PROCESSES)]
    expected = [expected_purchases_while_alive(*case) for case in cases]
    assert scores_while_alive(functions, cases)[:, 0] == pytest.approx(expected, rel=1e-8)


@pytest.mark.parametrize("process", PROCESSES, ids=str)
def test_both_moments_of_the_purchases_are_those_of_a_simulation(
    functions: Server, process: Process
) -> None:
    for history in ((0, 10.0, 52.0), (5, 39.0, 52.0)):
        purchases = simulated_purchases(*history, process)
        expected, squared = scores_while_alive(functions, [(*history, process)])[0]
        for found, drawn in ((expected, purchases), (squared, purchases**2)):
            error = drawn.std() / math.sqrt(len(drawn))
            assert found == pytest.approx(drawn.mean(), abs=4 * error)


@pytest.mark.parametrize(
    ("place", "singular"), [("a", 1.0), ("a", 2.0), ("a + b", 1.0)], ids=lambda value: str(value)
)
def test_scores_are_continuous_where_their_formulas_are_singular(
    functions: Server, place: str, singular: float
) -> None:
    def case(distance: float) -> Case:
        value = singular + distance
        # without a repeat and without a chance to leave before one, ₂F₁'s c is a + b - 1
        process = [0.5, 5.0, value, 3.0, 0.0] if place == "a" else [0.5, 5.0, 0.4, value - 0.4, 0.0]
        return (0, 20.0, 52.0, process)

    distances = [0.0, 1e-12, -1e-12, 1e-9, -1e-9, 1e-7, -1e-7, 2e-6, -2e-6, 1e-5, -1e-5]
    found = scores_while_alive(functions, [case(distance) for distance in distances])
    around = scores_while_alive(functions, [case(1e-3), case(-1e-3)])
    assert found == pytest.approx(np.tile(around.mean(axis=0), (len(distances), 1)), rel=2e-5)


EXTREME_PROCESSES = [
    [1e-4, 1e-4, 0.5, 2.0, 0.0],
    [0.5, 1e-9, 0.5, 2.0, 1.0],
    [0.5, 5.0, 1e-4, 1e-4, 0.0],  # who stays once, stays
    [0.5, 5.0, 1e-4, 8000.0, 0.0],  # nobody leaves
    [0.5, 5.0, 90.0, 1e-4, 1.0],  # all leave at once
    [8000.0, 8000.0, 0.5, 2.0, 0.0],  # all buy equally often
    [8000.0, 1e-4, 90.0, 500.0, 1.0],
    [1e-4, 160000.0, 1.0, 1.0, 0.0],
]


def test_extreme_statistics_and_parameters_give_finite_scores_or_none(functions: Server) -> None:
    histories = [
        (0, 0.0, 52.0),
        (0, 1000.0, 52.0),
        (2, 39.0, 1e6),
        (5000, 5000.0, 52.0),
        (5000, 714.0, 1e9),
    ]
    cases = [(*history, process) for history, process in product(histories, EXTREME_PROCESSES)]
    for case, (expected, squared) in zip(cases, scores_while_alive(functions, cases), strict=True):
        assert math.isnan(expected) or 0 <= expected < 1e300, case
        assert math.isnan(squared) or 0 <= squared < 1e300, case


def test_extreme_statistics_and_parameters_give_probabilities(functions: Server) -> None:
    query = """
        select
            probability_alive(x, t_x, t_end, process::float8[]) as alive,
            probability_of_purchase(x, t_x, t_end, 1e9, process::float8[]) as purchase
        from (values (0, 0, 0), (0, 0, 1e6), (1, 1e-3, 1e6), (5000, 714, 714), (5000, 714, 1e6))
            as histories (x, t_x, t_end)
        cross join unnest(%(processes)s::text[]) as processes (process)
    """
    processes = {"processes": array_texts(EXTREME_PROCESSES)}
    found = frame_of(functions, query, processes).astype(float)
    assert len(found) == 40
    assert found.map(lambda value: 0 <= value <= 1).all().all()


def test_scores_of_what_is_not_known_are_null(functions: Server) -> None:
    # where nothing could be fitted, or nobody has bought
    query = """
        select
            probability_alive(x, 30, 39, process) as alive,
            probability_of_purchase(x, 30, 39, 52, process) as purchase,
            expected_purchases_while_alive(x, 39, 52, process) as expected,
            squared_purchases_while_alive(x, 39, 52, process) as squared,
            discounted_purchases_while_alive(x, 39, 12, 4.35, 0.01, process) as discounted,
            expected_spend(x, 20, null) as spend
        from (values (null, '{1, 1, 1, 1, 1}'::float8[]), (3, null)) as cases (x, process)
    """
    assert frame_of(functions, query).isna().all().all()


def test_all_purchases_of_who_buys_like_a_clock_are_expected(functions: Server) -> None:
    # r and alpha of 8,000: one purchase a week for certain; chances to leave of 1 in 5 on average
    cases = [(x, 39.0, 520.0, [8000.0, 8000.0, 0.5, 2.0, 0.0]) for x in (0, 2, 40)]
    expected = [expected_purchases_while_alive(*case) for case in cases]
    assert scores_while_alive(functions, cases)[:, 0] == pytest.approx(expected, rel=1e-6)


def test_spend_without_a_finite_mean_is_null(functions: Server) -> None:
    # p x + q is 0.9: the mean does not exist; 1.9: it does, its variance does not
    query = """
        select
            expected_spend(0, null, '{6, 0.9, 15}') as mean_of_none,
            expected_spend(0, null, '{6, 1.9, 15}') as mean,
            expected_squared_spend(0, null, '{6, 1.9, 15}') as square_of_none,
            expected_spend(3, -20, '{6, 4, 15}') as mean_of_loss
    """
    found = frame_of(functions, query).iloc[0]
    assert found["mean_of_none"] is None
    assert found["mean"] == pytest.approx(6 * 15 / 0.9)
    assert found["square_of_none"] is None
    assert found["mean_of_loss"] == pytest.approx(6 * 15 / (18 + 4 - 1))


# --- logistic regression

REGRESSION = "select fit_logistic_regression(%(features)s::float8[], %(outcomes)s::float8[], 1)"


def regression(functions: Server, features: np.ndarray, outcomes: np.ndarray) -> dict:
    inputs = {"features": features.tolist(), "outcomes": outcomes.tolist()}
    return value_of(functions, REGRESSION, inputs)


def test_logistic_regression_is_that_of_numpy(functions: Server) -> None:
    generator = np.random.default_rng(7)
    features = generator.normal([0, 5, -100], [1, 0.1, 30], (400, 3))
    logits = 0.5 + features @ [1.0, 3.0, -0.02] - 17
    outcomes = (generator.random(400) < 1 / (1 + np.exp(-logits))).astype(float)
    fit = regression(functions, features, outcomes)

    intercept, weights = fitted_logistic_regression(features, outcomes, penalty=1)
    assert fit["is_converged"]
    assert fit["intercept"] == pytest.approx(intercept, rel=1e-6)
    assert fit["weights"] == pytest.approx(weights, rel=1e-6)
    assert fit["means"] == pytest.approx(features.mean(axis=0))
    assert fit["deviations"] == pytest.approx(features.std(axis=0))


def test_a_feature_that_never_varies_gets_no_weight(functions: Server) -> None:
    varying = np.tile([0.0, 1.0, 2.0, 3.0], 10)
    outcomes = np.tile([0.0, 1.0, 0.0, 1.0], 10)
    features = np.column_stack([np.full(40, 7.3), varying])
    fit = regression(functions, features, outcomes)

    intercept, weights = fitted_logistic_regression(varying[:, None], outcomes, penalty=1)
    assert fit["weights"] == pytest.approx([0, weights[0]], abs=1e-9)
    assert fit["intercept"] == pytest.approx(intercept, abs=1e-9)


def test_classes_that_a_feature_separates_get_finite_weights(functions: Server) -> None:
    outcomes = np.repeat([0.0, 1.0], 50)
    fit = regression(functions, np.column_stack([outcomes * 1000, -outcomes]), outcomes)
    assert fit["is_converged"]
    assert all(math.isfinite(weight) and abs(weight) < 10 for weight in fit["weights"])
    # the two features say the same, so they share the weight
    assert fit["weights"][0] == pytest.approx(-fit["weights"][1], rel=1e-6)


# --- one server and another

FITS = """
    select
        fit_buying_process(
            %(x)s::integer[], %(t_x)s::float8[], %(T)s::float8[], %(n)s::float8[], 0
        ) as bg_nbd,
        fit_buying_process(
            %(x)s::integer[], %(t_x)s::float8[], %(T)s::float8[], %(n)s::float8[], 1
        ) as mbg_nbd
"""


@pytest.fixture
def other_functions() -> Iterator[Server]:
    """The same functions on a second server, such as one of another version."""
    url = os.environ.get(OTHER_URL_VARIABLE)
    if not url:
        pytest.skip(f"no second server to compare with: {OTHER_URL_VARIABLE} names one")
    with fresh_database(server_from_url(url)) as database:
        yield build_functions(database)


def test_another_version_of_the_server_gives_the_same_fits_and_scores(
    functions: Server, other_functions: Server
) -> None:
    cells = cells_of(published_customers(), CELL_COLUMNS)
    spend_cells = cells_of(published_customers().query("m > 0"), ["x", "m"])
    cases = [(x, 39.0, 52.0, process) for x, process in product((0, 3, 60), PROCESSES)]
    found, others = (
        [
            *(parameters_of(fit) for fit in frame_of(database, FITS, cells).iloc[0]),
            parameters_of(value_of(database, SPEND_FIT, spend_cells)),
            *scores_while_alive(database, cases).tolist(),
        ]
        for database in (functions, other_functions)
    )
    assert list(chain.from_iterable(found)) == pytest.approx(
        list(chain.from_iterable(others)), rel=1e-6
    )
