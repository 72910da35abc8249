"""`slow`: hundreds who send or read one byte a second, and whether anybody else notices.

The same readers and senders are timed before and meanwhile. What the server did with the slow ones, and after how long, is
told too. With `--proxy` all of them come through a caddy with the settings of docker-compose.yml.
"""

import asyncio
import random
import re
import socket
import time
from argparse import Namespace
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field

from tests.load.caddy import caddy
from tests.load.figures import Report, milliseconds, percentile
from tests.load.probe import Prober, Round, public_pages
from tests.load.site import Site, running
from tests.load.submissions import Writer, page
from tests.load.tally import Tally
from tests.load.wire import Client

LONGEST_RATIO, GRACE = 1.5, 0.02
SMALL_BUFFER = 2048
LONG_PAGE = "/norms/N-1/r1/"
STYLESHEET = re.compile(rb"/static/[^\"]+\.css")
# The kernel takes a whole page off the server's hands; one reader in ten asks for more than it can hold, cheaply.
DEEP, DEEP_REQUESTS = 10, 100
RAMP_SECONDS = 15.0
OPEN_TO_THE_END = "left open"


@dataclass
class Fates:
    """What became of each slow connection of a kind, and after how many seconds."""

    kind: str
    ends: list[tuple[str, float]] = field(default_factory=list)


