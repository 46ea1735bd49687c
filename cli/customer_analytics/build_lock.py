"""One build at a time: a session of the command line's own holds a lock for the whole run.

Two builds that overlap duplicate rows in incremental tables, and dbt reports success for both. A
lock that dbt itself takes is not held while its models run, so it can't be one of its hooks.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from customer_analytics.connection import Server, connect
from customer_analytics.errors import CustomerAnalyticsError
from customer_analytics.ops import has_table

if TYPE_CHECKING:
    import psycopg

LOCK_KEY = 4_701_802_351  # any constant will do; the lock is one for each database
LOCK_SESSION = "customer-analytics lock"
DBT_SESSION = "customer-analytics build"
CHECK_SECONDS = 5.0
ORPHAN_SECONDS = 30


@dataclass(frozen=True)
class Holder:
    """Who holds the lock. What the server won't tell is None.

    Attributes:
        run_id: The build's id in ops.runs.
        command: build, demo …
        host: Computer that it runs on.
        pid: Its process there.
        os_user: Login that started it.
        since: When it began.
    """

    run_id: str | None
    command: str | None
    host: str | None
    pid: int | None
    os_user: str | None
    since: datetime | None

    def __str__(self) -> str:
        """One line for people."""
        who = f"`{self.command or 'build'}`"
        if self.pid is not None:
            who += f" by {self.os_user} on {self.host}, process {self.pid}"
        if self.since is not None:
            who += f", since {self.since:%Y-%m-%d %H:%M:%S} UTC"
        return who + (f" (run {self.run_id})" if self.run_id else "")


class BuildIsRunningError(CustomerAnalyticsError):
    """Another build holds the lock; the exit code is EX_TEMPFAIL, try again later."""

    exit_code = 75


class BuildLock:
    """Holds the lock from `with` to its end, and keeps an eye on the session that it hangs on."""

    def __init__(self, server: Server, run_id: str, on_lost: Callable[[], None]) -> None:
        """Prepare the lock.

        Args:
            server: Database to be built.
            run_id: Tells others which build it is.
            on_lost: Called once, from another thread, when the session and its lock are gone.
        """
        self._server = server
        self._run_id = run_id
        self._on_lost = on_lost
        self._is_over = threading.Event()
        self._is_lost = threading.Event()
        self._watch = threading.Thread(target=self._keep_watch, daemon=True, name="build-lock")
        self.connection: psycopg.Connection

    def __enter__(self) -> BuildLock:
        """Take the lock.

        Raises:
            BuildIsRunningError: Another build has it; the message says who.
        """
        name = f"{LOCK_SESSION} {self._run_id}"
        self.connection = connect(self._server, application_name=name, autocommit=True)
        while not _try_lock(self.connection):
            holder = find_holder(self.connection)
            if holder is None:
                continue  # it has let go in this moment
            self.connection.close()
            raise BuildIsRunningError(
                f"Another build is running on {self._server.address}: {holder}.",
                "Two builds at once would corrupt incremental tables. Wait until it is through.",
            )
        _notice_dead_client_soon(self.connection)
        self._watch.start()
        return self

    def __exit__(self, *exception: object) -> None:
        """Let go of the lock, at once: a server may keep a closed session's lock for a moment."""
        import psycopg

        self.stop_watching()
        with suppress(psycopg.Error):  # a session that was lost has no lock to give back
            self.connection.execute("select pg_advisory_unlock(%s)", [LOCK_KEY])
        self.connection.close()

    def stop_watching(self) -> None:
        """Call `on_lost` no more: what it stops has ended."""
        self._is_over.set()
        self._watch.join()

    @property
    def is_lost(self) -> bool:
        """The session that held the lock has ended before its time."""
        if not self._is_lost.is_set() and not _is_alive(self.connection):
            self._is_lost.set()
        return self._is_lost.is_set()

    def _keep_watch(self) -> None:
        # Asking also keeps firewalls and idle timeouts from cutting a session that says nothing.
        while not self._is_over.wait(CHECK_SECONDS):
            if self.is_lost:
                self._on_lost()
                return


