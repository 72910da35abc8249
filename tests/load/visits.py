"""Visitors of a kill run: they attach files, upload comment forms, share a list by a private link, and click twice.

Whoever gets no answer presses the button again, so nobody may be lost, and nobody doubled. Each is on the books as one sender.
"""

import asyncio
import json
import random
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.load import papers
from tests.load.browsers import Browser, File, Stuck, browser
from tests.load.patience import Patience
from tests.load.reconcile import Receipt, Sender
from tests.load.submissions import marked, new_mark
from tests.load.tally import Tally, told
from tests.load.wire import Attempt, Client, Held

ATTACHING, UPLOADING, SHARING = "attaches files", "uploads a form", "shares a list"
KINDS = (ATTACHING, UPLOADING, SHARING)
CLICKS_TWICE = 0.2
QUICKEST = 2.2  # seconds: the site believes of nobody to have written anything sooner
LOOKS_FOR_MAIL = 1.0
MAILED, SHARED = "load-{}@senders.example", "draft-{}@senders.example"


@dataclass
class Clicks:
    """A client whose people click twice now and then, and are shown the answer to the second click."""

    client: Client
    chance: random.Random
    tally: Tally = field(default_factory=Tally)

    async def ask(self, request: bytes, held: Held | None = None) -> Attempt:
        asked = time.monotonic()
        if request.startswith(b"POST") and self.chance.random() < CLICKS_TWICE:
            _, attempt = await asyncio.gather(self.client.ask(request, held), self.client.ask(request, held))
        else:
            attempt = await self.client.ask(request, held)
        self.tally.add("click", asked, attempt)
        return attempt


@dataclass
class Visit:
    """What one of them wants to have sent, and what they heard. `browser` is the one that sends, or has sent."""

    kind: str
    marks: Sequence[str]
    email: str
    browser: Browser
    files: list[File] = field(default_factory=list)
    last: str = "nothing"
    receipt: Receipt | None = None

    @property
    def sender(self) -> Sender:
        files = tuple(sorted(papers.kept(one) for one in self.files))
        return Sender(self.browser.key, tuple(self.marks), self.email, self.last, self.receipt, files)

    async def send(self, browser: Browser) -> None:
        """Press the last button; of two who do so for one list only one is led to the receipt."""
        attempt = await browser.until(302, browser.request)
        if receipt := told(attempt):
            self.browser, self.receipt, self.last = browser, receipt, "receipt"


@dataclass
class Visitors:
    """Sends visitors to consultations (their codes); `letters` is the file of the mail server, where they look for links."""

    patience: Patience
    chance: random.Random
    codes: Sequence[str]
    letters: Path
    visits: list[Visit] = field(default_factory=list)

    async def visit(self, due: float) -> None:
        """One of them, of each kind in turn, until told of a receipt or stuck."""
        kind = KINDS[len(self.visits) % len(KINDS)]
        rows = self.chance.randint(*papers.ROWS) if kind == UPLOADING else 1
        marks = [new_mark(len(self.visits), self.chance) for _ in range(rows)]
        email = MAILED.format(marks[0]) if self.chance.random() < 0.5 else ""
        visit = Visit(kind, marks, email, self._browser(self.chance.choice(self.codes)))
        self.visits.append(visit)
        try:
            await {ATTACHING: self._attach, UPLOADING: self._upload, SHARING: self._share}[kind](visit)
        except Stuck as stuck:
            visit.last = str(stuck)

    async def _attach(self, visit: Visit) -> None:
        await self._write(visit)
        await self._sign_and_send(visit)

    async def _upload(self, visit: Visit) -> None:
        await visit.browser.upload(papers.comment_form(visit.marks, self.chance))
        await self._sign_and_send(visit)

    async def _share(self, visit: Visit) -> None:
        """A colleague opens the list by its link and says who sends it; then both press “Send”."""
        first, colleague = visit.browser, self._browser(visit.browser.code)
        await self._write(visit)
        await first.share(SHARED.format(visit.marks[0]))
        await colleague.follow(await self._link(visit))
        await colleague.sign(visit.email)
        await first.check()
        await asyncio.gather(visit.send(first), visit.send(colleague))

    async def _write(self, visit: Visit) -> None:
        visit.files = papers.attachments(visit.marks[0], self.chance)
        await visit.browser.write(marked(visit.marks[0], self.chance), visit.files)

    async def _sign_and_send(self, visit: Visit) -> None:
        await visit.browser.sign(visit.email)
        await asyncio.sleep(QUICKEST)
        await visit.send(visit.browser)

    async def _link(self, visit: Visit) -> str:
        """The path in the mail; after `QUICKEST` seconds, since nobody reads a mail sooner."""
        await asyncio.sleep(QUICKEST)
        mail = re.compile(rf"^.*{re.escape(json.dumps(SHARED.format(visit.marks[0])))}.*$", re.M)
        while time.monotonic() < self.patience.until:
            if found := mail.search(self.letters.read_text()):
                return str(json.loads(found.group(0))["link"])
            await asyncio.sleep(LOOKS_FOR_MAIL)
        raise Stuck("no link came by mail")

    def _browser(self, code: str) -> Browser:
        return browser(self.patience, code, self.chance)
