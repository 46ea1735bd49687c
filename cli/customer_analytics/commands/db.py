"""`customer-analytics db`: the embedded server from start to stop, and who may read."""

import os
import shlex
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from customer_analytics import console
from customer_analytics.commands.options import (
    DatabaseUrlOption,
    DataDirOption,
    ProjectDirOption,
    TargetOption,
)
from customer_analytics.targets import Settings, find_server, named_server, profile_variables

if TYPE_CHECKING:
    from customer_analytics.readers import Reader

NOT_RUNNING = 3  # as pg_ctl and systemctl say it
PASSWORD_VARIABLE = "CUSTOMER_ANALYTICS_READER_PASSWORD"  # noqa: S105  (its name, not its value)
SHOWN_BEYOND = 5

ReaderName = Annotated[
    str, typer.Argument(metavar="NAME", help="The role's name, taken as it is.", show_default=False)
]

app = typer.Typer(
    help="Start, stop and find the embedded PostgreSQL; let BI tools read.", no_args_is_help=True
)


@app.command()
def start(
    database_url: DatabaseUrlOption = None,
    target: TargetOption = None,
    project_dir: ProjectDirOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Start the embedded PostgreSQL, and make it where there is none yet.

    Every other command starts it by itself.
    """
    from customer_analytics.server import embedded_server, server_status

    other = named_server(Settings(database_url, target, project_dir, data_dir))
    if other:
        console.say(f"Another server is named: {other.address}. The embedded one is not started.")
        return
    server = embedded_server(data_dir, start=True)
    status = server_status(data_dir)
    console.say(
        f"PostgreSQL {status.version} runs on {server.host}:{server.port}, "
        f"its data in {status.data_dir}."
    )
    console.note("Its address with the password: customer-analytics db url")


@app.command()
def stop(data_dir: DataDirOption = None) -> None:
    """Stop the embedded PostgreSQL; its data stays, and the next command starts it again."""
    from customer_analytics.server import find_data_dir, stop_server

    was_running = stop_server(data_dir)
    said = "has stopped" if was_running else "was not running"
    console.say(f"The embedded PostgreSQL in {find_data_dir(data_dir)} {said}.")


@app.command()
def status(
    database_url: DatabaseUrlOption = None,
    target: TargetOption = None,
    project_dir: ProjectDirOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Say whether the server runs, its version, place and size; exit code 3 if it is down."""
    from customer_analytics.connection import server_version
    from customer_analytics.server import server_status

    other = named_server(Settings(database_url, target, project_dir, data_dir))
    if other:
        console.print_facts(
            [
                ("running", "yes"),
                ("version", server_version(other)),
                ("address", other.address),
                ("embedded", "no"),
            ]
        )
        return
    found = server_status(data_dir)
    console.print_facts(
        [
            ("running", console.cell(found.is_running)),
            ("version", found.version or console.MISSING),
            ("port", found.port or console.MISSING),
            ("socket", found.socket_dir or console.MISSING),
            ("data directory", found.data_dir),
            ("size", console.size(found.size)),
            ("log", found.log_file),
        ]
    )
    if not found.is_running:
        raise typer.Exit(NOT_RUNNING)


@app.command()
def url(
    database_url: DatabaseUrlOption = None,
    target: TargetOption = None,
    project_dir: ProjectDirOption = None,
    data_dir: DataDirOption = None,
    export: Annotated[
        bool,
        typer.Option(
            "--export", help='Shell lines for dbt: eval "$(customer-analytics db url --export)".'
        ),
    ] = False,
) -> None:
    """Print the server's address with its password, for psql, dbt and notebooks.

    Whoever has it may change everything: `db grant-reader` makes one for a BI tool.
    The embedded server is started if it is down; any other is left alone.
    """
    server = find_server(Settings(database_url, target, project_dir, data_dir))
    if not export:
        console.say(server.url)
        return
    for name, value in profile_variables(server).items():
        console.say(f"export {name}={shlex.quote(value)}")


@app.command()
def grant_reader(
    name: ReaderName,
    database_url: DatabaseUrlOption = None,
    target: TargetOption = None,
    project_dir: ProjectDirOption = None,
    data_dir: DataDirOption = None,
    ask_password: Annotated[
        bool, typer.Option("--ask-password", help="Ask for the password, unseen.")
    ] = False,
    new_password: Annotated[
        bool, typer.Option("--new-password", help="Generate a new one for a role that has one.")
    ] = False,
    statement_timeout: Annotated[
        int,
        typer.Option(min=0, metavar="SECONDS", help="Cancel its statements after; 0 is never."),
    ] = 120,
) -> None:
    """Make a login for a BI tool that reads marts and reporting and nothing else, or mend it.

    The password is that of the environment variable CUSTOMER_ANALYTICS_READER_PASSWORD; without,
    one is generated and shown once, within the address. Its rights outlast every build.
    """
    from customer_analytics.building import mart_schemas
    from customer_analytics.project import find_project
    from customer_analytics.readers import ReaderRequest
    from customer_analytics.readers import grant_reader as grant

    server = find_server(Settings(database_url, target, project_dir, data_dir))
    password = os.environ.get(PASSWORD_VARIABLE) or None
    if ask_password:
        password = typer.prompt(
            f"Password for {name}", hide_input=True, confirmation_prompt=True, err=True
        )
    request = ReaderRequest(
        name=name,
        schemas=mart_schemas(find_project(project_dir)),
        statement_seconds=statement_timeout,
        password=password,
        has_new_password=new_password,
    )
    _print_reader(grant(server, request), request.schemas)


@app.command()
def revoke_reader(
    name: ReaderName,
    database_url: DatabaseUrlOption = None,
    target: TargetOption = None,
    project_dir: ProjectDirOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Take a BI tool's rights back, and remove its login."""
    from customer_analytics.readers import revoke_reader as revoke

    server = find_server(Settings(database_url, target, project_dir, data_dir))
    elsewhere = revoke(server, name)
    if elsewhere:
        console.say(f"{name} reads nothing more in {server.dbname}.")
        console.note(f"The login stays: it also reads in {', '.join(elsewhere)}.")
    else:
        console.say(f"{name} is gone.")


def _print_reader(reader: "Reader", schemas: Sequence[str]) -> None:
    console.note(
        f"{reader.server.user} reads {' and '.join(schemas)} (tables and views now: "
        f"{reader.relations:,}) and what {', '.join(reader.builders)} will build there."
    )
    for more in reader.beyond[:SHOWN_BEYOND]:
        console.note(f"It can also {more}, which somebody has let it or everybody do: revoke that.")
    if len(reader.beyond) > SHOWN_BEYOND:
        console.note(f"And {len(reader.beyond) - SHOWN_BEYOND} more of this kind.")
    if reader.server.password:
        console.note("The address for the BI tool; its password is shown this once:")
    else:
        console.note("The address for the BI tool, without the password:")
    console.say(reader.server.url)
