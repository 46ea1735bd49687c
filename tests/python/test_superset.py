"""bi/superset in a real Apache Superset that reads as `db grant-reader` lets it."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
import yaml

from customer_analytics.connection import Server
from running import REPOSITORY, models_that_make, run_cli
from superset_server import (
    IMPORTER,
    PROGRAM,
    USER,
    RunningSuperset,
    load_importer,
    running_superset,
)

pytestmark = [
    pytest.mark.superset,
    pytest.mark.timeout(1200),
    pytest.mark.skipif(not PROGRAM.exists(), reason="no Superset here: make test-superset"),
]

ASSETS = REPOSITORY / "bi" / "superset" / "assets"
CHARTS = sorted((ASSETS / "charts").glob("*.yaml"))
MARTS = [file.stem for file in sorted((ASSETS / "datasets").rglob("*.yaml"))]
READER = "superset_test"


@pytest.fixture(scope="module")
def shop(shared_database: Server) -> Server:
    """A made-up shop of two years, built as far as the charts go."""
    build = ("build", "--loaded", "--exclude", "resource_type:test", *models_that_make(*MARTS))
    for arguments in (("generate", "--customers", "1000"), build):
        outcome = run_cli(*arguments, server=shared_database, timeout=900)
        assert outcome.returncode == 0, outcome.stdout + outcome.stderr
    return shared_database


@pytest.fixture(scope="module")
def address(shop: Server) -> Iterator[str]:
    """What `db grant-reader` prints, to be pasted into Superset."""
    outcome = run_cli("db", "grant-reader", READER, "--new-password", server=shop)
    assert outcome.returncode == 0, outcome.stderr
    yield outcome.stdout.strip()
    assert run_cli("db", "revoke-reader", READER, server=shop).returncode == 0


@pytest.fixture(scope="module")
def superset(address: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSuperset]:
    """A Superset into which the assets were imported as docs/bi-tools.md says."""
    with running_superset(tmp_path_factory.mktemp("superset")) as superset:
        outcome = run_import(superset, address)
        assert outcome.returncode == 0, outcome.stderr
        assert outcome.stdout == f"{superset.url}/superset/dashboard/customer-analytics/\n"
        yield superset


@pytest.fixture(scope="module")
def importer() -> ModuleType:
    return load_importer()


@pytest.fixture(scope="module")
def api(superset: RunningSuperset, importer: ModuleType) -> object:
    """A session with its REST API."""
    return importer.Superset(superset.url, USER, superset.password)


def run_import(superset: RunningSuperset, address: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {
        "CUSTOMER_ANALYTICS_READER_URL": address,
        "SUPERSET_PASSWORD": superset.password,
    }
    command = [sys.executable, IMPORTER, "--superset", superset.url, "--user", USER]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def counts(api: object) -> dict[str, int]:
    return {
        kind: api.get(f"{kind}/?q=(page_size:100)")["count"]
        for kind in ("database", "dataset", "chart", "dashboard")
    }


def ids_of_charts(api: object) -> dict[str, int]:
    """Superset's number of each chart of the dashboard, by title."""
    charts = api.get("dashboard/customer-analytics/charts")["result"]
    return {chart["slice_name"]: chart["id"] for chart in charts}


def test_everything_arrives_and_a_second_import_adds_nothing(
    superset: RunningSuperset, api: object, address: str
) -> None:
    expected = {
        "database": 1, "dataset": len(MARTS), "chart": len(CHARTS), "dashboard": 1
    }  # fmt: skip
    assert counts(api) == expected
    again = run_import(superset, address)
    assert again.returncode == 0, again.stderr
    assert counts(api) == expected


@pytest.mark.parametrize("file", CHARTS, ids=lambda file: file.stem)
def test_a_chart_has_data(api: object, file: Path) -> None:
    title = yaml.safe_load(file.read_text(encoding="utf-8"))["slice_name"]
    chart = api.get(f"chart/{ids_of_charts(api)[title]}")["result"]
    answers = api.post("chart/data", json.loads(chart["query_context"]))["result"]
    assert answers
    for answer in answers:
        assert answer["error"] is None
        assert answer["rowcount"] > 0
        assert any(value is not None for row in answer["data"] for value in row.values())


def test_descriptions_of_columns_come_from_the_marts(api: object) -> None:
    datasets = api.get("dashboard/customer-analytics/datasets")["result"]
    (number,) = (entry["id"] for entry in datasets if entry["table_name"] == "customer_360")
    columns = api.get(f"dataset/{number}")["result"]["columns"]
    described = {column["column_name"]: column["description"] for column in columns}
    assert described["recency_days"].startswith("Days from the latest purchase")


def test_superset_is_refused_what_the_reader_may_not_see(api: object, importer: ModuleType) -> None:
    (database,) = api.get("database/")["result"]
    query = {"database_id": database["id"], "schema": "marts", "runAsync": False}
    allowed = api.post("sqllab/execute/", query | {"sql": "select customer_id from customers"})
    assert allowed["status"] == "success"
    for refused in ("select * from staging.stg_customers", "select * from raw.customers"):
        with pytest.raises(importer.ImportFailedError, match="permission denied"):
            api.post("sqllab/execute/", query | {"sql": refused})


def test_the_import_says_so_when_superset_leaves_a_chart_out(
    api: object, importer: ModuleType, address: str, tmp_path: Path
) -> None:
    """Superset answers "OK" to a dashboard that lacks one of its charts."""
    folder = shutil.copytree(ASSETS, tmp_path / "assets")
    file = folder / "dashboards" / "customer_analytics.yaml"
    dashboard = yaml.safe_load(file.read_text(encoding="utf-8"))
    del dashboard["position"]["CHART-nps"]
    file.write_text(yaml.safe_dump(dashboard), encoding="utf-8")
    with pytest.raises(importer.ImportFailedError, match=f"{len(CHARTS) - 1} of {len(CHARTS)}"):
        importer.import_assets(api, address, folder)
    importer.import_assets(api, address)


def test_a_wrong_password_is_an_error_in_one_line(superset: RunningSuperset, address: str) -> None:
    wrong = RunningSuperset(superset.url, "wrong")
    outcome = run_import(wrong, address)
    assert outcome.returncode == 1
    assert outcome.stderr.count("\n") == 1
    assert "401" in outcome.stderr
