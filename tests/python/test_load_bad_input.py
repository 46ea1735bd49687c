"""Bad input gives a clear message or a correct result, and what was loaded is not lost."""

import gzip
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from customer_analytics.connection import Server
from customer_analytics.errors import CustomerAnalyticsError
from load_tools import PURCHASES, load, nothing_changes, rejected, rows, value, write
from running import REPOSITORY, run_cli

GOOD = PURCHASES + "O0,1,C0,2024-01-01,1,10\n"


@pytest.fixture
def loaded(database: Server, tmp_path_factory) -> Server:
    """A database with one purchase in it, so that there is something to lose."""
    load(database, write(tmp_path_factory.mktemp("before"), "purchase_behavior.csv", GOOD))
    return database


def assert_refused(loaded: Server, path: Path, message: str, **options: object) -> str:
    """Check that a load fails with a message and changes nothing; returns the hint."""
    with nothing_changes(loaded), pytest.raises(CustomerAnalyticsError, match=message) as error:
        load(loaded, path, **options)
    assert error.value.hint
    return error.value.hint


@pytest.mark.parametrize("content", [b"", gzip.compress(b"", mtime=0), b"\n\n", b"\xef\xbb\xbf"])
def test_empty_file_is_refused(loaded, tmp_path, content):
    assert_refused(loaded, write(tmp_path, "purchase_behavior.csv", content), "is empty")


def test_header_alone_loads_nothing_and_loses_nothing(loaded, tmp_path):
    path = write(tmp_path, "purchase_behavior.csv", PURCHASES)
    done = run_cli("load", path, server=loaded)
    assert done.returncode == 0
    assert "No rows in the files; what was loaded before is as it was." in done.stderr
    assert value(loaded, "select count(*) from raw.purchase_behavior") == 1


def test_header_alone_loads_into_an_empty_table(database, tmp_path):
    done = load(database, write(tmp_path, "customers.csv", "customer_id,city\n")).loads[0]
    assert (done.rows_read, done.rows_inserted, done.rows_rejected) == (0, 0, 0)


def test_wrong_delimiter_is_named(loaded, tmp_path):
    path = write(tmp_path, "purchase_behavior.csv", GOOD)
    hint = assert_refused(loaded, path, "one column when split at semicolons", delimiter=";")
    assert "--delimiter" in hint
    assert_refused(loaded, path, "is not one character", delimiter="||")


def test_missing_and_unknown_columns_are_listed_with_a_mapping_to_begin_with(loaded, tmp_path):
    content = "Order,customer_id,Ordered At,price\nO1,C1,2024-01-01,1\n"
    path = write(tmp_path, "purchase_behavior.csv", content)
    with pytest.raises(CustomerAnalyticsError) as error:
        load(loaded, path)
    assert error.value.message == (
        "The columns of purchase_behavior.csv are not those of the table purchase_behavior.\n"
        "  unknown: Order (did you mean order_id?), Ordered At (did you mean ordered_at?),"
        " price (did you mean unit_price?)\n"
        "  missing: order_id"
    )
    assert "order_id: '\"Order\"'" in error.value.hint
    assert "unit_price: '\"price\"'" in error.value.hint


def test_file_without_a_header_is_told_how_to_name_its_columns(loaded, tmp_path):
    path = write(tmp_path, "customers.csv", "4711,Ana,Bern\n4712,Bob,Chur\n")
    assert "header: [name" in assert_refused(loaded, path, "unknown: 4711, Ana, Bern")


def test_two_columns_of_one_name_are_refused(loaded, tmp_path):
    path = write(tmp_path, "customers.csv", "customer_id,city,City\nC1,a,b\n")
    assert_refused(loaded, path, "several columns called city")
    path = write(tmp_path, "customers.csv", "customer_id,city,city\nC1,a,b\n")
    assert_refused(loaded, path, "two columns called 'city'")


def test_of_duplicate_keys_the_newest_wins_then_the_later_line(database, tmp_path):
    content = (
        "customer_id,city,updated_at\n"
        "C1,old,2024-01-01\n"  # 2: loses to 3
        "C1,new,2024-01-02\n"  # 3
        "C1,older,2023-01-01\n"  # 4: loses to 3, though later in the file
        "C2,first,2024-01-01\n"  # 5: loses to 6
        "C2,second,2024-01-01\n"  # 6
    )
    path = write(tmp_path, "customers.csv", content)
    for _ in range(2):  # into the empty table, and over the rows that are there
        load(database, path)
        assert rows(database, "select customer_id, city from raw.customers order by 1") == [
            ("C1", "new"),
            ("C2", "second"),
        ]
        assert rejected(database) == [(n, None, "duplicate_key") for n in (2, 4, 5)]
    reasons = rows(database, "select reason from ops.rejected_rows order by line_number")
    assert reasons[0] == ("the same key, and newer, is in line 3",)


