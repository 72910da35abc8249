"""`deadline`: thousands who send around one, some of them to consultations that are extended in the last tenth of a second.

Most come within seconds of the deadline, many times more than the site can take. Some hold their last byte back to an exact
instant, some let the last ones drip across it, some press the button of a form. Each has a clock of its own that is wrong.
Who is refused for load comes again when told, with the ticket. In the end `rule` judges every one of them.
"""

import asyncio
import json
import random
import sys
import time
from argparse import Namespace
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from email.utils import formatdate
from hashlib import sha256
from typing import Any

from tests.load.browsers import Browser, Stuck, browser
from tests.load.capacity import capacity
from tests.load.figures import Report, milliseconds, note, percentile
from tests.load.papers import attachments, comment_form
from tests.load.patience import Patience, ticket_in
from tests.load.rule import TOLD, Claim, Try, Verdict, judge
from tests.load.site import PROJECT, Site, running
from tests.load.submissions import Letter, Writer, marked, new_mark
from tests.load.watch import Watch
from tests.load.wire import Attempt, Client, Held

CROWD, EARLY, HELD, DRIPPED = "crowd", "steady", "held to the instant", "dripped across"
FORM, FILES, ROWS = "form", "form with files", "rows of an uploaded form"
# Who sends, and what share of all.
SHARES = {CROWD: 0.50, EARLY: 0.27, HELD: 0.15, DRIPPED: 0.08}
LONGEST_SKEW = 90.0
EXTENDED_WITHIN = (0.02, 0.10)  # seconds before the deadline
DRIP, DRIPS = 0.1, 12
NEEDS_ROOM = 40.0
READING_LASTS = 0.4  # seconds for each visitor, of whom two in three bring a file that is read
WRONG_SHOWN = 12


@dataclass
class Sender:
    """One of them, and everything that happened to them. `at` is when the last byte is to leave."""

    kind: str
    code: str
    at: float
    letter: Letter | None = None
    browser: Browser | None = None
    ticket: str = ""
    tries: list[Try] = field(default_factory=list)

    @property
    def key(self) -> str:
        return self.letter.key if self.letter else self.browser.key if self.browser else ""

    def request(self) -> bytes:
        if self.letter:
            return self.letter.with_ticket(self.ticket)
        assert self.browser
        return self.browser.request()

    def held(self) -> Held | None:
        if self.kind == HELD:
            return Held(self.at)
        return Held(self.at - DRIP * (DRIPS - 1), tail=DRIPS, pace=DRIP) if self.kind == DRIPPED else None

    @property
    def starts_at(self) -> float:
        """Those who hold something back have connected and sent the rest before."""
        return self.at - 2.0 if self.kind in (HELD, DRIPPED) else self.at

    def note(self, attempt: Attempt) -> int:
        """Keep what came of a sending; the status, in which a form's way to its receipt is as good as 201."""
        status = attempt.status
        if self.browser:
            self.browser.read(attempt)
            if status == 302 and attempt.answer and "/receipts/" in attempt.answer.header("Location"):
                status = TOLD
        self.ticket = self.ticket or ticket_in(attempt)
        self.tries.append(Try(attempt.begun, attempt.written, attempt.ended, status))
        return status


@dataclass
class Scene:
    """The consultations with their one deadline; those of `extended` close `longer` seconds later, if that comes in time."""

    codes: list[str]
    extended: list[str]
    deadline: float
    longer: float

    def senders(self, writer: Writer, count: int) -> list[Sender]:
        """So many, each aiming at a deadline: at the first one, or where there is a second at either."""
        kinds = writer.chance.choices(list(SHARES), list(SHARES.values()), k=count)
        return [self._sender(kind, writer) for kind in kinds]

    def _sender(self, kind: str, writer: Writer) -> Sender:
        code, at = self.aim(kind, writer.chance)
        wrong = time.time() + writer.chance.uniform(-LONGEST_SKEW, LONGEST_SKEW)
        return Sender(kind, code, at, letter=writer.letter(code, f"Date: {formatdate(wrong, usegmt=True)}\r\n"))

    def aim(self, kind: str, chance: random.Random) -> tuple[str, float]:
        code = chance.choice(self.codes)
        deadline = self.deadline + (self.longer if code in self.extended and chance.random() < 0.5 else 0)
        return code, deadline + _OFFSETS[kind](chance)


