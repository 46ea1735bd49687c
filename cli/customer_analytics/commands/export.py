"""`customer-analytics export`: marts, and what the tabs of the dashboard show, as files."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from customer_analytics import console
from customer_analytics.commands.options import (
    ColumnsOption,
    DatabaseUrlOption,
    DataDirOption,
    ProjectDirOption,
    TargetOption,
    WhereOption,
    split_names,
)
from customer_analytics.errors import CustomerAnalyticsError

if TYPE_CHECKING:
    from customer_analytics.connection import Server
    from customer_analytics.exporting import ExportRequest, Progress
    from customer_analytics.exporting.dated_folder import FolderRequest

BINARY_FORMATS = ("parquet", "xlsx")


def export(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[MART|TAB]...",
            help="Marts and reporting models; or tabs of the dashboard, which are all their "
            "reporting models. Where a mart has a tab's name it is the mart, and tab:NAME is the "
            "tab. `show` lists them.",
            show_default=False,
        ),
    ] = None,
    everything: Annotated[
        bool,
        typer.Option(
            "--all",
            help="Everything: all marts and reporting models into a new folder in --out, called "
            "for the as-of date, with a manifest.json of rows and SHA-256 sums.",
        ),
    ] = False,
    file_format: Annotated[
        str | None,
        typer.Option(
            "--format",
            "-f",
            help="csv, json, jsonl, parquet or xlsx; by default from --out, else csv.",
        ),
    ] = None,
    out: Annotated[
        str | None,
        typer.Option(
            "--out",
            "-o",
            metavar="FILE|FOLDER|-",
            help="File, folder, or - for stdout; by default MART.csv in this folder. "
            "Several marts, or a tab, go into a folder, or into one .xlsx with a sheet for each.",
        ),
    ] = None,
    where: WhereOption = None,
    columns: ColumnsOption = None,
    raw: Annotated[
        bool,
        typer.Option(
            "--raw",
            "--no-defuse",
            help="Leave text as it is. By default text that a spreadsheet would run as a formula "
            "gets an apostrophe in front in CSV; numbers are never touched.",
        ),
    ] = False,
    database_url: DatabaseUrlOption = None,
    target: TargetOption = None,
    project_dir: ProjectDirOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Write marts or tabs to CSV, JSON, Parquet or Excel files, all from the same moment."""
    from customer_analytics.exporting import ExportRequest
    from customer_analytics.exporting.dated_folder import FolderRequest, check_folder
    from customer_analytics.exporting.destinations import check_format
    from customer_analytics.targets import Settings, find_server

    check_format(file_format)
    settings = Settings(database_url, target, project_dir, data_dir)
    if everything:
        _refuse_a_choice(names, where, columns)
        folder = FolderRequest(check_folder(out), file_format or "csv", not raw, project_dir)
        _export_all(find_server(settings), folder)
        return
    if not names:
        raise CustomerAnalyticsError(
            "It is not said what to export.",
            "Name marts or tabs (`customer-analytics show` lists them), or --all --out DIR.",
        )
    if out == "-" and console.is_terminal() and file_format in BINARY_FORMATS:
        raise CustomerAnalyticsError(
            f"{file_format} is not for a terminal.", "Send it on: … --out - > FILE, or name a FILE."
        )
    request = ExportRequest(
        marts=tuple(names),
        out=out,
        file_format=file_format,
        columns=split_names(columns),
        where=tuple(where or ()),
        defuse=not raw,
    )
    _export_some(find_server(settings), request)


def _refuse_a_choice(
    names: list[str] | None, where: list[str] | None, columns: list[str] | None
) -> None:
    if names:
        raise CustomerAnalyticsError(
            f"--all is everything; {', '.join(names)} beside it would choose.",
            "Leave out one of the two.",
        )
    if where or columns:
        raise CustomerAnalyticsError(
            "--all exports whole marts, without --where and --columns.",
            "Name the marts that these are for: customer-analytics export MART --where …",
        )


def _export_some(server: Server, request: ExportRequest) -> None:
    from customer_analytics.exporting import export_marts

    is_bar_wanted = not (request.out == "-" and console.is_terminal())
    with _progress_bar(is_wanted=is_bar_wanted) as progress:
        files = export_marts(server, request, stdout=sys.stdout.buffer, progress=progress)
    for file in files:
        if file.path:
            console.say(str(file.path))
        console.note(f"{console.counted(file.rows, 'row')} of {', '.join(file.marts)}")
        _note_remarks(file.remarks)


def _export_all(server: Server, request: FolderRequest) -> None:
    from customer_analytics.exporting.dated_folder import export_all

    with _progress_bar(is_wanted=True) as progress:
        folder = export_all(server, request, progress=progress)
    console.say(str(folder.path))
    rows = sum(file.rows for file in folder.files)
    size = sum(file.bytes for file in folder.files)
    console.note(
        f"{console.counted(rows, 'row')} in {console.counted(len(folder.files), 'file')}, "
        f"{console.size(size)}, as of {folder.as_of_date}"
    )
    _note_remarks(folder.remarks)
    console.note(
        "Note: they hold data of single customers, with names and addresses: keep the folder as "
        "you keep the database."
    )


def _note_remarks(remarks: tuple[str, ...]) -> None:
    for remark in remarks:
        console.note(f"Note: {remark}")


@contextmanager
def _progress_bar(*, is_wanted: bool) -> Iterator[Progress | None]:
    """The mart that is being written and its rows so far, on stderr if that is a terminal."""
    if not is_wanted or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress as Bar
    from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

    layout = (
        SpinnerColumn(),
        TextColumn("{task.description}  {task.completed:>12,.0f} rows"),
        TimeElapsedColumn(),
    )
    with Bar(*layout, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda mart, rows: bar.update(task, description=mart, completed=rows)
