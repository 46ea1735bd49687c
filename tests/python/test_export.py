"""Exports: what leaves the database is what is in it, whole, typed, and safe to open."""

import csv
import io
import json
import signal
import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import openpyxl
import pandas as pd
import psycopg
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from psycopg import sql

from customer_analytics.catalog import Mart
from customer_analytics.connection import Server, connect
from customer_analytics.errors import CustomerAnalyticsError
from customer_analytics.exporting import ExportedFile, ExportRequest, export_marts, xlsx
from customer_analytics.exporting.destinations import FORMATS, plan_destinations
from databases import run_sql
from running import peak_memory_of_cli, run_cli, start_cli

# One row with a value of each kind, one with none at all, one with what is hard to carry.
KINDS = r"""
create schema marts;
create type marts.mood as enum ('=happy', 'sad');
create domain marts.money as numeric(14, 2);
create table marts.kinds (
    id text, note text, amount numeric(14, 2), ratio numeric, rate double precision, units bigint,
    day date, at timestamptz, is_new boolean, tags jsonb, raw json, mood marts.mood, fee marts.money
);
insert into marts.kinds values
    ('a', 'plain', -1.50, 0.125, 0.5, 3, '2024-02-29', '2024-02-29 12:34:56.123456+00', true,
     '{"k": 1}', E'{"x":\n 1}', 'sad', 1.25),
    ('b', null, null, null, null, null, null, null, null, null, null, null, null),
    ('c', E'two\nlines, a "quote", a \\ and ünï', 0.00, -3, -2.5, 9007199254740993, '1850-01-01',
     '1999-12-31 23:59:59+00', false, '[]', 'null', '=happy', -99.99)
"""
KIND_COLUMNS = ["id", "note", "amount", "ratio", "rate", "units", "day", "at", "is_new", "tags"]
KIND_COLUMNS += ["raw", "mood", "fee"]


@pytest.fixture
def kinds(database: Server) -> Server:
    """A database with the mart `kinds`."""
    return run_sql(database, KINDS)


def export(server: Server, *marts: str, **options: object) -> list[ExportedFile]:
    return export_marts(server, ExportRequest(marts, **options), stdout=sys.stdout.buffer)


def exported_csv(server: Server, mart: str, **options: object) -> list[list[str]]:
    """The rows of an export, without the header, as the csv module reads them."""
    sink = io.BytesIO()
    export_marts(server, ExportRequest((mart,), out="-", **options), stdout=sink)
    return list(csv.reader(io.StringIO(sink.getvalue().decode(), newline="")))[1:]


def found_ids(server: Server, mart: str, *where: str) -> str:
    """The ids of the rows that meet the conditions, as one word."""
    return "".join(sorted(row[0] for row in exported_csv(server, mart, where=where)))


# --- CSV -----------------------------------------------------------------------------------------


def test_csv_read_by_pandas_equals_the_sql(kinds: Server, tmp_path: Path) -> None:
    file = tmp_path / "kinds.csv"
    export(kinds, "kinds", out=str(file), defuse=False)
    text = dict.fromkeys(["id", "note", "amount", "fee", "mood"], str)
    frame = pd.read_csv(file, dtype=text | {"units": "Int64"})
    frame["at"] = pd.to_datetime(frame["at"], format="ISO8601")
    with connect(kinds) as connection:
        query = "select id, note, amount::text, rate, units, at, is_new, mood::text, fee::text"
        expected = connection.execute(f"{query} from marts.kinds order by id").fetchall()
    names = ["id", "note", "amount", "rate", "units", "at", "is_new", "mood", "fee"]
    read = [
        tuple(None if pd.isna(value) else value for value in row)
        for row in frame[names].astype(object).itertuples(index=False)
    ]
    assert read == expected


