"""The dashboard of a made-up shop: the file itself, and what a reader does with it in a browser."""

import base64
import csv
import gzip
import html
import io
import json
import re
import signal
import statistics
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest

from customer_analytics.catalog import open_marts
from customer_analytics.charts.chart import Chart, Tab
from customer_analytics.charts.periods import Window, read_window
from customer_analytics.charts.queries import FilterValues, Rows, shown_rows
from customer_analytics.charts.specs import read_tabs
from customer_analytics.connection import Server, connect
from customer_analytics.dashboard.page_data import next_level
from running import REPOSITORY, run_cli, start_cli

pytestmark = pytest.mark.browser
PHONE, DESK = 390, 1280
LARGEST_PAGE = 3_000_000  # bytes


@dataclass(frozen=True)
class Dashboard:
    """A dashboard, its charts, and the database that it was made of."""

    path: Path
    server: Server
    tabs: tuple[Tab, ...]
    window: Window

    @property
    def charts(self) -> list[Chart]:
        return [chart for tab in self.tabs for chart in tab.charts]

    def address(self, **choices: str) -> str:
        return f"{self.path.as_uri()}#{urllib.parse.urlencode(choices)}"


@pytest.fixture(scope="module")
def dashboard(shared_database: Server, tmp_path_factory) -> Dashboard:
    """The dashboard of a small shop with all that a large one has."""
    folder = tmp_path_factory.mktemp("dashboard")
    shop = ("demo", "--customers", "1200")
    made = run_cli(*shop, server=shared_database, cwd=folder, timeout=500)
    assert made.returncode == 0, made.stderr
    path = folder / "dashboard.html"
    tabs = [
        replace(tab, charts=tuple(chart for chart in tab.charts if not chart.personal))
        for tab in read_tabs(REPOSITORY)
    ]
    with connect(shared_database, read_only=True) as connection:
        window = read_window(connection)
    return Dashboard(path, shared_database, tuple(tabs), window)


def content(path: Path) -> str:
    """All rows and specs of a page, as JSON."""
    packed = re.search(r'id="data">([^<]+)<', path.read_text(encoding="utf-8")).group(1)
    return gzip.decompress(base64.b64decode(packed)).decode()


def test_all_twelve_tabs_have_charts(dashboard):
    assert len(dashboard.tabs) == 12
    assert all(len(tab.charts) >= 4 for tab in dashboard.tabs)


def test_the_file_is_small_and_names_no_address_that_it_could_fetch(dashboard):
    text = dashboard.path.read_text(encoding="utf-8")

    assert len(text.encode()) < LARGEST_PAGE
    policy = html.unescape(re.search(r'Security-Policy" content="([^"]+)"', text).group(1))
    assert "default-src 'none'" in policy
    assert "connect-src 'none'" in policy
    assert "unsafe-eval" not in policy
    markup = re.sub(r"<script.*?</script>", "", text, flags=re.S)
    assert re.findall(r"<(?:link|img|iframe|script)[^>]+(?:src|href)=\"(?!data:)", markup) == []


def test_no_customer_is_in_the_page_unless_asked_for(dashboard, tmp_path):
    with connect(dashboard.server, read_only=True) as connection:
        people = connection.execute(
            "select customer_id, email from marts.customers order by net_revenue desc"
        ).fetchall()
    personal = tmp_path / "personal.html"
    asked = run_cli("dashboard", "--customers", "--out", personal, server=dashboard.server)
    named = set(re.findall(r'"([^"]+)"', content(dashboard.path)))

    assert not named & {name for person in people for name in person}
    assert "single customers" in asked.stderr
    assert people[0][0] in content(personal)
    assert not {email for _, email in people} & set(re.findall(r'"([^"]+)"', content(personal)))


def test_the_page_is_as_of_the_data_and_the_same_each_time(dashboard, tmp_path):
    again = tmp_path / "again.html"
    written = run_cli("dashboard", "--out", again, server=dashboard.server)

    assert written.stdout == f"{again}\n"
    assert again.read_bytes() == dashboard.path.read_bytes()
    assert json.loads(content(again))["asOf"] == dashboard.window.as_of_date.isoformat()


