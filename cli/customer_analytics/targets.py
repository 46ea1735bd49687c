"""Which server a command talks to: a URL, a dbt profile target, or else the embedded server."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from customer_analytics.connection import Server, certificates_in, server_from_url
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

    Args:
        settings: What the command was told.
        start: Start the embedded server if it is down; without, that is an error.

    Raises:
        CustomerAnalyticsError: The URL or target can't be read, or the embedded server can't start.
    """
    named = named_server(settings)
    if named:
        return named  # without importing what starts a server, which takes 30 ms
    from customer_analytics.server import embedded_server

    return embedded_server(settings.data_dir, start=start)


def named_server(settings: Settings) -> Server | None:
    """The server that the settings name; None means the embedded one, and nothing is started.

    A URL (option or CUSTOMER_ANALYTICS_DATABASE_URL) comes first, then a profile's target.

    Raises:
        CustomerAnalyticsError: The URL or target can't be read.
    """
    url = _database_url(settings)
    if url:
        return server_from_url(url)
    target = own_target(settings)
    return profile_server(target, settings.project_dir) if target else None


def own_target(settings: Settings) -> str | None:
    """The target of one's own profiles.yml that is meant; None for a URL and the embedded server.

    It is the option, else CUSTOMER_ANALYTICS_TARGET, else `target:` of profiles.yml, as for dbt.

    Raises:
        CustomerAnalyticsError: There is a profiles.yml that can't be read.
    """
    if _database_url(settings):
        return None
    target = settings.target or os.environ.get(TARGET_VARIABLE)
    if not target:
        file = _existing_profiles_file(settings.project_dir)
        target = _render(_read_profile(file).get("target"), file) if file else None
    return None if target in (None, EMBEDDED_TARGET) else str(target)


def profile_variables(server: Server) -> dict[str, str]:
    """The environment that the target `embedded` of profiles.example.yml reads, for `server`."""
    return {
        "CUSTOMER_ANALYTICS_HOST": server.host,
        "CUSTOMER_ANALYTICS_PORT": str(server.port),
        "CUSTOMER_ANALYTICS_USER": server.user,
        "CUSTOMER_ANALYTICS_DBNAME": server.dbname,
        "CUSTOMER_ANALYTICS_SSLMODE": server.sslmode,
        # dbt blots out the values of variables with this prefix wherever it logs.
        "DBT_ENV_SECRET_CUSTOMER_ANALYTICS_PASSWORD": server.password,
        # libpq itself reads PGSSLROOTCERT, PGSSLCERT and PGSSLKEY
        **{f"PG{name.upper()}": path for name, path in server.certificates.items()},
    }


def profile_server(target: str, project_dir: Path | None) -> Server:
    """Read one target of the profile `customer_analytics`, as dbt would.

    Raises:
        CustomerAnalyticsError: There is no profiles.yml, no such target, it is no PostgreSQL, or a
            variable that it reads is not set.
    """
    file = find_profiles_file(project_dir)
    outputs = _read_profile(file).get("outputs") or {}
    if target not in outputs:
        raise CustomerAnalyticsError(
            f"{file} has no target {target!r} under {PROFILE_NAME}: outputs.",
            f"It has: {', '.join(outputs) or 'none'}. See profiles.example.yml.",
        )
    values = {key: _render(value, file) for key, value in outputs[target].items()}
    if values.get("type") != "postgres":
        raise CustomerAnalyticsError(
            f"Target {target!r} of {file} is {values.get('type')}, not postgres.",
            "The command line works on PostgreSQL; on other databases run dbt itself.",
        )
    return Server(
        host=str(values.get("host") or "localhost"),
        port=_port(values.get("port") or 5432, target, file),
        dbname=str(values.get("dbname") or values.get("database")),
        user=str(values.get("user")),
        password=str(values.get("password") or values.get("pass") or ""),
        sslmode=str(values.get("sslmode") or "prefer"),
        certificates=certificates_in(values),
    )


def find_profiles_file(project_dir: Path | None) -> Path:
    """The profiles.yml that dbt would read: DBT_PROFILES_DIR, the project's folder, or ~/.dbt.

    Raises:
        CustomerAnalyticsError: None of them has one.
    """
    file = _existing_profiles_file(project_dir)
    if file is None:
        folders = ", ".join(map(str, _profiles_folders(project_dir)))
        raise CustomerAnalyticsError(
            f"No profiles.yml in {folders}.",
            "Copy profiles.example.yml to profiles.yml and keep the target that is yours.",
        )
    return file


def _profiles_folders(project_dir: Path | None) -> list[Path]:
    from customer_analytics.project import find_project

    named = os.environ.get("DBT_PROFILES_DIR")
    if named:
        return [Path(named)]
    return list(dict.fromkeys([Path.cwd(), find_project(project_dir), Path.home() / ".dbt"]))


def _existing_profiles_file(project_dir: Path | None) -> Path | None:
    files = (folder / "profiles.yml" for folder in _profiles_folders(project_dir))
    return next((file for file in files if file.is_file()), None)


def _read_profile(file: Path) -> dict:
    """The profile `customer_analytics` of a profiles.yml; empty where it has none."""
    import yaml

    try:
        content = yaml.safe_load(file.read_text(encoding="utf-8")) or {}
        profile = content.get(PROFILE_NAME) or {}
        if isinstance(profile, dict) and isinstance(profile.get("outputs") or {}, dict):
            return profile
        reason = f"{PROFILE_NAME} is not a profile with outputs"
    except (yaml.YAMLError, UnicodeDecodeError, AttributeError) as error:
        reason = " ".join(str(error).split())
    raise CustomerAnalyticsError(
        f"{file} can't be read: {reason}.", "Compare it with profiles.example.yml."
    )


def _port(value: object, target: str, file: Path) -> int:
    try:
        return int(str(value))
    except ValueError:
        raise CustomerAnalyticsError(
            f"Target {target!r} of {file} has the port {value!r}.", "A port is a whole number."
        ) from None


def _database_url(settings: Settings) -> str | None:
    return settings.database_url or os.environ.get(URL_VARIABLE)


def _render(value: object, file: Path) -> object:
    # dbt's own loader costs seconds to import; the profile needs no more of it than env_var.
    from jinja2 import TemplateError
    from jinja2.sandbox import SandboxedEnvironment

    if not isinstance(value, str):
        return value
    environment = SandboxedEnvironment(autoescape=False)
    environment.filters |= {"as_number": int, "int": int, "as_native": str, "as_text": str}

    def env_var(name: str, default: str | None = None) -> str:
        found = os.environ.get(name, default)
        if found is None:
            raise CustomerAnalyticsError(
                f"{file} needs the environment variable {name}.",
                f"Set it: export {name}=…",
            )
        return found

    try:
        return environment.from_string(value).render(env_var=env_var)
    except (TemplateError, ValueError) as error:
        raise CustomerAnalyticsError(
            f"{file} has an expression that can't be worked out: {error}",
            "Only env_var() and dbt's filters for numbers and texts are known in it.",
        ) from error
