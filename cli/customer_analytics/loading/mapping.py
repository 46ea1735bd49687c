"""Mappings: small YAML files that say which SQL over which files makes which raw tables."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from customer_analytics.errors import CustomerAnalyticsError
from customer_analytics.loading.jobs import Plan, TableJob, quoted, with_key_defaults
from customer_analytics.loading.sniffing import DataFile, ReadOptions, check_delimiter
from customer_analytics.raw_contract import RawTable

_NAME = re.compile(r"[a-z][a-z0-9_]{0,50}")
_FILE_KEYS = ("path", "delimiter", "encoding", "header", "sheet")
_TABLE_KEYS = ("from", "main", "line", "where", "columns")
_TOP_KEYS = ("description", "timezone", "files", "tables")


@dataclass(frozen=True)
class FileEntry:
    """Files that land under one name: those that `path`, a glob, matches."""

    name: str
    path: str
    options: ReadOptions


@dataclass(frozen=True)
class LoadMapping:
    """A mapping as its file says it, checked against the contract."""

    file: Path
    timezone: str | None
    files: tuple[FileEntry, ...]
    jobs: tuple[TableJob, ...]


def read_mapping(file: Path, contract: Mapping[str, RawTable]) -> LoadMapping:
    """Read and check a mapping file.

    Raises:
        CustomerAnalyticsError: It is not there, no YAML, or names what does not exist.
    """
    reader = _Reader(file, contract)
    content = reader.section(_load_yaml(file), "the mapping", _TOP_KEYS)
    files = tuple(
        reader.file_entry(name, entry)
        for name, entry in reader.section(content.get("files"), "files").items()
    )
    tables = reader.section(content.get("tables"), "tables")
    names = [entry.name for entry in files]
    jobs = tuple(reader.table_job(name, entry, names) for name, entry in tables.items())
    timezone = content.get("timezone")
    return LoadMapping(file, str(timezone) if timezone else None, files, jobs)


def match_files(
    mapping: LoadMapping, files: Sequence[Path], folders: Iterable[Path]
) -> dict[str, list[Path]]:
    """The files that each entry's glob matches, by name or by path below a given folder.

    Raises:
        CustomerAnalyticsError: An entry matches none.
    """
    roots = [folder for folder in folders if folder.is_dir()]
    matched: dict[str, list[Path]] = {}
    for entry in mapping.files:
        found = [file for file in files if fnmatch(file.name, entry.path)]
        for root in roots:
            found += [each for each in sorted(root.glob(entry.path)) if each.is_file()]
        if not found:
            given = ", ".join(file.name for file in files) or "nothing"
            raise CustomerAnalyticsError(
                f"{mapping.file.name} wants a file like {entry.path} for {entry.name};"
                f" none is among those given: {given}.",
                "Give the files, or the folder they are in, behind `load`.",
            )
        matched[entry.name] = list(dict.fromkeys(found))
    return matched


def plan_mapping(mapping: LoadMapping, files: Mapping[str, Sequence[DataFile]]) -> Plan:
    """The plan of a mapping over its files."""
    return Plan({name: tuple(found) for name, found in files.items()}, mapping.jobs)


class _Reader:
    """Checks one mapping; every complaint names the place."""

    def __init__(self, file: Path, contract: Mapping[str, RawTable]) -> None:
        self._file = file
        self._contract = contract

    def error(self, message: str, hint: str = "") -> CustomerAnalyticsError:
        hint = hint or "examples/README.md describes mappings."
        return CustomerAnalyticsError(f"{self._file.name}: {message}", hint)

    def section(self, value: object, place: str, keys: Sequence[str] | None = None) -> dict:
        """A YAML mapping with known keys."""
        if not isinstance(value, dict) or not value:
            raise self.error(f"{place} should be names with values below them.")
        for key in value:
            if keys is not None and key not in keys:
                raise self.error(f"{place} has an unknown key {key!r}.", _did_you_mean(key, keys))
        return value

    def file_entry(self, name: object, entry: object) -> FileEntry:
        """One entry of `files`: a glob, or a glob with options."""
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            raise self.error(
                f"{name!r} is no name for files.",
                "A name has small letters, digits and underscores, and begins with a letter.",
            )
        place = f"files: {name}"
        values = self.section(
            {"path": entry} if isinstance(entry, str) else entry, place, _FILE_KEYS
        )
        if not isinstance(values.get("path"), str):
            raise self.error(f"{place} needs a path.", 'Such as: path: "orders*.csv"')
        header = values.get("header")
        if header is not None and not (isinstance(header, list) and header):
            raise self.error(f"{place}: header should be a list of column names.")
        texts = {key: _text(values.get(key)) for key in ("delimiter", "encoding", "sheet")}
        options = ReadOptions(header=tuple(map(str, header)) if header else None, **texts)
        check_delimiter(options.delimiter)
        return FileEntry(name, values["path"], options)

    def table_job(self, name: str, entry: object, files: Sequence[str]) -> TableJob:
        """One entry of `tables`."""
        if name not in self._contract:
            hint = _did_you_mean(name, self._contract)
            raise self.error(f"there is no raw table {name!r}.", hint)
        place = f"tables: {name}"
        values = self.section(entry, place, _TABLE_KEYS)
        source = _text(values.get("from"))
        if not source:
            raise self.error(f"{place} needs a from.", f"The files are called: {', '.join(files)}.")
        main = self._main(place, source, _text(values.get("main")), files)
        is_plain = source in files
        return TableJob(
            table=self._contract[name],
            main=main,
            source=quoted(source) if is_plain else source,
            line=_text(values.get("line")) or f"{quoted(main)}._line",
            where=_text(values.get("where")),
            columns=self._columns(place, self._contract[name], values.get("columns")),
            origin=self._file.name,
        )

    def _main(self, place: str, source: str, main: str | None, files: Sequence[str]) -> str:
        if main is None and (source in files or len(files) == 1):
            main = source if source in files else files[0]
        if main is None:
            raise self.error(
                f"{place} reads several files and does not say whose lines its rows are.",
                f"Add main: with one of {', '.join(files)}.",
            )
        if main not in files:
            raise self.error(f"{place}: main names no files: {main!r}.", _did_you_mean(main, files))
        return main

    def _columns(self, place: str, table: RawTable, entry: object) -> dict[str, str]:
        columns = self.section(entry, f"{place}: columns")
        for name in columns:
            if name not in table.column_names:
                raise self.error(
                    f"{place} has no column {name!r}.", _did_you_mean(name, table.column_names)
                )
        for name, value in columns.items():
            if isinstance(value, dict | list):
                raise self.error(
                    f"{place}: {name} should be one SQL expression.", "Put it in quotes."
                )
        # A column without an expression is one that the files do not have.
        given = {name: _text(value) for name, value in columns.items() if _text(value)}
        filled = with_key_defaults(table, given)
        missing = [name for name in table.key if name not in filled]
        if missing:
            raise self.error(f"{place} lacks the key column {missing[0]}.", "Add it to columns.")
        return filled


def _text(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value).strip() or None


def _did_you_mean(name: object, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(str(name).casefold(), list(known), n=1, cutoff=0.5)
    if close:
        return f"Did you mean {close[0]}?"
    return f"There are: {', '.join(known)}."


def _load_yaml(file: Path) -> object:
    import yaml

    class Loader(yaml.SafeLoader):
        """Refuses a key that stands twice, of which YAML would silently take the last."""

        def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict:
            keys = [self.construct_object(key, deep=True) for key, _ in node.value]
            twice = [key for key in keys if keys.count(key) > 1]
            if twice:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {twice[0]!r} stands twice", node.start_mark
                )
            return super().construct_mapping(node, deep)

    try:
        return yaml.load(file.read_text(encoding="utf-8"), Loader)  # noqa: S506  (a SafeLoader)
    except FileNotFoundError:
        raise CustomerAnalyticsError(f"There is no mapping {file}.", "Check the name.") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        reason = " ".join(str(error).split())
        raise CustomerAnalyticsError(
            f"{file.name} is not valid YAML: {reason}",
            "An expression that holds quotes or colons goes in quotes: '\"Invoice Date\"'.",
        ) from error
