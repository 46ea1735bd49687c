"""Embedded servers of a test's own: copied from one that was made before, and killed."""

import os
import signal
import subprocess
import time
from pathlib import Path

import psutil

from customer_analytics.server import Layout, find_postmaster


def copy_tree(source: Path, target: Path) -> None:
    """Copy with owners, as a backup would."""
    subprocess.run(["cp", "-a", source, target], check=True)


def kill_postmaster(data_dir: Path) -> None:
    """End the server's first process without a chance to clean up, and wait until it is gone."""
    pid = find_postmaster(Layout(data_dir)).pid
    os.kill(pid, signal.SIGKILL)
    while psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
        time.sleep(0.01)
