"""Where exports go: which file holds which mart, and files that appear whole or not at all."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path
from typing import BinaryIO

from customer_analytics.catalog import Mart
from customer_analytics.errors import CustomerAnalyticsError

FORMATS = ("csv", "json", "jsonl", "parquet", "xlsx")
STDOUT = None
_BUFFER_BYTES = 1 << 20


@dataclass(frozen=True)
class Destination:
    """One file to write (None is stdout) and the marts that go into it."""

    path: Path | None
    file_format: str
    marts: tuple[Mart, ...]


def check_format(file_format: str | None) -> None:
    """Refuse a format that there is not, before anything is connected.

    Raises:
        CustomerAnalyticsError: There is no such format.
    """
    if file_format is not None and file_format not in FORMATS:
        raise CustomerAnalyticsError(
            f"There is no format {file_format!r}.", f"Choose one of: {', '.join(FORMATS)}."
        )


def plan_destinations(
    marts: Sequence[Mart], out: str | None, file_format: str | None
) -> list[Destination]:
    """Decide which files to write.

    `out` is a folder if it is one, ends in a slash, or has no extension; several marts need a
    folder, or one .xlsx file, which gets a sheet for each.

    Raises:
        CustomerAnalyticsError: Several marts for one file, or no telling which format is meant.
    """
    if out is None or is_folder(out):
        chosen = file_format or "csv"
        names = file_names(marts, chosen)
        folder = Path(out or "")
        return [
            Destination(folder / name, chosen, (mart,))
            for name, mart in zip(names, marts, strict=True)
        ]
    chosen = file_format or ("csv" if out == "-" else _format_of(Path(out)))
    if len(marts) > 1 and chosen != "xlsx":
        raise CustomerAnalyticsError(
            f"{len(marts)} marts don't go into one {chosen} file.",
            "Name a folder (--out exports/), or an .xlsx file, which gets a sheet for each.",
        )
    return [Destination(STDOUT if out == "-" else Path(out), chosen, tuple(marts))]


@contextmanager
def replaced_together() -> Iterator[Callable[[Path], BinaryIO]]:
    """Give a function that opens files for writing; they get their names when the block ends.

    If the block fails, nothing is left of them, and files of these names stay as they were.
    """
    parts: dict[Path, tuple[Path, BinaryIO]] = {}

    def open_file(path: Path) -> BinaryIO:
        part = path.with_name(f".{path.name[:100]}.{os.urandom(4).hex()}.part")
        with explained_writing(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            file = part.open("xb", buffering=_BUFFER_BYTES)
        parts[path] = (part, file)
        return file

    try:
        yield open_file
        for path, (_, file) in parts.items():
            with explained_writing(path):
                file.close()
        for path, (part, _) in parts.items():
            with explained_writing(path):
                part.replace(path)
    finally:
        for part, file in parts.values():
            _discard(part, file)


def _discard(part: Path, file: BinaryIO) -> None:
    try:
        file.close()  # Flushes, and so fails where the disk is full.
    except OSError:
        pass
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def explained_writing(path: Path) -> Iterator[None]:
    """Turn what the system says about a file or folder into an error that says what to do.

    Raises:
        CustomerAnalyticsError: Instead of any OSError.
    """
    try:
        yield
    except OSError as error:
        raise CustomerAnalyticsError(
            f"Can't write {path}: {error.strerror or error}.",
            "Name another place with --out, or make room there.",
        ) from error


def is_folder(out: str) -> bool:
    """Tell whether `--out` means a folder."""
    path = Path(out)
    is_named_like_one = out.endswith("/") or (path.suffix == "" and not path.is_file())
    return out != "-" and (path.is_dir() or is_named_like_one)


def _format_of(path: Path) -> str:
    extension = path.suffix.lower().removeprefix(".")
    if extension == "ndjson":
        return "jsonl"
    if extension not in FORMATS:
        raise CustomerAnalyticsError(
            f"{path} does not say which format it should have.",
            f"Add --format, one of: {', '.join(FORMATS)}.",
        )
    return extension


def file_names(marts: Sequence[Mart], file_format: str, taken: Collection[str] = ()) -> list[str]:
    """Names for the files of a folder, one for each mart, none of them among the `taken`."""
    plain = [mart.name for mart in marts]
    used = {name.casefold() for name in taken}
    names = []
    for mart in marts:
        full = mart.name if plain.count(mart.name) == 1 else f"{mart.schema}.{mart.name}"
        # A table may be called ../../x; its file stays in the folder.
        stem = re.sub(r"[^\w. -]", "_", full)
        numbered = (f"{stem}_{number}.{file_format}" for number in count(2))
        # Some file systems don't tell A.csv from a.csv.
        candidates = chain([f"{stem}.{file_format}"], numbered)
        name = next(name for name in candidates if name.casefold() not in used)
        used.add(name.casefold())
        names.append(name)
    return names
