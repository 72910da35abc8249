"""`overload`: how much a site takes at most, then twice and ten times of it.

Wanted: what it can take it goes on taking, the rest is refused at once with 503 and `Retry-After`, readers notice nothing,
it is as before within seconds, and nothing is stored whose sender was told nothing.
"""

import asyncio
import random
import time
from argparse import Namespace
from hashlib import sha256

from tests.load.capacity import Post, capacity, recovery
from tests.load.figures import Report, milliseconds, percentile
from tests.load.pace import at_random, open_loop
from tests.load.probe import Prober, Round, public_pages
from tests.load.site import Site, running
from tests.load.steady import show_pace
from tests.load.submissions import Writer
from tests.load.tally import BUSY, Tally, p99
from tests.load.watch import Watch
from tests.load.wire import RESET, TIMEOUT, UNREACHABLE, Client

ACCEPTED_SHARE = {2: 0.90, 10: 0.60}
QUICK_REFUSAL, QUICK_PAGE, QUICK_RECOVERY = 0.2, 0.3, 5.0
PROBES_A_SECOND = 5
GIVES_UP_AFTER = 20.0
QUIET_SECONDS, LONGEST_QUIET = 3, 180


def run(args: Namespace) -> Report:
    with running(args.port, keep=args.keep) as site:
        return asyncio.run(overload(site, args))


async def overload(site: Site, args: Namespace) -> Report:
    report = Report(f"Overload for {args.seconds:g} s each (seed {args.seed})")
    code = site.consultations()[0]["code"]
    writer, client = Writer(random.Random(args.seed), [code]), Client(site.port, timeout=GIVES_UP_AFTER)
    with Prober() as prober:
        alone = await prober.play(_readers(site, code, min(args.seconds, 20), args.seed))
        alone.show_names(report, "Public pages without load")
        await capacity(client, writer, seconds=3)
        for times in args.times:
            most = await _capacity(site, writer, prober, client, args)
            report.add(f"Capacity before {times:g} ×, twelve senders", ("accepted a second",), [(f"{most:.0f}",)])
            await _press(site, report, writer, prober, most, times, args)
    client.close()
    return report


async def _capacity(site: Site, writer: Writer, prober: Prober, client: Client, args: Namespace) -> float:
    """With the same readers as under overload, and just before it: else their share, and what was stored meanwhile, would be
    taken for a loss."""
    reading = asyncio.create_task(prober.play(_readers(site, writer.codes[0], args.measure, args.seed)))
    most = await capacity(client, writer, seconds=args.measure)
    await reading
    return most


def _readers(site: Site, code: str, seconds: float, seed: int) -> Round:
    return Round(site.port, public_pages(code), PROBES_A_SECOND, seconds, seed)


async def _press(
    site: Site, report: Report, writer: Writer, prober: Prober, most: float, times: float, args: Namespace
) -> None:
    """One multiple of the capacity: senders who each try once, readers meanwhile, and the time after."""
    post, seconds = Post(Client(site.port, timeout=GIVES_UP_AFTER), writer), args.seconds
    with Watch(site, interval=2) as watch:
        over = time.monotonic() + seconds
        reading = asyncio.create_task(prober.play(_readers(site, writer.codes[0], seconds, args.seed)))
        sending = asyncio.create_task(
            open_loop(post.send, at_random(most * times, seconds, writer.chance), patience=GIVES_UP_AFTER + 1)
        )
        await asyncio.sleep(seconds)
        recovered = await recovery(site.port, writer)
        pace, pages = await sending, await reading
    post.client.close()
    in_time = post.tally.taken_by(over)
    unsaid = await _stored_untold(site, post)
    post.tally.show(report, f"{times:g} × capacity: answers, from the intended instant of sending")
    pages.show_names(report, f"{times:g} × capacity: public pages meanwhile")
    _show_rest(report, times, watch)
    show_pace(report, pace)
    _set_bars(report, times, in_time / seconds / most, post.tally, pages, recovered, unsaid)


def _show_rest(report: Report, times: float, watch: Watch) -> None:
    web = [moment.memory["web"] for moment in watch.moments]
    row = tuple(f"{value:.0f}" for value in (web[0], max(web), web[-1]))
    report.add(f"{times:g} × capacity: memory of web in MiB", ("before", "most", "after"), [row])
    watch.show_processor(report)


async def _stored_untold(site: Site, post: Post) -> int:
    """How many letters are in the database although their senders were not told so, once nothing changes any more."""
    quiet_since, before, end = time.monotonic(), -1, time.monotonic() + LONGEST_QUIET
    while time.monotonic() < min(quiet_since + QUIET_SECONDS, end):
        await asyncio.sleep(0.5)
        count = site.rows("SELECT count(*) AS number FROM comments_submission")[0]["number"]
        if count != before:
            quiet_since, before = time.monotonic(), count
    stored = {row["idempotency_key"] for row in site.rows("SELECT idempotency_key FROM comments_submission")}
    return sum(1 for key in post.sent - post.told.keys() if sha256(f"key:{key}".encode()).hexdigest() in stored)


def _set_bars(report: Report, times: float, share: float, sent: Tally, pages: Tally, recovered: float, unsaid: int) -> None:
    wanted = ACCEPTED_SHARE.get(int(times), 0.6)
    refused = [sample for sample in sent.samples if sample.outcome == BUSY]
    slowest = p99([sample.took for sample in refused])
    left = sum(sent.counts[trouble] for trouble in (TIMEOUT, RESET, UNREACHABLE))
    advised = sum(1 for sample in refused if sample.advised)
    page_time = percentile(pages.times(), 0.99)
    name = f"{times:g} ×: "
    report.want(name + "accepted, share of capacity", f"{share:.2f}", f"at least {wanted:.2f}", share >= wanted)
    report.want(name + "503 p99", milliseconds(slowest), "under 200 ms", slowest < QUICK_REFUSAL)
    report.want(name + "503 with Retry-After", f"{advised} of {len(refused)}", "all", 0 < advised == len(refused))
    report.want(name + "other 5xx", sent.broken, "0", sent.broken == 0)
    report.want(name + "no answer in 20 s, or reset", left, "0", left == 0)
    report.want(name + "public pages p99", milliseconds(page_time), "under 300 ms", page_time < QUICK_PAGE)
    report.want(name + "back to normal after", f"{recovered:.1f} s", "at most 5 s", recovered <= QUICK_RECOVERY)
    report.want(name + "stored, sender told nothing", unsaid, "0", unsaid == 0)
