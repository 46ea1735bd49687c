"""The raw contract, read from the one place that describes it: models/staging/raw_contract.yml."""

from dataclasses import dataclass
from pathlib import Path

from psycopg import sql

CONTRACT_FILE = Path("models/staging/raw_contract.yml")


@dataclass(frozen=True)
class RawColumn:
    """One column of a raw table; `default` is a SQL expression, used where a file has no value."""

    name: str
    data_type: str
    description: str
    is_required: bool
    default: str | None
    is_pii: bool


@dataclass(frozen=True)
class RawTable:
    """One raw table: its columns in order, its primary key, and when its facts happened."""

    name: str
    description: str
    columns: tuple[RawColumn, ...]
    key: tuple[str, ...]
    event_time: str | None
    is_required: bool

    @property
    def column_names(self) -> tuple[str, ...]:
        """Names of the columns, in the contract's order."""
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> RawColumn:
        """The column of that name; KeyError where the contract has none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


def read_contract(project_dir: Path) -> dict[str, RawTable]:
    """Read the raw tables of the contract, by name and in the contract's order."""
    import yaml

    text = (project_dir / CONTRACT_FILE).read_text(encoding="utf-8")
    sources = yaml.load(text, Loader=yaml.CSafeLoader)["sources"]
    raw = next(source for source in sources if source["name"] == "raw")
    return {table["name"]: _table(table) for table in raw["tables"]}


def create_table(table: RawTable, schema: str) -> sql.Composed:
    """The statement that creates `table` in `schema` where it is not there yet."""
    lines = [_column_definition(table, column) for column in table.columns]
    key = sql.SQL(", ").join(map(sql.Identifier, table.key))
    lines.append(sql.SQL("primary key ({})").format(key))
    return sql.SQL("create table if not exists {} ({})").format(
        sql.Identifier(schema, table.name), sql.SQL(", ").join(lines)
    )


def _column_definition(table: RawTable, column: RawColumn) -> sql.Composed:
    # The contract is the project's own file, so its types and defaults are trusted as SQL.
    # Only keys are NOT NULL: any other missing value is a row of data_quality_issues, not an error.
    parts = [sql.Identifier(column.name), sql.SQL(column.data_type)]
    if column.default is not None:
        parts.append(sql.SQL("default " + column.default))
    if column.name in table.key:
        parts.append(sql.SQL("not null"))
    return sql.SQL(" ").join(parts)


def _table(entry: dict) -> RawTable:
    meta = entry["config"]["meta"]
    return RawTable(
        name=entry["name"],
        description=entry["description"].strip(),
        columns=tuple(_column(column) for column in entry["columns"]),
        key=tuple(meta["key"]),
        event_time=meta.get("event_time"),
        is_required=meta["required"],
    )


def _column(entry: dict) -> RawColumn:
    meta = entry.get("config", {}).get("meta", {})
    return RawColumn(
        name=entry["name"],
        data_type=entry["data_type"],
        description=entry["description"].strip(),
        is_required=meta.get("required", False),
        default=meta.get("default"),
        is_pii=meta.get("pii", False),
    )
