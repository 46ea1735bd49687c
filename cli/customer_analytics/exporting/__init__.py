"""Marts as files: one snapshot, streamed, and never half a file under a final name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from customer_analytics.catalog import open_marts
from customer_analytics.connection import Server
from customer_analytics.errors import CustomerAnalyticsError
from customer_analytics.exporting.destinations import (
    STDOUT,
    Destination,
    plan_destinations,
    replaced_together,
)
from customer_analytics.selection import Selection, select

if TYPE_CHECKING:
    import psycopg

# Told now and then how many rows of a mart are written.
Progress = Callable[[str, int], None]


@dataclass(frozen=True)
class ExportRequest:
    """What to export, as a person asked for it.

    Attributes:
        marts: Names of marts and tabs (see `catalog.find_marts`).
        out: File, folder, `-` for stdout, or None for `<mart>.<format>` in the working directory.
        file_format: csv, json, jsonl, parquet or xlsx; None takes it from `out`, else csv.
        columns: Names of the wanted columns; none is all.
        where: Conditions such as `country=DE`, all of which rows must meet.
        defuse: Keep spreadsheets from running text cells as formulas.
    """

    marts: tuple[str, ...]
    out: str | None = None
    file_format: str | None = None
    columns: tuple[str, ...] = ()
    where: tuple[str, ...] = ()
    defuse: bool = True


@dataclass(frozen=True)
class ExportedFile:
    """One written file (None is stdout), its marts, its rows, and what had to be left out."""

    path: Path | None
    marts: tuple[str, ...]
    rows: int
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Written:
    rows: int
    remarks: tuple[str, ...] = ()


def export_marts(
    server: Server, request: ExportRequest, *, stdout: BinaryIO, progress: Progress | None = None
) -> list[ExportedFile]:
    """Write marts to files, all from one snapshot of the database.

    The files appear under their names together, when all of them are whole; until then, and if
    anything fails, files that were there before stay as they are.

    Args:
        server: The database.
        request: What to export, and where to.
        stdout: Where `-` goes.
        progress: Called with a mart's name and the rows written so far.

    Raises:
        CustomerAnalyticsError: The request names what is not there, or reading or writing fails.
    """
    report = progress or (lambda mart, rows: None)
    with open_marts(server, request.marts, application_name="customer-analytics export") as (
        connection,
        marts,
    ):
        destinations = plan_destinations(marts, request.out, request.file_format)
        selections = {
            mart: select(connection, mart, request.columns, request.where) for mart in marts
        }
        with replaced_together() as open_file:
            return [
                write_destination(
                    connection,
                    destination,
                    [selections[mart] for mart in destination.marts],
                    stdout if destination.path is STDOUT else open_file(destination.path),
                    request.defuse,
                    report,
                )
                for destination in destinations
            ]


def write_destination(
    connection: psycopg.Connection,
    destination: Destination,
    selections: Sequence[Selection],
    sink: BinaryIO,
    defuse: bool,
    progress: Progress,
) -> ExportedFile:
    """Write one file.

    Args:
        connection: Open connection, in the snapshot to write.
        destination: Its format, its marts, and its path for messages.
        selections: What of the marts.
        sink: The file, open for writing.
        defuse: Keep spreadsheets from running text cells as formulas.
        progress: Called with a mart's name and the rows written so far.

    Raises:
        CustomerAnalyticsError: It can't be written, or not in this format.
    """
    try:
        written = _write_format(connection, destination, selections, sink, defuse, progress)
    except BrokenPipeError:
        raise  # The reader of the pipe has seen enough, like `head`.
    except OSError as error:
        where = "stdout" if destination.path is STDOUT else destination.path
        raise CustomerAnalyticsError(
            f"Can't write {where}: {error.strerror or error}.", "Is the disk full?"
        ) from error
    names = tuple(mart.name for mart in destination.marts)
    return ExportedFile(destination.path, names, written.rows, written.remarks)


def _write_format(
    connection: psycopg.Connection,
    destination: Destination,
    selections: Sequence[Selection],
    sink: BinaryIO,
    defuse: bool,
    progress: Progress,
) -> _Written:
    # Only what the format needs is imported: pyarrow alone costs a quarter of a second.
    if destination.file_format == "xlsx":
        from customer_analytics.exporting.xlsx import write_workbook

        return _Written(*write_workbook(connection, selections, sink, defuse, progress))
    selection = selections[0]
    if destination.file_format == "parquet":
        from customer_analytics.exporting.parquet import write_parquet

        return _Written(write_parquet(connection, selection, sink, progress))
    from customer_analytics.exporting import copying

    if destination.file_format == "csv":
        return _Written(copying.write_csv(connection, selection, sink, defuse, progress))
    is_array = destination.file_format == "json"
    return _Written(copying.write_json(connection, selection, sink, is_array, progress))
