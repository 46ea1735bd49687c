"""The graph keeps to its layers and says what it is: read from the manifest, without a database."""

import csv
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from customer_analytics.raw_contract import read_contract
from running import REPOSITORY

SHARED_STAGING = {
    "stg_as_of_date",
    "stg_daily_exchange_rates",
    "stg_purchase_behavior_fingerprints",
}
MAY_READ = {
    "base": {"source", "sample", "base", "shared staging"},
    "staging": {"source", "sample", "base", "shared staging"},
    "shared staging": {"source", "sample", "base", "shared staging"},
    "intermediate": {"staging", "shared staging", "intermediate", "rules"},
    "marts": {"staging", "shared staging", "intermediate", "marts", "rules"},
    "reporting": {"marts"},
    "semantic": {"shared staging", "marts"},
}
# Bad rows are in the base models alone, so the list of them reads those.
MAY_ALSO_READ = {"data_quality_issues": {"base"}}
CLOCKS = re.compile(
    r"\b(current_date|current_timestamp|current_time|localtimestamp|localtime|run_started_at"
    r"|now\s*\(|getdate\s*\(|clock_timestamp\s*\(|statement_timestamp\s*\(|modules\.datetime)",
    re.IGNORECASE,
)
LONGEST_MODEL = 120  # lines
# What a metric's description begins with.
UNITS = ("Money", "Number", "Fraction", "Points", "Calendar hours")


@pytest.fixture(scope="module")
def manifest(tmp_path_factory) -> dict:
    """dbt's manifest of the project as it is, which needs no server."""
    from dbt.cli.main import dbtRunner

    folder = tmp_path_factory.mktemp("manifest")
    shutil.copy(REPOSITORY / "profiles.example.yml", folder / "profiles.yml")
    options = ["--project-dir", REPOSITORY, "--profiles-dir", folder]
    options += ["--target-path", folder, "--log-path", folder]
    outcome = dbtRunner().invoke(["--quiet", "parse", *map(str, options)])
    assert outcome.success, outcome.exception
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))


def models(manifest: dict) -> Iterator[dict]:
    return (node for node in manifest["nodes"].values() if node["resource_type"] == "model")


def models_in(manifest: dict, *layers: str) -> list[dict]:
    return [model for model in models(manifest) if layer_of(model) in layers]


def layer_of(node: dict) -> str:
    """Layer of a model, seed or source; functions have none."""
    if node["resource_type"] == "source":
        return "source"
    if node["resource_type"] == "function":
        return "function"
    if node["name"] in SHARED_STAGING:
        return "shared staging"
    folders = node["fqn"][1:-1]
    return "base" if "base" in folders else folders[0]


def reads(manifest: dict, model: dict) -> list[dict]:
    nodes = manifest["nodes"] | manifest["sources"] | manifest.get("functions", {})
    return [nodes[unique_id] for unique_id in model["depends_on"]["nodes"]]


def test_each_layer_reads_only_the_layers_below_it(manifest):
    forbidden = [
        f"{model['name']} ({layer_of(model)}) reads {read['name']} ({layer_of(read)})"
        for model in models(manifest)
        for read in reads(manifest, model)
        if layer_of(read) not in MAY_READ[layer_of(model)] | {"function"}
        and layer_of(read) not in MAY_ALSO_READ.get(model["name"], set())
    ]
    assert forbidden == []


def test_a_public_view_reads_one_table_that_is_never_gone(manifest):
    # Over two tables a view is half old and half new while a build runs, and stays so if it is
    # killed; and a table that is not replaced in place takes the views over it along.
    views = [
        model for model in models_in(manifest, "marts", "reporting") if is_made_as(model, "view")
    ]
    assert "customer_rfm_analysis" in {view["name"] for view in views}
    bases = {view["name"]: reads(manifest, view) for view in views}
    wrong = {
        name: [base["name"] for base in read]
        for name, read in bases.items()
        if len(read) != 1 or not is_made_as(read[0], "incremental")
    }
    assert wrong == {}


