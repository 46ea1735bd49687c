"""Put the dashboard into a Superset: `python bi/superset/import_assets.py --superset URL`.

Superset's own importer does the work, over its REST API: the one on its command line asks for no
password, and a database without one can't be imported. Nothing but Python is needed, here or there.

Secrets come from the environment, never from the command line:

    CUSTOMER_ANALYTICS_READER_URL   what `customer-analytics db grant-reader` prints
    SUPERSET_PASSWORD               of the Superset user, an Admin
"""

import argparse
import io
import json
import os
import sys
import urllib.error
import urllib.parse
import urllib.request
import uuid
import zipfile
from http.cookiejar import CookieJar
from pathlib import Path

ASSETS = Path(__file__).parent / "assets"
DATABASE_FILE = "databases/customer_analytics.yaml"
DASHBOARD = "customer-analytics"  # its slug
MASK = "XXXXXXXXXX"  # what Superset writes for a password that it does not tell
READER_VARIABLE = "CUSTOMER_ANALYTICS_READER_URL"
PASSWORD_VARIABLE = "SUPERSET_PASSWORD"  # noqa: S105  (its name, not its value)


class ImportFailedError(Exception):
    """Superset has refused something, or taken less than it was given."""


class Superset:
    """A session with a Superset's REST API."""

    def __init__(self, url: str, user: str, password: str) -> None:
        """Log in.

        Raises:
            ImportFailedError: It does not answer, or refuses the login.
        """
        self._url = url.rstrip("/")
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        self._headers = {"Referer": self._url}
        login = {"username": user, "password": password, "provider": "db", "refresh": False}
        token = self.post("security/login", login)["access_token"]
        self._headers["Authorization"] = f"Bearer {token}"
        self._headers["X-CSRFToken"] = self.get("security/csrf_token/")["result"]

    def get(self, path: str) -> dict:
        """What `path` of the API holds."""
        return self._ask("GET", path)

    def post(self, path: str, content: dict) -> dict:
        """Send JSON to `path` of the API."""
        return self._ask("POST", path, json.dumps(content).encode(), "application/json")

    def put(self, path: str) -> dict:
        """Call `path` of the API that changes something and wants no content."""
        return self._ask("PUT", path)

    def post_form(self, path: str, fields: dict[str, str], name: str, file: bytes) -> dict:
        """Send a form with one ZIP file, in the field `name`."""
        boundary = uuid.uuid4().hex
        parts = [
            f'--{boundary}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
            for key, value in fields.items()
        ]
        parts.append(
            f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; '
            'filename="assets.zip"\r\nContent-Type: application/zip\r\n\r\n'
        )
        body = "".join(parts).encode() + file + f"\r\n--{boundary}--\r\n".encode()
        return self._ask("POST", path, body, f"multipart/form-data; boundary={boundary}")

    def _ask(self, method: str, path: str, body: bytes | None = None, kind: str = "") -> dict:
        headers = self._headers | ({"Content-Type": kind} if kind else {})
        request = urllib.request.Request(  # noqa: S310  (the person who runs it names the address)
            f"{self._url}/api/v1/{path}", data=body, headers=headers, method=method
        )
        try:
            with self._opener.open(request, timeout=120) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            reason = " ".join(error.read().decode(errors="replace").split())
            raise ImportFailedError(f"{method} {path}: {error.code} {reason}") from error
        except urllib.error.URLError as error:
            raise ImportFailedError(f"{self._url} does not answer: {error.reason}") from error


def pack(address: str, folder: Path = ASSETS) -> bytes:
    """The assets as the ZIP that Superset imports, with `address` for the database.

    Args:
        address: A libpq URL; its password is left out.
        folder: Where the assets are.
    """
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as bundle:
        for file in sorted(folder.rglob("*.yaml")):
            path = file.relative_to(folder).as_posix()
            text = file.read_text(encoding="utf-8")
            if path == DATABASE_FILE:
                text = with_address(text, address)
            bundle.writestr(f"assets/{path}", text)
    return content.getvalue()


def with_address(text: str, address: str) -> str:
    """The database's file with its address for SQLAlchemy, the password masked."""
    parts = urllib.parse.urlsplit(address)
    user, _, place = parts.netloc.rpartition("@")
    login = f"{user.partition(':')[0]}:{MASK}"
    uri = parts._replace(scheme="postgresql+psycopg2", netloc=f"{login}@{place}").geturl()
    lines = [
        f"sqlalchemy_uri: {json.dumps(uri)}" if line.startswith("sqlalchemy_uri:") else line
        for line in text.splitlines()
    ]
    return "\n".join(lines) + "\n"


def import_assets(superset: Superset, address: str, folder: Path = ASSETS) -> None:
    """Import everything, replacing what an earlier import has left.

    Raises:
        ImportFailedError: Superset refuses it, or has taken less than it was given.
    """
    password = urllib.parse.unquote(urllib.parse.urlsplit(address).password or "")
    passwords = json.dumps({DATABASE_FILE: password})
    superset.post_form("assets/import/", {"passwords": passwords}, "bundle", pack(address, folder))
    check_arrival(superset, folder)
    for dataset in superset.get(f"dashboard/{DASHBOARD}/datasets")["result"]:
        # takes columns that a newer mart has, and their descriptions, from the database
        superset.put(f"dataset/{dataset['id']}/refresh")


def check_arrival(superset: Superset, folder: Path = ASSETS) -> None:
    """Compare what the dashboard holds with the files: Superset skips some faults in silence.

    Raises:
        ImportFailedError: A chart or dataset is missing.
    """
    for kind in ("charts", "datasets"):
        sent = len(list((folder / kind).rglob("*.yaml")))
        arrived = len(superset.get(f"dashboard/{DASHBOARD}/{kind}")["result"])
        if arrived != sent:
            raise ImportFailedError(f"{arrived} of {sent} {kind} have arrived in the dashboard.")


def main() -> int:
    """Read the settings, import, and say where the dashboard is; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0].partition(":")[0])
    parser.add_argument("--superset", default="http://localhost:8088", help="its address")
    parser.add_argument("--user", default="admin", help="who imports (default: admin)")
    parser.add_argument("--zip", type=Path, help="write the ZIP only, to upload it by hand")
    options = parser.parse_args()
    needed = [READER_VARIABLE] if options.zip else [READER_VARIABLE, PASSWORD_VARIABLE]
    missing = [name for name in needed if not os.environ.get(name)]
    if missing:
        parser.error(f"set the environment variable {' and '.join(missing)}")
    address = os.environ[READER_VARIABLE]
    if not (options.zip or urllib.parse.urlsplit(address).password):
        parser.error(
            f"the address in {READER_VARIABLE} has no password: write it in after the name"
        )
    if options.zip:
        options.zip.write_bytes(pack(address))
        print(options.zip)
        return 0
    try:
        superset = Superset(options.superset, options.user, os.environ[PASSWORD_VARIABLE])
        import_assets(superset, address)
    except ImportFailedError as error:
        print(f"Error: {error}", file=sys.stderr)
        return 1
    print(f"{options.superset.rstrip('/')}/superset/dashboard/{DASHBOARD}/")
    return 0


if __name__ == "__main__":
    sys.exit(main())
