"""Loading files whose columns are the contract's: every kind of file, twice, and changed."""

import gzip
import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pandas
import pytest

from customer_analytics.errors import CustomerAnalyticsError
from customer_analytics.loading.matching import table_of
from load_tools import CONTRACT, PURCHASES, load, nothing_changes, rejected, rows, run, value, write
from running import run_cli

CUSTOMERS = "customer_id,first_name,city\nC1,Ana,Zürich\nC2,Bob,\n"
ZURICH = [("C1", "Ana", "Zürich"), ("C2", "Bob", None)]
ALL_CUSTOMERS = "select customer_id, first_name, city from raw.customers order by 1"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("customers.csv", CUSTOMERS.encode()),
        ("customers.txt", CUSTOMERS.replace(",", ";").encode()),
        ("customers.tsv", CUSTOMERS.replace(",", "\t").encode()),
        ("customers.csv", CUSTOMERS.replace(",", "|").encode()),
        ("customers-2024-06.csv.gz", gzip.compress(CUSTOMERS.encode(), mtime=0)),
        ("customers", gzip.compress(CUSTOMERS.encode(), mtime=0)),  # content counts, not the name
        ("customers.csv", b"\xef\xbb\xbf" + CUSTOMERS.encode()),
        ("customers.csv", CUSTOMERS.encode("utf-16")),
        ("customers.csv", CUSTOMERS.encode("utf-16-le")),
        ("customers.csv", CUSTOMERS.encode("windows-1252")),
        ("customers.csv", CUSTOMERS.replace("\n", "\r\n").encode()),
        ("customers.csv", CUSTOMERS.replace("\n", "\r").encode()),
        ("customers.csv", CUSTOMERS.rstrip().encode()),
        ("customers.csv", ("\n" + CUSTOMERS).encode()),
        ("customers.csv", ("sep=;\r\n" + CUSTOMERS.replace(",", ";")).encode()),
        ("customers.csv", (CUSTOMERS + ",,\n,,\n").encode()),  # as spreadsheets end
        ("customers.csv", CUSTOMERS.replace("customer_id,f", " Customer_ID , F").encode()),
    ],
)
def test_text_of_any_delimiter_and_encoding_loads(database, tmp_path, name, content):
    report = load(database, write(tmp_path, name, content))
    assert rows(database, ALL_CUSTOMERS) == ZURICH
    assert (report.loads[0].table_name, report.loads[0].rows_inserted) == ("customers", 2)


def test_parquet_loads_with_its_own_types(database, tmp_path):
    frame = pandas.DataFrame(
        {
            "order_id": [1001, 1002],
            "customer_id": [7.0, None],  # as pandas keeps whole numbers that may be missing
            "ordered_at": pandas.to_datetime(["2024-05-01 12:00", "2024-05-02 13:30"]),
            "unit_price": [12.5, 3.25],
            "discount_amount": [float("nan"), 0.5],
            "product_name": pandas.Categorical(["Tea", "Tea"]),
        }
    )
    frame.to_parquet(tmp_path / "purchase_behavior.parquet")
    load(database, tmp_path / "purchase_behavior.parquet", timezone="Europe/Zurich")
    # Noon in Zurich is ten o'clock in UTC in summer.
    assert rows(
        database,
        "select order_id, customer_id, ordered_at, unit_price, discount_amount, product_name,"
        " line_number, quantity from raw.purchase_behavior order by 1",
    ) == [
        ("1001", "7", datetime(2024, 5, 1, 10, tzinfo=UTC), Decimal("12.5"), None, "Tea", 1, 1),
        ("1002", None, datetime(2024, 5, 2, 11, 30, tzinfo=UTC), Decimal("3.25"), Decimal("0.5"),
         "Tea", 1, 1),
    ]  # fmt: skip


def test_nested_parquet_columns_become_json(database, tmp_path):
    frame = pandas.DataFrame({"customer_id": ["C1"], "attributes": [{"tags": ["a", "b"]}]})
    frame.to_parquet(tmp_path / "customers.parquet")
    load(database, tmp_path / "customers.parquet")
    assert value(database, "select attributes from raw.customers") == {"tags": ["a", "b"]}


