"""Specs of charts: what is wrong in one is told with file and line, before anything is drawn."""

import copy
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from customer_analytics.charts.specs import read_tabs
from customer_analytics.charts.theme import read_theme
from customer_analytics.dashboard.boards import default_board, only_tabs, read_board_file
from customer_analytics.errors import CustomerAnalyticsError
from running import REPOSITORY

EXPOSURES = """
exposures:
  - {name: dashboard_sales, type: dashboard, label: Sales, description: What is sold?}
  - name: dashboard_spend
    type: dashboard
    label: Spend
    config: {meta: {filters: [period, channel]}}
  - {name: notebook, type: notebook, label: Not a tab}
"""
COLUMNS = {
    "period_month": "date",
    "segment": "text",
    "channel": "text",
    "category": "text",
    "product": "text",
    "orders": "integer",
    "net_revenue": "numeric(14,2)",
}
CHART = {
    "tab": "sales",
    "order": 10,
    "title": "What is sold?",
    "type": "bar",
    "x": "category",
    "y": "net_revenue",
    "period_of": "order",
    "measures": {
        "net_revenue": {"sum": "net_revenue", "format": "money"},
        "average": {"sum": "net_revenue", "per": "orders", "format": "money_cents"},
    },
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "models" / "reporting" / "sales").mkdir(parents=True)
    (tmp_path / "models" / "exposures.yml").write_text(EXPOSURES)
    return tmp_path


@pytest.fixture
def add(project: Path) -> Callable[..., Path]:
    """Add a reporting model with a chart's spec: the usual one, with changes (None takes away)."""

    def add_model(name: str = "rpt_sales__by_category", **changes: object) -> Path:
        chart = {key: value for key, value in (CHART | changes).items() if value is not None}
        columns = [{"name": key, "data_type": kind} for key, kind in COLUMNS.items()]
        model = {"name": name, "config": {"meta": {"chart": chart}}, "columns": columns}
        path = project / "models" / "reporting" / "sales" / f"{name}.yml"
        path.write_text(yaml.safe_dump({"models": [copy.deepcopy(model)]}, sort_keys=False))
        return path

    return add_model


def problems(project: Path) -> str:
    with pytest.raises(CustomerAnalyticsError) as raised:
        read_tabs(project)
    return raised.value.message


def line_of(path: Path, text: str) -> int:
    lines = path.read_text().splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


def test_tabs_are_the_exposures_and_their_charts_are_in_order(project, add):
    add("rpt_sales__second", order=20)
    add("rpt_sales__first", order=10)

    sales, spend = read_tabs(project)

    assert (sales.name, sales.title, sales.question) == ("sales", "Sales", "What is sold?")
    assert [chart.model for chart in sales.charts] == ["rpt_sales__first", "rpt_sales__second"]
    assert spend.filters == ("period", "channel")
    assert spend.charts == ()


@pytest.mark.parametrize(
    ("changes", "line_has", "said"),
    [
        ({"x": "categry"}, "x: categry", "no column 'categry'"),
        ({"type": "pie"}, "type: pie", "'pie' is not one of"),
        ({"colour": "segment"}, "colour: segment", "did you mean color?"),
        ({"tab": "nowhere"}, "tab: nowhere", "no tab 'nowhere'; there are: sales, spend"),
        ({"title": "Sales by category"}, "title:", "ends with ?"),
        ({"y": None}, "chart:", "a chart of type bar wants y"),
        ({"y": "category"}, "y: category", "category should be a measure"),
        ({"x": "net_revenue"}, "x: net_revenue", "net_revenue should be a column"),
        ({"period_of": None}, "chart:", "period_of"),
        ({"filters": ["period"]}, "chart:", "why segment and channel can't act"),
        ({"unfiltered": "no reason"}, "unfiltered:", "all filters of the tab act on it"),
        ({"drill": {"level": "shelf"}}, "level: shelf", "no column 'shelf'"),
        ({"drill": {"filter": "segment"}}, "filter: segment", "not drawn by segment"),
        ({"drill": {"filter": "segment", "tab": "x"}, "x": "segment"}, "tab: x", "no tab 'x'"),
        ({"sort": "-size"}, "sort:", "no column 'size'"),
        ({"sort": "-average"}, "sort:", "the measure average is not drawn"),
        ({"limit": 5, "color": "segment"}, "limit:", "only a table, or a chart by one column"),
        ({"columns": ["category"]}, "columns:", "a chart of type bar has no columns"),
        ({"order": 0}, "order: 0", "0 is less than the minimum"),
        (
            {"measures": {"net_revenue": {"sum": "category", "format": "money"}}},
            "sum: category",
            "category is text; only numbers can be added up",
        ),
        (
            {"measures": {"net_revenue": {"sum": "revenu", "format": "money"}}},
            "sum: revenu",
            "no column 'revenu'",
        ),
    ],
)
def test_what_is_wrong_is_told_with_file_and_line(project, add, changes, line_has, said):
    path = add(**changes)

    message = problems(project)

    place = f"models/reporting/sales/rpt_sales__by_category.yml:{line_of(path, line_has)}: "
    told = next(line for line in message.splitlines() if said in line)
    assert told.startswith(place), message


def test_two_charts_in_one_place_name_each_other(project, add):
    add("rpt_sales__a")
    second = add("rpt_sales__b")

    message = problems(project)

    assert f"rpt_sales__b.yml:{line_of(second, 'order:')}: " in message
    assert "order 10 of the tab sales is taken by rpt_sales__a" in message


