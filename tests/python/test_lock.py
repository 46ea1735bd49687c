"""One build at a time, and what is left when a build is ended by force."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from customer_analytics.build_lock import (
    DBT_SESSION,
    LOCK_SESSION,
    BuildIsRunningError,
    BuildLock,
    find_holder,
)
from customer_analytics.connection import Server, connect
from running import run_cli, start_cli
from small_project import make_project

PATIENCE = 60  # seconds until something that should happen counts as not happening
LONG = 300  # seconds that a model sleeps which nobody waits for


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return make_project(tmp_path)


@pytest.fixture
def connection(database: Server) -> Iterator[psycopg.Connection]:
    with connect(database, autocommit=True) as connection:
        yield connection


@pytest.fixture
def sleeping_build(
    database: Server, project: Path, connection: psycopg.Connection
) -> Iterator[Callable[..., subprocess.Popen]]:
    """Starts a build that sleeps in the model `answer`, and returns when it sleeps."""
    started: list[subprocess.Popen] = []

    def start(seconds: float) -> subprocess.Popen:
        variables = ["--vars", f"seconds={seconds}", "--vars", "answer=2"]
        build = start_cli("build", "--project-dir", project, *variables, server=database)
        started.append(build)
        wait_until(lambda: sleeping_session(connection) is not None)
        return build

    yield start
    for build in started:
        build.kill()
        build.communicate()


def wait_until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)


def sleeping_session(connection: psycopg.Connection) -> int | None:
    found = connection.execute(
        "select pid from pg_stat_activity where datname = current_database()"
        " and application_name = %s and wait_event = 'PgSleep'",
        [DBT_SESSION],
    ).fetchone()
    return found and found[0]


def sessions(connection: psycopg.Connection, name: str) -> list[int]:
    found = connection.execute(
        "select pid from pg_stat_activity where datname = current_database()"
        " and application_name like %s",
        [name + "%"],
    )
    return [pid for (pid,) in found]


def run_statuses(connection: psycopg.Connection) -> list[str]:
    return [
        status
        for (status,) in connection.execute("select status from ops.runs order by started_at")
    ]


def built_answer(connection: psycopg.Connection) -> int:
    (answer,) = connection.execute("select answer from marts.answer").fetchone()
    return answer


def never_look_for_dead_clients(connection: psycopg.Connection) -> None:
    """As PostgreSQL comes; the embedded server is told to look once in a second."""
    name = sql.Identifier(connection.info.dbname)
    connection.execute(
        sql.SQL("alter database {} set client_connection_check_interval = 0").format(name)
    )


def build_first_answer(database: Server, project: Path) -> None:
    built = run_cli("build", "--project-dir", project, server=database)
    assert built.returncode == 0, built.stderr


def test_a_second_build_says_who_holds_the_lock_and_exits_75(
    database: Server, project: Path, connection: psycopg.Connection, sleeping_build: Callable
) -> None:
    first = sleeping_build(8)

    second = run_cli("build", "--project-dir", project, server=database)

    assert second.returncode == 75
    (run_id,) = connection.execute("select run_id from ops.runs").fetchone()
    for fact in (f"process {first.pid}", socket.gethostname(), run_id, "UTC"):
        assert fact in second.stderr
    assert "Traceback" not in second.stderr
    assert first.wait(PATIENCE) == 0, "the second build has disturbed the first"
    assert built_answer(connection) == 2


def test_a_killed_build_leaves_the_old_marts_and_the_next_build_works(
    database: Server, project: Path, connection: psycopg.Connection, sleeping_build: Callable
) -> None:
    build_first_answer(database, project)
    never_look_for_dead_clients(connection)
    build = sleeping_build(LONG)

    build.kill()
    build.wait(PATIENCE)

    assert built_answer(connection) == 1
    orphan = sleeping_session(connection)
    assert orphan is not None
    assert run_statuses(connection) == ["succeeded", "running"]
    following = run_cli(
        "build", "--project-dir", project, "--vars", "answer=3", server=database, timeout=PATIENCE
    )
    assert following.returncode == 0, following.stderr
    assert "killed build" in following.stderr
    assert orphan not in sessions(connection, DBT_SESSION)
    assert built_answer(connection) == 3
    assert run_statuses(connection) == ["succeeded", "killed", "succeeded"]


def test_a_session_that_the_server_ends_is_a_clean_failure(
    database: Server, project: Path, connection: psycopg.Connection, sleeping_build: Callable
) -> None:
    build_first_answer(database, project)
    build = sleeping_build(LONG)

    connection.execute("select pg_terminate_backend(%s)", [sleeping_session(connection)])

    output, errors = build.communicate(timeout=PATIENCE)
    assert build.returncode == 1
    assert "Failed: answer (model)" in output
    assert "terminat" in output, "libpq tells it in one of two ways, both with this word"
    assert "build again" in output
    assert "Traceback" not in output + errors
    assert built_answer(connection) == 1
    assert run_statuses(connection) == ["succeeded", "failed"]


def test_a_build_that_loses_its_lock_stops_and_says_so(
    database: Server, project: Path, connection: psycopg.Connection, sleeping_build: Callable
) -> None:
    build = sleeping_build(LONG)

    (lock_session,) = sessions(connection, LOCK_SESSION)
    connection.execute("select pg_terminate_backend(%s)", [lock_session])

    _, errors = build.communicate(timeout=PATIENCE)
    assert build.returncode == 1
    assert "lost its lock" in errors
    assert "Traceback" not in errors
    assert sessions(connection, DBT_SESSION) == []
    assert run_statuses(connection) == ["failed"]


@pytest.mark.parametrize("signal_number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_a_build_and_its_statements(
    connection: psycopg.Connection, sleeping_build: Callable, signal_number: int
) -> None:
    build = sleeping_build(LONG)

    os.kill(build.pid, signal_number)

    output, errors = build.communicate(timeout=PATIENCE)
    assert build.returncode == 130
    assert "Interrupted" in output
    assert "Traceback" not in errors
    wait_until(lambda: sessions(connection, DBT_SESSION) == [])
    assert run_statuses(connection) == ["interrupted"]


def test_each_database_has_a_lock_of_its_own(server: Server, database: Server) -> None:
    other = replace(database, dbname=database.dbname + "_other")
    name = sql.Identifier(other.dbname)
    with connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("create database {}").format(name))
        try:
            with BuildLock(database, "one", lambda: None), BuildLock(other, "two", lambda: None):
                pass
        finally:
            connection.execute(sql.SQL("drop database {} with (force)").format(name))


def test_the_lock_is_free_again_when_its_holder_is_done(
    database: Server, connection: psycopg.Connection
) -> None:
    with BuildLock(database, "first", lambda: None):
        assert find_holder(connection).run_id == "first"
        with pytest.raises(BuildIsRunningError), BuildLock(database, "second", lambda: None):
            pass
    assert find_holder(connection) is None
    with BuildLock(database, "third", lambda: None):
        pass
