"""Run the SQL of the demo data set in one transaction: setup, then batch by batch, then finish."""

from __future__ import annotations

import hashlib
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from customer_analytics.errors import CustomerAnalyticsError

if TYPE_CHECKING:
    import psycopg

    from customer_analytics.connection import Server
    from customer_analytics.raw_contract import RawTable

DEFAULT_CUSTOMERS = 15_847
DEFAULT_SEED = 1
DEFAULT_DAYS = 730
DEFAULT_UNTIL = date(2025, 12, 31)
MAX_CUSTOMERS = 9_999_999  # ids have seven digits
MAX_DAYS = 3_660

RAW_SCHEMA = "raw"
SOURCE = "generated"
# Small enough to stay in memory, large enough that a statement's overhead does not show.
CUSTOMERS_PER_BATCH = 20_000
WORKING_MEMORY = "64MB"
LOCK_TIMEOUT = "30s"

SQL_DIR = Path(__file__).parent
SETUP_STEPS = (
    "run",
    "draws",
    "truth",
    "calendar",
    "channels",
    "places",
    "products",
    "phrases",
    "exchange_rates",
    "working_tables",
)
BATCH_STEPS = (
    "customers",
    "referrers",
    "orders",
    "raw_customers",
    "raw_purchase_behavior",
    "raw_support_tickets",
    "raw_customer_satisfaction_scores",
    "raw_customer_feedback",
    "raw_customer_journey_events",
    "raw_communication_logs",
    "raw_loyalty_program",
    "raw_referral_program",
    "raw_customer_segments",
    "raw_predictive_metrics",
    "bad_rows",
)
FINISH_STEPS = ("raw_acquisition_costs",)


@dataclass(frozen=True)
class DemoRequest:
    """What to generate; equal requests give equal rows on any server.

    Attributes:
        customers: How many customers, 1 to MAX_CUSTOMERS.
        seed: Any whole number; another seed is another world with the same truth.
        days: Length of the history in days, 1 to MAX_DAYS.
        until: Its last day, in UTC; the newest event is on it.
    """

    customers: int = DEFAULT_CUSTOMERS
    seed: int = DEFAULT_SEED
    days: int = DEFAULT_DAYS
    until: date = DEFAULT_UNTIL

    def __post_init__(self) -> None:
        """Refuse what the generator can't do.

        Raises:
            CustomerAnalyticsError: Too many or too few customers or days.
        """
        for name, value, largest in (
            ("customers", self.customers, MAX_CUSTOMERS),
            ("days", self.days, MAX_DAYS),
        ):
            if not 1 <= value <= largest:
                raise CustomerAnalyticsError(
                    f"{value:,} {name} can't be generated.",
                    f"Ask for 1 to {largest:,}, with --{name}.",
                )

    @property
    def command(self) -> str:
        """The command line that asks for it."""
        return (
            f"generate --customers {self.customers} --seed {self.seed}"
            f" --days {self.days} --until {self.until}"
        )


@dataclass(frozen=True)
class DemoResult:
    """What is in the raw tables now.

    Attributes:
        rows: Rows by table, in the contract's order.
        was_there: The same data was there already, and nothing was done.
        seconds: How long it took.
    """

    rows: dict[str, int]
    was_there: bool
    seconds: float


class LoadedDataError(CustomerAnalyticsError):
    """The raw tables hold rows that the generator did not make."""