def test_date_that_does_not_exist_is_rejected(loaded, tmp_path):
    content = GOOD + "O1,1,C1,2024-02-31,1,1\nO2,1,C1,2024-02-29,1,1\n"
    load(loaded, write(tmp_path, "purchase_behavior.csv", content))
    assert rejected(loaded) == [(3, "ordered_at", "not_convertible")]
    assert value(loaded, "select count(*) from raw.purchase_behavior") == 2


@pytest.mark.parametrize(
    "day", ["31/02/2024", "01/02/2024", "1.2.2024", "31/12/10", "40513", "today", "infinity"]
)
def test_date_that_is_not_written_year_first_is_never_guessed(database, tmp_path, day):
    content = GOOD + f"O1,1,C1,{day},1,1\n"
    load(database, write(tmp_path, "purchase_behavior.csv", content))
    assert rejected(database) == [(3, "ordered_at", "not_convertible")]
    assert rows(database, "select value from ops.rejected_rows") == [(day,)]


def test_file_full_of_foreign_dates_is_refused_with_the_way_out(loaded, tmp_path):
    lines = "".join(f"O{n},1,C1,31/12/2023,1,1\n" for n in range(1, 30))
    path = write(tmp_path, "purchase_behavior.csv", PURCHASES + lines)
    message = "(?s)More than 20 lines.*line 2, ordered_at: .*31/12/2023"
    assert "to_timestamp" in assert_refused(loaded, path, message, max_rejected=20)


def test_file_full_of_decimal_commas_is_refused_with_the_way_out(loaded, tmp_path):
    lines = "".join(f"O{n};1;C1;2023-12-31;1;12,50\n" for n in range(1, 30))
    path = write(tmp_path, "purchase_behavior.csv", PURCHASES.replace(",", ";") + lines)
    assert "replace(" in assert_refused(loaded, path, "12,50", max_rejected=0)


def test_negative_price_lands_for_the_build_to_find(database, tmp_path):
    path = write(tmp_path, "purchase_behavior.csv", GOOD + "O1,1,C1,2024-01-01,1,-5\n")
    assert load(database, path).loads[0].rows_rejected == 0
    assert value(database, "select min(unit_price) from raw.purchase_behavior") == -5


@pytest.mark.parametrize("number", ["Infinity", "-inf", "1e500000", "12,50", "€5"])
def test_what_is_no_finite_number_is_rejected(database, tmp_path, number):
    path = write(tmp_path, "purchase_behavior.csv", GOOD + f'O1,1,C1,2024-01-01,"{number}",1\n')
    load(database, path)
    assert rejected(database) == [(3, "quantity", "not_convertible")]


def test_line_without_a_key_is_rejected(loaded, tmp_path):
    path = write(tmp_path, "purchase_behavior.csv", GOOD + ",1,C1,2024-01-01,1,1\n")
    load(loaded, path)
    assert rejected(loaded) == [(3, "order_id", "missing_value")]


def test_key_too_long_for_an_index_is_rejected(database, tmp_path):
    path = write(tmp_path, "customers.csv", f"customer_id,city\n{os.urandom(5000).hex()},a\nC1,b\n")
    load(database, path)
    assert rejected(database) == [(2, None, "not_convertible")]
    assert rows(database, "select city from raw.customers") == [("b",)]


def test_lines_with_too_few_or_too_many_fields_are_rejected(loaded, tmp_path):
    content = GOOD + "O1,1,C1\nO2,1,C1,2024-01-01,1,1,extra\nO3,1,C1,2024-01-01,1,1\n"
    load(loaded, write(tmp_path, "purchase_behavior.csv", content))
    assert rejected(loaded) == [(3, None, "wrong_column_count"), (4, None, "wrong_column_count")]
    assert rows(loaded, "select line ->> '(more)' from ops.rejected_rows order by line_number") == [
        (None,),
        ('["extra"]',),
    ]
    assert value(loaded, "select count(*) from raw.purchase_behavior") == 2


def test_line_numbers_are_right_below_fields_with_line_breaks(database, tmp_path):
    content = (
        "customer_id,city,signup_at\n"
        'C1,"one\ntwo\nthree",2024-01-01\n'  # lines 2 to 4
        "\n"  # 5
        "C2,x,not a day\n"  # 6
        "C1,again,2024-01-01\n"  # 7: the key of line 2, and wins
    )
    load(database, write(tmp_path, "customers.csv", content))
    assert rejected(database) == [(2, None, "duplicate_key"), (6, "signup_at", "not_convertible")]


