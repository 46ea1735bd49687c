"""Settings of the embedded server, worked out from the machine's memory, cores and disk."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

MIB = 1024**2
GIB = 1024**3
CONCURRENT_QUERIES = 4  # dbt's threads in profiles.example.yml
SORTS_PER_QUERY = 4  # sorts and hashes that one process of a large query fills at the same time
CGROUP_ROOT = Path("/sys/fs/cgroup")
SHARED_MEMORY_FOLDER = Path("/dev/shm")  # noqa: S108  (only measured; nothing is written to it)


@dataclass(frozen=True)
class Machine:
    """What this process may use.

    Attributes:
        memory: Bytes of memory, container limits counted.
        cores: Processors, container limits counted; at least 1.
        free_disk: Bytes free where the data lies.
        shared_memory: Bytes that processes may share: on Linux what is free in /dev/shm.
    """

    memory: int
    cores: int
    free_disk: int
    shared_memory: int


def this_machine(data_dir: Path) -> Machine:
    """Measure the machine, as far as this process is allowed to use it."""
    import psutil

    cgroups = own_cgroups(Path("/proc/self/cgroup"), CGROUP_ROOT)
    memory = min([psutil.virtual_memory().total, *memory_limits(cgroups)])
    is_linux = sys.platform == "linux"
    cores = min([_allowed_processors(), *cpu_limits(cgroups)])
    return Machine(
        memory=memory,
        cores=max(cores, 1),
        free_disk=shutil.disk_usage(data_dir).free,
        shared_memory=_free_bytes(SHARED_MEMORY_FOLDER) if is_linux else memory,
    )


def own_cgroups(membership: Path, root: Path) -> list[Path]:
    """Folders of the control groups that a process is in, and of the groups above them.

    Args:
        membership: The process's /proc/<pid>/cgroup.
        root: Where cgroups are mounted: version 2 directly, version 1 one folder a controller.
    """
    if not membership.is_file():
        return []
    folders: list[Path] = []
    for line in membership.read_text(encoding="ascii").splitlines():
        _, controllers, path = line.split(":", 2)
        mount = root / controllers if controllers else root
        group = mount / path.lstrip("/")
        # In a container the path may be the host's, not mounted here: the mount itself counts then.
        folders += [folder for folder in (group, *group.parents) if folder.is_relative_to(mount)]
    return folders


def memory_limits(cgroups: list[Path]) -> list[int]:
    """Memory limits in bytes that hold in `cgroups`."""
    texts = [_read(folder / "memory.max") for folder in cgroups]
    texts += [_read(folder / "memory.limit_in_bytes") for folder in cgroups]
    return [int(text) for text in texts if text.isdigit()]


def cpu_limits(cgroups: list[Path]) -> list[int]:
    """Limits in whole processors that hold in `cgroups`, a part of one counted as one."""
    limits = []
    for folder in cgroups:
        # Version 2: "quota period" or "max period"; version 1: two files, quota -1 for none.
        text = _read(folder / "cpu.max") or " ".join(
            (_read(folder / "cpu.cfs_quota_us"), _read(folder / "cpu.cfs_period_us"))
        )
        quota, _, period = text.partition(" ")
        if quota.isdigit() and period.isdigit() and int(period) > 0:
            limits.append(-(-int(quota) // int(period)))
    return limits


def tuned_settings(machine: Machine) -> dict[str, str]:
    """Settings for a server that leaves three quarters of the machine to others.

    Half of the quarter is the page cache, half the sorts and hashes of four large queries at a
    time. PostgreSQL's own defaults suit a machine of the nineties, and its optional compiler (jit)
    costs more than it gives on queries of seconds.
    """
    workers_per_query = min(machine.cores // 2, 4)
    processes = CONCURRENT_QUERIES * (1 + workers_per_query)
    sort_memory = machine.memory // 8 // processes // SORTS_PER_QUERY
    large_disk = machine.free_disk > 40 * GIB
    return {
        "shared_buffers": _memory(machine.memory // 8, 16 * MIB, 4 * GIB),
        "effective_cache_size": _memory(machine.memory // 2, 64 * MIB, 1024 * GIB),
        "work_mem": _memory(sort_memory, 2 * MIB, 256 * MIB),
        "maintenance_work_mem": _memory(machine.memory // 32, 16 * MIB, GIB),
        "autovacuum_work_mem": _memory(machine.memory // 128, 16 * MIB, 256 * MIB),
        "max_worker_processes": str(max(8, machine.cores)),
        "max_parallel_workers": str(machine.cores),
        "max_parallel_workers_per_gather": str(workers_per_query),
        "max_parallel_maintenance_workers": str(workers_per_query),
        # Containers get 64 MB of /dev/shm by default; parallel hash joins fail when it is full.
        "dynamic_shared_memory_type": "posix"
        if machine.shared_memory >= machine.memory // 8
        else "mmap",
        "jit": "off",
        "random_page_cost": "1.1",
        "checkpoint_timeout": "15min",
        "max_wal_size": "4GB" if large_disk else "1GB",
        "wal_compression": "on",
        # Nobody replicates from this server, so the tables that a build makes need no WAL.
        "wal_level": "minimal",
        "max_wal_senders": "0",
    }


def _memory(size: int, smallest: int, largest: int) -> str:
    return f"{min(max(size, smallest), largest) // 1024}kB"


def _allowed_processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _free_bytes(folder: Path) -> int:
    return shutil.disk_usage(folder).free if folder.is_dir() else 0


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="ascii").strip()
    except OSError:
        return ""