def generate(
    server: Server,
    project_dir: Path,
    request: DemoRequest,
    *,
    force: bool = False,
    on_progress: Callable[[int], None] = lambda customers: None,
    customers_per_batch: int = CUSTOMERS_PER_BATCH,
) -> DemoResult:
    """Fill the raw tables with generated data, in place of what was generated before.

    All of it is one transaction: whatever goes wrong, the raw tables stay as they were.

    Args:
        server: The database.
        project_dir: Folder of the dbt project, which holds the raw contract.
        request: What to generate.
        force: Generate even if the same data is there.
        on_progress: Called after each batch with the number of customers done.
        customers_per_batch: Customers that are worked on at a time; does not change the result.

    Raises:
        LoadedDataError: A raw table holds rows from files or of unknown origin.
        CustomerAnalyticsError: No connection, or others are loading or keep the raw tables locked.
    """
    from customer_analytics.connection import connect
    from customer_analytics.loading.preparation import ensure_raw_tables, take_load_lock
    from customer_analytics.ops import ensure_ops
    from customer_analytics.raw_contract import read_contract

    contract = read_contract(project_dir)
    started = time.monotonic()
    with connect(server) as connection:
        take_load_lock(connection)
        ensure_ops(connection)
        ensure_raw_tables(connection, contract, RAW_SCHEMA)
        _refuse_loaded_data(connection, contract)
        recorded = _recorded_rows(connection, contract, _fingerprint(request))
        was_there = recorded is not None and not force
        if was_there:
            rows = recorded
        else:
            _lock_raw_tables(connection, contract)
            rows = _replace_raw_tables(
                connection, contract, request, on_progress, customers_per_batch
            )
    return DemoResult(rows=rows, was_there=was_there, seconds=time.monotonic() - started)


def _replace_raw_tables(
    connection: psycopg.Connection,
    contract: dict[str, RawTable],
    request: DemoRequest,
    on_progress: Callable[[int], None],
    customers_per_batch: int,
) -> dict[str, int]:
    started_at = datetime.now(UTC)
    _truncate_raw_tables(connection, contract)
    # The working tables of a batch fit in here; without it they go through the disk's cache.
    _set(connection, "temp_buffers", WORKING_MEMORY)
    _set(connection, "work_mem", WORKING_MEMORY)
    _set(connection, "timezone", "UTC")
    _set(connection, "demo.customers", request.customers)
    _set(connection, "demo.seed", request.seed)
    _set(connection, "demo.days", request.days)
    _set(connection, "demo.until", request.until.isoformat())
    _run_steps(connection, "setup", SETUP_STEPS)
    _make_partitions(connection, contract)
    for first, last in _batches(request.customers, customers_per_batch):
        _set(connection, "demo.first_number", first)
        _set(connection, "demo.last_number", last)
        _run_steps(connection, "batch", BATCH_STEPS)
        on_progress(last)
    _run_steps(connection, "finish", FINISH_STEPS)
    rows = _count_rows(connection, contract)
    _record(connection, request, started_at, rows)
    _analyze(connection, contract)
    return rows


def _batches(customers: int, size: int) -> Iterator[tuple[int, int]]:
    for first in range(1, customers + 1, size):
        yield first, min(first + size - 1, customers)


def _fingerprint(request: DemoRequest) -> str:
    """SHA-256 of the request and of every SQL file: a new generator is another data set."""
    digest = hashlib.sha256(request.command.encode())
    for file in sorted(SQL_DIR.glob("*/*.sql")):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _run_steps(connection: psycopg.Connection, stage: str, steps: tuple[str, ...]) -> None:
    for step in steps:
        statements = (SQL_DIR / stage / f"{step}.sql").read_bytes()
        # More than one statement can't be prepared, however often it is run.
        connection.execute(statements, prepare=False)


def _set(connection: psycopg.Connection, setting: str, value: object) -> None:
    connection.execute("select set_config(%s, %s, true)", [setting, str(value)])


def _lock_raw_tables(connection: psycopg.Connection, contract: dict[str, RawTable]) -> None:
    import psycopg
    from psycopg import sql

    _set(connection, "lock_timeout", LOCK_TIMEOUT)
    try:
        for table in contract:
            connection.execute(
                sql.SQL("lock table {} in access exclusive mode").format(
                    sql.Identifier(RAW_SCHEMA, table)
                )
            )
    except psycopg.errors.LockNotAvailable:
        raise CustomerAnalyticsError(
            f"Another session kept the raw tables locked for {LOCK_TIMEOUT}; nothing was changed.",
            "Wait until the build, load or query that reads them is done, and try again.",
        ) from None


