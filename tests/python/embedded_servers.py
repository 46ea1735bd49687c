"""Embedded servers of a test's own: copied from one that was made before, and killed."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from customer_analytics.server import Layout, find_postmaster, stop_server


def copy_tree(source: Path | str, target: Path) -> None:
    """Copy with owners, as a backup would."""
    subprocess.run(["cp", "-a", source, target], check=True)


def kill_postmaster(data_dir: Path) -> None:
    """End the server's first process without a chance to clean up, and wait until it is gone."""
    pid = find_postmaster(Layout(data_dir)).pid
    os.kill(pid, signal.SIGKILL)
    while psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
        time.sleep(0.01)


@contextmanager
def small_disk(folder: Path, *, free: int) -> Iterator[Callable[[], None]]:
    """Put `folder` of a stopped server on a disk of its own on which `free` bytes are left.

    A tmpfs gives PostgreSQL the very error that a full disk gives; but only root may mount one,
    and not in every container, so the test is skipped elsewhere. What works anywhere does not do:
    `temp_file_limit` stops sorts alone, and a limit on the size of a file (RLIMIT_FSIZE) has to
    leave room for 16 MB of log, more than any table of a small shop takes.

    Yields:
        A function that makes room on it.
    """
    moved = folder.with_name(folder.name + ".moved")
    folder.rename(moved)
    folder.mkdir()
    used = sum(file.stat().st_blocks * 512 for file in moved.rglob("*"))
    if not _mount(folder, f"size={used + free}"):
        pytest.skip("wants the right to mount a file system")
    try:
        copy_tree(f"{moved}/.", folder)  # the dot: what is in it, and whose it is
        yield lambda: make_room(folder)
    finally:
        stop_server(folder.parents[1])
        subprocess.run(["umount", folder], check=True)


def make_room(folder: Path) -> None:
    assert _mount(folder, "remount,size=1g")


def _mount(folder: Path, options: str) -> bool:
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0
