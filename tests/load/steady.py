"""`steady`: a rate of comments for a while. `ladder`: the highest rate that still holds."""

import asyncio
import random
from argparse import Namespace
from collections.abc import Sequence

from tests.load.capacity import Post, recovery
from tests.load.figures import Report, milliseconds, percentile
from tests.load.pace import Pace, at_random, open_loop
from tests.load.site import Site, running
from tests.load.submissions import Writer
from tests.load.tally import BUSY, TAKEN, p99
from tests.load.watch import Watch
from tests.load.wire import Client

LONGEST_P99 = 1.0
WARM_UP_SECONDS = 5
WARMS_UP = 10.0
STEP = 1.25


def run_steady(args: Namespace) -> Report:
    with running(args.port, keep=args.keep) as site:
        return asyncio.run(steady(site, args))


async def steady(site: Site, args: Namespace) -> Report:
    report = Report(f"{args.rate:g} comments a second for {args.seconds:g} s (seed {args.seed})")
    chance = random.Random(args.seed)
    writer = Writer(chance, [site.consultations()[0]["code"]], one_network=args.one_network)
    client = Client(site.port)
    await _send(client, writer, args.rate, WARM_UP_SECONDS)
    with Watch(site) as watch:
        post, pace = await _send(client, writer, args.rate, args.seconds)
    client.close()
    post.tally.show(report, "Answers, from the intended instant of sending")
    watch.show(report)
    watch.show_processor(report)
    show_pace(report, pace)
    _set_bars(report, post, watch)
    return report


async def _send(client: Client, writer: Writer, rate: float, seconds: float) -> tuple[Post, Pace]:
    post = Post(client, writer)
    pace = await open_loop(post.send, at_random(rate, seconds, writer.chance))
    return post, pace


def show_pace(report: Report, pace: Pace) -> None:
    """What the sender cost, and how late it was: where it is late, the figures are its own."""
    sent = len(pace.late)
    late = [milliseconds(percentile(pace.late, share)) for share in (0.5, 0.99)]
    row = (f"{sent:,}", f"{pace.processor / max(1, sent) * 1000:.2f} ms", *late)
    report.add("The sender itself", ("sent", "processor each", "late p50", "late p99"), [row])


def _set_bars(report: Report, post: Post, watch: Watch) -> None:
    counts = post.tally.counts
    slowest = p99(post.tally.answered)
    report.want("p99 of comments", milliseconds(slowest), "at most 1 s", slowest <= LONGEST_P99)
    refused = len(post.tally.samples) - counts[TAKEN] - post.tally.failures
    report.want("refused", refused, "0", refused == 0)
    report.want("errors and time-outs", post.tally.failures, "0", post.tally.failures == 0)
    for part in ("web", "worker", "beat") if watch.long_enough else ():
        report.want(f"memory of {part}", f"{watch.growth(part) * 60:+.2f} MiB a minute", "steady", watch.steady(part))


def run_ladder(args: Namespace) -> Report:
    with running(args.port, keep=args.keep) as site:
        return asyncio.run(ladder(site, args))


async def ladder(site: Site, args: Namespace) -> Report:
    """Each step a quarter higher than the last, until one doesn't hold; then the middle between it and the last that held."""
    report = Report(f"The highest rate that holds p99 at {LONGEST_P99:g} s for {args.seconds:g} s (seed {args.seed})")
    writer = Writer(random.Random(args.seed), [site.consultations()[0]["code"]])
    client, rows = Client(site.port), []
    held, rate, failed = 0.0, args.rate, 0.0
    await _send(client, writer, rate / 2, WARMS_UP)  # a site that has just been started is slow for some seconds
    await recovery(site.port, writer)
    while not failed or failed / held > 1.1:
        post, pace = await _send(client, writer, rate, args.seconds)
        holds = _holds(post)
        rows.append(_step(rate, post, pace, holds))
        held, failed = (rate, failed) if holds else (held, rate)
        if not held:
            break
        rate = (held + failed) / 2 if failed else rate * STEP
        await recovery(site.port, writer)
    client.close()
    report.add("Steps", ("a second", "taken", "busy", "failed", "p50", "p95", "p99", "sender late p99", "holds"), rows)
    report.want("highest rate that held", f"{held:.0f} a second", "at least 60", held >= 60)
    return report


def _holds(post: Post) -> bool:
    return p99(post.tally.answered) <= LONGEST_P99 and post.tally.counts[TAKEN] == len(post.tally.samples)


def _step(rate: float, post: Post, pace: Pace, holds: bool) -> Sequence[object]:
    tally = post.tally
    times = [milliseconds(percentile(tally.answered, share)) for share in (0.5, 0.95, 0.99)]
    late = milliseconds(percentile(pace.late, 0.99))
    return (f"{rate:.0f}", tally.counts[TAKEN], tally.counts[BUSY], tally.failures, *times, late, "yes" if holds else "no")
