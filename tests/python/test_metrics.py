"""The semantic layer: every metric, asked of MetricFlow, is what its mart says."""

import datetime
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
import yaml

from customer_analytics.connection import Server, connect
from databases import frame_of
from running import REPOSITORY, run_cli, target_folder

if TYPE_CHECKING:
    from metricflow.engine.metricflow_engine import MetricFlowEngine

pytest.importorskip(
    "dbt_metricflow", reason="MetricFlow is not installed: pip install '.[semantic]'"
)
pytestmark = pytest.mark.timeout(300)

CENT = Decimal("0.01")
# Lowers revenue, is no order and has no channel; the generator makes none.
CREDIT_NOTE = """
    insert into raw.purchase_behavior (
        order_id, line_number, customer_id, ordered_at, quantity, unit_price, refund_amount,
        refunded_at, currency, status
    )
    select
        'credit note', 1, customer_id, ordered_at, 0, 0, 7.01,
        ordered_at, currency, 'credit_note'
    from raw.purchase_behavior
    where customer_id is not null
    order by ordered_at
    limit 1
"""
Values = dict[tuple, object]


@dataclass(frozen=True)
class Comparison:
    """What a metric says of itself: with which mart it has to agree, and split by what.

    Attributes:
        metric: Its name.
        mart: The mart that holds the same numbers.
        column: The column that does, where the mart has one row per group.
        total: The aggregate that does, where it has more.
        by: What MetricFlow is asked to split by, and the mart's column for it.
        where: Which rows of the mart are meant.
    """

    metric: str
    mart: str
    column: str = ""
    total: str = ""
    by: Mapping[str, str] = field(default_factory=dict)
    where: str = "true"

    def __str__(self) -> str:
        """The test's name."""
        split = "".join(f" by {name}" for name in self.by)
        return f"{self.metric}{split} is in {self.mart}"

    @property
    def query(self) -> str:
        """The mart's numbers: a column for each group, and the value last."""
        groups = "".join(f"{column}, " for column in self.by.values())
        query = f"select {groups}{self.total or self.column} from {self.mart} where {self.where}"
        if self.total and groups:
            query += f" group by {groups.removesuffix(', ')}"
        return query


def metrics() -> Iterator[dict]:
    """Every metric as its file describes it."""
    for file in sorted((REPOSITORY / "models" / "semantic").glob("*.yml")):
        yield from yaml.safe_load(file.read_text(encoding="utf-8")).get("metrics", [])


COMPARISONS = [
    Comparison(metric["name"], **equal)
    for metric in metrics()
    for equal in metric["config"]["meta"]["equals"]
]
SELECTED = ["+path:models/semantic", *sorted({f"+{compared.mart}" for compared in COMPARISONS})]
BUILD = ("build", "--loaded", "--select", " ".join(SELECTED), "--exclude", "resource_type:test")


@pytest.fixture(scope="module")
def shop(shared_database: Server) -> Server:
    """A made-up shop, built as far as metrics go; it has some of everything."""
    generate = ("generate", "--customers", "400", "--days", "400", "--until", "2025-12-31")
    run(shared_database, *generate)
    with connect(shared_database) as connection:
        connection.execute(CREDIT_NOTE)
    run(shared_database, *BUILD)
    return shared_database


def run(database: Server, *args: str) -> None:
    outcome = run_cli(*args, server=database)
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr


@pytest.fixture(scope="module")
def metricflow(shop: Server) -> "MetricFlowEngine":
    """MetricFlow with what the build has written for it; it makes queries, and runs none."""
    from dbt_metricflow.cli.dbt_connectors.adapter_backed_client import AdapterBackedSqlClient
    from metricflow.engine.metricflow_engine import MetricFlowEngine
    from metricflow_semantics.model.dbt_manifest_parser import (
        parse_manifest_from_dbt_generated_manifest,
    )
    from metricflow_semantics.model.semantic_manifest_lookup import SemanticManifestLookup

    written = (target_folder(BUILD) / "semantic_manifest.json").read_text(encoding="utf-8")
    manifest = parse_manifest_from_dbt_generated_manifest(manifest_json_string=written)
    dialect = AdapterBackedSqlClient(SimpleNamespace(type=lambda: "postgres"))
    return MetricFlowEngine(SemanticManifestLookup(manifest), sql_client=dialect)


@pytest.mark.parametrize("comparison", COMPARISONS, ids=str)
def test_a_metric_equals_its_mart(
    shop: Server, metricflow: "MetricFlowEngine", comparison: Comparison
) -> None:
    asked = metric_values(shop, metricflow, comparison.metric, *comparison.by)
    expected = values_of(shop, comparison.query)

    assert asked
    assert expected
    groups = asked.keys() | expected.keys()
    differing = {
        group: (asked.get(group), expected.get(group))
        for group in groups
        if not agree(group, asked, expected)
    }
    assert differing == {}


@pytest.mark.parametrize("metric", [metric["name"] for metric in metrics()])
def test_the_shop_has_a_number_for_each_metric(
    shop: Server, metricflow: "MetricFlowEngine", metric: str
) -> None:
    # a metric that is null would agree with a mart in which it is null as well
    assert metric_values(shop, metricflow, metric)[()] is not None


def metric_values(
    database: Server, metricflow: "MetricFlowEngine", metric: str, *split_by: str
) -> Values:
    """A metric in each group, by the query that MetricFlow makes of it."""
    from metricflow.engine.metricflow_engine import MetricFlowQueryRequest, OutputColumnOrderMode

    request = MetricFlowQueryRequest.create(
        metric_names=[metric],
        group_by_names=split_by,
        output_column_order_mode=OutputColumnOrderMode.INPUT_ORDER,
    )
    return values_of(database, metricflow.explain(request).sql_statement.sql)


def values_of(database: Server, query: str) -> Values:
    """The last column of a query's rows by the others, each of which is there once."""
    frame = frame_of(database, query).astype(object)
    rows = frame.where(frame.notna(), None).itertuples(index=False, name=None)
    pairs = [(tuple(map(day_of, group)), value) for *group, value in rows]
    values = dict(pairs)
    assert len(values) == len(pairs), query
    return values


def day_of(key: object) -> object:
    """A key as it is, and a moment as its day: MetricFlow gives the first moment of a month."""
    return key.date() if isinstance(key, datetime.datetime) else key


def agree(group: tuple, asked: Values, expected: Values) -> bool:
    """Whether metric and mart say the same of a group, to the cent or to 1e-9."""
    if group not in expected:
        # those who are in no group, guests and anonymous people, have no row of the mart
        return None in group or not asked[group]
    if group not in asked:
        # a mart has rows for months without anything, too
        return not expected[group]
    return same(asked[group], expected[group])


def same(asked: object, expected: object) -> bool:
    """Whether two values are the same; a quotient is rounded to the cent where the mart's is."""
    if asked is None or expected is None:
        return asked is expected
    if isinstance(expected, Decimal) and expected.as_tuple().exponent == CENT.as_tuple().exponent:
        if isinstance(asked, Decimal):
            return asked == expected
        return abs(asked - float(expected)) <= float(CENT) / 2 + 1e-9
    return math.isclose(asked, expected, rel_tol=1e-9, abs_tol=1e-9)
