"""One dbt invocation, in this process: where it connects, what it tells, what came of it."""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from customer_analytics.connection import Server
from customer_analytics.targets import EMBEDDED_TARGET, profile_variables

if TYPE_CHECKING:
    from dbt.cli.main import dbtRunnerResult
    from dbt_common.events.base_types import EventMsg

EXAMPLE_PROFILES = "profiles.example.yml"
OK_STATUSES = frozenset({"success", "pass", "no-op", "warn"})
FAILED_STATUSES = frozenset({"error", "fail", "runtime error", "partial success"})
SKIPPED = "skipped"
WARNING = "warn"
UNIT_TEST = "unit_test"


@dataclass(frozen=True)
class NodeResult:
    """What came of one node of the graph.

    Attributes:
        unique_id: dbt's id, like model.customer_analytics.orders.
        name: Its name.
        resource_type: model, seed, test, unit_test, function, snapshot …
        status: success, pass, warn, error, fail, skipped or no-op.
        message: What dbt or the database said; may be empty.
        seconds: How long it took.
        path: The file that defines it, absolute.
        compiled_path: The SQL that was sent, absolute; None where nothing was compiled.
    """

    unique_id: str
    name: str
    resource_type: str
    status: str
    message: str
    seconds: float
    path: Path
    compiled_path: Path | None

    @property
    def is_failed(self) -> bool:
        """It failed by itself, rather than being skipped for another's failure."""
        return self.status in FAILED_STATUSES


@dataclass(frozen=True)
class BuildResult:
    """What came of an invocation.

    Attributes:
        nodes: One result for each node, in the order in which they ended.
        error: What kept dbt from running the graph (a model that can't be parsed, say), in its
            words; empty where it ran.
        is_interrupted: It was stopped from outside before it was through.
        seconds: From start to end, with dbt's own start.
        log_file: dbt's log in full.
    """

    nodes: tuple[NodeResult, ...]
    error: str
    is_interrupted: bool
    seconds: float
    log_file: Path

    @property
    def failures(self) -> tuple[NodeResult, ...]:
        """The nodes that failed by themselves."""
        return tuple(node for node in self.nodes if node.is_failed)

    @property
    def warnings(self) -> tuple[NodeResult, ...]:
        """The tests that warn."""
        return tuple(node for node in self.nodes if node.status == WARNING)

    def count(self, *statuses: str) -> int:
        """How many nodes have one of these statuses."""
        return sum(node.status in statuses for node in self.nodes)


@dataclass(frozen=True)
class Progress:
    """What dbt is at.

    Attributes:
        step: planned (the graph is known), started or finished (one node).
        total: Nodes to build, without unit tests: dbt learns their number late.
        done: Of those, how many are finished.
        name: The node, where the step is about one.
        resource_type: Its type.
        status: What came of it, once it is finished.
    """

    step: str
    total: int
    done: int
    name: str = ""
    resource_type: str = ""
    status: str = ""


ProgressCallback = Callable[[Progress], None]


@dataclass(frozen=True)
class Connection:
    """Where dbt connects, and under which name it shows in pg_stat_activity.

    Attributes:
        server: The server of the target `embedded`; without meaning for another target.
        application_name: Reaches the server through profiles.yml (`application_name`).
        target: A target of the user's own profiles.yml, or `embedded`.
        profiles_dir: Folder of the user's own profiles.yml; None for the project's example.
    """

    server: Server
    application_name: str
    target: str = EMBEDDED_TARGET
    profiles_dir: Path | None = None


def run_dbt(
    project_dir: Path,
    connection: Connection,
    arguments: Sequence[str],
    on_progress: ProgressCallback,
) -> BuildResult:
    """Run `dbt <arguments>` once, without a word on the console.

    Args:
        project_dir: The dbt project.
        connection: Where to connect. No secret goes to a file: the profile reads variables.
        arguments: Subcommand and its options.
        on_progress: Told of every node, from the threads of dbt, one at a time.

    Returns:
        The result; dbt's own errors are in it and are not raised.
    """
    from dbt.cli.main import dbtRunner

    started = time.monotonic()
    folders = artifact_folders(project_dir)
    watcher = _Watcher(on_progress)
    with _profiles_dir(project_dir, connection) as profiles_dir:
        flags = _flags(project_dir, profiles_dir, connection.target, folders)
        with _environment(_variables(connection)):
            outcome = dbtRunner(callbacks=[watcher]).invoke([*_QUIET, *arguments, *flags])
    return BuildResult(
        nodes=_node_results(outcome, project_dir),
        error=_error_text(outcome),
        is_interrupted=isinstance(outcome.exception, KeyboardInterrupt),
        seconds=time.monotonic() - started,
        log_file=folders.logs / "dbt.log",
    )


