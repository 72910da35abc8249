"""The whole of `make run`, as one story: start, a second launcher, a dead worker, a kill, a new start, Ctrl-C."""

import signal
import socket
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

pytestmark = pytest.mark.servers

PROJECT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-m", "normsite.launcher"]


def start(environment: dict[str, str]) -> "tuple[subprocess.Popen[str], list[str]]":
    """Start the launcher and wait until it has said its last line; it, and what it said."""
    launcher = subprocess.Popen(
        COMMAND, env=environment, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    said = []
    for line in launcher.stdout:
        said.append(line.strip())
        if line.startswith("Ctrl-C"):
            return launcher, said
    raise AssertionError("\n".join(said))


def alive(family: list[psutil.Process]) -> list[psutil.Process]:
    """Those that still run after a while."""
    _, remaining = psutil.wait_procs(family, timeout=30)
    return [process for process in remaining if process.status() != psutil.STATUS_ZOMBIE]


def test_a_site_is_started_killed_started_again_and_stopped(place, alone):
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        environment = alone | {"NORMSITE_DATA": str(place / "state"), "NORMSITE_DEMO": "0", "NORMSITE_PORT": str(taken)}
        first, said = start(environment)
        assert said[0].startswith(f"Port {taken} is taken by another program, so Normsite listens on "), said

        second = subprocess.run(COMMAND, env=environment, cwd=PROJECT, capture_output=True, text=True)
        assert (second.returncode, second.stderr.strip()) == (
            1,
            f"Normsite already runs from this folder (process {first.pid}). Stop that one first with Ctrl-C.",
        )

        if sys.platform == "linux":
            family = psutil.Process(first.pid).children(recursive=True)
            assert {"postgres", "valkey-server"} < {process.name() for process in family}
            first.kill()
            first.wait()
            assert alive(family) == []
            first, said = start(environment)

    assert not any(line.startswith("Bringing the database") for line in said), "nothing was to be migrated"
    family = psutil.Process(first.pid).children(recursive=True)
    first.send_signal(signal.SIGINT)
    last_words = first.communicate()[0]
    assert (first.returncode, last_words.split("\n")[-2]) == (0, "Everything has stopped; nothing is lost.")
    assert alive(family) == []
