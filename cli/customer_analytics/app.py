"""The Typer app: names the commands, nothing else."""

import sys

import typer

from customer_analytics import console
from customer_analytics.errors import CustomerAnalyticsError

app = typer.Typer(
    name="customer-analytics",
    help="Customer analytics in your own PostgreSQL: load files, build the marts, look, export.",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def main_options(
    debug: bool = typer.Option(False, "--debug", help="Show the traceback of an error."),
) -> None:
    """Customer analytics in your own PostgreSQL: load files, build the marts, look, export."""


def main() -> None:
    """Run the command line: errors become text with a hint and an exit code, never a traceback."""
    try:
        app()
    except CustomerAnalyticsError as error:
        if "--debug" in sys.argv:
            raise
        console.print_error(error.message, error.hint)
        sys.exit(error.exit_code)
