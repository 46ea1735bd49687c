"""Landing: the rows of files in a temporary table, as they are, each with its line number."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from psycopg import sql

from customer_analytics.errors import CustomerAnalyticsError
from customer_analytics.loading.rejections import Rejections
from customer_analytics.loading.report import Progress, RejectedLine
from customer_analytics.loading.sniffing import WHITESPACE, DataFile, Kind, text_chunks

if TYPE_CHECKING:
    import psycopg

TEMPORARY = "pg_temp"
BATCH_RECORDS = 5_000


@dataclass(frozen=True)
class LandedFile:
    """A file in a landing table: its rows have `_line` = line in the file + `offset`."""

    file: DataFile
    offset: int


@dataclass(frozen=True)
class Landing:
    """A landing table and what is in it.

    Attributes:
        name: Name of the temporary table; in a mapping, the name of the files.
        columns: The files' columns.
        files: The files in it, in order.
        rows: How many rows landed.
        rejected: Lines that have no right number of fields or can't be stored.
    """

    name: str
    columns: tuple[str, ...]
    files: tuple[LandedFile, ...]
    rows: int
    rejected: tuple[RejectedLine, ...]

    @property
    def table(self) -> sql.Identifier:
        """The table, quoted."""
        return sql.Identifier(TEMPORARY, self.name)

    @property
    def file_names(self) -> str:
        """The files' names, for messages and the history."""
        return ", ".join(landed.file.name for landed in self.files)

    def place(self, line: int) -> tuple[str, int]:
        """File and line that `_line` stands for."""
        landed = next(each for each in reversed(self.files) if each.offset < line)
        return landed.file.name, line - landed.offset


class NotPlain(Exception):  # noqa: N818  (a signal: the careful reader is needed, nothing is wrong)
    """The text holds what COPY reads differently from everyone else."""


class PlainText:
    r"""Text on its way to COPY: guarded against what COPY misreads, its lines counted.

    A quote inside an unquoted field (5" pipe) makes COPY drop it and quote what follows; before
    PostgreSQL 18 a line `\.` ends the data. Both are left to the careful reader.
    """

    def __init__(self, file: DataFile, progress: Progress) -> None:
        """Read `file`, telling `progress`."""
        self._file = file
        self._progress = progress
        self._line_ends = 0
        self._last = b""
        edge = re.escape(file.delimiter.encode())
        # Starts with the quote itself, so that the search leaps from quote to quote.
        pattern = rb'"(?<=[^%b\r\n"]")[^%b\r\n"]' % (edge, edge)
        self._stray_quote = re.compile(pattern)

    @property
    def lines(self) -> int:
        """Lines read so far, a last one without a line end included."""
        return self._line_ends + (self._last not in (b"", b"\n"))

    def __iter__(self) -> Iterator[bytes]:
        """The text in chunks.

        Raises:
            NotPlain: It has to be read carefully.
        """
        before = b""
        for chunk in text_chunks(self._file, self._progress.advance):
            for part in (before + chunk[:3], chunk):
                if self._stray_quote.search(part) or b"\n\\." in part:
                    raise NotPlain
            self._line_ends += chunk.count(b"\n")
            self._last = chunk[-1:] or self._last
            before = chunk[-3:]
            yield chunk


def is_plain_text(file: DataFile) -> bool:
    """Tell whether COPY may try to read the file itself."""
    return file.kind is Kind.TEXT and file.delimiter != WHITESPACE and file.header_line in (0, 1)


def copy_plain_text(
    connection: psycopg.Connection,
    file: DataFile,
    target: sql.Composable,
    columns: Sequence[str],
    progress: Progress,
) -> tuple[int, int] | None:
    """Stream a text file through COPY into columns of a table.

    Returns:
        Rows copied and lines read, or None (and nothing copied) where the careful reader is needed.
    """
    import psycopg

    statement = sql.SQL(
        "copy {} ({}) from stdin (format csv, encoding 'UTF8',"
        " header {}, delimiter {}, force_null ({}))"
    ).format(
        target,
        identifiers(columns),
        sql.Literal(file.header_line == 1),
        sql.Literal(file.delimiter),
        identifiers(columns),
    )
    progress.reading(file.name, file.path.stat().st_size)
    text = PlainText(file, progress)
    try:
        with connection.transaction(), connection.cursor() as cursor:
            with cursor.copy(statement) as copy:
                for chunk in text:
                    copy.write(chunk)
            return cursor.rowcount, text.lines
    except (
        NotPlain,
        UnicodeDecodeError,
        psycopg.DataError,
        psycopg.IntegrityError,
        psycopg.errors.ProgramLimitExceeded,
    ):
        return None