def test_text_that_a_spreadsheet_would_run_gets_an_apostrophe(database: Server) -> None:
    starts = ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"]  # noqa: RUF001
    harmless = ["a=1", " =1", "1-2", "'=1", "", "Ä", "日本"]
    run_sql(database, "create schema marts; create table marts.texts (id serial, cell text)")
    with connect(database) as connection:
        for text in [start + "1+1" for start in starts] + harmless:
            connection.execute("insert into marts.texts (cell) values (%s)", [text])
    cells = [row[1] for row in exported_csv(database, "texts")]
    assert cells == ["'" + start + "1+1" for start in starts] + harmless


def test_numbers_dates_and_json_are_never_defused(database: Server) -> None:
    run_sql(
        database,
        """create schema marts; create view marts.numbers as
        select -1.5::numeric as a, -2::bigint as b, -3.5::float8 as c, '-4'::jsonb as d,
            interval '-1 day' as e, '-5'::text as f, '-6'::varchar(9) as g""",
    )
    assert exported_csv(database, "numbers") == [
        ["-1.5", "-2", "-3.5", "-4", "-1 days", "'-5", "'-6"]
    ]


def test_labels_of_enums_are_defused_as_text(kinds: Server) -> None:
    assert exported_csv(kinds, "kinds", columns=("mood",), where=("id=c",)) == [["'=happy"]]


def test_raw_leaves_text_as_it_is(kinds: Server) -> None:
    options = {"columns": ("mood",), "where": ("id=c",), "defuse": False}
    assert exported_csv(kinds, "kinds", **options) == [["=happy"]]


def test_truth_values_are_words(kinds: Server) -> None:
    options = {"columns": ("is_new",), "where": ("is_new!=",)}
    assert exported_csv(kinds, "kinds", **options) == [["true"], ["false"]]


def test_a_mart_without_rows_gives_the_header(kinds: Server, tmp_path: Path) -> None:
    [file] = export(kinds, "kinds", out=str(tmp_path / "none.csv"), where=("id=nobody",))
    assert file.rows == 0
    assert file.path.read_text(encoding="utf-8") == ",".join(KIND_COLUMNS) + "\n"


# --- rows and columns ----------------------------------------------------------------------------

HOSTILE = [
    "'; drop table marts.hostile; --",
    "100%",
    "%s %(x)s {} {0}",
    "back\\slash\\",
    "\\'; select 1; --",
    '"quoted"',
    "$$dollar$$ $1",
    "ünïcødé 日本 🙂",
    "a=b!=c>=d",
    "line\nend\ttab",
    " spaces around ",
    "=1+1",
]


@pytest.mark.parametrize("value", HOSTILE)
def test_a_value_finds_exactly_the_row_that_has_it(database: Server, value: str) -> None:
    run_sql(database, "create schema marts; create table marts.hostile (cell text)")
    with connect(database) as connection:
        for text in HOSTILE:
            connection.execute("insert into marts.hostile values (%s)", [text])
    found = exported_csv(database, "hostile", where=(f"cell={value}",), defuse=False)
    assert found == [[value]]
    assert len(exported_csv(database, "hostile", where=(f"cell!={value}",))) == len(HOSTILE) - 1


@pytest.mark.parametrize(
    "name",
    [
        'quote"s; drop table x; --',
        "percent %s {} %",
        "a=b",
        "with spaces, and comma",
        "é" * 31 + "x",  # 63 bytes, the longest name there is
        "UPPER",
        "select",
        "../../etc/passwd",
    ],
)
def test_any_name_is_only_a_name(database: Server, tmp_path: Path, name: str) -> None:
    with connect(database) as connection:
        connection.execute("create schema marts")
        create = sql.SQL("create table marts.{0} as select 'x' as {0}, 1 as other")
        connection.execute(create.format(sql.Identifier(name)))
    folder = tmp_path / "exports"
    for file_format in FORMATS:
        options = {"file_format": file_format, "where": (f"{name}=x",)}
        [file] = export(database, name, out=f"{folder}/", **options)
        assert file.rows == 1
        assert file.path.parent == folder
    assert {path.parent for path in tmp_path.rglob("*") if path.is_file()} == {folder}


