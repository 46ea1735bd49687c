"""`customer-analytics generate`: a made-up shop in the raw tables."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from customer_analytics import console
from customer_analytics.commands.build import parse_day
from customer_analytics.commands.options import (
    DatabaseUrlOption,
    DataDirOption,
    ProjectDirOption,
    TargetOption,
)
from customer_analytics.demo_data import (
    DEFAULT_CUSTOMERS,
    DEFAULT_DAYS,
    DEFAULT_SEED,
    DEFAULT_UNTIL,
    MAX_CUSTOMERS,
    MAX_DAYS,
    DemoRequest,
    DemoResult,
)
from customer_analytics.project import find_project
from customer_analytics.targets import Settings, find_server

CustomersOption = Annotated[
    int, typer.Option("--customers", "-n", min=1, max=MAX_CUSTOMERS, help="How many customers.")
]
SeedOption = Annotated[int, typer.Option("--seed", help="Another seed is another shop.")]
DaysOption = Annotated[
    int, typer.Option("--days", min=1, max=MAX_DAYS, help="Days of history, up to --until.")
]
UntilOption = Annotated[
    date | None,
    typer.Option(
        "--until",
        parser=parse_day,
        metavar="YYYY-MM-DD",
        help="Last day of the history.",
        show_default=str(DEFAULT_UNTIL),
    ),
]
ForceOption = Annotated[
    bool, typer.Option("--force", help="Generate even if the same shop is there already.")
]


def generate(
    customers: CustomersOption = DEFAULT_CUSTOMERS,
    seed: SeedOption = DEFAULT_SEED,
    days: DaysOption = DEFAULT_DAYS,
    until: UntilOption = None,
    force: ForceOption = False,
    database_url: DatabaseUrlOption = None,
    target: TargetOption = None,
    project_dir: ProjectDirOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Fill the raw tables with a made-up shop of which the truth is known.

    The same options give the same rows on any server. A shop that was generated before is replaced;
    data that you have loaded never is.
    """
    from customer_analytics.commands.generate_output import make_progress
    from customer_analytics.demo_data import generate as generate_demo_data

    request = DemoRequest(customers, seed, days, until or DEFAULT_UNTIL)
    project = find_project(project_dir)
    server = find_server(Settings(database_url, target, project_dir, data_dir))
    with make_progress(customers) as progress:
        result = generate_demo_data(
            server, project, request, force=force, on_progress=progress.reached
        )
    _print_result(result)


def _print_result(result: DemoResult) -> None:
    console.print_table(("table", "rows"), list(result.rows.items()))
    rows = f"{sum(result.rows.values()):,} rows"
    if result.was_there:
        console.note(f"{rows}: the same shop was there already (--force makes it again).")
    else:
        console.note(f"{rows} in {result.seconds:.0f} s.")
    console.note("Next: customer-analytics build")
