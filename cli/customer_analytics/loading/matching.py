"""Files that need no mapping: their names say the table, and their columns are the contract's."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from pathlib import Path

from customer_analytics.errors import CustomerAnalyticsError
from customer_analytics.loading.jobs import Plan, TableJob, quoted, with_key_defaults
from customer_analytics.loading.sniffing import DELIMITER_NAMES, DataFile, Kind
from customer_analytics.raw_contract import RawTable

DATA_SUFFIXES = (
    ".csv", ".tsv", ".txt", ".tab", ".psv", ".dat", ".gz", ".parquet", ".pq",
    ".xlsx", ".xls", ".xlsm", ".xlsb", ".ods",
)  # fmt: skip
LANDED_NAME = "file"


def table_of(file_name: str, contract: Iterable[str]) -> str | None:
    """The raw table that a name means: customers.csv, Customers-2024.csv.gz, customers (1).csv."""
    stem = file_name.casefold()
    while (shorter := _without_suffix(stem)) != stem:
        stem = shorter
    for table in sorted(contract, key=len, reverse=True):
        if re.fullmatch(re.escape(table) + r"([-_. (][-_. ()0-9tz:]*)?", stem):
            return table
    return None


def _without_suffix(name: str) -> str:
    for suffix in DATA_SUFFIXES:
        name = name.removesuffix(suffix)
    return name


def find_files(paths: Iterable[Path]) -> list[Path]:
    """The files that paths name: files as they are, folders by the data files directly in them.

    Raises:
        CustomerAnalyticsError: A path is not there, or a folder holds no data file.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = [each for each in sorted(path.iterdir()) if _is_data_file(each)]
            if not inside:
                raise CustomerAnalyticsError(
                    f"The folder {path} holds no data files.",
                    "CSV, gzipped CSV, Parquet and Excel files are looked for.",
                )
            found += inside
        elif path.is_file():
            found.append(path)
        else:
            raise CustomerAnalyticsError(f"There is no file or folder {path}.", "Check the name.")
    return list(dict.fromkeys(found))


def _is_data_file(path: Path) -> bool:
    is_data = path.name.casefold().endswith(DATA_SUFFIXES)
    return is_data and path.is_file() and not path.name.startswith((".", "~"))


def plan_straight(file: DataFile, table: RawTable) -> Plan:
    """The plan for a file whose columns are the table's.

    Raises:
        CustomerAnalyticsError: They are not; it lists what is missing and unknown and shows how to
            begin a mapping.
    """
    names = {name.casefold(): name for name in table.column_names}
    targets = tuple(names.get(column.casefold(), "") for column in file.columns)
    repeated = sorted({name for name in targets if name and targets.count(name) > 1})
    if repeated:
        raise CustomerAnalyticsError(
            f"{file.name} has several columns called {', '.join(repeated)}.", "Rename all but one."
        )
    unknown = [column for column, name in zip(file.columns, targets, strict=True) if not name]
    missing = [
        name for name in table.key if name not in targets and table.column(name).default is None
    ]
    if unknown or missing:
        raise _no_match(file, table, unknown, missing)
    columns = {name: quoted(column) for name, column in zip(targets, file.columns, strict=True)}
    job = TableJob(
        table=table,
        main=LANDED_NAME,
        source=quoted(LANDED_NAME),
        line="_line",
        where=None,
        columns=with_key_defaults(table, columns),
        origin=None,
    )
    return Plan({LANDED_NAME: (file,)}, (job,), straight=targets)


def _no_match(
    file: DataFile, table: RawTable, unknown: list[str], missing: list[str]
) -> CustomerAnalyticsError:
    guesses = {column: _guess(column, table) for column in unknown}
    lines = [f"The columns of {file.name} are not those of the table {table.name}."]
    if unknown:
        named = [
            f"{column} (did you mean {guess}?)" if guess else column
            for column, guess in guesses.items()
        ]
        lines.append(f"  unknown: {', '.join(named)}")
    if missing:
        lines.append(f"  missing: {', '.join(missing)}")
    if len(file.columns) == 1 and file.kind is Kind.TEXT:
        used = DELIMITER_NAMES.get(file.delimiter, repr(file.delimiter))
        lines.append(f"  The header is one column when split at {used}: {file.columns[0][:80]}")
        hint = "Leave --delimiter away to have it found out, or name the right one."
    else:
        hint = "Rename the columns, or write a mapping, load.yml, and add --mapping load.yml:\n"
        hint += _mapping_draft(file, table, guesses)
        if len(unknown) == len(file.columns) and not any(guesses.values()):
            hint += "\n     Where the file has no header line, add header: [name, name …] to lines."
    return CustomerAnalyticsError("\n".join(lines), hint)


def _guess(column: str, table: RawTable) -> str | None:
    plain = re.sub(r"[^0-9a-z]+", "_", column.casefold()).strip("_")
    close = difflib.get_close_matches(plain, table.column_names, n=1, cutoff=0.6)
    return close[0] if close else None


def _mapping_draft(file: DataFile, table: RawTable, guesses: dict[str, str | None]) -> str:
    own = {name.casefold(): name for name in table.column_names}
    sources = {
        own[column.casefold()]: column for column in file.columns if column.casefold() in own
    }
    for column, guess in guesses.items():
        if guess:
            sources.setdefault(guess, column)
    required = [
        column.name
        for column in table.columns
        if column.is_required and (column.default is None or column.name in table.key)
    ]
    lines = ["files:", f'  lines: {{path: "{file.name}"}}', "tables:", f"  {table.name}:"]
    lines += ["    from: lines", "    columns:"]
    for name in table.column_names:
        if name in sources:
            lines.append(f"      {name}: '{quoted(sources[name])}'")
        elif name in required:
            lines.append(f"      {name}: ...")
    return "\n".join("     " + line for line in lines)
