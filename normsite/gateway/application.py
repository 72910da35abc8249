"""The ASGI application that the web server calls.

It reads each request whole, lets one of a few threads answer it, or says at once that there is no room.
"""

import asyncio
import contextlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from django.db import Error, close_old_connections

from normsite.foundation.arrivals import HEADER
from normsite.foundation.clock import clock
from normsite.gateway.asked import asked_for
from normsite.gateway.bodies import Body, Gone, Receive, TooSlow, largest_at, read_body
from normsite.gateway.copies import Copies
from normsite.gateway.environ import Scope, header
from normsite.gateway.lanes import Lanes
from normsite.gateway.record import LOOKS_EACH_SECONDS
from normsite.gateway.refusals import Why, too_slow
from normsite.gateway.replies import UNREAD, Abandoned, Reply, Send
from normsite.gateway.room import SMALL, NoRoom, Place, Room
from normsite.gateway.shortened import PASSING
from normsite.gateway.visit import Visit

Application = Callable[..., Iterable[bytes]]
Told = TypeVar("Told")

CLOCKS_COMPARED_SECONDS = 5.0


@dataclass
class Gateway:
    """Stands between the web server and a WSGI application.

    - A body is read on the event loop, bounded in time, rate and size, so slow senders hold no thread.
    - A reply is sent from the event loop, so slow readers hold none either.
    - Each kind of request has its lane of threads with a short queue; who finds it full is answered 503 at once.
    - The moment at which a request had been read whole goes with it (`normsite.foundation.arrivals`).
    """

    application: Application
    lanes: Lanes = field(default_factory=Lanes)
    room: Room = field(default_factory=Room)  # for what is sent
    passing: Room = field(default_factory=lambda: Room(PASSING))  # for files that go by
    unread: Room = field(default_factory=lambda: Room(UNREAD))  # for what is answered
    copies: Copies = field(default_factory=Copies)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            visit = Visit(scope, self.lanes.of(scope["method"], scope["path"]))
            if not await self._answered_from_copy(visit, send):
                await self._answer(visit, receive, send)

    async def _answered_from_copy(self, visit: Visit, send: Send) -> bool:
        """With a finished page, if there is one: no thread works on it, and no lane can be too full for it."""
        visit.asked = asked_for(visit.scope)
        answer = await self.copies.find(visit.asked) if visit.asked else None
        if answer is None:
            return False
        with contextlib.suppress(Abandoned):
            await visit.give(send, answer)
        visit.log()
        return True

    async def _answer(self, visit: Visit, receive: Receive, send: Send) -> None:
        try:
            body = await self._read(visit, receive)
        except TooSlow:
            await visit.refuse(send, too_slow())
        except NoRoom:
            await visit.refuse(send, visit.refusal(None))
        except Gone:
            return
        else:
            try:
                if visit.brings_files(body):
                    visit.lane = self.lanes.with_files(visit.lane)
                if visit.lane.full:
                    await self._turn_away(visit, body, send)
                    return
                await self._work(visit, body, send)
            finally:
                body.close()
        visit.log()

    async def _read(self, visit: Visit, receive: Receive) -> Body:
        """What it brings; most bring nothing, and then nothing is waited for (RFC 9112, section 6.3)."""
        place, claimed = Place(self.room, visit.network), header(visit.scope, b"content-length")
        if not claimed and not header(visit.scope, b"transfer-encoding"):
            return Body(place, read_at=visit.began)
        return await read_body(receive, place, largest_at(visit.scope["path"]), claimed, visit.shortened(self.passing))

    async def _turn_away(self, visit: Visit, body: Body, send: Send) -> None:
        """Too many wait in its lane."""
        visit.lane.turn_away()
        await visit.refuse(send, await _digested(body, lambda: visit.refusal(body)))

    async def _work(self, visit: Visit, body: Body, send: Send) -> None:
        """By a thread of its lane."""
        visit.prepare(body)
        reply = Reply(Place(self.unread, visit.network), waits=visit.lane.waits)
        application = self.copies.copying(self.application, visit.asked)
        work = visit.lane.start(partial(reply.fill, application, visit.environ))
        work.add_done_callback(reply.ended)
        work.add_done_callback(self.copies.made_soon(visit.asked))
        try:
            await reply.begun()
            await self._hand_on(visit, body, reply, send)
        finally:
            reply.close()
            await work

    async def _hand_on(self, visit: Visit, body: Body, reply: Reply, send: Send) -> None:
        """What Django says, but that a submission which it could not take keeps its place in time."""
        if visit.lane.takes_in and reply.status == 503:
            await visit.refuse(send, await _digested(body, lambda: visit.refusal(body, Why.OUT_OF_REACH)))
            return
        if visit.lane.takes_in and reply.status == 429:
            ticket = await _digested(body, lambda: visit.sent(body).ticket)
            reply.headers += [(HEADER.lower().encode(), ticket.encode())]
        with contextlib.suppress(Abandoned):  # what is not sent to its end closes the connection
            await visit.hand_on(send, reply)

    # --- the life of the process

    async def _live(self, receive: Receive, send: Send) -> None:
        """Watch the record and the clocks while the server runs; in the end wait for what is being worked on."""
        await receive()
        watching = [asyncio.create_task(self._compare_clocks()), asyncio.create_task(self._watch_record())]
        await send({"type": "lifespan.startup.complete"})
        await receive()
        for task in watching:
            task.cancel()
        await asyncio.to_thread(self.lanes.close)
        await send({"type": "lifespan.shutdown.complete"})

    async def _compare_clocks(self) -> None:
        """So that a ticket can be dated at any moment, also while the database can't be reached."""
        while True:
            await self.lanes.readiness.start(partial(_ask_database, clock.now))
            await asyncio.sleep(CLOCKS_COMPARED_SECONDS)

    async def _watch_record(self) -> None:
        """So that no copy outlives what it shows."""
        while True:
            await self.lanes.record.start(partial(_ask_database, self.copies.record.look))
            await asyncio.sleep(LOOKS_EACH_SECONDS)


async def _digested(body: Body, act: Callable[[], Told]) -> Told:
    """Do what reads the whole body; where it is large, in a thread."""
    return await asyncio.to_thread(act) if body.length > SMALL else act()


def _ask_database(ask: Callable[[], object]) -> None:
    """What can't be told is asked again soon."""
    close_old_connections()
    with contextlib.suppress(Error):
        ask()
