"""A real Apache Superset for the tests: its own environment, its own SQLite file, its own port."""

import importlib.util
import os
import secrets
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from running import REPOSITORY

PROGRAM = REPOSITORY / "build" / "superset" / "venv" / "bin" / "superset"
IMPORTER = REPOSITORY / "bi" / "superset" / "import_assets.py"
USER = "admin"
START_SECONDS = 120
CONFIGURATION = """
SECRET_KEY = {secret!r}
SQLALCHEMY_DATABASE_URI = "sqlite:///{folder}/superset.db"
TALISMAN_ENABLED = False  # no TLS on the loopback address
"""


@dataclass(frozen=True)
class RunningSuperset:
    """Address and password of a Superset that answers."""

    url: str
    password: str


def load_importer() -> ModuleType:
    """The module bi/superset/import_assets.py, which is no part of any package."""
    specification = importlib.util.spec_from_file_location("import_assets", IMPORTER)
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


@contextmanager
def running_superset(folder: Path) -> Iterator[RunningSuperset]:
    """Make a Superset in `folder`, start it, and stop it at the end."""
    password = secrets.token_urlsafe(12)
    configuration = folder / "superset_config.py"
    text = CONFIGURATION.format(secret=secrets.token_urlsafe(42), folder=folder)
    configuration.write_text(text, encoding="utf-8")
    environment = {
        "PATH": os.environ["PATH"],
        "FLASK_APP": "superset",
        "SUPERSET_CONFIG_PATH": str(configuration),
        "SUPERSET_HOME": str(folder),
        "SCARF_ANALYTICS": "false",
    }
    prepare(environment, password)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    log = folder / "server.log"
    with log.open("w", encoding="utf-8") as output:
        process = subprocess.Popen(
            [PROGRAM, "run", "--port", str(port), "--with-threads"],
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            url = f"http://127.0.0.1:{port}"
            wait_until_up(url, process, log)
            yield RunningSuperset(url, password)
        finally:
            process.terminate()
            process.wait(timeout=30)


def prepare(environment: dict[str, str], password: str) -> None:
    """Make Superset's own tables and its administrator."""
    named = ["--username", USER, "--firstname", "A", "--lastname", "B", "--email", "a@example.org"]
    create_admin = ["fab", "create-admin", *named, "--password", password]
    for arguments in (["db", "upgrade"], create_admin, ["init"]):
        done = subprocess.run(
            [PROGRAM, *arguments], env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr[-3000:]


def wait_until_up(url: str, process: subprocess.Popen, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{url}/health", timeout=5):  # noqa: S310  (our own)
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"Superset does not start: {log.read_text(encoding='utf-8')[-3000:]}")
