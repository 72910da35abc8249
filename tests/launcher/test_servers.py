"""Real servers, started, stopped, killed and found again."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import psycopg
import pytest
from redis import Redis as Client

from normsite.launcher import privileges
from normsite.launcher.errors import CannotStart
from normsite.launcher.folder import Folder
from normsite.launcher.postgres import Postgres
from normsite.launcher.servers import Servers, servers

pytestmark = pytest.mark.servers

HOLD = """
import sys, time
from pathlib import Path
from normsite.launcher.folder import Folder
from normsite.launcher.servers import servers
folder = Folder(Path(sys.argv[1]))
with folder.locked(), servers(folder) as running:
    print(*(child.process.pid for child in running.children), flush=True)
    time.sleep(600)
"""


def ask(running: Servers, question: str) -> object:
    with psycopg.connect(running.environment["DATABASE_URL"], autocommit=True) as connection:
        cursor = connection.execute(question)
        return cursor.fetchone()[0] if cursor.description else None


def hold_servers(folder: Folder, environment: dict[str, str]) -> "tuple[subprocess.Popen[str], list[psutil.Process]]":
    """Another process that starts the servers and keeps them; it, and all that runs under it."""
    project = Path(__file__).parents[2]
    command = [sys.executable, "-c", HOLD, str(folder.path)]
    holder = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment, cwd=project)
    assert holder.stdout.readline().split() != []
    return holder, psutil.Process(holder.pid).children(recursive=True)


def test_what_was_written_is_there_after_a_stop(folder, alone):
    with servers(folder) as running:
        ask(running, "CREATE TABLE kept AS SELECT 42 AS answer")
        Client.from_url(running.environment["REDIS_URL"]).set("kept", "yes")
    with servers(folder) as running:
        assert ask(running, "SELECT answer FROM kept") == 42
        assert Client.from_url(running.environment["REDIS_URL"]).get("kept") == b"yes"
    assert [child.alive for child in running.children] == [False, False]


def test_letters_beyond_ascii_are_letters_whatever_the_machines_language(folder, alone, monkeypatch):
    monkeypatch.setenv("LC_ALL", "C")
    with servers(folder, lasting=False) as running:
        assert ask(running, "SELECT upper('größe ωμέγα жук')") == "GRÖßE ΩΜΈΓΑ ЖУК"
        assert ask(running, "SHOW server_encoding") == "UTF8"


def test_a_killed_launcher_leaves_nothing_and_the_next_start_recovers(folder, alone):
    if sys.platform != "linux":
        pytest.skip("only Linux ends a process with its parent")
    holder, family = hold_servers(folder, alone)
    assert {"postgres", "valkey-server"} <= {process.name() for process in family}
    holder.kill()
    holder.wait()
    _, alive = psutil.wait_procs(family, timeout=20)
    assert [process for process in alive if process.status() != psutil.STATUS_ZOMBIE] == []
    with servers(folder) as running:
        assert ask(running, "SELECT 1") == 1


def test_a_server_that_outlived_its_launcher_is_ended_before_the_next_starts(folder, alone):
    postgres = Postgres(folder)
    orphan = postgres.start()
    postgres.await_ready(orphan)
    with servers(folder) as running:
        assert orphan.alive is False
        assert ask(running, "SELECT 1") == 1


def test_a_killed_postgres_recovers_though_its_pid_file_now_names_another_process(folder, alone):
    postgres = Postgres(folder)
    server = postgres.start()
    postgres.await_ready(server)
    server.process.kill()
    server.process.wait()
    pid_file = postgres.data / "postmaster.pid"
    lines = pid_file.read_text().splitlines()
    pid_file.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
    with servers(folder) as running:
        assert ask(running, "SELECT 1") == 1


def test_a_cluster_that_was_half_made_is_made_anew(folder, alone):
    half = folder.path / "postgres" / "data.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    with servers(folder) as running:
        assert ask(running, "SELECT current_database()") == "normsite"
    assert half.exists() is False


def test_a_cluster_of_another_version_is_refused_with_what_to_do(folder, alone):
    data = folder.path / "postgres" / "data"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("9\n")
    with pytest.raises(
        CannotStart, match=r"made by PostgreSQL 9, but only PostgreSQL \d+ is here\. Install PostgreSQL 9, or move"
    ):
        Postgres(folder)


def test_servers_that_are_named_are_used_and_none_is_started(folder, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://somewhere/else")
    monkeypatch.setenv("REDIS_URL", "redis://somewhere/0")
    with servers(folder) as running:
        assert (running.children, running.environment) == ([], {})


def test_root_without_user_namespaces_borrows_an_account(folder, alone, monkeypatch):
    if os.geteuid() != 0:
        pytest.skip("only root needs another account")
    monkeypatch.setattr(privileges, "_can_enter", lambda identity: False)
    try:
        postgres = Postgres(folder)
    except CannotStart:
        pytest.skip("no other account can read the programs here")
    child = postgres.start()
    postgres.await_ready(child)
    owner = psutil.Process(child.process.pid).uids().real
    child.stop()
    assert owner == postgres.identity.uid != 0


def test_root_whom_nobody_can_stand_in_for_is_told_what_to_do(place, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(privileges, "_works", lambda command, become: False)
    with pytest.raises(CannotStart, match=r"PostgreSQL refuses to run as root.*Run as an ordinary user.*set DATABASE_URL"):
        privileges.someone_for(place, "postgres")


def test_ctrl_c_on_a_terminal_does_not_reach_the_servers_themselves(folder, alone):
    with servers(folder, lasting=False) as running:
        groups = {os.getpgid(child.process.pid) for child in running.children}
        assert os.getpgid(0) not in groups
        assert [child.gentle for child in running.children] == [signal.SIGINT, signal.SIGTERM]
