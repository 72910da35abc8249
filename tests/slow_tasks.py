"""Work that takes long, and a mail, for a real worker: `celery -A tests.slow_tasks worker`."""

import os
import time

import redis

from normsite.celery import app

app.conf.task_routes |= {"tests.bulk": {"queue": "bulk"}, "tests.mail": {"queue": "mail"}}
book = redis.Redis.from_url(os.environ["TEST_BOOK"])


@app.task(name="tests.bulk")
def bulk(name: str, seconds: float) -> None:
    book.rpush("begun", name)
    book.rpush("processes", os.getpid())
    time.sleep(seconds)
    book.rpush("done", name)


@app.task(name="tests.short")
def short(name: str, seconds: float) -> None:
    bulk.run(name, seconds)


@app.task(name="tests.mail")
def mail() -> None:
    book.set("mailed_at", time.time())
