"""Mappings: SQL over one file, over several, and what a mistake in one says."""

from pathlib import Path

import pytest

from customer_analytics.connection import Server
from customer_analytics.errors import CustomerAnalyticsError
from load_tools import load, nothing_changes, rejected, rows, value, write
from running import run_cli

SHOP = "Order No.;Kunde;Datum;Preis\n1;Ana;31.12.2023 10:00;12,50\n2;Bob;01.02.2024 11:30;7\n"
SHOP_MAPPING = """
timezone: Europe/Zurich
files:
  lines: {path: "shop*.csv"}
tables:
  purchase_behavior:
    from: lines
    columns:
      order_id: '"Order No."'
      customer_id: lower("Kunde")
      ordered_at: to_timestamp("Datum", 'DD.MM.YYYY HH24:MI')
      unit_price: replace("Preis", ',', '.')
      category: null
"""


def load_mapped(database: Server, folder: Path, mapping: str, **options: object):
    """Load the files of a folder through a mapping."""
    return load(database, folder, mapping=write(folder, "mapping.yml", mapping), **options)


def complaint(database: Server, folder: Path, mapping: str) -> CustomerAnalyticsError:
    """The error of a mapping that must not load."""
    with pytest.raises(CustomerAnalyticsError) as error:
        load_mapped(database, folder, mapping)
    assert error.value.hint
    return error.value


def test_expressions_convert_foreign_dates_and_numbers(database, tmp_path):
    write(tmp_path, "shop.csv", SHOP)
    load_mapped(database, tmp_path, SHOP_MAPPING)
    # 10:00 in Zurich is 9:00 in UTC in winter.
    assert rows(
        database,
        "select order_id, customer_id, ordered_at::text, unit_price::text, line_number"
        " from raw.purchase_behavior order by 1",
    ) == [
        ("1", "ana", "2023-12-31 09:00:00+00", "12.5000", 1),
        ("2", "bob", "2024-02-01 10:30:00+00", "7.0000", 1),
    ]


def test_mapped_file_twice_changes_nothing_and_a_new_export_updates(database, tmp_path):
    write(tmp_path, "shop.csv", SHOP)
    load_mapped(database, tmp_path, SHOP_MAPPING)
    done = load_mapped(database, tmp_path, SHOP_MAPPING).loads[0]
    assert (done.rows_inserted, done.rows_updated, done.rows_unchanged) == (0, 0, 2)
    write(tmp_path, "shop.csv", SHOP.replace(";7", ";8"))
    done = load_mapped(database, tmp_path, SHOP_MAPPING).loads[0]
    assert (done.rows_inserted, done.rows_updated, done.rows_unchanged) == (0, 1, 1)


def test_files_of_one_glob_are_one_and_keep_their_line_numbers(database, tmp_path):
    header, *lines = SHOP.splitlines(keepends=True)
    write(tmp_path, "shop-1.csv", header + lines[0] + "3;Cy;yesterday;1\n")
    write(tmp_path, "shop-2.csv", header + "\n" + "4;Di;never;1\n" + lines[1])
    load_mapped(database, tmp_path, SHOP_MAPPING)
    assert rows(
        database,
        "select file_name, line_number, column_name, value from ops.rejected_rows order by 1",
    ) == [("shop-1.csv", 3, "ordered_at", None), ("shop-2.csv", 3, "ordered_at", None)]
    assert value(database, "select count(*) from raw.purchase_behavior") == 2
    assert value(database, "select file_name from ops.load_history") == "shop-1.csv, shop-2.csv"


def test_files_of_one_glob_need_the_same_columns(database, tmp_path):
    write(tmp_path, "shop-1.csv", SHOP)
    write(tmp_path, "shop-2.csv", SHOP.replace("Preis", "Price"))
    assert (
        "do not have the same columns: Preis, Price"
        in complaint(database, tmp_path, SHOP_MAPPING).message
    )