# n is 1, 2, null; word is "x", "" and null; day is 1, 2 and 3 January
CONDITIONS = """
create schema marts;
create table marts.rows (
    id text, n numeric(14, 2), word text, day date, at timestamptz, raw json
);
insert into marts.rows values
    ('a', 1, 'x', '2024-01-01', '2024-01-01 00:00+00', '{}'),
    ('b', 2, '', '2024-01-02', '2024-01-01 12:00+00', null),
    ('c', null, null, '2024-01-03', null, '[]')
"""


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (["n=1"], "a"),
        (["n=1.0"], "a"),
        (["n = 2"], "b"),
        (["n!=1"], "bc"),  # a row without a value is not 1 either
        (["n>=1"], "ab"),
        (["n>1"], "b"),
        (["n<=1"], "a"),
        (["n<2"], "a"),
        (["n="], "c"),
        (["n!="], "ab"),
        (["word="], "bc"),  # for people a text without letters is empty too
        (["word!="], "a"),
        (["raw="], "b"),
        (["day>=2024-01-02"], "bc"),
        (["at<2024-01-01 12:00"], "a"),
        (["at=2024-01-01T13:00+01"], "b"),
        (["n>=1", "day<2024-01-02"], "a"),
        (["n=1.004"], ""),  # would be 1.00 if it were rounded to the column's two digits
        (["id=a", "id=b"], ""),
    ],
)
def test_conditions_compare_by_the_type_of_the_column(
    database: Server, where: list[str], expected: str
) -> None:
    run_sql(database, CONDITIONS)
    assert found_ids(database, "rows", *where) == expected


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ("n=abc", ["n=abc", "numeric(14,2)", "1234.50"]),
        ("n=1,5", ["n=1,5", "numeric(14,2)"]),
        ("day=31/02/2024", ["day=31/02/2024", "date", "2024-12-31"]),
        ("day=2024-02-31", ["day=2024-02-31", "date"]),
        ("at=yesterdayish", ["at", "timestamp with time zone"]),
        ("raw=1", ["raw", "json"]),
        ("words=1", ["no column 'words'", "Did you mean word?"]),
        ("n>", ["n>", "lacks a value"]),
        ("n", ["'n'", "column=value"]),
        ("=1", ["'=1'", "column=value"]),
    ],
)
def test_a_condition_that_can_not_be_met_says_why(
    database: Server, condition: str, words: list[str]
) -> None:
    run_sql(database, CONDITIONS)
    with pytest.raises(CustomerAnalyticsError) as failure:
        exported_csv(database, "rows", where=(condition,))
    text = f"{failure.value.message} {failure.value.hint}"
    assert all(word in text for word in words), text


def test_columns_come_in_the_order_that_was_asked_for(kinds: Server) -> None:
    options = {"columns": ("units", "id", "units"), "where": ("id=a",)}
    assert exported_csv(kinds, "kinds", **options) == [["3", "a"]]


def test_unknown_columns_and_marts_name_the_close_ones(kinds: Server) -> None:
    with pytest.raises(CustomerAnalyticsError, match="kinds has no column 'unit'") as column:
        exported_csv(kinds, "kinds", columns=("unit",))
    assert "Did you mean units?" in column.value.hint
    with pytest.raises(CustomerAnalyticsError, match="There is no mart 'kind'") as mart:
        exported_csv(kinds, "kind")
    assert "Did you mean kinds?" in mart.value.hint


def test_a_database_without_marts_says_to_build_them(database: Server) -> None:
    with pytest.raises(CustomerAnalyticsError, match="no marts yet") as failure:
        exported_csv(database, "customers")
    assert "customer-analytics build" in failure.value.hint


def test_tables_outside_the_marts_are_not_there(database: Server) -> None:
    run_sql(database, "create schema raw; create table raw.secrets (); create schema marts")
    run_sql(database, "create table marts.known (id text)")
    with pytest.raises(CustomerAnalyticsError, match=r"no mart 'raw\.secrets'"):
        exported_csv(database, "raw.secrets")
    with pytest.raises(CustomerAnalyticsError, match="no mart 'pg_authid'"):
        exported_csv(database, "pg_authid")


