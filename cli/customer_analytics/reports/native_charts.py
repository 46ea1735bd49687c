"""Charts of Excel's own, over the cells of a sheet."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from customer_analytics.charts.chart import Chart, Tab
from customer_analytics.charts.numbers import NumberFormats, label_with_unit
from customer_analytics.charts.theme import Theme
from customer_analytics.exporting.xlsx import write_cell
from customer_analytics.reports.collecting import Shown

if TYPE_CHECKING:
    import xlsxwriter
    from xlsxwriter.chart import Chart as NativeChart
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

# What Excel calls the types that it has too.
KINDS = {"line": "line", "area": "area", "bar": "column", "donut": "doughnut", "funnel": "bar"}
KINDS |= {"kpi": "line"}
SIZE = {"width": 560, "height": 330}
# Beyond that, a chart of Excel's can't be told apart.
MOST_CATEGORIES, MOST_SERIES = 60, 11


@dataclass
class ChartSource:
    """Where the cells of a chart are.

    Attributes:
        tab: Its tab.
        shown: The chart and its rows.
        sheet: Name of the sheet.
        header_row: Row of the header, from 0 on; the rows follow it.
        columns: Number of columns of the table.
        across: Of a chart with colours: first column of its cross table, and the colours in order.
    """

    tab: Tab
    shown: Shown
    sheet: str
    header_row: int
    columns: int
    across: tuple[int, Sequence[str]] | None = field(default=None)

    def write_cross_table(
        self,
        sheet: Worksheet,
        header: Format,
        cell_format: Callable[[Chart, str], Format | None],
    ) -> int:
        """Write a chart's colours as columns beside its table; returns the first free column."""
        chart, rows = self.shown.chart, self.shown.rows
        if not is_crossed(chart):
            return self.columns
        first, values = self.columns + 1, _crossed(self.shown)
        places = [rows.columns.index(name) for name in (chart.x, chart.color, chart.y[0])]
        colors = list(dict.fromkeys(str(row[places[1]]) for row in rows.rows))
        self.across = (first, colors)
        sheet.write_string(self.header_row, first, chart.label(chart.x or ""), header)
        for index, color in enumerate(colors, first + 1):
            sheet.write_string(self.header_row, index, color, header)
        for row, x in enumerate(values, self.header_row + 1):
            if x is not None:
                write_cell(sheet, row, first, x, cell_format(chart, chart.x or ""))
            for index, color in enumerate(colors, first + 1):
                value = values[x].get(color)
                if value is not None:
                    write_cell(sheet, row, index, value, cell_format(chart, chart.y[0]))
        sheet.set_column(first, first + len(colors), 14)
        return first + len(colors) + 1

    def series(self) -> Iterator[dict[str, Any]]:
        """The series of the chart: name, categories and values, as places in the sheet."""
        chart, rows = self.shown.chart, self.shown.rows
        first, last = self.header_row + 1, self.header_row + len(rows.rows)
        if self.across:
            column, colors = self.across
            last = self.header_row + len(_crossed(self.shown))
            places = [(column + 1 + index, column) for index in range(len(colors))]
        else:
            by = rows.columns.index(chart.x or chart.color or "")
            places = [(rows.columns.index(name), by) for name in chart.y]
        for column, by in places:
            yield {
                "name": [self.sheet, self.header_row, column],
                "categories": [self.sheet, first, by, last, by],
                "values": [self.sheet, first, column, last, column],
            }


def is_crossed(chart: Chart) -> bool:
    """Whether colours are a column of its rows, which Excel wants as columns of their own."""
    return chart.type in ("line", "area", "bar") and bool(chart.color)


def is_drawable(shown: Shown) -> bool:
    """Whether Excel has a chart like it, with as many values as can be told apart."""
    chart, rows = shown.chart, shown.rows
    if chart.type not in KINDS or not rows.rows or (chart.type == "kpi" and not chart.x):
        return False
    if not is_crossed(chart):
        return len(rows.rows) <= MOST_CATEGORIES
    color = rows.columns.index(chart.color or "")
    return (
        len(_crossed(shown)) <= MOST_CATEGORIES
        and len({row[color] for row in rows.rows}) <= MOST_SERIES
    )