def identifiers(names: Iterable[str]) -> sql.Composed:
    """Quoted names with commas between them."""
    return sql.SQL(", ").join(map(sql.Identifier, names))


def land(
    connection: psycopg.Connection,
    name: str,
    files: Sequence[DataFile],
    max_rejected: int,
    progress: Progress,
) -> Landing:
    """Put files with the same columns into a new temporary table `name`.

    Raises:
        CustomerAnalyticsError: They have different columns, or too many lines are broken.
    """
    columns = _common_columns(files)
    _create(connection, name, columns, _column_types(files, columns))
    rejections = Rejections(max_rejected)
    landed: list[LandedFile] = []
    offset = 0
    for file in files:
        landed.append(LandedFile(file, offset))
        offset = _land_file(connection, name, landed[-1], rejections, progress)
    progress.step(f"Looking at {name}")
    table = sql.Identifier(TEMPORARY, name)
    rows = _drop_empty_rows(connection, table, columns)
    connection.execute(sql.SQL("analyze {}").format(table))
    return Landing(name, columns, tuple(landed), rows, tuple(rejections.lines))


def _common_columns(files: Sequence[DataFile]) -> tuple[str, ...]:
    first = files[0]
    for file in files[1:]:
        if set(file.columns) != set(first.columns):
            odd = ", ".join(sorted(set(file.columns) ^ set(first.columns)))
            raise CustomerAnalyticsError(
                f"{first.name} and {file.name} do not have the same columns: {odd}.",
                "Give them names of their own in the mapping.",
            )
    return first.columns


def _column_types(files: Sequence[DataFile], columns: Sequence[str]) -> list[str]:
    from customer_analytics.loading.parquet import parquet_types

    found: dict[str, set[str]] = {name: set() for name in columns}
    for file in files:
        is_typed = file.kind is Kind.PARQUET
        types = parquet_types(file) if is_typed else ("text",) * len(file.columns)
        for name, kind in zip(file.columns, types, strict=True):
            found[name].add(kind)
    return [kinds.pop() if len(kinds) == 1 else "text" for kinds in found.values()]


def _create(
    connection: psycopg.Connection, name: str, columns: Sequence[str], types: Sequence[str]
) -> None:
    lines = [sql.SQL("_line bigint generated by default as identity (cache 1000)")]
    lines += [
        sql.SQL("{} {}").format(sql.Identifier(column), sql.SQL(kind))
        for column, kind in zip(columns, types, strict=True)
    ]
    connection.execute(
        sql.SQL("create temporary table {} ({}) on commit drop").format(
            sql.Identifier(TEMPORARY, name), sql.SQL(", ").join(lines)
        )
    )


def _land_file(
    connection: psycopg.Connection,
    name: str,
    landed: LandedFile,
    rejections: Rejections,
    progress: Progress,
) -> int:
    """Land one file; returns the highest `_line` that it may have used."""
    table = sql.Identifier(TEMPORARY, name)
    file = landed.file
    if file.kind is Kind.PARQUET:
        return _land_parquet(connection, table, landed, progress)
    if is_plain_text(file):
        last = _land_plain_text(connection, table, landed, progress)
        if last is not None:
            return last
    return _land_records(connection, table, landed, rejections, progress)


def _land_plain_text(
    connection: psycopg.Connection,
    table: sql.Identifier,
    landed: LandedFile,
    progress: Progress,
) -> int | None:
    """Let COPY read the file and number its rows; None where that would not be the line numbers."""
    file = landed.file
    with connection.transaction() as savepoint:
        connection.execute(
            sql.SQL("alter table {} alter column _line restart with {}").format(
                table, sql.Literal(landed.offset + file.header_line + 1)
            )
        )
        copied = copy_plain_text(connection, file, table, file.columns, progress)
        if copied is not None:
            rows, lines = copied
            if rows == lines - file.header_line:
                return landed.offset + lines
        # Fields with line breaks, or blank lines: rows and lines do not go together.
        import psycopg

        raise psycopg.Rollback(savepoint)
    return None