@pytest.fixture
def reader(kinds: Server) -> Iterator[Server]:
    """A login that may connect and nothing else."""
    name = f"reader_{uuid4().hex[:8]}"
    role = sql.Identifier(name)
    with connect(kinds) as connection:
        connection.execute(sql.SQL("create role {} login password 'reader'").format(role))
        connection.execute(sql.SQL("grant usage on schema marts to {}").format(role))
    yield Server(kinds.host, kinds.port, kinds.dbname, name, "reader", kinds.sslmode)
    with connect(kinds) as connection:
        connection.execute(sql.SQL("drop owned by {}").format(role))
        connection.execute(sql.SQL("drop role {}").format(role))


def test_a_mart_that_one_may_not_read_says_so(reader: Server) -> None:
    with pytest.raises(
        CustomerAnalyticsError, match="permission denied for table kinds"
    ) as failure:
        exported_csv(reader, "kinds")
    assert "grant select" in failure.value.hint


# --- the other formats ---------------------------------------------------------------------------


def test_json_keeps_numbers_and_writes_times_in_iso(kinds: Server, tmp_path: Path) -> None:
    file = tmp_path / "kinds.json"
    export(kinds, "kinds", out=str(file))
    text = file.read_text(encoding="utf-8")
    first, empty, last = json.loads(text, parse_float=Decimal)
    assert first == {
        "id": "a",
        "note": "plain",
        "amount": Decimal("-1.50"),
        "ratio": Decimal("0.125"),
        "rate": Decimal("0.5"),
        "units": 3,
        "day": "2024-02-29",
        "at": "2024-02-29T12:34:56.123456+00:00",
        "is_new": True,
        "tags": {"k": 1},
        "raw": {"x": 1},
        "mood": "sad",
        "fee": Decimal("1.25"),
    }
    assert empty == {"id": "b"} | dict.fromkeys(KIND_COLUMNS[1:])
    assert last["note"] == 'two\nlines, a "quote", a \\ and ünï'
    assert last["units"] == 9007199254740993
    assert last["mood"] == "=happy"  # no spreadsheet runs JSON
    assert len(text.splitlines()) == 5  # one row per line between the brackets


def test_json_lines_have_one_object_each(kinds: Server, tmp_path: Path) -> None:
    file = tmp_path / "kinds.jsonl"
    export(kinds, "kinds", out=str(file))
    lines = file.read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["id"] for line in lines] == ["a", "b", "c"]


def test_json_without_rows_is_an_empty_array(kinds: Server, tmp_path: Path) -> None:
    file = tmp_path / "none.json"
    export(kinds, "kinds", out=str(file), where=("id=nobody",))
    assert json.loads(file.read_text(encoding="utf-8")) == []


def test_parquet_keeps_types_and_values(kinds: Server, tmp_path: Path) -> None:
    file = tmp_path / "kinds.parquet"
    export(kinds, "kinds", out=str(file))
    table = pq.read_table(file)
    types = dict(zip(table.schema.names, table.schema.types, strict=True))
    assert types == dict.fromkeys(KIND_COLUMNS, pa.string()) | {
        "amount": pa.decimal128(14, 2),
        "fee": pa.decimal128(14, 2),  # a domain over numeric(14, 2)
        "ratio": pa.float64(),
        "rate": pa.float64(),
        "units": pa.int64(),
        "day": pa.date32(),
        "at": pa.timestamp("us", tz="UTC"),
        "is_new": pa.bool_(),
    }
    first, empty, last = table.to_pylist()
    assert (first["amount"], first["day"], first["is_new"]) == (
        Decimal("-1.50"),
        date(2024, 2, 29),
        True,
    )
    assert first["at"] == datetime(2024, 2, 29, 12, 34, 56, 123456, UTC)
    assert set(empty.values()) == {"b", None}
    assert (last["units"], last["mood"]) == (9007199254740993, "=happy")
    assert last["note"] == 'two\nlines, a "quote", a \\ and ünï'


