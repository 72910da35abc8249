"""`chaos mails`: notices to thousands of followers go out while worker, beat, broker and database are killed in turn.

In the end everybody who follows has the notice. Nothing comes twice but what a worker had handed over and could not note any
more, with the same Message-ID: at most as many as workers were killed, by a blow or with everything else.
"""

import asyncio
import random
from argparse import Namespace
from collections.abc import Iterator
from contextlib import suppress

from tests.load import family
from tests.load.blows import BACK_WITHIN, KILL, Reaper
from tests.load.chaos import LOOK_TIMEOUT, Keeper, drained, show_balance, show_blows
from tests.load.figures import Report, note
from tests.load.looking import Looker
from tests.load.mailbox import received
from tests.load.reconcile import Line, Mail, doubles, of_mails
from tests.load.site import Site, running
from tests.load.watch import Watch
from tests.load.wire import Client

KILLS, SECONDS_A_KILL = 24, 4.5
IN_TURN = (family.CELERY_CHILD, family.BEAT, family.CELERY, family.REDIS, family.BACKEND, family.POSTGRES)
MAIL_SERVER_SECONDS = 0.02  # over each mail, so that the blows fall while they go out
CLAIM_LASTS = 330.0  # seconds after which what a dead worker had claimed is certainly free again
FOLLOWERS = """
    WITH new AS (
        INSERT INTO notices_follower
            (email, zone, hour, weekday, language, key, confirmed_at, next_daily_at, next_weekly_at, stopped)
        SELECT 'follower-' || n || '@d' || n %% 50 || '.example', 'UTC', 8, 0, 'en', left(md5('key' || n), 32), now(),
            now() + interval '1 year', now() + interval '1 year', ''
        FROM generate_series(1, %s) n RETURNING id
    )
    INSERT INTO notices_subscription (follower_id, target, name, path, breadth, pace, everything, created_at)
    SELECT id, 'site', 'the site', '/', 0, 'now', false, now() FROM new
"""
EVENTS = "SELECT id FROM notices_event WHERE kind = 'consultation_opened' AND %s = ANY(targets)"
NOTICES = "SELECT 'notice/' || %s || '/' || id AS occasion FROM notices_follower WHERE email LIKE 'follower-%%'"
MAILS = """
    SELECT occasion, "to", message_id, state FROM notifications_outboxmail WHERE occasion LIKE 'notice/' || %s || '/%%'
"""


class Roll:
    """All processes of the worker that there have been."""

    def __init__(self, site: Site) -> None:
        self.site, self.seen = site, set[int]()

    async def keep(self) -> None:
        """Until it is cancelled."""
        while True:
            self.seen |= self._there()
            await asyncio.sleep(0.1)

    def gone(self) -> int:
        return len(self.seen - self._there())

    def _there(self) -> set[int]:
        return {process.pid for process in self.site.family().get(family.CELERY_CHILD, ())}


def run(args: Namespace) -> Report:
    args.kills = args.kills or KILLS
    with running(args.port, keep=args.keep) as site:
        return asyncio.run(chaos(site, args))


async def chaos(site: Site, args: Namespace) -> Report:
    seconds = args.seconds or args.kills * SECONDS_A_KILL
    report = Report(f"{args.kills} kills while {args.count:,} notices go out (seed {args.seed})")
    looker, keeper, roll = Looker(Client(site.port, fresh=True, timeout=LOOK_TIMEOUT)), Keeper(site), Roll(site)
    reaper = Reaper(site, looker, random.Random(args.seed))
    _slow_mailbox(site)
    event = _tell_followers(site, args.count)
    with Watch(site) as watch:
        helpers = [asyncio.create_task(act) for act in (looker.look(), keeper.keep(), roll.keep())]
        with suppress(TimeoutError):
            await asyncio.wait_for(reaper.reap(list(_in_turn(args)), seconds), seconds * 4)
        note(f"{len(reaper.fallen)} blows have fallen; {len(received(site.letters)):,} mails have arrived")
        waited = await drained(site, args.drain + CLAIM_LASTS)
        await looker.await_answer(BACK_WITHIN)
        for helper in helpers:
            helper.cancel()
        lines = list(_balance(site, event, roll.gone()))
    show_blows(report, reaper, keeper)
    watch.show(report)
    show_balance(report, lines, waited)
    report.want("blows that fell", len(reaper.fallen), f"{args.kills}", len(reaper.fallen) == args.kills)
    return report


def _slow_mailbox(site: Site) -> None:
    site.mailbox.stop()
    site.mailbox_seconds = MAIL_SERVER_SECONDS
    site.start_mailbox()


def _tell_followers(site: Site, count: int) -> int:
    """Open a consultation, of which so many hear who follow the site; the event that tells of it."""
    with site.database() as connection:
        connection.execute(FOLLOWERS, (count,))
        connection.execute("ANALYZE notices_follower, notices_subscription")
    opened = site.consultations(1)[0]["code"]
    return int(site.rows(EVENTS, f"consultation:{opened}")[0]["id"])


def _in_turn(args: Namespace) -> Iterator[tuple[str, str]]:
    """`kill -9`, each kind as often, in an order that the seed decides anew for each round."""
    chance, given = random.Random(args.seed), 0
    while given < args.kills:
        for whom in chance.sample(IN_TURN, len(IN_TURN))[: args.kills - given]:
            given += 1
            yield KILL, whom


def _balance(site: Site, event: int, killed: int) -> Iterator[Line]:
    due = {row["occasion"] for row in site.rows(NOTICES, str(event))}
    mails = [Mail(**row) for row in site.rows(MAILS, str(event))]
    followers = {one.to for one in mails}
    arrived = [one for one in received(site.letters) if one.to in followers]
    yield from of_mails(due, mails, arrived)
    yield doubles(arrived, killed)
