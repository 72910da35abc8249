"""Mail: how quick the outbox is beside `smtplib` and `send_mail`, what 100,000 digests cost, and how long followers wait.

All in one run, on a site of its own with a mail server of Python's beside it. In the first part the site's own workers are
stopped: two others, just like them, are measured in turns with the baselines.
"""

import asyncio
import json
import random
import statistics
import subprocess
import sys
import threading
import time
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import psutil

from tests.bench.machine import Others, machine
from tests.bench.tables import Column, Findings, Table, rate, ratio, whole
from tests.load.capacity import Post
from tests.load.family import CELERY, CELERY_CHILD, MIB
from tests.load.figures import note, percentile
from tests.load.mailbox import received
from tests.load.pace import at_random, open_loop
from tests.load.site import PROJECT, Site, running
from tests.load.submissions import Writer
from tests.load.wire import Client

OURS, BARE, PLAIN = "outbox, two processes", "smtplib, one connection", "send_mail in a loop"
COUNTS = {OURS: 4_000, BARE: 2_000, PLAIN: 500}
FOLLOWERS, ZONES, PATTERNS = 100_000, 24, 5
RECEIPTS_A_SECOND, LONGEST = 1.0, 600.0
MOST_SECONDS, MOST_MEMORY, MOST_DELAY = 180.0, 300.0, 2.0
LOST_TIME = 0.5  # seconds between looks

PLANT = """
    INSERT INTO notices_follower
        (email, zone, hour, weekday, language, key, confirmed_at, next_daily_at, next_weekly_at, stopped)
    SELECT 'follower-' || n || '@d' || n %% 500 || '.example', zones[1 + n %% cardinality(zones)], 8, 0, 'en',
        left(md5('key' || n), 32), now() - interval '1 year', now() + interval '1 year', now() + interval '1 year', ''
    FROM generate_series(1, %s) n, (SELECT %s::text[] AS zones) z
"""
FOLLOW = """
    INSERT INTO notices_subscription (follower_id, target, name, path, breadth, pace, everything, created_at)
    SELECT id, %s, 'Modules', '/', 3, %s, true, now() - interval '1 year' FROM notices_follower WHERE email LIKE 'follower-%%'
"""
HAVE_NEWS = """
    INSERT INTO notices_notice (follower_id, event_id, pace, why)
    SELECT f.id, e.id, 'daily', ARRAY['site']
    FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM notices_follower WHERE email LIKE 'follower-%%') f
    JOIN (SELECT id, row_number() OVER (ORDER BY id DESC) AS place FROM notices_event WHERE withdrawn_at IS NULL) e
        ON e.place <= 3 + f.n %% %s
"""
DUE = "UPDATE notices_follower SET next_daily_at = now() - interval '1 hour' WHERE email LIKE 'follower-%%'"
UNDO = ("DELETE FROM notices_notice", "DELETE FROM notifications_outboxmail WHERE state IN ('waiting', 'sending')")
WAITING = "SELECT count(*) AS number FROM notifications_outboxmail WHERE occasion LIKE 'notice/%%' AND state <> 'sent'"
NOTICES = "SELECT count(*) AS number FROM notifications_outboxmail WHERE occasion LIKE 'notice/%%'"
RECEIPTS = """
    SELECT message_id, extract(epoch FROM created_at)::float AS at FROM notifications_outboxmail
    WHERE occasion LIKE 'receipt/%%' AND created_at > to_timestamp(%s)
"""
ZONE_NAMES = """
    SELECT array_agg(name) AS names
    FROM (SELECT name FROM pg_timezone_names WHERE name LIKE 'Europe/%%' ORDER BY 1 LIMIT %s) zone
"""


def run(args: Namespace, command: str) -> Findings:
    with running(args.port, keep=args.keep) as site:
        findings, others = Findings(machine(site, command)), Others()

        def found(table: Table) -> None:
            """The whole takes a while, so each part is shown at once too."""
            note(table.text())
            findings.tables.append(table)

        with paused(site):
            found(speed(site, args.rounds))
            found(digests(site))
            code = site.consultations(1)[0]["code"]
            _plant_followers(site, code)
        found(asyncio.run(opening(site, code)))
        findings.machine["others"] = f"{others.cores():.2f} cores in use by everybody else, on average"
    return findings


