"""A server, a dbt or a command line that is killed in a build, and a disk that fills.

Every mart is then as it was before the build or as the build would have made it, and never half;
and the next build finishes the work.
"""

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from customer_analytics.catalog import MART_SCHEMAS
from customer_analytics.connection import Server, connect
from customer_analytics.raw_contract import read_contract
from customer_analytics.server import Layout, embedded_server, stop_server
from customer_analytics.targets import profile_variables
from embedded_servers import copy_tree, kill_postmaster, small_disk
from running import (
    REPOSITORY,
    cli_environment,
    models_that_make,
    run_cli,
    start_cli,
    target_folder,
)
from small_project import make_project

FIRST_LATER_DAY = "2025-12-01"
# A third of the graph, with every way there is of making a mart: tables, views, tables that are
# replaced in place or added to. What dbt's tests say of the marts is said here by comparing them
# with an undisturbed build's.
SELECTED = (
    *models_that_make("predictive_metrics", "customer_segments", "kpi_daily"),
    *models_that_make("rpt_predictive__model_performance", "config.materialized:incremental"),
    *("--exclude", "resource_type:test"),
)
BUILD = ("build", "--loaded", *SELECTED)
PATIENCE = 600  # seconds until a build that should end counts as one that hangs

# Of each mart the number of its rows and a sum of their hashes, in whatever order they come.
Contents = dict[str, tuple[int, str]]


@dataclass(frozen=True)
class Shop:
    """A shop of which a month has been loaded that is not in its marts yet.

    Attributes:
        folder: Its stopped server, to be copied.
        old: The marts as they are.
        new: The marts as a build makes them that nothing disturbs.
    """

    folder: Path
    old: Contents
    new: Contents


@pytest.fixture(scope="module")
def shop() -> Iterator[Shop]:
    root = Path(tempfile.mkdtemp(prefix="ca-")).resolve()
    root.chmod(0o755)
    try:
        server = embedded_server(root / "old", start=True)
        options = ("--customers", "300", "--days", "400", "--until", "2025-12-31")
        succeed("generate", *options, server=server)
        take_later_rows_away(server)
        succeed(*BUILD, server=server)
        bring_later_rows_back(server)
        old = contents(server)
        stop_server(root / "old")
        copy_tree(root / "old", root / "new")
        server = embedded_server(root / "new", start=True)
        succeed(*BUILD, server=server)
        new = contents(server)
        stop_server(root / "new")  # its port is that of the copies
        yield Shop(root / "old", old, new)
    finally:
        stop_server(root / "old")
        stop_server(root / "new")
        shutil.rmtree(root)


@pytest.fixture
def data_dir(shop: Shop, open_folder: Path) -> Iterator[Path]:
    """The shop's server, in a copy of this test's own; down."""
    copy_tree(shop.folder, open_folder / "server")
    yield open_folder / "server"
    stop_server(open_folder / "server")


def succeed(*args: str, server: Server) -> None:
    outcome = run_cli(*args, server=server, timeout=PATIENCE)
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr


def take_later_rows_away(server: Server) -> None:
    with connect(server) as connection:
        connection.execute("create schema later")
        for table in read_contract(REPOSITORY).values():
            if table.event_time is None:
                continue
            statement = """
                create table later.{0} as select * from raw.{0} where {1} >= {2};
                delete from raw.{0} where {1} >= {2}
            """
            names = map(sql.Identifier, (table.name, table.event_time))
            connection.execute(sql.SQL(statement).format(*names, FIRST_LATER_DAY))


def bring_later_rows_back(server: Server) -> None:
    with connect(server) as connection:
        names = connection.execute(
            "select relname from pg_class where relnamespace = 'later'::regnamespace"
        ).fetchall()
        for (name,) in names:
            statement = sql.SQL("insert into raw.{0} select * from later.{0}")
            connection.execute(statement.format(sql.Identifier(name)))


def contents(server: Server) -> Contents:
    """Read every mart in full."""
    with connect(server, read_only=True) as connection:
        marts = connection.execute(
            """
            select nspname, relname from pg_class
            join pg_namespace on pg_namespace.oid = relnamespace
            where nspname = any(%s) and relkind in ('r', 'p', 'v', 'm')
            """,
            [list(MART_SCHEMAS)],
        ).fetchall()
        return {".".join(mart): content(connection, *mart) for mart in marts}


def content(connection: psycopg.Connection, *mart: str) -> tuple[int, str]:
    statement = """
        select count(*), coalesce(sum(hashtextextended(whole_row::text, 0)), 0)::text
        from {} as whole_row
    """
    return connection.execute(sql.SQL(statement).format(sql.Identifier(*mart))).fetchone()


def assert_no_mart_is_half(now: Contents, shop: Shop) -> None:
    neither = {name for name in shop.old if now.get(name) not in (shop.old[name], shop.new[name])}
    assert neither == set()


def assert_every_mart_is_old_or_new(server: Server, shop: Shop) -> None:
    now = contents(server)
    assert_no_mart_is_half(now, shop)
    changing = [name for name in shop.old if shop.old[name] != shop.new[name]]
    renewed = [name for name in changing if now[name] == shop.new[name]]
    assert 0 < len(renewed) < len(changing), "it was not killed in the middle"