def test_no_table_is_empty_after_a_crash(manifest):
    # PostgreSQL empties unlogged tables when it starts again after a crash.
    kept = models_in(manifest, "marts", "reporting", "semantic")
    kept += [model for model in models(manifest) if is_made_as(model, "incremental")]
    assert [model["name"] for model in kept if model["config"].get("unlogged")] == []


def is_made_as(node: dict, materialization: str) -> bool:
    return node["config"].get("materialized") == materialization


def test_nothing_reads_reporting(manifest):
    forbidden = [
        f"{model['name']} reads {read['name']}"
        for model in models(manifest)
        for read in reads(manifest, model)
        if layer_of(read) == "reporting"
    ]
    assert forbidden == []


def test_models_are_named_for_their_layer(manifest):
    prefixes = {"base": "base_", "staging": "stg_", "shared staging": "stg_"}
    prefixes |= {"intermediate": "int_", "reporting": "rpt_"}
    misnamed = [
        model["name"]
        for model in models(manifest)
        if not model["name"].startswith(prefixes.get(layer_of(model), ""))
    ]
    assert misnamed == []


def test_each_raw_table_has_a_base_and_a_staging_model_and_a_sample(manifest):
    names = {node["name"] for node in manifest["nodes"].values()}
    tables = read_contract(REPOSITORY)
    expected = {f"{prefix}_{table}" for table in tables for prefix in ("base", "sample")}
    expected |= {f"stg_{table}" for table in tables if table != "exchange_rates"}
    assert expected - names == set()


def test_each_model_has_a_file_of_yaml_beside_it_of_its_own(manifest):
    elsewhere = [
        model["name"]
        for model in models(manifest)
        if (model["patch_path"] or "").removeprefix("customer_analytics://")
        != str(Path(model["original_file_path"]).with_suffix(".yml"))
    ]
    assert elsewhere == []


def test_each_model_says_its_grain(manifest):
    silent = [m["name"] for m in models(manifest) if not m["description"].startswith("Grain: one ")]
    assert silent == []


def test_each_public_mart_has_an_enforced_contract(manifest):
    loose = [
        model["name"]
        for model in models_in(manifest, "marts", "reporting", "semantic")
        if not model["config"]["contract"]["enforced"]
    ]
    assert loose == []


def test_each_mart_of_customers_finds_one_by_an_index(manifest):
    slow = [
        mart["name"]
        for mart in models_in(manifest, "marts")
        if "customer_id" in mart["columns"]
        and not is_made_as(mart, "view")
        and not any(
            index["columns"][0] == "customer_id" for index in mart["config"].get("indexes", [])
        )
    ]
    assert slow == []


def test_each_mart_is_behind_a_tab_of_the_dashboard(manifest):
    shown = {
        unique_id
        for exposure in manifest["exposures"].values()
        for unique_id in exposure["depends_on"]["nodes"]
    }
    unseen = [m["name"] for m in models_in(manifest, "marts") if m["unique_id"] not in shown]
    assert not unseen, f"in no exposure of models/exposures.yml: {unseen}"


def test_each_chart_is_behind_its_own_tab_of_the_dashboard(manifest):
    shown = {
        (exposure["name"], unique_id)
        for exposure in manifest["exposures"].values()
        for unique_id in exposure["depends_on"]["nodes"]
    }
    misplaced = [
        model["name"]
        for model in models_in(manifest, "reporting")
        if (f"dashboard_{model['config']['meta']['chart']['tab']}", model["unique_id"]) not in shown
    ]
    assert not misplaced, f"not in the exposure of their tab, models/exposures.yml: {misplaced}"


def test_semantic_models_are_of_public_marts(manifest):
    private = [
        f"{semantic_model['name']} reads {read['name']}"
        for semantic_model in manifest["semantic_models"].values()
        for read in reads(manifest, semantic_model)
        if layer_of(read) != "marts"
    ]
    assert private == []


