"""Logins for BI tools: they read the marts and the reporting models, whatever is rebuilt."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

from customer_analytics.build_lock import LOCK_KEY
from customer_analytics.connection import Server, connect, server_from_url
from customer_analytics.errors import CustomerAnalyticsError
from databases import fresh_database
from running import models_that_make, run_cli
from small_project import make_project

# Tables, views over them, and the functions that read tables: one of each kind that a build makes.
MARTS = (
    "model_performance",
    "predictive_metrics",
    "calculate_customer_lifetime_value",
    "calculate_churn_probability",
)
BUILD = ("build", "--sample", "--exclude", "resource_type:test resource_type:unit_test")
PASSWORD_VARIABLE = "CUSTOMER_ANALYTICS_READER_PASSWORD"
RELATIONS = """
    select namespace.nspname, class.relname, class.oid
    from pg_class as class
    join pg_namespace as namespace on namespace.oid = class.relnamespace
    where class.relkind in ('r', 'p', 'v', 'm') and namespace.nspname !~ '^(pg_|information_)'
"""

DATABASES_OF_ROLE = """
    select distinct pg_database.datname
    from pg_shdepend
    join pg_database on pg_database.oid = pg_shdepend.dbid
    join pg_roles on pg_roles.oid = pg_shdepend.refobjid
    where pg_roles.rolname = %s
"""


@pytest.fixture(scope="module")
def shop(shared_database: Server) -> Server:
    """The sample, built as far as `MARTS` go, and a table as a reporting model leaves it."""
    build(shared_database, *models_that_make(*MARTS))
    execute(
        shared_database,
        "create schema reporting",
        "create table reporting.rpt_overview as select 1 as customers",
    )
    return shared_database


@contextmanager
def own_role(server: Server, prefix: str = "reader") -> Iterator[str]:
    """A name that no role has yet; whatever role has it at the end is dropped, with its rights."""
    name = f"{prefix}_{uuid4().hex[:8]}"
    yield name
    drop_owned = sql.SQL("drop owned by {}").format(sql.Identifier(name))
    with connect(server, autocommit=True) as connection:
        for (dbname,) in connection.execute(DATABASES_OF_ROLE, [name]).fetchall():
            with connect(replace(server, dbname=dbname), autocommit=True) as there:
                there.execute(drop_owned)
        connection.execute(sql.SQL("drop role if exists {}").format(sql.Identifier(name)))


@pytest.fixture
def name(server: Server) -> Iterator[str]:
    """The name of this test's own role."""
    with own_role(server) as name:
        yield name


@pytest.fixture
def password_counts(server: Server, name: str) -> None:
    """Skip where the server lets everybody in, whatever their password."""
    with connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("create role {} login").format(sql.Identifier(name)))
    with suppress(CustomerAnalyticsError):
        connect(replace(server, user=name, password="none")).close()
        pytest.skip("the server asks for no password")
    with connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("drop role {}").format(sql.Identifier(name)))


def build(database: Server, *selection: str) -> None:
    outcome = run_cli(*BUILD, *selection, server=database)
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr


def grant(database: Server, name: str, *options: str, **settings: object) -> Server:
    """Run `db grant-reader`; the address that it prints."""
    outcome = run_cli("db", "grant-reader", name, *options, server=database, **settings)
    assert outcome.returncode == 0, outcome.stderr
    return server_from_url(outcome.stdout.strip())


def execute(database: Server, *statements: str) -> None:
    with connect(database) as connection:
        for statement in statements:
            connection.execute(statement)


def relations_of(database: Server) -> dict[tuple[str, str], int]:
    with connect(database) as connection:
        return {(schema, name): oid for schema, name, oid in connection.execute(RELATIONS)}


def can_read(reader: Server, relations: Sequence[tuple[str, str]]) -> set[tuple[str, str]]:
    """Those of the tables and views that really give rows to the reader."""
    readable = set()
    with connect(reader, autocommit=True) as connection:
        for relation in relations:
            query = sql.SQL("select * from {} limit 1").format(sql.Identifier(*relation))
            try:
                connection.execute(query)
            except psycopg.errors.InsufficientPrivilege:
                continue
            readable.add(relation)
    return readable


