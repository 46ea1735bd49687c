"""`customer-analytics doctor`: what is wrong, and how to mend it."""

import json
from dataclasses import asdict
from typing import Annotated

import typer

from customer_analytics import console
from customer_analytics.commands.options import (
    DatabaseUrlOption,
    DataDirOption,
    ProjectDirOption,
    TargetOption,
)
from customer_analytics.targets import Settings

SIGNS = {
    "good": ("✓", console.GREEN),
    "warning": ("!", console.YELLOW),
    "problem": ("✗", console.RED),
}


def doctor(
    database_url: DatabaseUrlOption = None,
    target: TargetOption = None,
    project_dir: ProjectDirOption = None,
    data_dir: DataDirOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False,
) -> None:
    """Look for what is wrong, and say how to mend it; exit code 1 if anything is."""
    from customer_analytics.doctor import PROBLEM, examine

    findings = []
    for finding in examine(Settings(database_url, target, project_dir, data_dir)):
        findings.append(finding)
        if not as_json:
            console.say(
                f"{console.mark(*SIGNS[finding.state])} {finding.subject}: {finding.message}"
            )
            if finding.hint:
                console.say(f"    -> {finding.hint}")
    if as_json:
        console.say(json.dumps([asdict(finding) for finding in findings], indent=2))
    problems = sum(finding.state == PROBLEM for finding in findings)
    if problems:
        console.note(f"{problems} to mend: see ✗.")
        raise typer.Exit(1)
