"""What a file is, found out from its content and not from its name."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import re
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

from customer_analytics.errors import CustomerAnalyticsError

Advance = Callable[[int], None]

WHITESPACE = "whitespace"
DELIMITERS = (",", ";", "\t", "|")
DELIMITER_NAMES = {
    ",": "commas",
    ";": "semicolons",
    "\t": "tabs",
    "|": "bars",
    WHITESPACE: "blanks",
}
CHUNK_BYTES = 1 << 20
SAMPLE_BYTES = 1 << 18
SAMPLE_RECORDS = 200

# A field may be this long; Python's own limit of 128 kB is met by real product descriptions.
csv.field_size_limit(16 << 20)

# What the first bytes of a file give away; the words complete "it holds …".
_MAGIC_BYTES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"BZh", "bzip2-compressed data: unpack it first"),
    (b"\xfd7zXZ", "xz-compressed data: unpack it first"),
    (b"\x28\xb5\x2f\xfd", "zstd-compressed data: unpack it first"),
    (b"7z\xbc\xaf", "a 7-Zip archive: unpack it first"),
    (b"Rar!", "a RAR archive: unpack it first"),
    (b"Obj\x01", "Avro records: export it as CSV or Parquet"),
    (b"ORC", "ORC columns: export it as CSV or Parquet"),
    (b"ARROW1", "Arrow columns: save it as Parquet"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"{\\rtf", "an RTF document"),
)
_MARKUP = (
    (re.compile(r"\s*(<!doctype html|<html)", re.I), "an HTML page (a login page, perhaps?)"),
    (re.compile(r"\s*<\?xml", re.I), "XML: export it as CSV or Parquet"),
    (re.compile(r"\s*[\[{]\s*[\"{\[]"), "JSON: export it as CSV or Parquet"),
)

# Encodings that exports really come in; a free choice among all of Python's invites odd guesses.
_LIKELY_ENCODINGS = [
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "iso8859_2",
    "koi8_r", "shift_jis", "cp932", "euc_jp", "euc_kr", "cp949", "gb18030", "big5",
]  # fmt: skip
_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?\s*$', re.I)


class Kind(StrEnum):
    """How the rows of a file are written."""

    TEXT = "text"
    PARQUET = "Parquet"
    EXCEL = "Excel"


@dataclass(frozen=True)
class ReadOptions:
    """What a person says about a file; None is found out.

    `header` names the columns of a file that has no header line.
    """

    delimiter: str | None = None
    encoding: str | None = None
    header: tuple[str, ...] | None = None
    sheet: str | None = None


@dataclass(frozen=True)
class DataFile:
    """A file and how to read it.

    Attributes:
        path: Where it is.
        kind: How its rows are written.
        columns: Names of its columns, trimmed.
        is_gzip: Whether it is gzip around what `kind` says.
        encoding: Python's name of the text's encoding.
        delimiter: Character between fields, or WHITESPACE.
        header_line: Line of the header, from 1; 0 where the file has none.
        sheet: Name of the Excel sheet.
        sample: The first records, as text; empty for Parquet and Excel.
        notes: What a person should know about how it is read.
    """

    path: Path
    kind: Kind
    columns: tuple[str, ...] = ()
    is_gzip: bool = False
    encoding: str = "utf-8"
    delimiter: str = ","
    header_line: int = 1
    sheet: str | None = None
    sample: tuple[tuple[str, ...], ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The file's name without its folder, as messages and ops tables show it."""
        return self.path.name


