"""`customer-analytics demo`: from an empty database to the key figures."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from customer_analytics.connection import Server, connect
from running import run_cli


@pytest.fixture
def connection(database: Server) -> Iterator[psycopg.Connection]:
    with connect(database, autocommit=True) as connection:
        yield connection


def figures(output: str) -> dict[str, str]:
    lines = output.split("Key figures", 1)[1].split("\n\n")[0].splitlines()[1:]
    return dict(line.split("\t", 1) for line in lines)


@pytest.mark.slow
def test_the_demo_shows_the_figures_of_the_mart_and_runs_twice(
    database: Server, connection: psycopg.Connection, tmp_path: Path
) -> None:
    password = database.password or "canary"
    url = replace(database, password=password).url
    first = run_cli("demo", "--customers", "300", server=database, cwd=tmp_path)
    second = run_cli("demo", "--customers", "300", "--database-url", url, cwd=tmp_path)

    assert first.returncode == 0, first.stdout + first.stderr
    assert second.returncode == 0, second.stdout + second.stderr
    assert "It is there already" in second.stderr
    assert figures(first.stdout) == figures(second.stdout)
    assert f"Dashboard: {tmp_path / 'dashboard.html'}" in first.stdout
    assert (tmp_path / "dashboard.html").is_file()
    assert "customer-analytics export" in first.stderr
    assert "exposures" not in first.stderr  # of what was built
    # the next steps name the options that they need, but no secret
    assert "--database-url" not in first.stderr
    assert "Give them the same --database-url as here." in second.stderr
    assert password not in second.stdout + second.stderr
    mart = connection.execute(
        "select customers, net_revenue, round(active_rate::numeric * 100, 1), currency"
        " from marts.customer_dashboard_summary"
    ).fetchone()
    shown = figures(first.stdout)
    assert shown["customers"] == f"{mart[0]:,}" == "300"
    assert shown["net revenue"] == f"{mart[1]:,} {mart[3]}"
    assert shown["active"] == f"{mart[2]} %"
    runs = connection.execute("select command, status, reads_sample from ops.runs").fetchall()
    assert runs == [("demo", "succeeded", False)] * 2


def test_the_demo_never_replaces_loaded_data(
    database: Server, connection: psycopg.Connection
) -> None:
    connection.execute("create schema raw")
    connection.execute("create table raw.purchase_behavior (order_id text, line_number integer)")
    connection.execute("insert into raw.purchase_behavior values ('mine', 1)")

    refused = run_cli("demo", "--customers", "300", server=database)

    assert refused.returncode == 1
    assert "purchase_behavior" in refused.stderr
    assert "--data-dir" in refused.stderr
    kept = connection.execute("select order_id from raw.purchase_behavior").fetchall()
    assert kept == [("mine",)]
