"""Loading: from paths to rows in the raw tables, in one transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from psycopg import sql

from customer_analytics import ops
from customer_analytics.errors import CustomerAnalyticsError
from customer_analytics.loading import straight
from customer_analytics.loading.conversion import CONVERTED, Conversion
from customer_analytics.loading.jobs import Plan, TableJob
from customer_analytics.loading.landing import LandedFile, Landing, identifiers, land
from customer_analytics.loading.mapping import match_files, plan_mapping, read_mapping
from customer_analytics.loading.matching import find_files, plan_straight, table_of
from customer_analytics.loading.partitions import make_partitions, rows_in_default
from customer_analytics.loading.preparation import is_empty, prepare
from customer_analytics.loading.rejections import Rejections, write_rejections
from customer_analytics.loading.report import (
    LoadOptions,
    LoadReport,
    NoProgress,
    Preview,
    Progress,
    RejectedLine,
    TableLoad,
)
from customer_analytics.loading.sniffing import DataFile, ReadOptions, sniff
from customer_analytics.loading.upsert import reject_unusable_keys, upsert
from customer_analytics.raw_contract import RawTable

if TYPE_CHECKING:
    import psycopg

DEFAULT_TIMEZONE = "UTC"


def load_files(
    connection: psycopg.Connection,
    contract: Mapping[str, RawTable],
    paths: Sequence[Path],
    options: LoadOptions | None = None,
    progress: Progress | None = None,
) -> LoadReport:
    """Load files into the raw tables: all of them, or nothing at all.

    Args:
        connection: From `connection.connect`, in no transaction; the load is one of its own.
        contract: The raw tables, from `raw_contract.read_contract`.
        paths: Files and folders.
        options: How; the defaults where it is None.
        progress: Hears how far it is.

    Raises:
        CustomerAnalyticsError: A file or mapping can't be read, too many lines are rejected, demo
            data is in the way, or another load is running. Nothing has changed then.
    """
    options = options or LoadOptions()
    progress = progress or NoProgress()
    plans, timezone, notes = _plan(contract, paths, options, progress)
    with _Fingerprints() as fingerprints, connection.transaction(force_rollback=options.dry_run):
        prepare(connection, contract, options, timezone)
        fingerprints.begin(
            file.path for plan in plans for files in plan.sources.values() for file in files
        )
        load = _Load(connection, options, progress, fingerprints)
        loads = [done for plan in plans for done in load.run(plan)]
        progress.step("Finishing")
    return LoadReport(tuple(loads), tuple(notes), options.dry_run)


def _plan(
    contract: Mapping[str, RawTable],
    paths: Sequence[Path],
    options: LoadOptions,
    progress: Progress,
) -> tuple[list[Plan], str, list[str]]:
    if options.table is not None and options.table not in contract:
        raise CustomerAnalyticsError(
            f"There is no raw table {options.table!r}.", f"There are: {', '.join(contract)}."
        )
    files = find_files(paths)
    progress.step("Looking at the files")
    if options.mapping is not None:
        return _plan_by_mapping(contract, files, paths, options)
    plans, notes = [], []
    for file, table in _named_tables(files, paths, contract, options, notes):
        found = sniff(file, ReadOptions(options.delimiter, options.encoding, None, options.sheet))
        notes += found.notes
        plans.append(plan_straight(found, contract[table]))
    return plans, options.timezone or DEFAULT_TIMEZONE, notes


def _named_tables(
    files: Sequence[Path],
    paths: Sequence[Path],
    contract: Mapping[str, RawTable],
    options: LoadOptions,
    notes: list[str],
) -> Iterator[tuple[Path, str]]:
    """Each file with its table; those in a folder that mean none are passed over with a note."""
    found = [(file, options.table or table_of(file.name, contract)) for file in files]
    for file, table in found:
        if table is not None:
            yield file, table
        elif file in paths or not any(name for _, name in found):
            raise CustomerAnalyticsError(
                f"The name {file.name} says no raw table.",
                f"Name one with --table, or use --mapping. There are: {', '.join(contract)}.",
            )
        else:
            notes.append(f"{file.name} was passed over: its name says no raw table.")


def _plan_by_mapping(
    contract: Mapping[str, RawTable],
    files: Sequence[Path],
    paths: Sequence[Path],
    options: LoadOptions,
) -> tuple[list[Plan], str, list[str]]:
    if options.table is not None:
        raise CustomerAnalyticsError(
            "--table and --mapping don't go together.", "The mapping names the tables."
        )
    mapping = read_mapping(options.mapping, contract)
    matched = match_files(mapping, files, paths)
    sources: dict[str, list[DataFile]] = {}
    for entry in mapping.files:
        how = ReadOptions(
            entry.options.delimiter or options.delimiter,
            entry.options.encoding or options.encoding,
            entry.options.header,
            entry.options.sheet or options.sheet,
        )
        sources[entry.name] = [sniff(path, how) for path in matched[entry.name]]
    notes = [note for found in sources.values() for file in found for note in file.notes]
    used = {path for found in matched.values() for path in found}
    unused = [path.name for path in files if path not in used and path in paths]
    if unused:
        notes.append(f"Not used by {mapping.file.name}: {', '.join(unused)}.")
    timezone = options.timezone or mapping.timezone or DEFAULT_TIMEZONE
    return [plan_mapping(mapping, sources)], timezone, notes


@dataclass(frozen=True)
class _Counts:
    read: int
    inserted: int
    updated: int = 0
    unchanged: int = 0


class _Load:
    """The plans of one command, within its transaction."""

    def __init__(
        self,
        connection: psycopg.Connection,
        options: LoadOptions,
        progress: Progress,
        fingerprints: _Fingerprints,
    ) -> None:
        self._connection = connection
        self._options = options
        self._progress = progress
        self._fingerprints = fingerprints

    def run(self, plan: Plan) -> list[TableLoad]:
        """Load one plan: the fast way where that works, else by landing and conversion."""
        if plan.straight is not None:
            done = self._run_straight(plan, plan.straight)
            if done is not None:
                return [done]
        landings = {
            name: land(self._connection, name, files, self._options.max_rejected, self._progress)
            for name, files in plan.sources.items()
        }
        broken = {name: landing.rejected for name, landing in landings.items()}
        loads = []
        for job in plan.jobs:
            # Broken lines go with the first table that is made of their file, or with the first.
            own = broken.pop(job.main, ())
            if not loads:
                lookups = broken.keys() - {job.main for job in plan.jobs}
                own += tuple(line for name in sorted(lookups) for line in broken.pop(name))
            loads.append(self._run_job(job, landings, own))
        for landing in landings.values():
            self._connection.execute(sql.SQL("drop table {}").format(landing.table))
        return loads

    def _run_straight(self, plan: Plan, columns: tuple[str, ...]) -> TableLoad | None:
        (job,) = plan.jobs
        (file,) = plan.sources[job.main]
        if not straight.can_go_straight(file, job, columns):
            return None
        started = _now()
        target = self._target(job)
        landing = Landing(job.main, file.columns, (LandedFile(file, 0),), 0, ())
        if is_empty(self._connection, target):
            rows = self._copy_into_empty_table(file, job, columns)
            if rows is not None:
                preview = self._preview(target, columns, sql.SQL("tableoid, ctid"))
                return self._finish(job, landing, started, _Counts(rows, rows), (), preview)
            if not job.table.is_partitioned:
                return None
        rows = straight.copy_into_converted(self._connection, file, job, columns, self._progress)
        if rows is None:
            return None
        rejections = Rejections(self._options.max_rejected)
        return self._write(job, landing, started, rows, rejections, CONVERTED)

    def _run_job(
        self, job: TableJob, landings: Mapping[str, Landing], broken: Sequence[RejectedLine]
    ) -> TableLoad:
        started = _now()
        landing = landings[job.main]
        rejections = Rejections(self._options.max_rejected)
        for line in broken:
            rejections.add(line)
        self._progress.step(f"Converting to {job.table.name}")
        Conversion(self._connection, job, landings, rejections).fill()
        rows = landing.rows + len(landing.rejected)
        return self._write(job, landing, started, rows, rejections, landing.table)

    def _write(
        self,
        job: TableJob,
        landing: Landing,
        started: datetime,
        rows: int,
        rejections: Rejections,
        lines_from: sql.Composable,
    ) -> TableLoad:
        """Bring the converted rows into the raw table."""
        self._progress.step(f"Writing {job.table.name}")
        reject_unusable_keys(self._connection, job, landing, lines_from, rejections)
        preview = self._preview(CONVERTED, tuple(job.columns), sql.SQL("_line"))
        self._make_partitions(job, CONVERTED)
        counts = _Counts(rows, *upsert(self._connection, job, self._target(job)))
        self._connection.execute(sql.SQL("drop table {}").format(CONVERTED))
        return self._finish(job, landing, started, counts, tuple(rejections.lines), preview)

    def _copy_into_empty_table(
        self, file: DataFile, job: TableJob, columns: tuple[str, ...]
    ) -> int | None:
        """Copy straight into the raw table; None, and nothing done, where that does not work."""
        import psycopg

        table, target = job.table, self._target(job)
        copy = partial(
            straight.copy_into_empty_table,
            self._connection, file, job, columns, target, self._progress,
        )  # fmt: skip
        if not table.is_partitioned:
            return copy()
        schema = self._options.schema
        # The months of a file are known when it has been read; nearly all of them, a sample tells.
        months = straight.sample_months(file, columns, table.event_time)
        if not months:
            return None
        with self._connection.transaction() as savepoint:
            sample = sql.SQL("select unnest({}::timestamptz[])").format(sql.Literal(months))
            make_partitions(self._connection, table, schema, sample)
            rows = copy()
            if rows and 10 * rows_in_default(self._connection, table, schema) <= rows:
                self._make_partitions(job, sql.Identifier(schema, table.default_partition))
                return rows
            raise psycopg.Rollback(savepoint)
        return None

    def _make_partitions(self, job: TableJob, source: sql.Composable) -> None:
        """Make the partitions that the rows of `source` want."""
        time = job.table.event_time
        if job.table.is_partitioned and time in job.columns:
            times = sql.SQL("select {} from {}").format(sql.Identifier(time), source)
            make_partitions(self._connection, job.table, self._options.schema, times)

    def _finish(
        self,
        job: TableJob,
        landing: Landing,
        started: datetime,
        counts: _Counts,
        rejected: tuple[RejectedLine, ...],
        preview: Preview | None,
    ) -> TableLoad:
        """Note the load in ops and refresh the table's statistics."""
        self._write_history(job, landing, started, counts, rejected)
        if counts.inserted or counts.updated:
            self._connection.execute(sql.SQL("analyze {}").format(self._target(job)))
        return TableLoad(
            table_name=job.table.name,
            file_name=landing.file_names,
            rows_read=counts.read,
            rows_inserted=counts.inserted,
            rows_updated=counts.updated,
            rows_unchanged=counts.unchanged,
            rejected=rejected,
            preview=preview,
        )

    def _write_history(
        self,
        job: TableJob,
        landing: Landing,
        started: datetime,
        counts: _Counts,
        rejected: tuple[RejectedLine, ...],
    ) -> None:
        load_id = uuid4().hex
        names = [landed.file.name for landed in landing.files]
        write_rejections(self._connection, load_id, job.table.name, names, rejected)
        values = {
            "load_id": load_id,
            "started_at": started,
            "finished_at": _now(),
            "source": "file",
            "file_name": landing.file_names,
            "file_sha256": self._fingerprints.of([landed.file.path for landed in landing.files]),
            "table_name": job.table.name,
            "rows_read": counts.read,
            "rows_inserted": counts.inserted,
            "rows_updated": counts.updated,
            "rows_unchanged": counts.unchanged,
            "rows_rejected": len(rejected),
            "status": "loaded",
        }
        statement = sql.SQL("insert into {} ({}) values ({})").format(
            sql.Identifier(ops.SCHEMA, "load_history"),
            identifiers(values),
            sql.SQL(", ").join(map(sql.Placeholder, values)),
        )
        self._connection.execute(statement, values)

    def _preview(
        self, table: sql.Composable, columns: tuple[str, ...], order: sql.SQL
    ) -> Preview | None:
        """The first rows, for a dry run."""
        if not self._options.dry_run:
            return None
        query = sql.SQL("select {} from {} order by {} limit {}").format(
            identifiers(columns), table, order, sql.Literal(self._options.preview_rows)
        )
        return Preview(columns, tuple(self._connection.execute(query).fetchall()))

    def _target(self, job: TableJob) -> sql.Identifier:
        return sql.Identifier(self._options.schema, job.table.name)


def _now() -> datetime:
    return datetime.now(UTC)


class _Fingerprints:
    """SHA-256 of files, worked out beside the load, which mostly waits for the server."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(max_workers=1)
        self._found: dict[Path, Future[str]] = {}

    def __enter__(self) -> _Fingerprints:
        return self

    def __exit__(self, *exception: object) -> None:
        self._pool.shutdown(cancel_futures=True)

    def begin(self, paths: Iterable[Path]) -> None:
        """Begin with these files."""
        for path in paths:
            self._found[path] = self._pool.submit(_sha256, path)

    def of(self, paths: Sequence[Path]) -> str:
        """The fingerprint of a file; of several, that of their fingerprints."""
        found = [self._found[path].result() for path in paths]
        return found[0] if len(found) == 1 else hashlib.sha256("".join(found).encode()).hexdigest()


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