def assert_the_next_build_finishes(server: Server, shop: Shop) -> None:
    succeed(*BUILD, server=server)
    assert contents(server) == shop.new


def start_dbt(server: Server, folder: Path) -> subprocess.Popen[str]:
    """Start `dbt build` on the project, as an orchestrator would."""
    shutil.copy(REPOSITORY / "profiles.example.yml", folder / "profiles.yml")
    program = "from dbt.cli.main import cli; cli()"
    options = ["--vars", "{use_sample_data: false}", *SELECTED, "--profiles-dir", folder]
    artifacts = {"DBT_TARGET_PATH": str(target_folder(BUILD))}
    return subprocess.Popen(
        [sys.executable, "-c", program, "build", *options, "--no-use-colors"],
        env=cli_environment(env=profile_variables(server) | artifacts),
        cwd=REPOSITORY,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def wait_until_renewed(mart: str, build: subprocess.Popen[str], server: Server, shop: Shop) -> None:
    """Wait until the build has made this mart; others are still to come."""
    with connect(server, autocommit=True) as connection:
        while content(connection, *mart.split(".")) == shop.old[mart]:
            assert build.poll() is None, build.communicate()
            time.sleep(0.1)


def kill(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.communicate(timeout=PATIENCE)
    assert process.returncode < 0


@pytest.mark.rebuild
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("mart", ["marts.orders", "marts.customer_churn"])
def test_a_server_killed_in_a_build_keeps_every_mart_old_or_new(
    shop: Shop, data_dir: Path, mart: str
) -> None:
    server = embedded_server(data_dir, start=True)
    build = start_cli(*BUILD, server=server)
    wait_until_renewed(mart, build, server, shop)

    kill_postmaster(data_dir)

    _, errors = build.communicate(timeout=PATIENCE)
    assert build.returncode == 1
    assert "Traceback" not in errors
    server = embedded_server(data_dir, start=True)
    assert_every_mart_is_old_or_new(server, shop)
    assert_the_next_build_finishes(server, shop)


@pytest.mark.rebuild
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("mart", ["marts.rfm_cuts", "marts.customers"])
def test_a_command_line_killed_in_a_build_keeps_every_mart_old_or_new(
    shop: Shop, data_dir: Path, mart: str
) -> None:
    server = embedded_server(data_dir, start=True)
    build = start_cli(*BUILD, server=server)
    wait_until_renewed(mart, build, server, shop)

    kill(build)

    assert_every_mart_is_old_or_new(server, shop)
    assert_the_next_build_finishes(server, shop)


@pytest.mark.rebuild
@pytest.mark.timeout(1800)
def test_a_dbt_killed_in_a_build_keeps_every_mart_old_or_new(
    shop: Shop, data_dir: Path, tmp_path: Path
) -> None:
    server = embedded_server(data_dir, start=True)
    build = start_dbt(server, tmp_path)
    wait_until_renewed("marts.rfm_cuts", build, server, shop)

    kill(build)

    assert_every_mart_is_old_or_new(server, shop)
    assert_the_next_build_finishes(server, shop)


@pytest.mark.rebuild
@pytest.mark.timeout(1800)
def test_a_disk_that_fills_in_a_build_keeps_every_mart_old_or_new(
    shop: Shop, data_dir: Path
) -> None:
    # less than a table of order lines takes
    with small_disk(Layout(data_dir).cluster / "base", free=256 * 1024) as make_room:
        server = embedded_server(data_dir, start=True)

        failed = run_cli(*BUILD, server=server, timeout=PATIENCE)

        assert failed.returncode == 1
        assert "No space left on device" in failed.stdout
        assert "make room and build again" in failed.stdout
        assert "Traceback" not in failed.stdout + failed.stderr
        assert_no_mart_is_half(contents(server), shop)
        make_room()
        assert_the_next_build_finishes(server, shop)


MILLION = """
{{ config(materialized='incremental') }}
select n
from generate_series(
    1 + {% if is_incremental() %} (select max(n) from {{ this }}) {% else %} 0 {% endif %},
    {{ var('answer') }}
) as series (n)
"""


@pytest.mark.rebuild
def test_a_disk_without_room_for_the_log_costs_no_row(open_folder: Path, tmp_path: Path) -> None:
    # PostgreSQL itself gives up there, and starts again only when it has room.
    project = make_project(tmp_path, {"million.sql": MILLION})
    data_dir = open_folder / "server"
    build = ("build", "--project-dir", project, "--vars")
    succeed(*build, "answer=10", server=embedded_server(data_dir, start=True))
    stop_server(data_dir)
    with small_disk(Layout(data_dir).cluster / "pg_wal", free=1024**2) as make_room:
        server = embedded_server(data_dir, start=True)

        failed = run_cli(*build, "answer=1000000", server=server)

        assert failed.returncode == 1
        assert "Traceback" not in failed.stdout + failed.stderr
        assert "Its log says why" in failed.stderr
        make_room()
        server = embedded_server(data_dir, start=True)
        rows = "select count(*), max(n) from marts.million"
        with connect(server, autocommit=True) as connection:
            assert connection.execute(rows).fetchone() == (10, 10)
            succeed(*build, "answer=1000000", server=server)
            assert connection.execute(rows).fetchone() == (1_000_000, 1_000_000)