def test_one_table_from_several_files(database, tmp_path):
    write(tmp_path, "orders.csv", "id,who,day\n1,Ana,2024-01-01\n2,Bob,2024-01-02\n")
    write(tmp_path, "items.csv", "order_id,sku,price\n1,a,5\n1,b,6\n2,a,x\n9,a,1\n")
    mapping = """
files: {orders: orders.csv, items: items.csv}
tables:
  purchase_behavior:
    from: items join orders on orders.id = items.order_id
    main: items
    columns:
      order_id: items.order_id
      line_number: row_number() over (partition by items.order_id order by items._line)
      customer_id: who
      ordered_at: day
      product_id: sku
      unit_price: price
  customers:
    from: (select who, min(_line) as _line from orders group by who) as people
    main: orders
    line: people._line
    columns:
      customer_id: who
"""
    report = load_mapped(database, tmp_path, mapping)
    assert rows(
        database,
        "select order_id, line_number, customer_id, product_id, unit_price"
        " from raw.purchase_behavior order by 1, 2",
    ) == [("1", 1, "Ana", "a", 5), ("1", 2, "Ana", "b", 6)]
    assert rows(
        database, "select file_name, line_number, column_name, value from ops.rejected_rows"
    ) == [("items.csv", 4, "unit_price", "x")]
    assert rows(database, "select customer_id from raw.customers order by 1") == [
        ("Ana",),
        ("Bob",),
    ]
    # Of four items, two landed, one was rejected, and one has no order.
    assert [load.rows_left_out for load in report.loads] == [1, 0]


def test_window_functions_see_every_good_line(database, tmp_path):
    # The bad line is taken out, and the others are numbered without it.
    write(tmp_path, "a.csv", "inv,price\nI1,1\nI1,x\nI1,3\n")
    mapping = """
files: {lines: a.csv}
tables:
  purchase_behavior:
    from: lines
    columns:
      order_id: inv
      line_number: row_number() over (partition by inv order by _line)
      ordered_at: "'2024-01-01'"
      unit_price: price
"""
    load_mapped(database, tmp_path, mapping)
    assert rows(
        database, "select line_number, unit_price from raw.purchase_behavior order by 1"
    ) == [(1, 1), (2, 3)]
    assert rejected(database) == [(3, "unit_price", "not_convertible")]


def test_where_filters_and_its_failures_blame_the_line(database, tmp_path):
    write(tmp_path, "a.csv", "id,amount\nC1,5\nC2,0\nC3,many\n")
    mapping = """
files: {lines: a.csv}
tables:
  customers:
    from: lines
    where: amount::numeric > 0
    columns: {customer_id: id}
"""
    done = load_mapped(database, tmp_path, mapping).loads[0]
    assert rejected(database) == [(4, None, "not_convertible")]
    assert (done.rows_inserted, done.rows_rejected, done.rows_left_out) == (1, 1, 1)


def test_headerless_file_split_at_blanks(database, tmp_path):
    write(tmp_path, "old.txt", "  0001 19970101  2   29.33\r\n 0002 19970118 1 9.99 oops\r\n")
    mapping = """
files:
  lines: {path: old.txt, delimiter: whitespace, header: [who, day, n, amount]}
tables:
  purchase_behavior:
    from: lines
    columns: {order_id: _line, customer_id: who, ordered_at: day, quantity: 1, unit_price: amount}
"""
    load_mapped(database, tmp_path, mapping)
    assert rows(
        database, "select order_id, customer_id, ordered_at::date::text, unit_price"
        " from raw.purchase_behavior"
    )[0][:3] == ("1", "0001", "1997-01-01")  # fmt: skip
    assert rejected(database) == [(2, None, "wrong_column_count")]


def test_semicolon_in_an_expression_ends_nothing(database, tmp_path):
    write(tmp_path, "shop.csv", SHOP)
    load_mapped(database, tmp_path, SHOP_MAPPING)
    with nothing_changes(database):
        mapping = SHOP_MAPPING.replace('lower("Kunde")', "\"'x'; drop table raw.customers; --\"")
        complaint(database, tmp_path, mapping)