def value_for(reader: Server, query: str) -> object:
    with connect(reader) as connection:
        return connection.execute(query).fetchone()[0]


def refused(database: Server, name: str, *options: str) -> str:
    """What `db grant-reader` says when it refuses."""
    outcome = run_cli("db", "grant-reader", name, *options, server=database)
    assert outcome.returncode == 1
    assert "Traceback" not in outcome.stderr
    return outcome.stderr


def test_a_reader_sees_marts_and_reporting_and_nothing_else_also_after_a_build(
    shop: Server, name: str
) -> None:
    reader = grant(shop, name)
    before = relations_of(shop)
    schemas = {schema for schema, _ in before}
    assert schemas >= {"sample", "rules", "staging", "intermediate", "marts", "reporting", "ops"}
    public = {relation for relation in before if relation[0] in ("marts", "reporting")}
    assert can_read(reader, list(before)) == public

    execute(
        shop,
        "drop table reporting.rpt_overview",
        "create table reporting.rpt_overview as select 2 as customers",
    )
    build(shop, "--select", "model_performance predictive_metrics")
    after = relations_of(shop)
    # what the test is about has happened: a table and a view of the same name, but new ones
    for relation in [("marts", "model_performance"), ("marts", "predictive_metrics")]:
        assert before[relation] != after[relation]
    assert can_read(reader, list(after)) == public


def test_functions_of_the_marts_can_be_called(shop: Server, name: str) -> None:
    reader = grant(shop, name)
    # ten customers are too few to fit anything: a null, and no "permission denied"
    for score in (
        "calculate_customer_lifetime_value(2, 213, 272, 98.5)",
        "calculate_churn_probability(2, 213, 272)",
    ):
        assert value_for(reader, f"select {score}") is None


def test_plain_names_are_those_of_marts_and_reporting(shop: Server, name: str) -> None:
    reader = grant(shop, name)
    assert value_for(reader, "select count(*) from customers") == 10
    assert value_for(reader, "select count(*) from rpt_overview") == 1


def test_a_reader_writes_nothing_even_without_its_guard(shop: Server, name: str) -> None:
    statements = (
        "delete from marts.customers",
        "create table marts.mine (a integer)",
        "create table public.mine (a integer)",
        "create schema mine",
    )
    with connect(grant(shop, name), autocommit=True) as connection:
        for statement in statements:
            with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
                connection.execute(statement)
        connection.execute("set default_transaction_read_only = off")
        for statement in statements:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement)


def test_statements_that_take_too_long_are_cancelled(shop: Server, name: str) -> None:
    reader = grant(shop, name, "--statement-timeout", "1")
    with (
        connect(reader, autocommit=True) as connection,
        pytest.raises(psycopg.errors.QueryCanceled),
    ):
        connection.execute("select pg_sleep(30)")
    again = grant(shop, name, "--statement-timeout", "7", "--new-password")
    assert value_for(again, "show statement_timeout") == "7s"
    assert value_for(again, "show idle_in_transaction_session_timeout") == "1min"


def test_a_second_call_mends_what_was_lost_and_keeps_the_password(shop: Server, name: str) -> None:
    reader = grant(shop, name)
    execute(shop, f"revoke all on all tables in schema marts from {name}")
    assert can_read(reader, [("marts", "customers")]) == set()
    again = grant(shop, name)
    assert (again.user, again.password) == (name, "")
    assert can_read(reader, [("marts", "customers")])  # with the password of the first call


def test_a_second_call_takes_back_what_the_reader_should_not_see(shop: Server, name: str) -> None:
    reader = grant(shop, name)
    execute(
        shop,
        f"grant usage on schema staging to {name}",
        f"grant select on all tables in schema staging to {name}",
        f"alter default privileges in schema staging grant select on tables to {name}",
    )
    staging = ("staging", "stg_customers")
    assert can_read(reader, [staging])
    grant(shop, name)
    execute(shop, "create table staging.made_later as select 1 as a")
    assert can_read(reader, [staging, ("staging", "made_later")]) == set()
    execute(shop, "drop table staging.made_later")


