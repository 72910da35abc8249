"""The runs that measure Normsite side by side with its baselines, in turns, on one machine."""

from argparse import Namespace
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from time import time
from typing import Any

from tests.bench import views
from tests.bench.client import Answers, Load, drive
from tests.bench.contenders import (
    COMMENT,
    CONTRIB,
    INSERT,
    PLAIN,
    TRIVIAL,
    csv_list,
    few_readers,
    readers,
    senders_of_files,
    writers,
)
from tests.bench.ground import Ground, prepared
from tests.bench.machine import Others, machine
from tests.bench.tables import RATE, TIMES, WRONG, Column, Findings, Table, ratio, whole
from tests.bench.turns import Standing, compete, row
from tests.load.figures import note
from tests.load.submissions import page

Drive = Callable[[Load], Answers]
SIZES = {
    "pages": [1_000],
    "intake": [1_000, 100_000, 1_000_000],
    "growth": [1_000, 10_000, 100_000, 1_000_000],
    "views": [1_000],
}
FEW_CONNECTIONS, FEW_ROUNDS, FEW_SECONDS = 2, 3, 1.0  # where a page may take many seconds, sixteen at once only wait
LONGEST, LONGEST_LIST = 20.0, 120.0
COMMENTS = Column("comments", "comments", whole)
PAGES_NOTE = "Ratios: requests a second, against the trivial view of the bytes of the norm page, and against the plain page."
INTAKE_NOTE = (
    "Ratios: comments a second, against contrib, plain INSERT and the bare comment at as many comments; CPU against the bare"
    " comment, and against the fewest. Files were sent before, each in a request of its own: by themselves below."
)
GROWTH_NOTE = (
    f"Over two connections, past the cache, waiting {LONGEST:g} s at most. Ratio: p95 against the smallest number of comments."
)
LISTS_NOTE = "One reader of the whole docket as CSV."


def run(parts: Sequence[str], args: Namespace, command: str) -> Findings:
    """The parts that were asked for, with more and more comments."""
    sizes = {part: sorted(args.comments or SIZES[part]) for part in parts}
    with prepared(args.port, keep=args.keep) as ground, client() as ask:
        findings, others = Findings(machine(ground.site, command)), Others()
        rows: dict[str, list[dict[str, Any]]] = {"intake": [], "growth": [], "lists": []}
        for size in sorted({size for each in sizes.values() for size in each}):
            ground.grow(size)
            if size in sizes.get("views", [])[:1]:
                findings.tables += views.tables(ground)
            if size in sizes.get("pages", []):
                findings.tables.append(pages(ground, ask, args))
            if size in sizes.get("intake", []):
                rows["intake"] += intake(ground, ask, args)
            if size in sizes.get("growth", []):
                rows["growth"] += growth(ground, ask)
                rows["lists"].append(whole_list(ground, ask))
        findings.tables += further(rows)
        findings.machine["others"] = f"{others.cores():.2f} cores in use by everybody else, on average"
    return findings


@contextmanager
def client() -> Iterator[Drive]:
    """`drive` in a process of its own, which has started."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        pool.submit(time).result()
        yield lambda load: pool.submit(drive, load).result()


def pages(ground: Ground, ask: Drive, args: Namespace) -> Table:
    note(f"Pages at {ground.planted:,} comments, {args.rounds} rounds")
    standings = compete(readers(ground, args.seconds), args.rounds, ask)
    rows = [against(one, standings, trivial=TRIVIAL, plain=PLAIN) for one in standings.values()]
    columns = (
        Column("what", "page"),
        RATE,
        *TIMES,
        Column("trivial", "x trivial", ratio),
        Column("plain", "x plain", ratio),
        WRONG,
    )
    itself = f"The client itself: {standings[TRIVIAL].median('client') * 1_000_000:.0f} µs for an answer of the trivial view."
    return Table(f"Pages, {ground.planted:,} comments", columns, rows, f"{PAGES_NOTE} {itself}")


def intake(ground: Ground, ask: Drive, args: Namespace) -> list[dict[str, Any]]:
    note(f"Intake at {ground.planted:,} comments, {args.rounds} rounds")
    standings = compete(writers(ground, args.seconds), args.rounds, ask)
    found = [
        against(one, standings, contrib=CONTRIB, insert=INSERT, bare=COMMENT)
        | {"cost": one.ratio(standings[COMMENT], "processor"), "comments": ground.planted}
        for one in standings.values()
    ]
    files = compete(senders_of_files(ground, args.seconds), args.rounds, ask)
    return found + [row(one, comments=ground.planted) for one in files.values()]


def growth(ground: Ground, ask: Drive) -> list[dict[str, Any]]:
    note(f"Lists and searches at {ground.planted:,} comments")
    standings = compete(few_readers(ground, FEW_SECONDS, FEW_CONNECTIONS, LONGEST), FEW_ROUNDS, ask)
    return [row(one, comments=ground.planted) for one in standings.values()]


def whole_list(ground: Ground, ask: Drive) -> dict[str, Any]:
    """One reader of the whole docket."""
    load = Load(ground.site.port, (page(csv_list(ground)),), connections=1, once=True, patience=LONGEST_LIST)
    answers = ask(load)
    took = answers.times[0] if answers.times else None
    size = answers.received / 1_000_000
    return {"comments": ground.planted, "megabytes": size, "seconds": took, "speed": size / answers.seconds}


def against(one: Standing, standings: dict[str, Standing], **baselines: str) -> dict[str, Any]:
    """The row of one contender, with its ratio to each baseline under the baseline's key."""
    return row(one, **{key: one.ratio(standings[name]) for key, name in baselines.items()})


def further(rows: dict[str, list[dict[str, Any]]]) -> Iterator[Table]:
    """What was measured at several numbers of comments, each against the smallest."""
    if rows["intake"]:
        found = with_growth(rows["intake"], "processor")
        ratios = (
            Column("contrib", "x contrib", ratio),
            Column("insert", "x INSERT", ratio),
            Column("bare", "x comment", ratio),
            Column("cost", "CPU x comment", ratio),
            Column("grown", "CPU grown", ratio),
        )
        columns = (Column("what", "intake"), COMMENTS, RATE, *TIMES, *ratios, WRONG)
        yield Table("Intake", columns, found, INTAKE_NOTE)
    if rows["growth"]:
        found = with_growth(rows["growth"], "p95")
        columns = (Column("what", "page"), COMMENTS, RATE, *TIMES, Column("grown", "p95 grown", ratio), WRONG)
        yield Table("Lists and searches as the docket grows", columns, found, GROWTH_NOTE)
        head = (COMMENTS, Column("megabytes", "MB", "{:.1f}".format), Column("seconds", "seconds", "{:.1f}".format))
        yield Table("The docket as CSV", (*head, Column("speed", "MB a second", "{:.1f}".format)), rows["lists"], LISTS_NOTE)


def with_growth(rows: list[dict[str, Any]], figure: str) -> list[dict[str, Any]]:
    """Each row with its figure as a multiple of the same contender's first row; contenders one after another."""
    first: dict[str, float] = {}
    for each in rows:
        first.setdefault(each["what"], each[figure])
    grown = [{**each, "grown": each[figure] / first[each["what"]]} for each in rows]
    return sorted(grown, key=lambda each: list(first).index(each["what"]))
