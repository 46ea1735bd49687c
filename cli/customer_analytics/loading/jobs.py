"""What is to be done: which files land, and which expressions over them make which table."""

from __future__ import annotations

from dataclasses import dataclass

from customer_analytics.loading.sniffing import DataFile
from customer_analytics.raw_contract import RawTable

UPDATED_AT = "updated_at"


@dataclass(frozen=True)
class TableJob:
    """How one raw table is filled from landed files.

    Attributes:
        table: The raw table.
        main: Name of the landed files whose lines the rows are.
        source: SQL of the from clause.
        line: SQL of the main file's line number.
        where: SQL of the where clause, if any.
        columns: SQL expression of each contract column that is filled.
        origin: File that the SQL comes from, for messages; None where it is ours.
    """

    table: RawTable
    main: str
    source: str
    line: str
    where: str | None
    columns: dict[str, str]
    origin: str | None

    @property
    def has_updated_at(self) -> bool:
        """Whether the file says when its rows were last changed."""
        return UPDATED_AT in self.columns


@dataclass(frozen=True)
class Plan:
    """Files that land under names, and the tables made of them.

    Attributes:
        sources: The files behind each name.
        jobs: The tables, in the order in which they are filled.
        straight: Contract column of each of the file's columns, where one file with the contract's
            own columns fills one table; else None.
    """

    sources: dict[str, tuple[DataFile, ...]]
    jobs: tuple[TableJob, ...]
    straight: tuple[str, ...] | None = None


def quoted(name: str) -> str:
    """A name as a SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def with_key_defaults(table: RawTable, columns: dict[str, str]) -> dict[str, str]:
    """The columns in the contract's order; a key column that is missing gets its default."""
    defaults = {
        name: table.column(name).default
        for name in table.key
        if name not in columns and table.column(name).default is not None
    }
    filled = columns | defaults
    return {name: filled[name] for name in table.column_names if name in filled}
