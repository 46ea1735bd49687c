"""`show`: what there is, and a first look that fits where it is read."""

import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios

import pytest

from customer_analytics import showing
from customer_analytics.connection import Server, connect
from customer_analytics.errors import CustomerAnalyticsError
from customer_analytics.showing import preview_mart, summarise_marts
from running import cli_environment, run_cli

MARTS = """
create schema marts;
create schema reporting;
create table marts.customers as select * from (values
    ('c1', 'Ada', 1234.50::numeric, true, date '2024-01-31'),
    ('c2', null, -5, false, 'infinity'),
    ('c3', E'tab\\there\\nline', 0, null, null)
) as rows (customer_id, name, revenue, is_active, last_day);
comment on table marts.customers is 'Grain: one row per customer. Who they are. And more.';
create view reporting.rpt_kpis as select 1 as n;
"""


@pytest.fixture
def marts(database: Server) -> Server:
    """A database with three customers and a report."""
    with connect(database) as connection:
        connection.execute(MARTS)
    return database


def in_terminal(server: Server, *args: str, width: int) -> str:
    """What a person sees who runs the command in a terminal of that width."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, width, 0, 0))
    process = subprocess.Popen(
        [sys.executable, "-m", "customer_analytics", *args],
        env=cli_environment(server, {"TERM": "xterm", "NO_COLOR": "1"}),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    seen = b""
    while True:
        try:
            part = os.read(ours, 4096)
        except OSError:  # Linux's way of saying that the other side is closed
            break
        if not part:
            break
        seen += part
    os.close(ours)
    process.wait(timeout=60)
    return seen.decode().replace("\r\n", "\n")


def test_all_marts_are_listed_with_rows_and_what_they_answer(marts: Server) -> None:
    done = run_cli("show", server=marts)
    assert done.stdout.splitlines() == [
        "mart\trows\twhat it is",
        "customers\t3\tWho they are",
        "rpt_kpis\t1\t",
    ]


def test_without_descriptions_there_is_no_empty_column(marts: Server) -> None:
    with connect(marts) as connection:
        connection.execute("comment on table marts.customers is null")
    assert run_cli("show", server=marts).stdout.splitlines()[0] == "mart\trows"


def test_the_first_rows_and_how_many_there_are(marts: Server) -> None:
    done = run_cli("show", "customers", "--limit", "2", server=marts)
    assert done.stdout.splitlines() == [
        "customer_id\tname\trevenue\tis_active\tlast_day",
        "c1\tAda\t1234.50\ttrue\t2024-01-31",
        "c2\t\t-5\tfalse\tinfinity",
    ]
    assert done.stderr == "2 of 3 rows\n"


def test_a_cell_in_a_pipe_has_no_raw_tab_or_line_end(marts: Server) -> None:
    done = run_cli("show", "customers", "-w", "customer_id=c3", "-c", "name", server=marts)
    assert done.stdout == "name\ntab\\there\\nline\n"
    assert done.stderr == "1 of 1 row\n"


def test_conditions_and_columns_work_as_in_export(marts: Server) -> None:
    found = preview_mart(marts, "customers", limit=5, columns=["name"], where=["revenue>=0"])
    assert found.rows == [("Ada",), ("tab\there\nline",)]
    assert (found.total.rows, found.total.is_exact) == (2, True)
    with pytest.raises(CustomerAnalyticsError, match="no column 'nam'"):
        preview_mart(marts, "customers", limit=5, columns=["nam"])


def test_no_rows_are_shown_when_none_are_wanted(marts: Server) -> None:
    found = preview_mart(marts, "customers", limit=0)
    assert (found.rows, found.total.rows) == ([], 3)


def test_a_long_count_becomes_an_estimate(marts: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(showing, "COUNT_TIMEOUT", "100ms")
    with connect(marts) as connection:
        connection.execute(
            "create view marts.endless as select 1 as n from generate_series(1, 1000000000)"
        )
    counts = {one.mart.name: one.count for one in summarise_marts(marts)}
    assert not counts["endless"].is_exact
    assert counts["endless"].rows == 1_000_000_000
    assert counts["customers"].is_exact


def test_a_narrow_mart_is_a_table_in_a_terminal(marts: Server) -> None:
    seen = in_terminal(marts, "show", "customers", width=100)
    assert "│ c1          │ Ada             │ 1,234.50 │ yes       │ 2024-01-31 │" in seen
    assert "│ c2          │ -               │       -5 │ no        │ infinity   │" in seen
    assert seen.rstrip().endswith("3 of 3 rows")


def test_a_wide_mart_has_its_columns_below_each_other(marts: Server) -> None:
    # 11 for the longest name and 10 + 2, 8 + 2, 16 + 2 for the rows: two rows fit into 40
    seen = in_terminal(marts, "show", "customers", width=40)
    assert seen.splitlines()[:5] == [
        "customer_id  c1          c2",
        "name         Ada         -",
        "revenue      1,234.50    -5",
        "is_active    yes         no",
        "last_day     2024-01-31  infinity",
    ]
    assert "2 of 3 rows" in seen
    assert "--columns" in seen


def test_a_single_wide_row_is_shown_in_full(marts: Server) -> None:
    with connect(marts) as connection:
        connection.execute("create view marts.kpis as select repeat('x', 60) as note, 5 as total")
    seen = in_terminal(marts, "show", "kpis", width=40)
    assert seen.splitlines()[:2] == ["note   " + "x" * 60, "total  5"]
    assert "1 of 1 row" in seen


def test_data_can_not_steer_the_terminal(marts: Server) -> None:
    with connect(marts) as connection:
        connection.execute(r"create view marts.evil as select E'\x1b]0;owned\x07' as title")
    seen = in_terminal(marts, "show", "evil", width=80)
    assert "\x1b]0;owned" not in seen
    assert r"\x1b]0;owned\x07" in seen


def test_conditions_without_a_mart_are_refused(marts: Server) -> None:
    done = run_cli("show", "--where", "a=1", server=marts)
    assert done.returncode == 1
    assert "need a mart" in done.stderr


def test_a_tab_is_listed_with_its_models(marts: Server) -> None:
    with connect(marts) as connection:
        connection.execute(
            """create view reporting.rpt_overview__by_month as select 1 as n;
            create view reporting.rpt_overview__kpis as select 1 as n;
            create view reporting.rpt_customers__kpis as select 1 as n"""
        )
    names = [one.mart.name for one in summarise_marts(marts, "overview")]
    assert names == ["rpt_overview__by_month", "rpt_overview__kpis"]
    assert summarise_marts(marts, "customers") == []  # a mart's name, which wins
    done = run_cli("show", "tab:customers", server=marts)
    assert done.stdout.splitlines() == ["mart\trows", "rpt_customers__kpis\t1"]


def test_a_tab_has_no_columns_to_choose(marts: Server) -> None:
    with connect(marts) as connection:
        connection.execute("create view reporting.rpt_overview__kpis as select 1 as n")
    done = run_cli("show", "overview", "--columns", "n", server=marts)
    assert done.returncode == 1
    assert "overview is a tab" in done.stderr
    assert "rpt_overview__kpis" in done.stderr