def _land_parquet(
    connection: psycopg.Connection, table: sql.Identifier, landed: LandedFile, progress: Progress
) -> int:
    from customer_analytics.loading.parquet import count_parquet_rows, parquet_chunks

    rows = count_parquet_rows(landed.file)
    progress.reading(landed.file.name, rows)
    chunks = parquet_chunks(landed.file, landed.offset, progress.advance)
    _copy_csv(connection, table, landed.file.columns, chunks)
    return landed.offset + rows


def _land_records(
    connection: psycopg.Connection,
    table: sql.Identifier,
    landed: LandedFile,
    rejections: Rejections,
    progress: Progress,
) -> int:
    file = landed.file
    last = landed.offset

    def chunks() -> Iterator[bytes]:
        nonlocal last
        records = _records(file, rejections, progress)
        while batch := list(islice(records, BATCH_RECORDS)):
            last = landed.offset + batch[-1][0]
            yield _as_csv(batch, file, landed.offset, rejections)

    _copy_csv(connection, table, file.columns, chunks())
    # Rejected lines behind the last good one count too.
    own = [line.line_number for line in rejections.lines if line.file_name == file.name]
    return max([last, *(landed.offset + number for number in own)])


def _records(
    file: DataFile, rejections: Rejections, progress: Progress
) -> Iterator[tuple[int, list[str]]]:
    if file.kind is Kind.EXCEL:
        from customer_analytics.loading.excel import count_excel_rows, excel_records

        progress.reading(file.name, count_excel_rows(file))
        for record in excel_records(file):
            progress.advance(1)
            yield record
        return
    from customer_analytics.loading.records import read_records

    progress.reading(file.name, file.path.stat().st_size)
    yield from read_records(file, rejections.add, progress.advance)


def _copy_csv(
    connection: psycopg.Connection,
    table: sql.Identifier,
    columns: Sequence[str],
    chunks: Iterator[bytes],
) -> None:
    statement = sql.SQL("copy {} (_line, {}) from stdin (format csv, encoding 'UTF8')")
    statement = statement.format(table, identifiers(columns))
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for chunk in chunks:
            copy.write(chunk)


def _as_csv(
    records: Sequence[tuple[int, list[str]]], file: DataFile, offset: int, rejections: Rejections
) -> bytes:
    """Records as CSV for COPY; those that PostgreSQL can't store are rejected."""
    text = _csv_text(records, offset)
    if "\x00" not in text:
        try:
            return text.encode()
        except UnicodeEncodeError:
            pass
    good = []
    for record in records:
        rejection = _unstorable(record, file)
        if rejection:
            rejections.add(rejection)
        else:
            good.append(record)
    return _csv_text(good, offset).encode()


def _csv_text(records: Iterable[tuple[int, list[str]]], offset: int) -> str:
    out = io.StringIO(newline="")
    # Line ends of two characters make the writer quote either of them inside a field.
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows([number + offset, *fields] for number, fields in records)
    return out.getvalue()


def _unstorable(record: tuple[int, list[str]], file: DataFile) -> RejectedLine | None:
    number, fields = record
    for column, value in zip(file.columns, fields, strict=True):
        if "\x00" in value:
            reason = "holds a NUL byte, which no text may hold"
        elif re.search("[\udc80-\udcff]", value):
            broken = ord(re.search("[\udc80-\udcff]", value)[0]) - 0xDC00
            reason = f"byte 0x{broken:02X} is not {file.encoding}"
        else:
            continue
        line = dict(zip(file.columns, fields, strict=True))
        return RejectedLine(file.name, number, column, "not_convertible", value, reason, line)
    return None


def _drop_empty_rows(
    connection: psycopg.Connection, table: sql.Identifier, columns: Sequence[str]
) -> int:
    """Delete rows without a single value, which spreadsheets leave; returns how many stay."""
    no_value = sql.SQL("row({}) is null").format(identifiers(columns))
    connection.execute(sql.SQL("delete from {} where {}").format(table, no_value))
    count = connection.execute(sql.SQL("select count(*) from {}").format(table)).fetchone()
    return count[0]