@dataclass(frozen=True)
class ArtifactFolders:
    """Where dbt writes its artifacts (manifest, compiled SQL) and its log."""

    target: Path
    logs: Path


def artifact_folders(project_dir: Path) -> ArtifactFolders:
    """What dbt's DBT_TARGET_PATH and DBT_LOG_PATH name, else `target` and `logs`.

    The latter in the checkout or, for an installed project, in the user's cache.
    """
    import platformdirs

    folder = project_dir
    if project_dir.parent == Path(__file__).parent or not os.access(project_dir, os.W_OK):
        folder = platformdirs.user_cache_path("customer-analytics", appauthor=False) / "dbt"
    return ArtifactFolders(
        Path(os.environ.get("DBT_TARGET_PATH") or folder / "target"),
        Path(os.environ.get("DBT_LOG_PATH") or folder / "logs"),
    )


# The console is the command's; the log file gets everything.
_QUIET = (
    "--log-level",
    "none",
    "--log-level-file",
    "debug",
    "--no-print",
    "--no-use-colors",
    "--no-use-colors-file",
    "--no-send-anonymous-usage-stats",
)


def _flags(
    project_dir: Path, profiles_dir: Path, target: str, folders: ArtifactFolders
) -> list[str]:
    folders.logs.mkdir(parents=True, exist_ok=True)
    return [
        *("--project-dir", str(project_dir)),
        *("--profiles-dir", str(profiles_dir)),
        *("--target", target),
        *("--target-path", str(folders.target)),
        *("--log-path", str(folders.logs)),
    ]


@contextmanager
def _profiles_dir(project_dir: Path, connection: Connection) -> Iterator[Path]:
    """The user's own folder, or the project's example under the name that dbt looks for."""
    if connection.profiles_dir is not None:
        yield connection.profiles_dir
        return
    with tempfile.TemporaryDirectory(prefix="customer-analytics-") as folder:
        shutil.copyfile(project_dir / EXAMPLE_PROFILES, Path(folder) / "profiles.yml")
        yield Path(folder)


def _variables(connection: Connection) -> dict[str, str]:
    return {
        **profile_variables(connection.server),
        "CUSTOMER_ANALYTICS_APPLICATION_NAME": connection.application_name,
        "DO_NOT_TRACK": "1",
    }


@contextmanager
def _environment(variables: Mapping[str, str]) -> Iterator[None]:
    """Set environment variables, and put back what was there before."""
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


@dataclass
class _Watcher:
    """Turns dbt's events into progress."""

    on_progress: ProgressCallback
    total: int = 0
    finished: set[str] = field(default_factory=set)
    lock: threading.Lock = field(default_factory=threading.Lock)  # dbt tells from many threads

    def __call__(self, event: EventMsg) -> None:
        with self.lock:
            self._hear(event)

    def _hear(self, event: EventMsg) -> None:
        name = event.info.name
        if name == "ConcurrencyLine":
            self.total = event.data.node_count
            self._tell("planned")
        elif name == "NodeStart":
            self._tell("started", event.data.node_info)
        elif name == "NodeFinished":
            node = event.data.node_info
            if node.resource_type != UNIT_TEST:
                self.finished.add(node.unique_id)
            self._tell("finished", node, event.data.run_result.status)

    def _tell(self, step: str, node: Any = None, status: str = "") -> None:
        self.on_progress(
            Progress(
                step=step,
                total=self.total,
                done=min(len(self.finished), self.total),  # ephemeral models finish uncounted
                name=node.node_name if node else "",
                resource_type=node.resource_type if node else "",
                status=status,
            )
        )


def _node_results(outcome: dbtRunnerResult, project_dir: Path) -> tuple[NodeResult, ...]:
    results = getattr(outcome.result, "results", None) or ()
    return tuple(_node_result(result, project_dir) for result in results)


def _node_result(result: Any, project_dir: Path) -> NodeResult:
    node = result.node
    compiled_path = getattr(node, "compiled_path", None)
    return NodeResult(
        unique_id=node.unique_id,
        name=node.name,
        resource_type=str(node.resource_type),
        status=str(result.status),
        message=result.message or "",
        seconds=result.execution_time,
        path=project_dir / node.original_file_path,
        compiled_path=project_dir / compiled_path if compiled_path else None,
    )


def _error_text(outcome: dbtRunnerResult) -> str:
    if outcome.exception is None or isinstance(outcome.exception, KeyboardInterrupt):
        return ""
    return str(outcome.exception).strip() or type(outcome.exception).__name__
