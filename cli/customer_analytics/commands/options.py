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
