"""A copy of the dbt project for people who want to own and change it."""

from __future__ import annotations

import shutil
from pathlib import Path

from customer_analytics.errors import CustomerAnalyticsError
from customer_analytics.project import packaged_project

# The same parts as in the wheel: see force-include in pyproject.toml.
PROJECT_PARTS = (
    "dbt_project.yml",
    "profiles.example.yml",
    "models",
    "macros",
    "seeds",
    "functions",
    "tests/data",
    "analyses",
    "examples",
)
GITIGNORE = "target/\nlogs/\ndbt_packages/\n.user.yml\nprofiles.yml\n"


def copy_project(folder: Path) -> int:
    """Copy the dbt project that came with this installation to `folder`.

    Returns:
        The number of files copied.

    Raises:
        CustomerAnalyticsError: The folder is a file, or holds something already.
    """
    if folder.exists() and not folder.is_dir():
        raise CustomerAnalyticsError(f"{folder} is a file.", "Name a new or an empty folder.")
    if folder.is_dir() and any(folder.iterdir()):
        raise CustomerAnalyticsError(
            f"{folder} is not empty, and nothing in it is overwritten.",
            "Name a new or an empty folder.",
        )
    source = packaged_project()
    files = [file for part in PROJECT_PARTS for file in _files(source / part)]
    for file in files:
        copy = folder / file.relative_to(source)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, copy)  # not its mode: an installed file may be read-only
    (folder / ".gitignore").write_text(GITIGNORE, encoding="utf-8")
    return len(files)


def _files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    return sorted(file for file in path.rglob("*") if file.is_file())