@pytest.mark.parametrize("ending", ["", '"'])
def test_quote_that_is_never_closed_costs_its_own_line_only(database, tmp_path, ending):
    lines = [f"C{n},city {n}" for n in range(1, 2001)]
    lines[9] = 'C10,"city 10'
    lines[1999] += ending
    load(database, write(tmp_path, "customers.csv", "customer_id,city\n" + "\n".join(lines)))
    assert rejected(database) == [(11, None, "wrong_column_count")]
    assert value(database, "select count(*) from raw.customers") == 1999


def test_one_broken_byte_in_utf8_costs_its_line_only(database, tmp_path):
    lines = "".join(f"C{n},Zürich\n" for n in range(100)).encode()
    path = write(tmp_path, "customers.csv", b"customer_id,city\nX,Gen\xe8ve\n" + lines)
    report = load(database, path)
    assert report.notes == ("customers.csv is UTF-8 with 1 broken bytes.",)
    assert rejected(database) == [(2, "city", "not_convertible")]
    assert value(database, "select count(*) from raw.customers where city = 'Zürich'") == 100


def test_nul_byte_costs_its_line_only(database, tmp_path):
    content = "customer_id,city\n" + "".join(f"C{n},x\n" for n in range(3)) + "C9,a\0b\n"
    load(database, write(tmp_path, "customers.csv", content))
    assert rejected(database) == [(5, "city", "not_convertible")]
    assert value(database, "select count(*) from raw.customers") == 3


def test_encoding_is_guessed_told_and_can_be_given(database, tmp_path):
    path = write(tmp_path, "customers.csv", "customer_id,city\nC1,Besançon\n".encode("cp850"))
    load(database, path, encoding="cp850")
    assert value(database, "select city from raw.customers") == "Besançon"
    path = write(tmp_path, "customers.csv", "customer_id,city\nC1,Besançon\n".encode("cp1252"))
    report = load(database, path)
    assert value(database, "select city from raw.customers") == "Besançon"
    assert report.notes[0].startswith("customers.csv is not UTF-8 and read as cp1252")
    assert_refused(database, path, "no encoding 'klingon'", encoding="klingon")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "a PDF document"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a PNG picture"),
        (bytes(range(256)) * 20, "binary data"),
        (b"<!DOCTYPE html><html><body>Please log in</body></html>", "an HTML page"),
        (b'{"customers": [{"customer_id": 1}]}', "JSON"),
        (b"SQLite format 3\0" + bytes(100), "an SQLite database"),
    ],
)
@pytest.mark.parametrize("name", ["customers.csv", "customers.xlsx", "customers.parquet"])
def test_file_that_is_not_what_its_name_says_is_refused(loaded, tmp_path, name, content, words):
    path = write(tmp_path, name, content)
    assert_refused(loaded, path, f"{name} is not what its name says: it holds {words}")


def test_text_called_excel_loads_with_a_remark(database, tmp_path):
    report = load(database, write(tmp_path, "customers.xlsx", "customer_id\tcity\nC1\tBern\n"))
    assert report.notes == ("customers.xlsx is read as text, which its name does not say.",)
    assert rows(database, "select city from raw.customers") == [("Bern",)]


@pytest.mark.parametrize("part", [0.3, 0.9])
def test_cut_files_are_refused(loaded, tmp_path, part):
    import pandas

    frame = pandas.DataFrame({"customer_id": [os.urandom(8).hex() for _ in range(2000)]})
    frame.to_parquet(tmp_path / "a.parquet")
    frame.to_excel(tmp_path / "a.xlsx", index=False)
    frame.to_csv(tmp_path / "a.csv.gz", index=False)
    for whole in ("a.parquet", "a.xlsx", "a.csv.gz"):
        content = (tmp_path / whole).read_bytes()
        name = whole.replace("a.", "customers.")
        path = write(tmp_path, name, content[: int(len(content) * part)])
        assert_refused(loaded, path, "damaged|can't be read")


def test_names_that_are_not_there_are_said(loaded, tmp_path):
    assert_refused(loaded, tmp_path / "nowhere.csv", "There is no file or folder")
    assert_refused(loaded, tmp_path, "holds no data files")
    path = write(tmp_path, "orders.csv", GOOD)
    assert_refused(loaded, path, "says no raw table")
    assert_refused(loaded, path, "no raw table 'orders'", table="orders")


