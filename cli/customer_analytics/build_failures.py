"""What failed in a build, in words: what dbt said, where to look, what to do."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from customer_analytics.dbt_runner import UNIT_TEST, NodeResult

LONGEST_MESSAGE = 12  # lines
TEST_TYPES = frozenset({"test", UNIT_TEST})

_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
# dbt's first and last line say what the title and the places say too.
_WRAPPING = re.compile(r"^\S.* Error( in \w+ .*)?$|^\s*compiled code at ")

DISK_IS_FULL = "The server's disk is full: make room and build again."

# What a message holds, and what to do then; where none fits, the kind of node decides.
_ADVICE = {
    "No space left on device": DISK_IS_FULL,
    "could not extend file": DISK_IS_FULL,  # a quota, a limit, or room for half of a block
    "administrator command": "The server ended the session: see why, and build again.",
    "server closed the connection": "The server was lost: see its log, and build again.",
    "the database system is": "The server is starting or stopping: build again when it is up.",
    "permission denied": "The role lacks a right: `customer-analytics doctor` says which.",
    "canceling statement": "The statement was cancelled, by a person or a time limit: build again.",
}


@dataclass(frozen=True)
class Failure:
    """One failed or warning node, for people.

    Attributes:
        title: Its name and kind.
        lines: What dbt or the database said.
        places: Where to look: what it is, and the file.
        advice: What to do next.
    """

    title: str
    lines: tuple[str, ...]
    places: tuple[tuple[str, Path], ...]
    advice: str


def describe(node: NodeResult) -> Failure:
    """Put a node's failure or warning into words."""
    kind = node.resource_type.replace("_", " ")
    places = [("defined in", node.path)]
    if node.compiled_path is not None and node.compiled_path.is_file():
        places.append(("SQL", node.compiled_path))
    return Failure(
        title=f"{node.name} ({kind})",
        lines=meaningful_lines(node.message),
        places=tuple(places),
        advice=_advice(node),
    )


def meaningful_lines(message: str) -> tuple[str, ...]:
    """The lines of a message that say something, without colours and indentation in common."""
    import textwrap

    lines = [line.rstrip() for line in _COLOURS.sub("", message).splitlines()]
    kept = [line for line in lines if line and not _WRAPPING.match(line)]
    kept = textwrap.dedent("\n".join(kept)).splitlines()
    if len(kept) > LONGEST_MESSAGE:
        return (*kept[:LONGEST_MESSAGE], f"… and {len(kept) - LONGEST_MESSAGE} lines more")
    return tuple(kept)


def _advice(node: NodeResult) -> str:
    for text, advice in _ADVICE.items():
        if text in node.message:
            return advice
    if node.message.startswith("Compilation Error"):
        return "Mend the file, then build again."
    if node.resource_type == UNIT_TEST:
        return "The model's SQL does not do what this test says it does: mend either."
    if node.resource_type in TEST_TYPES:
        return "Every row that the SQL returns breaks the rule."
    return f"Mend the file, then: customer-analytics build --select {node.name}+"
