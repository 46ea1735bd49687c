"""Run a command with a throw-away embedded PostgreSQL: `python scripts/with_server.py COMMAND …`.

The command finds the server under the variables that profiles.example.yml and the tests read. The
server that you work with is not touched. Where CUSTOMER_ANALYTICS_TEST_URL names one, that is used.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from customer_analytics.connection import Server, server_from_url
from customer_analytics.server import embedded_server, stop_server
from customer_analytics.targets import profile_variables

PROFILES = Path(__file__).parents[1] / "profiles.example.yml"
TEST_URL_VARIABLE = "CUSTOMER_ANALYTICS_TEST_URL"


def main() -> int:
    """Start the server, run the command, stop the server; returns the command's exit code."""
    folder = Path(tempfile.mkdtemp(prefix="ca-"))
    folder.chmod(0o755)  # root's server runs as another user, who must get in
    url = os.environ.get(TEST_URL_VARIABLE)
    try:
        server = server_from_url(url) if url else embedded_server(folder / "server", start=True)
        return run(sys.argv[1:], server, folder)
    finally:
        stop_server(folder / "server")
        shutil.rmtree(folder, ignore_errors=True)


def run(command: list[str], server: Server, folder: Path) -> int:
    """Run the command with `server` in its environment, and the example profile as its profile."""
    shutil.copyfile(PROFILES, folder / "profiles.yml")
    variables = {"DBT_PROFILES_DIR": str(folder), TEST_URL_VARIABLE: server.url}
    environment = os.environ | profile_variables(server) | variables
    environment["CUSTOMER_ANALYTICS_TARGET"] = "embedded"
    return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