# --- beside smtplib and send_mail ---------------------------------------------------------------------------------------


def speed(site: Site, rounds: int) -> Table:
    note(f"Mails a second, {rounds} rounds")
    rates: dict[str, list[float]] = {OURS: [], BARE: [], PLAIN: []}
    spent: dict[str, float] = {}
    flushes = []
    for _ in range(rounds):
        flushes.append(_do(site, "commit", 200)["seconds"])
        for name, found in (
            (BARE, _do(site, "bare", COUNTS[BARE])),
            (OURS, _ours(site)),
            (PLAIN, _do(site, "plainly", COUNTS[PLAIN])),
        ):
            rates[name].append(found["left"] / (found["ended"] - found["began"]))
            spent[name] = found["processor"] / found["left"] * 1000
    rows = []
    for name in (OURS, BARE, PLAIN):
        ratios = {
            other: statistics.median(map(_quotient, rates[OURS], rates[other])) for other in (BARE, PLAIN) if name == OURS
        }
        rows.append(
            {
                "what": name,
                "rate": statistics.median(rates[name]),
                "bare": ratios.get(BARE),
                "plain": ratios.get(PLAIN),
                "spent": spent[name],
            }
        )
    columns = (
        Column("what", "mails"),
        Column("rate", "a second", rate),
        Column("bare", "x smtplib", ratio),
        Column("plain", "x send_mail", ratio),
        Column("spent", "CPU each, sender", "{:.2f} ms".format),
    )
    flush = statistics.median(flushes) * 1000
    said = f"Wanted: at least 0.5 of smtplib, and 3 times send_mail. Each mail costs a commit, which takes {flush:.1f} ms here."
    return Table("Mails handed over", columns, rows, said)


def _quotient(ours: float, other: float) -> float:
    return ours / other


def _ours(site: Site) -> dict[str, Any]:
    _do(site, "queue", COUNTS[OURS])
    workers = [_begin(site, "deliver") for _ in range(2)]
    for worker in workers:
        assert worker.stdout
        worker.stdout.readline()  # it is ready
    for worker in workers:
        assert worker.stdin
        worker.stdin.write("go\n")
        worker.stdin.flush()
    found = [json.loads(worker.communicate()[0]) for worker in workers]
    return {
        "began": min(one["began"] for one in found),
        "ended": max(one["ended"] for one in found),
        "left": sum(one["left"] for one in found),
        "processor": sum(one["processor"] for one in found),
    }


# --- 100,000 digests ----------------------------------------------------------------------------------------------------


def digests(site: Site) -> Table:
    note(f"{FOLLOWERS:,} digests")
    zones = site.rows(ZONE_NAMES, ZONES)[0]["names"]
    with site.database() as connection:
        connection.execute(PLANT, (FOLLOWERS, zones))
        connection.execute(HAVE_NEWS, (PATTERNS,))
        connection.execute(DUE)
        connection.execute("VACUUM ANALYZE notices_notice, notices_follower")
    found = _do(site, "digests")
    with site.database() as connection:
        for statement in UNDO:
            connection.execute(statement)
    columns = (
        Column("mails", "digests", whole),
        Column("letters", "letters", whole),
        Column("seconds", "seconds", "{:.1f}".format),
        Column("speed", "a second", whole),
        Column("memory", "MiB at most", whole),
    )
    row = {**found, "speed": found["mails"] / found["seconds"]}
    return Table("Digests written, in one process", columns, [row], "Letters: what many read alike is rendered once.")


# --- 100,000 followers of one consultation that opens --------------------------------------------------------------------


def _plant_followers(site: Site, code: str) -> None:
    with site.database() as connection:
        connection.execute(FOLLOW, (f"consultation:{code}", "now"))
        connection.execute("VACUUM ANALYZE notices_subscription, notices_follower, notifications_outboxmail")