def test_excel_loads_dates_numbers_and_text(database, tmp_path):
    frame = pandas.DataFrame(
        {
            "order_id": [1001, 1002],
            "customer_id": ["0007", None],
            "ordered_at": [datetime(2024, 5, 1, 12, 0), datetime(2024, 5, 2)],
            "unit_price": [12.5, 3],
        }
    )
    frame.to_excel(tmp_path / "purchase_behavior.xlsx", index=False)
    load(database, tmp_path / "purchase_behavior.xlsx")
    assert rows(
        database,
        "select order_id, customer_id, ordered_at, unit_price"
        " from raw.purchase_behavior order by 1",
    ) == [
        ("1001", "0007", datetime(2024, 5, 1, 12, tzinfo=UTC), Decimal("12.5")),
        ("1002", None, datetime(2024, 5, 2, tzinfo=UTC), Decimal(3)),
    ]


def test_one_of_several_excel_sheets_has_to_be_named(database, tmp_path):
    path = tmp_path / "customers.xlsx"
    with pandas.ExcelWriter(path) as writer:
        pandas.DataFrame({"customer_id": ["C1"]}).to_excel(writer, sheet_name="A", index=False)
        pandas.DataFrame({"customer_id": ["C2"]}).to_excel(writer, sheet_name="B", index=False)
    with pytest.raises(CustomerAnalyticsError, match="several sheets: A, B"):
        load(database, path)
    load(database, path, sheet="B")
    assert rows(database, "select customer_id from raw.customers") == [("C2",)]


def test_same_file_twice_changes_nothing(database, tmp_path):
    content = PURCHASES + "O1,1,C1,2024-05-01 10:00,2,9.99\nO1,2,C1,2024-05-01 10:00,1,5\n"
    path = write(tmp_path, "purchase_behavior.csv", content)
    load(database, path)
    before = rows(database, "select xmin, * from raw.purchase_behavior order by order_id")
    done = load(database, path).loads[0]
    assert (done.rows_inserted, done.rows_updated, done.rows_unchanged) == (0, 0, 2)
    # xmin is the transaction that wrote the row: not even an equal row was written.
    assert rows(database, "select xmin, * from raw.purchase_behavior order by order_id") == before


def test_new_export_updates_what_it_brings_and_keeps_the_rest(database, tmp_path):
    load(database, write(tmp_path, "customers.csv", CUSTOMERS))
    newer = write(tmp_path, "customers-2.csv", "customer_id,city\nC1,Bern\nC3,Chur\n")
    done = load(database, newer).loads[0]
    assert (done.rows_inserted, done.rows_updated, done.rows_unchanged) == (1, 1, 0)
    # The second export has no first names: those that are known stay.
    assert rows(database, ALL_CUSTOMERS) == [
        ("C1", "Ana", "Bern"),
        ("C2", "Bob", None),
        ("C3", None, "Chur"),
    ]


def test_row_with_older_updated_at_does_not_overwrite(database, tmp_path):
    header = "customer_id,city,updated_at\n"
    load(database, write(tmp_path, "customers.csv", header + "C1,Bern,2024-06-02\n"))
    older = write(tmp_path, "customers.csv", header + "C1,Genf,2024-06-01\nC2,Chur,2024-06-01\n")
    done = load(database, older).loads[0]
    assert (done.rows_inserted, done.rows_updated, done.rows_unchanged) == (1, 0, 1)
    assert rows(database, "select customer_id, city from raw.customers order by 1") == [
        ("C1", "Bern"),
        ("C2", "Chur"),
    ]
    newer = write(tmp_path, "customers.csv", header + "C1,Genf,2024-06-03\n")
    assert load(database, newer).loads[0].rows_updated == 1


def test_empty_updated_at_is_now_and_changes_nothing_twice(database, tmp_path):
    path = write(tmp_path, "customers.csv", "customer_id,city,updated_at\nC1,Bern,\n")
    load(database, path)
    assert value(database, "select now() - updated_at < interval '1 hour' from raw.customers")
    done = load(database, path).loads[0]
    assert (done.rows_updated, done.rows_unchanged) == (0, 1)


def test_defaults_stand_in_for_empty_cells_and_missing_columns(database, tmp_path):
    path = write(
        tmp_path,
        "acquisition_costs.csv",
        "spend_date,channel,campaign,spend\n2024-05-01,search,,10\n2024-05-02,search,May,20\n",
    )
    load(database, path)
    assert rows(database, "select campaign from raw.acquisition_costs order by spend_date") == [
        ("(none)",),
        ("May",),
    ]
    path = write(
        tmp_path,
        "purchase_behavior.csv",
        "order_id,customer_id,ordered_at,quantity,unit_price\nO1,C1,2024-05-01,,5\n",
    )
    load(database, path)
    query = "select line_number, quantity, updated_at is null from raw.purchase_behavior"
    assert rows(database, query) == [(1, 1, False)]


