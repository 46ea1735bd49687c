"""The templates of reports: those that come along, and copies that people have changed."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from customer_analytics.errors import CustomerAnalyticsError
from customer_analytics.exporting.destinations import replaced_together

TEMPLATES = {"pdf": "report.typ", "html": "report.html.j2"}
SUFFIXES = {"pdf": (".typ",), "html": (".html.j2", ".j2", ".html")}


def shipped_template(name: str) -> str:
    """The text of a template that comes along."""
    return files("customer_analytics.reports").joinpath("templates", name).read_text("utf-8")


def check_template(path: Path, file_format: str) -> Path:
    """A template of one's own, if it is there and fits the format.

    Raises:
        CustomerAnalyticsError: It is not, or does not.
    """
    if file_format not in TEMPLATES:
        raise CustomerAnalyticsError(
            f"A report as {file_format} has no template.", "Templates are for pdf and html."
        )
    suffixes = SUFFIXES[file_format]
    if not path.name.lower().endswith(suffixes):
        raise CustomerAnalyticsError(
            f"The template of a {file_format} report is a {suffixes[0]} file, and {path} is none.",
            "Get one to change with: customer-analytics report --copy-templates FOLDER",
        )
    if not path.is_file():
        raise CustomerAnalyticsError(f"There is no template {path}.")
    return path


def copy_templates(folder: Path) -> list[Path]:
    """Write the templates that come along to a folder; returns their paths.

    Raises:
        CustomerAnalyticsError: One is there already, or can't be written.
    """
    copies = {folder / name: shipped_template(name) for name in TEMPLATES.values()}
    for path in copies:
        if path.exists():
            raise CustomerAnalyticsError(
                f"{path} is there already, and may hold changes of yours.",
                "Name another folder, or remove it first.",
            )
    with replaced_together() as open_file:
        for path, text in copies.items():
            open_file(path).write(text.encode())
    return list(copies)
