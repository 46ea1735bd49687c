"""The files of bi/superset agree with the marts and with each other; Superset is not needed."""

import json
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import yaml

from running import REPOSITORY

ASSETS = REPOSITORY / "bi" / "superset" / "assets"
CHARTS = sorted((ASSETS / "charts").glob("*.yaml"))
DATASETS = sorted((ASSETS / "datasets").rglob("*.yaml"))
NO_PASSWORD = "XXXXXXXXXX"


@cache
def read(file: Path) -> dict:
    return yaml.safe_load(file.read_text(encoding="utf-8"))


@cache
def model(name: str) -> dict:
    """A mart's entry in its YAML file."""
    (file,) = (REPOSITORY / "models" / "marts").rglob(f"{name}.yml")
    (entry,) = (entry for entry in read(file)["models"] if entry["name"] == name)
    return entry


def dataset_of(chart: dict) -> dict:
    (dataset,) = (read(file) for file in DATASETS if read(file)["uuid"] == chart["dataset_uuid"])
    return dataset


def values_of(params: dict, *names: str) -> Iterator[str]:
    """What the named settings of a chart hold, one text or a list of them."""
    for name in names:
        value = params.get(name) or []
        yield from [value] if isinstance(value, str) else value


def stem(file: Path) -> str:
    return file.stem


@pytest.mark.parametrize("file", DATASETS, ids=stem)
def test_a_dataset_has_the_columns_of_its_mart(file: Path) -> None:
    dataset = read(file)
    physical = [
        column["column_name"] for column in dataset["columns"] if "expression" not in column
    ]
    assert physical == [column["name"] for column in model(dataset["table_name"])["columns"]]
    assert dataset["schema"] == "marts"


@pytest.mark.parametrize("file", CHARTS, ids=stem)
def test_a_chart_asks_for_metrics_and_columns_of_its_dataset(file: Path) -> None:
    chart = read(file)
    params, dataset = chart["params"], dataset_of(chart)
    metrics = {metric["metric_name"] for metric in dataset["metrics"]}
    columns = {column["column_name"] for column in dataset["columns"]}
    asked = set(values_of(params, "metric", "metrics", "metrics_b", "timeseries_limit_metric"))
    assert asked
    assert asked <= metrics
    filters = params.get("adhoc_filters", []) + params.get("adhoc_filters_b", [])
    named = {entry["subject"] for entry in filters if entry["expressionType"] == "SIMPLE"}
    assert named | set(values_of(params, "groupby", "groupby_b", "x_axis")) <= columns
    assert chart["viz_type"] == params["viz_type"]


@pytest.mark.parametrize("file", CHARTS, ids=stem)
def test_the_query_saved_with_a_chart_is_the_one_that_it_draws(file: Path) -> None:
    chart = read(file)
    params, queries = chart["params"], json.loads(chart["query_context"])["queries"]
    drawn = set(values_of(params, "metric", "metrics", "metrics_b"))
    assert drawn == {metric for query in queries for metric in query["metrics"]}
    by = set(values_of(params, "groupby", "groupby_b", "x_axis"))
    columns = [column for query in queries for column in query["columns"]]
    assert by == {column if isinstance(column, str) else column["label"] for column in columns}
    conditions = {
        entry["sqlExpression"]
        for entry in params["adhoc_filters"]
        if entry["expressionType"] == "SQL"
    }
    saved = " ".join(query["extras"].get("where", "") for query in queries)
    assert all(condition in saved for condition in conditions)


def test_each_chart_is_on_the_dashboard_once_and_by_its_right_name() -> None:
    """Superset's importer leaves a chart out in silence whose position lacks uuid or chartId."""
    position = read(ASSETS / "dashboards" / "customer_analytics.yaml")["position"].values()
    placed = [
        entry["meta"] for entry in position if isinstance(entry, dict) and entry["type"] == "CHART"
    ]
    charts = [read(file) for file in CHARTS]
    assert Counter((meta["uuid"], meta["sliceName"]) for meta in placed) == Counter(
        (chart["uuid"], chart["slice_name"]) for chart in charts
    )
    assert len({meta["chartId"] for meta in placed}) == len(charts)


def test_no_password_is_in_the_files() -> None:
    uri = read(ASSETS / "databases" / "customer_analytics.yaml")["sqlalchemy_uri"]
    assert uri.split("@")[0].split(":")[-1] == NO_PASSWORD
    everything = "".join(file.read_text(encoding="utf-8") for file in ASSETS.rglob("*.yaml"))
    assert everything.count("postgresql") == 1
    assert "password" not in everything


def test_no_two_files_share_an_identity() -> None:
    files = [file for file in ASSETS.rglob("*.yaml") if file.name != "metadata.yaml"]
    assert len({read(file)["uuid"] for file in files}) == len(files)
