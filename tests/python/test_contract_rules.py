"""Every rule of the raw contract finds its bad row: one is made for each, from the contract."""

from collections import Counter
from dataclasses import dataclass, field

import psycopg
import pytest
import yaml
from psycopg import sql

from customer_analytics.connection import Server, connect
from customer_analytics.raw_contract import CONTRACT_FILE, create_table, read_contract
from running import REPOSITORY, run_cli

TIME = "2025-01-01 12:00+00"
LATER = "2100-01-01 12:00+00"
CUSTOMER = "known"
# What breaks each table's own checks; a check that is new in the contract has to be added here.
BROKEN_CHECKS = {
    "credit_note_with_quantity": {"status": "credit_note", "quantity": 1},
    "implausible_amount": {"quantity": 4006381333931, "unit_price": 1},
    "discount_above_price": {"quantity": 1, "unit_price": 5, "discount_amount": 5.01},
    "score_above_scale": {"score": 6, "scale_max": 5},
    "nps_not_on_ten": {"survey_type": "nps", "scale_max": 5},
    "nobody": {"customer_id": None, "anonymous_id": None, "session_id": None},
    "referred_themselves": {"referrer_id": CUSTOMER, "referred_customer_id": CUSTOMER},
    "converted_before_referred": {"converted_at": "2024-12-31 12:00+00"},
    "resolved_before_opened": {"resolved_at": "2024-12-31 12:00+00"},
}


@dataclass
class Row:
    """A row of a raw table, and the rule and column that it breaks; none if it is good."""

    values: dict[str, object]
    breaks: tuple[str, str] | None = None


@dataclass
class Table:
    """A raw table of the contract file, with the meta data that the command line has no use for."""

    name: str
    columns: dict[str, dict]
    types: dict[str, str]
    meta: dict
    rows: list[Row] = field(default_factory=list)

    def add(self, breaks: tuple[str, str] | None = None, **values: object) -> None:
        """Add a row that is good but for `values`; its texts are its own, so its key is too."""
        number = len(self.rows)
        good = {name: self.good_value(name, number) for name in self.columns}
        self.rows.append(Row({**good, **values}, breaks))

    def good_value(self, name: str, number: int) -> object:
        """A value that breaks no rule: null where that is allowed and the value would need care."""
        meta, data_type = self.columns[name], self.types[name]
        if "references" in meta:
            return CUSTOMER if meta.get("required") or name == "customer_id" else None
        if name == "customer_id":
            return CUSTOMER if number == 0 else f"customer {number}"
        if "accepted_values" in meta:
            return meta["accepted_values"][1]  # each table has rules for some of the others
        if not meta.get("required") and name not in ("anonymous_id", "updated_at"):
            return None
        if data_type.startswith("timestamptz"):
            return TIME
        if data_type == "date":
            return TIME[:10]
        return f"{name} {number}" if data_type == "text" else meta.get("maximum", "1")


@pytest.fixture(scope="module")
def tables() -> dict[str, Table]:
    sources = yaml.safe_load((REPOSITORY / CONTRACT_FILE).read_text(encoding="utf-8"))["sources"]
    raw = next(source for source in sources if source["name"] == "raw")
    found = {}
    for entry in raw["tables"]:
        columns = {c["name"]: c.get("config", {}).get("meta", {}) for c in entry["columns"]}
        types = {c["name"]: c["data_type"] for c in entry["columns"]}
        found[entry["name"]] = Table(entry["name"], columns, types, entry["config"]["meta"])
        add_rows(found[entry["name"]])
    return found


def add_rows(table: Table) -> None:
    """A good row, an older version of it, and a bad row for each rule."""
    table.add()
    key = table.meta["key"]
    older = {name: table.rows[0].values[name] for name in key}
    table.add(("duplicate_key", key[-1]), **older, updated_at="2024-12-31 12:00+00")
    for name, meta in table.columns.items():
        for rule, value in broken_values(name, table).items():
            table.add((rule, name), **{name: value})
        if "references" in meta:
            table.add(("unknown_customer", name), **{name: "nobody"})
    for check in table.meta.get("checks", []):
        table.add((check["name"], check["column"]), **BROKEN_CHECKS[check["name"]])
    if event_time := table.meta.get("event_time"):
        table.add(("in_the_future", event_time), **{event_time: LATER})
    if "currency" in table.columns and "currency" not in key:
        table.add(("missing_exchange_rate", "currency"), currency="XXX")


def broken_values(name: str, table: Table) -> dict[str, object]:
    """For each rule of a column, a value that breaks it and no rule that is tried before."""
    meta, values = table.columns[name], {}
    if meta.get("required"):
        values["missing_value"] = None
    if "minimum" in meta:
        is_date = table.types[name] == "date"
        values["below_minimum"] = "1899-12-31" if is_date else float(meta["minimum"]) - 1
    if "maximum" in meta:
        values["above_maximum"] = float(meta["maximum"]) + 1
    if "accepted_values" in meta:
        values["unexpected_value"] = "there is no such value"
    if "rejected_values" in meta:
        values["reserved_value"] = meta["rejected_values"][0]
    return values


# A primary key, or with partitions the unique key that takes in the time.
KEY_OF_TABLE = """
    select conname from pg_constraint
    join pg_class on pg_class.oid = conrelid
    where relname = %s and relnamespace = 'raw'::regnamespace and contype in ('p', 'u')
"""


def load(connection: psycopg.Connection, tables: dict[str, Table]) -> None:
    """Load the rows as a loader would that knows no keys."""
    connection.execute("create schema raw")
    for name, contract in read_contract(REPOSITORY).items():
        connection.execute(create_table(contract, "raw"))
        drop_key = sql.SQL("alter table raw.{} drop constraint {}")
        [key] = connection.execute(KEY_OF_TABLE, [name]).fetchone()
        connection.execute(drop_key.format(*map(sql.Identifier, (name, key))))
        for column in contract.key:
            drop = sql.SQL("alter table raw.{} alter column {} drop not null")
            connection.execute(drop.format(*map(sql.Identifier, (name, column))))
        for row in tables[name].rows:
            insert = sql.SQL("insert into raw.{} ({}) values ({})").format(
                sql.Identifier(name),
                sql.SQL(", ").join(map(sql.Identifier, row.values)),
                sql.SQL(", ").join(map(sql.Literal, row.values.values())),
            )
            connection.execute(insert)


@pytest.mark.timeout(600)
def test_each_rule_of_the_contract_finds_its_row(
    database: Server, tables: dict[str, Table]
) -> None:
    with connect(database) as connection:
        load(connection, tables)
    repeated = f"deduplicate_raw_tables={list(tables)}"
    selection = ("--select", "+data_quality_issues", "--exclude", "resource_type:test")

    outcome = run_cli("build", "--loaded", "--vars", repeated, *selection, server=database)

    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
    with connect(database, read_only=True) as connection:
        query = "select table_name, rule, column_name from marts.data_quality_issues"
        found = Counter(connection.execute(query).fetchall())
        kept = {name: good_rows(connection, name) for name in tables}
    expected = Counter(
        (table.name, *row.breaks) for table in tables.values() for row in table.rows if row.breaks
    )
    assert found == expected
    assert kept == dict.fromkeys(tables, 1)
    assert set(BROKEN_CHECKS) <= {rule for _, rule, _ in found}


def good_rows(connection: psycopg.Connection, name: str) -> int:
    query = sql.SQL("select count(*) from staging.{} where broken_rule is null")
    return connection.execute(query.format(sql.Identifier(f"base_{name}"))).fetchone()[0]
