"""`customer-analytics show`: which marts and tabs there are, and the first rows of a mart."""

from typing import Annotated

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


def show(
    mart: Annotated[
        str | None,
        typer.Argument(
            metavar="MART|TAB",
            help="Mart to look at, or tab of the dashboard to list its models (tab:NAME where a "
            "mart has the same name); without, all marts are listed.",
        ),
    ] = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=0, help="The most rows to show.")] = 20,
    where: WhereOption = None,
    columns: ColumnsOption = None,
    database_url: DatabaseUrlOption = None,
    target: TargetOption = None,
    project_dir: ProjectDirOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """List the marts, all or those of a tab, or show the first rows of one."""
    from customer_analytics.commands.show_output import print_preview, print_summaries
    from customer_analytics.showing import preview_mart, summarise_marts
    from customer_analytics.targets import Settings, find_server

    if mart is None and (where or columns):
        raise CustomerAnalyticsError(
            "--where and --columns need a mart.", "customer-analytics show lists them."
        )
    server = find_server(Settings(database_url, target, project_dir, data_dir))
    summaries = summarise_marts(server, tab=mart)
    if not summaries:
        preview = preview_mart(
            server, mart, limit=limit, columns=split_names(columns), where=tuple(where or ())
        )
        print_preview(preview)
        return
    if where or columns:
        raise CustomerAnalyticsError(
            f"{mart} is a tab; --where and --columns need a mart.",
            f"It has: {', '.join(one.mart.name for one in summaries)}.",
        )
    print_summaries(summaries)
    console.note("Look into one with: customer-analytics show MART")
