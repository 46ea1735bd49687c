"""Numbers as people read them, and what became of them: in reports as on the dashboard's page."""

from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from customer_analytics.charts.chart import Chart, Measure
from customer_analytics.charts.figures import change_of, change_text, previous_values
from customer_analytics.charts.numbers import MINUS, NONE, NumberFormats, month_text
from customer_analytics.charts.periods import Window
from customer_analytics.charts.queries import FilterValues
from customer_analytics.charts.theme import FORMATS, UNITS, read_theme

ENGLISH = NumberFormats(read_theme().locale("EUR"))
WINDOW = Window(date(2025, 12, 31), date(2024, 1, 1), date(2025, 12, 1), date(2025, 12, 1), "EUR")
NUMBERS = [0, 0.04, -0.04, 0.05, 0.5, 1.5, 2.5, -2.5, 0.125, 1.005, 999.995, -1234.5, 1e6 + 0.35]
NUMBERS += [1 / 3, 36.44743398107, 0.7284483, 12536, 6802303.4, -0.00049, 0.9995, 123456789.125]


def chart(**changes: object) -> Chart:
    columns = {"period_month": "date", "category": "text", "stars": "integer", "day": "date"}
    measures = {"revenue": Measure("revenue", "money", sum="revenue")}
    usual = {"measures": measures, "filters": ("period",), "columns": tuple(columns)}
    named = {"tab": "sales", "order": 1, "title": "What?", "type": "table"}
    return Chart("rpt_sales__x", Path("x.yml"), columns, **named, **(usual | changes))


@pytest.fixture(scope="module")
def page(browser):
    """The scripts of the dashboard's page, in a browser."""
    page = browser.new_page()
    for name in ("format.js", "figures.js"):
        script = files("customer_analytics.dashboard").joinpath("page", name)
        page.add_script_tag(content=script.read_text("utf-8"))
    yield page
    page.close()


# --- numbers -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("integer", 1234567, "1,234,567"),
        ("integer", 2.5, "3"),
        ("decimal", 0.125, "0.13"),
        ("money", 1234.4, "€1,234"),
        ("money_cents", -0.5, f"{MINUS}€0.50"),
        ("percent", 0.7284, "72.8 %"),
        ("score", -36.44, f"{MINUS}36.4"),
        ("score", -0.04, "0.0"),
        ("days", 87.1, "87.1 days"),
        ("hours", None, NONE),
    ],
)
def test_numbers_have_the_form_of_their_unit(name, value, text):
    assert ENGLISH.number(name, value) == text


def test_a_theme_changes_signs_and_places():
    locale = {"decimal": ",", "thousands": " ", "currency": ["", " kr"], "percent": "%"}
    formats = NumberFormats(locale)
    assert formats.number("money_cents", 1234567.5) == "1 234 567,50 kr"
    assert formats.number("percent", 0.5) == "50,0%"
    assert formats.excel("money_cents") == '#,##0.00" kr"'


def test_cells_tell_months_days_numbers_and_texts():
    shown = chart()
    assert ENGLISH.cell(shown, "period_month", "2025-03-01") == "Mar 2025"
    assert ENGLISH.cell(shown, "day", "2025-03-01") == "2025-03-01"
    assert ENGLISH.cell(shown, "stars", 4) == "4"
    assert ENGLISH.cell(shown, "stars", 4.5) == "4.50"
    assert ENGLISH.cell(shown, "category", None) == NONE
    assert ENGLISH.cell(shown, "revenue", 12.6) == "€13"
    assert month_text(date(2025, 3, 31)) == "2025-03-31"