def test_timestamps_without_a_zone_are_read_in_the_zone_given(database, tmp_path):
    content = PURCHASES + "O1,1,C1,2024-01-01 12:00,1,1\nO2,1,C1,2024-01-01T12:00:00Z,1,1\n"
    path = write(tmp_path, "purchase_behavior.csv", content)
    load(database, path, timezone="America/New_York")
    # New York is five hours behind in winter; the second row says its zone itself.
    assert rows(
        database, "select order_id, extract(hour from ordered_at) from raw.purchase_behavior"
    ) == [("O1", 17), ("O2", 12)]
    with pytest.raises(CustomerAnalyticsError, match="no time zone 'Mars/Phobos'"):
        load(database, path, timezone="Mars/Phobos")


def test_quotes_within_a_field_stay(database, tmp_path):
    # COPY alone would drop the quotes, and take the comma after them into the field.
    content = 'customer_id,first_name,city\nC1,the 5" one,a\nC2,b "x" c,d\nC3,"say ""hi""",e\n'
    load(database, write(tmp_path, "customers.csv", content))
    assert rows(database, "select first_name from raw.customers order by customer_id") == [
        ('the 5" one',),
        ('b "x" c',),
        ('say "hi"',),
    ]


def test_line_that_ends_data_for_copy_ends_nothing(database, tmp_path):
    # Servers before PostgreSQL 18 take \. on a line of its own for the end.
    content = 'customer_id,city\nC1,"a\n\\.\nb"\nC2,c\n'
    load(database, write(tmp_path, "customers.csv", content))
    assert rows(database, "select city from raw.customers order by customer_id") == [
        ("a\n\\.\nb",),
        ("c",),
    ]


def test_words_for_missing_are_null_in_numbers_and_dates(database, tmp_path):
    content = PURCHASES + "O1,1,NULL,2024-05-01,NaN,NULL\nO2,1.0,C1,2024-05-01,N/A,2\n"
    load(database, write(tmp_path, "purchase_behavior.csv", content))
    # In a text column the word may be meant: it stays. Quantity has the default 1.
    assert rows(
        database,
        "select customer_id, line_number, quantity, unit_price from raw.purchase_behavior"
        " order by order_id",
    ) == [("NULL", 1, 1, None), ("C1", 1, 1, 2)]


def test_folder_loads_what_its_files_are_called(database, tmp_path):
    write(tmp_path, "customers.csv", CUSTOMERS)
    write(tmp_path, "Purchase_Behavior (1).csv", PURCHASES + "O1,1,C1,2024-05-01,1,1\n")
    write(tmp_path, "inventory.csv", "a,b\n1,2\n")
    write(tmp_path, "notes.md", "no data")
    report = load(database, tmp_path)
    assert sorted(done.table_name for done in report.loads) == ["customers", "purchase_behavior"]
    assert report.notes == ("inventory.csv was passed over: its name says no raw table.",)


def test_several_files_of_one_command_are_one_transaction(database, tmp_path):
    load(database, write(tmp_path, "customers.csv", CUSTOMERS))
    good = write(tmp_path, "customers-new.csv", "customer_id\nC9\n")
    bad = write(tmp_path, "purchase_behavior.csv", "what,is,this\n1,2,3\n")
    broken = write(tmp_path, "loyalty_program.csv", "entry_id,points\nL1,many\n")
    for other in (bad, broken):
        with nothing_changes(database), pytest.raises(CustomerAnalyticsError):
            load(database, good, other, table=None, max_rejected=0)


def test_later_file_of_a_command_wins(database, tmp_path):
    first = write(tmp_path, "customers-1.csv", "customer_id,city\nC1,Bern\n")
    second = write(tmp_path, "customers-2.csv", "customer_id,city\nC1,Chur\n")
    load(database, first, second)
    assert rows(database, "select city from raw.customers") == [("Chur",)]


def test_history_remembers_each_file(database, tmp_path):
    path = write(tmp_path, "customers.csv", CUSTOMERS + "C3\n")
    load(database, path)
    assert rows(
        database,
        "select source, file_name, length(file_sha256), table_name, rows_read, rows_inserted,"
        " rows_updated, rows_unchanged, rows_rejected, status, finished_at >= started_at"
        " from ops.load_history",
    ) == [("file", "customers.csv", 64, "customers", 3, 2, 0, 0, 1, "loaded", True)]


