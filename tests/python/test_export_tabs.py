"""Exports by tab: a tab's name stands for every model that it shows, and never hides a mart."""

import sys
from pathlib import Path

import openpyxl
import pytest

from customer_analytics.connection import Server
from customer_analytics.errors import CustomerAnalyticsError
from customer_analytics.exporting import ExportRequest, export_marts
from databases import run_sql
from running import run_cli

# `loyalty` is a mart and a tab; `rpt_kpis` and `marts.rpt_overview__old` are on no tab.
TABS = """
create schema marts;
create schema reporting;
create table marts.customers as select 'c1' as customer_id, 'vip' as segment;
create table marts.loyalty as select 1 as members;
create table marts.rpt_overview__old as select 1 as n;
create view reporting.rpt_overview__sales as
    select * from (values ('vip', 7), ('other', 5)) as rows (segment, orders);
create view reporting.rpt_overview__kpis as select 'vip' as segment, 3 as customers;
create view reporting.rpt_loyalty__points as select 'gold' as tier, 10 as points;
create view reporting.rpt_loyalty__sales as select 'gold' as tier, 2 as orders;
create view reporting.rpt_kpis as select 1 as n
"""


@pytest.fixture
def tabs(database: Server) -> Server:
    """A database with marts and the reporting models of two tabs."""
    return run_sql(database, TABS)


def exported(server: Server, folder: Path, *names: str, **options: object) -> list[str]:
    """The marts that an export of `names` to `folder` writes, in order."""
    request = ExportRequest(names, out=f"{folder}/", **options)
    files = export_marts(server, request, stdout=sys.stdout.buffer)
    assert sorted(path.name for path in folder.iterdir()) == sorted(f.path.name for f in files)
    return [mart for file in files for mart in file.marts]


def test_a_tab_is_all_its_models(tabs: Server, tmp_path: Path) -> None:
    assert exported(tabs, tmp_path, "overview") == ["rpt_overview__kpis", "rpt_overview__sales"]
    lines = (tmp_path / "rpt_overview__sales.csv").read_text(encoding="utf-8").splitlines()
    assert lines == ["segment,orders", "vip,7", "other,5"]


def test_a_mart_wins_over_the_tab_of_its_name(tabs: Server, tmp_path: Path) -> None:
    assert exported(tabs, tmp_path / "mart", "loyalty") == ["loyalty"]
    of_tab = exported(tabs, tmp_path / "tab", "tab:loyalty")
    assert of_tab == ["rpt_loyalty__points", "rpt_loyalty__sales"]


def test_everything_is_written_once(tabs: Server, tmp_path: Path) -> None:
    names = ("customers", "overview", "rpt_overview__sales", "tab:overview", "marts.customers")
    assert exported(tabs, tmp_path, *names) == [
        "customers",
        "rpt_overview__kpis",
        "rpt_overview__sales",
    ]


def test_a_model_goes_by_its_own_name_too(tabs: Server, tmp_path: Path) -> None:
    names = ("rpt_kpis", "reporting.rpt_loyalty__points")
    assert exported(tabs, tmp_path, *names) == ["rpt_kpis", "rpt_loyalty__points"]


def test_sheets_are_called_after_the_charts(tabs: Server, tmp_path: Path) -> None:
    def sheets(*names: str) -> list[str]:
        request = ExportRequest(names, out=str(tmp_path / "book.xlsx"))
        [file] = export_marts(tabs, request, stdout=sys.stdout.buffer)
        return openpyxl.load_workbook(file.path).sheetnames

    assert sheets("tab:loyalty", "customers") == ["points", "sales", "customers"]
    # `sales` is on both
    assert sheets("tab:loyalty", "overview") == [
        "points",
        "rpt_loyalty__sales",
        "kpis",
        "rpt_overview__sales",
    ]


def test_conditions_and_columns_are_for_every_model_of_a_tab(tabs: Server, tmp_path: Path) -> None:
    exported(tabs, tmp_path, "overview", where=("segment=vip",), columns=("segment",))
    for name in ("rpt_overview__kpis", "rpt_overview__sales"):
        assert (tmp_path / f"{name}.csv").read_text(encoding="utf-8") == "segment\nvip\n"


@pytest.mark.parametrize("choice", [{"where": ("customers>1",)}, {"columns": ("customers",)}])
def test_a_model_without_the_column_is_named(tabs: Server, tmp_path: Path, choice: dict) -> None:
    with pytest.raises(CustomerAnalyticsError, match="rpt_overview__sales has no column"):
        exported(tabs, tmp_path, "overview", **choice)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "message", "hint"),
    [
        ("overvew", "no mart or tab 'overvew'", "Did you mean overview?"),
        ("custmers", "no mart or tab 'custmers'", "Did you mean customers?"),
        ("loyality", "no mart or tab 'loyality'", "Did you mean loyalty?"),
        ("tab:loyality", "no tab 'loyality'", "Did you mean tab:loyalty?"),
        ("tab:customers", "no tab 'customers'", "Tabs are: loyalty, overview"),
        ("tab:", "no tab ''", "Tabs are: loyalty, overview"),
        ("rpt_overview", "no mart or tab 'rpt_overview'", "Tabs are: loyalty, overview"),
    ],
)
def test_unknown_names_are_told_the_close_ones(
    tabs: Server, tmp_path: Path, name: str, message: str, hint: str
) -> None:
    with pytest.raises(CustomerAnalyticsError, match=message) as failure:
        exported(tabs, tmp_path, name)
    assert hint in failure.value.hint


def test_without_a_name_the_command_says_what_it_takes(tabs: Server) -> None:
    done = run_cli("export", server=tabs)
    assert done.returncode == 1
    assert "Name marts or tabs" in done.stderr
