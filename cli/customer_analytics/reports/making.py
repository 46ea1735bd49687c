"""Making a report: which charts, what they tell, and the file."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from customer_analytics.charts.theme import Theme, read_theme
from customer_analytics.connection import Server
from customer_analytics.dashboard.boards import Board
from customer_analytics.dashboard.making import DashboardRequest, requested_board
from customer_analytics.errors import CustomerAnalyticsError
from customer_analytics.exporting.destinations import replaced_together
from customer_analytics.reports.choosing import in_brief
from customer_analytics.reports.collecting import Choice, Collected, collect
from customer_analytics.reports.document import filters_in_words
from customer_analytics.reports.page import html_report
from customer_analytics.reports.pdf import check_typst, pdf_report
from customer_analytics.reports.templating import check_template
from customer_analytics.reports.workbook import workbook_report

FORMATS = ("pdf", "xlsx", "html")
# Rows of a table in a report of all tabs, and where its tabs were asked for: about a page.
ROWS_IN_BRIEF, ROWS_OF_A_PAGE = 12, 36


@dataclass(frozen=True)
class ReportRequest:
    """What a person asked for.

    Attributes:
        board: Project, tabs, theme, and a board of one's own.
        choice: What the filters are set to.
        file_format: pdf, xlsx or html; None for what the file's name says, else pdf.
        template: A template of one's own, for pdf and html.
    """

    board: DashboardRequest = field(default_factory=DashboardRequest)
    choice: Choice = field(default_factory=Choice)
    file_format: str | None = None
    template: Path | None = None


@dataclass(frozen=True)
class MadeReport:
    """The file that was written, its size in bytes, and what is in it.

    Attributes:
        path: The file.
        size: In bytes.
        tabs: Number of tabs told.
        charts: Number of charts, tables and strips of key figures.
        filters: What the filters are set to, in words.
    """

    path: Path
    size: int
    tabs: int
    charts: int
    filters: tuple[str, ...]


def make_report(server: Server, request: ReportRequest, out: Path | None) -> MadeReport:
    """Write a report; an older file stays until the new one is whole.

    Raises:
        CustomerAnalyticsError: A spec, a template or a filter's value is wrong, a model is not
            built, or the file can't be written.
    """
    file_format = _format(request, out)
    if request.template:
        check_template(request.template, file_format)
    if file_format == "pdf":
        check_typst()
    whole = requested_board(request.board)
    is_chosen = bool(request.board.tabs or request.board.config) or file_format == "xlsx"
    board = whole if is_chosen else in_brief(whole)
    theme = read_theme(request.board.theme or board.theme)
    collected = collect(server, _checked(board), request.choice, theme)
    path = out or Path(f"report.{file_format}")
    with replaced_together() as open_file:
        open_file(path).write(_content(collected, theme, request, file_format, is_chosen))
    words = tuple(one["value"] for one in filters_in_words(collected))
    return MadeReport(path, path.stat().st_size, len(board.tabs), len(board.charts), words)


def _content(
    collected: Collected, theme: Theme, request: ReportRequest, file_format: str, is_chosen: bool
) -> bytes:
    most_rows = ROWS_OF_A_PAGE if is_chosen else ROWS_IN_BRIEF
    if file_format == "xlsx":
        return workbook_report(collected, theme)
    if file_format == "html":
        return html_report(collected, theme, request.template, most_rows=most_rows).encode()
    return pdf_report(collected, theme, request.template, most_rows=most_rows)


def _format(request: ReportRequest, out: Path | None) -> str:
    suffix = out.suffix.lower().removeprefix(".") if out else ""
    file_format = request.file_format or (suffix if suffix in FORMATS else "pdf")
    if file_format not in FORMATS:
        raise CustomerAnalyticsError(
            f"There is no report as {file_format!r}.", f"Choose one of: {', '.join(FORMATS)}."
        )
    return file_format


def _checked(board: Board) -> Board:
    if not board.charts:
        raise CustomerAnalyticsError(
            "There is no chart to report on.", "models/reporting/README.md says how to add one."
        )
    return board
