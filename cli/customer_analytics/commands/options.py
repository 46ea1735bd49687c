"""Options that many commands share, and the settings made of them."""

from pathlib import Path
from typing import Annotated

import typer

DatabaseUrlOption = Annotated[
    str | None,
    typer.Option(
        "--database-url",
        envvar="CUSTOMER_ANALYTICS_DATABASE_URL",
        show_envvar=True,
        help="PostgreSQL to use instead of the embedded one (postgresql://user@host/database).",
    ),
]
TargetOption = Annotated[
    str | None,
    typer.Option(
        "--target",
        "-t",
        envvar="CUSTOMER_ANALYTICS_TARGET",
        help="Target of profiles.yml to use instead of the embedded server.",
    ),
]
ProjectDirOption = Annotated[
    Path | None,
    typer.Option(
        "--project-dir",
        envvar="CUSTOMER_ANALYTICS_PROJECT_DIR",
        help="Folder of the dbt project; by default the one around you, or the packaged one.",
    ),
]
DataDirOption = Annotated[
    Path | None,
    typer.Option(
        "--data-dir",
        envvar="CUSTOMER_ANALYTICS_DATA_DIR",
        help="Folder of the embedded server; by default in your data folder.",
    ),
]
WhereOption = Annotated[
    list[str] | None,
    typer.Option(
        "--where",
        "-w",
        metavar="COLUMN=VALUE",
        help="Only rows that meet this; != >= <= > < work too, `column=` finds the empty ones. "
        "Several must all be met.",
    ),
]
ColumnsOption = Annotated[
    list[str] | None,
    typer.Option("--columns", "-c", metavar="A,B,...", help="Only these columns, in this order."),
]
DashboardOption = Annotated[
    Path, typer.Option("--out", "-o", help="HTML file of the dashboard.", dir_okay=False)
]
TabsOption = Annotated[
    list[str] | None,
    typer.Option("--tabs", metavar="A,B,...", help="Only these tabs; by default all of them."),
]


def split_names(values: list[str] | None) -> tuple[str, ...]:
    """The names in options such as `--columns a,b --columns c`."""
    return tuple(
        name.strip() for value in values or () for name in value.split(",") if name.strip()
    )