def draw_native(
    workbook: xlsxwriter.Workbook, source: ChartSource, theme: Theme, numbers: NumberFormats
) -> NativeChart:
    """A chart of Excel's over the cells of a source; each sheet wants one of its own."""
    chart = source.shown.chart
    kind = KINDS[chart.type]
    if chart.type == "bar" and chart.is_horizontal:
        kind = "bar"
    native = workbook.add_chart({"type": kind} | _subtype(chart))
    series = list(source.series())[: 1 if chart.type == "kpi" else None]
    for index, one in enumerate(series):
        native.add_series(one | _look(source, kind, theme.colors["categories"], index))
    native.set_title({"name": chart.title, "name_font": {"size": 11}, "overlay": False})
    native.set_legend({"position": "bottom"} if _has_legend(chart, series) else {"none": True})
    native.set_size(SIZE)
    native.show_hidden_data()  # a filtered table does not empty its chart
    if kind != "doughnut":
        _set_axes(native, chart, kind, numbers)
    return native


def _crossed(shown: Shown) -> dict[Any, dict[str, Any]]:
    """Value by x and colour, in the order of the rows."""
    chart, rows = shown.chart, shown.rows
    x, color, y = (rows.columns.index(n or "") for n in (chart.x, chart.color, chart.y[0]))
    values: dict[Any, dict[str, Any]] = {}
    for row in rows.rows:
        values.setdefault(row[x], {})[str(row[color])] = row[y]
    return values


def _subtype(chart: Chart) -> dict[str, str]:
    if chart.type not in ("bar", "area") or not (chart.color or len(chart.y) > 1):
        return {}
    subtypes: dict[Any, dict[str, str]] = {"normalize": {"subtype": "percent_stacked"}}
    return subtypes.get(chart.stacking, {"subtype": "stacked"} if chart.stacking else {})


def _look(source: ChartSource, kind: str, colors: Sequence[str], index: int) -> dict[str, Any]:
    if kind == "doughnut":
        rows, chart = source.shown.rows, source.shown.chart
        place = rows.columns.index(chart.color or "")
        values = [str(row[place]) for row in rows.rows]
        fills = [_color(source.shown, value, n, colors) for n, value in enumerate(values)]
        points = [{"fill": {"color": fill}} for fill in fills]
        return {"points": points, "data_labels": {"percentage": True}}
    value = source.across[1][index] if source.across else ""
    color = _color(source.shown, value, index, colors)
    if kind == "line":
        return {"line": {"color": color, "width": 2}}
    return {"fill": {"color": color}, "gap": 60}


def _color(shown: Shown, value: str, index: int, palette: Sequence[str]) -> str:
    known = shown.colors.get(shown.chart.color or "", {})
    return known.get(value, palette[index % len(palette)])


def _has_legend(chart: Chart, series: Sequence[dict]) -> bool:
    return chart.type == "donut" or len(series) > 1


def _set_axes(native: NativeChart, chart: Chart, kind: str, numbers: NumberFormats) -> None:
    measure = chart.measures[chart.y[0]]
    value: dict[str, Any] = {"num_format": numbers.excel(measure.format)}
    value |= {"major_gridlines": {"visible": True, "line": {"color": "#dfe3e8"}}}
    if chart.stacking == "normalize":
        value["num_format"] = "0%"
    if len(chart.y) == 1 or chart.type == "kpi":
        value["name"] = label_with_unit(chart, chart.y[0])
        value["name_font"] = {"bold": False}
    category: dict[str, Any] = {"label_position": "low"}
    if chart.columns_of_model.get(chart.x or "") == "date":
        category |= {"date_axis": True, "num_format": "mmm yy", "major_unit_type": "months"}
    if kind == "bar":
        category["reverse"] = True  # the first on top
        value["label_position"] = "high"
    native.set_x_axis(category)
    native.set_y_axis(value)
