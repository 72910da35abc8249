"""Each kind of request waits only for its own kind, and whatever fails on the way gives back what it held."""

import asyncio
import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from tempfile import TemporaryFile

import psycopg
import pytest
from django.conf import settings

from normsite.foundation.clock import clock
from normsite.gateway import Gateway, bodies
from normsite.gateway.lanes import Lanes
from normsite.gateway.room import SMALL
from normsite.gateway.visit import Visit
from tests.gateway.passing import FORM, JSON, Passage, answering, played, settled
from tests.gateway.talk import silent_server


@contextmanager
def waiting_at(*paths: str):
    """An application that answers what begins with these only in the end."""
    go = threading.Event()

    def app(environ, start):
        if environ["PATH_INFO"].startswith(paths):
            go.wait(20)
        return answering(environ, start)

    try:
        yield app
    finally:
        go.set()


def statuses(app, crowd: list[str], asked: list[str]) -> list[int]:
    """What these are answered while a crowd waits before them."""

    async def scene():
        gateway = Gateway(app)
        under_way = [Passage("GET", path).begin(gateway) for path in crowd]
        await settled()
        try:
            return [(await asyncio.wait_for(Passage("GET", path).through(gateway), 2)).status for path in asked]
        finally:
            for one in under_way:
                one.cancel()

    return played(scene())


def test_healthz_is_answered_while_readyz_waits_for_the_database():
    with waiting_at("/readyz") as app:
        assert statuses(app, ["/readyz"] * 3, ["/healthz"]) == [200]


def test_healthz_is_answered_while_the_clock_of_the_database_is_waited_for(monkeypatch):
    go = threading.Event()
    monkeypatch.setattr(clock, "now", lambda: go.wait(20))

    async def scene():
        gateway = Gateway(answering)
        told: asyncio.Queue[dict[str, str]] = asyncio.Queue()
        living = asyncio.ensure_future(gateway({"type": "lifespan"}, told.get, lambda message: asyncio.sleep(0)))
        await told.put({"type": "lifespan.startup"})
        await settled()
        try:
            return (await asyncio.wait_for(Passage("GET", "/healthz").through(gateway), 2)).status
        finally:
            go.set()
            await told.put({"type": "lifespan.shutdown"})
            await living

    assert played(scene()) == 200


def test_a_flood_of_sign_ins_holds_up_neither_the_desk_nor_readers():
    with waiting_at("/accounts/") as app:
        asked = ["/accounts/login/", "/desk/", "/"]
        assert statuses(app, ["/accounts/login/"] * 20, asked) == [503, 200, 200]


PARTS = '--b\r\nContent-Disposition: form-data; name="text"\r\n\r\nwörds\r\n--b\r\nContent-Disposition: form-data; name="files"'
WITHOUT = f'{PARTS}; filename=""\r\nContent-Type: application/octet-stream\r\n\r\n\r\n--b--\r\n'.encode()
WITH = f'{PARTS}; filename="a.pdf"\r\nContent-Type: application/pdf\r\n\r\n%PDF\r\n--b--\r\n'.encode()


def posted(path: str, content: bytes, kind: str = "multipart/form-data; boundary=b") -> Passage:
    return Passage("POST", path, [content], (("Content-Type", kind),))


def test_files_that_are_read_hold_up_neither_comments_nor_submissions():
    with waiting_at("/consultations/CN-1/form/", "/consultations/CN-1/comment/1/", "/api/v1/consultations/CN-1/files/") as app:
        slow = [
            posted("/consultations/CN-1/form/", WITH),
            posted("/consultations/CN-1/form/columns/", b"column1=text", FORM[1]),
            *[posted("/consultations/CN-1/comment/1/", content) for content in [WITH, WITH + b"x" * SMALL]],
            *[posted("/api/v1/consultations/CN-1/files/", content) for content in [WITH, WITH + b"x" * SMALL]],
        ]
        asked = [
            posted("/consultations/CN-1/comment/", WITHOUT),
            posted("/consultations/CN-1/comment/check/", b"a=b", FORM[1]),
            posted("/api/v1/submissions/", b"{}", JSON[1]),
            posted("/desk/norms/import/", WITH),
            posted("/consultations/CN-1/comment/", WITH),
        ]

        async def scene():
            gateway = Gateway(app)
            for passage in slow:
                passage.going_on.set()
            under_way = [passage.begin(gateway) for passage in slow]
            await settled()
            try:
                held = gateway.lanes.uploads.under_way
                return held, [(await asyncio.wait_for(one.through(gateway), 2)).status for one in asked]
            finally:
                for one in under_way:
                    one.cancel()

        assert played(scene()) == (6, [200, 200, 200, 200, 503])


def test_a_database_server_that_says_nothing_is_given_up_after_five_seconds():
    began = time.monotonic()
    with silent_server() as port, pytest.raises(psycopg.OperationalError):
        psycopg.connect(host="127.0.0.1", port=port, **settings.DATABASES["default"]["OPTIONS"])
    assert 4 < time.monotonic() - began < 8


# --- what fails on the way


def broken(*told, **named):
    raise LookupError


@pytest.mark.parametrize(("step", "full"), [("prepare", False), ("refusal", True)])
def test_what_fails_on_the_way_gives_its_room_back(monkeypatch, step, full):
    monkeypatch.setattr(Visit, step, broken)

    async def scene():
        gateway = Gateway(answering)
        gateway.lanes.intake.under_way = 1000 * full
        with pytest.raises(LookupError):
            await Passage("POST", "/receipts/", [b"x" * 5000]).through(gateway)
        return gateway.room.held

    assert played(scene()) == 0


# --- what a refusal costs


class Watched:
    """A file on the disk that tells how often it is read, and whether by the event loop."""

    def __init__(self, file, reads: list[tuple[int, bool]]) -> None:
        self._file, self._reads = file, reads

    def __getattr__(self, name):
        return getattr(self._file, name)

    def read(self, *most: int) -> bytes:
        content = self._file.read(*most)
        self._reads.append((len(content), asyncio._get_running_loop() is not None))
        return content


@pytest.mark.parametrize(
    ("path", "lane", "reads"), [("/api/v1/submissions/", "intake", [(4 * SMALL, False)]), ("/desk/norms/", "desk", [])]
)
def test_a_large_body_without_room_is_read_once_at_most_and_not_by_the_event_loop(monkeypatch, path, lane, reads):
    seen: list[tuple[int, bool]] = []
    monkeypatch.setattr(bodies, "TemporaryFile", lambda: Watched(TemporaryFile(), seen))  # noqa: SIM115 - the body closes it

    async def scene():
        gateway = Gateway(answering)
        getattr(gateway.lanes, lane).under_way = 1000
        return await Passage("POST", path, [b"x" * SMALL] * 4, (JSON,)).through(gateway)

    monkeypatch.setattr(clock, "instant_of", lambda moment: datetime.now(UTC))
    assert played(scene()).status == 503
    assert seen == reads


@pytest.mark.parametrize("end", ["csv", "json", "xlsx", "docx"])
def test_a_whole_docket_keeps_to_the_lane_of_lists_in_every_form(end):
    lanes = Lanes()
    assert lanes.of("GET", f"/consultations/CN-1/comments.{end}") is lanes.lists
    lanes.close()


def test_answers_to_the_questionnaire_hold_up_no_comments():
    lanes = Lanes()
    assert lanes.of("POST", "/applies/result/") is lanes.reading
    assert lanes.of("POST", "/consultations/CN-1/comment/") is lanes.intake
