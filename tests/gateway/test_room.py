"""Whoever sends much, or leaves much unread, takes no room from those who send and read little."""

import asyncio
import select
import threading
from contextlib import ExitStack, suppress
from urllib.parse import urlencode

import pytest
from django.db import connection

from comments.models import MOST_CHARACTERS
from normsite.gateway import Gateway, bodies, replies
from normsite.gateway.bodies import TooSlow, read_body
from normsite.gateway.room import MEGABYTE, SMALL, TINY, NoRoom, Place, Room
from tests.comments.scenes import opened
from tests.gateway.passing import Passage, answering, ended, played, settled
from tests.gateway.talk import head, status_of, submission

ASTRAL = "\N{ADLAM CAPITAL LETTER ALIF}"  # four bytes, twelve characters percent-encoded
UPLOAD = "/desk/norms/import/"


def upload(number: int, size: int = 2 * MEGABYTE) -> Passage:
    """A large one, from a network of its own for each number."""
    return Passage("POST", UPLOAD, [b"x" * MEGABYTE] * (size // MEGABYTE), address=f"10.0.{number}.1")


def test_large_uploads_that_never_end_leave_room_for_comments():
    async def scene():
        gateway = Gateway(answering, room=Room(16 * MEGABYTE))
        uploads = [upload(number) for number in range(4)]
        under_way = [one.begin(gateway) for one in uploads]
        await settled()
        refused = await upload(4).through(gateway)
        comments = [await Passage("POST", "/consultations/CN-1/comment/", [b"x" * SMALL]).through(gateway) for _ in range(40)]
        for one in uploads:
            one.going_on.set()
            one.reading.set()
        await ended(*under_way)
        taken = await upload(4).through(gateway)
        return gateway.room, refused, comments, [*uploads, taken]

    room, refused, comments, uploads = played(scene())
    assert (refused.status, "Go back: your browser still holds what you typed." in refused.text) == (503, True)
    assert [(one.status, one.text) for one in comments] == [(200, str(SMALL))] * 40
    assert [(one.status, one.text) for one in uploads] == [(200, str(2 * MEGABYTE))] * 5
    assert (room.held, room.large, dict(room.of_network)) == (0, 0, {})


def test_small_requests_may_fill_all_that_is_left():
    room = Room(2 * MEGABYTE)
    for number in range(8):
        Place(room, f"10.0.{number}.0/24".strip).grow(SMALL)
    with pytest.raises(NoRoom):
        Place(room, str).grow(1)


def test_many_small_requests_of_one_network_leave_room_for_those_of_another():
    room = Room(4 * MEGABYTE)
    for _ in range(2):
        Place(room, lambda: "10.0.1.0/24").grow(SMALL)
    growing = Place(room, lambda: "10.0.1.0/24")
    growing.grow(TINY)
    with pytest.raises(NoRoom):
        growing.grow(1)
    Place(room, lambda: "10.0.2.0/24").grow(SMALL)
    assert (growing.size, room.held) == (TINY, TINY + 3 * SMALL)


def test_one_network_holds_only_its_share_of_the_room_for_large_ones(settings):
    settings.PROXIES = 1

    def upload_of(address: str) -> Passage:
        return Passage("POST", UPLOAD, [b"x" * MEGABYTE], (("X-Forwarded-For", f"1.2.3.4, {address}"),), "172.18.0.2")

    async def scene():
        gateway = Gateway(answering, room=Room(8 * MEGABYTE))
        first = upload_of("10.0.1.1")
        under_way = first.begin(gateway)
        await settled()
        others = [await upload_of(address).through(gateway) for address in ("10.0.1.99", "10.0.2.1")]
        first.going_on.set()
        first.reading.set()
        await ended(under_way)
        return [first.status, *(other.status for other in others)]

    assert played(scene()) == [200, 503, 200]


@pytest.mark.django_db(transaction=True)
@pytest.mark.servers
def test_a_comment_is_taken_while_one_address_fills_its_share_of_the_server(cast, served):
    consultation = opened(cast)
    size = 16 * MEGABYTE
    with ExitStack() as open_lines:
        lines = [open_lines.enter_context(served.line()) for _ in range(3)]
        for line in lines:
            with suppress(ConnectionError):  # of the three together the server takes two
                line.sendall(head("POST", UPLOAD, size) + b"x" * (size - 5))
        answered, _, _ = select.select(lines, [], [], 20)
        assert [status_of(line) for line in answered] == [503]
        assert served.send(consultation.code, submission()).status == 201
    connection.close()


# --- how much may be sent where


@pytest.mark.parametrize(("path", "most"), [("/receipts/", 4), ("/accounts/login/", 4), ("/api/v1/norms/", 12), ("/desk/", 16)])
def test_of_what_is_too_long_for_its_place_no_more_is_read(path, most):
    def sent(*more: bytes) -> str:
        pieces = [b"x" * (MEGABYTE // 4)] * (4 * most)
        return played(Passage("POST", path, [*pieces, *more]).through(Gateway(answering))).text

    assert sent() == str(most * MEGABYTE)
    assert sent(b"y", b"z" * MEGABYTE) == str(most * MEGABYTE + 1)


def test_the_longest_comment_in_any_script_is_a_small_request():
    fields = {
        "csrfmiddlewaretoken": "a" * 64,
        "about": "clause",
        "clause": "c" * 64,
        "kind": "ge",
        "text": ASTRAL * MOST_CHARACTERS,
        "proposed_change": ASTRAL * MOST_CHARACTERS,
    }
    assert 240_000 < len(urlencode(fields)) < SMALL


# --- how slowly


def reading(monkeypatch, pieces: list[tuple[float, bytes]], *, haste: int = 100) -> int:
    """How many bytes are read of what comes in these pieces, each after a pause, when time goes so many times as fast."""
    for name in ("GRACE_SECONDS", "AHEAD_SECONDS", "LONGEST_SECONDS"):
        monkeypatch.setattr(bodies, name, getattr(bodies, name) / haste)
    monkeypatch.setattr(bodies, "SLOWEST", bodies.SLOWEST * haste)
    coming = iter(pieces)

    async def receive():
        pause, piece = next(coming, (0, b""))
        await asyncio.sleep(pause / haste)
        return {"type": "http.request", "body": piece, "more_body": bool(piece)}

    async def scene():
        body = await read_body(receive, Place(Room(), str), 16 * MEGABYTE)
        try:
            return body.length
        finally:
            body.close()

    return played(scene())


def test_whoever_uploads_fast_may_not_trickle_then(monkeypatch):
    with pytest.raises(TooSlow):
        reading(monkeypatch, [(0.0, b"x" * MEGABYTE)] + [(20.0, b"x")] * 4)


def test_whoever_keeps_to_the_slowest_rate_is_heard(monkeypatch):
    assert reading(monkeypatch, [(5, b"x" * 6000)] * 10, haste=20) == 60_000


def test_nobody_is_heard_for_longer_than_five_minutes(monkeypatch):
    with pytest.raises(TooSlow):
        reading(monkeypatch, [(5.0, b"x" * 100_000)] + [(20.0, b"x" * 100_000)] * 20)


# --- what is left unread


def long_reply(environ, start):
    start("200 OK", [])
    size = 3 * MEGABYTE if environ["PATH_INFO"] == "/long/" else 60_000
    return (b"x" * 60_000 for _ in range(size // 60_000))


def test_what_slow_readers_leave_unread_has_one_bound_and_short_replies_pass():
    async def scene():
        gateway = Gateway(long_reply, unread=Room(16 * MEGABYTE))
        slow = [Passage("GET", "/long/", address=f"10.0.{number}.1") for number in range(8)]
        under_way = [one.begin(gateway) for one in slow]
        await settled()
        held, large = gateway.unread.held, gateway.unread.large
        short = await Passage("GET", "/short/").through(gateway)
        for one in slow:
            one.reading.set()
        await ended(*under_way)
        return gateway.unread, held, large, short, slow

    room, held, large, short, slow = played(scene())
    assert (held <= room.most, large <= room.most_large) == (True, True)
    assert (short.status, len(short.body), short.whole) == (200, 60_000, True)
    assert [one.whole for one in slow] == [False] * 8  # each is longer than what one network may leave unread
    assert (room.held, room.large, dict(room.of_network)) == (0, 0, {})


def test_a_short_reply_passes_where_nothing_more_may_be_left_unread():
    passed = played(Passage("GET", "/short/").through(Gateway(long_reply, unread=Room(0))))
    assert (passed.status, len(passed.body), passed.whole) == (200, 60_000, True)


def test_what_has_been_read_takes_no_room():
    taken = threading.Semaphore(0)

    def stream(environ, start):
        start("200 OK", [])
        for _ in range(20):
            yield b"x" * 200_000
            taken.acquire(timeout=10)

    class Reader(Passage):
        async def _send(self, message):
            await super()._send(message)
            if self.body and len(self.body) % 200_000 == 0:
                taken.release()

    passed = played(Reader("GET", "/").through(Gateway(stream, unread=Room(2 * MEGABYTE))))
    assert (len(passed.body), passed.whole) == (4_000_000, True)


LIST = "/consultations/CN-1/comments.csv"


def long_list(environ, start):
    start("200 OK", [])
    return [b"x" * 200_000] * 20


def test_a_list_longer_than_all_that_may_be_unread_goes_on_as_its_reader_does():
    async def scene():
        room = Room(2 * MEGABYTE)
        gateway = Gateway(long_list, unread=room)
        listed, page = [await Passage("GET", path).through(gateway) for path in (LIST, "/norms/N-1/")]
        return (len(listed.body), listed.whole), page.whole, room.held

    assert played(scene()) == ((4_000_000, True), False, 0)


def test_a_list_of_which_nobody_takes_more_is_given_up(monkeypatch):
    monkeypatch.setattr(replies, "SLOWEST_SECONDS", 0.2)

    async def scene():
        gateway = Gateway(long_list, unread=Room(2 * MEGABYTE))
        nobody = Passage("GET", LIST)
        nobody.going_on.set()
        under_way = nobody.begin(gateway)
        await ended(under_way)
        return nobody.whole, gateway.lanes.lists.under_way, gateway.unread.held

    assert played(scene()) == (False, 0, 0)