@pytest.mark.parametrize(
    "odd", ["Upper Case", 'quo"ted', "o'neill; drop table x", "select", "ü%s{}"]
)
def test_a_name_is_taken_as_it_is(database: Server, server: Server, odd: str) -> None:
    with own_role(server, odd) as name:
        reader = grant(database, name)
        assert reader.user == name
        assert value_for(reader, "select current_user") == name
        grant(database, name)
        assert run_cli("db", "revoke-reader", name, server=database).returncode == 0


@pytest.mark.parametrize("bad", ["", "pg_reader", "r" * 64, "ü" * 32])
def test_a_name_that_postgresql_would_change_or_keep_to_itself_is_refused(
    database: Server, bad: str
) -> None:
    assert "can't be the name of a role" in refused(database, bad)


def test_roles_that_read_more_or_serve_others_are_refused(database: Server, server: Server) -> None:
    cases = {
        "superuser": "create role {role} superuser",
        "passes over row-level security": "create role {role} bypassrls",
        "owns something": "create role {role}; create schema owned authorization {role}",
        "is a member of pg_read_all_data": "create role {role} in role pg_read_all_data",
        "somebody else uses it": "create role {role}; grant usage on schema public to {role}",
    }
    for case, statements in cases.items():
        with own_role(server) as name:
            execute(database, *statements.format(role=name).split("; "))
            said = refused(database, name)
            assert case.split()[-1] in said
            assert "Name one that is not there yet" in said


def test_an_unused_login_that_an_administrator_has_made_becomes_a_reader(
    shop: Server, name: str
) -> None:
    execute(shop, f"create role {name}")
    reader = grant(shop, name, env={PASSWORD_VARIABLE: "given"})
    assert can_read(replace(reader, password="given"), [("marts", "customers")])


@pytest.mark.usefixtures("password_counts")
def test_a_given_password_is_used_and_shown_nowhere(shop: Server, name: str) -> None:
    settings = {"server": shop, "env": {PASSWORD_VARIABLE: "s3cret pass:wörd"}}
    outcome = run_cli("db", "grant-reader", name, "--debug", **settings)
    assert "s3cret" not in outcome.stdout + outcome.stderr
    reader = server_from_url(outcome.stdout.strip())
    assert value_for(replace(reader, password="s3cret pass:wörd"), "select 1") == 1
    with pytest.raises(CustomerAnalyticsError):
        connect(replace(reader, password="another"))


def test_a_password_that_was_asked_for_is_used(shop: Server, name: str) -> None:
    reader = grant(shop, name, "--ask-password", stdin="asked for\nasked for\n")
    assert value_for(replace(reader, password="asked for"), "select 1") == 1


@pytest.mark.usefixtures("password_counts")
def test_a_new_password_replaces_the_old_one(shop: Server, name: str) -> None:
    old = grant(shop, name)
    new = grant(shop, name, "--new-password")
    assert value_for(new, "select 1") == 1
    with pytest.raises(CustomerAnalyticsError):
        connect(old)


def test_the_server_is_sent_no_password(shop: Server, name: str) -> None:
    """The statements of the transaction, as the server's log would hold them."""
    execute(shop, "create table public.heard (statement text)", HEAR, HEARING)
    try:
        reader = grant(shop, name)
        with connect(shop) as connection:
            (heard,) = connection.execute("select string_agg(statement, ';') from heard").fetchone()
    finally:
        execute(shop, "drop event trigger hears", "drop table public.heard")
    assert "grant" in heard
    assert reader.password not in heard


HEAR = """
    create or replace function public.hear() returns event_trigger language plpgsql as $$
    begin
        insert into public.heard values (current_query());
    end $$
"""
HEARING = "create event trigger hears on ddl_command_end execute function public.hear()"


def test_tables_of_another_builder_are_read_too(
    database: Server, server: Server, name: str
) -> None:
    with own_role(server, "builder") as builder:
        execute(
            database,
            f"create role {builder}",
            f"create schema marts authorization {builder}",
            "create table marts.one as select 1 as a",
            f"alter table marts.one owner to {builder}",
        )
        reader = grant(database, name)
        execute(database, f"set role {builder}", "create table marts.two as select 1 as a")
        assert len(can_read(reader, [("marts", "one"), ("marts", "two")])) == 2