def test_parquet_tells_empty_text_from_none(database: Server, tmp_path: Path) -> None:
    run_sql(
        database,
        """create schema marts; create view marts.words as
        select word from (values (''), (null), ('NULL'), ('NaN'), ('t')) as words (word)""",
    )
    export(database, "words", out=str(tmp_path / "words.parquet"))
    words = pq.read_table(tmp_path / "words.parquet")["word"].to_pylist()
    assert words == ["", None, "NULL", "NaN", "t"]


def test_parquet_has_no_infinity_for_dates(database: Server, tmp_path: Path) -> None:
    run_sql(
        database,
        """create schema marts; create view marts.extremes as
        select date 'infinity' as day, timestamptz '-infinity' as at, 'NaN'::numeric(5, 2) as n,
            date '0044-03-15 BC' as ides, float8 'Infinity' as f, date '9999-12-31' as last_day""",
    )
    export(database, "extremes", out=str(tmp_path / "extremes.parquet"))
    [row] = pq.read_table(tmp_path / "extremes.parquet").to_pylist()
    assert list(row.values()) == [None, None, None, None, float("inf"), date(9999, 12, 31)]


def test_parquet_without_rows_has_its_columns(kinds: Server, tmp_path: Path) -> None:
    export(kinds, "kinds", out=str(tmp_path / "none.parquet"), where=("id=nobody",))
    table = pq.read_table(tmp_path / "none.parquet")
    assert (table.num_rows, table.schema.names) == (0, KIND_COLUMNS)


def test_excel_gets_typed_cells_and_no_formulas(kinds: Server, tmp_path: Path) -> None:
    file = tmp_path / "kinds.xlsx"
    export(kinds, "kinds", out=str(file))
    sheet = openpyxl.load_workbook(file)["kinds"]
    header, first, empty, last = sheet.iter_rows()
    assert [cell.value for cell in header] == KIND_COLUMNS
    assert all(cell.font.bold for cell in header)
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:M4")
    values = dict(zip(KIND_COLUMNS, (cell.value for cell in first), strict=True))
    assert values["amount"] == -1.5
    assert values["day"] == datetime(2024, 2, 29)
    assert values["at"] == datetime(2024, 2, 29, 12, 34, 56, 123000)  # Excel keeps milliseconds
    assert values["is_new"] is True
    assert first[2].number_format == "#,##0.00"
    assert [cell.value for cell in empty[1:]] == [None] * 12
    assert last[5].value == "9007199254740993"  # Excel would round it
    assert last[6].value == "1850-01-01"  # Excel's calendar starts in 1900
    assert (last[11].value, last[11].data_type, last[11].quotePrefix) == ("=happy", "s", True)


def test_excel_goes_on_in_another_sheet(
    database: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlsx, "SHEET_ROWS", 4)  # a header and three rows, instead of a million
    run_sql(database, "create schema marts")
    run_sql(database, "create view marts.n as select n from generate_series(1, 7) as series (n)")
    [file] = export(database, "n", out=str(tmp_path / "n.xlsx"))
    book = openpyxl.load_workbook(file.path)
    sheets = {sheet.title: [row[0] for row in sheet.values] for sheet in book}
    assert sheets == {"n": ["n", 1, 2, 3], "n 2": ["n", 4, 5, 6], "n 3": ["n", 7]}
    assert file.rows == 7
    assert "3 sheets" in file.remarks[0]


def test_excel_says_which_texts_it_cut(database: Server, tmp_path: Path) -> None:
    run_sql(database, "create schema marts")
    run_sql(database, "create view marts.long as select repeat('x', 40000) as novel")
    [file] = export(database, "long", out=str(tmp_path / "long.xlsx"))
    assert file.remarks[0].endswith("32,767 characters, the most that an Excel cell holds: 1.")


def test_a_workbook_holds_a_sheet_for_each_mart(kinds: Server, tmp_path: Path) -> None:
    run_sql(kinds, "create view marts.other as select 1 as n")
    [file] = export(kinds, "kinds", "other", out=str(tmp_path / "all.xlsx"))
    assert openpyxl.load_workbook(file.path).sheetnames == ["kinds", "other"]


