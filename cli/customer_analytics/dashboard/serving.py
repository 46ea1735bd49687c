"""The dashboard on an address of this machine, which follows new builds."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock

from customer_analytics.charts.queries import SCHEMA
from customer_analytics.connection import Server, connect
from customer_analytics.dashboard.making import DashboardRequest, dashboard_page
from customer_analytics.errors import CustomerAnalyticsError
from customer_analytics.failures import explain

HOST = "127.0.0.1"
SECONDS_BETWEEN_LOOKS = 3
SECONDS_WITHOUT_CHANGE = 5  # after which a build counts as over
RELOAD_SCRIPT = """
"use strict";
// Load the page anew when the server says that it was built anew; the address keeps the choices.
let builtAs = null;
setInterval(async () => {
  try {
    const found = await (await fetch("/build")).text();
    if (builtAs !== null && found !== builtAs) location.reload();
    builtAs = found;
  } catch { /* the server has ended; the page stays */ }
}, %d);
""" % (SECONDS_BETWEEN_LOOKS * 1000)  # noqa: UP031 - braces are JavaScript's here

_log = logging.getLogger(__name__)


class DashboardPages:
    """The page as the newest build has it, made once for each build."""

    def __init__(self, server: Server, request: DashboardRequest) -> None:
        """Make the first page; raises what making it raises."""
        self._server, self._request = server, request
        self._lock = Lock()
        self._seen, self._seen_at = self._tables(), time.monotonic()
        self._build, self._page = self._seen, self._made()

    def build(self) -> str:
        """The newest build that is over: for some seconds, it has made no table anew."""
        with self._lock:
            found, now = self._tables(), time.monotonic()
            if found != self._seen:
                self._seen, self._seen_at = found, now
            elif found != self._build and now - self._seen_at >= SECONDS_WITHOUT_CHANGE:
                self._page = self._made()
                self._build = found
            return self._build

    def page(self) -> str:
        """The page; while a build is underway, the one before it."""
        self.build()
        return self._page

    def _made(self) -> str:
        return dashboard_page(self._server, self._request, reload_script=RELOAD_SCRIPT)

    def _tables(self) -> str:
        """What tells builds apart: a table that is built anew is another table."""
        query = """
            select coalesce(md5(string_agg(class.oid || '.' || class.relfilenode, ' '
                order by class.oid)), '')
            from pg_class as class
            join pg_namespace as namespace on namespace.oid = class.relnamespace
            where namespace.nspname = %s
        """
        with connect(self._server, read_only=True) as connection:
            [tables] = connection.execute(query, (SCHEMA,)).fetchone()
        return tables


def serve_dashboard(
    server: Server, request: DashboardRequest, *, port: int, on_start: Callable[[str], None]
) -> None:
    """Serve the dashboard until Ctrl-C, to this machine alone.

    Args:
        server: The database.
        request: What the dashboard is to hold.
        port: TCP port; 0 takes a free one.
        on_start: Gets the address as soon as it answers.

    Raises:
        CustomerAnalyticsError: The port is taken, or the first page can't be made.
    """
    pages = DashboardPages(server, request)
    try:
        web = ThreadingHTTPServer((HOST, port), _handler(pages))
    except OSError as error:
        raise CustomerAnalyticsError(
            f"Port {port} of this machine is taken: {error.strerror}.", "Name another with --port."
        ) from error
    web.daemon_threads = True
    with web:
        on_start(f"http://{HOST}:{web.server_port}/")
        web.serve_forever()


def _handler(pages: DashboardPages) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            # a page elsewhere that has its name point here must not read this one
            if self.headers.get("Host", "").rsplit(":", 1)[0] not in (HOST, "localhost"):
                self.send_error(HTTPStatus.FORBIDDEN)
                return
            answers = {"/": (pages.page, "text/html"), "/build": (pages.build, "text/plain")}
            answer = answers.get(self.path.partition("?")[0])
            if answer is None:
                self.send_error(HTTPStatus.NOT_FOUND)
                return
            make, media_type = answer
            try:
                self._send(HTTPStatus.OK, make(), media_type)
            except Exception as error:
                failure = explain(error)
                _log.info("%s", failure.message)
                text = f"{failure.message}\n{failure.hint}"
                self._send(HTTPStatus.SERVICE_UNAVAILABLE, text, "text/plain")

        def _send(self, status: HTTPStatus, text: str, media_type: str) -> None:
            content = text.encode()
            self.send_response(status)
            self.send_header("Content-Type", f"{media_type}; charset=utf-8")
            self.send_header("Content-Length", str(len(content)))
            self.send_header("Cache-Control", "no-store")
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as inherited
            """Requests are nobody's news."""

    return Handler
