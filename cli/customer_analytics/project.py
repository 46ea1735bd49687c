"""Where the dbt project is: a checkout, a folder made by `init`, or the copy inside the wheel."""

import os
from pathlib import Path

from customer_analytics.errors import CustomerAnalyticsError

PROJECT_FILE = "dbt_project.yml"
PROJECT_NAME_LINE = "name: customer_analytics"


def is_project(folder: Path) -> bool:
    """Tell whether `folder` holds the customer_analytics dbt project."""
    file = folder / PROJECT_FILE
    return file.is_file() and PROJECT_NAME_LINE in file.read_text(encoding="utf-8").splitlines()


def packaged_project() -> Path:
    """The project that came with this installation: inside the wheel, or the checkout around it."""
    inside_wheel = Path(__file__).parent / "dbt_project"
    return inside_wheel if is_project(inside_wheel) else Path(__file__).parents[2]


def find_project(given: Path | None = None) -> Path:
    """Find the dbt project to use.

    Looked for in this order: `given`, the environment's CUSTOMER_ANALYTICS_PROJECT_DIR, the
    working directory and the folders above it, and the project that came with this installation.

    Raises:
        CustomerAnalyticsError: A named folder does not hold the project.
    """
    named = given or os.environ.get("CUSTOMER_ANALYTICS_PROJECT_DIR")
    if named:
        folder = Path(named).expanduser().resolve()
        if not is_project(folder):
            raise CustomerAnalyticsError(
                f"{folder} does not hold the customer_analytics dbt project.",
                "Make one with: customer-analytics init DIR",
            )
        return folder
    here = Path.cwd()
    for folder in (here, *here.parents):
        if is_project(folder):
            return folder
    return packaged_project()