def sniff(path: Path, options: ReadOptions) -> DataFile:
    """Find out what `path` holds and how to read it.

    Raises:
        CustomerAnalyticsError: It is empty, damaged, or nothing that can be loaded.
    """
    if path.stat().st_size == 0:
        raise _empty(path)
    with path.open("rb") as stream:
        is_gzip = stream.read(2) == b"\x1f\x8b"
    with open_bytes(path, is_gzip=is_gzip) as stream:
        head = stream.read(SAMPLE_BYTES)
    if not head:
        raise _empty(path)
    kind = _kind(path, head)
    if kind is not Kind.TEXT and is_gzip:
        raise CustomerAnalyticsError(
            f"{path.name} is a {kind} file inside gzip, which can't be read in place.",
            f"Unpack it first: gunzip {path.name}",
        )
    if kind is Kind.TEXT:
        return _sniff_text(DataFile(path, kind, is_gzip=is_gzip), head, options)
    found = DataFile(path, kind, sheet=options.sheet, notes=_name_notes(path, kind))
    if kind is Kind.PARQUET:
        from customer_analytics.loading.parquet import describe_parquet

        return describe_parquet(found)
    from customer_analytics.loading.excel import describe_excel

    return describe_excel(found, options.header)


@contextmanager
def open_bytes(path: Path, *, is_gzip: bool, advance: Advance | None = None) -> Iterator[BinaryIO]:
    """Open the file's content, unpacked; `advance(n)` hears of every n bytes read from the disk.

    Raises:
        CustomerAnalyticsError: The gzip data are damaged or cut short.
    """
    with path.open("rb") as raw:
        counted = _Counted(raw, advance) if advance else raw
        stream = gzip.GzipFile(fileobj=counted) if is_gzip else counted
        try:
            yield stream
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise CustomerAnalyticsError(
                f"{path.name} is damaged gzip data: {error}.",
                "Was the download or copy cut short? Fetch it again.",
            ) from error


def text_chunks(file: DataFile, advance: Advance | None = None) -> Iterator[bytes]:
    """The file's text in UTF-8, without a byte order mark, about a megabyte at a time.

    UTF-8 goes through as it is (the server checks it); anything else is decoded.

    Raises:
        UnicodeDecodeError: The bytes are not in the file's encoding.
    """
    with open_bytes(file.path, is_gzip=file.is_gzip, advance=advance) as stream:
        if file.encoding == "utf-8":
            first = stream.read(CHUNK_BYTES).removeprefix(codecs.BOM_UTF8)
            while first:
                yield first
                first = stream.read(CHUNK_BYTES)
            return
        decoder = codecs.getincrementaldecoder(file.encoding)()
        while chunk := stream.read(CHUNK_BYTES):
            yield decoder.decode(chunk).encode()
        yield decoder.decode(b"", final=True).encode()


class _Counted(io.RawIOBase):
    """A file that tells how much of it has been read."""

    def __init__(self, raw: BinaryIO, advance: Advance) -> None:
        self._raw = raw
        self._advance = advance

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        data = self._raw.read(size)
        self._advance(len(data))
        return data

    def readinto(self, buffer: bytearray) -> int:
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def _empty(path: Path) -> CustomerAnalyticsError:
    return CustomerAnalyticsError(
        f"{path.name} is empty: it has not even a header.", "Did the export that made it fail?"
    )


def _kind(path: Path, head: bytes) -> Kind:
    if head.startswith(b"PAR1"):
        return Kind.PARQUET
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return Kind.EXCEL
    if head.startswith(b"PK\x03\x04"):
        return _kind_of_zip(path)
    for magic, words in _MAGIC_BYTES:
        if head.startswith(magic):
            raise _not_what_its_name_says(path, words)
    if not _has_text_bom(head) and not _utf16_without_bom(head) and _looks_binary(head[:8192]):
        raise _not_what_its_name_says(path, "binary data of a kind that is not known here")
    text = head[:4096].decode("utf-8", errors="ignore").lstrip("\ufeff")
    for pattern, words in _MARKUP:
        if pattern.match(text):
            raise _not_what_its_name_says(path, words)
    return Kind.TEXT


def _kind_of_zip(path: Path) -> Kind:
    import zipfile

    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except zipfile.BadZipFile as error:
        raise CustomerAnalyticsError(
            f"{path.name} is damaged: {error}.",
            "Was the download or copy cut short? Fetch it again.",
        ) from error
    if names & {"xl/workbook.xml", "xl/workbook.bin"} or {"content.xml", "mimetype"} <= names:
        return Kind.EXCEL
    raise _not_what_its_name_says(path, "a ZIP archive: unpack it first")


