"""What we are measured against, each in an environment of its own."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks.bench import REPOSITORY

PEERS = Path(__file__).parent / "peers"
ENVIRONMENTS = REPOSITORY / "build" / "benchmark-peers"


@dataclass(frozen=True)
class Peer:
    """An environment that has what peers/requirements/<name>.txt lists."""

    name: str

    def command(self, script: str, *arguments: str | Path) -> list[str]:
        """The command line of a script of the folder peers, in this environment."""
        # variables and packages of the user change nothing; -I would hide the script's neighbours
        return [self._python, "-E", "-s", str(PEERS / script), *map(str, arguments)]

    def install(self) -> None:
        """Make the environment, unless it is there with just these requirements.

        Raises:
            RuntimeError: pip failed.
        """
        requirements = PEERS / "requirements" / f"{self.name}.txt"
        installed = self._folder / "installed.txt"
        if installed.exists() and installed.read_bytes() == requirements.read_bytes():
            return
        for command in (
            [sys.executable, "-m", "venv", "--clear", str(self._folder)],
            [self._python, "-m", "pip", "install", "--quiet", "--requirement", str(requirements)],
        ):
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                raise RuntimeError(f"{command} failed:\n{done.stdout}{done.stderr}")
        installed.write_bytes(requirements.read_bytes())

    @property
    def _folder(self) -> Path:
        return ENVIRONMENTS / self.name

    @property
    def _python(self) -> str:
        return str(self._folder / "bin" / "python")


LIFETIMES = Peer("lifetimes")
DUCKDB = Peer("duckdb")
