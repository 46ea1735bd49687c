"""`customer-analytics db`: the embedded server, from start to stop."""

import shlex
from typing import Annotated

import typer

from customer_analytics import console
from customer_analytics.commands.options import (
    DatabaseUrlOption,
    DataDirOption,
    ProjectDirOption,
    TargetOption,
)
from customer_analytics.targets import Settings, find_server, named_server, profile_variables

NOT_RUNNING = 3  # as pg_ctl and systemctl say it

app = typer.Typer(help="Start, stop and find the embedded PostgreSQL.", no_args_is_help=True)


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
    """Print the server's address with its password, to paste into a BI tool.

    The embedded server is started if it is down; any other is left alone.
    """
    server = find_server(Settings(database_url, target, project_dir, data_dir))
    if not export:
        console.say(server.url)
        return
    for name, value in profile_variables(server).items():
        console.say(f"export {name}={shlex.quote(value)}")