def test_before_the_first_build_the_error_says_what_to_build(database, tmp_path):
    failed = run_cli("dashboard", "--out", tmp_path / "x.html", server=database)

    assert failed.returncode == 1
    assert "customer-analytics build" in failed.stderr
    assert not list(tmp_path.iterdir())


# In the browser ---------------------------------------------------------------------------------


@contextmanager
def page_of(browser, address: str, *, width: int = DESK, saves: bool = False) -> Iterator:
    """A page that has been drawn; nothing that it logs or asks of the network is forgiven."""
    context = browser.new_context(viewport={"width": width, "height": 900}, reduced_motion="reduce")
    if not saves:
        context.add_init_script(KEEP_WHAT_IS_SAVED)
    page = context.new_page()
    troubles: list[str] = []
    page.on("console", lambda message: troubles.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("request", lambda request: troubles.append(request.url) if is_remote(request) else None)
    page.goto(address)
    drawn(page)
    yield page
    assert troubles == []
    context.close()


def is_remote(request) -> bool:
    return not request.url.startswith(("file:", "data:", "blob:"))


def drawn(page) -> None:
    page.wait_for_selector("body[data-ready=true]")


def choose(page, name: str, value: str) -> None:
    page.select_option(f"select[name={name}]", value)
    drawn(page)


def saved(page, model: str, kind: str) -> bytes:
    with page.expect_download() as download:
        page.click(f"#{model} .actions button:text-is('{kind}')")
    assert download.value.suggested_filename == f"{model}.{kind.lower()}"
    return Path(download.value.path()).read_bytes()


# Chromium drops the eleventh download of a page: what would be saved is kept in the page instead.
KEEP_WHAT_IS_SAVED = """
    URL.createObjectURL = (blob) => { window.saved = blob; return "data:,"; };
    HTMLAnchorElement.prototype.click = () => {};
"""


def csv_rows(page, model: str) -> list[list[str]]:
    page.click(f"#{model} .actions button:text-is('CSV')")
    text = page.locator("html").evaluate("() => window.saved.text()")
    return list(csv.reader(io.StringIO(text)))


def asked(dashboard: Dashboard, chart: Chart, values: FilterValues) -> Rows:
    with open_marts(dashboard.server, [chart.model]) as (connection, _):
        return shown_rows(connection, chart, values)


def of_figures(chart: Chart) -> Chart:
    """A KPI strip shows its totals; the months are only its sparklines."""
    return replace(chart, x=None) if chart.type == "kpi" else chart


def assert_same(chart: Chart, found: list[list[str]], expected: Rows) -> None:
    header, *rows = found
    columns = [header.index(name) for name in expected.columns]
    assert [[row[column] for column in columns] for row in rows] == [
        [same_text(value, row[columns[place]]) for place, value in enumerate(wanted)]
        for row, wanted in zip(rows, expected.rows, strict=True)
    ], chart.model


def same_text(wanted: object, found: str) -> str:
    """`found` where it says what is wanted (numbers to twelve digits), else what is wanted."""
    if wanted is None:
        return ""
    if isinstance(wanted, bool):
        return "yes" if wanted else "no"
    if isinstance(wanted, date | str):
        text = str(wanted)
        return found if found == "'" + text else text
    number = float(wanted)
    try:
        return found if float(found) == pytest.approx(number, rel=1e-9, abs=1e-9) else str(wanted)
    except ValueError:
        return str(wanted)


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_every_tab_opens_whole_and_fits_the_screen(dashboard, browser, width):
    with page_of(browser, dashboard.address(), width=width) as page:
        for tab in dashboard.tabs:
            page.click(f"#tab-{tab.name}")
            drawn(page)
            shown = page.locator(f"#panel-{tab.name} .card")
            assert shown.count() == len(tab.charts)
            assert page.locator(f"#panel-{tab.name} .empty:not([hidden])").count() == 0, tab.name
            for chart in tab.charts:
                box = page.locator(f"#{chart.model} .drawing").bounding_box()
                assert box["height"] > 20, chart.model
                assert box["x"] + box["width"] <= width, chart.model
                assert_nothing_sticks_out(page, chart)
            overflow = page.locator("html").evaluate("root => root.scrollWidth - innerWidth")
            assert overflow <= 0, tab.name
            blank = page.locator("html").evaluate("root => root.scrollHeight - root.offsetHeight")
            assert blank <= max(0, 900 - page.locator("html").bounding_box()["height"]), tab.name


def assert_nothing_sticks_out(page, chart: Chart) -> None:
    """No label of a drawing lies outside the picture, where it would be cut."""
    outside = page.locator(f"#{chart.model} .drawing").evaluate(
        """box => {
            const svg = box.querySelector("svg.marks");
            if (!svg) return [];
            const frame = svg.getBoundingClientRect();
            return [...svg.querySelectorAll("text")].filter((text) => {
                const {left, right, width} = text.getBoundingClientRect();
                return width && (left < frame.left - 2 || right > frame.right + 2);
            }).map((text) => text.textContent);
        }"""
    )
    assert outside == [], chart.model


def test_what_a_chart_saves_as_csv_is_what_sql_says_under_any_filter(dashboard, browser):
    segment, channel = most_common(dashboard)
    cuts = {
        "": FilterValues(dashboard.window.period("12m")),
        "all": FilterValues(dashboard.window.period("all")),
        "cut": FilterValues(dashboard.window.period("6m"), segment, channel),
    }
    with page_of(browser, dashboard.address()) as page:
        for name, values in cuts.items():
            choose(page, "period", values.period.name)
            choose(page, "segment", values.segment or "")
            choose(page, "channel", values.channel or "")
            for chart in dashboard.charts:
                if not page.locator(f"#panel-{chart.tab}").is_visible():
                    page.click(f"#tab-{chart.tab}")
                    drawn(page)
                expected = asked(dashboard, of_figures(chart), values)
                if name != "cut":
                    assert expected.rows, f"{chart.model} is empty"
                assert_same(chart, csv_rows(page, chart.model), expected)


def most_common(dashboard: Dashboard) -> tuple[str, str]:
    with connect(dashboard.server, read_only=True) as connection:
        return connection.execute(
            "select segment, channel from marts.customer_groups"
            " group by 1, 2 order by count(*) desc, 1, 2 limit 1"
        ).fetchone()


@pytest.mark.parametrize("name", ["period", "segment", "channel"])
def test_a_filter_changes_every_chart_of_a_tab(dashboard, browser, name):
    segment, channel = most_common(dashboard)
    value = {"period": "1m", "segment": segment, "channel": channel}[name]
    unmoved = []
    with page_of(browser, dashboard.address()) as page:
        for tab in dashboard.tabs:
            if name not in tab.filters:
                continue
            page.click(f"#tab-{tab.name}")
            choose(page, "period", "all")
            charts = [chart for chart in tab.charts if name in chart.filters]
            before = [csv_rows(page, chart.model) for chart in charts]
            choose(page, name, value)
            after = [csv_rows(page, chart.model) for chart in charts]
            unmoved += [
                chart.model
                for chart, was, now in zip(charts, before, after, strict=True)
                if was == now
            ]
            page.click("#clear")
            drawn(page)
    assert unmoved == []


def test_a_click_goes_one_level_deeper_and_back(dashboard, browser):
    chart = next(
        c
        for c in dashboard.charts
        if c.drill and c.drill.level and c.type == "bar" and c.x not in ("period_month", None)
    )
    values = FilterValues(dashboard.window.period("12m"))
    with page_of(browser, dashboard.address(tab=chart.tab, period="12m")) as page:
        page.locator(f"#{chart.model} .mark-rect.role-mark path").first.click()
        drawn(page)
        crumbs = page.inner_text(f"#{chart.model} .crumbs")
        above = crumbs.removeprefix("\u2039 All").strip()
        found = csv_rows(page, chart.model)
        level = next_level(chart)
        assert found[0] == list(level.names_in_order)
        expected = asked(dashboard, replace(level, by=(chart.group_by[0],), limit=None), values)
        wanted = [row[1:] for row in expected.rows if row[0] == above]
        assert len(found) - 1 == min(len(wanted), level.limit or len(wanted)) > 0
        total = sum(float(row[-1]) for row in wanted)
        if level.limit is None:
            assert sum(float(row[-1]) for row in found[1:]) == pytest.approx(total)

        page.click(f"#{chart.model} .crumbs button")
        drawn(page)
        assert_same(chart, csv_rows(page, chart.model), asked(dashboard, chart, values))


def test_a_click_sets_a_filter_or_says_how_to_get_the_customers(dashboard, browser):
    chart = next(c for c in dashboard.charts if c.drill and c.drill.customers)
    with page_of(browser, dashboard.address(tab=chart.tab)) as page:
        page.click(f"#{chart.model} .actions button:text-is('Table')")
        pick = page.locator(f"#{chart.model} .pick").first
        value = pick.inner_text()
        pick.click()
        drawn(page)
        column = "rfm_segment" if chart.drill.filter == "segment" else "acquisition_channel"
        command = page.inner_text("#command")
        assert f"--where '{column}={value}'" in command
        assert page.input_value(f"select[name={chart.drill.filter}]") == value


def test_the_address_brings_back_tab_filters_and_level(dashboard, browser):
    chart = next(c for c in dashboard.charts if c.drill and c.drill.level)
    segment, channel = most_common(dashboard)
    with page_of(browser, dashboard.address(tab=chart.tab)) as page:
        choose(page, "period", "all")
        choose(page, "segment", segment)
        choose(page, "channel", channel)
        page.click(f"#{chart.model} .actions button:text-is('Table')")
        page.locator(f"#{chart.model} .pick").first.click()
        drawn(page)
        address, found = page.url, csv_rows(page, chart.model)
        page.go_back()
        drawn(page)
        assert csv_rows(page, chart.model) != found
    with page_of(browser, address) as page:
        assert page.get_attribute(f"#tab-{chart.tab}", "aria-selected") == "true"
        assert page.input_value("select[name=segment]") == segment
        assert csv_rows(page, chart.model) == found


def test_an_address_of_another_page_shows_what_it_can(dashboard, browser):
    with page_of(browser, dashboard.address(tab="gone", period="soon", segment="<b>")) as page:
        assert page.get_attribute(f"#tab-{dashboard.tabs[0].name}", "aria-selected") == "true"
        assert page.input_value("select[name=segment]") == ""


def test_pictures_of_drawings_tables_and_figures_can_be_saved(dashboard, browser):
    of_type = {chart.type: chart for chart in dashboard.charts}
    with page_of(browser, dashboard.address(), saves=True) as page:
        model = of_type["bar"].model
        for kind in ("kpi", "table", "bar"):
            page.click(f"#tab-{of_type[kind].tab}")
            drawn(page)
            picture = saved(page, of_type[kind].model, "PNG")
            assert picture.startswith(b"\x89PNG")
            width, height = (int.from_bytes(picture[at : at + 4], "big") for at in (16, 20))
            assert width > 500
            assert height > 100
        assert saved(page, model, "CSV").splitlines()[0] == b",".join(
            name.encode() for name in of_type["bar"].names_in_order
        )


def test_the_keyboard_moves_along_the_tabs(dashboard, browser):
    names = [tab.name for tab in dashboard.tabs]
    with page_of(browser, dashboard.address()) as page:
        page.focus(f"#tab-{names[0]}")
        page.keyboard.press("ArrowRight")
        drawn(page)
        assert page.locator(":focus").get_attribute("id") == f"tab-{names[1]}"
        assert page.locator(f"#panel-{names[1]}").is_visible()
        page.keyboard.press("ArrowLeft")
        page.keyboard.press("ArrowLeft")
        drawn(page)
        assert page.locator(":focus").get_attribute("id") == f"tab-{names[-1]}"


def test_it_has_names_for_whoever_does_not_see_it(dashboard, browser):
    with page_of(browser, dashboard.address()) as page:
        for chart in dashboard.tabs[0].charts:
            card = page.locator(f"#{chart.model}")
            assert card.get_attribute("aria-labelledby") == f"{chart.model}-title"
            assert page.inner_text(f"#{chart.model}-title") == chart.title
            if page.locator(f"#{chart.model} svg.marks").count():
                label = page.locator(f"#{chart.model} svg.marks [role^=graphics]").first
                assert label.count() == 1
        unnamed = page.locator("button:not([aria-label])").evaluate_all(
            "buttons => buttons.filter((button) => !button.textContent.trim()).length"
        )
        assert unnamed == 0


def test_dark_is_dark_and_stays_readable(dashboard, browser):
    with page_of(browser, dashboard.address()) as page:
        page.click("#mode")
        drawn(page)
        page.wait_for_timeout(200)
        contrast = page.locator("body").evaluate(
            """body => {
                const light = (color) => {
                    const parts = color.match(/[\\d.]+/g).slice(0, 3).map((part) => part / 255);
                    const linear = (p) => p <= .04045 ? p / 12.92 : ((p + .055) / 1.055) ** 2.4;
                    const [r, g, b] = parts.map(linear);
                    return .2126 * r + .7152 * g + .0722 * b;
                };
                const style = (item) => getComputedStyle(item);
                const card = light(style(body.querySelector(".card")).backgroundColor);
                const names = ["h3", "h4", ".note", ".value", ".change"];
                const kinds = names.map((name) => ".card " + name);
                return [...body.querySelectorAll(kinds.join(", "))].map((text) => {
                    const own = light(style(text).color);
                    return (Math.max(own, card) + .05) / (Math.min(own, card) + .05);
                });
            }"""
        )
        assert min(contrast) >= 4.5


def test_tabs_and_filters_answer_at_once(dashboard, browser):
    switches, filters = [], []
    with page_of(browser, dashboard.address()) as page:
        page.wait_for_selector("body[data-idle=true]")
        for tab in dashboard.tabs[1:]:
            switches.append(seconds(page, lambda tab=tab: page.click(f"#tab-{tab.name}")))
            for period in ("6m", "12m"):
                filters.append(seconds(page, lambda p=period: choose(page, "period", p)))
    assert statistics.median(switches) <= 0.150
    assert statistics.median(filters) <= 0.300


def test_a_window_of_another_size_gets_its_other_tabs_drawn_anew(dashboard, browser):
    with page_of(browser, dashboard.address()) as page:
        page.wait_for_selector("body[data-idle=true]")
        page.set_viewport_size({"width": DESK, "height": 2600})
        page.set_viewport_size({"width": DESK, "height": 900})
        page.click(f"#tab-{dashboard.tabs[1].name}")
        page.wait_for_selector("body[data-idle=true]")
        drawings = page.locator(f"#panel-{dashboard.tabs[2].name} svg.marks").count()
        assert drawings > 0


@contextmanager
def served(dashboard: Dashboard) -> Iterator[str]:
    """The address of a dashboard that is served."""
    process = start_cli("dashboard", "--serve", "--port", "0", server=dashboard.server)
    try:
        yield process.stdout.readline().strip()
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=10)


