"""`customer-analytics dashboard`: everything to look at, in one HTML file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from customer_analytics import console
from customer_analytics.commands.options import (
    DashboardOption,
    DatabaseUrlOption,
    DataDirOption,
    ProjectDirOption,
    TabsOption,
    TargetOption,
    split_names,
)


def dashboard(
    out: DashboardOption = Path("dashboard.html"),
    config: Annotated[
        Path | None,
        typer.Option("--config", "-c", help="A dashboard of your own: which charts, in YAML."),
    ] = None,
    theme: Annotated[
        Path | None, typer.Option("--theme", help="Colours, fonts, logo and numbers, in YAML.")
    ] = None,
    tabs: TabsOption = None,
    customers: Annotated[
        bool,
        typer.Option("--customers", help="With the lists of single customers: personal data."),
    ] = False,
    open_it: Annotated[
        bool, typer.Option("--open", help="Open it in the browser of this machine.")
    ] = False,
    serve: Annotated[
        bool,
        typer.Option("--serve", help="Serve it on this machine, and load it anew after a build."),
    ] = False,
    port: Annotated[int, typer.Option(help="Port to serve it on; 0 takes a free one.")] = 8050,
    database_url: DatabaseUrlOption = None,
    target: TargetOption = None,
    project_dir: ProjectDirOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Write the dashboard: one HTML file that needs nothing else, with twelve tabs of charts."""
    from customer_analytics.dashboard.making import DashboardRequest, make_dashboard
    from customer_analytics.dashboard.serving import serve_dashboard
    from customer_analytics.targets import Settings, find_server

    request = DashboardRequest(
        project_dir=project_dir,
        config=config,
        theme=theme,
        tabs=split_names(tabs),
        customers=customers,
    )
    server = find_server(Settings(database_url, target, project_dir, data_dir))
    if serve:
        serve_dashboard(server, request, port=port, on_start=_say_address(open_it))
        return
    made = make_dashboard(server, request, out)
    console.say(str(made.path))
    parts = console.counted(made.tabs, "tab"), console.counted(made.charts, "chart")
    console.note(f"{', '.join(parts)}, {console.size(made.size)}.")
    if made.is_personal:
        console.note("It holds data of single customers: give it to nobody who may not see them.")
    if open_it:
        typer.launch(str(made.path.resolve()))


def _say_address(open_it: bool):
    def say(address: str) -> None:
        console.say(address)
        console.note("Ctrl-C ends it.")
        if open_it:
            typer.launch(address)

    return say