def test_dry_run_shows_rows_as_they_would_land_and_changes_nothing(database, tmp_path):
    load(database, write(tmp_path, "customers.csv", CUSTOMERS))
    content = PURCHASES + "O1,1,C1,2024-05-01,2,9.99\nO2,1,C1,31/02/2024,1,1\n"
    path = write(tmp_path, "purchase_behavior.csv", content)
    with nothing_changes(database):
        report = load(database, path, dry_run=True)
    preview = dict(
        zip(report.loads[0].preview.columns, report.loads[0].preview.rows[0], strict=True)
    )
    assert preview["ordered_at"] == datetime(2024, 5, 1, tzinfo=UTC)
    assert preview["unit_price"] == Decimal("9.99")
    assert (report.loads[0].rows_inserted, report.loads[0].rows_rejected) == (1, 1)


def test_dry_run_on_a_fresh_database_leaves_it_fresh(database, tmp_path):
    load(database, write(tmp_path, "customers.csv", CUSTOMERS), dry_run=True)
    assert value(
        database, "select to_regnamespace('raw') is null and to_regnamespace('ops') is null"
    )


def test_demo_data_are_not_mixed_with_files(database, tmp_path):
    path = write(tmp_path, "customers.csv", CUSTOMERS)
    load(database, path)
    run(database, "update ops.load_history set source = 'generated'")  # what `generate` leaves
    more = write(tmp_path, "purchase_behavior.csv", PURCHASES + "O1,1,C1,2024-05-01,1,1\n")
    with (
        nothing_changes(database),
        pytest.raises(CustomerAnalyticsError, match="demo data") as error,
    ):
        load(database, more)
    assert "--replace-demo" in error.value.hint
    load(database, more, replace_demo=True)
    assert value(database, "select count(*) from raw.customers") == 0
    assert value(database, "select count(*) from raw.purchase_behavior") == 1
    load(database, path)  # the demo data are gone, so nothing is in the way any more


def test_raw_table_of_an_older_contract_gets_its_new_columns(database, tmp_path):
    path = write(tmp_path, "customers.csv", CUSTOMERS)
    load(database, path)
    run(database, "alter table raw.customers drop column city")
    load(database, path)
    assert rows(database, ALL_CUSTOMERS) == ZURICH


def test_second_load_at_the_same_time_is_refused(database, tmp_path):
    from customer_analytics.connection import connect
    from customer_analytics.loading.preparation import _LOAD_LOCK

    path = write(tmp_path, "customers.csv", CUSTOMERS)
    with connect(database) as other:
        other.execute("select pg_advisory_xact_lock(%s)", [_LOAD_LOCK])
        with pytest.raises(CustomerAnalyticsError, match="Another load is running"):
            load(database, path)
    load(database, path)


def test_command_prints_a_table_and_the_next_step(database, tmp_path):
    path = write(tmp_path, "customers.csv", CUSTOMERS + "C3\n")
    done = run_cli("load", path, server=database)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "table\tfile\tread\tinserted\tupdated\tunchanged\trejected",
        "customers\tcustomers.csv\t3\t2\t0\t0\t1",
    ]
    assert "customers.csv, line 4: has 1 fields where the header has 3" in done.stderr
    assert "Next: customer-analytics build" in done.stderr


def test_rejected_lines_keep_every_column(database, tmp_path):
    content = PURCHASES + "O1,1,C1,2024-05-01,two,9.99\n"
    load(database, write(tmp_path, "purchase_behavior.csv", content))
    found = rows(database, "select column_name, value, reason, line::text from ops.rejected_rows")
    column, text, reason, line = found[0]
    assert (column, text) == ("quantity", "two")
    assert reason == 'invalid input syntax for type numeric: "two"'
    assert json.loads(line) == {
        "order_id": "O1",
        "line_number": "1",
        "customer_id": "C1",
        "ordered_at": "2024-05-01",
        "quantity": "two",
        "unit_price": "9.99",
    }


def test_loading_a_mended_file_clears_its_rejections(database, tmp_path):
    load(database, write(tmp_path, "customers.csv", CUSTOMERS + "C3\n"))
    load(database, write(tmp_path, "loyalty_program.csv", "entry_id,points\nL1,many\n"))
    assert rejected(database) == [(2, "points", "not_convertible"), (4, None, "wrong_column_count")]
    load(database, write(tmp_path, "customers.csv", CUSTOMERS + "C3,Cy,Chur\n"))
    assert rejected(database) == [(2, "points", "not_convertible")]


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("customers.csv", "customers"),
        ("customer_segments-2024.csv.gz", "customer_segments"),
        ("CUSTOMERS_20240601T120000Z.parquet", "customers"),
        ("customers (2).xlsx", "customers"),
        ("customers_old.csv", None),
        ("customers2.csv", None),
        ("orders.csv", None),
    ],
)
def test_file_name_says_the_table(name, table):
    assert table_of(Path(name).name, CONTRACT) == table