def test_failure_of_no_single_line_is_said_as_such(database, tmp_path):
    write(tmp_path, "a.csv", "id\nC1\nC2\n")
    mapping = """
files: {lines: a.csv}
tables:
  customers:
    from: lines
    columns:
      customer_id: id
      city: (1 / (2 - count(*) over ()))::text
"""
    message = complaint(database, tmp_path, mapping).message
    assert "fails, though on no single line: division by zero" in message


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("from: lines", "form: lines", "tables: purchase_behavior has an unknown key 'form'"),
        ("purchase_behavior", "purchases", "there is no raw table 'purchases'"),
        ("customer_id:", "customer:", "tables: purchase_behavior has no column 'customer'"),
        ("order_id:", "brand:", "tables: purchase_behavior lacks the key column order_id"),
        ("from: lines", "from: ''", "tables: purchase_behavior needs a from"),
        ("shop*.csv", "till*.csv", "wants a file like till*.csv for lines"),
        ("lines: {", "Lines: {", "'Lines' is no name for files"),
        ('path: "shop*.csv"', "delimiter: ;", "files: lines needs a path"),
        ("category: null", "category: [a]", "category should be one SQL expression"),
        ("category: null", "order_id: x", "the key 'order_id' stands twice"),
        ("timezone: Europe/Zurich", "timezone: Europe/Zug", "no time zone 'Europe/Zug'"),
        ("files:", "files: }", "is not valid YAML"),
    ],
)
def test_mistakes_are_named(database, tmp_path, old, new, message):
    write(tmp_path, "shop.csv", SHOP)
    assert message in complaint(database, tmp_path, SHOP_MAPPING.replace(old, new, 1)).message


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            'lower("Kunde")',
            "lower(Kunde)",
            "mapping.yml, table purchase_behavior, customer_id: lower(Kunde) does not work:"
            ' column "kunde" does not exist',
        ),
        ('lower("Kunde")', 'lower(("Kunde")', 'customer_id: lower(("Kunde")'),
        ("from: lines", "from: linse", 'from: linse does not work: relation "linse" does not'),
        ("from: lines", "from: lines\n    where: Datum > 1", "where: Datum > 1 does not work"),
        ('lower("Kunde")', "array[1]", "ordered_at"),
    ],
)
def test_sql_mistakes_show_table_column_and_expression(database, tmp_path, old, new, message):
    write(tmp_path, "shop.csv", SHOP)
    if new == "array[1]":  # of a type that no timestamp can be made of
        old, new = "to_timestamp(\"Datum\", 'DD.MM.YYYY HH24:MI')", new
        message = "ordered_at: array[1] does not work: cannot cast type integer[]"
    assert message in complaint(database, tmp_path, SHOP_MAPPING.replace(old, new, 1)).message


def test_missing_mapping_and_table_beside_mapping_are_refused(database, tmp_path):
    path = write(tmp_path, "shop.csv", SHOP)
    with pytest.raises(CustomerAnalyticsError, match="There is no mapping"):
        load(database, path, mapping=tmp_path / "nowhere.yml")
    mapping = write(tmp_path, "mapping.yml", SHOP_MAPPING)
    with pytest.raises(CustomerAnalyticsError, match="don't go together"):
        load(database, path, mapping=mapping, table="customers")


def test_command_loads_through_a_mapping(database, tmp_path):
    path = write(tmp_path, "shop.csv", SHOP)
    other = write(tmp_path, "other.csv", "a\n1\n")
    mapping = write(tmp_path, "mapping.yml", SHOP_MAPPING)
    done = run_cli("load", path, other, "--mapping", mapping, "--dry-run", server=database)
    assert done.returncode == 0, done.stderr
    assert "Not used by mapping.yml: other.csv." in done.stderr
    assert done.stdout.splitlines()[:2] == [
        "order_id\tline_number\tcustomer_id\tordered_at\tunit_price",
        "1\t1\tana\t2023-12-31 10:00:00+01:00\t12.5000",
    ]
