"""What a person should know once two editions are matched: where names and texts went."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

from norms.text.parsed import ParsedClause, Remark
from norms.text.sides import Known, Side

LEAST_MOVED = 20
"""Word triples below which a text that moved is not worth a remark."""
MOST_LOSERS = 20
"""How many old clauses may have lost the same words: what stood in more of them tells nothing."""


def remarks_on(
    old: tuple[Sequence[Known], Sequence[Side]],
    new: tuple[Sequence[ParsedClause], Sequence[Side]],
    partners: Mapping[int, int],
    settled: Collection[int],
) -> Iterator[Remark]:
    """Remarks on anchors that went to another clause, and on texts that went into another one.

    `old` and `new` are the clauses with their prepared sides. `partners` has the place of the old clause by that of the new
    one; `settled` are the new ones of which a person said what they are: there is nothing to remark about those.
    """
    (known, old_sides), (clauses, new_sides) = old, new
    yielded = list(_yielded(old_sides, [side for side in new_sides if side.place not in settled], partners))
    if yielded:
        name, before, now = yielded[0]
        more = f" So it is with {len(yielded) - 1} more." if len(yielded) > 1 else ""
        was, is_now = known[before].title, clauses[now].title
        sentence = f"The anchor “{name}” only says a place: it stood for “{was}” and stands for “{is_now}” now."
        yield Remark(clauses[now].line, f"{sentence} Title and text were followed instead.{more}")
    for before, now, share in _moved_texts(old_sides, new_sides, partners):
        how_much = "Most" if share >= 0.5 else "Part"
        name = known[before].name or known[before].title
        yield Remark(clauses[now].line, f"{how_much} of the text of “{name}” stands in “{clauses[now].name}” now.")


def _yielded(old: Sequence[Side], new: Sequence[Side], partners: Mapping[int, int]) -> Iterator[tuple[str, int, int]]:
    """Names such as “section-2”, which say a place only, that another clause bears now than before; each with the places of the
    old and the new clause."""
    bearers = {name: side for side in old for name in side.names}
    for side in new:
        for name in side.names & bearers.keys():
            if name in side.places | bearers[name].places and bearers[name].place != partners.get(side.place):
                yield name, bearers[name].place, side.place


def _moved_texts(old: Sequence[Side], new: Sequence[Side], partners: Mapping[int, int]) -> Iterator[tuple[int, int, float]]:
    """The old clauses of whose lost words at least half were gained by one other clause, with its place and the share of the
    whole old text that it gained."""
    heirs = {before: now for now, before in partners.items()}
    lost = {side.place: side.text.members - _members(new, heirs.get(side.place)) for side in old}
    losers: dict[int, list[int]] = defaultdict(list)
    for before, members in lost.items():
        for member in members if len(members) >= LEAST_MOVED else ():
            losers[member].append(before)
    best: dict[int, tuple[int, int]] = {}
    for side in new:
        gained = side.text.members - _members(old, partners.get(side.place))
        votes = Counter(
            before for member in gained if len(losers.get(member, ())) <= MOST_LOSERS for before in losers.get(member, ())
        )
        for before, shared in votes.items():
            best[before] = max(best.get(before, (0, 0)), (shared, -side.place))
    for before, (shared, now) in sorted(best.items()):
        if shared >= LEAST_MOVED and 2 * shared >= len(lost[before]):
            yield before, -now, shared / len(old[before].text.members)


def _members(sides: Sequence[Side], place: int | None) -> frozenset[int]:
    return frozenset() if place is None else sides[place].text.members