_OFFSETS: dict[str, Callable[[random.Random], float]] = {
    CROWD: lambda chance: chance.gauss(-0.3, 0.8),
    EARLY: lambda chance: chance.uniform(-20, 8),
    HELD: lambda chance: chance.gauss(0, 0.05),
    DRIPPED: lambda chance: chance.gauss(0, 0.3),
    **dict.fromkeys((FORM, FILES, ROWS), lambda chance: chance.gauss(0, 0.5)),
}


async def send(sender: Sender, patience: Patience) -> None:
    """From the instant on that the sender has chosen, until told yes or no."""
    await asyncio.sleep(max(0.0, sender.starts_at - time.time()))
    await patience.until_told(sender.request, sender.note, sender.held())


def run(args: Namespace) -> Report:
    with running(args.port, keep=args.keep) as site:
        return asyncio.run(deadline(site, args))


async def deadline(site: Site, args: Namespace) -> Report:
    report = Report(f"{args.count:,} submissions around a deadline (seed {args.seed})")
    chance = random.Random(args.seed)
    client = Client(site.port, retake=False)
    practice = site.consultations()[0]["code"]
    most = await capacity(client, Writer(chance, [practice]), seconds=args.measure)
    forms = int(args.forms * args.count)
    scene = _scene(site, args, NEEDS_ROOM + forms * (4 / most + READING_LASTS))
    writer = Writer(chance, scene.codes, mailed=0.05)
    senders = scene.senders(writer, args.count - forms)
    with Watch(site) as watch:
        extending = await _extending(scene, site, chance)
        senders += await _at_forms(client, scene, chance, forms)
        last = scene.deadline + scene.longer + args.patience
        patience = Patience(client, chance, time.monotonic() + last - time.time())
        note(f"{len(senders):,} senders are ready; the deadline is in {scene.deadline - time.time():.0f} s")
        await asyncio.gather(*(send(sender, patience) for sender in senders))
        said, _ = await extending.communicate()
    client.close()
    _judge_all(report, site, scene, senders, args.reading)
    _show(report, scene, senders, json.loads(said.splitlines()[-1]), most)
    watch.show_processor(report)
    return report


def _scene(site: Site, args: Namespace, seconds: float) -> Scene:
    opened = site.consultations(args.consultations, seconds)
    codes = [one["code"] for one in opened]
    return Scene(codes, codes[: args.extended], opened[0]["closes_at"], args.longer)


async def _extending(scene: Scene, site: Site, chance: random.Random) -> asyncio.subprocess.Process:
    """A process that stands ready to extend."""
    wishes = [word for code in scene.extended for word in (code, str(chance.uniform(*EXTENDED_WITHIN)), str(scene.longer))]
    command = [sys.executable, "-m", "tests.load.scene", "extend", *wishes]
    process = await asyncio.create_subprocess_exec(*command, cwd=PROJECT, env=site.environment, stdout=asyncio.subprocess.PIPE)
    assert process.stdout
    await process.stdout.readline()
    return process


async def _at_forms(client: Client, scene: Scene, chance: random.Random, count: int) -> list[Sender]:
    """So many who have the last page of the form before them, six getting there at a time; two in three brought files."""
    turn, ready = asyncio.Semaphore(6), list[Sender]()
    patience = Patience(client, chance, time.monotonic() + scene.deadline - 5 - time.time())

    async def prepare(number: int) -> None:
        kind = (FORM, FILES, ROWS)[number % 3]
        code, at = scene.aim(kind, chance)
        visitor = browser(patience, code, chance)
        async with turn:
            if time.monotonic() < patience.until:
                await _bring(kind, visitor, new_mark(number, chance), chance)
                ready.append(Sender(kind, code, at, browser=visitor))

    outcomes = await asyncio.gather(*(prepare(number) for number in range(count)), return_exceptions=True)
    for problem in outcomes:
        if isinstance(problem, BaseException) and not isinstance(problem, Stuck):
            raise problem
    return ready


async def _bring(kind: str, visitor: Browser, mark: str, chance: random.Random) -> None:
    """As far as the page with the button."""
    if kind == ROWS:
        await visitor.upload(comment_form([f"{mark}-{row}" for row in range(5)], chance))
    else:
        await visitor.write(marked(mark, chance), attachments(mark, chance) if kind == FILES else ())
    await visitor.sign()


