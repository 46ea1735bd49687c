"""`customer-analytics demo`: from nothing to the dashboard of a made-up shop."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from customer_analytics import console
from customer_analytics.commands.generate import CustomersOption, SeedOption
from customer_analytics.commands.options import (
    DashboardOption,
    DatabaseUrlOption,
    DataDirOption,
    ProjectDirOption,
    TargetOption,
)
from customer_analytics.demo_data import DEFAULT_CUSTOMERS, DEFAULT_SEED
from customer_analytics.project import find_project
from customer_analytics.targets import Settings, find_server

if TYPE_CHECKING:
    from customer_analytics.connection import Server
    from customer_analytics.headline import Figure

NEXT_STEPS = (
    ("customer-analytics dashboard --open", "the dashboard again, of what is built now"),
    ("customer-analytics show", "which marts there are"),
    ("customer-analytics show segment_summary", "look into one"),
    ("customer-analytics export customers --out customers.xlsx", "take one away"),
    ("customer-analytics status", "what is loaded, built and set aside"),
    ("customer-analytics db grant-reader bi_reader", "a login for a BI tool: marts, nothing else"),
    ("customer-analytics load FILES --replace-demo", "your own data in place of this"),
)


def demo(
    context: typer.Context,
    customers: CustomersOption = DEFAULT_CUSTOMERS,
    seed: SeedOption = DEFAULT_SEED,
    out: DashboardOption = Path("dashboard.html"),
    open_it: Annotated[
        bool, typer.Option("--open/--no-open", help="Open the dashboard, where there is a screen.")
    ] = True,
    database_url: DatabaseUrlOption = None,
    target: TargetOption = None,
    project_dir: ProjectDirOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Make up a shop with two years of history, build its marts, and show its dashboard.

    It never touches data that you have loaded. Running it again does no harm.
    """
    from customer_analytics.building import BuildOptions
    from customer_analytics.commands.build_output import run_and_print

    settings = Settings(database_url, target, project_dir, data_dir)
    project = find_project(project_dir)
    server = find_server(settings)
    _generate(server, project, customers, seed)
    # what the tests find in a made-up shop is known, and they take as long as the models
    options = BuildOptions(exclude=("resource_type:test",), reads_sample=False, command="demo")
    exit_code = run_and_print(server, project, settings, options)
    if exit_code:
        raise typer.Exit(exit_code)
    _print_headline(server)
    _write_dashboard(server, project, out, open_it=open_it and _has_screen())
    _print_next_steps(_given_options(context))


def _write_dashboard(server: Server, project: Path, out: Path, *, open_it: bool) -> None:
    from customer_analytics.dashboard.making import DashboardRequest, make_dashboard

    made = make_dashboard(server, DashboardRequest(project_dir=project), out)
    console.say()
    console.say(f"Dashboard: {made.path.resolve()}")
    if open_it:
        typer.launch(made.path.resolve().as_uri())


def _has_screen() -> bool:
    """Whether somebody sits before this machine, as far as one can tell."""
    if not console.is_terminal() or os.environ.get("CI"):
        return False
    has_window = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    return sys.platform in ("darwin", "win32") or bool(has_window)


def _generate(server: Server, project: Path, customers: int, seed: int) -> None:
    from customer_analytics.commands.generate_output import make_progress
    from customer_analytics.demo_data import DemoRequest, generate

    console.note(f"Generating a shop of {customers:,} customers in {server.address}.")
    request = DemoRequest(customers=customers, seed=seed)
    with make_progress(customers) as progress:
        result = generate(server, project, request, on_progress=progress.reached)
    rows = f"{sum(result.rows.values()):,} rows in {len(result.rows)} tables"
    if result.was_there:
        console.note(f"It is there already: {rows}.")
    else:
        console.note(f"Generated {rows} in {result.seconds:.0f} s.")


def _print_headline(server: Server) -> None:
    from customer_analytics.headline import read_headline

    headline = read_headline(server)
    console.say()
    console.say(f"Key figures as of {headline.as_of}")
    console.print_facts(
        [(figure.name, _with_unit(figure, headline.currency)) for figure in headline.figures]
    )


def _with_unit(figure: Figure, currency: str) -> str:
    from customer_analytics.headline import Unit

    if figure.value is None:
        return console.MISSING
    formats = {
        Unit.COUNT: "{:,}",
        Unit.MONEY: "{:,.2f} " + currency,
        Unit.RATE: "{:.1%}",
        Unit.OF_TEN: "{:.1f} of 10",
        Unit.POINTS: "{:+.0f}",
    }
    return formats[figure.unit].format(figure.value).replace("%", " %")


def _given_options(context: typer.Context) -> list[str]:
    """The options that said where to work; without their values, for a URL may be secret."""
    # By name: Typer brings a copy of click, whose sources are not those of click itself.
    return [
        f"--{name.replace('_', '-')}"
        for name in ("database_url", "target", "project_dir", "data_dir")
        if getattr(context.get_parameter_source(name), "name", "") == "COMMANDLINE"
    ]


def _print_next_steps(given_options: list[str]) -> None:
    console.note("")
    console.note("What next:")
    width = max(len(command) for command, _ in NEXT_STEPS)
    for command, purpose in NEXT_STEPS:
        console.note(f"  {command:<{width}}  {purpose}")
    activate = Path(sys.argv[0]).with_name("activate")
    if shutil.which("customer-analytics") is None and activate.is_file():
        console.note(f"For that, put the command on your path: source {activate}")
    if given_options:
        console.note(f"Give them the same {' and '.join(given_options)} as here.")
