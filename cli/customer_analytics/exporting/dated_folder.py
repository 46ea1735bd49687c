"""All marts and reporting models as one folder, named for its as-of date, with a manifest."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING

from customer_analytics import __version__
from customer_analytics.build_lock import BuildIsRunningError, find_holder
from customer_analytics.building import project_variables, read_as_of
from customer_analytics.catalog import open_marts
from customer_analytics.charts.periods import WINDOW, read_window
from customer_analytics.connection import Server
from customer_analytics.errors import CustomerAnalyticsError
from customer_analytics.exporting import Progress, write_destination
from customer_analytics.exporting.destinations import (
    Destination,
    explained_writing,
    file_names,
    is_folder,
)
from customer_analytics.exporting.measuring import MeasuredFile
from customer_analytics.ops import has_table
from customer_analytics.project import find_project
from customer_analytics.selection import select

if TYPE_CHECKING:
    import psycopg

    from customer_analytics.catalog import Mart

MANIFEST = "manifest.json"


@dataclass(frozen=True)
class FolderRequest:
    """What to export everything to.

    Attributes:
        out: Folder to make the dated folder in.
        file_format: csv, json, jsonl, parquet or xlsx.
        defuse: Keep spreadsheets from running text cells as formulas.
        project_dir: Folder of the dbt project; None for the one around.
    """

    out: str
    file_format: str = "csv"
    defuse: bool = True
    project_dir: Path | None = None


@dataclass(frozen=True)
class FolderFile:
    """One file of the folder, as the manifest tells it.

    Attributes:
        file: Its name.
        schema: Schema of the table or view that is in it.
        model: Name of that table or view.
        tab: The tab that shows it; None for a mart.
        rows: Rows, without a header.
        bytes: Its size.
        sha256: SHA-256 of its bytes, in hexadecimal digits.
    """

    file: str
    schema: str
    model: str
    tab: str | None
    rows: int
    bytes: int
    sha256: str


@dataclass(frozen=True)
class ExportedFolder:
    """The folder that was written, and what its manifest says.

    Attributes:
        path: The folder.
        as_of_date: The day that all its numbers are as of.
        exported_at: When the rows were read.
        files: Its files, without the manifest.
        remarks: What a format could not take in full.
    """

    path: Path
    as_of_date: date
    exported_at: datetime
    files: tuple[FolderFile, ...]
    remarks: tuple[str, ...]


def check_folder(out: str | None) -> str:
    """The folder that `--out` names, before anything is connected.

    Raises:
        CustomerAnalyticsError: It names none.
    """
    if out is not None and is_folder(out):
        return out
    named = {None: "--all needs a folder.", "-": "--all can't go to stdout: it is many files."}
    raise CustomerAnalyticsError(
        named.get(out, f"{out} is a file; --all writes a folder of files."),
        "Name a folder: customer-analytics export --all --out exports/",
    )


def export_all(
    server: Server, request: FolderRequest, *, progress: Progress | None = None
) -> ExportedFolder:
    """Write every mart and reporting model, all from one snapshot, to a new folder.

    It is called for the as-of date (`2025-12-31`, then `2025-12-31-2` …: an older one stays), and
    has that name only when it is whole and has its manifest.

    Args:
        server: The database.
        request: Where to, and how.
        progress: Called with a mart's name and the rows written so far.

    Raises:
        CustomerAnalyticsError: A build is running, or reading or writing fails; nothing is left.
    """
    parent, report = Path(check_folder(request.out)), progress or (lambda mart, rows: None)
    with open_marts(server, None, application_name="customer-analytics export") as (
        connection,
        marts,
    ):
        _refuse_during_build(connection)
        exported_at = datetime.now(UTC)
        as_of = _as_of(connection, request)
        with _unfinished_folder(parent, str(as_of)) as folder:
            written = list(_write_files(connection, marts, folder, request, report))
            files = tuple(file for file, _ in written)
            remarks = tuple(remark for _, remarks in written for remark in remarks)
            _write_manifest(folder, server, request, as_of, exported_at, files)
            path = _finish(folder, parent, str(as_of))
    return ExportedFolder(path, as_of, exported_at, files, remarks)


def _refuse_during_build(connection: psycopg.Connection) -> None:
    # Asked with the marts locked: a build that starts now can replace none of them.
    holder = find_holder(connection)
    if holder:
        raise BuildIsRunningError(
            f"A build is running: {holder}. Its marts don't agree with each other yet.",
            "Try again when it is done; `customer-analytics status` shows it.",
        )


def _as_of(connection: psycopg.Connection, request: FolderRequest) -> date:
    # A reader of marts may not look into staging.
    if has_table(connection, "marts", WINDOW):
        as_of = read_window(connection).as_of_date
    else:
        as_of = read_as_of(connection, project_variables(find_project(request.project_dir)))
    if as_of is None:
        raise CustomerAnalyticsError(
            "It is not known which day the marts are as of.",
            "Build them all: customer-analytics build",
        )
    return as_of


def _write_files(
    connection: psycopg.Connection,
    marts: list[Mart],
    folder: Path,
    request: FolderRequest,
    progress: Progress,
) -> Iterator[tuple[FolderFile, tuple[str, ...]]]:
    """Write the files one after the other; yields what each is, and remarks on it."""
    names = file_names(marts, request.file_format, taken=[MANIFEST])
    for name, mart in zip(names, marts, strict=True):
        path = folder / name
        destination = Destination(path, request.file_format, (mart,))
        selections = [select(connection, mart)]
        with explained_writing(path), path.open("xb") as file, MeasuredFile(file) as sink:
            written = write_destination(
                connection, destination, selections, sink, request.defuse, progress
            )
        measured = (written.rows, sink.size, sink.sha256)
        yield FolderFile(name, mart.schema, mart.name, mart.tab, *measured), written.remarks


def _write_manifest(
    folder: Path,
    server: Server,
    request: FolderRequest,
    as_of: date,
    exported_at: datetime,
    files: tuple[FolderFile, ...],
) -> None:
    manifest = {
        "as_of_date": str(as_of),
        "exported_at": exported_at.isoformat(timespec="seconds"),
        "customer_analytics_version": __version__,
        "database": server.dbname,
        "format": request.file_format,
        "formulas_defused": request.defuse and request.file_format in ("csv", "xlsx"),
        "files": [asdict(file) for file in files],
    }
    path = folder / MANIFEST
    with explained_writing(path):
        path.write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


@contextmanager
def _unfinished_folder(parent: Path, name: str) -> Iterator[Path]:
    """A hidden folder in `parent`, which is removed at the end unless it has got its name."""
    folder = parent / f".{name}.{os.urandom(4).hex()}.part"
    with explained_writing(folder):
        folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _finish(folder: Path, parent: Path, name: str) -> Path:
    """Give a folder its name, with the next number where that is taken; returns its path."""
    names = chain([name], (f"{name}-{number}" for number in count(2)))
    while True:
        path = parent / next(names)
        if os.path.lexists(path):
            continue  # asked first, because a rename takes the place of an empty folder
        try:
            return folder.rename(path)
        except OSError as error:
            if os.path.lexists(path):
                continue  # another export was faster
            raise CustomerAnalyticsError(
                f"Can't write {path}: {error.strerror or error}.", "Name another place with --out."
            ) from error