def _judge_all(report: Report, site: Site, scene: Scene, senders: list[Sender], reading: float) -> None:
    closes = {
        row["code"]: row["closes_at"].timestamp() for row in site.rows("SELECT code, closes_at FROM comments_consultation")
    }
    stored = _stored(site)
    verdicts = [(one, judge(one.tries, stored.get(_hash(one.key)), closes[one.code], reading=reading)) for one in senders]
    _show_verdicts(report, verdicts)
    wrong = [(sender, verdict) for sender, verdict in verdicts if verdict.right is False]
    why = Counter(verdict.why for _, verdict in wrong)
    report.add("What was wrong", ("why", "number"), why.most_common() or [("nothing", 0)])
    stories = sorted(_story(sender, closes[sender.code]) for sender, _ in wrong)
    head = ("last byte", "told first", "told last", "who", "where")
    report.add("The earliest of them, in seconds from the deadline", head, [_told(story) for story in stories[:WRONG_SHOWN]])
    report.want("judged wrong", f"{len(wrong):,} of {len(senders):,}", "0", not wrong)
    _show_open(report, verdicts, closes)


def _story(sender: Sender, deadline: float) -> tuple[float, str, str, str, str]:
    """When the last byte left for the first time, and what was told when; seconds from the deadline."""
    left = min((one.begun - deadline for one in sender.tries if one.begun is not None), default=float("inf"))
    first, last = (f"{one.status or 'nothing'} at {one.ended - deadline:+.3f}" for one in (sender.tries[0], sender.tries[-1]))
    return left, first, last, sender.kind, sender.code


def _told(story: tuple[float, str, str, str, str]) -> tuple[str, ...]:
    return (f"{story[0]:+.3f}", *story[1:])


def _stored(site: Site) -> dict[str, float]:
    """The instant that counts, on the site's record, by the hash of the key."""
    rows = site.rows("SELECT idempotency_key, received_at FROM comments_submission")
    return {row["idempotency_key"]: row["received_at"].timestamp() for row in rows}


def _hash(key: str) -> str:
    return sha256(f"key:{key}".encode()).hexdigest()


def _show_verdicts(report: Report, verdicts: list[tuple[Sender, Verdict]]) -> None:
    rows: list[tuple[object, ...]] = []
    for kind in sorted({sender.kind for sender, _ in verdicts}):
        for claim in Claim:
            mine = [verdict for sender, verdict in verdicts if sender.kind == kind and verdict.claim is claim]
            if mine:
                told = Counter((verdict.counted, verdict.right) for verdict in mine)
                cells = [told[True, True], told[False, True], told[False, None], told[True, False] + told[False, False]]
                rows.append((f"{kind}, {claim.value}", len(mine), *cells))
    head = ("who", "number", "rightly counted", "rightly refused", "refused, can't be told", "wrong")
    report.add("Verdicts", head, rows)


def _show_open(report: Report, verdicts: list[tuple[Sender, Verdict]], closes: dict[str, float]) -> None:
    """Those refused of whom nothing outside the site can tell whether it had read them: how little time it had."""
    left = [
        max(closes[sender.code] - one.begun for one in sender.tries if one.begun is not None)
        for sender, verdict in verdicts
        if verdict.right is None
    ]
    times = [milliseconds(percentile(left, share)) for share in (0.5, 0.99, 1.0)]
    head = ("number", "median", "p99", "most")
    report.add("Refused between: time from the last byte to the deadline", head, [(len(left), *times)])


def _show(report: Report, scene: Scene, senders: list[Sender], extensions: list[dict[str, Any]], most: float) -> None:
    outcomes = Counter(str(one.status or "none") for sender in senders for one in sender.tries)
    report.add("Answers to all sendings", ("answer", "number"), sorted(outcomes.items()))
    crowd = sum(1 for sender in senders if abs(sender.at - scene.deadline) < 1)
    tickets = [sender for sender in senders if sender.ticket]
    came = sum(1 for sender in tickets if sender.tries[-1].status == TOLD)
    row = (
        f"{most:.0f}",
        crowd / 2 / most,
        len(tickets),
        came,
        sum(1 for sender in senders if sender.tries[-1:] and not sender.tries[-1].status),
    )
    shown = (row[0], f"{row[1]:.1f} ×", *row[2:])
    head = ("capacity a second", "load within a second of the deadline", "got a ticket", "of them counted", "never told")
    report.add("Overload", head, [shown])
    rows = [
        (
            one["code"],
            *(f"{-one[name] * 1000:.0f} ms" for name in ("begun", "ended")),
            "refused" if one["refused"] else "extended",
        )
        for one in sorted(extensions, key=lambda one: str(one["code"]))
    ]
    report.add("Extensions, before the deadline", ("consultation", "asked", "done", "outcome"), rows)