def test_numbers_read_as_on_the_page(page):
    written = page.evaluate(
        """([locale, formats, units, numbers]) => {
            const made = makeFormats({locale, formats, units});
            return numbers.map((number) => [
                ...Object.keys(formats).map((name) => numberText(made, {format: name}, number)),
                made.change(number), made.points(number), made.plain(number)]);
        }""",
        [ENGLISH.locale, FORMATS, UNITS, NUMBERS],
    )
    assert written == [
        [
            *(ENGLISH.number(name, number) for name in FORMATS),
            ENGLISH.change(number),
            ENGLISH.points(number),
            ENGLISH.cell(chart(), "stars", number),
        ]
        for number in NUMBERS
    ]


# --- the period before ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("period", "first_month", "first", "last"),
    [
        # the twelve months before 2025 begin in January 2024, with the data
        ("12m", date(2024, 1, 1), date(2024, 1, 1), date(2024, 12, 1)),
        ("12m", date(2024, 2, 1), None, None),
        ("1m", date(2025, 11, 1), date(2025, 11, 1), date(2025, 11, 1)),
        ("2024", date(2024, 1, 1), None, None),
        ("all", date(2024, 1, 1), None, None),
        ("12m", None, None, None),
    ],
)
def test_the_period_before_lies_within_the_data_or_is_none(page, period, first_month, first, last):
    values = FilterValues(WINDOW.period(period), "Champions")
    before = previous_values(chart(), values, first_month)
    previous = values.period.previous
    on_page = page.evaluate(
        "([chart, values]) => previousValues(chart, values)",
        [
            {
                "filters": ["period"],
                "data": {"firstMonth": first_month.isoformat() if first_month else None},
            },
            {
                "segment": "Champions",
                "period": {"previous": previous and {"first": previous.first.isoformat()}},
            },
        ],
    )

    assert (before and (before.period.first, before.period.last)) == (first and (first, last))
    assert before is None or before.segment == "Champions"
    assert (on_page is None) == (before is None)


def test_what_the_period_does_not_act_on_has_none_before():
    values = FilterValues(WINDOW.period("12m"))
    unfiltered = chart(filters=("segment",))
    assert previous_values(unfiltered, values, date(2024, 1, 1)) is None


# --- what became of a figure ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("measure", "now", "before", "text", "arrow", "verdict"),
    [
        ({"format": "money"}, 112.5, 100, "+12.5 %", "▲", "better"),
        ({"format": "money", "better": "lower"}, 112.5, 100, "+12.5 %", "▲", "worse"),
        ({"format": "integer", "better": "none"}, 50, 100, f"{MINUS}50.0 %", "▼", "none"),
        ({"format": "percent"}, 0.25, 0.3, f"{MINUS}5.0 points", "▼", "worse"),
        ({"format": "score"}, 36.4, 34.7, "+1.7 points", "▲", "better"),
        # a rate that was nothing has risen by points; an amount that was nothing by no share
        ({"format": "percent"}, 0.25, 0, "+25.0 points", "▲", "better"),
        ({"format": "money"}, 100, 0, None, None, None),
        ({"format": "money"}, 100, -5, None, None, None),
        ({"format": "money"}, None, 5, None, None, None),
        ({"format": "money"}, 5, None, None, None, None),
        ({"format": "money"}, 100.04, 100, "0.0 %", "=", "none"),
    ],
)
def test_changes_are_shares_or_points_and_good_or_bad(
    page, measure, now, before, text, arrow, verdict
):
    figure = Measure("figure", sum="figure", **measure)
    change = change_of(figure, now, before)
    on_page = page.evaluate(
        "([measure, now, before]) => changeOf(measure, now, before)",
        [{"format": figure.format, "better": figure.better}, now, before],
    )

    if text is None:
        assert change is None
        assert on_page is None
        return
    assert (change_text(ENGLISH, figure, change), change.arrow, change.verdict) == (
        text,
        arrow,
        verdict,
    )
    assert on_page == {"inPoints": change.in_points, "amount": pytest.approx(change.amount)}


def test_what_is_not_to_be_compared_is_not():
    assert change_of(Measure("worth", "money", sum="worth", compare=False), 2, 1) is None
