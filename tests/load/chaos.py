"""`chaos`: processes of every kind are killed while comments come in, and in the end the books are balanced.

Beside programs that send plain comments there are visitors with browsers (`visits`), who attach files, upload comment forms and
share lists. Senders come again with the same key, and the ticket if they got one, until they are told. The launcher is started
again when it ends, as a service manager would. Bad is what is lost or doubled, and who is never told; how long the site was
away is told.
"""

import asyncio
import random
import re
import time
from argparse import Namespace
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

import psycopg

from normsite.launcher.ports import is_free
from tests.load.blows import BACK_WITHIN, Reaper, deck
from tests.load.books import books
from tests.load.figures import Report, note, percentile
from tests.load.looking import Looker, away
from tests.load.pace import Pace, at_random, open_loop
from tests.load.patience import Patience, ticket_in
from tests.load.reconcile import Line, Receipt, Sender, balance
from tests.load.site import Site, running
from tests.load.steady import show_pace
from tests.load.submissions import Letter, Writer, page
from tests.load.tally import TAKEN, Tally, p99, told
from tests.load.visits import KINDS, Clicks, Visit, Visitors
from tests.load.watch import BACKLOG, Watch
from tests.load.wire import Attempt, Client

KILLS, SECONDS_A_KILL = 200, 4.5
MAILBOX_AWAY = 2.0
LOOK_TIMEOUT = 1.0
PEOPLE_WAIT = 60.0  # at a browser, for a file to be read; programs give up sooner
MOST_TIMES_AS_LONG, TOLD_WITHIN = 3, 240.0
RECEIPTS_OPENED = 300


@dataclass
class Crowd:
    """Senders, each of whom is on the books by the key."""

    patience: Patience
    writer: Writer
    tally: Tally = field(default_factory=Tally)
    letters: dict[str, Letter] = field(default_factory=dict)
    receipts: dict[str, Receipt] = field(default_factory=dict)
    heard: dict[str, str] = field(default_factory=dict)
    sendings: Tally = field(default_factory=Tally)

    async def send(self, due: float) -> None:
        """One letter, until its sender is told; the time counts from when it was due, and that of each sending from its own."""
        letter, ticket, last, asked = self.writer.letter(), "", Attempt(), due
        self.letters[letter.key] = letter

        def ask() -> bytes:
            nonlocal asked
            asked = time.monotonic()
            return letter.with_ticket(ticket)

        def keep(attempt: Attempt) -> int:
            nonlocal ticket, last
            ticket, last = ticket or ticket_in(attempt), attempt
            self.sendings.add("sending", asked, attempt)
            self.heard[letter.key] = attempt.outcome
            if receipt := told(attempt):
                self.receipts[letter.key] = receipt
            return attempt.status

        await self.patience.until_told(ask, keep)
        self.tally.add("comment", due, last)

    def senders(self) -> list[Sender]:
        return [
            Sender(key, (letter.mark,), letter.email, self.heard.get(key, "nothing"), self.receipts.get(key))
            for key, letter in self.letters.items()
        ]


@dataclass
class Keeper:
    """What a service manager does: starts the launcher and the mail server again when they end."""

    site: Site
    last_words: Counter[str] = field(default_factory=Counter)

    async def keep(self) -> None:
        """Until it is cancelled."""
        while True:
            await asyncio.sleep(0.2)
            if not self.site.launcher.alive:
                self.last_words[_last_words(self.site)] += 1
                await self._start_again()
            if not self.site.mailbox.alive:
                await asyncio.sleep(MAILBOX_AWAY)
                self.site.start_mailbox()

    async def _start_again(self) -> None:
        """Only when all that the last one started has ended and its port is free; a launcher would take the next port."""
        await asyncio.to_thread(self.site.end_leftovers, seconds=20)
        while not is_free(self.site.port):
            await asyncio.sleep(0.1)
        self.site.start()


