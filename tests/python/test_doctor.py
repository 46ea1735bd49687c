"""`doctor`: names what is wrong, and says how to mend it."""

import json
from pathlib import Path
from uuid import uuid4

import pytest
from psycopg import sql

from customer_analytics.connection import Server, connect
from customer_analytics.doctor import GOOD, PROBLEM, WARNING, Finding, examine
from customer_analytics.ops import ensure_ops
from customer_analytics.raw_contract import create_table, read_contract
from customer_analytics.scaffolding import copy_project
from customer_analytics.server import embedded_server, stop_server
from customer_analytics.targets import Settings
from running import REPOSITORY, run_cli

NOWHERE = "postgresql://nobody@127.0.0.1:1/none"


def findings_on(database: Server, project_dir: Path = REPOSITORY) -> list[Finding]:
    return list(examine(Settings(database.url, project_dir=project_dir)))


def only(findings: list[Finding], state: str) -> list[str]:
    return [f"{found.subject}: {found.message}" for found in findings if found.state == state]


def execute(database: Server, *statements: str) -> None:
    with connect(database) as connection:
        for statement in statements:
            connection.execute(statement)


@pytest.fixture
def loaded(database: Server) -> Server:
    """A database with every raw table, one purchase and one good build."""
    with connect(database) as connection:
        connection.execute("create schema raw")
        for table in read_contract(REPOSITORY).values():
            connection.execute(create_table(table, "raw"))
        connection.execute(
            "insert into raw.purchase_behavior (order_id, line_number) values ('1', 1)"
        )
        ensure_ops(connection)
        connection.execute(
            "insert into ops.runs (run_id, command, started_at, status, nodes_ok, nodes_failed)"
            " values ('1', 'build', '2026-01-02 03:04+00', 'succeeded', 120, 0)"
        )
    return database


def test_healthy_database_has_nothing_but_good_findings(loaded):
    findings = findings_on(loaded)
    assert [found.state for found in findings] == [GOOD] * len(findings)
    messages = only(findings, GOOD)
    assert "raw tables: 13 in schema raw are as the contract says" in messages
    assert "data: purchases are loaded in raw.purchase_behavior" in messages
    assert "last build: 2026-01-02 03:04 UTC: 120 nodes, all well" in messages
    assert any(message.startswith("packages: dbt-postgres 1.") for message in messages)


def test_every_complaint_says_what_to_do(database):
    complaints = [found for found in findings_on(database) if found.state != GOOD]
    assert [found.subject for found in complaints] == ["data", "last build"]
    assert all("customer-analytics" in found.hint for found in complaints)


def test_the_sample_is_told_from_loaded_purchases(database):
    # dbt builds the seed sample_purchase_behavior as sample.purchase_behavior
    execute(database, "create schema sample", "create table sample.purchase_behavior ()")
    assert "data: only the ten-customer sample is there" in only(findings_on(database), WARNING)


def test_differences_between_a_table_and_the_contract_are_named(loaded):
    execute(
        loaded,
        "alter table raw.customers drop column customer_id, drop column city",
        "alter table raw.customers add column shoe_size integer",
        "alter table raw.support_tickets alter column opened_at type text",
    )
    findings = findings_on(loaded)
    assert only(findings, PROBLEM) == ["raw tables: raw.customers lacks customer_id"]
    assert only(findings, WARNING) == [
        "raw tables: raw.customers lacks city",
        "raw tables: raw.customers has more: shoe_size",
        "raw tables: raw.support_tickets.opened_at is text, the contract says timestamptz",
    ]


def test_failed_build_is_a_problem(loaded):
    execute(
        loaded,
        "insert into ops.runs (run_id, command, started_at, status, nodes_ok, nodes_failed)"
        " values ('2', 'build', '2026-02-03 04:05+00', 'failed', 80, 3)",
    )
    assert only(findings_on(loaded), PROBLEM) == [
        "last build: 2026-02-03 04:05 UTC: failed, 3 failed"
    ]


