"""Which marts and tabs there are: the tables and views that a person may show or export."""

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

# `tab:overview` is a tab, also where a mart has the tab's name.
TAB_PREFIX = "tab:"
_REPORTING_PREFIX = "rpt_"

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

    @property
    def tab(self) -> str | None:
        """The tab that shows it, which `rpt_<tab>__<chart>` names; None for what is on no tab."""
        return self._tab_and_chart[0] or None

    @property
    def chart(self) -> str | None:
        """Its chart on that tab; None for what is on no tab."""
        return self._tab_and_chart[1] or None

    @property
    def _tab_and_chart(self) -> tuple[str, str]:
        tab, _, chart = self.name.removeprefix(_REPORTING_PREFIX).partition("__")
        is_on_tab = self.schema == "reporting" and self.name.startswith(_REPORTING_PREFIX) and chart
        return (tab, chart) if is_on_tab else ("", "")


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


def find_marts(connection: psycopg.Connection, names: Sequence[str] | None) -> list[Mart]:
    """Find marts by plain name (`orders`), with the schema (`marts.orders`), or by their tab.

    A tab (`overview`, or `tab:overview` where a mart is called so too) is all its reporting models.

    Args:
        connection: Open connection.
        names: What to find; None is all that there are.

    Returns:
        The marts in the order of the names, each once.

    Raises:
        CustomerAnalyticsError: There are no marts, or none and no tab of that name.
    """
    marts = all_marts(connection)
    if names is None:
        return marts
    found: dict[Mart, None] = {}
    for name in names:
        of_name = marts_of_name(marts, name) or marts_of_tab(marts, name)
        if not of_name:
            raise _nothing_of_name(marts, name)
        found |= dict.fromkeys(of_name)
    return list(found)


def marts_of_name(marts: Sequence[Mart], name: str) -> list[Mart]:
    """The one mart of that name, or none; a plain name is looked for in `marts` first."""
    return [mart for mart in marts if name in (mart.name, f"{mart.schema}.{mart.name}")][:1]


def marts_of_tab(marts: Sequence[Mart], name: str) -> list[Mart]:
    """All reporting models of the tab that is named, with or without `tab:`; none if it is none."""
    return [mart for mart in marts if mart.tab and mart.tab == name.removeprefix(TAB_PREFIX)]


def tab_names(marts: Sequence[Mart]) -> list[str]:
    """The tabs that the marts are on."""
    return list(dict.fromkeys(mart.tab for mart in marts if mart.tab))


def _nothing_of_name(marts: Sequence[Mart], name: str) -> CustomerAnalyticsError:
    tabs = tab_names(marts)
    show_them = "`customer-analytics show` lists the marts."
    if name.startswith(TAB_PREFIX):
        message = f"There is no tab {name.removeprefix(TAB_PREFIX)!r} with reporting models."
        known = [TAB_PREFIX + tab for tab in tabs]
    else:
        message = f"There is no {'mart or tab' if tabs else 'mart'} {name!r}."
        known = [*(mart.name for mart in marts), *tabs]
    there_are = f"Tabs are: {', '.join(tabs)}; {show_them}" if tabs else show_them
    return CustomerAnalyticsError(message, _did_you_mean(name, known) + there_are)


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
    return CustomerAnalyticsError(
        message, f"{_did_you_mean(name, known)}There are: {', '.join(known)}."
    )


def _did_you_mean(name: str, known: Sequence[str]) -> str:
    import difflib

    # a tab may have a mart's name, and is then in the list twice
    close = difflib.get_close_matches(name, list(dict.fromkeys(known)), n=3, cutoff=0.7)
    return f"Did you mean {' or '.join(close)}? " if close else ""


@contextmanager
def open_marts(
    server: Server, names: Sequence[str] | None, *, application_name: str = "customer-analytics"
) -> Iterator[tuple[psycopg.Connection, list[Mart]]]:
    """Open one read-only snapshot in which all the named marts (see `find_marts`) agree.

    A build replaces a table by a new one that an older snapshot sees empty. So the marts are
    locked (which stops no reader) before the snapshot is taken; it lasts as long as the context.

    Raises:
        CustomerAnalyticsError: No such name, no right to read it, or the database fails underway.
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
