"""`customer-analytics export`: marts as files."""

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
    from customer_analytics.exporting import Progress

BINARY_FORMATS = ("parquet", "xlsx")


def export(
    marts: Annotated[
        list[str], typer.Argument(metavar="MART...", help="Marts to export; `show` lists them.")
    ],
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
            "Several marts go into a folder, or into one .xlsx with a sheet for each.",
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
    """Write marts to CSV, JSON, Parquet or Excel files, all from the same moment."""
    from customer_analytics.exporting import ExportRequest, export_marts
    from customer_analytics.exporting.destinations import check_format
    from customer_analytics.targets import Settings, find_server

    check_format(file_format)
    is_on_terminal = out == "-" and console.is_terminal()
    if is_on_terminal and file_format in BINARY_FORMATS:
        raise CustomerAnalyticsError(
            f"{file_format} is not for a terminal.", "Send it on: … --out - > FILE, or name a FILE."
        )
    request = ExportRequest(
        marts=tuple(marts),
        out=out,
        file_format=file_format,
        columns=split_names(columns),
        where=tuple(where or ()),
        defuse=not raw,
    )
    server = find_server(Settings(database_url, target, project_dir, data_dir))
    with _progress_bar(is_wanted=sys.stderr.isatty() and not is_on_terminal) as progress:
        files = export_marts(server, request, stdout=sys.stdout.buffer, progress=progress)
    for file in files:
        if file.path:
            console.say(str(file.path))
        console.note(f"{console.counted(file.rows, 'row')} of {', '.join(file.marts)}")
        for remark in file.remarks:
            console.note(f"Note: {remark}")


@contextmanager
def _progress_bar(*, is_wanted: bool) -> Iterator[Progress | None]:
    """Rows so far, on stderr."""
    if not is_wanted:
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
        tasks = {}

        def progress(mart: str, rows: int) -> None:
            if mart not in tasks:
                tasks[mart] = bar.add_task(mart, total=None)
            bar.update(tasks[mart], completed=rows)

        yield progress
