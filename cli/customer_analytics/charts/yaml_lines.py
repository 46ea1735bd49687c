"""YAML that remembers its lines, so that an error in a file can say where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from customer_analytics.errors import CustomerAnalyticsError

if TYPE_CHECKING:
    import yaml


@dataclass(frozen=True)
class Document:
    """A YAML file: what it says, and the node tree that knows the lines.

    Attributes:
        path: As it is told to people.
        content: Plain lists, dictionaries and values.
        root: The node of the whole; None for an empty file.
    """

    path: Path
    content: Any
    root: yaml.Node | None

    def line(self, keys: Sequence[str | int]) -> int:
        """The line, from 1 on, of what stands under `keys`, or of the innermost that is there."""
        node, line = self.root, 1
        for key in keys:
            found = _child(node, key)
            if found is None:
                break
            line, node = found
        return line

    def place(self, keys: Sequence[str | int]) -> str:
        """File and line, as editors and terminals make a link of it."""
        return f"{self.path}:{self.line(keys)}"


def read_document(path: Path, told_as: Path | None = None) -> Document:
    """Read a YAML file.

    Raises:
        CustomerAnalyticsError: It is not there or is no YAML.
    """
    import yaml

    name = told_as or path
    try:
        text = path.read_text(encoding="utf-8")
        root = yaml.compose(text, Loader=yaml.CSafeLoader)
        content = yaml.load(text, Loader=yaml.CSafeLoader)
    except (OSError, UnicodeDecodeError) as error:
        raise CustomerAnalyticsError(f"{name} can't be read: {error}.") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise CustomerAnalyticsError(
            f"{name}:{line}: {error.problem or 'this is no YAML'}.",
            "A text with a colon or a quote in it wants quotes around it.",
        ) from error
    return Document(name, content, root)


def _child(node: yaml.Node | None, key: str | int) -> tuple[int, yaml.Node] | None:
    import yaml

    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            if name.value == str(key):
                return name.start_mark.line + 1, value
    if isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
        value = node.value[key]
        return value.start_mark.line + 1, value
    return None