def test_all_problems_of_all_charts_are_told_at_once(project, add):
    add("rpt_sales__a", x="nothing")
    add("rpt_sales__b", order=20, sort="nowhere")

    message = problems(project)

    assert "'nothing'" in message
    assert "'nowhere'" in message


def test_what_is_no_yaml_is_told_with_its_line(project, add):
    path = add()
    path.write_text("models:\n  - name: 'open\n")

    with pytest.raises(CustomerAnalyticsError, match=r"rpt_sales__by_category\.yml:\d+: "):
        read_tabs(project)


def test_the_project_s_own_specs_are_right():
    tabs = read_tabs(REPOSITORY)

    assert [tab.name for tab in tabs if tab.charts]


def board_file(folder: Path, text: str) -> Path:
    path = folder / "board.yml"
    path.write_text(text)
    return path


def test_a_board_of_one_s_own_picks_orders_and_renames(project, add, tmp_path):
    add("rpt_sales__a", order=10)
    add("rpt_sales__b", order=20)
    path = board_file(
        tmp_path,
        "title: Mine\n"
        "filters: {period: 3m, segment: Champions}\n"
        "tabs:\n"
        "  - title: Both\n"
        "    charts: [rpt_sales__b, {chart: rpt_sales__a, title: Why so?, width: full}]\n",
    )

    board = read_board_file(path, read_tabs(project))

    assert (board.title, board.presets) == ("Mine", {"period": "3m", "segment": "Champions"})
    [tab] = board.tabs
    assert [(c.model, c.title, c.width) for c in tab.charts] == [
        ("rpt_sales__b", "What is sold?", "half"),
        ("rpt_sales__a", "Why so?", "full"),
    ]


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("tabs: 3\n", "board.yml:1", "a list of tabs"),
        ("tabs:\n  - charts: [rpt_sales__a]\n", "board.yml:2", "a title and charts"),
        (
            "tabs:\n  - title: A\n    charts:\n      - rpt_sales__c\n",
            "board.yml:4",
            "'rpt_sales__c'",
        ),
        ("colour: red\ntabs:\n  - {title: A, charts: [rpt_sales__a]}\n", "board.yml:1", "'colour'"),
        (
            "tabs:\n"
            "  - {title: A, charts: [rpt_sales__a]}\n"
            "  - {title: B, charts: [rpt_sales__a]}\n",
            "board.yml:3",
            "rpt_sales__a is in the dashboard twice",
        ),
        ("tabs: []\nfilters:\n  country: DE\n", "board.yml:3", "'country'"),
    ],
)
def test_what_is_wrong_in_a_board_is_told_with_its_line(project, add, tmp_path, text, place, said):
    add("rpt_sales__a")

    with pytest.raises(CustomerAnalyticsError) as raised:
        read_board_file(board_file(tmp_path, text), read_tabs(project))

    assert f"{place}: " in raised.value.message
    assert said in raised.value.message


def test_lists_of_single_customers_are_left_out_unless_asked_for(project, add):
    add("rpt_sales__people", type="table", x=None, y=None, columns=["category"], personal=True)
    tabs = read_tabs(project)

    assert default_board(tabs).charts == ()
    assert [chart.model for chart in default_board(tabs, customers=True).charts] == [
        "rpt_sales__people"
    ]


def test_an_unknown_tab_is_an_error_with_the_closest_name(project, add):
    add()

    with pytest.raises(CustomerAnalyticsError) as raised:
        only_tabs(default_board(read_tabs(project)), ["sale"])

    assert "Did you mean sales?" in raised.value.hint


def test_a_theme_changes_what_it_names_and_leaves_the_rest(tmp_path):
    path = tmp_path / "theme.yml"
    path.write_text(
        "title: My shop\ncolors: {light: {accent: '#ff0000'}}\n"
        "numbers: {currencies: {SEK: {after: ' kr'}}}\n"
    )

    theme, usual = read_theme(path), read_theme()

    assert theme.title == "My shop"
    assert theme.colors["light"]["accent"] == "#ff0000"
    assert theme.colors["light"]["text"] == usual.colors["light"]["text"]
    assert theme.locale("SEK")["currency"] == ["", " kr"]
    assert theme.locale("EUR") == usual.locale("EUR")
    assert usual.locale("XYZ")["currency"] == ["", " XYZ"]


def test_a_key_that_a_theme_has_not_is_told_with_its_line(tmp_path):
    path = tmp_path / "theme.yml"
    path.write_text("title: My shop\ncolors:\n  light:\n    acent: red\n")

    with pytest.raises(CustomerAnalyticsError, match=r"theme\.yml:4: a theme has no key acent"):
        read_theme(path)


def test_a_logo_is_part_of_the_page_and_so_neither_large_nor_missing(tmp_path):
    path = tmp_path / "theme.yml"
    path.write_text("logo: logo.png\n")
    with pytest.raises(CustomerAnalyticsError, match=r"logo\.png can't be read"):
        read_theme(path)
    (tmp_path / "logo.png").write_bytes(b"x" * 300_000)
    with pytest.raises(CustomerAnalyticsError, match="300,000 bytes"):
        read_theme(path)
    (tmp_path / "logo.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" />')
    path.write_text("logo: logo.svg\n")
    assert read_theme(path).logo[0] == "image/svg+xml"
