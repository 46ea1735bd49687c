"""The Typer app: names the commands, and turns every failure into text and an exit code."""

import os
import sys
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from customer_analytics import __version__, console
from customer_analytics.commands import (
    build,
    dashboard,
    db,
    demo,
    doctor,
    export,
    generate,
    init,
    load,
    report,
    show,
    status,
)

DEBUG_OPTION = "--debug"
INTERRUPTED = 130  # what a shell reports for a program that Ctrl-C has ended


class Commands(TyperGroup):
    """The group of all commands; Ctrl-C ends any of them with one word."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            console.note("Interrupted.")
            raise typer.Exit(INTERRUPTED) from None


app = typer.Typer(
    name="customer-analytics",
    cls=Commands,
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich" if console.is_terminal() else None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("demo")(demo.demo)
app.command("generate")(generate.generate)
app.command("build")(build.build)
app.command("status")(status.status)
app.command("doctor")(doctor.doctor)
app.command("init")(init.init)
app.command("load")(load.load)
app.command("show")(show.show)
app.command("export")(export.export)
app.command("dashboard")(dashboard.dashboard)
app.command("report")(report.report)
app.add_typer(db.app, name="db")


def _print_version(is_asked: bool) -> None:
    if is_asked:
        console.say(f"customer-analytics {__version__}")
        raise typer.Exit


@app.callback()
def main_options(
    version: Annotated[
        bool,
        typer.Option(
            "--version", is_eager=True, callback=_print_version, help="Show the version and exit."
        ),
    ] = False,
    debug: Annotated[
        bool, typer.Option(DEBUG_OPTION, help="Show the traceback of an error; works anywhere.")
    ] = False,
) -> None:
    """Customer analytics in your own PostgreSQL: load files, build the marts, look, export."""
    console.show_log_messages()


def main() -> None:
    """Run the command line: failures become text with a hint and an exit code, not a traceback."""
    # A terminal that knows no ✓ gets an escape for it rather than a UnicodeEncodeError.
    sys.stdout.reconfigure(errors="backslashreplace")
    # Taken out here, so that it may stand after any command as well as before it.
    arguments = [argument for argument in sys.argv[1:] if argument != DEBUG_OPTION]
    try:
        exit_code = _run(arguments, is_debugging=DEBUG_OPTION in sys.argv)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read us has gone (`| head`); Python would complain when it flushes at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        exit_code = 1
    sys.exit(exit_code)


def _run(arguments: list[str], *, is_debugging: bool) -> int:
    try:
        app(arguments, prog_name="customer-analytics")
    except SystemExit as end:  # how Typer ends, also when all went well
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except BrokenPipeError:
        raise
    except Exception as error:
        from customer_analytics.failures import explain

        if is_debugging:
            raise
        failure = explain(error)
        console.print_error(failure.message, failure.hint)
        return failure.exit_code
    return 0
