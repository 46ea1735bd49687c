"""Roles for BI tools: a login that reads the marts and the reporting models, and nothing else.

A build drops tables and makes them anew, so a grant on a table lasts until the next build. What
lasts are default privileges: rights on whatever a role will make in a schema. They are set for
every role that has made something there, and for the one that asks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from customer_analytics.build_lock import keep_builds_out
from customer_analytics.connection import Server, connect
from customer_analytics.errors import CustomerAnalyticsError

if TYPE_CHECKING:
    import psycopg
    from psycopg import sql

MARK = "Reads the marts for a BI tool; made by customer-analytics db grant-reader."
LONGEST_NAME = 63  # bytes; PostgreSQL cuts off what is longer, and means another role then
# A transaction that is left open holds its tables, and the next build waits for them.
IDLE_IN_TRANSACTION_SECONDS = 60
OTHER_NAME_HINT = "Name one that is not there yet: it is made for the BI tool alone."


@dataclass(frozen=True)
class ReaderRequest:
    """What a reader should be.

    Attributes:
        name: The role's name, taken as it is: upper case and quotes are part of it.
        schemas: What it reads, in the order in which plain names are looked up.
        statement_seconds: A statement is cancelled after so many seconds; 0 is never.
        password: Its password; None generates one for a new role and keeps that of an earlier one.
        has_new_password: Generate one for an earlier role too.
    """

    name: str
    schemas: tuple[str, ...]
    statement_seconds: int
    password: str | None = None
    has_new_password: bool = False


@dataclass(frozen=True)
class Reader:
    """A role that reads.

    Attributes:
        server: The database as the role sees it; with the password only where it was generated.
        relations: Tables and views that it can read now.
        builders: Whose future tables it can read.
        beyond: What else it may do, such as "read public.notes", because somebody let everybody.
    """

    server: Server
    relations: int
    builders: tuple[str, ...]
    beyond: tuple[str, ...]


def grant_reader(server: Server, request: ReaderRequest) -> Reader:
    """Make the role, or put an earlier one right; all of it or nothing.

    Raises:
        CustomerAnalyticsError: The name can't be a reader's, or the rights do not suffice.
        BuildIsRunningError: Tables that are being built right now would be missed.
    """
    import secrets

    _check_name(request.name)
    with _rights_needed(), connect(server) as connection:
        keep_builds_out(connection, server)
        is_new = not _is_role(connection, request.name)
        password = request.password
        if not password and (is_new or request.has_new_password):
            password = secrets.token_urlsafe(24)
        if is_new:
            _run(connection, "create role {role}", request.name)
        else:
            _refuse_unfit_role(connection, request.name)
        _make_login(connection, request.name, password)
        _set_guards(connection, request)
        _revoke_everything(connection, request.name)
        _let_connect(connection, request.name)
        builders = _builders(connection, request.schemas)
        for schema in request.schemas:
            _let_read(connection, request.name, schema, builders)
        shown = password if password and password != request.password else ""
        readable = _readable(connection, request.name)
        return Reader(
            server=_as_role(server, request.name, shown),
            relations=sum(schema in request.schemas for schema, _ in readable),
            builders=tuple(builders),
            beyond=tuple(_beyond(connection, request)),
        )


def revoke_reader(server: Server, name: str) -> list[str]:
    """Take all rights in this database from a reader, and remove it where it has none elsewhere.

    Returns:
        Other databases of the server in which it still reads; while there are any, it stays.

    Raises:
        CustomerAnalyticsError: There is no such reader, or the rights do not suffice.
        BuildIsRunningError: A build is making tables that it would have rights on.
    """
    with _rights_needed(), connect(server) as connection:
        keep_builds_out(connection, server)
        if not _is_role(connection, name):
            raise CustomerAnalyticsError(f"There is no role {name!r} on {server.address}.")
        if not _is_marked(connection, name):
            raise CustomerAnalyticsError(
                f"The role {name!r} was not made by `db grant-reader`, and is left alone.",
                "Whoever made it can remove it with: drop role",
            )
        _revoke_everything(connection, name)
        _run(connection, "alter role {role} in database {db} reset all", name, db=_here(connection))
        elsewhere = _other_databases(connection, name)
        if not elsewhere:
            _run(connection, "drop role {role}", name)
        return elsewhere


def _check_name(name: str) -> None:
    length = len(name.encode())
    if not 0 < length <= LONGEST_NAME or "\0" in name or name.startswith("pg_"):
        raise CustomerAnalyticsError(
            f"{name!r} can't be the name of a role.",
            f"It has 1 to {LONGEST_NAME} bytes and does not begin with pg_, such as bi_reader.",
        )


def _refuse_unfit_role(connection: psycopg.Connection, name: str) -> None:
    """Refuse a role that sees more than it is granted, or that serves somebody else already."""
    reason = _unfitness(connection, name)
    if reason:
        raise CustomerAnalyticsError(
            f"The role {name!r} can't be made a reader: {reason}.", OTHER_NAME_HINT
        )


def _unfitness(connection: psycopg.Connection, name: str) -> str | None:
    query = """
        select
            role.rolsuper,
            role.rolcreaterole or role.rolcreatedb or role.rolreplication or role.rolbypassrls,
            exists (
                select from pg_shdepend as owned
                where owned.refclassid = 'pg_authid'::regclass
                    and owned.refobjid = role.oid and owned.deptype = 'o'
            ),
            array(
                select above.rolname::text
                from pg_auth_members as membership
                join pg_roles as above on above.oid = membership.roleid
                where membership.member = role.oid
                order by 1
            ),
            exists (
                select from pg_shdepend as granted
                where granted.refclassid = 'pg_authid'::regclass and granted.refobjid = role.oid
            )
        from pg_roles as role
        where role.rolname = %s
    """
    row = connection.execute(query, [name]).fetchone()
    is_superuser, has_powers, owns_things, groups, is_in_use = row
    if is_superuser:
        return "it is a superuser, who reads everything"
    if has_powers:
        return "it may make roles or databases, replicate, or pass over row-level security"
    if owns_things:
        return "it owns something on this server, and reads and changes what it owns"
    if groups:
        return f"it is a member of {', '.join(groups)} and reads what that role reads"
    if is_in_use and not _is_marked(connection, name):
        return "it has rights already, so somebody else uses it"
    return None


def _make_login(connection: psycopg.Connection, name: str, password: str | None) -> None:
    from psycopg import sql

    _run(connection, "comment on role {role} is {mark}", name, mark=sql.Literal(MARK))
    _run(connection, "alter role {role} login", name)
    if password:
        # Worked out here, as psql's \password does: the password itself is never sent, so that
        # neither the server's log nor pg_stat_statements can hold it.
        verifier = connection.pgconn.encrypt_password(
            password.encode(), name.encode(), b"scram-sha-256"
        )
        _run(
            connection,
            "alter role {role} password {verifier}",
            name,
            verifier=sql.Literal(verifier.decode()),
        )


def _set_guards(connection: psycopg.Connection, request: ReaderRequest) -> None:
    """Settings that each of its sessions begins with; a session may change them, its rights not."""
    from psycopg import sql

    settings = {
        "default_transaction_read_only": "on",
        "statement_timeout": f"{request.statement_seconds}s",
        "idle_in_transaction_session_timeout": f"{IDLE_IN_TRANSACTION_SECONDS}s",
    }
    for setting, value in settings.items():
        _run(
            connection,
            "alter role {role} set {setting} = {value}",
            request.name,
            setting=sql.Identifier(setting),
            value=sql.Literal(value),
        )
    _run(
        connection,
        "alter role {role} in database {db} set search_path = {path}",
        request.name,
        db=_here(connection),
        path=sql.SQL(", ").join(map(sql.Identifier, request.schemas)),
    )


def _let_connect(connection: psycopg.Connection, name: str) -> None:
    """Everybody may connect to a database, unless its owner has taken that from the public."""
    query = "select has_database_privilege(%s, current_database(), 'connect')"
    (may_connect,) = connection.execute(query, [name]).fetchone()
    if not may_connect:
        _run(connection, "grant connect on database {db} to {role}", name, db=_here(connection))


def _let_read(
    connection: psycopg.Connection, name: str, schema: str, builders: Sequence[str]
) -> None:
    from psycopg import sql

    found = connection.execute("select from pg_namespace where nspname = %s", [schema])
    within = sql.Identifier(schema)
    if found.fetchone() is None:
        _run(connection, "create schema {schema}", name, schema=within)
    for statement in (
        "grant usage on schema {schema} to {role}",
        "grant select on all tables in schema {schema} to {role}",
        "grant execute on all functions in schema {schema} to {role}",
    ):
        _run(connection, statement, name, schema=within)
    for builder in builders:
        for right in ("select on tables", "execute on functions"):
            _run(
                connection,
                "alter default privileges for role {builder} in schema {schema} grant {right}"
                " to {role}",
                name,
                schema=within,
                builder=sql.Identifier(builder),
                right=sql.SQL(right),
            )


def _revoke_everything(connection: psycopg.Connection, name: str) -> None:
    """Take back what this role has been granted in this database, now and for future tables."""
    from psycopg import sql

    for schema in _schemas_with_rights(connection, name):
        for kind in ("all tables in schema", "all routines in schema", "schema"):
            _run(
                connection,
                "revoke all on {kind} {schema} from {role}",
                name,
                kind=sql.SQL(kind),
                schema=sql.Identifier(schema),
            )
    if _has_rights_on_database(connection, name):
        _run(connection, "revoke all on database {db} from {role}", name, db=_here(connection))
    for builder, schema, kind in _default_rights(connection, name):
        within = sql.SQL(" in schema {}").format(sql.Identifier(schema)) if schema else sql.SQL("")
        _run(
            connection,
            "alter default privileges for role {builder}{within} revoke all on {kind} from {role}",
            name,
            builder=sql.Identifier(builder),
            within=within,
            kind=sql.SQL(kind),
        )


def _schemas_with_rights(connection: psycopg.Connection, name: str) -> list[str]:
    query = """
        select distinct namespace.nspname
        from pg_shdepend as granted
        left join pg_class as class
            on granted.classid = 'pg_class'::regclass and class.oid = granted.objid
        left join pg_proc as routine
            on granted.classid = 'pg_proc'::regclass and routine.oid = granted.objid
        join pg_namespace as namespace
            on namespace.oid in (class.relnamespace, routine.pronamespace)
            or granted.classid = 'pg_namespace'::regclass and namespace.oid = granted.objid
        where granted.dbid = (select oid from pg_database where datname = current_database())
            and granted.refclassid = 'pg_authid'::regclass
            and granted.refobjid = (select oid from pg_roles where rolname = %s)
            and granted.deptype = 'a'
        order by 1
    """
    return [schema for (schema,) in connection.execute(query, [name])]


def _has_rights_on_database(connection: psycopg.Connection, name: str) -> bool:
    query = """
        select
        from pg_database
        cross join aclexplode(datacl) as granted
        where datname = current_database()
            and granted.grantee = (select oid from pg_roles where rolname = %s)
    """
    return connection.execute(query, [name]).fetchone() is not None


def _default_rights(connection: psycopg.Connection, name: str) -> list[tuple[str, str | None, str]]:
    """Whose future tables and functions it may use, in which schema (None: in all of them)."""
    query = """
        select distinct
            pg_get_userbyid(rights.defaclrole)::text,
            namespace.nspname::text,
            case rights.defaclobjtype
                when 'r' then 'tables'
                when 'S' then 'sequences'
                when 'f' then 'functions'
                when 'T' then 'types'
                when 'n' then 'schemas'
            end
        from pg_default_acl as rights
        cross join aclexplode(rights.defaclacl) as granted
        left join pg_namespace as namespace on namespace.oid = rights.defaclnamespace
        where granted.grantee = (select oid from pg_roles where rolname = %s)
        order by 1, 2, 3
    """
    return connection.execute(query, [name]).fetchall()


def _builders(connection: psycopg.Connection, schemas: Sequence[str]) -> list[str]:
    """The roles that build: owners of what is in the schemas, and the one that asks."""
    query = """
        select current_user::text
        union
        select pg_get_userbyid(class.relowner)::text
        from pg_class as class
        join pg_namespace as namespace on namespace.oid = class.relnamespace
        where namespace.nspname = any(%s)
        order by 1
    """
    return [name for (name,) in connection.execute(query, [list(schemas)])]


def _readable(connection: psycopg.Connection, name: str) -> list[tuple[str, str]]:
    """Schema and name of what a role reads; without what comes with PostgreSQL and extensions."""
    query = """
        select namespace.nspname, class.relname
        from pg_class as class
        join pg_namespace as namespace on namespace.oid = class.relnamespace
        where class.relkind in ('r', 'p', 'v', 'm', 'f')
            and namespace.nspname <> 'information_schema'
            and namespace.nspname !~ '^pg_'
            and has_schema_privilege(%(name)s, namespace.oid, 'usage')
            and (
                has_table_privilege(%(name)s, class.oid, 'select')
                or has_any_column_privilege(%(name)s, class.oid, 'select')
            )
            and not exists (
                select from pg_depend
                where pg_depend.classid = 'pg_class'::regclass
                    and pg_depend.objid = class.oid and pg_depend.deptype = 'e'
            )
        order by 1, 2
    """
    return connection.execute(query, {"name": name}).fetchall()


def _beyond(connection: psycopg.Connection, request: ReaderRequest) -> Iterator[str]:
    for schema, relation in _readable(connection, request.name):
        if schema not in request.schemas:
            yield f"read {schema}.{relation}"
    query = """
        select nspname
        from pg_namespace
        where nspname !~ '^pg_' and has_schema_privilege(%s, oid, 'create')
        order by 1
    """
    for (schema,) in connection.execute(query, [request.name]):
        yield f"create tables in {schema}"


def _other_databases(connection: psycopg.Connection, name: str) -> list[str]:
    query = """
        select distinct pg_database.datname
        from pg_shdepend
        join pg_database on pg_database.oid = pg_shdepend.dbid
        where pg_shdepend.refclassid = 'pg_authid'::regclass
            and pg_shdepend.refobjid = (select oid from pg_roles where rolname = %s)
            and pg_database.datname <> current_database()
        order by 1
    """
    return [database for (database,) in connection.execute(query, [name])]


def _is_role(connection: psycopg.Connection, name: str) -> bool:
    found = connection.execute("select from pg_roles where rolname = %s", [name])
    return found.fetchone() is not None


def _is_marked(connection: psycopg.Connection, name: str) -> bool:
    query = "select shobj_description(oid, 'pg_authid') = %s from pg_roles where rolname = %s"
    return bool(connection.execute(query, [MARK, name]).fetchone()[0])


def _as_role(server: Server, name: str, password: str) -> Server:
    # A certificate and its key are the builder's; that of the authority is everybody's.
    certificates = {
        setting: path
        for setting, path in server.certificates.items()
        if setting not in ("sslcert", "sslkey")
    }
    return replace(server, user=name, password=password, certificates=certificates)


def _here(connection: psycopg.Connection) -> sql.Identifier:
    """The connection's database."""
    from psycopg import sql

    return sql.Identifier(connection.info.dbname)


def _run(
    connection: psycopg.Connection, statement: str, role: str, **parts: sql.Composable
) -> None:
    """Run a statement about `role`, whose other parts are identifiers, literals or keywords."""
    from psycopg import sql

    connection.execute(sql.SQL(statement).format(role=sql.Identifier(role), **parts))


@contextmanager
def _rights_needed() -> Iterator[None]:
    import psycopg

    try:
        yield
    except psycopg.errors.InsufficientPrivilege as error:
        raise CustomerAnalyticsError(
            f"PostgreSQL says: {error.diag.message_primary}",
            "Run it as the role that builds the marts, which needs the right to make roles"
            " (alter role … createrole), or as a superuser.",
        ) from error
    except psycopg.errors.DependentObjectsStillExist as error:
        raise CustomerAnalyticsError(
            f"PostgreSQL says: {error.diag.message_primary}: {error.diag.message_detail}",
            "Somebody has given it more than `db grant-reader` did: take that back first.",
        ) from error