def test_role_that_may_not_create_schemas_is_told_who_can_mend_it(database):
    role = sql.Identifier(f"reader_{uuid4().hex[:8]}")
    with connect(database, autocommit=True) as connection:
        connection.execute(sql.SQL("create role {} login password 'x'").format(role))
    try:
        reader = Server(
            database.host, database.port, database.dbname, role.as_string().strip('"'), "x"
        )
        (problem,) = (found for found in findings_on(reader) if found.state == PROBLEM)
        assert "may not create schemas" in problem.message
        assert problem.hint.startswith("Its owner runs: grant create on database")
    finally:
        with connect(database, autocommit=True) as connection:
            connection.execute(sql.SQL("drop role {}").format(role))


def test_unreachable_server_is_a_problem_without_its_password():
    result = run_cli("doctor", "--database-url", "postgresql://nobody:hunter2@127.0.0.1:1/none")
    assert result.returncode == 1
    assert "✗ server: No connection to nobody@127.0.0.1:1/none" in result.stdout
    assert "hunter2" not in result.stdout + result.stderr


def test_json_holds_every_finding():
    result = run_cli("doctor", "--json", "--database-url", NOWHERE)
    assert result.returncode == 1
    findings = json.loads(result.stdout)
    assert {found["state"] for found in findings} == {GOOD, PROBLEM}
    assert set(findings[0]) == {"subject", "state", "message", "hint"}


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("models/staging/raw_contract.yml", "sources: ["),
        ("models/staging/raw_contract.yml", "models: []"),
        ("models/staging/raw_contract.yml", "sources: []"),
        ("models/staging/raw_contract.yml", None),
        ("dbt_project.yml", "name: customer_analytics\nvars: {"),
    ],
)
def test_broken_project_is_named_by_its_file(tmp_path, file, text):
    copy_project(tmp_path / "mine")
    if text is None:
        (tmp_path / "mine" / file).unlink()
    else:
        (tmp_path / "mine" / file).write_text(text)
    findings = list(examine(Settings(NOWHERE, project_dir=tmp_path / "mine")))
    (problem,) = (found for found in findings if found.subject == "project" and found.state != GOOD)
    assert problem.state == PROBLEM
    assert str(tmp_path / "mine" / file) in problem.message
    assert "customer-analytics init" in problem.hint


def test_folder_without_a_project_is_a_problem(tmp_path):
    findings = list(examine(Settings(NOWHERE, project_dir=tmp_path)))
    assert f"project: {tmp_path} does not hold the customer_analytics dbt project." in only(
        findings, PROBLEM
    )


def test_broken_profile_is_a_problem(tmp_path, monkeypatch):
    (tmp_path / "profiles.yml").write_text("customer_analytics: {outputs: {}}\n")
    monkeypatch.setenv("DBT_PROFILES_DIR", str(tmp_path))
    findings = list(examine(Settings(target="production", project_dir=REPOSITORY)))
    (problem,) = only(findings, PROBLEM)
    assert "no target 'production'" in problem


def test_looking_at_no_server_makes_none(open_folder):
    findings = list(examine(Settings(data_dir=open_folder / "none", project_dir=REPOSITORY)))
    assert only(findings, PROBLEM) == []
    assert f"server: no data in {open_folder / 'none'} yet" in only(findings, WARNING)
    assert not (open_folder / "none").exists()


def test_embedded_server_is_started_and_examined(open_folder):
    data_dir = open_folder / "server"
    embedded_server(data_dir, start=True)
    stop_server(data_dir)
    settings = Settings(data_dir=data_dir, project_dir=REPOSITORY)
    try:
        findings = list(examine(settings))
        assert only(findings, PROBLEM) == []
        assert any("answers on 127.0.0.1" in message for message in only(findings, GOOD))
        stop_server(data_dir)
        (data_dir / "cluster" / "PG_VERSION").write_text("17\n")
        (problem,) = only(list(examine(settings)), PROBLEM)
        assert "PostgreSQL 17's" in problem
    finally:
        stop_server(data_dir)