def test_each_metric_names_its_unit_and_the_marts_that_it_equals(manifest):
    columns = {model["name"]: set(model["columns"]) for model in models_in(manifest, "marts")}
    poor = []
    for metric in manifest["metrics"].values():
        equals = metric["config"]["meta"].get("equals", [])
        # test_metrics.py asks MetricFlow and compares
        for equal in equals:
            named = {*equal.get("by", {}).values(), *filter(None, [equal.get("column")])}
            if not named <= columns.get(equal["mart"], set()) or ("column" in equal) == (
                "total" in equal
            ):
                poor.append(f"{metric['name']}: {equal}")
        if not equals or not metric["description"].startswith(UNITS):
            poor.append(metric["name"])
    assert poor == []


def test_each_column_has_a_type_and_a_description_that_says_more_than_its_name(manifest):
    seeds = [
        node
        for node in manifest["nodes"].values()
        if node["resource_type"] == "seed" and layer_of(node) == "rules"
    ]
    poor = [
        f"{node['name']}.{column['name']}"
        for node in [*models(manifest), *seeds]
        for column in node["columns"].values()
        if not column["data_type"] or not says_more_than(column["name"], column["description"])
    ]
    assert poor == []


def says_more_than(name: str, description: str) -> bool:
    """Whether the description has a word that is neither in the name nor an article."""
    known = {*name.split("_"), "the", "a", "an", "of"}
    return bool({*re.findall(r"[a-z0-9]+", description.lower())} - known)


def test_each_rules_table_describes_the_columns_that_its_file_has(manifest):
    rules = [
        node
        for node in manifest["nodes"].values()
        if node["resource_type"] == "seed" and layer_of(node) == "rules"
    ]
    assert rules
    for seed in rules:
        assert list(seed["columns"]) == header(REPOSITORY / seed["original_file_path"])
        assert list(seed["config"]["column_types"]) == list(seed["columns"]), seed["name"]


def test_the_sample_has_the_columns_of_the_contract_in_its_order():
    for table in read_contract(REPOSITORY).values():
        file = REPOSITORY / "seeds" / "sample" / f"sample_{table.name}.csv"
        assert header(file) == list(table.column_names), table.name


def header(file: Path) -> list[str]:
    with file.open(encoding="utf-8", newline="") as lines:
        return next(csv.reader(lines))


def test_personal_columns_are_marked_wherever_they_go(manifest):
    contract = read_contract(REPOSITORY)
    personal = {name: pii_columns(table.columns) for name, table in contract.items()}
    unmarked = []
    for model in models_in(manifest, "staging", "marts", "reporting"):
        table = model["name"].removeprefix("stg_") if layer_of(model) == "staging" else "customers"
        unmarked += [
            f"{model['name']}.{column['name']}"
            for column in model["columns"].values()
            if column["name"] in personal.get(table, set())
            and not column["config"]["meta"].get("pii")
        ]
    assert unmarked == []


def pii_columns(columns) -> set[str]:
    return {column.name for column in columns if column.is_pii}


def test_no_model_is_longer_than_one_can_read():
    long = {
        file.name: lines
        for file in REPOSITORY.glob("models/**/*.sql")
        if (lines := len(file.read_text(encoding="utf-8").splitlines())) > LONGEST_MODEL
    }
    assert long == {}


def test_nothing_asks_the_clock():
    askers = [
        f"{file.relative_to(REPOSITORY)}: {match.group()}"
        for folder in ("models", "macros", "functions", "tests/data")
        for file in (REPOSITORY / folder).glob("**/*.sql")
        for match in CLOCKS.finditer(file.read_text(encoding="utf-8"))
    ]
    assert askers == []


def test_each_macro_describes_itself_and_its_arguments(manifest):
    poor = []
    for macro in manifest["macros"].values():
        if macro["package_name"] != "customer_analytics":
            continue
        described = [argument["name"] for argument in macro["arguments"] if argument["description"]]
        if not macro["description"] or described != arguments_of(macro):
            poor.append(f"{macro['name']}: {arguments_of(macro)}")
    assert poor == []


def arguments_of(macro: dict) -> list[str]:
    """Names of a macro's arguments, in its order; materializations have none of their own."""
    found = re.search(r"{%-?\s*(?:macro|test)\s+\w+\s*\(([^)]*)\)", macro["macro_sql"])
    names = found.group(1).split(",") if found else []
    return [name.split("=")[0].strip() for name in names if name.strip()]
