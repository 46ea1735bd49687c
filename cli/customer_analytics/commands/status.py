"""`customer-analytics status`: what is in the database, and how old it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from customer_analytics import console
from customer_analytics.commands.options import (
    DatabaseUrlOption,
    DataDirOption,
    ProjectDirOption,
    TargetOption,
)
from customer_analytics.project import find_project
from customer_analytics.targets import Settings, find_server

if TYPE_CHECKING:
    from datetime import datetime

    from customer_analytics.showing import RowCount
    from customer_analytics.status import LoadStatus, RunStatus, Status

LOAD_COLUMNS = (
    "when (UTC)",
    "what",
    "tables",
    "read",
    "new",
    "changed",
    "same",
    "rejected",
    "status",
)
RUN_COLUMNS = (
    "when (UTC)",
    "command",
    "status",
    "seconds",
    "as of",
    "read",
    "ok",
    "failed",
    "skipped",
    "only",
)


def status(
    as_json: Annotated[bool, typer.Option("--json", help="For programs: one JSON object.")] = False,
    database_url: DatabaseUrlOption = None,
    target: TargetOption = None,
    project_dir: ProjectDirOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Say how fresh the data is, what was built when, and which rows are set aside and why."""
    from customer_analytics.status import read_status

    server = find_server(Settings(database_url, target, project_dir, data_dir))
    found = read_status(server, find_project(project_dir))
    if as_json:
        _print_json(found)
    else:
        _print(found)


def _print_json(found: Status) -> None:
    import dataclasses
    import json

    console.say(json.dumps(dataclasses.asdict(found), default=_as_text, indent=2))


def _as_text(value: Any) -> str:
    return value.isoformat()  # what JSON has no value for are dates and times only


def _print(found: Status) -> None:
    console.print_facts(_facts(found))
    _print_section(
        "Raw tables",
        ("table", "rows", "newest event"),
        [
            (raw.name, _rows(raw.rows), _moment(raw.newest_event))
            for raw in found.raw_tables
            if raw.rows is not None
        ],
    )
    _print_section(
        "Marts", ("mart", "rows"), [(mart.name, _rows(mart.rows)) for mart in found.marts]
    )
    _print_section(
        "Rows set aside",
        ("table", "rule", "column", "rows"),
        [(issue.table, issue.rule, issue.column, issue.rows) for issue in found.issues],
    )
    _print_section(
        "Last loads",
        LOAD_COLUMNS,
        [_load(load) for load in found.loads],
    )
    _print_section(
        "Last builds",
        RUN_COLUMNS,
        [_run(run) for run in found.runs],
    )
    _say_what_to_do(found)


def _facts(found: Status) -> list[tuple[str, object]]:
    facts: list[tuple[str, object]] = [
        ("database", found.address),
        ("marts as of", found.as_of or "never built"),
    ]
    if found.built_from:
        facts.append(("marts show", _source(found.built_from)))
    if not any(raw.rows and raw.rows.rows for raw in found.raw_tables):
        facts.append(("loaded", "nothing yet"))
    facts.append(("next build reads", _source(found.reads)))
    if found.running:
        facts.append(("building now", found.running))
    return facts


def _say_what_to_do(found: Status) -> None:
    if found.running:
        return
    if found.runs and found.runs[0].failed_names:
        names = ", ".join(found.runs[0].failed_names)
        console.note(f"The last build failed in: {names}. Build again for the reasons.")
    elif not found.marts:
        console.note("Nothing is built yet. Build with: customer-analytics build")
    elif found.is_behind or found.built_from not in (None, found.reads):
        console.note("The marts are behind what is loaded. Build with: customer-analytics build")
    if found.issues:
        console.note("Rows set aside, one by one: customer-analytics show data_quality_issues")


def _print_section(title: str, columns: tuple[str, ...], rows: list[tuple]) -> None:
    if rows:
        console.say()
        if not console.is_terminal():
            console.say(title)
        console.print_table(columns, rows, title=title)


def _load(load: LoadStatus) -> tuple:
    tables = ", ".join(load.tables) if len(load.tables) <= 2 else f"{len(load.tables)} tables"
    return (
        _moment(load.started_at),
        load.file_name or load.source,
        tables,
        load.read,
        load.inserted,
        load.updated,
        load.unchanged,
        load.rejected,
        load.status,
    )


def _run(run: RunStatus) -> tuple:
    source = None if run.reads_sample is None else ("sample" if run.reads_sample else "loaded")
    return (
        _moment(run.started_at),
        run.command,
        run.status,
        None if run.seconds is None else round(run.seconds),
        run.as_of,
        source,
        run.ok,
        run.failed,
        run.skipped,
        run.selected,
    )


def _source(reads: str) -> str:
    return "the ten-customer sample" if reads == "sample" else "the loaded tables"


def _moment(moment: datetime | Any) -> str | None:
    """To the minute in UTC; a date as it is."""
    if moment is None:
        return None
    return f"{moment:%Y-%m-%d %H:%M}" if hasattr(moment, "hour") else str(moment)


def _rows(count: RowCount | None) -> int | str | None:
    if count is None or count.is_exact:
        return count.rows if count else None
    return f"about {count.rows:,}"
