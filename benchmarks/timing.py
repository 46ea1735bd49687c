"""Whole processes against each other, in turns, so that a busy moment hits them all alike."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median


@dataclass(frozen=True)
class Contender:
    """One way to do a piece of work: a command, and what has to be done before it, untimed."""

    name: str
    command: Sequence[str | Path]
    env: Mapping[str, str] = field(default_factory=dict)
    prepare: Callable[[], object] = lambda: None


@dataclass(frozen=True)
class Timing:
    """Wall-clock seconds of each run, and how many times as long it took as the baseline."""

    name: str
    seconds: tuple[float, ...]
    ratios: tuple[float, ...]

    @property
    def median_seconds(self) -> float:
        """The run in the middle."""
        return median(self.seconds)

    @property
    def median_ratio(self) -> float:
        """The ratio in the middle; each run is compared with the baseline's run beside it."""
        return median(self.ratios)


def compare(contenders: Sequence[Contender], runs: int) -> list[Timing]:
    """Run the contenders in turns (A B, A B, …); the first of them is the baseline.

    One round before the first is not counted: it warms the caches.

    Args:
        contenders: What to run.
        runs: Rounds that count.

    Raises:
        RuntimeError: One of the commands failed.
    """
    rounds = [[_seconds(one) for one in contenders] for _ in range(runs + 1)][1:]
    return [
        Timing(
            contender.name,
            tuple(seconds[index] for seconds in rounds),
            tuple(seconds[index] / seconds[0] for seconds in rounds),
        )
        for index, contender in enumerate(contenders)
    ]


def _seconds(contender: Contender) -> float:
    """Run once; returns the seconds from the start of the process to its end."""
    contender.prepare()
    start = time.perf_counter()
    done = subprocess.run(
        list(map(str, contender.command)),
        env=os.environ | dict(contender.env),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    seconds = time.perf_counter() - start
    if done.returncode:
        raise RuntimeError(f"{contender.name} failed:\n{done.stdout}{done.stderr}")
    return seconds