def _last_words(site: Site) -> str:
    """How the launcher ended, and why in its own words."""
    found = re.search(r"^.*(?:everything stops|has stopped).*$", site.launcher.log.read_text(), re.M)
    why = found.group(0).partition(" It said:")[0].strip() if found else "(said nothing)"
    return f"exit {site.launcher.process.returncode}: {why}"


def run(args: Namespace) -> Report:
    args.kills = args.kills or KILLS
    with running(args.port, keep=args.keep) as site:
        return asyncio.run(chaos(site, args))


async def chaos(site: Site, args: Namespace) -> Report:
    seconds = args.seconds or args.kills * SECONDS_A_KILL
    report = Report(f"{args.kills} kills at {args.rate:g} comments a second in {seconds:.0f} s (seed {args.seed})")
    chance, codes = random.Random(args.seed), [one["code"] for one in site.consultations(2)]
    crowd = Crowd(Patience(Client(site.port), random.Random(args.seed + 1)), Writer(chance, codes))
    clicks = Clicks(Client(site.port, timeout=PEOPLE_WAIT), random.Random(args.seed + 3))
    visitors = Visitors(Patience(clicks, clicks.chance), random.Random(args.seed + 4), codes, site.letters)
    looker, keeper = Looker(Client(site.port, fresh=True, timeout=LOOK_TIMEOUT)), Keeper(site)
    reaper = Reaper(site, looker, random.Random(args.seed + 2))
    with Watch(site) as watch:
        helpers = [asyncio.create_task(looker.look()), asyncio.create_task(keeper.keep())]
        pace = await _storm(crowd, visitors, reaper, args, seconds)
        waited = await drained(site, args.drain)
        await looker.await_answer(BACK_WITHIN)
        opened = await _receipts(site, crowd, visitors.visits)
        for helper in helpers:
            helper.cancel()
        senders = [*crowd.senders(), *(visit.sender for visit in visitors.visits)]
        lines = [*balance(books(site, codes, senders)), opened]
    crowd.tally.show(report, "Senders: what they were told in the end, from the intended instant of the first sending")
    crowd.sendings.show(report, "All sendings, each from the instant of its own")
    clicks.tally.show(report, "Pages and clicks of visitors, each from the instant of its own")
    show_visits(report, visitors.visits)
    show_blows(report, reaper, keeper)
    watch.show(report)
    show_pace(report, pace)
    show_balance(report, lines, waited)
    untold = sum(one.number for one in lines if one.what.startswith("never told"))
    report.want("senders never told, however often they came again", untold, "0", not untold)
    slowest = p99(crowd.sendings.times(TAKEN))
    report.want("p99 of the sendings that were taken", f"{slowest * 1000:.0f} ms", "1,000 ms", slowest <= 1.0)
    report.want("blows that fell", len(reaper.fallen), f"{args.kills}", len(reaper.fallen) == args.kills)
    return report


async def _storm(crowd: Crowd, visitors: Visitors, reaper: Reaper, args: Namespace, seconds: float) -> Pace:
    """Comments and visits for as long as blows fall, then until every sender is told, or some minutes are over."""
    longest = seconds * MOST_TIMES_AS_LONG
    blows = deck(reaper.chance, args.kills, args.only)
    striking = asyncio.create_task(asyncio.wait_for(reaper.reap(blows, seconds), longest))

    def instants(rate: float, chance: random.Random, patience: Patience) -> Iterator[float]:
        for instant in at_random(rate, longest, chance):
            if striking.done() and instant > seconds:
                break
            yield instant
        patience.until = time.monotonic() + TOLD_WITHIN

    letters = open_loop(crowd.send, instants(args.rate, crowd.writer.chance, crowd.patience), patience=TOLD_WITHIN + 60)
    visits = open_loop(visitors.visit, instants(args.visits, visitors.chance, visitors.patience), patience=TOLD_WITHIN + 60)
    pace, _ = await asyncio.gather(letters, visits)
    note(
        f"{len(reaper.fallen)} blows have fallen, {len(crowd.letters):,} letters and {len(visitors.visits)} visitors were sent"
    )
    with suppress(TimeoutError):
        await striking
    return pace


