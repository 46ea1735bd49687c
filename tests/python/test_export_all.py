"""`export --all`: everything, from one moment, in a folder that is whole or not there."""

import csv
import hashlib
import json
import signal
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest

from customer_analytics import __version__
from customer_analytics.build_lock import LOCK_KEY
from customer_analytics.connection import Server, connect
from customer_analytics.errors import CustomerAnalyticsError
from customer_analytics.exporting.dated_folder import ExportedFolder, FolderRequest, export_all
from customer_analytics.exporting.destinations import FORMATS
from databases import run_sql
from running import peak_memory_of_cli, run_cli, start_cli

AS_OF = "2024-05-31"
SHOP = f"""
create schema marts;
create schema reporting;
create table marts.customers as
    select 'c' || n as customer_id, '=' || n as note from generate_series(1, 2500) as series (n);
create view marts.orders as select 1 as order_id, 9.5::numeric(14, 2) as net_amount;
create table marts.dashboard_window as
    select date '{AS_OF}' as as_of_date, date '2024-01-01' as first_month,
        date '2024-05-01' as last_month, date '2024-05-01' as last_whole_month, 'EUR' as currency;
create view reporting.rpt_overview__kpis as select count(*) as customers from marts.customers;
create table reporting.rpt_overview__nothing (segment text)
"""
MODELS = [
    ("marts", "customers", None, 2500),
    ("marts", "dashboard_window", None, 1),
    ("marts", "orders", None, 1),
    ("reporting", "rpt_overview__kpis", "overview", 1),
    ("reporting", "rpt_overview__nothing", "overview", 0),
]


@pytest.fixture
def shop(database: Server) -> Server:
    """A database with marts, one of them a view, and two reporting models, one without rows."""
    return run_sql(database, SHOP)


def export(server: Server, folder: Path, **options: object) -> ExportedFolder:
    return export_all(server, FolderRequest(f"{folder}/", **options))


def manifest_of(folder: Path) -> dict:
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))


def rows_in(path: Path) -> int:
    """The rows that a reader of the format finds in a file."""
    text = path.read_text(encoding="utf-8") if path.suffix in (".csv", ".json", ".jsonl") else ""
    return {
        ".csv": lambda: len(list(csv.reader(text.splitlines()))) - 1,
        ".json": lambda: len(json.loads(text)),
        ".jsonl": lambda: len(text.splitlines()),
        ".parquet": lambda: pq.read_table(path).num_rows,
        ".xlsx": lambda: openpyxl.load_workbook(path).worksheets[0].max_row - 1,
    }[path.suffix]()


# --- what is in it -------------------------------------------------------------------------------