def _refuse_loaded_data(connection: psycopg.Connection, contract: dict[str, RawTable]) -> None:
    """Check that every raw table that has rows was last filled by the generator.

    Raises:
        LoadedDataError: One was not.
    """
    foreign = [
        table
        for table in contract
        if _has_rows(connection, table) and _last_source(connection, table) != SOURCE
    ]
    if foreign:
        raise LoadedDataError(
            f"The raw tables hold data that was not generated ({', '.join(foreign)}); generating"
            " would replace it. Nothing was changed.",
            "Generate into another database (--database-url) or another folder (--data-dir).",
        )


def _has_rows(connection: psycopg.Connection, table: str) -> bool:
    from psycopg import sql

    found = connection.execute(
        sql.SQL("select exists (select 1 from {})").format(sql.Identifier(RAW_SCHEMA, table))
    ).fetchone()
    return found is not None and bool(found[0])


def _last_source(connection: psycopg.Connection, table: str) -> str | None:
    """Where a raw table's last rows came from: 'file', 'generated', or None if it is unknown."""
    found = connection.execute(
        "select source from ops.load_history"
        " where table_name = %s and coalesce(rows_inserted, 0) + coalesce(rows_updated, 0) > 0"
        " order by started_at desc limit 1",
        [table],
    ).fetchone()
    return None if found is None else str(found[0])


def _recorded_rows(
    connection: psycopg.Connection, contract: dict[str, RawTable], fingerprint: str
) -> dict[str, int] | None:
    """Rows by table if what was generated last has this fingerprint and is still there."""
    found = connection.execute(
        "select table_name, rows_inserted, file_sha256 from ops.load_history"
        " where source = %s and started_at = ("
        " select max(started_at) from ops.load_history where source = %s)",
        [SOURCE, SOURCE],
    ).fetchall()
    rows = {name: count for name, count, sha256 in found if sha256 == fingerprint}
    if set(rows) != set(contract):
        return None
    is_there = all(_has_rows(connection, table) for table, count in rows.items() if count)
    return {table: rows[table] for table in contract} if is_there else None


def _truncate_raw_tables(connection: psycopg.Connection, contract: dict[str, RawTable]) -> None:
    from psycopg import sql

    tables = sql.SQL(", ").join(sql.Identifier(RAW_SCHEMA, table) for table in contract)
    connection.execute(sql.SQL("truncate {}").format(tables))


def _make_partitions(connection: psycopg.Connection, contract: dict[str, RawTable]) -> None:
    from psycopg import sql

    from customer_analytics.loading.partitions import make_partitions

    days = sql.SQL("select generate_series(first_date, last_date, '1 day') from demo_run")
    for table in contract.values():
        if table.is_partitioned:
            make_partitions(connection, table, RAW_SCHEMA, days)


def _count_rows(connection: psycopg.Connection, contract: dict[str, RawTable]) -> dict[str, int]:
    from psycopg import sql

    rows = {}
    for table in contract:
        found = connection.execute(
            sql.SQL("select count(*) from {}").format(sql.Identifier(RAW_SCHEMA, table))
        ).fetchone()
        rows[table] = found[0] if found else 0
    return rows


def _record(
    connection: psycopg.Connection,
    request: DemoRequest,
    started_at: datetime,
    rows: dict[str, int],
) -> None:
    fingerprint = _fingerprint(request)
    for table, count in rows.items():
        connection.execute(
            "insert into ops.load_history (load_id, started_at, finished_at, source, file_name,"
            " file_sha256, table_name, rows_read, rows_inserted, rows_updated, rows_unchanged,"
            " rows_rejected, status)"
            " values (%s, %s, clock_timestamp(), %s, %s, %s, %s, %s, %s, 0, 0, 0, 'loaded')",
            [
                uuid.uuid4().hex,
                started_at,
                SOURCE,
                request.command,
                fingerprint,
                table,
                count,
                count,
            ],
        )


def _analyze(connection: psycopg.Connection, contract: dict[str, RawTable]) -> None:
    from psycopg import sql

    tables = sql.SQL(", ").join(sql.Identifier(RAW_SCHEMA, table) for table in contract)
    connection.execute(sql.SQL("analyze {}").format(tables))
