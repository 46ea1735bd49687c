"""An environment of its own for the package that we are measured against."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from benchmarks.bench import REPOSITORY

PEERS = Path(__file__).parent / "peers"
ENVIRONMENT = REPOSITORY / "build" / "benchmark-peers"


def peer(script: str, *arguments: str | Path) -> list[str]:
    """The command line of a script of the folder peers, in the environment made for it."""
    return [_python(), "-I", str(PEERS / script), *map(str, arguments)]


def make_peers() -> None:
    """Install requirements.txt into the environment, unless that is what is there.

    Raises:
        RuntimeError: pip failed.
    """
    requirements = PEERS / "requirements.txt"
    installed = ENVIRONMENT / "installed.txt"
    if installed.exists() and installed.read_bytes() == requirements.read_bytes():
        return
    for command in (
        [sys.executable, "-m", "venv", "--clear", str(ENVIRONMENT)],
        [_python(), "-m", "pip", "install", "--quiet", "--requirement", str(requirements)],
    ):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"{command} failed:\n{done.stdout}{done.stderr}")
    installed.write_bytes(requirements.read_bytes())


def _python() -> str:
    return str(ENVIRONMENT / "bin" / "python")
