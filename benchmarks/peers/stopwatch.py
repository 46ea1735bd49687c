"""Seconds of the stages of a peer's run."""

import time


class Stopwatch:
    """Seconds of stages that follow one another."""

    def __init__(self) -> None:
        """Start the first stage."""
        self.seconds: dict[str, float] = {}
        self._start = time.perf_counter()

    def stage_ends(self, name: str) -> None:
        """Note the stage's seconds; the next one starts."""
        now = time.perf_counter()
        self.seconds[name] = now - self._start
        self._start = now