# --- files ---------------------------------------------------------------------------------------


def planned(out: str | None, file_format: str | None, *names: str) -> list[tuple[str, str]]:
    marts = [Mart("marts", name, "r", "") for name in names]
    destinations = plan_destinations(marts, out, file_format)
    return [(str(one.path), one.file_format) for one in destinations]


def test_the_place_decides_the_format(tmp_path: Path) -> None:
    assert planned(None, None, "a") == [("a.csv", "csv")]
    assert planned(None, "json", "a", "b") == [("a.json", "json"), ("b.json", "json")]
    assert planned("x/y.parquet", None, "a") == [("x/y.parquet", "parquet")]
    assert planned("Y.XLSX", None, "a") == [("Y.XLSX", "xlsx")]
    assert planned("list.txt", "csv", "a") == [("list.txt", "csv")]
    assert planned("folder", None, "a") == [("folder/a.csv", "csv")]
    assert planned("v1.2/", "jsonl", "a") == [("v1.2/a.jsonl", "jsonl")]
    assert planned(str(tmp_path), None, "a") == [(f"{tmp_path}/a.csv", "csv")]
    assert planned("-", None, "a") == [("None", "csv")]
    with pytest.raises(CustomerAnalyticsError, match="which format"):
        planned("a.dbf", None, "a")
    with pytest.raises(CustomerAnalyticsError, match="2 marts don't go into one csv"):
        planned("a.csv", None, "a", "b")
    with pytest.raises(CustomerAnalyticsError, match="2 marts don't go into one csv"):
        planned("-", None, "a", "b")


def test_marts_of_one_name_in_two_schemas_get_two_files() -> None:
    marts = [Mart("marts", "a", "r", ""), Mart("reporting", "a", "r", "")]
    names = [str(one.path) for one in plan_destinations(marts, None, None)]
    assert names == ["marts.a.csv", "reporting.a.csv"]


def test_all_marts_of_a_call_are_from_one_moment(database: Server, tmp_path: Path) -> None:
    run_sql(database, "create schema marts; create table marts.first as select 1 as version")
    run_sql(database, "create table marts.second as select 1 as version")

    def change_both(mart: str, rows: int) -> None:
        run_sql(database, "update marts.first set version = 2; update marts.second set version = 2")

    request = ExportRequest(("first", "second"), out=f"{tmp_path}/")
    export_marts(database, request, stdout=sys.stdout.buffer, progress=change_both)
    for name in ("first", "second"):
        assert (tmp_path / f"{name}.csv").read_text(encoding="utf-8") == "version\n1\n"


def test_a_build_can_not_swap_a_mart_that_is_being_exported(
    database: Server, tmp_path: Path
) -> None:
    # A snapshot from before the swap would find the new table empty.
    run_sql(database, "create schema marts; create table marts.first as select 1 as n")
    run_sql(database, "create table marts.below as select 1 as n")
    run_sql(database, "create view marts.second as select n from marts.below")
    refused = []

    def swap(mart: str, rows: int) -> None:
        with pytest.raises(psycopg.errors.LockNotAvailable):
            run_sql(database, "set lock_timeout = '50ms'; alter table marts.below rename to old")
        refused.append(mart)

    request = ExportRequest(("first", "second"), out=f"{tmp_path}/")
    export_marts(database, request, stdout=sys.stdout.buffer, progress=swap)
    assert refused == ["first", "second"]
    assert (tmp_path / "second.csv").read_text(encoding="utf-8") == "n\n1\n"


@pytest.mark.parametrize("file_format", FORMATS)
def test_a_failed_export_leaves_the_old_files_and_nothing_else(
    database: Server, tmp_path: Path, file_format: str
) -> None:
    # `good` could be written, `bad` fails at its 5,000th row: neither file changes.
    run_sql(database, "create schema marts; create view marts.good as select 1 as n")
    run_sql(
        database,
        "create view marts.bad as select 1 / (5000 - n) as x from generate_series(1, 9000) s (n)",
    )
    old = {tmp_path / f"{name}.{file_format}": f"old {name}" for name in ("good", "bad")}
    for path, text in old.items():
        path.write_text(text, encoding="utf-8")
    with pytest.raises(CustomerAnalyticsError, match="division by zero"):
        export(database, "good", "bad", out=f"{tmp_path}/", file_format=file_format)
    assert {path: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()} == old


