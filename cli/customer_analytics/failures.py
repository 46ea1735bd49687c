"""Errors that nobody foresaw, in words: what PostgreSQL, the file system or the program said."""

from __future__ import annotations

import errno
import sys
from typing import TYPE_CHECKING

from customer_analytics.errors import CustomerAnalyticsError

if TYPE_CHECKING:
    import psycopg

DEBUG_HINT = "Run again with --debug to see where."

# SQLSTATE, or its first two characters, and what to do about it.
DATABASE_HINTS = {
    "08": "The connection was lost. Is the server up? `customer-analytics doctor` looks closer.",
    "25006": "The server takes no changes: name the primary, not a replica.",
    "28": "The server refuses the login: check user and password.",
    "3D": "There is no such database: make it, or check the address.",
    "3F": "Build the marts first: customer-analytics build",
    "42P01": "Build the marts first: customer-analytics build",
    "42501": "Ask for that right; `customer-analytics doctor` looks closer.",
    "53100": "The server's disk is full: make room and run again.",
    "53200": "The server is out of memory: run again with less going on beside it.",
    "53300": "The server has no connection left: close others, or raise max_connections.",
    "55P03": "Somebody else holds a lock on it: run again when they are done.",
    "57014": "The statement was cancelled, by a person or by a time limit.",
    "57P": "The server was stopped. Run again when it is back.",
}


def explain(error: Exception) -> CustomerAnalyticsError:
    """The error as a person should read it: one line, and what to do next."""
    if isinstance(error, CustomerAnalyticsError):
        return error
    psycopg = sys.modules.get("psycopg")  # never imported means that it can't be the cause
    if psycopg and isinstance(error, psycopg.Error):
        return _explain_database_error(error)
    if isinstance(error, OSError) and error.strerror:
        return _explain_file_error(error)
    if isinstance(error, MemoryError):
        return CustomerAnalyticsError("Out of memory.", "Run again with less at a time.")
    text = " ".join(str(error).split()) or "no more is known"
    return CustomerAnalyticsError(f"Unexpected {type(error).__name__}: {text}", DEBUG_HINT)


def _explain_database_error(error: psycopg.Error) -> CustomerAnalyticsError:
    state = error.sqlstate or ""
    message = error.diag.message_primary or " ".join(str(error).split())
    hints = [hint for start, hint in DATABASE_HINTS.items() if state.startswith(start)]
    if not hints and error.diag.message_hint:
        hints = [error.diag.message_hint]
    if not hints and "connection" in message:  # libpq gives no SQLSTATE when the line breaks
        hints = [DATABASE_HINTS["08"]]
    return CustomerAnalyticsError(f"PostgreSQL says: {message}", hints[0] if hints else DEBUG_HINT)


def _explain_file_error(error: OSError) -> CustomerAnalyticsError:
    where = f"{error.filename}: " if error.filename else ""
    hint = DEBUG_HINT
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        hint = "Make room on the disk and run again."
    elif error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        hint = "Name a place that you may read and write."
    elif error.errno == errno.ENOENT:
        hint = "Check the name."
    return CustomerAnalyticsError(f"{where}{error.strerror}", hint)
