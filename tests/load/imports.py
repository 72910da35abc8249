"""Comments of another system come in while the workers that take them over are killed: none may be lost, and none doubled."""

import random
import time
from argparse import Namespace
from contextlib import suppress

import psutil

from tests.load import family
from tests.load.figures import Report, note
from tests.load.site import Site, running

LOOKS_EVERY = 0.5
GIVES_UP = 1800
KILLS = 6
OPEN = "SELECT code FROM comments_consultation WHERE opens_at <= now() AND closes_at > now() ORDER BY closes_at DESC"
JOB = "SELECT state, done FROM comments_commentimport WHERE key = %s"
WRITTEN = """
    SELECT count(*) AS comments, count(DISTINCT sent.id) AS submissions, count(DISTINCT sent.entry_id) AS entries,
        count(DISTINCT one.own_reference) AS "different numbers",
        (
            SELECT sum(number)::int FROM comments_tally
            WHERE consultation_id = max(sent.consultation_id) AND figure = 'state' AND key = 'received'
        ) - (
            SELECT count(*) FROM comments_comment other JOIN comments_submission theirs ON theirs.id = other.submission_id
            WHERE other.consultation_id = max(sent.consultation_id) AND other.state = 'received' AND theirs.source = ''
        ) AS "counted for the desk"
    FROM comments_comment one JOIN comments_submission sent ON sent.id = one.submission_id WHERE sent.imported_id = %s
"""


def run(args: Namespace) -> Report:
    kills = KILLS if args.kills is None else args.kills
    report = Report(f"{kills} times all processes of the worker are killed while {args.count:,} comments are taken over")
    with running(args.port, keep=args.keep) as site:
        key = site.scene("import", site.rows(OPEN)[0]["code"], str(args.count))
        seconds, peak = _watch(site, key, args.count, kills, random.Random(args.seed))
        written = site.rows(WRITTEN, key)[0]
    report.add("Time and memory", ["", "found"], [["seconds", f"{seconds:,.0f}"], ["a worker's MiB at most", f"{peak:,.0f}"]])
    for what, number in written.items():
        report.want(what, f"{number:,}", f"{args.count:,}", number == args.count)
    return report


def _watch(site: Site, key: str, count: int, kills: int, chance: random.Random) -> tuple[float, float]:
    """Until all rows are done: how long it took, and the most memory of a process of the worker."""
    began, peak = time.monotonic(), 0.0
    marks = sorted(chance.uniform(0.05, 0.95) * count for _ in range(kills))
    while time.monotonic() - began < GIVES_UP:
        job = site.rows(JOB, key)[0]
        if job["state"] in ("done", "stopped"):
            break
        peak = max([peak, *(family.mebibytes([child]) for child in site.family().get(family.CELERY_CHILD, []))])
        if marks and job["done"] >= marks[0] and _kill(site, job["done"], whole=len(marks) % 3 == 0):
            marks.pop(0)
        time.sleep(LOOKS_EVERY)
    return time.monotonic() - began, peak


def _kill(site: Site, done: int, *, whole: bool) -> bool:
    """All processes of the pool, so surely the one that is at it; or the whole worker, whose work is given back to nobody.
    Whether there were any."""
    found = site.family()
    victims = [*(found.get(family.CELERY, []) if whole else []), *found.get(family.CELERY_CHILD, [])]
    for victim in victims:
        with suppress(psutil.NoSuchProcess):
            victim.kill()
    if victims:
        note(f"{done:,} rows are done; killed {len(victims)} processes of the worker{', all of it' if whole else ''}")
    return bool(victims)