def test_a_place_that_can_not_be_written_is_named(kinds: Server, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(CustomerAnalyticsError, match=r"Can't write .*file/kinds\.csv"):
        export(kinds, "kinds", out=str(tmp_path / "file" / "kinds.csv"))


def test_a_full_disk_is_an_error_and_no_traceback(kinds: Server) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    with (
        Path("/dev/full").open("wb", buffering=0) as full,
        pytest.raises(CustomerAnalyticsError, match="No space left"),
    ):
        export_marts(kinds, ExportRequest(("kinds",), out="-"), stdout=full)


# --- the command ---------------------------------------------------------------------------------


def test_the_command_prints_paths_and_nothing_else_on_stdout(kinds: Server, tmp_path: Path) -> None:
    done = run_cli("export", "kinds", "-w", "id!=b", "-c", "id", server=kinds, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "kinds.csv\n")
    assert "2 rows of kinds" in done.stderr
    assert (tmp_path / "kinds.csv").read_text(encoding="utf-8") == "id\na\nc\n"


def test_a_dash_writes_to_stdout(kinds: Server) -> None:
    done = run_cli("export", "kinds", "-o", "-", "-c", "id,units", "-w", "units>3", server=kinds)
    assert (done.returncode, done.stdout) == (0, "id,units\nc,9007199254740993\n")


def test_an_unknown_format_is_refused(kinds: Server) -> None:
    done = run_cli("export", "kinds", "--format", "dbf", server=kinds)
    assert done.returncode == 1
    assert "no format 'dbf'" in done.stderr
    assert "csv, json, jsonl, parquet, xlsx" in done.stderr


def test_a_reader_that_goes_away_ends_the_export_quietly(database: Server) -> None:
    run_sql(database, "create schema marts")
    run_sql(
        database, "create view marts.many as select n from generate_series(1, 1000000) as s (n)"
    )
    process = start_cli("export", "many", "--out", "-", server=database)
    assert process.stdout.readline() == "n\n"
    process.stdout.close()
    assert process.wait(timeout=60) != 0
    assert process.stderr.read() == ""


def test_an_interrupted_export_leaves_no_file_and_no_query(
    database: Server, tmp_path: Path
) -> None:
    run_sql(database, "create schema marts")
    run_sql(
        database,
        "create view marts.slow as select pg_sleep(0.1)::text from generate_series(1, 600)",
    )
    process = start_cli("export", "slow", "--out", tmp_path / "slow.csv", server=database)
    deadline = time.monotonic() + 60
    while not list(tmp_path.iterdir()) and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=30) == 130
    assert "Traceback" not in process.stderr.read()
    assert list(tmp_path.iterdir()) == []
    with connect(database) as connection:
        query = "select count(*) from pg_stat_activity where query like 'copy%slow%'"
        assert connection.execute(query).fetchone() == (0,)


@pytest.mark.parametrize(
    ("file_format", "limit"), [("csv", 120), ("json", 120), ("jsonl", 120), ("parquet", 280)]
)
def test_a_million_rows_pass_in_little_memory(
    database: Server, file_format: str, limit: int
) -> None:
    # 400 bytes a row are 400 MB: an export that gathers its rows would need more than that.
    run_sql(database, "create schema marts")
    run_sql(
        database,
        """create view marts.large as
        select n, md5(n::text) || repeat('x', 368) as filler
        from generate_series(1, 1000000) as series (n)""",
    )
    peak, notes = peak_memory_of_cli(
        "export", "large", "-o", "-", "-f", file_format, server=database
    )
    assert "1,000,000 rows of large" in notes
    assert peak < limit
