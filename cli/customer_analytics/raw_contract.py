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
    """One raw table.

    Attributes:
        name: Its name.
        description: What the contract says of it.
        columns: Its columns, in order.
        key: Names of the columns that tell rows apart.
        event_time: Name of the column that says when the fact happened.
        is_required: The build has nothing to say without it.
        is_partitioned: It has a partition for each month of `event_time` where we create it.
    """

    name: str
    description: str
    columns: tuple[RawColumn, ...]
    key: tuple[str, ...]
    event_time: str | None
    is_required: bool
    is_partitioned: bool

    @property
    def default_partition(self) -> str:
        """Name of the partition for rows without a time, or with one that has no partition."""
        return f"{self.name}_default"

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
    """The statements that create `table` in `schema` where it is not there yet."""
    lines = [_column_definition(table, column) for column in table.columns]
    lines.append(_key_definition(table))
    statement = sql.SQL("create table if not exists {} ({})").format(
        sql.Identifier(schema, table.name), sql.SQL(", ").join(lines)
    )
    return statement + _partitioning(table, schema) if table.is_partitioned else statement


def _key_definition(table: RawTable) -> sql.Composed:
    if not table.is_partitioned:
        return sql.SQL("primary key ({})").format(_identifiers(table.key))
    # The server can keep a key unique only within a partition, so this one takes in the time, which
    # may be missing. That a key stands once in all of them is up to whoever inserts (`upsert`).
    return sql.SQL("unique nulls not distinct ({})").format(
        _identifiers((*table.key, table.event_time))
    )


def _partitioning(table: RawTable, schema: str) -> sql.Composed:
    return sql.SQL(
        " partition by range ({}); create table if not exists {} partition of {} default"
    ).format(
        sql.Identifier(table.event_time),
        sql.Identifier(schema, table.default_partition),
        sql.Identifier(schema, table.name),
    )


def _identifiers(names: tuple[str, ...]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, names))


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
        is_partitioned=meta.get("partitions") == "monthly",
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
