"""`customer-analytics build`: from the raw tables to the marts, with every test."""

from datetime import date
from typing import Annotated

import typer

from customer_analytics.commands.options import (
    DatabaseUrlOption,
    DataDirOption,
    ProjectDirOption,
    TargetOption,
)
from customer_analytics.project import find_project
from customer_analytics.targets import Settings, find_server


def parse_day(text: str) -> date:
    """Read a day as YYYY-MM-DD; anything else is a usage error."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a day like 2011-12-09.") from None


SelectOption = Annotated[
    list[str] | None,
    typer.Option(
        "--select",
        "-s",
        metavar="SELECTOR",
        help="What to build, as dbt says it: orders, +orders, tag:x. May be repeated.",
    ),
]
ExcludeOption = Annotated[
    list[str] | None,
    typer.Option("--exclude", metavar="SELECTOR", help="What to leave out. May be repeated."),
]
FullRefreshOption = Annotated[
    bool, typer.Option("--full-refresh", help="Build incremental tables from nothing.")
]
AsOfOption = Annotated[
    date | None,
    typer.Option(
        "--as-of",
        parser=parse_day,
        metavar="YYYY-MM-DD",
        help="Day that every number is as of; by default the day of the newest raw event.",
    ),
]
VarsOption = Annotated[
    list[str] | None,
    typer.Option(
        "--vars",
        metavar="KEY=VALUE",
        help="A var of dbt_project.yml: active_days=180, or YAML. May be repeated.",
    ),
]
ThreadsOption = Annotated[
    int | None, typer.Option("--threads", min=1, metavar="N", help="Nodes to build at a time.")
]
SampleOption = Annotated[
    bool | None,
    typer.Option(
        "--sample/--loaded",
        help="What to read; by default the loaded tables if one has a row, else the sample.",
    ),
]
UnitTestsOption = Annotated[
    bool | None,
    typer.Option(
        "--unit-tests/--no-unit-tests",
        help="dbt's unit tests try the SQL, not the data: by default with the sample only.",
    ),
]


def build(
    select: SelectOption = None,
    exclude: ExcludeOption = None,
    full_refresh: FullRefreshOption = False,
    as_of: AsOfOption = None,
    variables: VarsOption = None,
    threads: ThreadsOption = None,
    sample: SampleOption = None,
    unit_tests: UnitTestsOption = None,
    database_url: DatabaseUrlOption = None,
    target: TargetOption = None,
    project_dir: ProjectDirOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Build the marts from the raw tables, and test them.

    Exit code 0: built (warnings are listed). 1: a node failed. 2: wrong usage.
    75: another build is running. 130: interrupted.
    """
    from customer_analytics.building import BuildOptions
    from customer_analytics.commands.build_output import run_and_print

    options = BuildOptions(
        select=tuple(select or ()),
        exclude=tuple(exclude or ()),
        full_refresh=full_refresh,
        as_of=as_of,
        variables=_read_variables(variables or []),
        threads=threads,
        reads_sample=sample,
        has_unit_tests=unit_tests,
    )
    settings = Settings(database_url, target, project_dir, data_dir)
    server = find_server(settings)
    exit_code = run_and_print(server, find_project(project_dir), settings, options)
    if exit_code:
        raise typer.Exit(exit_code)


def _read_variables(texts: list[str]) -> dict[str, object]:
    from customer_analytics.building import parse_variables

    try:
        return parse_variables(texts)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--vars") from None
