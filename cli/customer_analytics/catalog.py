"""Which marts there are: the tables and views that a person may show or export."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from customer_analytics.connection import Server, connect
from customer_analytics.errors import CustomerAnalyticsError

if TYPE_CHECKING:
    import psycopg

# Where a plain name is looked for, in this order.
MART_SCHEMAS = ("marts", "reporting")

# A build swaps a table within milliseconds; waiting longer than this means that something hangs.
LOCK_TIMEOUT = "15s"


@dataclass(frozen=True)
class Mart:
    """One table or view of the marts or reporting schema; `description` is its comment."""

    schema: str
    name: str
    kind: str
    description: str

    @property
    def summary(self) -> str:
        """What the mart answers: the description's first sentence after the one on its grain."""
        sentences = " ".join(self.description.split()).split(". ")
        after_grain = sentences[1:] if sentences[0].startswith("Grain:") else sentences
        return (after_grain or sentences)[0].rstrip(".")


@dataclass(frozen=True)
class Column:
    """One column of a mart.

    Attributes:
        name: Its name.
        declared_type: Type as it was declared, e.g. `numeric(14,2)`.
        base_type: Type without precision and domains, safe to paste into SQL, e.g. `numeric`.
        category: PostgreSQL's own: N number, S text, E enum, B boolean, D date or time, ….
        precision: Decimal digits in all, for a numeric that declares them.
        scale: Decimal digits after the point, for a numeric that declares them.
    """

    name: str
    declared_type: str
    base_type: str
    category: str
    precision: int | None = None
    scale: int | None = None

    @property
    def is_text(self) -> bool:
        """Whether its values are free text, the only ones that a spreadsheet could run."""
        return self.category in ("S", "E")


def all_marts(connection: psycopg.Connection) -> list[Mart]:
    """List all marts, by schema and name.

    Raises:
        CustomerAnalyticsError: There are none.
    """
    query = """
        select namespace.nspname, class.relname, class.relkind::text,
            coalesce(obj_description(class.oid, 'pg_class'), '')
        from pg_class as class
        join pg_namespace as namespace on namespace.oid = class.relnamespace
        where namespace.nspname = any(%s) and class.relkind in ('r', 'p', 'v', 'm', 'f')
        order by array_position(%s::text[], namespace.nspname::text), class.relname
    """
    schemas = list(MART_SCHEMAS)
    marts = [Mart(*row) for row in connection.execute(query, (schemas, schemas))]
    if not marts:
        raise CustomerAnalyticsError(
            f"The database {connection.info.dbname} has no marts yet.",
            "Build them with: customer-analytics build",
        )
    return marts


def find_marts(connection: psycopg.Connection, names: Sequence[str]) -> list[Mart]:
    """Find marts by plain name (`orders`) or with the schema (`marts.orders`), each once.

    Raises:
        CustomerAnalyticsError: There are no marts, or none of that name.
    """
    marts = all_marts(connection)
    by_name = {f"{mart.schema}.{mart.name}": mart for mart in marts}
    for mart in marts:
        by_name.setdefault(mart.name, mart)
    for name in names:
        if name not in by_name:
            plain_names = [mart.name for mart in marts]
            raise unknown_name(f"There is no mart {name!r}.", name, plain_names)
    return list(dict.fromkeys(by_name[name] for name in names))


