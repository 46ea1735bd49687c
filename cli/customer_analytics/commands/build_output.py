"""What a build prints, for the commands that build: progress meanwhile, a summary at the end."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from customer_analytics import console
from customer_analytics.build_failures import Failure, describe
from customer_analytics.building import (
    FAILED,
    INTERRUPTED,
    BuildListener,
    BuildOptions,
    BuildPlan,
    BuildReport,
    build,
)
from customer_analytics.connection import Server
from customer_analytics.dbt_runner import FAILED_STATUSES, OK_STATUSES, SKIPPED, Progress
from customer_analytics.targets import Settings

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress

PERCENT_BETWEEN_LINES = 10
NODE_FAILED = 1
HOOK = "operation"  # of on-run-start; nothing that people would call built
INTERRUPTED_BY_SIGNAL = 130  # what a shell reports for a program that Ctrl-C has ended


class PlainListener(BuildListener):
    """For a pipe: a line for every tenth of the way, and one for each node that fails."""

    def __init__(self) -> None:
        """Nothing has been said yet."""
        self._next_percent = PERCENT_BETWEEN_LINES

    def planned(self, plan: BuildPlan) -> None:
        """Say what is read."""
        _note_plan(plan)

    def progressed(self, progress: Progress) -> None:
        """Say how far it is."""
        if progress.step == "planned":
            console.note(f"Building {progress.total} nodes.")
        if progress.step != "finished":
            return
        if progress.status in FAILED_STATUSES:
            console.note(_failure_line(progress))
        percent = 100 * progress.done // progress.total if progress.total else 0
        if percent >= self._next_percent:
            console.note(f"{percent:3} %  {progress.done} of {progress.total}")
            self._next_percent = percent - percent % PERCENT_BETWEEN_LINES + PERCENT_BETWEEN_LINES

    def __enter__(self) -> PlainListener:
        """Nothing to open."""
        return self

    def __exit__(self, *exception: object) -> None:
        """Nothing to close."""


class BarListener(BuildListener):
    """For a terminal: a bar with the node that began last."""

    def __init__(self) -> None:
        """Draw nothing yet."""
        self._bar = _make_bar()
        self._task = self._bar.add_task("Reading the project", total=None, node="")

    def planned(self, plan: BuildPlan) -> None:
        """Say what is read."""
        _note_plan(plan)

    def progressed(self, progress: Progress) -> None:
        """Move the bar."""
        if progress.step == "finished":
            self._bar.update(self._task, completed=progress.done)
            if progress.status in FAILED_STATUSES:
                self._bar.console.print(_failure_line(progress), markup=False, highlight=False)
        elif progress.step == "planned":
            self._bar.update(self._task, description="Building", total=progress.total)
        else:
            self._bar.update(self._task, node=progress.name)

    def __enter__(self) -> BarListener:
        """Draw the bar."""
        self._bar.start()
        return self

    def __exit__(self, *exception: object) -> None:
        """Take the bar away."""
        self._bar.stop()


def make_listener() -> PlainListener | BarListener:
    """The listener that suits stderr, where chatter goes."""
    return BarListener() if sys.stderr.isatty() else PlainListener()


def run_and_print(
    server: Server, project_dir: Path, settings: Settings, options: BuildOptions
) -> int:
    """Build with progress and a summary, and return the exit code that says what came of it."""
    with make_listener() as listener:
        report = build(server, project_dir, settings, options, listener)
    print_report(report, options)
    exit_codes = {FAILED: NODE_FAILED, INTERRUPTED: INTERRUPTED_BY_SIGNAL}
    return exit_codes.get(report.status, 0)


def print_report(report: BuildReport, options: BuildOptions) -> None:
    """Print what came of a build: what warns, what failed and why, and a line that sums up."""
    for node in report.result.warnings:
        failure = describe(node)
        console.say(f"Warning: {failure.title}: {' '.join(failure.lines)}")
    for node in report.result.failures:
        _print_failure(describe(node))
    console.say(_summary(report))
    if options.as_of is not None and report.as_of not in (None, options.as_of):
        console.note(
            f"The marts are still as of {report.as_of}: what you selected leaves out"
            " stg_as_of_date. Build without --select, or add it."
        )
    if report.result.failures:
        console.say(f"Full log: {_short(report.result.log_file)}")


def _note_plan(plan: BuildPlan) -> None:
    if plan.orphans:
        sessions = _counted(plan.orphans, "session")
        console.note(f"Ended what a killed build had left running: {sessions}.")
    for name, meant in plan.unknown_variables.items():
        guess = f" Did you mean {meant}?" if meant else ""
        console.note(f"Warning: dbt_project.yml has no var {name}.{guess}")
    what = "the ten-customer sample" if plan.reads_sample else "the loaded tables"
    console.note(f"Reading {what}, building in {plan.server.address}.")


def _print_failure(failure: Failure) -> None:
    console.say(f"Failed: {failure.title}")
    for line in failure.lines:
        console.say(f"    {line}")
    for label, path in failure.places:
        console.say(f"  {label}: {_short(path)}")
    console.say(f"  -> {failure.advice}")


def _summary(report: BuildReport) -> str:
    result = report.result
    # An interrupted dbt tells nothing of what it had done.
    if result.is_interrupted:
        return (
            f"Interrupted after {result.seconds:.0f} s."
            " The marts that were not rebuilt are as they were."
        )
    kinds = Counter(
        node.resource_type
        for node in result.nodes
        if node.status in OK_STATUSES and node.resource_type != HOOK
    )
    built = ", ".join(_counted(number, kind) for kind, number in kinds.most_common()) or "nothing"
    as_of = f" as of {report.as_of}" if report.as_of else ""
    text = f"{built} in {result.seconds:.0f} s{as_of}"
    if result.warnings:
        text += f"; {_counted(len(result.warnings), 'warning')}"
    if not result.failures:
        return f"Built {text}."
    skipped = result.count(SKIPPED)
    because = f", {skipped} skipped because of that" if skipped else ""
    return f"{len(result.failures)} failed{because}. Fine: {text}."


def _counted(number: int, noun: str) -> str:
    words = noun.replace("_", " ")
    return f"{number:,} {words}" if number == 1 else f"{number:,} {words}s"


def _failure_line(progress: Progress) -> str:
    return f"Failed: {progress.name} ({progress.resource_type.replace('_', ' ')})"


def _short(path: Path) -> str:
    """A path from where the person stands, if it is below."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


def _make_bar() -> RichProgress:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        SpinnerColumn,
        TextColumn,
        TimeElapsedColumn,
    )

    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        # dbt's names of tests can be longer than a line, and must not push the bar off it
        TextColumn("{task.fields[node]:.32}", markup=False),
        console=Console(stderr=True),
        transient=True,
    )
