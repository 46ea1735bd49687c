"""Journeys and attribution: awkward moments from file to mart; removal effects by definition."""

from pathlib import Path

import numpy as np
import pytest

from customer_analytics.connection import Server
from databases import frame_of, value_of
from running import run_cli

pytestmark = pytest.mark.timeout(300)

# 30 days of 24 hours before the order of 14 April at 10:00 UTC are 15 March at 10:00 UTC, although
# clocks in Berlin change between.
EVENTS = """\
event_id,customer_id,anonymous_id,session_id,event_type,stage,touchpoint,channel,campaign,occurred_at
1,,cookie,too early,page_view,awareness,ad,Display,Spring Sale,2024-03-15T09:59:59Z
2,,cookie,last second,page_view,awareness,ad,Paid  Social,spring  sale,2024-03-15T10:00:00Z
4,,cookie,same second,product_view,consideration,product page,email,,2024-04-14T09:00:00Z
3,A,cookie,same second,page_view,awareness,e-mail,paid social,SPRING SALE,2024-04-14T09:00:00Z
5,A,cookie,,page_view,,shop,direct,,2024-03-30T22:59:59Z
6,A,cookie,,page_view,,shop,direct,,2024-03-30T23:00:00Z
7,,stranger,elsewhere,page_view,awareness,ad,display,,2024-04-01T10:00:00Z
8,A,cookie,later,page_view,awareness,ad,email,,2024-04-16T10:00:00Z
"""
ORDERS = """\
order_id,line_number,customer_id,ordered_at,product_id,quantity,unit_price
1,1,A,2024-04-14T10:00:00Z,P1,1,60
2,1,A,2024-04-14T10:00:00Z,P1,1,40.01
guest,1,,2024-04-14T10:00:00Z,P1,1,5
no touch,1,B,2024-04-14T10:00:00Z,P1,1,7
"""
COSTS = """\
spend_date,channel,campaign,spend
2024-04-02,PAID SOCIAL,Spring Sale,10
2024-04-02,podcast,,3
"""
CUSTOMERS = "customer_id,signup_at\nA,2024-01-10T00:00:00Z\nB,2024-01-10T00:00:00Z\n"


@pytest.fixture(scope="module")
def shop(shared_database: Server, tmp_path_factory: pytest.TempPathFactory) -> Server:
    """The rows above as of 15 April 2024 in Berlin: the visit of the day after is still to come."""
    folder: Path = tmp_path_factory.mktemp("journey")
    files = {
        "customers": CUSTOMERS,
        "customer_journey_events": EVENTS,
        "purchase_behavior": ORDERS,
        "acquisition_costs": COSTS,
    }
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    options = ("--as-of", "2024-04-15", "--vars", "timezone=Europe/Berlin")
    build = ("build", "--loaded", "--select", "+models/marts/journey", *options)
    for arguments in (("load", folder), (*build, "--exclude", "resource_type:test")):
        outcome = run_cli(*arguments, server=shared_database)
        assert outcome.returncode == 0, outcome.stdout + outcome.stderr
    return shared_database


def rows(database: Server, query: str) -> list[tuple]:
    """The rows of a query on the marts."""
    return list(frame_of(database, query).itertuples(index=False, name=None))


def test_visits_begin_on_the_day_of_the_time_zone_and_none_after_the_as_of_date(shop: Server):
    query = """
        select session_id, cast(session_date as text), channel, campaign, first_touchpoint
        from journey_sessions
        where customer_id = 'A'
        order by session_number
    """
    # the 31st begins at 23:00 UTC of the 30th; two events of the same second go by event_id
    assert rows(shop, query) == [
        ("too early", "2024-03-15", "display", "spring sale", "ad"),
        ("last second", "2024-03-15", "paid social", "spring sale", "ad"),
        ("cookie 2024-03-30", "2024-03-30", "direct", "(none)", "shop"),
        ("cookie 2024-03-31", "2024-03-31", "direct", "(none)", "shop"),
        ("same second", "2024-04-14", "paid social", "spring sale", "e-mail"),
    ]


def test_the_window_ends_with_its_last_second(shop: Server):
    query = "select session_id, purchase_orders from attribution_touches order by touch_number"
    # two orders of one second are one purchase
    assert rows(shop, query) == [
        ("last second", 2),
        ("cookie 2024-03-30", 2),
        ("cookie 2024-03-31", 2),
        ("same second", 2),
    ]


def test_all_revenue_is_attributed_or_said_not_to_be(shop: Server):
    query = """
        select channel, model, spend::float8, round(orders::numeric, 6)::float8, net_revenue::float8
        from channel_attribution
        where period = '2024-04' and model in ('first touch', 'linear', 'markov')
        order by model, channel
    """
    nobody = ("(unattributed)", 0, 2, 12)
    # the path is paid social > direct > direct > paid social: without paid social nobody buys,
    # without direct half of those who come by it; the cent left over is direct's both times
    expected = {
        "first touch": [nobody, ("direct", 0, 0, 0), ("paid social", 10, 2, 100.01)],
        "linear": [nobody, ("direct", 0, 1, 50.01), ("paid social", 10, 1, 50.0)],
        "markov": [
            nobody,
            ("direct", 0, 0.666667, 33.34),
            ("paid social", 10, 1.333333, 66.67),
        ],
    }
    podcast = ("podcast", 3, 0, 0)
    assert rows(shop, query) == [
        (channel, model, *numbers)
        for model, channels in expected.items()
        for channel, *numbers in [*channels, podcast]
    ]


# --- the function by itself


def chance_of_purchase(probabilities: np.ndarray, channels: list[int]) -> float:
    """Of a path from the start over these channels alone; all others end in no purchase."""
    size = probabilities.shape[0] - 1
    inner = probabilities[np.ix_([c + 1 for c in channels], channels)]
    ends = probabilities[[c + 1 for c in channels], size]
    return float(probabilities[0, channels] @ np.linalg.solve(np.eye(len(channels)) - inner, ends))


@pytest.mark.parametrize("channels", [1, 2, 5, 12])
def test_removal_effects_are_those_of_solving_without_each_channel(shop: Server, channels: int):
    counts = np.random.default_rng(channels).integers(0, 50, (channels + 1, channels + 2))
    counts[0, channels:] = 0  # nobody starts at an end
    counts[:, -1] += 1
    counts[0, -1] = 0
    counts[0, 0] += 1
    counts[1, channels] += 1
    probabilities = counts / counts.sum(axis=1, keepdims=True)
    every_channel = list(range(channels))
    all_purchases = chance_of_purchase(probabilities, every_channel)
    others = [[c for c in every_channel if c != removed] for removed in every_channel]
    expected = [1 - chance_of_purchase(probabilities, c) / all_purchases for c in others]
    query = "select removal_effects(%(transitions)s::float8[])"
    found = value_of(shop, query, {"transitions": counts.astype(float).tolist()})
    assert found == pytest.approx(expected, rel=1e-10, abs=1e-12)
    assert all(0 <= effect <= 1 + 1e-12 for effect in found)


def test_without_a_purchase_there_is_no_removal_effect(shop: Server):
    query = "select removal_effects(array[[1, 0, 0], [2, 0, 1]])"
    assert value_of(shop, query) == [None]
