"""Lifetime value on real and on generated data: fits, scores, and what became of them."""

import pandas as pd
import pytest

from customer_analytics.connection import Server
from databases import frame_of, fresh_database, value_of
from probability_references import published_results
from running import models_that_make, run_cli
from test_real_data import data_file, load_and_build

# 1998-06-30, the last day of CDNOW, is 39 weeks after 1997-09-30, where the published fits end
CDNOW_OPTIONS = ("--vars", "churn_horizon_days=273", "--exclude", "resource_type:test")
GENERATED = ("--customers", "4000", "--seed", "1", "--until", "2025-12-31")

pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def cdnow(shared_database: Server) -> Server:
    """CDNOW, with everything fitted 39 weeks ago and today."""
    marts = models_that_make(
        "customer_churn",
        "customer_lifetime_value",
        "model_performance",
        "calculate_customer_lifetime_value",
        "calculate_churn_probability",
    )
    load_and_build(shared_database, "cdnow", data_file("cdnow_sample.txt"), *marts, *CDNOW_OPTIONS)
    return shared_database


def parameters_of(database: Server, snapshot: str, model: str) -> pd.Series:
    """The row of clv_model_parameters."""
    query = "select * from clv_model_parameters where snapshot = %(snapshot)s and model = %(model)s"
    return frame_of(database, query, {"snapshot": snapshot, "model": model}).iloc[0]


def performance_of(database: Server, model: str) -> pd.Series:
    """Metrics of a model on the held-out period, by name."""
    query = "select metric, value from model_performance where model = %(model)s"
    return frame_of(database, query, {"model": model}).set_index("metric")["value"]


# --- fits


def test_bg_nbd_of_cdnow_has_the_published_parameters(cdnow: Server) -> None:
    found, published = parameters_of(cdnow, "holdout", "bg_nbd"), published_results()["bg_nbd"]
    for name in ("r", "alpha", "a", "b"):
        assert found[name] == pytest.approx(published[name], rel=5e-5), name
    assert found["log_likelihood"] == pytest.approx(-9582.4292, abs=1e-3)
    assert found["status"] == "fitted"
    assert found["warning"] is None
    # 2,357 customers, of whom 946 came back in the 39 weeks
    assert (found["customers"], found["repeat_buyers"]) == (2357, 946)


def test_mbg_nbd_of_cdnow_has_the_published_parameters(cdnow: Server) -> None:
    found, published = parameters_of(cdnow, "holdout", "mbg_nbd"), published_results()["mbg_nbd"]
    # published for weeks of two decimals; the likelihood is in test_probability_functions
    for name in ("r", "alpha", "a", "b"):
        assert found[name] == pytest.approx(published[name], rel=5e-5), name


def test_gamma_gamma_of_cdnow_has_the_published_parameters(cdnow: Server) -> None:
    found = parameters_of(cdnow, "holdout", "gamma_gamma")
    published = published_results()["gamma_gamma"]
    # published for averages of two decimals, which moves the fourth digit
    for name in ("p", "q", "gamma"):
        assert found[name] == pytest.approx(published[name], rel=5e-4), name
    assert found["customers"] == published["n"]
    assert 0 < found["frequency_spend_correlation"] < 0.3


def test_the_process_with_the_larger_likelihood_is_used(cdnow: Server) -> None:
    # -9582.13 of MBG/NBD and -9582.43 of BG/NBD
    query = """
        select model from clv_model_parameters
        where snapshot = 'holdout' and is_used
        order by model
    """
    assert frame_of(cdnow, query)["model"].tolist() == ["gamma_gamma", "mbg_nbd"]


# --- scores


def test_scores_in_the_mart_are_those_of_the_functions_with_its_parameters(cdnow: Server) -> None:
    query = """
        select
            scores.probability_alive,
            scores.expected_purchases,
            scores.expected_spend,
            scores.predicted_lifetime_value,
            probability_alive(repeats, recency, age, process.parameters) as alive,
            expected_purchases_while_alive(
                repeats, age, 12 * 30.4375 / 7::float8, process.parameters
            ) as purchases,
            discounted_purchases_while_alive(
                repeats, age, 12, 30.4375 / 7::float8, 0.01, process.parameters
            ) as discounted,
            expected_spend(repeats, average_spend, spend.parameters) as spend
        from customer_lifetime_value as scores
        cross join lateral (
            select recency_days / 7::float8 as recency, age_days / 7::float8 as age
        ) as weeks
        inner join clv_model_parameters as process
            on process.snapshot = 'current' and process.is_used and process.r is not null
        inner join clv_model_parameters as spend
            on spend.snapshot = 'current' and spend.is_used and spend.p is not null
    """
    found = frame_of(cdnow, query).astype(float)
    assert len(found) == 2357
    expected = {
        "probability_alive": found["alive"],
        "expected_purchases": found["alive"] * found["purchases"],
        "expected_spend": found["spend"],
        "predicted_lifetime_value": found["alive"] * found["discounted"] * found["spend"],
    }
    for name, values in expected.items():
        assert found[name].to_numpy() == pytest.approx(values.to_numpy(), rel=1e-9), name