def test_type_that_can_never_become_the_column_is_said(loaded, tmp_path):
    import pandas

    frame = pandas.DataFrame({"customer_id": ["C1"], "signup_at": [1717243200]})
    frame.to_parquet(tmp_path / "customers.parquet")
    assert_refused(loaded, tmp_path / "customers.parquet", "signup_at.*cannot cast type bigint")


def test_a_thousand_scattered_bad_rows_are_all_found(database, tmp_path):
    lines = [f"O{n},1,C1,2024-01-01,1,{'x' if n % 40 == 0 else 1}\n" for n in range(1, 8001)]
    path = write(tmp_path, "purchase_behavior.csv", PURCHASES + "".join(lines))
    done = load(database, path).loads[0]
    # Every 40th of 8,000 lines: 200. The header makes line 41 the first.
    assert (done.rows_inserted, done.rows_rejected) == (7800, 200)
    assert [line for line, _, _ in rejected(database)] == list(range(41, 8002, 40))


def big_file(folder: Path, *, bad_line: str) -> Path:
    """200 MB of purchases with one bad line in the last tenth."""
    path = folder / "purchase_behavior.csv"
    filler = "A product with a rather long name that fills the line up " * 7
    with path.open("w") as stream:
        stream.write(PURCHASES.strip() + ",product_name\n")
        for block in range(50):
            first = block * 10_000
            stream.writelines(
                f"O{n},1,C{n % 5000},2024-01-01 12:00:00,1,9.99,{filler}\n"
                for n in range(first, first + 10_000)
            )
            if block == 45:
                stream.write(bad_line)
    return path


def run_measured(path: Path, database: Server) -> tuple[int, str, int]:
    """Load in a process of its own; returns exit code, stderr and the most memory it had in kB."""
    program = (
        "import pathlib, re, runpy, sys\n"
        "sys.argv = ['customer-analytics', 'load', sys.argv[1]]\n"
        "try:\n    runpy.run_module('customer_analytics', run_name='__main__')\n"
        "finally:\n"
        "    status = pathlib.Path('/proc/self/status').read_text()\n"
        "    print('peak', re.search(r'VmHWM:\\s+(\\d+)', status)[1], file=sys.stderr)\n"
    )
    environment = os.environ | {
        "CUSTOMER_ANALYTICS_DATABASE_URL": database.url,
        "CUSTOMER_ANALYTICS_PROJECT_DIR": str(REPOSITORY),
        "PYTHONPATH": str(REPOSITORY / "cli"),
    }
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)],
        env=environment, capture_output=True, text=True, timeout=500, check=False,
    )  # fmt: skip
    return done.returncode, done.stderr, int(done.stderr.rpartition("peak ")[2])


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc")
def test_200_mb_with_one_bad_row_load_in_bounded_memory(database, tmp_path):
    path = big_file(tmp_path, bad_line="O_bad,1,C1,2024-02-31,1,1,x\n")
    assert path.stat().st_size > 200_000_000
    exit_code, stderr, peak_kilobytes = run_measured(path, database)
    assert exit_code == 0, stderr
    assert value(database, "select count(*) from raw.purchase_behavior") == 500_000
    # Blocks 0 to 45 are 460,000 lines; the header is line 1.
    assert rejected(database) == [(460_002, "ordered_at", "not_convertible")]
    assert peak_kilobytes < 200_000


def test_killed_load_leaves_everything_as_it_was_and_the_next_one_works(loaded, tmp_path):
    lines = "".join(f"O{n},1,C1,2024-01-01,1,1\n" for n in range(400_000))
    path = write(tmp_path, "purchase_behavior.csv", PURCHASES + lines)
    with nothing_changes(loaded):
        process = subprocess.Popen(
            [sys.executable, "-m", "customer_analytics", "load", str(path)],
            env=os.environ
            | {
                "CUSTOMER_ANALYTICS_DATABASE_URL": loaded.url,
                "PYTHONPATH": str(REPOSITORY / "cli"),
            },
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stderr.readline().startswith("Reading purchase_behavior.csv")
        time.sleep(0.3)
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
        process.stderr.close()
    # The server may need a moment to see that nobody is there any more.
    deadline = time.monotonic() + 60
    while True:
        try:
            done = load(loaded, path).loads[0]
            break
        except CustomerAnalyticsError as error:
            assert "Another load is running" in error.message
            assert time.monotonic() < deadline
            time.sleep(0.5)
    # O0 is there already, with another customer.
    assert (done.rows_inserted, done.rows_updated) == (399_999, 1)
