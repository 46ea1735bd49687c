"""`customer-analytics init`: a copy of the dbt project to own and to change."""

from pathlib import Path
from typing import Annotated

import typer

from customer_analytics import console

NEXT_STEPS = """
Next:
  cd {folder}
  customer-analytics build      # builds this copy, as every command does while you are in it
  edit models/, and the rules in seeds/rules/ (segments and their limits need no SQL)

With dbt alone:
  cp profiles.example.yml profiles.yml
  eval "$(customer-analytics db url --export)"      # or name a PostgreSQL of your own in it
  dbt build"""


def init(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="New or empty folder for the project.")
    ],
) -> None:
    """Copy the dbt project to DIR, to own and to change it."""
    import shlex

    from customer_analytics.scaffolding import copy_project

    files = copy_project(folder)
    console.say(f"{folder} holds the dbt project now ({files} files).")
    console.say(NEXT_STEPS.format(folder=shlex.quote(str(folder))))
