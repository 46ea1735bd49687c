"""Making a dashboard: read the specs, read the rows, write the file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from customer_analytics.charts.specs import read_tabs
from customer_analytics.charts.theme import read_theme
from customer_analytics.connection import Server
from customer_analytics.dashboard.boards import Board, default_board, only_tabs, read_board_file
from customer_analytics.dashboard.page import read_board, write_page
from customer_analytics.exporting.destinations import replaced_together
from customer_analytics.project import find_project


@dataclass(frozen=True)
class DashboardRequest:
    """What a person asked for.

    Attributes:
        project_dir: Folder of the dbt project; None for the one around.
        config: A board of one's own; None for the project's.
        theme: A theme of one's own; None for the board's, else the project's.
        tabs: Names of the tabs wanted; none is all.
        customers: Whether lists of single customers are wanted.
    """

    project_dir: Path | None = None
    config: Path | None = None
    theme: Path | None = None
    tabs: tuple[str, ...] = ()
    customers: bool = False


@dataclass(frozen=True)
class MadeDashboard:
    """The file that was written, its size in bytes, and what is in it."""

    path: Path
    size: int
    tabs: int
    charts: int
    is_personal: bool


def requested_board(request: DashboardRequest) -> Board:
    """The board that is asked for.

    Raises:
        CustomerAnalyticsError: A chart's spec or the board's file is wrong, or a tab is not there.
    """
    tabs = read_tabs(find_project(request.project_dir))
    if request.config:
        board = read_board_file(request.config, tabs, customers=request.customers)
    else:
        board = default_board(tabs, customers=request.customers)
    return only_tabs(board, request.tabs) if request.tabs else board


def dashboard_page(server: Server, request: DashboardRequest, *, reload_script: str = "") -> str:
    """The dashboard as text.

    Raises:
        CustomerAnalyticsError: As `requested_board`, and where a model can't be read.
    """
    return _page(server, request, requested_board(request), reload_script)


def _page(server: Server, request: DashboardRequest, board: Board, reload_script: str = "") -> str:
    theme = read_theme(request.theme or board.theme)
    return write_page(board, read_board(server, board), theme, reload_script=reload_script)


def make_dashboard(server: Server, request: DashboardRequest, path: Path) -> MadeDashboard:
    """Write the dashboard to a file; an older one stays until the new one is whole.

    Raises:
        CustomerAnalyticsError: As `dashboard_page`, or the file can't be written.
    """
    board = requested_board(request)
    page = _page(server, request, board)
    with replaced_together() as open_file:
        open_file(path).write(page.encode())
    is_personal = any(chart.personal for chart in board.charts)
    return MadeDashboard(path, path.stat().st_size, len(board.tabs), len(board.charts), is_personal)
