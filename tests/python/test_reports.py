"""Reports: each opened again, and what it tells compared with what the database holds."""

import io
import re
import sys
from collections.abc import Callable
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import pytest
from pypdf import PdfReader

from customer_analytics.connection import Server
from customer_analytics.dashboard.making import DashboardRequest
from customer_analytics.errors import CustomerAnalyticsError
from customer_analytics.reports.collecting import Choice
from customer_analytics.reports.making import MadeReport, ReportRequest, make_report
from customer_analytics.reports.templating import copy_templates, shipped_template
from databases import value_of
from report_shop import FORMULA, HTML, SEGMENTS, make_project, make_tables
from running import models_that_make, run_cli

# 2025 is months 13 to 24: 3 segments x (222 orders of 10.50 by email + 12 of 20 by search); in
# 2024 there were 78 by email.
REVENUE, REVENUE_BEFORE = 3 * (222 * 10.50 + 12 * 20), 3 * (78 * 10.50 + 12 * 20)
ORDERS, ORDERS_BEFORE = 3 * 234, 3 * 90
# promoters in 2025: 222 of 12 x 48 answers; in 2024: 78
RATE_TEXT, RATE_CHANGE = "38.5 %", "+25.0 points"


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Path:
    return make_project(tmp_path_factory.mktemp("project"))


@pytest.fixture(scope="module")
def shop(shared_database: Server) -> Server:
    return make_tables(shared_database)


@pytest.fixture
def report(shop: Server, project: Path, tmp_path: Path) -> Callable[..., MadeReport]:
    """Make a report of the shop."""

    def make(file_format: str, template: Path | None = None, **options: object) -> MadeReport:
        choice = {name: options.pop(name, None) for name in ("period", "segment", "channel")}
        board = DashboardRequest(project_dir=project, **options)
        request = ReportRequest(board, Choice(**choice), file_format, template)
        return make_report(shop, request, tmp_path / f"report.{file_format}")

    return make


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    """A folder with copies of the templates."""
    copy_templates(tmp_path / "own")
    return tmp_path / "own"


def text_of_pdf(made: MadeReport) -> str:
    """The words of a PDF, with single spaces."""
    pages = PdfReader(made.path).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


