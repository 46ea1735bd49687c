"""The careful reader of text files: every record with its line number, broken ones told apart."""

from __future__ import annotations

import csv
import io
from collections import deque
from collections.abc import Callable, Iterator

from customer_analytics.loading.report import RejectedLine
from customer_analytics.loading.sniffing import WHITESPACE, Advance, DataFile, open_bytes

# A quoted field may hold line breaks, but a quote that is never closed must not eat the file.
MAX_LINES_OF_A_RECORD = 500

Reject = Callable[[RejectedLine], None]


def read_records(
    file: DataFile, reject: Reject, advance: Advance | None = None
) -> Iterator[tuple[int, list[str]]]:
    """The file's records below its header, each with the number of its first line.

    A record with the wrong number of fields goes to `reject`. Where it spans several lines, only
    its first line does, and reading goes on with the next: a stray quote costs one line.
    Bytes that are not in the file's encoding arrive as lone surrogates.

    Raises:
        UnicodeDecodeError: UTF-16 that is none.
    """
    with open_bytes(file.path, is_gzip=file.is_gzip, advance=advance) as stream:
        buffered = io.BufferedReader(stream, 1 << 20) if advance and not file.is_gzip else stream
        encoding = "utf-8-sig" if file.encoding == "utf-8" else file.encoding
        errors = "strict" if encoding.startswith("utf-16") else "surrogateescape"
        text = io.TextIOWrapper(buffered, encoding=encoding, errors=errors, newline="")
        for _ in range(file.header_line - 1):
            next(text, None)
        if file.delimiter == WHITESPACE:
            yield from _whitespace_records(file, text, reject)
        else:
            yield from _delimited_records(file, text, reject)


def wrong_column_count(file: DataFile, line_number: int, fields: list[str]) -> RejectedLine:
    """The rejection of a record with too few or too many fields."""
    line: dict = dict(zip(file.columns, fields, strict=False))
    if len(fields) > len(file.columns):
        line["(more)"] = fields[len(file.columns) :]
    return RejectedLine(
        file_name=file.name,
        line_number=line_number,
        column_name=None,
        rule="wrong_column_count",
        value=None,
        reason=f"has {len(fields)} fields where the header has {len(file.columns)}",
        line=line,
    )


def _whitespace_records(
    file: DataFile, text: Iterator[str], reject: Reject
) -> Iterator[tuple[int, list[str]]]:
    for number, line in enumerate(text, start=max(file.header_line, 1)):
        fields = line.split()
        if number == file.header_line or not fields:
            continue
        if len(fields) == len(file.columns):
            yield number, fields
        else:
            reject(wrong_column_count(file, number, fields))


class _RecordTooLong(Exception):  # noqa: N818  (a signal through csv.reader, never seen outside)
    """The record being read has more lines than a record may have."""


class _Lines:
    """Physical lines for csv.reader, which remember those of the record being read."""

    def __init__(self, text: Iterator[str]) -> None:
        self._text = text
        self._again: deque[str] = deque()
        self.record: list[str] = []
        self.is_cut = False

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        if len(self.record) >= MAX_LINES_OF_A_RECORD:
            raise _RecordTooLong
        try:
            line = self._again.popleft() if self._again else next(self._text)
        except StopIteration:
            self.is_cut = bool(self.record)  # the file ends inside quotes
            raise
        self.record.append(line)
        return line

    def reread_all_but_first(self) -> None:
        """Give the lines of the record again, from its second on."""
        self._again.extendleft(reversed(self.record[1:]))
        del self.record[1:]
        self.is_cut = False


def _delimited_records(
    file: DataFile, text: Iterator[str], reject: Reject
) -> Iterator[tuple[int, list[str]]]:
    lines = _Lines(text)
    width = len(file.columns)
    number = max(file.header_line, 1)
    is_header = file.header_line > 0
    reader = csv.reader(lines, delimiter=file.delimiter)
    while True:
        lines.record = []
        fields = _next_record(reader)
        if fields is not None and not lines.record:
            return
        if is_header:
            is_header = False
        elif fields is not None and len(fields) == width and not lines.is_cut:
            yield number, fields
        elif fields != []:  # [] is a blank line
            reject(_broken_record(file, number, fields, lines))
            lines.reread_all_but_first()
            reader = csv.reader(lines, delimiter=file.delimiter)
        number += len(lines.record)


def _next_record(reader: Iterator[list[str]]) -> list[str] | None:
    # [] at the end of the file, None for a record that can't be read.
    try:
        return next(reader, [])
    except (_RecordTooLong, csv.Error):
        return None


def _broken_record(
    file: DataFile, number: int, fields: list[str] | None, lines: _Lines
) -> RejectedLine:
    if fields is not None and len(lines.record) == 1 and not lines.is_cut:
        return wrong_column_count(file, number, fields)
    return RejectedLine(
        file_name=file.name,
        line_number=number,
        column_name=None,
        rule="wrong_column_count",
        value=None,
        reason="opens a quote that is not closed where the field should end",
        line={"(text)": lines.record[0].rstrip("\r\n")},
    )