def _not_what_its_name_says(path: Path, words: str) -> CustomerAnalyticsError:
    return CustomerAnalyticsError(
        f"{path.name} is not what its name says: it holds {words}.",
        "CSV (any delimiter), gzipped CSV, Parquet and Excel files can be loaded.",
    )


def _has_text_bom(head: bytes) -> bool:
    return head.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))


def _utf16_without_bom(head: bytes) -> str | None:
    sample = head[:2048]
    if len(sample) < 4:
        return None
    low, high = sample[0::2].count(0), sample[1::2].count(0)
    if high > len(sample) * 0.4 and low == 0:
        return "utf-16-le"
    if low > len(sample) * 0.4 and high == 0:
        return "utf-16-be"
    return None


def _looks_binary(sample: bytes) -> bool:
    # One stray NUL in the middle of a big export is a bad line; many at its start are no text.
    control = sum(byte < 32 and byte not in b"\t\n\r\f\x1b" for byte in sample)
    return control > max(1, len(sample) * 0.02)


def _name_notes(path: Path, kind: Kind) -> tuple[str, ...]:
    suffixes = {
        Kind.PARQUET: {".parquet", ".pq"},
        Kind.EXCEL: {".xlsx", ".xls", ".xlsm", ".xlsb", ".ods"},
    }
    if kind is Kind.TEXT:
        is_odd = path.suffix.lower() in suffixes[Kind.PARQUET] | suffixes[Kind.EXCEL]
    else:
        is_odd = path.suffix.lower() not in suffixes[kind]
    return (f"{path.name} is read as {kind}, which its name does not say.",) if is_odd else ()


def _sniff_text(file: DataFile, head: bytes, options: ReadOptions) -> DataFile:
    encoding, notes = _find_encoding(file, head, options.encoding)
    text = head.decode(encoding, errors="replace").lstrip("\ufeff")
    lines = io.StringIO(text, newline="").readlines()
    if len(head) == SAMPLE_BYTES and len(lines) > 1:
        lines.pop()  # cut in the middle
    start = next((number for number, line in enumerate(lines) if line.strip()), None)
    if start is None:
        raise _empty(file.path)
    delimiter = check_delimiter(options.delimiter)
    separator = _SEPARATOR_LINE.match(lines[start])
    if separator and len(lines) > start + 1:  # how Excel says what it exported
        delimiter, start = delimiter or separator.group(1), start + 1
    delimiter = delimiter or _find_delimiter(lines[start:])
    records = split_records(lines[start:], delimiter)
    header = options.header or tuple(records[0])
    return replace(
        file,
        columns=clean_header(header, file.name),
        encoding=encoding,
        delimiter=delimiter,
        header_line=0 if options.header else start + 1,
        sample=tuple(tuple(record) for record in records[0 if options.header else 1 :]),
        notes=notes + _name_notes(file.path, Kind.TEXT),
    )


def check_delimiter(given: str | None) -> str | None:
    r"""The delimiter a person means: one character, `tab`, `\t` or `whitespace`.

    Raises:
        CustomerAnalyticsError: It is none of these.
    """
    if given is None:
        return None
    named = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", WHITESPACE: WHITESPACE}
    delimiter = named.get(given, given)
    if delimiter != WHITESPACE and (len(delimiter) != 1 or delimiter in '"\r\n' or delimiter > "~"):
        raise CustomerAnalyticsError(
            f"The delimiter {given!r} is not one character.",
            "Give one character, or one of the words tab, comma, semicolon, whitespace.",
        )
    return delimiter


def split_records(lines: list[str], delimiter: str) -> list[list[str]]:
    """The first records of some lines, blank ones left out."""
    if delimiter == WHITESPACE:
        return [line.split() for line in lines[:SAMPLE_RECORDS] if line.strip()]
    reader = csv.reader(lines, delimiter=delimiter)
    records = []
    try:
        for record in reader:
            if record:
                records.append(record)
            if len(records) == SAMPLE_RECORDS:
                break
    except csv.Error:
        pass  # a sample is enough; the load itself names the line
    return records


