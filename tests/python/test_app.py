"""The command line as a whole: quick help, short errors, exit codes that scripts can trust."""

import os
import resource
import subprocess
import sys

import psycopg
import pytest
import typer
from typer.core import TyperGroup

from customer_analytics import __version__
from customer_analytics.app import app
from customer_analytics.connection import Server, connect
from customer_analytics.errors import CustomerAnalyticsError
from customer_analytics.failures import explain
from running import REPOSITORY, run_cli


def command_lines(group: TyperGroup, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """The words that lead to every command and group of commands."""
    lines = [path]
    for name, command in group.commands.items():
        inner = (*path, name)
        lines += command_lines(command, inner) if hasattr(command, "commands") else [inner]
    return lines


EVERY_COMMAND = command_lines(typer.main.get_command(app))


@pytest.mark.parametrize("words", EVERY_COMMAND, ids=" ".join)
def test_help_takes_less_than_half_a_second_and_is_plain_text_in_a_pipe(words):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    result = run_cli(*words, "--help")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    # Time of the processor, not of the clock: the machine may be busy with something else.
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 0.5
    assert "Usage: customer-analytics" in result.stdout
    assert not set(result.stdout) & set("\x1b╭│╰─")


def test_starting_imports_nothing_heavy():
    heavy = ["dbt", "pandas", "numpy", "pyarrow", "psycopg", "yaml", "jinja2", "psutil"]
    code = f"import sys, customer_analytics.app; print([m for m in {heavy} if m in sys.modules])"
    environment = os.environ | {"PYTHONPATH": str(REPOSITORY / "cli")}
    result = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "[]"


def test_version_is_the_same_everywhere():
    assert run_cli("--version").stdout == f"customer-analytics {__version__}\n"
    assert f"\nversion: {__version__}\n" in (REPOSITORY / "dbt_project.yml").read_text()


def test_wrong_usage_exits_with_2():
    assert run_cli("no-such-command").returncode == 2
    assert run_cli("doctor", "--no-such-option").returncode == 2


def test_error_is_a_line_with_a_hint_and_debug_shows_the_traceback():
    arguments = ("db", "status", "--database-url", "postgresql://nobody@127.0.0.1:1/none")
    short = run_cli(*arguments)
    assert short.returncode == 1
    assert short.stdout == ""
    assert short.stderr.startswith("Error: No connection to nobody@127.0.0.1:1/none")
    assert "\n  -> " in short.stderr
    assert "Traceback" not in short.stderr
    for position in (0, len(arguments)):  # before the command or after it
        long = run_cli(*arguments[:position], "--debug", *arguments[position:])
        assert long.returncode == 1
        assert "Traceback" in long.stderr


def test_password_is_in_no_error_message():
    for address in ("127.0.0.1:1/none", "[broken"):
        result = run_cli("db", "status", "--database-url", f"postgresql://me:hunter2@{address}")
        assert result.returncode == 1
        assert "hunter2" not in result.stdout + result.stderr


def test_reader_who_leaves_early_is_no_error():
    environment = os.environ | {"PYTHONPATH": str(REPOSITORY / "cli")}
    process = subprocess.Popen(
        [sys.executable, "-m", "customer_analytics", "--help"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    process.stdout.close()
    said = process.stderr.read()
    process.wait(timeout=30)
    assert said == b""


def failure_of(database: Server, statement: str) -> CustomerAnalyticsError:
    with connect(database) as connection, pytest.raises(psycopg.Error) as caught:
        connection.execute(statement)
    return explain(caught.value)


def test_database_errors_say_what_to_do(database):
    missing = failure_of(database, "select * from marts.customers")
    assert missing.message == 'PostgreSQL says: relation "marts.customers" does not exist'
    assert "customer-analytics build" in missing.hint
    slow = failure_of(database, "set statement_timeout = '1ms'; select pg_sleep(1)")
    assert "time limit" in slow.hint
    assert "--debug" in failure_of(database, "select 1/0").hint


def test_lost_connection_says_so(database):
    with connect(database) as connection, pytest.raises(psycopg.Error) as caught:
        connection.execute("select pg_terminate_backend(pg_backend_pid())")
    assert "server was stopped" in explain(caught.value).hint


def test_errors_of_the_file_system_name_the_file(tmp_path):
    with pytest.raises(OSError, match="No such file") as caught:
        (tmp_path / "none.csv").open()
    failure = explain(caught.value)
    assert failure.message == f"{tmp_path / 'none.csv'}: No such file or directory"
    assert failure.hint


def test_error_that_nobody_foresaw_is_one_line():
    failure = explain(ValueError("two\nlines"))
    assert failure.message == "Unexpected ValueError: two lines"
    assert "--debug" in failure.hint
