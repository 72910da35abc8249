"""Mail never waits for what takes long: a real worker has a process for it whatever else there is."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from celery import Celery
from django.conf import settings

from normsite.celery import app
from normsite.foundation.seats import Seats
from normsite.launcher.site import BACKGROUND_WORKERS, QUEUES
from tests.broker import NUMBER, broker_apart
from tests.broker import QUEUES as EVERY_QUEUE


def eventually(true: Callable[[], bool], seconds: float = 60) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.05)
    return False


@pytest.fixture
def worker(tmp_path):
    """As `make run` starts it, and who hands it work; `book` is where its tasks write down what they do."""
    book, address = broker_apart()
    place = settings.REDIS_URL.partition("?")[0]
    words = ["worker", "--queues", QUEUES, "--concurrency", str(BACKGROUND_WORKERS), "--without-gossip", "--without-mingle"]
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "celery", "-A", "tests.slow_tasks", *words],
            env=os.environ | {"CELERY_BROKER_URL": address, "TEST_BOOK": f"{place}?db={NUMBER}", "SECRET_KEY": "x"},
            cwd=Path(__file__).parents[1],
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    sender = Celery("sender")
    sender.conf.broker_write_url = address  # before that of the environment
    sender.conf.task_routes = {"tests.bulk": {"queue": "bulk"}, "tests.mail": {"queue": "mail"}}
    sender.send_task("tests.mail")
    assert eventually(lambda: book.get("mailed_at") is not None), (tmp_path / "log").read_text()
    book.delete("mailed_at")
    yield sender, book
    os.killpg(process.pid, signal.SIGKILL)  # the processes of its pool too, which would go on writing into the book
    process.wait()
    book.flushdb()


def mail_leaves(sender: Celery, book) -> bool:
    book.delete("mailed_at")
    sender.send_task("tests.mail")
    return eventually(lambda: book.get("mailed_at") is not None)


@pytest.mark.servers
def test_a_mail_leaves_at_once_while_everything_else_waits_for_long_work(worker):
    sender, book = worker
    names = ("bulk", "short")
    for name in names:
        sender.send_task(f"tests.{name}", [name, 20])
    assert eventually(lambda: book.llen("begun") == BACKGROUND_WORKERS - 1)
    for name in names:
        sender.send_task(f"tests.{name}", [name, 0.1])
    for _ in range(20):
        assert mail_leaves(sender, book)
    assert book.llen("done") == 0  # for all that time both seats were taken
    assert eventually(lambda: book.llen("done") == 4, seconds=120)
    assert sorted(book.lrange("done", 0, -1)) == [b"bulk"] * 2 + [b"short"] * 2


@pytest.mark.servers
def test_the_seat_of_a_process_that_was_killed_is_free_again(worker):
    sender, book = worker
    for _ in range(BACKGROUND_WORKERS - 1):
        sender.send_task("tests.bulk", ["held", 60])
    assert eventually(lambda: book.llen("begun") == BACKGROUND_WORKERS - 1)
    for pid in book.lrange("processes", 0, -1):
        os.kill(int(pid), signal.SIGKILL)
    assert eventually(lambda: book.llen("begun") >= 2 * (BACKGROUND_WORKERS - 1))  # what they held is begun again
    assert mail_leaves(sender, book)


def test_every_queue_to_which_something_goes_is_read():
    assert (
        {route["queue"] for route in app.conf.task_routes.values()} | {"celery"} == set(QUEUES.split(",")) == set(EVERY_QUEUE)
    )


def test_what_a_route_names_is_a_task():
    app.autodiscover_tasks(force=True)
    for name in settings.CELERY_TASK_ROUTES:
        assert any(task.startswith(name.rstrip("*")) for task in app.tasks), name


def test_a_process_has_as_many_seats_as_there_are():
    seats = Seats(1)
    with seats.one() as first:
        assert first
    with Seats(0).one() as none:
        assert not none