def clean_header(header: tuple[str, ...], file_name: str) -> tuple[str, ...]:
    """Column names trimmed; a column without a name is called after its position.

    Raises:
        CustomerAnalyticsError: Two columns have the same name, or one has a name kept for us.
    """
    names = [
        name.strip().strip("\ufeff") or f"column_{i}" for i, name in enumerate(header, start=1)
    ]
    # PostgreSQL cuts names after 63 bytes.
    cut = [name.encode()[:63] for name in names]
    for name, short in zip(names, cut, strict=True):
        if cut.count(short) > 1:
            raise CustomerAnalyticsError(
                f"{file_name} has two columns called {name!r}.", "Rename one of them."
            )
    if "_line" in names:
        raise CustomerAnalyticsError(
            f"{file_name} has a column _line, a name kept for the line number.", "Rename it."
        )
    return tuple(names)


def _find_delimiter(lines: list[str]) -> str:
    best, best_score = ",", (0.0, 0)
    for delimiter in DELIMITERS:
        widths = [len(record) for record in split_records(lines, delimiter)]
        if not widths or widths[0] == 1:
            continue
        score = (round(widths.count(widths[0]) / len(widths), 1), widths[0])
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _find_encoding(file: DataFile, head: bytes, given: str | None) -> tuple[str, tuple[str, ...]]:
    if given:
        return _check_encoding(given), ()
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16", ()
    without_bom = None if head.startswith(codecs.BOM_UTF8) else _utf16_without_bom(head)
    if without_bom:
        return without_bom, (f"{file.name} is read as {without_bom}.",)
    broken = _look_for_broken_utf8(file)
    if broken is None:
        return "utf-8", ()
    sample, broken_bytes, whole_characters = broken
    if whole_characters > 10 * broken_bytes:
        return "utf-8", (f"{file.name} is UTF-8 with {broken_bytes:,} broken bytes.",)
    encoding = _guess_encoding(sample)
    return encoding, (
        f"{file.name} is not UTF-8 and read as {encoding}; --encoding says otherwise.",
    )


def _check_encoding(name: str) -> str:
    try:
        found = codecs.lookup(name).name
    except LookupError:
        raise CustomerAnalyticsError(
            f"There is no encoding {name!r}.", "Known are utf-8, windows-1252, iso-8859-1, utf-16 …"
        ) from None
    return "utf-8" if found == "utf-8-sig" else found


def _look_for_broken_utf8(file: DataFile) -> tuple[bytes, int, int] | None:
    """Read the whole file; None where it is all UTF-8.

    Otherwise: the surroundings of the first broken bytes, how many bytes are broken, and how many
    characters beyond ASCII are whole. One broken byte in a file full of good ones is a bad line;
    it does not make the file an old Windows export.
    """
    decoder = codecs.getincrementaldecoder("utf-8")(errors="surrogateescape")
    broken_bytes = whole_characters = 0
    sample = b""
    with open_bytes(file.path, is_gzip=file.is_gzip) as stream:
        while chunk := stream.read(CHUNK_BYTES):
            text = decoder.decode(chunk)
            if text.isascii():
                continue
            broken = len(re.findall("[\udc80-\udcff]", text))
            broken_bytes += broken
            whole_characters += len(re.findall("[^\x00-\x7f]", text)) - broken
            if broken and len(sample) < SAMPLE_BYTES:
                sample += b"\n".join(_lines_beyond_ascii(chunk))
    return (sample, broken_bytes, whole_characters) if broken_bytes else None


def _lines_beyond_ascii(chunk: bytes) -> list[bytes]:
    return [line for line in chunk.splitlines() if not line.isascii()][:2000]


def _guess_encoding(sample: bytes) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(sample[:65536], cp_isolation=_LIKELY_ENCODINGS).best()
    # Several encodings often give the same text; then it is that of most old exports.
    if best is None or "cp1252" in best.could_be_from_charset:
        return "cp1252"
    return best.encoding