def mart_columns(connection: psycopg.Connection, mart: Mart) -> list[Column]:
    """Read the columns of a mart, in order; a domain counts as the type under it."""
    query = """
        select attribute.attname,
            format_type(attribute.atttypid, attribute.atttypmod),
            format_type(base.oid, -1),
            base.typcategory::text,
            case when base.oid = 'numeric'::regtype then modifier.typmod end
        from pg_attribute as attribute
        join pg_class as class on class.oid = attribute.attrelid
        join pg_namespace as namespace on namespace.oid = class.relnamespace
        join pg_type as declared on declared.oid = attribute.atttypid
        join pg_type as base on base.oid = coalesce(nullif(declared.typbasetype, 0), declared.oid)
        cross join lateral (
            select
                case declared.typtype
                    when 'd' then declared.typtypmod
                    else attribute.atttypmod
                end
        ) as modifier (typmod)
        where namespace.nspname = %s and class.relname = %s
            and attribute.attnum > 0 and not attribute.attisdropped
        order by attribute.attnum
    """
    rows = connection.execute(query, (mart.schema, mart.name))
    return [Column(*row[:4], *_numeric_digits(row[4])) for row in rows]


def _numeric_digits(typmod: int | None) -> tuple[int | None, int | None]:
    # numeric keeps both in one number: precision in the high half, scale as 11 signed bits below.
    if typmod is None or typmod < 4:
        return None, None
    packed = typmod - 4
    return (packed >> 16) & 0xFFFF, ((packed & 0x7FF) ^ 1024) - 1024


def unknown_name(message: str, name: str, known: Sequence[str]) -> CustomerAnalyticsError:
    """The error for a name that is not there: the closest ones, and all that there are."""
    import difflib

    close = difflib.get_close_matches(name, known, n=3, cutoff=0.7)
    did_you_mean = f"Did you mean {' or '.join(close)}? " if close else ""
    return CustomerAnalyticsError(message, f"{did_you_mean}There are: {', '.join(known)}.")


@contextmanager
def open_marts(
    server: Server, names: Sequence[str], *, application_name: str = "customer-analytics"
) -> Iterator[tuple[psycopg.Connection, list[Mart]]]:
    """Open one read-only snapshot in which all the named marts agree with each other.

    A build replaces a table by a new one that an older snapshot sees empty. So the marts are
    locked (which stops no reader) before the snapshot is taken; it lasts as long as the context.

    Raises:
        CustomerAnalyticsError: No such mart, no right to read it, or the database fails underway.
    """
    import psycopg

    with (
        explained_errors(),
        connect(server, application_name=application_name, read_only=True) as connection,
    ):
        marts = find_marts(connection, names)
        connection.rollback()
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        _lock_against_swaps(connection, marts)
        yield connection, marts


def _lock_against_swaps(connection: psycopg.Connection, marts: Sequence[Mart]) -> None:
    from psycopg import sql

    # PostgreSQL can't lock materialized views and foreign tables, and a build never swaps them.
    lockable = [mart for mart in marts if mart.kind in ("r", "p", "v")]
    if not lockable:
        return
    connection.execute(sql.SQL("set local lock_timeout = {}").format(LOCK_TIMEOUT))
    names = sql.SQL(", ").join(sql.Identifier(mart.schema, mart.name) for mart in lockable)
    connection.execute(sql.SQL("lock table {} in access share mode").format(names))


@contextmanager
def explained_errors() -> Iterator[None]:
    """Turn what the database says while marts are read into an error that says what to do.

    Raises:
        CustomerAnalyticsError: Instead of any psycopg error.
    """
    import psycopg

    try:
        yield
    except psycopg.errors.InsufficientPrivilege as error:
        raise CustomerAnalyticsError(
            f"The database refuses to show it: {_reason(error)}.",
            "Ask its owner for: grant usage on schema … and grant select on … to your user.",
        ) from error
    except psycopg.errors.LockNotAvailable as error:
        raise CustomerAnalyticsError(
            "A build is replacing this mart and did not let go of it.",
            "Try again when it is done; `customer-analytics status` shows who builds.",
        ) from error
    except psycopg.Error as error:
        raise CustomerAnalyticsError(
            f"The database stopped while it was read: {_reason(error)}.",
            "Try again; `customer-analytics doctor` looks closer if it stays.",
        ) from error


def _reason(error: psycopg.Error) -> str:
    return (error.diag.message_primary or str(error).strip().splitlines()[0]).rstrip(".")