def test_a_reader_can_be_made_before_the_first_build(
    database: Server, name: str, tmp_path: Path
) -> None:
    reader = grant(database, name)
    project = make_project(tmp_path)
    outcome = run_cli("build", "--project-dir", project, "--sample", server=database)
    assert outcome.returncode == 0, outcome.stderr
    assert value_for(reader, "select answer from answer") == 1


def test_schemas_with_a_prefix_are_those_of_the_project(
    database: Server, name: str, tmp_path: Path
) -> None:
    project = make_project(tmp_path)
    file = project / "dbt_project.yml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('schema_prefix: ""', "schema_prefix: dev_"), encoding="utf-8")
    execute(database, "create schema marts", "create table marts.other as select 1 as a")
    reader = grant(database, name, "--project-dir", str(project))
    execute(database, "create table dev_marts.mine as select 1 as a")
    mine = ("dev_marts", "mine")
    assert can_read(reader, [mine, ("marts", "other")]) == {mine}


def test_what_everybody_may_is_told(shop: Server, name: str) -> None:
    execute(
        shop,
        "create table public.notes as select 1 as a",
        "grant select on public.notes to public",
    )
    outcome = run_cli("db", "grant-reader", name, server=shop)
    execute(shop, "drop table public.notes")
    assert "It can also read public.notes" in outcome.stderr
    again = run_cli("db", "grant-reader", name, server=shop)
    assert "It can also" not in again.stderr


def test_a_database_that_is_closed_to_the_public_is_opened_to_the_reader(
    database: Server, name: str
) -> None:
    execute(database, f"revoke connect on database {database.dbname} from public")
    assert value_for(grant(database, name), "select 1") == 1
    assert run_cli("db", "revoke-reader", name, server=database).returncode == 0


def test_while_a_build_runs_nothing_is_granted(database: Server, name: str) -> None:
    with connect(database, autocommit=True) as connection:
        connection.execute("select pg_advisory_lock(%s)", [LOCK_KEY])
        outcome = run_cli("db", "grant-reader", name, server=database)
        assert outcome.returncode == 75
        assert "A build is running" in outcome.stderr
    grant(database, name)


def test_without_the_right_to_make_roles_it_says_who_can(
    database: Server, server: Server, name: str
) -> None:
    with own_role(server, "plain") as plain:
        execute(database, f"create role {plain} login password 'p'")
        said = refused(replace(database, user=plain, password="p"), name)
    assert "createrole" in said


def test_a_builder_who_may_make_roles_needs_no_superuser(
    server: Server, database: Server, name: str
) -> None:
    with own_role(server, "builder") as builder:
        execute(
            database,
            f"create role {builder} login createrole password 'p'",
            f"grant create on database {database.dbname} to {builder}",
        )
        asking = replace(database, user=builder, password="p")
        reader = grant(asking, name)
        grant(asking, name)
        execute(asking, "create table marts.one as select 1 as a")
        assert can_read(reader, [("marts", "one")])
        assert run_cli("db", "revoke-reader", name, server=asking).returncode == 0
        with pytest.raises(CustomerAnalyticsError):
            connect(reader)
        execute(database, f"revoke all on database {database.dbname} from {builder}")


def test_a_reader_is_removed_with_all_its_rights(shop: Server, name: str) -> None:
    grant(shop, name)
    gone = run_cli("db", "revoke-reader", name, server=shop)
    assert gone.stdout == f"{name} is gone.\n"
    again = run_cli("db", "revoke-reader", name, server=shop)
    assert again.returncode == 1
    assert "There is no role" in again.stderr


def test_a_reader_of_two_databases_keeps_the_other(shop: Server, server: Server, name: str) -> None:
    with fresh_database(server) as other:
        reader = grant(other, name)
        execute(other, "create table marts.one as select 1 as a")
        grant(shop, name)
        left = run_cli("db", "revoke-reader", name, server=shop)
        assert left.returncode == 0
        assert other.dbname in left.stderr
        assert can_read(reader, [("marts", "one")])
        assert can_read(replace(reader, dbname=shop.dbname), [("marts", "customers")]) == set()


def test_a_role_that_others_have_made_is_not_removed(database: Server, name: str) -> None:
    execute(database, f"create role {name}")
    outcome = run_cli("db", "revoke-reader", name, server=database)
    assert outcome.returncode == 1
    assert "is left alone" in outcome.stderr
