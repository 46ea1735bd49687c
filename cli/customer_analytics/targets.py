"""Which server a command talks to: a URL, a dbt profile target, or else the embedded server."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from customer_analytics.connection import Server, server_from_url
from customer_analytics.errors import CustomerAnalyticsError

URL_VARIABLE = "CUSTOMER_ANALYTICS_DATABASE_URL"
TARGET_VARIABLE = "CUSTOMER_ANALYTICS_TARGET"
PROFILE_NAME = "customer_analytics"
EMBEDDED_TARGET = "embedded"


@dataclass(frozen=True)
class Settings:
    """What a command was told about where to work; None is the default of each."""

    database_url: str | None = None
    target: str | None = None
    project_dir: Path | None = None
    data_dir: Path | None = None


def find_server(settings: Settings, *, start: bool = True) -> Server:
    """Find the server that the settings name, and start the embedded one where none is named.

    A URL (option or CUSTOMER_ANALYTICS_DATABASE_URL) comes first, then a profile target other than
    `embedded` (option or CUSTOMER_ANALYTICS_TARGET). With either, the embedded server is never started.

    Args:
        settings: What the command was told.
        start: Start the embedded server if it is down; without, that is an error.

    Raises:
        CustomerAnalyticsError: The URL or target can't be read, or the embedded server can't start.
    """
    from customer_analytics.server import embedded_server

    url = _database_url(settings)
    if url:
        return server_from_url(url)
    target = own_target(settings)
    if target:
        return profile_server(target, settings.project_dir)
    return embedded_server(settings.data_dir, start=start)


def own_target(settings: Settings) -> str | None:
    """The target of one's own profiles.yml that is meant; None for a URL and the embedded server."""
    target = settings.target or os.environ.get(TARGET_VARIABLE)
    if _database_url(settings) or not target or target == EMBEDDED_TARGET:
        return None
    return target


def profile_server(target: str, project_dir: Path | None) -> Server:
    """Read one target of the profile `customer_analytics`, as dbt would.

    Raises:
        CustomerAnalyticsError: There is no profiles.yml, no such target, or a variable is not set.
    """
    import yaml

    file = find_profiles_file(project_dir)
    profile = (yaml.safe_load(file.read_text(encoding="utf-8")) or {}).get(PROFILE_NAME) or {}
    outputs = profile.get("outputs") or {}
    if target not in outputs:
        raise CustomerAnalyticsError(
            f"{file} has no target {target!r} under {PROFILE_NAME}: outputs.",
            f"It has: {', '.join(outputs) or 'none'}. See profiles.example.yml.",
        )
    values = {key: _render(value, file) for key, value in outputs[target].items()}
    return Server(
        host=str(values.get("host", "localhost")),
        port=int(values.get("port", 5432)),
        dbname=str(values.get("dbname") or values.get("database")),
        user=str(values.get("user")),
        password=str(values.get("password") or values.get("pass") or ""),
        sslmode=str(values.get("sslmode") or "prefer"),
    )


def find_profiles_file(project_dir: Path | None) -> Path:
    """The profiles.yml that dbt would read: DBT_PROFILES_DIR, the project's folder, or ~/.dbt.

    Raises:
        CustomerAnalyticsError: None of them has one.
    """
    from customer_analytics.project import find_project

    named = os.environ.get("DBT_PROFILES_DIR")
    folders = (
        [Path(named)] if named else [Path.cwd(), find_project(project_dir), Path.home() / ".dbt"]
    )
    for folder in folders:
        if (folder / "profiles.yml").is_file():
            return folder / "profiles.yml"
    raise CustomerAnalyticsError(
        f"No profiles.yml in {', '.join(map(str, folders))}.",
        "Copy profiles.example.yml to profiles.yml and keep the target that is yours.",
    )


def _database_url(settings: Settings) -> str | None:
    return settings.database_url or os.environ.get(URL_VARIABLE)


def _render(value: object, file: Path) -> object:
    # dbt's own loader costs seconds to import; the profile needs no more of it than env_var.
    from jinja2.sandbox import SandboxedEnvironment

    if not isinstance(value, str):
        return value
    environment = SandboxedEnvironment(autoescape=False)  # noqa: S701  (connection settings, not HTML)
    environment.filters |= {"as_number": int, "int": int, "as_native": str, "as_text": str}

    def env_var(name: str, default: str | None = None) -> str:
        found = os.environ.get(name, default)
        if found is None:
            raise CustomerAnalyticsError(
                f"{file} needs the environment variable {name}.", "Set it."
            )
        return found

    return environment.from_string(value).render(env_var=env_var)