async def opening(site: Site, code: str) -> Table:
    note(f"{FOLLOWERS:,} followers are told")
    began, done = time.time(), asyncio.Event()
    _do(site, "ask", "notices.tell")
    post = Post(Client(site.port), Writer(random.Random(7), [code], mailed=1.0))
    with Memory(site) as memory:
        receipts = asyncio.create_task(open_loop(post.send, _until(done), patience=30))
        ended = await asyncio.to_thread(_all_gone, site)
        done.set()
        await receipts
    delays = _delays(site, began)
    row = {
        "mails": site.rows(NOTICES)[0]["number"],
        "seconds": ended - began,
        "memory": memory.most,
        "receipts": len(delays),
        "p50": percentile(delays, 0.5),
        "most": max(delays, default=float("nan")),
    }
    holds = (
        row["mails"] >= FOLLOWERS
        and row["seconds"] < MOST_SECONDS
        and row["memory"] < MOST_MEMORY
        and row["most"] <= MOST_DELAY
    )
    columns = (
        Column("mails", "notices", whole),
        Column("seconds", "seconds until all had left", "{:.0f}".format),
        Column("memory", "MiB of the largest worker", whole),
        Column("receipts", "receipts meanwhile", whole),
        Column("p50", "their delay, p50", "{:.2f} s".format),
        Column("most", "longest", "{:.2f} s".format),
    )
    said = f"Wanted: {MOST_SECONDS:.0f} s, {MOST_MEMORY:.0f} MiB, {MOST_DELAY:.0f} s: {'holds' if holds else 'DOES NOT HOLD'}."
    return Table("Followers of one consultation that opens", columns, [row], said)


def _until(done: asyncio.Event) -> Iterator[float]:
    for instant in at_random(RECEIPTS_A_SECOND, LONGEST, random.Random(7)):
        if done.is_set():
            return
        yield instant


def _all_gone(site: Site) -> float:
    """The instant at which no notice waited any more."""
    end = time.time() + LONGEST
    while time.time() < end:
        time.sleep(LOST_TIME)
        if site.rows(NOTICES)[0]["number"] >= FOLLOWERS and not site.rows(WAITING)[0]["number"]:
            break
    return time.time()


def _delays(site: Site, began: float) -> list[float]:
    """From the outbox to the mail server."""
    arrived = {one.message_id: one.at for one in received(site.letters)}
    queued = site.rows(RECEIPTS, began)
    return [arrived.get(row["message_id"], time.time()) - row["at"] for row in queued]


class Memory:
    """The most memory (RSS) that any process of the worker has held."""

    def __init__(self, site: Site) -> None:
        self.site, self.most, self.over = site, 0.0, threading.Event()
        self.thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> "Memory":
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self.thread.join()

    def _look(self) -> None:
        while not self.over.wait(LOST_TIME):
            for process in _workers(self.site):
                with suppress(psutil.Error):
                    self.most = max(self.most, process.memory_info().rss / MIB)


# --- processes ----------------------------------------------------------------------------------------------------------


def _workers(site: Site) -> list[psutil.Process]:
    family = site.family()
    return [*family.get(CELERY, ()), *family.get(CELERY_CHILD, ())]


@contextmanager
def paused(site: Site) -> Iterator[None]:
    """The site's own workers do nothing meanwhile."""
    stopped = _workers(site)
    for process in stopped:
        process.suspend()
    try:
        yield
    finally:
        for process in stopped:
            process.resume()


def _begin(site: Site, *words: object) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "tests.bench.mailing", *map(str, words)]
    environment = {**site.environment, "NORMSITE_MAILS_TO_ONE_DOMAIN": "100000"}
    return subprocess.Popen(command, cwd=PROJECT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def _do(site: Site, *words: object) -> dict[str, Any]:
    said, _ = (process := _begin(site, *words)).communicate()
    if process.returncode:
        raise SystemExit(f"{' '.join(map(str, words))} has failed")
    found: dict[str, Any] = json.loads(said)
    return found