def keep_builds_out(connection: psycopg.Connection, server: Server) -> None:
    """Hold the lock until the connection's transaction ends: no build begins or goes on meanwhile.

    Raises:
        BuildIsRunningError: A build has it; the message says who.
    """
    while not _try_lock(connection, "pg_try_advisory_xact_lock"):
        holder = find_holder(connection)
        if holder is not None:
            raise BuildIsRunningError(
                f"A build is running on {server.address}: {holder}.", "Wait until it is through."
            )


def find_holder(connection: psycopg.Connection) -> Holder | None:
    """Who holds the build lock of this database now; None for nobody."""
    found = connection.execute(
        """
        select activity.application_name, activity.backend_start
        from pg_locks
        left join pg_stat_activity as activity on activity.pid = pg_locks.pid
        where locktype = 'advisory'
            and granted
            and database = (select oid from pg_database where datname = current_database())
            and (classid::bigint << 32) | objid::bigint = %s
            and objsubid = 1
        """,
        [LOCK_KEY],
    ).fetchone()
    if found is None:
        return None
    application_name, since = found
    # Another role's session tells its name to nobody but members of pg_read_all_stats.
    run_id = (application_name or "").removeprefix(LOCK_SESSION).strip() or None
    return _holder_of(connection, run_id, since)


def end_orphans(connection: psycopg.Connection) -> int:
    """End what a killed build left running in the server; to be called with the lock held.

    A killed dbt's statement runs on until it wants to answer, and holds its locks as long.

    Returns:
        How many sessions were ended.

    Raises:
        CustomerAnalyticsError: One of them can't be ended.
    """
    import psycopg

    orphans = _sessions_of_dbt(connection)
    try:
        for pid in orphans:
            connection.execute("select pg_terminate_backend(%s, %s)", [pid, ORPHAN_SECONDS * 1000])
    except psycopg.errors.InsufficientPrivilege as error:
        raise CustomerAnalyticsError(
            "A killed build has left a session of another role, which this role may not end.",
            "As that role or a superuser, call pg_terminate_backend on every session in"
            f" pg_stat_activity whose application_name is {DBT_SESSION!r}.",
        ) from error
    alive = set(orphans) & set(_sessions_of_dbt(connection))
    if alive:
        raise CustomerAnalyticsError(
            f"A session of a killed build won't end within {ORPHAN_SECONDS} s"
            f" (server process {', '.join(map(str, sorted(alive)))}).",
            "Try again in a while; if it stays, restart the server.",
        )
    return len(orphans)


def _sessions_of_dbt(connection: psycopg.Connection) -> list[int]:
    found = connection.execute(
        "select pid from pg_stat_activity"
        " where datname = current_database() and application_name = %s",
        [DBT_SESSION],
    )
    return [pid for (pid,) in found]


def _try_lock(connection: psycopg.Connection, function: str = "pg_try_advisory_lock") -> bool:
    from psycopg import sql

    query = sql.SQL("select {}(%s)").format(sql.Identifier(function))
    (is_taken,) = connection.execute(query, [LOCK_KEY]).fetchone()
    return is_taken


def _notice_dead_client_soon(connection: psycopg.Connection) -> None:
    # A killed process closes its socket and the lock is free at once. A computer that lost its
    # power or network says nothing: without these, the server would keep the lock for two hours.
    for setting, seconds in (("idle", 30), ("interval", 10)):
        connection.execute(
            "select set_config(%s, %s, false)", [f"tcp_keepalives_{setting}", str(seconds)]
        )
    connection.execute("select set_config('tcp_keepalives_count', '3', false)")


def _is_alive(connection: psycopg.Connection) -> bool:
    import psycopg

    try:
        connection.execute("select 1")
    except psycopg.Error:
        return not connection.closed
    return True


def _holder_of(connection: psycopg.Connection, run_id: str | None, since: datetime) -> Holder:
    found = None
    if run_id is not None and has_table(connection, "ops", "runs"):
        found = connection.execute(
            "select command, host, pid, os_user, started_at from ops.runs where run_id = %s",
            [run_id],
        ).fetchone()
    command, host, pid, os_user, started_at = found or (None, None, None, None, since)
    return Holder(run_id, command, host, pid, os_user, started_at)