class Page(HTMLParser):
    """A page: its tags with their attributes, and its text."""

    def __init__(self, made: MadeReport) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict]] = []
        self.words: list[str] = []
        self.feed(made.path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", " ".join(self.words))


def figures_of(made: MadeReport) -> dict[str, tuple]:
    """Name, this period, the period before and change of each key figure of a workbook."""
    sheet = openpyxl.load_workbook(made.path)["Key figures"]
    rows = list(sheet.iter_rows(max_col=5, values_only=True))
    header = next(index for index, row in enumerate(rows) if row[0] == "Theme")
    return {row[1]: row[2:] for row in rows[header + 1 :] if row[1]}


# --- the same in every format --------------------------------------------------------------------


def test_key_figures_are_compared_with_as_many_months_before(report):
    figures = figures_of(report("xlsx"))

    assert figures["Net revenue"] == pytest.approx(
        (REVENUE, REVENUE_BEFORE, REVENUE / REVENUE_BEFORE - 1)
    )
    assert figures["Orders"] == (ORDERS, ORDERS_BEFORE, pytest.approx(ORDERS / ORDERS_BEFORE - 1))
    # of a share the difference, in points of a hundred: 222 - 78 of 576 answers
    assert figures["Promoter rate"] == pytest.approx((222 / 576, 78 / 576, 100 * 144 / 576))


def test_nothing_is_compared_where_the_data_does_not_go_back_that_far(report):
    figures = figures_of(report("xlsx", period="2024"))
    page = Page(report("html", period="2024")).text

    assert figures["Orders"] == (ORDERS_BEFORE, None, None)
    assert "nothing to compare with" in page
    assert "Compared with nothing: the data begins later" in page


def test_a_figure_that_is_not_to_be_compared_is_not(report):
    figures = figures_of(report("xlsx"))
    assert figures["Average"][0] == pytest.approx(REVENUE / ORDERS)
    assert figures["Average"][2] is None


def test_all_time_has_no_period_before(report):
    text = Page(report("html", period="all")).text
    assert "Compared with" not in text
    assert "to compare with" not in text
    assert f"{ORDERS + ORDERS_BEFORE:,}" in text


def test_pdf_and_page_tell_the_same_figures(report):
    told = [f"€{REVENUE:,.2f}", f"{ORDERS:,}", RATE_TEXT, RATE_CHANGE, "Jan 2024 to Dec 2024"]
    pdf, page = text_of_pdf(report("pdf")), Page(report("html")).text

    assert [text for text in told if text not in pdf] == []
    assert [text for text in told if text not in page] == []
    assert "Last 12 months (Jan 2025 to Dec 2025)" in pdf
    assert "2025-12-31" in pdf


def test_insights_are_told_as_sentences(report):
    for text in (text_of_pdf(report("pdf")), Page(report("html")).text):
        assert "Members spend 13.17 EUR more." in text
        assert "A *star*, a $dollar and <b>tags</b>." in text


def test_a_filter_acts_on_all_formats_and_is_told(report):
    third = f"{ORDERS // 3:,}"
    pdf = text_of_pdf(report("pdf", segment=FORMULA))

    assert figures_of(report("xlsx", segment=FORMULA))["Orders"][0] == ORDERS / 3
    assert third in pdf
    assert FORMULA in pdf
    assert third in Page(report("html", segment=FORMULA)).text
    assert figures_of(report("xlsx", channel="search"))["Orders"][0] == 3 * 12


def test_a_value_that_no_filter_has_is_told_with_those_that_there_are(report):
    with pytest.raises(CustomerAnalyticsError, match="no channel 'serch'") as error:
        report("pdf", channel="serch")
    assert "Did you mean search?" in error.value.hint
    with pytest.raises(CustomerAnalyticsError, match="no period '13m'"):
        report("pdf", period="13m")


def test_names_that_are_code_elsewhere_are_text(report):
    pdf = text_of_pdf(report("pdf", tabs=("sales",)))
    page = Page(report("html", tabs=("sales",)))
    cells = workbook_cells(report("xlsx"), "Segments")

    assert all(segment in pdf for segment in SEGMENTS)
    assert all(segment in page.text for segment in SEGMENTS)
    assert {cell.value for cell in cells["A"][3:]} == set(SEGMENTS)
    assert {cell.data_type for cell in cells["A"][3:]} == {"s"}
    assert "script" not in {tag for tag, _ in page.tags}


def test_the_same_data_gives_the_same_file(report):
    for file_format in ("pdf", "html", "xlsx"):
        first = report(file_format).path.read_bytes()
        assert report(file_format).path.read_bytes() == first


# --- which charts, and where ---------------------------------------------------------------------


def test_in_brief_the_other_tabs_have_their_first_two_drawings(report):
    brief = Page(report("html")).text
    whole = Page(report("html", tabs=("sales",))).text

    assert "Which segments bring it in?" in brief
    assert "By which channel?" in brief
    for question in ("Which segments by month?", "How were the last months?", "Which products?"):
        assert question not in brief
        assert question in whole
    assert "How is business?" not in whole


def test_key_figures_and_sentences_come_before_drawings(report):
    text = text_of_pdf(report("pdf"))
    questions = ["How is business?", "What should one know?", "How does revenue develop?"]
    places = [text.index(question) for question in questions]
    assert places == sorted(places)


def test_a_long_table_is_cut_and_says_so(report):
    # 40 products of three segments are 120 rows, a page has 36
    page = Page(report("html", tabs=("sales",))).text
    assert "And 84 more" in page
    assert len(list(workbook_cells(report("xlsx"), "Products").rows)) == 3 + 120


def test_pages_are_numbered_and_few(report):
    made = report("pdf")
    pages = len(PdfReader(made.path).pages)
    assert pages <= 3
    assert f"Page {pages} of {pages}" in text_of_pdf(made)


def test_a_board_of_ones_own_is_told_whole(report, tmp_path):
    board = tmp_path / "board.yml"
    board.write_text(
        "title: Monday\nfilters: {period: 3m, channel: search}\n"
        "tabs: [{title: Mine, charts: [rpt_sales__last, rpt_overview__key_figures]}]\n"
    )
    text = text_of_pdf(report("pdf", config=board))

    assert "Monday" in text
    assert "Last 3 months (Oct 2025 to Dec 2025)" in text
    # three months, three segments, one order of 20 each by search
    assert "€180.00" in text
    assert "Oct 2025 €60.00" in text


# --- the page ------------------------------------------------------------------------------------


def test_the_page_runs_nothing_and_fetches_nothing(report):
    page = Page(report("html", tabs=("sales",)))
    policy = next(a["content"] for _, a in page.tags if "http-equiv" in a)
    addresses = [a[name] for _, a in page.tags for name in ("src", "href") if name in a]

    assert policy.startswith("default-src 'none'; style-src")
    assert "script-src" not in policy
    assert [address for address in addresses if not address.startswith(("data:", "#"))] == []
    assert [name for _, a in page.tags for name in a if name.startswith("on")] == []


def test_drawings_are_vectors_whose_ids_are_their_own(report):
    page = Page(report("html", tabs=("sales",)))
    ids = [a["id"] for _, a in page.tags if "id" in a]
    used = [name for _, a in page.tags for text in a.values() for name in references(text)]

    assert sum(a.get("class") == "picture" for _, a in page.tags) == 3
    assert sum(tag == "svg" and "marks" in a.get("class", "") for tag, a in page.tags) == 3
    assert len(ids) == len(set(ids))
    assert used
    assert set(used) <= set(ids)


def references(text: str | None) -> list[str]:
    return re.findall(r"url\(#([^)]+)\)", text or "")


# --- the workbook --------------------------------------------------------------------------------


def workbook_cells(made: MadeReport, sheet: str):
    return openpyxl.load_workbook(made.path)[sheet]


def test_each_table_has_a_sheet_with_formats_filter_and_frozen_header(report):
    sheet = workbook_cells(report("xlsx"), "Last")

    assert [cell.value for cell in sheet[3]] == ["Period month", "Net revenue", "Promoter rate"]
    # January 2025, month 13: 3 x (13 x 10.50 + 20); 13 of 48 answers
    assert [cell.value for cell in sheet[4]] == [datetime(2025, 1, 1), 469.5, 13 / 48]
    assert [cell.number_format for cell in sheet[4]] == ["mmm yyyy", '"€"#,##0.00', "0.0%"]
    assert sheet.freeze_panes == "A4"
    assert sheet.auto_filter.ref == "A3:C15"


def test_the_first_sheet_has_charts_of_excel_over_the_cells_of_the_others(report):
    book = openpyxl.load_workbook(report("xlsx").path)
    charts = book["Key figures"]._charts
    series = charts[0].series[0]

    assert book.sheetnames[:2] == ["Key figures", "Contents"]
    assert [type(chart).__name__ for chart in charts] == ["BarChart", "BarChart"]
    assert series.val.numRef.f == "'By month'!$B$4:$B$15"
    assert series.cat.numRef.f == "'By month'!$A$4:$A$15"


def test_colours_become_columns_for_a_chart_of_excel(report):
    sheet = workbook_cells(report("xlsx"), "Both")
    header = [cell.value for cell in sheet[3]]

    assert header[4] == "Period month"
    assert set(header[5:]) == set(SEGMENTS)
    # January 2025 has 13 orders by email and one by search of each segment
    assert [cell.value for cell in sheet[4]][5:] == [14, 14, 14]
    assert len(sheet._charts[0].series) == 3


def test_contents_lead_to_each_sheet(report):
    book = openpyxl.load_workbook(report("xlsx").path)
    links = {
        row[2].value: row[2].hyperlink.location for row in book["Contents"].iter_rows(min_row=2)
    }

    assert links == {name: f"'{name}'!A1" for name in book.sheetnames[2:]}


# --- templates -----------------------------------------------------------------------------------


def test_a_changed_template_is_used_with_what_lies_beside_it(report, templates):
    (templates / "words.typ").write_text('#let closing = "For the board only"')
    own = templates / "report.typ"
    own.write_text('#import "words.typ": closing\n' + own.read_text() + "\n#closing")
    page = templates / "report.html.j2"
    page.write_text(page.read_text().replace("</h1>", " for {{ report.filters[2].value }}</h1>"))

    assert "For the board only" in text_of_pdf(report("pdf", template=own))
    text = Page(report("html", template=page, segment=HTML)).text
    assert f"Customer analytics for {HTML}" in text


def test_a_template_reads_nothing_else_of_the_machine(report, templates, tmp_path):
    (tmp_path / "secret.txt").write_text("secret")
    typst, page = templates / "report.typ", templates / "report.html.j2"
    typst.write_text('#read("../secret.txt")')
    page.write_text("{{ report.__class__.__mro__[1].__subclasses__() }}")

    with pytest.raises(CustomerAnalyticsError, match=r"report\.typ"):
        report("pdf", template=typst)
    with pytest.raises(CustomerAnalyticsError, match=r"report\.html\.j2.*unsafe"):
        report("html", template=page)


def test_an_error_in_a_template_is_told(report, templates, tmp_path):
    typst, page = templates / "report.typ", templates / "report.html.j2"
    typst.write_text("#nonsense")
    page.write_text("one\n{% nonsense %}")

    with pytest.raises(CustomerAnalyticsError, match=r"report\.typ: unknown variable: nonsense"):
        report("pdf", template=typst)
    with pytest.raises(CustomerAnalyticsError, match=r"report\.html\.j2:2: .*nonsense"):
        report("html", template=page)
    assert not (tmp_path / "report.pdf").exists()


def test_a_template_fits_its_format(report, templates):
    with pytest.raises(CustomerAnalyticsError, match=r"is a \.typ file"):
        report("pdf", template=templates / "report.html.j2")
    with pytest.raises(CustomerAnalyticsError, match="xlsx has no template"):
        report("xlsx", template=templates / "report.typ")


def test_copies_of_templates_are_never_overwritten(templates):
    (templates / "report.typ").write_text("mine")
    with pytest.raises(CustomerAnalyticsError, match="there already"):
        copy_templates(templates)
    assert (templates / "report.typ").read_text() == "mine"
    assert (templates / "report.html.j2").read_text() == shipped_template("report.html.j2")


# --- theme, and what is lacking ------------------------------------------------------------------


def test_a_theme_gives_title_logo_and_the_way_of_writing_numbers(report, tmp_path):
    (tmp_path / "logo.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text>LOGO</text></svg>'
    )
    theme = tmp_path / "theme.yml"
    theme.write_text(
        "title: Laden\nlogo: logo.svg\n"
        "numbers: {decimal: ',', thousands: '.', currencies: {EUR: {after: ' €'}}}\n"
    )
    amount = f"{REVENUE:,.2f}".translate(str.maketrans(",.", ".,")) + " €"
    pdf, page = text_of_pdf(report("pdf", theme=theme)), Page(report("html", theme=theme))
    sheet = workbook_cells(report("xlsx", theme=theme), "Last")

    assert "Laden" in pdf
    assert amount in pdf
    assert "LOGO" in pdf
    assert amount in page.text
    assert next(a["src"] for tag, a in page.tags if tag == "img").startswith("data:image/svg")
    assert sheet["B4"].number_format == '#,##0.00" €"'


def test_without_typst_the_error_says_what_to_install(report, monkeypatch):
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(CustomerAnalyticsError) as error:
        report("pdf")
    assert "pip install 'customer-analytics[reports]'" in error.value.hint
    assert report("html").size


def test_the_format_is_that_of_the_file_unless_told(shop, project, tmp_path):
    board = DashboardRequest(project_dir=project)
    made = make_report(shop, ReportRequest(board), tmp_path / "x.xlsx")
    told = make_report(shop, ReportRequest(board, file_format="html"), tmp_path / "x.txt")

    assert openpyxl.load_workbook(io.BytesIO(made.path.read_bytes())).sheetnames
    assert told.path.read_text().startswith("<!doctype html>")
    with pytest.raises(CustomerAnalyticsError, match="no report as 'docx'"):
        make_report(shop, ReportRequest(board, file_format="docx"), None)


def test_before_the_first_build_the_error_says_what_to_build(database, project, tmp_path):
    options = ("--project-dir", project, "--out", tmp_path / "x.pdf")
    failed = run_cli("report", *options, server=database)

    assert failed.returncode == 1
    assert "customer-analytics build" in failed.stderr
    assert not list(tmp_path.iterdir())


# --- the project's own charts --------------------------------------------------------------------


def test_a_report_of_the_sample_equals_its_mart(database, tmp_path):
    selection = models_that_make("rpt_overview__sales_by_month", "dashboard_window")
    without_tests = ("--exclude", "resource_type:test", "--exclude", "resource_type:unit_test")
    built = run_cli("build", *selection, *without_tests, server=database)
    board = tmp_path / "board.yml"
    board.write_text("tabs: [{title: Sales, charts: [rpt_overview__sales_by_month]}]")
    options = ("--config", board, "--period", "all")
    out = tmp_path / "report.xlsx"
    made = run_cli("report", *options, "--out", out, server=database)
    pdf = run_cli("report", *options, "--out", tmp_path / "report.pdf", server=database)

    assert built.returncode == 0, built.stdout + built.stderr
    assert made.stdout == f"{out}\n", made.stderr
    cells = openpyxl.load_workbook(out)["Sales by month"]
    total = sum(row[1] for row in cells.iter_rows(min_row=4, values_only=True))
    mart = value_of(
        database,
        """select sum(net_revenue) from sales_by_customer_group
        where sales_month >= (select first_month from dashboard_window)""",
    )
    assert round(total, 2) == float(mart)
    assert pdf.returncode == 0, pdf.stderr
    assert PdfReader(tmp_path / "report.pdf").metadata.title == "Customer analytics"
