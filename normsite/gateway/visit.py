"""One request on its way through the gateway."""

import logging
import time
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from normsite.foundation import arrivals
from normsite.foundation.left_out import tells_left_out
from normsite.foundation.origins import is_from_here
from normsite.foundation.throttle import network_of, outermost
from normsite.gateway.asked import Asked
from normsite.gateway.bodies import Body
from normsite.gateway.copies import Answer
from normsite.gateway.environ import Scope, environ_of, header
from normsite.gateway.lanes import Lane
from normsite.gateway.refusals import Refusal, Why, busy
from normsite.gateway.replies import A_PIECE, Reply, Send, send_piece
from normsite.gateway.room import Place, Room
from normsite.gateway.shortened import Shortened

access = logging.getLogger("normsite.access")
ROUTE = "normsite.route"  # where Django says which pattern of addresses the request fell under


@dataclass
class Visit:
    """What was asked, by which lane it goes, and what has become of it."""

    scope: Scope
    lane: Lane
    began: float = field(default_factory=time.monotonic)
    status: int = 0
    environ: dict[str, Any] = field(default_factory=dict)
    asked: Asked | None = None  # where a copy may answer it
    _sent: arrivals.Sent | None = None

    def sent(self, body: Body) -> arrivals.Sent:
        if self._sent is None:
            given = header(self.scope, arrivals.HEADER.lower().encode())
            kind = header(self.scope, b"content-type")
            self._sent = arrivals.Sent(body.read_at, self.scope["path"], kind, given, body.content)
        return self._sent

    def shortened(self, passing: Room) -> Shortened | None:
        """How its files go by, through this room, if they are too large; only where that is told of."""
        boundary = arrivals.boundary_of(header(self.scope, b"content-type"))
        return Shortened(boundary, Place(passing, self.network)) if boundary and tells_left_out(self.scope["path"]) else None

    def brings_files(self, body: Body) -> bool:
        """Whether it is a form with places for files of which one may hold one: our own page is such a form, mostly without.
        What is longer than any comment is not looked into."""
        if not header(self.scope, b"content-type").lower().startswith("multipart/"):
            return False
        return body.length > arrivals.LONGEST_FORM or self.sent(body).fields is None

    def prepare(self, body: Body) -> None:
        """The request in the words of WSGI, with the moment of its arrival."""
        self.environ = environ_of(self.scope, body)
        self.sent(body).note(self.environ)

    def refusal(self, body: Body | None, why: Why = Why.CROWD) -> Refusal:
        """What is said when this can't be worked on now: a form is given back, and what was to be taken in gets a ticket."""
        method = self.scope["method"]
        if body is None or body.cut:
            return busy(method, self._address(), why)
        sent = self.sent(body)
        fields = sent.fields if self._is_given_back(body) else None
        ticket = sent.ticket if self.lane.takes_in else ""
        return busy(method, self._address(), why, fields=fields, ticket=ticket)

    def _is_given_back(self, body: Body) -> bool:
        """Whether the page may hold what was sent. No password: the forms of the accounts stay in the browser's own history.
        Nothing of another site: sent again from our page it would be taken for ours."""
        scheme, host = settings.BASE_URL.partition("://")[0], header(self.scope, b"host")
        return (
            body.length <= arrivals.LONGEST_FORM
            and not self.scope["path"].startswith("/accounts/")
            and is_from_here(lambda name: header(self.scope, name.lower().encode()), settings.BASE_URL, f"{scheme}://{host}")
        )

    def network(self) -> str:
        """From which it was sent."""
        forwarded = (value.decode("latin-1") for key, value in self.scope["headers"] if key == b"x-forwarded-for")
        return network_of(outermost(",".join(forwarded), (self.scope.get("client") or ("", 0))[0]))

    def _address(self) -> str:
        """Path and query as they were sent. Two slashes at the head would name another host."""
        path: str = self.scope["raw_path"].decode("latin-1")
        query: str = self.scope["query_string"].decode("latin-1")
        return "/" + path.lstrip("/\\") + (f"?{query}" if query else "")

    async def refuse(self, send: Send, refusal: Refusal) -> None:
        self.status = refusal.status
        await send({"type": "http.response.start", "status": refusal.status, "headers": refusal.headers})
        await send({"type": "http.response.body", "body": refusal.body})

    async def give(self, send: Send, answer: Answer) -> None:
        """A page that was made before. The server copies what it is handed for each reader, so it gets a piece at a time.

        Raises `Abandoned` when the reader doesn't take it.
        """
        self.status, self.environ[ROUTE] = int(answer.status[:3]), answer.route
        headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in answer.headers]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        for sent in range(0, len(answer.body) or 1, A_PIECE):
            await send_piece(send, answer.body[sent : sent + A_PIECE], more=sent + A_PIECE < len(answer.body))

    async def hand_on(self, send: Send, reply: Reply) -> None:
        self.status = reply.status
        await reply.send(send)

    def log(self) -> None:
        """The pattern of the address and never the address: that may hold a name, a code or the key of a receipt."""
        seconds = time.monotonic() - self.began
        route = f"/{self.environ[ROUTE]}" if ROUTE in self.environ else "-"
        access.info("%s %s %d %.0f ms %s", self.scope["method"], route, self.status, seconds * 1000, self.lane.name)
