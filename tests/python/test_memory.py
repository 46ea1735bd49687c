"""The command line's memory: under 300 MB, and the same for a small shop and a large one.

Export and load have tests of theirs, beside what else is said of them.
"""

from pathlib import Path

import pytest

from customer_analytics.connection import Server
from databases import run_sql
from running import peak_memory_of_cli
from small_project import make_project

LIMIT = 300  # MiB
NOISE = 20  # MiB by which two runs of the same command may differ
SMALL, LARGE = 10, 1_000_000
NUMBERS = "select n, repeat('x', 100) as filler from generate_series(1, {{ var('answer') }}) as n"


def test_the_memory_of_a_build_does_not_grow_with_the_data(
    database: Server, tmp_path: Path
) -> None:
    project = make_project(tmp_path, {"numbers.sql": NUMBERS})
    build = ("build", "--project-dir", project, "--vars")
    small, _ = peak_memory_of_cli(*build, f"answer={SMALL}", server=database)
    # 100 bytes a row are 100 MB
    large, _ = peak_memory_of_cli(*build, f"answer={LARGE}", server=database)
    assert large < small + NOISE


@pytest.mark.parametrize("command", [("show", "large"), ("show",), ("status",)])
def test_the_memory_of_a_look_does_not_grow_with_the_data(
    database: Server, command: tuple[str, ...]
) -> None:
    run_sql(database, "create schema marts; create table marts.large (n bigint, filler text)")
    rows = "insert into marts.large select n, repeat('x', 100) from generate_series(1, {}) as n"
    run_sql(database, rows.format(SMALL))
    small, _ = peak_memory_of_cli(*command, server=database)
    run_sql(database, rows.format(LARGE))
    large, _ = peak_memory_of_cli(*command, server=database)
    assert large < min(small + NOISE, LIMIT)


@pytest.mark.slow
def test_a_build_of_the_whole_graph_stays_within_the_limit(database: Server) -> None:
    # what it holds is dbt's manifest of all models and tests, read anew for this database
    peak, _ = peak_memory_of_cli("build", server=database)
    assert peak < LIMIT
