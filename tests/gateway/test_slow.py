"""Whoever sends or reads slowly holds up nobody else."""

import os
import signal
import time
from contextlib import ExitStack

import psutil
import pytest

from normsite.gateway.lanes import Lanes
from normsite.launcher.processes import Child, await_ready
from tests.gateway.talk import head, status_of

pytestmark = pytest.mark.servers

MANY = 8 * sum(lane.threads for lane in Lanes().all)
LONG = "/static/drf_spectacular_sidecar/swagger-ui-dist/swagger-ui-bundle.js"
FORM = "Content-Type: application/x-www-form-urlencoded"


def answers(served) -> list[int]:
    return [served.ask("GET", path, seconds=5).status for path in ("/healthz", "/", "/norms/", "/readyz")]


def test_slow_bodies_hold_up_nobody_and_are_given_up(served):
    with ExitStack() as lines:
        slow = [lines.enter_context(served.line()) for _ in range(MANY)]
        for line in slow:
            line.sendall(head("POST", "/consultations/CN-1/comment/", 5000, FORM) + b"about=")
        time.sleep(1)
        assert answers(served) == [200, 200, 200, 200]
        assert [status_of(line) for line in slow] == [408] * MANY


def test_slow_bodies_hold_up_nobody_behind_the_proxy(proxied):
    with ExitStack() as lines:
        for _ in range(MANY):
            lines.enter_context(proxied.line()).sendall(head("POST", "/receipts/", 5000, FORM) + b"code=")
        time.sleep(1)
        assert answers(proxied) == [200, 200, 200, 200]


def test_slow_heads_hold_up_nobody_and_are_given_up(served):
    with ExitStack() as lines:
        slow = [lines.enter_context(served.line()) for _ in range(MANY)]
        for line in slow:
            line.sendall(b"GET / HTTP/1.1\r\nHost: loc")
        assert answers(served) == [200, 200, 200, 200]
        assert [status_of(line) for line in slow] == [0] * MANY


def test_slow_readers_hold_up_nobody(served):
    """Each asks for more than the buffers on the way can hold, and takes nothing of it."""
    with ExitStack() as lines:
        for _ in range(MANY):
            lines.enter_context(served.line()).sendall(f"GET {LONG} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            time.sleep(0.02)
        assert answers(served) == [200, 200, 200, 200]


def test_a_body_without_a_length_is_read_to_its_end(served):
    with served.line() as line:
        line.sendall(b"POST /receipts/ HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n")
        line.sendall(b"0\r\n\r\n")
        assert status_of(line) == 422  # read, and shown again since it names no receipt


def test_a_body_that_is_too_large_is_refused_while_it_comes(served):
    with served.line() as line:
        line.sendall(b"POST /receipts/ HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n")
        piece = b"100000\r\n" + b"x" * 0x100000 + b"\r\n"
        try:
            for _ in range(40):
                line.sendall(piece)
        except OSError:
            pass  # the server has stopped reading
        assert status_of(line) == 413


def test_healthz_is_answered_at_once_whatever_the_database_does(without_database):
    with ExitStack() as lines:
        waiting = lines.enter_context(without_database.line())
        waiting.sendall(b"GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        time.sleep(0.5)
        assert [without_database.ask("GET", "/healthz", seconds=1).status for _ in range(5)] == [200] * 5
        assert status_of(waiting) == 503


def test_a_worker_that_is_killed_is_started_again(web, served):
    for worker in workers_of(web[1]):
        os.kill(worker.pid, signal.SIGKILL)
    await_ready(web[1], lambda: _lives(served))
    assert web[1].alive


def test_a_worker_that_is_killed_takes_no_other_with_it(web_of_two):
    served, child = web_of_two
    first, second = workers_of(child)
    os.kill(first.pid, signal.SIGKILL)
    first.wait(timeout=5)
    assert [answers(served) for _ in range(5)] == [[200, 200, 200, 200]] * 5
    assert (second.is_running(), child.alive) == (True, True)
    await_ready(child, lambda: len(workers_of(child)) == 2)


def workers_of(child: Child) -> list[psutil.Process]:
    """The processes that answer: all that the web server has started."""
    below = psutil.Process(child.process.pid).children()
    return [
        process for process in below if process.status() != psutil.STATUS_ZOMBIE and "granian" in " ".join(process.cmdline())
    ]


def _lives(served) -> bool:
    try:
        return served.ask("GET", "/healthz", seconds=5).status == 200
    except OSError:
        return False