async def drained(site: Site, longest: float) -> float:
    """Seconds until no mail waits any more, `longest` at most."""
    note(f"Waiting at most {longest:.0f} s for the last mails")
    began = time.monotonic()
    while time.monotonic() < began + longest:
        with suppress(psycopg.Error):
            if not site.rows(BACKLOG)[0]["waiting"]:
                break
        await asyncio.sleep(1)
    return time.monotonic() - began


async def _receipts(site: Site, crowd: Crowd, visits: Sequence[Visit]) -> Line:
    """Open some receipts with their keys, and send once more what they are for: the same receipt must come."""
    client, bad = Client(site.port), []
    chosen = crowd.writer.chance.sample(sorted(crowd.receipts), min(RECEIPTS_OPENED, len(crowd.receipts)))
    sent = [(crowd.receipts[key], crowd.letters[key].request) for key in chosen]
    sent += [(visit.receipt, visit.browser.request()) for visit in visits if visit.receipt]
    for receipt, request in sent:
        shown = await client.ask(page(f"/receipts/{receipt.code}/?key={receipt.token}"))
        if shown.status != 200 or told(await client.ask(request)) != receipt:
            bad.append(f"{receipt.code} ({shown.outcome})")
    client.close()
    return Line("receipts opened with their key, letters sent again: differ", len(sent), bad)


def show_visits(report: Report, visits: Sequence[Visit]) -> None:
    """How many of each kind came, what they brought, and where it ended."""
    rows = []
    for kind in KINDS:
        mine = [one for one in visits if one.kind == kind]
        brought = (sum(len(one.marks) for one in mine), sum(len(one.files) for one in mine))
        ends = Counter(one.last for one in mine if not one.receipt).most_common(2)
        told_of = sum(1 for one in mine if one.receipt)
        rows.append((kind, len(mine), *brought, told_of, ", ".join(f"{count} × {last}" for last, count in ends)))
    report.add("Visitors", ("who", "number", "comments", "files", "told of a receipt", "else"), rows)


def show_blows(report: Report, reaper: Reaper, keeper: Keeper) -> None:
    ends = [blow.at for blow in reaper.fallen[1:]] + [float("inf")]
    times: dict[str, list[float]] = {}
    for blow, end in zip(reaper.fallen, ends, strict=False):
        times.setdefault(f"{blow.whom}: {blow.how}", []).append(away(reaper.looker.looks, blow.at, end))
    rows = [_row(kind, mine) for kind, mine in sorted(times.items())]
    rows.append(_row("all", [one for mine in times.values() for one in mine]))
    report.add("Blows, and how long until the site answered again", ("what", "number", "noticed", "median", "longest"), rows)
    report.add("Started again by the service manager", ("how the launcher ended", "times"), keeper.last_words.most_common())
    if reaper.missed:
        report.add("Blows without a victim", ("whom", "number"), sorted(reaper.missed.items()))


def _row(kind: str, times: Sequence[float]) -> tuple[object, ...]:
    noticed = sum(1 for one in times if one)
    return (kind, len(times), noticed, *(f"{percentile(times, share):.1f} s" for share in (0.5, 1.0)))


def show_balance(report: Report, lines: Sequence[Line], waited: float) -> None:
    rows = [(one.what, f"{one.number:,}", len(one.bad), one.remark or ", ".join(one.bad[:3])) for one in lines]
    report.add(f"Reconciliation, after {waited:.0f} s for the mails", ("what", "of", "bad", "remark"), rows)
    bad = sum(len(one.bad) for one in lines)
    report.want("lost, doubled, or not as promised", bad, "0", not bad)
