"""Whole processes against each other, in turns, so that a busy moment hits them all alike."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

WHOLE = ""


@dataclass(frozen=True)
class Contender:
    """One way to do a piece of work.

    Attributes:
        name: What it is called in the table.
        command: The process that is timed.
        env: Variables for it, beside those that are set anyway.
        prepare: What has to be done before each run, untimed.
        stages: The seconds of parts of the run that has just ended, by name.
    """

    name: str
    command: Sequence[str | Path]
    env: Mapping[str, str] = field(default_factory=dict)
    prepare: Callable[[], object] = lambda: None
    stages: Callable[[], Mapping[str, float]] = dict


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

    Returns:
        One timing for each contender, followed by those of its stages. A stage is compared with
        the baseline's stage of the same name; where there is none, with its whole run.

    Raises:
        RuntimeError: One of the commands failed.
    """
    rounds = [[_seconds(one) for one in contenders] for _ in range(runs + 1)][1:]
    return [
        Timing(
            f"{contender.name}: {part}" if part else contender.name,
            tuple(round_[index][part] for round_ in rounds),
            tuple(round_[index][part] / round_[0].get(part, round_[0][WHOLE]) for round_ in rounds),
        )
        for index, contender in enumerate(contenders)
        for part in rounds[0][index]
    ]


def _seconds(contender: Contender) -> dict[str, float]:
    """Run once; returns the seconds of the whole process, and behind it those of its stages."""
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
    return {WHOLE: seconds, **contender.stages()}
