"""Imports of two million characters, and whether the pages of others wait for them."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from tests.fuzz.meter import Meter
from tests.fuzz.texts import Text, Writer

SIZE = 2_000_000
LIMIT = 20.0
OTHERS_WAIT = 1.0
ADDRESS = "/desk/norms/import/"


def send_files(site: Any, seed: int, count: int) -> bool:
    """Plan each, and write it where it was planned; meanwhile somebody else asks for a page again and again."""
    print("\n seconds  others ms  status  import, text", flush=True)
    failed = False
    for number in range(count):
        random = Random(f"{seed}:file:{number}")
        text = _large(random)
        planned = _import(site, text, f"planned {number}", confirm=False)
        failed |= planned.failed
        if planned.status == 200:
            failed |= _import(site, text, f"written {number}", confirm=True).failed
    return failed


class _Outcome:
    def __init__(self, status: int, seconds: float, others: float) -> None:
        self.status = status
        self.failed = seconds > LIMIT or others > OTHERS_WAIT or (status >= 500 and status != 503)


def _large(random: Random) -> Text:
    """Real texts one after the other, one thing again and again, or many parts of any kind below headings."""
    writer = Writer(random.randrange(2**31))
    way = random.randrange(4)
    if way == 0:
        whole = "\n\n".join(random.choices(writer.real, k=12))
        return Text(whole[:SIZE], "real texts")
    if way == 1:
        return writer.text(SIZE)
    parts: list[str] = []
    made: set[str] = set()
    while sum(map(len, parts)) < SIZE:
        text = writer.text(random.choice((300, 3_000, 20_000)))
        parts.append(f"# Part {len(parts)}\n\n{text.words}\n\n" if way == 2 else f"{text.words}\n\n")
        made.add(text.made[:20])
    return Text("".join(parts)[:SIZE], f"{len(parts)} parts{' below headings' if way == 2 else ''}")


def _import(site: Any, text: Text, name: str, *, confirm: bool) -> _Outcome:
    edda = site.client("edda")
    edda.start_over()
    sent = {"scheme": "iso", "title": f"Imported {name}"} | ({"confirm": "1"} if confirm else {})
    file = SimpleUploadedFile("norm.md", text.words.encode(errors="replace")[:SIZE])
    with _others() as waits:
        began = time.perf_counter()
        response = edda.post(ADDRESS, sent | {"file": file})
        seconds = time.perf_counter() - began
    outcome = _Outcome(response.status_code, seconds, max(waits, default=0.0))
    print(
        f"{seconds:8.1f} {max(waits, default=0.0) * 1000:10.0f}  {response.status_code}  {name}: {text.made[:90]}", flush=True
    )
    return outcome


@contextmanager
def _others() -> Iterator[list[float]]:
    """How long each page took that was asked for meanwhile."""
    waits: list[float] = []
    over = threading.Event()

    def ask() -> None:
        visitor = Meter()
        while not over.wait(0.05):
            visitor.get("/healthz")
            waits.append(visitor.log[-1].wall)
        connection.close()

    thread = threading.Thread(target=ask)
    thread.start()
    try:
        yield waits
    finally:
        over.set()
        thread.join()
