"""A report as a workbook: key figures with native charts, contents, and a sheet for each chart."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from customer_analytics.charts.chart import Chart, Tab
from customer_analytics.charts.numbers import NumberFormats, label_with_unit
from customer_analytics.charts.theme import UNITS, Theme
from customer_analytics.exporting.xlsx import (
    WIDEST,
    WORKBOOK_OPTIONS,
    sheet_name,
    write_cell,
)
from customer_analytics.reports.collecting import Collected, Figure, Shown
from customer_analytics.reports.document import all_shown, filters_in_words
from customer_analytics.reports.native_charts import ChartSource, draw_native, is_drawable

if TYPE_CHECKING:
    import xlsxwriter
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

FIGURES, CONTENTS = "Key figures", "Contents"
CHARTS_ON_FIRST_SHEET = 6
HEADER_ROW = 2  # below the question and its notes
CHART_ROWS = 17  # that a chart takes
_FIGURE_COLUMNS = ("Theme", "Key figure", "This period", "The period before", "Change")
_SHARE, _POINTS = "+0.0%;-0.0%;0.0%", '+#,##0.0" points";-#,##0.0" points";0.0" points"'


def workbook_report(collected: Collected, theme: Theme) -> bytes:
    """The report as an .xlsx workbook."""
    import xlsxwriter

    sink = io.BytesIO()
    # rows of charts and tables are few, and are written beside each other
    options = WORKBOOK_OPTIONS | {"constant_memory": False}
    with xlsxwriter.Workbook(sink, options) as workbook:
        day = collected.window.as_of_date or date(2000, 1, 1)
        # the same data gives the same file
        created = datetime.combine(day, time())
        workbook.set_properties({"title": _title(collected, theme), "created": created})
        book = _Book(workbook, collected, theme)
        figures, contents = workbook.add_worksheet(FIGURES), workbook.add_worksheet(CONTENTS)
        sources = [book.write_sheet(tab, shown) for tab, shown in all_shown(collected)]
        book.write_figures(figures, sources)
        book.write_contents(contents, sources)
        figures.activate()
    return sink.getvalue()


def _title(collected: Collected, theme: Theme) -> str:
    return collected.board.title or theme.title


@dataclass
class _Book:
    """Writes the sheets of one workbook."""

    workbook: xlsxwriter.Workbook
    collected: Collected
    theme: Theme
    _formats: dict[tuple, Format] = field(default_factory=dict)

    @property
    def numbers(self) -> NumberFormats:
        return NumberFormats(self.theme.locale(self.collected.window.currency))

    def format(self, **properties: Any) -> Format:
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self.workbook.add_format(properties)
        return self._formats[key]

    @property
    def header(self) -> Format:
        return self.format(bold=True, bottom=1, text_wrap=True, valign="top")

    @property
    def muted(self) -> Format:
        return self.format(font_color=self.theme.colors["light"]["muted"])

    def write_sheet(self, tab: Tab, shown: Shown) -> ChartSource | None:
        """The rows of a chart, with a chart of Excel's own beside them where it has the like."""
        chart = shown.chart
        if chart.type == "kpi" and not chart.x:
            return None
        sheet = self.workbook.add_worksheet(sheet_name(self.workbook, _name(tab, chart)))
        sheet.write_string(0, 0, chart.title, self.format(bold=True, font_size=13))
        sheet.write_string(1, 0, " ".join(filter(None, (chart.note, *chart.remarks))), self.muted)
        self._write_rows(sheet, shown)
        sheet.freeze_panes(HEADER_ROW + 1, 0)
        source = ChartSource(tab, shown, sheet.get_name(), HEADER_ROW, len(shown.rows.columns))
        if is_drawable(shown):
            columns = source.write_cross_table(sheet, self.header, self._cell_format)
            native = draw_native(self.workbook, source, self.theme, self.numbers)
            sheet.insert_chart(HEADER_ROW, columns + 1, native)
        return source

    def _write_rows(self, sheet: Worksheet, shown: Shown) -> None:
        chart, columns = shown.chart, shown.rows.columns
        quoted = self.format(quote_prefix=True)
        widths = [len(label_with_unit(chart, name)) + 3 for name in columns]
        for index, name in enumerate(columns):
            sheet.write_string(HEADER_ROW, index, label_with_unit(chart, name), self.header)
        for row, values in enumerate(shown.rows.rows, HEADER_ROW + 1):
            for index, (name, value) in enumerate(zip(columns, values, strict=True)):
                if value is None:
                    continue
                cell_format = self._cell_format(chart, name)
                text = write_cell(sheet, row, index, value, cell_format, quoted)
                is_text = isinstance(value, str)
                widths[index] = max(widths[index], min(len(text) + 2, WIDEST) if is_text else 12)
        for index, width in enumerate(widths):
            sheet.set_column(index, index, min(width, WIDEST))
        sheet.autofilter(HEADER_ROW, 0, HEADER_ROW + len(shown.rows.rows), len(columns) - 1)

    def _cell_format(self, chart: Chart, name: str) -> Format | None:
        measure = chart.measures.get(name)
        if measure:
            return self.format(num_format=self.numbers.excel(measure.format))
        if chart.columns_of_model.get(name) == "date":
            is_month = name.endswith("month")
            return self.format(num_format="mmm yyyy" if is_month else "yyyy-mm-dd", align="left")
        return None

    def write_figures(self, sheet: Worksheet, sources: Sequence[ChartSource | None]) -> None:
        """The first sheet: what it is about, the key figures, and the first charts."""
        sheet.hide_gridlines(2)
        sheet.write_string(
            0, 0, _title(self.collected, self.theme), self.format(bold=True, font_size=18)
        )
        row = self._write_facts(sheet, 2) + 1
        for index, name in enumerate(_FIGURE_COLUMNS):
            sheet.write_string(row, index, name, self.header)
        for tab, shown in all_shown(self.collected):
            for figure in shown.figures:
                row += 1
                self._write_figure(sheet, row, tab, figure)
        for index, width in enumerate((24, 34, 18, 18, 16)):
            sheet.set_column(index, index, width)
        drawn = [source for source in sources if source and is_drawable(source.shown)]
        for place, source in enumerate(_first_charts(drawn)):
            native = draw_native(self.workbook, source, self.theme, self.numbers)
            sheet.insert_chart(2 + place // 2 * CHART_ROWS, 6 + place % 2 * 9, native)

    def _write_facts(self, sheet: Worksheet, row: int) -> int:
        facts = [(one["name"], one["value"]) for one in filters_in_words(self.collected)]
        as_of = self.collected.window.as_of_date
        facts += [("Data as of", as_of.isoformat() if as_of else "no data yet")]
        facts += [("Money in", self.collected.window.currency)]
        for name, value in facts:
            sheet.write_string(row, 0, name, self.muted)
            sheet.write_string(row, 1, value)
            row += 1
        return row

    def _write_figure(self, sheet: Worksheet, row: int, tab: Tab, figure: Figure) -> None:
        number = self.format(num_format=self.numbers.excel(figure.measure.format))
        sheet.write_string(row, 0, tab.title)
        sheet.write_string(row, 1, figure.label + _unit(figure))
        for column, value in ((2, figure.now), (3, figure.before)):
            if value is not None:
                write_cell(sheet, row, column, value, number)
        change = figure.change
        if change is None:
            return
        is_percent = figure.measure.format == "percent"
        amount = change.amount * 100 if change.in_points and is_percent else change.amount
        tones = {"better": self.theme.colors["good"], "worse": self.theme.colors["bad"]}
        tone = {"font_color": tones[change.verdict]} if change.verdict in tones else {}
        shape = self.format(num_format=_POINTS if change.in_points else _SHARE, **tone)
        sheet.write_number(row, 4, amount, shape)

    def write_contents(self, sheet: Worksheet, sources: Sequence[ChartSource | None]) -> None:
        """What is on which sheet, with links."""
        for index, name in enumerate(("Theme", "Question", "Sheet", "Rows")):
            sheet.write_string(0, index, name, self.header)
        there = [source for source in sources if source]
        for row, source in enumerate(there, 1):
            chart = source.shown.chart
            sheet.write_string(row, 0, source.tab.title)
            sheet.write_string(row, 1, chart.title)
            address = "internal:'" + source.sheet.replace("'", "''") + "'!A1"
            sheet.write_url(row, 2, address, string=source.sheet)
            sheet.write_number(row, 3, len(source.shown.rows.rows))
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, len(there), 3)
        for index, width in enumerate((26, 70, 34, 8)):
            sheet.set_column(index, index, width)


def _unit(figure: Figure) -> str:
    unit = UNITS.get(figure.measure.format)
    return f" ({unit})" if unit else ""


def _name(tab: Tab, chart: Chart) -> str:
    if chart.type == "kpi":
        return f"{tab.title} months"
    return chart.model.partition("__")[2].replace("_", " ").capitalize() or chart.model


def _first_charts(sources: Sequence[ChartSource]) -> list[ChartSource]:
    """Those of the first tab, then the first of each other tab, as many as there is room for."""
    drawn = [source for source in sources if source.shown.chart.type != "kpi"]
    if not drawn:
        return list(sources[:CHARTS_ON_FIRST_SHEET])
    first_tab = drawn[0].tab
    firsts: dict[str, ChartSource] = {}
    for source in drawn:
        firsts.setdefault(source.tab.name, source)
    chosen = [source for source in drawn if source.tab == first_tab]
    chosen += [source for source in firsts.values() if source.tab != first_tab]
    return chosen[:CHARTS_ON_FIRST_SHEET]
