"""Fixtures for every test: a real server, a fresh database on it, and the command line."""

import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from customer_analytics.connection import Server, server_from_url
from customer_analytics.server import embedded_server, stop_server
from databases import fresh_database
from running import run_cli

TEST_URL_VARIABLE = "CUSTOMER_ANALYTICS_TEST_URL"
FOR_TESTS = (
    TEST_URL_VARIABLE,
    "CUSTOMER_ANALYTICS_TEST_OTHER_URL",
    "CUSTOMER_ANALYTICS_TEST_DATA",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files of few tests: they build whole projects, and would hold up the end."""
    tests = Counter(item.path for item in items)
    items.sort(key=lambda item: tests[item.path])


@pytest.fixture(autouse=True)
def own_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the settings of whoever runs the tests out of them."""
    for name in os.environ:
        if name.startswith(("CUSTOMER_ANALYTICS_", "DBT_")) and name not in FOR_TESTS:
            monkeypatch.delenv(name)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A short temporary folder that the system user of an embedded server may enter.

    pytest's own tmp_path is closed to other users, and root's server runs as another user.
    """
    folder = Path(tempfile.mkdtemp(prefix="ca-")).resolve()
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """The server of CUSTOMER_ANALYTICS_TEST_URL, else an embedded one that lives for this run."""
    url = os.environ.get(TEST_URL_VARIABLE)
    if url:
        yield server_from_url(url)
        return
    folder = Path(tempfile.mkdtemp(prefix="ca-")).resolve()
    folder.chmod(0o755)
    try:
        yield embedded_server(folder / "server", start=True)
    finally:
        stop_server(folder / "server")
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def browser() -> Iterator:
    """Debian's Chromium, without a window; its tests skip where it is not installed."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("wants Debian's package chromium (apt-get install chromium)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def database(server: Server) -> Iterator[Server]:
    """An empty database of this test's own; dropped when the test is over."""
    with fresh_database(server) as database:
        yield database


@pytest.fixture(scope="module")
def shared_database(server: Server) -> Iterator[Server]:
    """An empty database for all tests of a module that build it once and then only read."""
    with fresh_database(server) as database:
        yield database


@pytest.fixture(name="run_cli")
def run_cli_fixture() -> Callable:
    """`running.run_cli`, for tests that would rather not import it."""
    return run_cli
