"""`slow`: hundreds who send or read one byte a second, and whether anybody else notices.

The same readers and senders are timed before and meanwhile. What the server did with the slow ones, and after how long, is
told too. With `--proxy` all of them come through a caddy with the settings of docker-compose.yml.
"""

import asyncio
import random
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

PROBES_A_SECOND = 10
LONGEST_RATIO = 1.5
SMALL_BUFFER = 2048
LARGE_PAGE = "/norms/N-1/r1/"
OPEN_TO_THE_END = "left open"


@dataclass
class Fates:
    """What became of each slow connection, and after how many seconds."""

    kind: str
    ends: list[tuple[str, float]] = field(default_factory=list)


@dataclass
class Crowd:
    """Slow ones of every kind, `each` of them, until `until` (monotonic)."""

    port: int
    each: int
    until: float
    writer: Writer

    async def gather(self) -> list[Fates]:
        """All of them at once; ends by `until`."""
        kinds: dict[str, Callable[[], Awaitable[str]]] = {
            "slow bodies": self._slow_body,
            "slow headers": self._slow_headers,
            "slow readers": self._slow_reader,
        }
        fates = [Fates(kind) for kind in kinds]
        waiting = [self._live(act, one) for one, act in zip(fates, kinds.values(), strict=True) for _ in range(self.each)]
        await asyncio.gather(*waiting)
        return fates

    async def _live(self, act: Callable[[], Awaitable[str]], fates: Fates) -> None:
        await asyncio.sleep(self.writer.chance.random())
        began = time.monotonic()
        try:
            end = await act()
        except (ConnectionError, OSError) as problem:
            end = type(problem).__name__
        fates.ends.append((end, time.monotonic() - began))

    async def _slow_body(self) -> str:
        request = self.writer.letter().request
        head = request.index(b"\r\n\r\n") + 4
        return await self._drip(request[:head], request[head:])

    async def _slow_headers(self) -> str:
        return await self._drip(b"", page("/healthz")[:-2] + b"".join(b"X-Slow-%d: 1\r\n" % number for number in range(99)))

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

    async def _slow_reader(self) -> str:
        """Asks for a long page twenty times over, through the smallest window there is, and reads a byte a second."""
        loop = asyncio.get_running_loop()
        with socket.socket() as line:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL_BUFFER)
            line.setblocking(False)
            await loop.sock_connect(line, ("127.0.0.1", self.port))
            await loop.sock_sendall(line, page(LARGE_PAGE) * 20)
            while time.monotonic() < self.until:
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
    crowd_writer = Writer(random.Random(args.seed), [code])

    def probes(seconds: float) -> Round:
        return Round(port, public_pages(code), args.rate, seconds, args.seed, code=code, sources=args.proxy)

    with Prober() as prober:
        await prober.play(probes(3))
        before = await prober.play(probes(args.seconds))
        crowd = Crowd(port, args.each, time.monotonic() + args.seconds + 4, crowd_writer)
        slow_ones = asyncio.create_task(crowd.gather())
        await asyncio.sleep(2)  # by then all of them are connected
        meanwhile = await prober.play(probes(args.seconds))
        fates = await slow_ones
    _show_probes(report, before, meanwhile)
    _show_fates(report, fates)
    _set_bars(report, before, meanwhile)
    return report


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
        report.want(f"{name} of everybody else", found, f"at most {LONGEST_RATIO} ×", later <= LONGEST_RATIO * earlier)
    failed = sum(1 for one in meanwhile.samples if one.outcome not in ("200", "201"))
    report.want("others left without an answer", failed, "0", failed == 0)