def test_a_served_dashboard_follows_a_build_that_is_over(dashboard, browser):
    with served(dashboard) as address:
        page = browser.new_page()
        page.goto(f"{address}#tab=segmentation")
        drawn(page)
        page.locator("body").evaluate("body => { body.dataset.old = 'yes'; }")
        with connect(dashboard.server) as connection:
            connection.execute(
                "alter table reporting.rpt_overview__insights set unlogged;"
                "alter table reporting.rpt_overview__insights set logged"
            )
        page.wait_for_selector("body:not([data-old])[data-ready=true]", timeout=20_000)
        assert page.get_attribute("#tab-segmentation", "aria-selected") == "true"
        page.close()


def test_a_served_dashboard_answers_nobody_who_asks_for_another_host(dashboard):
    with served(dashboard) as address:
        asked_as = urllib.request.Request(address, headers={"Host": "example.com"})  # noqa: S310
        with pytest.raises(urllib.error.HTTPError, match="403"):
            urllib.request.urlopen(asked_as)  # noqa: S310
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(f"{address}etc/passwd")  # noqa: S310


def test_a_port_that_is_taken_is_said_with_what_to_do(dashboard):
    with served(dashboard) as address:
        port = urllib.parse.urlsplit(address).port
        failed = run_cli("dashboard", "--serve", "--port", str(port), server=dashboard.server)

    assert failed.returncode == 1
    assert f"Port {port}" in failed.stderr
    assert "--port" in failed.stderr


def seconds(page, act) -> float:
    """From the click until all charts are drawn."""
    before = time.perf_counter()
    act()
    drawn(page)
    return time.perf_counter() - before
