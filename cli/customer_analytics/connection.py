"""Connections to PostgreSQL: the address of a server, and a psycopg connection to it."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from customer_analytics.errors import CustomerAnalyticsError

if TYPE_CHECKING:
    import psycopg


CERTIFICATE_SETTINGS = ("sslrootcert", "sslcert", "sslkey")
RECOVERY_SECONDS = 60.0  # a crash in a large load takes longer; then people may ask again
RETRY_SECONDS = 0.2
# What PostgreSQL answers until it is up, also after a crash of one of its own processes.
COMING_UP = ("the database system is starting up", "the database system is in recovery mode")


def certificates_in(settings: Mapping[str, Any]) -> dict[str, str]:
    """Those of `settings` that name a certificate or key."""
    return {name: str(settings[name]) for name in CERTIFICATE_SETTINGS if settings.get(name)}


@dataclass(frozen=True)
class Server:
    """Address and credentials of one database. The password never shows in a repr or a message.

    `certificates` holds what CERTIFICATE_SETTINGS names: libpq's paths of certificates and keys.
    """

    host: str
    port: int
    dbname: str
    user: str
    password: str = field(default="", repr=False)
    sslmode: str = "prefer"
    certificates: Mapping[str, str] = field(default_factory=dict, hash=False)
    is_embedded: bool = False

    @property
    def address(self) -> str:
        """Where it is, without secrets, for messages."""
        return f"{self.user}@{self.host}:{self.port}/{self.dbname}"

    @property
    def url(self) -> str:
        """The libpq URL, with the password: for the person who asked for it and for nobody else."""
        login = quote(self.user, safe="")
        if self.password:
            login += ":" + quote(self.password, safe="")
        query = urlencode({"sslmode": self.sslmode, **self.certificates})
        host = quote(self.host, safe="")
        return f"postgresql://{login}@{host}:{self.port}/{quote(self.dbname, safe='')}?{query}"


def server_from_url(url: str) -> Server:
    """Read a libpq URL or connection string.

    Raises:
        CustomerAnalyticsError: It is not one. The message leaves it out: it may hold a password.
    """
    import getpass

    import psycopg
    from psycopg.conninfo import conninfo_to_dict

    try:
        parts = conninfo_to_dict(url)
    except psycopg.ProgrammingError:
        raise CustomerAnalyticsError(
            "The database URL can't be read.",
            "It looks like postgresql://user:password@host:5432/database?sslmode=verify-full",
        ) from None
    user = str(parts.get("user") or getpass.getuser())
    return Server(
        host=str(parts.get("host") or "localhost"),
        port=int(parts.get("port") or 5432),
        dbname=str(parts.get("dbname") or user),
        user=user,
        password=str(parts.get("password") or ""),
        sslmode=str(parts.get("sslmode") or "prefer"),
        certificates=certificates_in(parts),
    )


def connect(
    server: Server,
    *,
    application_name: str = "customer-analytics",
    autocommit: bool = False,
    read_only: bool = False,
) -> psycopg.Connection:
    """Open a connection in UTC that reads ISO dates only: 01/02/2010 is an error and no guess.

    A server that is starting or puts itself in order after a crash is waited for, a minute at most.

    Raises:
        CustomerAnalyticsError: The server can't be reached or refuses the login.
    """
    import psycopg

    try:
        connection = _connect_once_it_is_up(
            host=server.host,
            port=server.port,
            dbname=server.dbname,
            user=server.user,
            password=server.password or None,
            sslmode=server.sslmode,
            **server.certificates,
            application_name=application_name,
            connect_timeout=10,
            options="-c timezone=UTC -c datestyle=ISO,YMD",
            autocommit=autocommit,
        )
    except psycopg.OperationalError as error:
        reason = str(error).strip().splitlines()[-1]
        raise CustomerAnalyticsError(
            f"No connection to {server.address}: {reason}",
            "Is the server up and the address right? `customer-analytics doctor` looks closer.",
        ) from error
    connection.read_only = read_only
    return connection


def _connect_once_it_is_up(**parameters: Any) -> psycopg.Connection:
    import psycopg

    deadline = time.monotonic() + RECOVERY_SECONDS
    while True:
        try:
            return psycopg.connect(**parameters)
        except psycopg.OperationalError as error:
            if time.monotonic() > deadline or not any(text in str(error) for text in COMING_UP):
                raise
            time.sleep(RETRY_SECONDS)


def server_version(server: Server) -> str:
    """Version of a PostgreSQL that is up, such as "17.2".

    Raises:
        CustomerAnalyticsError: It can't be reached.
    """
    with connect(server, autocommit=True) as connection:
        return (connection.info.parameter_status("server_version") or "").split(" ")[0]