def test_the_public_functions_give_the_numbers_of_the_marts(cdnow: Server) -> None:
    query = """
        select
            predicted_lifetime_value,
            calculate_customer_lifetime_value(repeats, recency_days, age_days, average_spend)
                as calculated_value,
            calculate_customer_lifetime_value(
                repeats, recency_days, age_days, average_spend, 12, 0.01
            ) as calculated_in_full,
            process_churn_probability,
            calculate_churn_probability(repeats, recency_days, age_days) as calculated_churn,
            calculate_churn_probability(repeats, recency_days, age_days, 273) as churn_in_full
        from customer_lifetime_value
        inner join customer_churn using (customer_id)
        where status = 'scored'
    """
    found = frame_of(cdnow, query).astype(float)
    assert len(found) == 2357
    value, churn = found["predicted_lifetime_value"], found["process_churn_probability"]
    for name, expected in {
        "calculated_value": value,
        "calculated_in_full": value,
        "calculated_churn": churn,
        "churn_in_full": churn,
    }.items():
        assert found[name].to_numpy() == pytest.approx(expected.to_numpy(), rel=1e-9), name


def test_the_public_functions_look_as_far_ahead_as_they_are_told(cdnow: Server) -> None:
    query = """
        select
            calculate_customer_lifetime_value(3, 100, 200, 40, 6) as half_a_year,
            calculate_customer_lifetime_value(3, 100, 200, 40, 12) as year,
            calculate_customer_lifetime_value(3, 100, 200, 40, 12, 0) as undiscounted,
            calculate_churn_probability(3, 100, 200, 30) as month,
            calculate_churn_probability(3, 100, 200, 90) as quarter
    """
    found = frame_of(cdnow, query).iloc[0]
    assert 0 < found["half_a_year"] < found["year"] < found["undiscounted"]
    assert 0 < found["quarter"] < found["month"] < 1


# --- what became of the predictions


def test_churn_of_cdnow_is_predicted_as_well_as_published_and_no_better(cdnow: Server) -> None:
    # published: AUC .760 and Brier .161 of MBG/NBD's chance of a purchase; above .80 is a leak
    found = performance_of(cdnow, "buying process")
    assert 0.755 <= found["auc"] <= 0.80
    assert found["brier_score"] <= 0.163
    base = published_results()["churn_holdout_39_weeks"]["base"]
    assert found["majority_accuracy"] == pytest.approx(base["majority_acc"], abs=1e-4)
    assert found["base_rate_brier_score"] == pytest.approx(base["brier_const"], abs=1e-4)
    assert found["actual_purchases"] == 1882


def test_the_buying_process_steps_in_where_the_past_is_too_short_to_learn_from(
    cdnow: Server,
) -> None:
    # two horizons before the end is the last day of 1996, before anybody had bought
    query = "select distinct model, is_used from model_performance where metric = 'auc'"
    assert frame_of(cdnow, query).to_numpy().tolist() == [["buying process", True]]


@pytest.mark.real_data
def test_bg_nbd_if_chosen_expects_the_published_number_of_purchases(
    server: Server, cdnow: Server
) -> None:
    build = ("build", "--loaded", "--select", "int_buying_process_cells+,+model_performance")
    with fresh_database(server, template=cdnow) as copy:
        outcome = run_cli(*build, "--vars", "buying_process=bg_nbd", *CDNOW_OPTIONS, server=copy)
        assert outcome.returncode == 0, outcome.stdout + outcome.stderr
        found = performance_of(copy, "buying process")

    published = published_results()["holdout_total_repeat_transactions"]
    assert found["expected_purchases"] == pytest.approx(published["bg"], abs=5)
    assert found["actual_purchases"] == published["actual"]


# --- data whose truth is known


@pytest.fixture(scope="module")
def generated(server: Server) -> Server:
    """The demo data, drawn from the parameters in ops.demo_truth, with the fits to it."""
    with fresh_database(server) as database:
        for arguments in (
            ("generate", *GENERATED),
            ("build", "--loaded", *models_that_make("clv_model_parameters"), *CDNOW_OPTIONS[2:]),
        ):
            outcome = run_cli(*arguments, server=database)
            assert outcome.returncode == 0, outcome.stdout + outcome.stderr
        yield database


@pytest.mark.parametrize(
    ("model", "name"),
    [
        ("bg_nbd", "r"),
        ("bg_nbd", "alpha"),
        ("bg_nbd", "a"),
        ("bg_nbd", "b"),
        ("gamma_gamma", "p"),
        ("gamma_gamma", "q"),
        ("gamma_gamma", "gamma"),
    ],
)
def test_what_the_data_was_generated_from_is_found_again(
    generated: Server, model: str, name: str
) -> None:
    query = "select value from ops.demo_truth where parameter = %(name)s"
    truth = value_of(generated, query, {"name": name})
    if name == "alpha":  # of the generator in days, of the fit in weeks
        truth = truth / 7
    found = parameters_of(generated, "current", model)
    assert found["is_used"]
    assert found[name] == pytest.approx(truth, abs=3 * found[f"{name}_standard_error"])
    # and 3 standard errors say something
    assert found[f"{name}_standard_error"] < 0.15 * truth