@pytest.mark.parametrize("file_format", FORMATS)
def test_the_manifest_tells_what_the_files_are(
    shop: Server, tmp_path: Path, file_format: str
) -> None:
    folder = export(shop, tmp_path, file_format=file_format)
    assert folder.path == tmp_path / AS_OF
    files = manifest_of(folder.path)["files"]
    assert [(f["schema"], f["model"], f["tab"], f["rows"]) for f in files] == MODELS
    names = [f["file"] for f in files]
    assert sorted([*names, "manifest.json"]) == sorted(p.name for p in folder.path.iterdir())
    for entry in files:
        path = folder.path / entry["file"]
        assert path.name == f"{entry['model']}.{file_format}"
        assert entry["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
        assert entry["bytes"] == path.stat().st_size
        assert entry["rows"] == rows_in(path)


def test_the_manifest_tells_when_and_as_of_when(shop: Server, tmp_path: Path) -> None:
    folder = export(shop, tmp_path)
    manifest = manifest_of(folder.path)
    assert manifest["as_of_date"] == AS_OF
    assert manifest["customer_analytics_version"] == __version__
    exported_at = datetime.fromisoformat(manifest["exported_at"])
    assert timedelta(0) <= datetime.now(UTC) - exported_at < timedelta(minutes=1)
    assert manifest["formulas_defused"] is True


def test_raw_text_stays_as_it_is(shop: Server, tmp_path: Path) -> None:
    folders = {defuse: export(shop, tmp_path, defuse=defuse).path for defuse in (True, False)}
    lines = {
        defuse: (path / "customers.csv").read_text(encoding="utf-8").splitlines()[1]
        for defuse, path in folders.items()
    }
    assert lines == {True: "c1,'=1", False: "c1,=1"}
    assert manifest_of(folders[False])["formulas_defused"] is False


def test_all_files_are_from_one_moment(shop: Server, tmp_path: Path) -> None:
    def add_customers(mart: str, rows: int) -> None:
        run_sql(shop, "insert into marts.customers values ('late', '')")

    folder = export_all(shop, FolderRequest(f"{tmp_path}/"), progress=add_customers)
    assert folder.files[0].rows == 2500
    kpis = (folder.path / "rpt_overview__kpis.csv").read_text(encoding="utf-8")
    assert kpis == "customers\n2500\n"


def test_names_that_a_file_system_takes_for_one_get_files_of_their_own(
    shop: Server, tmp_path: Path
) -> None:
    names = ["manifest", '"Orders"', '"or/ders"', '"or_ders"']
    run_sql(shop, ";".join(f"create view marts.{name} as select 1 as n" for name in names))
    folder = export(shop, tmp_path, file_format="json")
    files = {file.model: file.file for file in folder.files}
    assert files["manifest"] == "manifest_2.json"
    assert {files["Orders"], files["orders"]} == {"Orders.json", "orders_2.json"}
    assert {files["or/ders"], files["or_ders"]} == {"or_ders.json", "or_ders_2.json"}
    assert len(manifest_of(folder.path)["files"]) == len(MODELS) + 4


def test_the_day_is_that_of_staging_where_no_mart_tells_it(shop: Server, tmp_path: Path) -> None:
    run_sql(
        shop,
        """drop table marts.dashboard_window; create schema staging;
        create table staging.stg_as_of_date as select date '2023-02-28' as as_of_date""",
    )
    folder = export(shop, tmp_path)
    assert (folder.as_of_date, folder.path.name) == (date(2023, 2, 28), "2023-02-28")


def test_without_a_day_there_is_no_folder(shop: Server, tmp_path: Path) -> None:
    run_sql(shop, "drop table marts.dashboard_window")
    with pytest.raises(CustomerAnalyticsError, match="not known which day"):
        export(shop, tmp_path)
    assert list(tmp_path.iterdir()) == []


# --- whole or not there --------------------------------------------------------------------------


def test_an_older_export_stays_as_it_is(shop: Server, tmp_path: Path) -> None:
    first = export(shop, tmp_path).path
    old = (first / "manifest.json").read_bytes()
    run_sql(shop, "delete from marts.customers")
    names = [export(shop, tmp_path).path.name for _ in range(2)]
    assert names == [f"{AS_OF}-2", f"{AS_OF}-3"]
    assert (first / "manifest.json").read_bytes() == old
    assert sorted(path.name for path in tmp_path.iterdir()) == [AS_OF, *names]


def test_nothing_of_ones_own_is_overwritten(shop: Server, tmp_path: Path) -> None:
    (tmp_path / AS_OF).mkdir()
    (tmp_path / f"{AS_OF}-2").write_text("mine", encoding="utf-8")
    assert export(shop, tmp_path).path.name == f"{AS_OF}-3"
    assert list((tmp_path / AS_OF).iterdir()) == []
    assert (tmp_path / f"{AS_OF}-2").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("file_format", FORMATS)
def test_a_failed_export_leaves_nothing(shop: Server, tmp_path: Path, file_format: str) -> None:
    # comes after all others and fails at its 5,000th row
    run_sql(
        shop,
        """create view reporting.rpt_zz__bad as
        select 1 / (5000 - n) as x from generate_series(1, 9000) as series (n)""",
    )
    with pytest.raises(CustomerAnalyticsError, match="division by zero"):
        export(shop, tmp_path, file_format=file_format)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_can_not_be_made_is_named(shop: Server, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(CustomerAnalyticsError, match=r"Can't write .*file/sub"):
        export(shop, tmp_path / "file" / "sub")


@pytest.mark.parametrize(
    ("ending", "is_left"), [(signal.SIGINT, False), (signal.SIGTERM, True), (signal.SIGKILL, True)]
)
def test_an_export_that_is_ended_leaves_no_folder_that_looks_finished(
    shop: Server, tmp_path: Path, ending: signal.Signals, is_left: bool
) -> None:
    run_sql(
        shop,
        """create view reporting.rpt_zz__slow as
        select pg_sleep(0.1)::text from generate_series(1, 600)""",
    )
    process = start_cli("export", "--all", "--out", tmp_path, server=shop)
    deadline = time.monotonic() + 60
    while not list(tmp_path.glob(".*/rpt_zz__slow.csv")) and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(ending)
    assert process.wait(timeout=30) != 0
    assert process.stdout.read() == ""
    left = list(tmp_path.iterdir())
    assert all(path.name.startswith(".") and path.suffix == ".part" for path in left)
    assert bool(left) == is_left  # nobody can tidy up who is killed
    assert list(tmp_path.rglob("manifest.json")) == []


def test_marts_that_are_being_built_are_not_exported(shop: Server, tmp_path: Path) -> None:
    # model by model: they don't agree with each other until the build is through
    with connect(shop, autocommit=True) as builder:
        builder.execute("select pg_advisory_lock(%s)", [LOCK_KEY])
        done = run_cli("export", "--all", "--out", tmp_path, server=shop)
    assert done.returncode == 75  # try again later
    assert "A build is running" in done.stderr
    assert list(tmp_path.iterdir()) == []


# --- the command ---------------------------------------------------------------------------------


def test_the_command_prints_the_folder_and_nothing_else_on_stdout(
    shop: Server, tmp_path: Path
) -> None:
    done = run_cli("export", "--all", "--out", "exports", server=shop, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, f"exports/{AS_OF}\n")
    assert "2,503 rows in 5 files, " in done.stderr
    assert f"as of {AS_OF}" in done.stderr
    assert "data of single customers" in done.stderr


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["--all"], "--all needs a folder"),
        (["--all", "--out", "-"], "can't go to stdout"),
        (["--all", "--out", "all.csv"], "all.csv is a file"),
        (["--all", "--out", "dir/", "customers"], "customers beside it would choose"),
        (["--all", "--out", "dir/", "--where", "n=1"], "without --where and --columns"),
        (["--all", "--out", "dir/", "--columns", "n"], "without --where and --columns"),
        (["--all", "--out", "dir/", "--format", "dbf"], "no format 'dbf'"),
    ],
)
def test_what_makes_no_sense_with_all_is_refused(
    shop: Server, tmp_path: Path, args: list[str], words: str
) -> None:
    done = run_cli("export", *args, server=shop, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert words in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_everything_passes_in_little_memory(shop: Server, tmp_path: Path) -> None:
    # 400 bytes a row are 100 MB: an export that gathers its rows would need more than that
    run_sql(
        shop,
        """create view marts.large as
        select n, md5(n::text) || repeat('x', 368) as filler
        from generate_series(1, 250000) as series (n)""",
    )
    peak, notes = peak_memory_of_cli("export", "--all", "--out", tmp_path, server=shop)
    assert "252,503 rows in 6 files" in notes
    assert peak < 90