@dataclass
class Crowd:
    """Slow ones of every kind, `each` of them at once until `until` (monotonic): who is cut off comes again.

    The readers come first, spread over some time, so that it isn't their asking that others notice.
    """

    port: int
    each: int
    until: float
    writer: Writer
    stylesheet: str

    async def gather(self) -> list[Fates]:
        """All of them; ends by `until`."""
        kinds = {"slow bodies": self._slow_body, "slow headers": self._slow_headers, "slow readers": self._slow_reader}
        fates = {kind: Fates(kind) for kind in kinds}
        await asyncio.gather(
            *(self._live(act, fates[kind], number) for kind, act in kinds.items() for number in range(self.each))
        )
        return list(fates.values())

    async def _live(self, act: Callable[[int], Awaitable[str]], fates: Fates, number: int) -> None:
        place = (number + self.writer.chance.random()) / self.each
        await asyncio.sleep(place * RAMP_SECONDS if fates.kind == "slow readers" else RAMP_SECONDS + place)
        while (began := time.monotonic()) < self.until:
            try:
                end = await act(number)
            except OSError as problem:
                end = type(problem).__name__
            fates.ends.append((end, time.monotonic() - began))
            await asyncio.sleep(0.1)

    async def _slow_body(self, number: int) -> str:
        request = self.writer.letter().request
        head = request.index(b"\r\n\r\n") + 4
        return await self._drip(request[:head], request[head:])

    async def _slow_headers(self, number: int) -> str:
        return await self._drip(b"", page("/healthz")[:-2] + b"".join(b"X-Slow-%d: 1\r\n" % line for line in range(99)))

    async def _drip(self, at_once: bytes, drops: bytes) -> str:
        """One byte a second, looking for an answer after each."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            writer.write(at_once)
            for drop in drops:
                writer.write(bytes((drop,)))
                with suppress(TimeoutError):
                    async with asyncio.timeout(min(1.0, max(0.01, self.until - time.monotonic()))):
                        return _said(await reader.read(4096))
                if time.monotonic() >= self.until:
                    return OPEN_TO_THE_END
            return "all was sent"
        finally:
            writer.transport.abort()

    async def _slow_reader(self, number: int) -> str:
        """Asks for a long page, or for a great deal, through the smallest window there is, and reads a byte a second."""
        loop = asyncio.get_running_loop()
        request = page(LONG_PAGE) if number % DEEP else page(self.stylesheet) * DEEP_REQUESTS
        with socket.socket() as line:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL_BUFFER)
            line.setblocking(False)
            await loop.sock_connect(line, ("127.0.0.1", self.port))
            await loop.sock_sendall(line, request)
            while time.monotonic() < self.until:
                with suppress(TimeoutError):
                    async with asyncio.timeout(max(0.0, self.until - time.monotonic())):
                        if not await loop.sock_recv(line, 1):
                            return "closed"
                await asyncio.sleep(min(1.0, max(0.0, self.until - time.monotonic())))
        return OPEN_TO_THE_END


def _said(data: bytes) -> str:
    return f"answered {data[9:12].decode('latin-1')}" if data.startswith(b"HTTP/") else "closed"


def run(args: Namespace) -> Report:
    with ExitStack() as ending:
        site = ending.enter_context(running(args.port, keep=args.keep))
        port = ending.enter_context(caddy(site.port, site.port + 2, site.folder)) if args.proxy else site.port
        return asyncio.run(slow(site, port, args))


async def slow(site: Site, port: int, args: Namespace) -> Report:
    through = "through caddy" if args.proxy else "directly"
    report = Report(f"{args.each} slow bodies, headers and readers each, for {args.seconds:g} s, {through} (seed {args.seed})")
    code = site.consultations()[0]["code"]

    def probes(seconds: float) -> Round:
        return Round(port, public_pages(code), args.rate, seconds, args.seed, code=code, sources=args.proxy)

    with Prober() as prober:
        await prober.play(probes(3))
        before = await prober.play(probes(args.seconds))
        until = time.monotonic() + RAMP_SECONDS + args.seconds + 2
        crowd = Crowd(port, args.each, until, Writer(random.Random(args.seed), [code]), await _stylesheet(port))
        slow_ones = asyncio.create_task(crowd.gather())
        await asyncio.sleep(RAMP_SECONDS + 1)  # by then all of them are there
        meanwhile = await prober.play(probes(args.seconds))
        fates = await slow_ones
    _show_probes(report, before, meanwhile)
    _show_fates(report, fates)
    _set_bars(report, before, meanwhile)
    return report


async def _stylesheet(port: int) -> str:
    attempt = await Client(port, fresh=True).ask(page("/"))
    found = STYLESHEET.search(attempt.answer.body) if attempt.answer else None
    assert found, "the home page names a stylesheet"
    return found.group(0).decode()


def _show_probes(report: Report, before: Tally, meanwhile: Tally) -> None:
    rows = []
    for name in sorted({sample.name for sample in before.samples}):
        times = [[one.took for one in tally.samples if one.name == name] for tally in (before, meanwhile)]
        shown = [milliseconds(percentile(part, share)) for share in (0.5, 0.99) for part in times]
        rows.append((name, *(_failed(tally, name) for tally in (before, meanwhile)), *shown))
    head = ("what", "failed before", "meanwhile", "p50 before", "meanwhile", "p99 before", "meanwhile")
    report.add("Everybody else, before and meanwhile", _distinct(head), rows)


def _distinct(head: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{name} ({head[place - 1].split()[0]})" if name == "meanwhile" else name for place, name in enumerate(head))


def _failed(tally: Tally, name: str) -> int:
    return sum(1 for one in tally.samples if one.name == name and one.outcome not in ("200", "201"))


def _show_fates(report: Report, fates: list[Fates]) -> None:
    rows = []
    for one in fates:
        for end, count in Counter(end for end, _ in one.ends).most_common():
            after = [seconds for what, seconds in one.ends if what == end]
            rows.append((one.kind, end, count, *(f"{percentile(after, share):.1f} s" for share in (0.0, 0.5, 1.0))))
    report.add("What the server did with the slow ones", ("kind", "what", "number", "earliest", "median", "latest"), rows)


def _set_bars(report: Report, before: Tally, meanwhile: Tally) -> None:
    for share, name in ((0.5, "median"), (0.99, "p99")):
        earlier, later = (percentile(tally.times(), share) for tally in (before, meanwhile))
        found = f"{later / earlier:.2f} × ({milliseconds(earlier)}, {milliseconds(later)})"
        report.want(f"{name} of everybody else", found, f"at most {LONGEST_RATIO} ×", later <= LONGEST_RATIO * earlier + GRACE)
    failed = sum(1 for one in meanwhile.samples if one.outcome not in ("200", "201"))
    report.want("others left without an answer", failed, "0", failed == 0)
