"""`customer-analytics build`: what it builds, what it says, and with which exit code it ends."""

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import psycopg
import pytest

from customer_analytics import dbt_runner
from customer_analytics.build_failures import meaningful_lines
from customer_analytics.building import (
    BuildListener,
    BuildOptions,
    build,
    parse_variables,
    schema_name,
)
from customer_analytics.connection import Server, connect
from customer_analytics.ops import ensure_ops
from customer_analytics.targets import Settings
from running import run_cli
from small_project import make_project

CANARY = "canary-Pa55word"

READS_A_COLUMN_THAT_IS_NOT_THERE = "select no_such_column from {{ ref('answer') }}"
CANT_BE_PARSED = "select {{ ref('answer' }}"
ANSWER_IS_42 = """
models:
  - name: answer
    columns:
      - name: answer
        data_tests:
          - accepted_values:
              arguments: {values: [42], quote: false}
              config: {severity: SEVERITY}
"""
UNIT_TEST_THAT_FAILS = """
unit_tests:
  - name: answer_is_42
    model: answer
    given: [{input: ref('stg_as_of_date'), rows: [{as_of_date: 2011-12-09}]}]
    expect: {rows: [{answer: 42}]}
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return make_project(tmp_path)


@pytest.fixture
def connection(database: Server) -> Iterator[psycopg.Connection]:
    with connect(database, autocommit=True) as connection:
        yield connection


def add_model(project: Path, name: str, text: str) -> None:
    (project / "models" / name).write_text(text, encoding="utf-8")


def answer(connection: psycopg.Connection) -> tuple[int, bool, date]:
    return connection.execute(
        "select answer, reads_sample, as_of_date from marts.answer"
    ).fetchone()


def test_a_build_says_what_it_read_and_what_it_built(
    database: Server, project: Path, connection: psycopg.Connection
) -> None:
    built = run_cli("build", "--project-dir", project, server=database)

    assert built.returncode == 0, built.stderr
    assert "Reading the ten-customer sample" in built.stderr
    assert "100 %  2 of 2" in built.stderr
    assert built.stdout.startswith("Built 2 models in ")
    assert "as of 2011-12-09" in built.stdout
    assert answer(connection) == (1, True, date(2011, 12, 9))
    run = connection.execute(
        "select command, status, as_of_date, reads_sample, nodes_ok, nodes_failed, nodes_skipped"
        " from ops.runs where finished_at >= started_at"
    ).fetchone()
    assert run == ("build", "succeeded", date(2011, 12, 9), True, 2, 0, 0)


def test_one_loaded_row_is_enough_to_read_the_loaded_tables(
    database: Server, project: Path, connection: psycopg.Connection
) -> None:
    connection.execute("create schema raw")
    connection.execute("create table raw.customers as select 'a' as customer_id")

    loaded = run_cli("build", "--project-dir", project, server=database)
    reads_loaded = answer(connection)[1]
    sample = run_cli("build", "--project-dir", project, "--sample", server=database)
    reads_sample = answer(connection)[1]

    assert "Reading the loaded tables" in loaded.stderr
    assert reads_loaded is False
    assert "Reading the ten-customer sample" in sample.stderr
    assert reads_sample is True


def test_as_of_and_vars_reach_the_models(
    database: Server, project: Path, connection: psycopg.Connection
) -> None:
    options = ["--as-of", "2010-06-30", "--vars", "answer=7", "--vars", "{activ_days: 90}"]

    built = run_cli("build", "--project-dir", project, *options, server=database)

    assert built.returncode == 0, built.stderr
    assert answer(connection) == (7, True, date(2010, 6, 30))
    assert "no var activ_days. Did you mean active_days?" in built.stderr


def test_a_partial_build_says_that_the_as_of_date_has_not_moved(
    database: Server, project: Path
) -> None:
    run_cli("build", "--project-dir", project, server=database)

    options = ["--select", "answer", "--as-of", "2010-06-30"]
    built = run_cli("build", "--project-dir", project, *options, server=database)

    assert built.returncode == 0
    assert "still as of 2011-12-09" in built.stderr


def test_a_failing_model_is_named_with_its_file_and_the_reason(
    database: Server, project: Path, connection: psycopg.Connection
) -> None:
    add_model(project, "broken.sql", READS_A_COLUMN_THAT_IS_NOT_THERE)
    add_model(project, "behind.sql", "select * from {{ ref('broken') }}")

    built = run_cli("build", "--project-dir", project, server=database, cwd=project)

    assert built.returncode == 1
    assert "Failed: broken (model)" in built.stderr, "said at once, not only at the end"
    assert "Failed: broken (model)" in built.stdout
    assert 'column "no_such_column" does not exist' in built.stdout
    assert "defined in: models/broken.sql" in built.stdout
    assert "SQL: target/compiled/customer_analytics/models/broken.sql" in built.stdout
    assert "customer-analytics build --select broken+" in built.stdout
    assert "1 failed, 1 skipped because of that. Fine: 2 models" in built.stdout
    assert "Full log: logs/dbt.log" in built.stdout
    assert "Traceback" not in built.stdout + built.stderr
    status, failure = connection.execute("select status, failures -> 0 from ops.runs").fetchone()
    assert status == "failed"
    assert failure["name"] == "broken"
    assert failure["path"] == str(project / "models/broken.sql")


def test_a_failing_test_fails_the_build_and_a_warning_does_not(
    database: Server, project: Path
) -> None:
    add_model(project, "answer.yml", ANSWER_IS_42.replace("SEVERITY", "warn"))
    warned = run_cli("build", "--project-dir", project, server=database)
    add_model(project, "answer.yml", ANSWER_IS_42.replace("SEVERITY", "error"))
    failed = run_cli("build", "--project-dir", project, server=database)

    assert warned.returncode == 0
    assert "Warning: accepted_values_answer" in warned.stdout
    assert "; 1 warning." in warned.stdout
    assert failed.returncode == 1
    assert "Failed: accepted_values_answer" in failed.stdout
    assert "Every row that the SQL returns breaks the rule." in failed.stdout


def test_a_model_that_cant_be_parsed_is_named(database: Server, project: Path) -> None:
    add_model(project, "broken.sql", CANT_BE_PARSED)

    built = run_cli("build", "--project-dir", project, server=database)

    assert built.returncode == 1
    assert "models/broken.sql" in built.stderr
    assert "Mend the file" in built.stderr
    assert "Traceback" not in built.stderr


def test_unit_tests_run_with_the_sample_only(database: Server, project: Path) -> None:
    add_model(project, "answer_unit_tests.yml", UNIT_TEST_THAT_FAILS)

    sample = run_cli("build", "--project-dir", project, server=database)
    loaded = run_cli("build", "--project-dir", project, "--loaded", server=database)
    asked = run_cli("build", "--project-dir", project, "--loaded", "--unit-tests", server=database)

    assert "Failed: answer_is_42 (unit test)" in sample.stdout
    assert loaded.returncode == 0
    assert "Failed: answer_is_42 (unit test)" in asked.stdout


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (["--as-of", "31/02/2011"], "is not a day like"),
        (["--as-of", "2011-02-31"], "is not a day like"),
        (["--vars", "active_days"], "neither key=value"),
        (["--vars", "{active_days: ["], "neither key=value"),
        (["--threads", "0"], "threads"),
        (["--select", "no_such_model"], "no model, seed or test matches no_such_model"),
    ],
)
def test_wrong_usage_is_exit_code_2_and_says_what_is_wrong(
    database: Server, project: Path, options: list[str], complaint: str
) -> None:
    built = run_cli("build", "--project-dir", project, *options, server=database)

    assert built.returncode == 2
    assert complaint in " ".join(built.stderr.split())
    assert "Traceback" not in built.stderr


def test_a_target_of_ones_own_profile_is_built_with(
    database: Server, project: Path, connection: psycopg.Connection
) -> None:
    (project / "profiles.yml").write_text(
        f"""
        customer_analytics:
          target: mine
          outputs:
            mine:
              type: postgres
              host: '{database.host}'
              port: {database.port}
              dbname: {database.dbname}
              user: {database.user}
              password: "{{{{ env_var('DBT_ENV_SECRET_MINE', '') }}}}"
              schema: elsewhere
              threads: 1
        """,
        encoding="utf-8",
    )
    env = {"DBT_ENV_SECRET_MINE": database.password}

    built = run_cli("build", "--project-dir", project, "--target", "mine", env=env, cwd=project)

    assert built.returncode == 0, built.stderr
    assert connection.execute("select answer from elsewhere.answer").fetchone() == (1,)


def test_the_password_is_in_no_file_that_a_build_leaves(database: Server, project: Path) -> None:
    if database.password:
        secret, server = database.password, database
    else:  # a server that trusts everybody takes any password
        secret, server = CANARY, replace(database, password=CANARY)
    add_model(project, "broken.sql", READS_A_COLUMN_THAT_IS_NOT_THERE)

    built = run_cli("build", "--project-dir", project, server=server)

    assert built.returncode == 1
    files = [file for file in project.rglob("*") if file.is_file()]
    assert project / "logs/dbt.log" in files
    assert [file for file in files if secret.encode() in file.read_bytes()] == []
    assert secret not in built.stdout + built.stderr


def test_the_environment_is_as_before_after_a_build(database: Server, project: Path) -> None:
    before = dict(os.environ)
    options = BuildOptions(select=("answer+", "stg_as_of_date"))
    settings = Settings(database_url=database.url)

    report = build(database, project, settings, options, BuildListener())

    assert report.status == "succeeded"
    assert {node.name for node in report.result.nodes} == {"answer", "stg_as_of_date"}
    assert dict(os.environ) == before


def test_runs_that_never_ended_are_marked_as_killed(
    database: Server, project: Path, connection: psycopg.Connection
) -> None:
    ensure_ops(connection)
    connection.execute(
        "insert into ops.runs (run_id, command, started_at, status)"
        " values ('old', 'build', now() - interval '1 day', 'running')"
    )

    build(database, project, Settings(database.url), BuildOptions(), BuildListener())

    killed = connection.execute("select status from ops.runs where run_id = 'old'").fetchone()
    assert killed == ("killed",)


def test_an_installed_project_is_built_without_writing_into_it() -> None:
    inside_wheel = Path(dbt_runner.__file__).parent / "dbt_project"

    folders = dbt_runner.artifact_folders(inside_wheel)

    assert not folders.target.is_relative_to(inside_wheel)
    assert not folders.logs.is_relative_to(inside_wheel)


@pytest.mark.parametrize(
    ("texts", "variables"),
    [
        ([], {}),
        (["active_days=180"], {"active_days": 180}),
        (
            ["timezone=Europe/Berlin", "currency=EUR"],
            {"timezone": "Europe/Berlin", "currency": "EUR"},
        ),
        (["{active_days: 180, currency: GBP}"], {"active_days": 180, "currency": "GBP"}),
        (['{"deduplicate_raw_tables": ["customers"]}'], {"deduplicate_raw_tables": ["customers"]}),
        (["deduplicate_raw_tables=[customers]"], {"deduplicate_raw_tables": ["customers"]}),
        # dbt pastes vars into SQL, so a date stays the text that was written
        (["as_of_date=2011-12-09"], {"as_of_date": "2011-12-09"}),
        (["as_of_date="], {"as_of_date": None}),
        # the last one counts
        (["active_days=1", "active_days=2"], {"active_days": 2}),
    ],
)
def test_vars_are_read_as_people_write_them(texts: list[str], variables: dict) -> None:
    assert parse_variables(texts) == variables


def test_schemas_follow_the_prefix_and_the_name_of_the_raw_schema() -> None:
    variables = {"schema_prefix": "dev_", "raw_schema": "landing"}
    assert schema_name(variables, "raw") == "dev_landing"
    assert schema_name(variables, "marts") == "dev_marts"
    assert schema_name({"schema_prefix": None}, "raw") == "raw"


def test_a_message_is_shown_without_what_dbt_wraps_it_in() -> None:
    message = (
        "Database Error in model orders (models/marts/orders.sql)\n"
        '  column "nope" does not exist\n'
        "  LINE 7: select nope\n"
        "                 ^\n"
        "  compiled code at target/run/customer_analytics/models/marts/orders.sql"
    )
    assert meaningful_lines(message) == (
        'column "nope" does not exist',
        "LINE 7: select nope",
        "               ^",
    )


def test_a_long_message_is_cut_and_says_so() -> None:
    lines = meaningful_lines("\n".join(f"line {number}" for number in range(20)))
    assert len(lines) == 13
    assert lines[-1] == "… and 8 lines more"
