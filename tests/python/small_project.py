"""A dbt project of two models, for tests that are about the build and not about the marts."""

import shutil
from collections.abc import Mapping
from pathlib import Path

from running import REPOSITORY

PROJECT_FILE = """
name: customer_analytics
version: 0.1.0
config-version: 2
profile: customer_analytics
flags: {require_generic_test_arguments_property: true}
vars:
  use_sample_data: true
  as_of_date: null
  active_days: 365
  schema_prefix: ""
  raw_schema: raw
  answer: 1
  seconds: 0
models:
  customer_analytics:
    +materialized: table
    staging: {+schema: staging}
"""
AS_OF_DATE = """
select cast('{{ var("as_of_date") or "2011-12-09" }}' as date) as as_of_date
"""
# Takes `seconds`, and tells which build has made it.
ANSWER = """
select
    {{ var('answer') }} as answer,
    {{ var('use_sample_data') }} as reads_sample,
    as_of_date
from {{ ref('stg_as_of_date') }}, pg_sleep({{ var('seconds') }})
"""
MODELS = {"staging/stg_as_of_date.sql": AS_OF_DATE, "answer.sql": ANSWER}


def make_project(folder: Path, files: Mapping[str, str] | None = None) -> Path:
    """Make the project in `folder`, with `files` (path below models/ and text) added to it."""
    (folder / "dbt_project.yml").write_text(PROJECT_FILE, encoding="utf-8")
    shutil.copy(REPOSITORY / "profiles.example.yml", folder)
    shutil.copytree(REPOSITORY / "macros" / "dbt_overrides", folder / "macros")
    for path, text in {**MODELS, **(files or {})}.items():
        file = folder / "models" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    shutil.copy(REPOSITORY / "models/staging/raw_contract.yml", folder / "models/staging")
    return folder
