"""`customer-analytics report`: figures and charts to send on, as PDF, workbook or page."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from customer_analytics import console
from customer_analytics.commands.options import (
    DatabaseUrlOption,
    DataDirOption,
    ProjectDirOption,
    TargetOption,
    split_names,
)


def report(
    file_format: Annotated[
        str | None,
        typer.Option("--format", "-f", help="pdf, xlsx or html; by default from --out, else pdf."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="File to write; by default report.pdf.", dir_okay=False),
    ] = None,
    tabs: Annotated[
        list[str] | None,
        typer.Option(
            "--tabs",
            metavar="A,B,...",
            help="All charts of these tabs; by default the first tab and the main charts of the "
            "others (in a workbook: all charts).",
        ),
    ] = None,
    period: Annotated[
        str | None, typer.Option(help="12m, 6m, 3m, 1m, all or a year; by default 12m.")
    ] = None,
    segment: Annotated[str | None, typer.Option(help="Only customers of this segment.")] = None,
    channel: Annotated[
        str | None, typer.Option(help="Only customers that came by this channel.")
    ] = None,
    theme: Annotated[
        Path | None, typer.Option("--theme", help="Colours, fonts, logo and numbers, in YAML.")
    ] = None,
    config: Annotated[
        Path | None,
        typer.Option("--config", "-c", help="A dashboard of your own: which charts, in YAML."),
    ] = None,
    template: Annotated[
        Path | None,
        typer.Option(help="A template of your own: .typ for a PDF, .html.j2 for a page."),
    ] = None,
    copy_to: Annotated[
        Path | None,
        typer.Option(
            "--copy-templates",
            metavar="FOLDER",
            help="Write the templates there, for you to change, and no report.",
            file_okay=False,
        ),
    ] = None,
    database_url: DatabaseUrlOption = None,
    target: TargetOption = None,
    project_dir: ProjectDirOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Write a report to send on: key figures against the period before, and the main charts."""
    from customer_analytics.reports.templating import copy_templates

    if copy_to:
        for path in copy_templates(copy_to):
            console.say(str(path))
        console.note("Change them, and name one with --template.")
        return

    from customer_analytics.dashboard.making import DashboardRequest
    from customer_analytics.reports.collecting import Choice
    from customer_analytics.reports.making import ReportRequest, make_report
    from customer_analytics.targets import Settings, find_server

    request = ReportRequest(
        board=DashboardRequest(project_dir, config, theme, split_names(tabs)),
        choice=Choice(period, segment, channel),
        file_format=file_format,
        template=template,
    )
    server = find_server(Settings(database_url, target, project_dir, data_dir))
    made = make_report(server, request, out)
    console.say(str(made.path))
    parts = console.counted(made.tabs, "tab"), console.counted(made.charts, "chart")
    console.note(f"{', '.join(parts)}, {console.size(made.size)}.")
    console.note(" · ".join(made.filters))
