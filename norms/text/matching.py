"""Which clause of an old edition lives on in which clause of a new one.

Each old clause is given away once, in this order: what a person said; the same anchor, unless it is made of the title while
title and text are another's now; the same title below the same clause; the same number or anchor that only says a place, with
a similar title; the same title elsewhere; the same text below the same clause; a like text; the clauses below. After each step
come the titles below the clauses that it found. A title that others bear too, or that counts, waits where the texts disagree
until texts that are nearly the same were given away. Within a step the most alike pair goes first; of equal ones, the first in
the text.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from heapq import nlargest

from norms.text.parsed import ParsedClause
from norms.text.remarks import remarks_on
from norms.text.sides import LIKE_TEXT, ROOT, Known, Matching, Pair, Side, known_sides, parsed_sides
from norms.text.similarity import BUCKETS, title_likeness

SAME_TEXT = 0.8
"""Likeness from which on two texts are the same but for some words."""
NEAREST = 8
"""Old clauses that are compared word by word with a new one; the sketches choose them."""
MOST_NAMESAKES = 50
"""Old clauses with one key (a title, say) that are weighed for a new one: else a thousand “Notes” would cost a million."""
MAX_DEPTH = 9
MOST_WEIGHED = 20_000_000
"""How often in all a part of one sketch may be found in another: some seconds, where each clause is like each other one."""
NOTHING = 0.1
"""Likeness of a clause and one with which it has nothing in common but an anchor."""
RIVAL = 0.2
"""Namesakes whose texts are alike this closely could be exchanged."""


Score = Callable[[Side, Side], float]
Candidate = tuple[float, int, int]
"""How good, the place of the new clause negated (so that the first wins a draw), the place of the old one negated."""


def match_clauses(
    old: Sequence[Known], new: Sequence[ParsedClause], texts: Sequence[str], pairing: Mapping[int, str] | None = None
) -> Matching:
    """Pair the clauses of two editions; nothing is paired twice, nothing is dropped. `texts` are the words of the new ones, and
    `pairing` is what a person said of them: by place the key of the old clause, or nothing for one that is new."""
    settled = pairing or {}
    matcher = _Matcher(list(known_sides(old)), list(parsed_sides(new, texts)))
    matcher.settle({known.key: place for place, known in enumerate(old)}, settled)
    matcher.give("title", matcher.sharing(lambda side: {side.title} - matcher.common - {()}, matcher.by_title_and_text))
    matcher.take("anchor", matcher.sharing(lambda side: side.names - side.places, lambda old, new: 1.0 + old.likeness(new)))
    for matcher.trusts_titles, like in ((False, SAME_TEXT), (True, LIKE_TEXT)):
        matcher.take("title", matcher.below())
        matcher.take("anchor", matcher.sharing(lambda side: side.names, matcher.by_place))
        matcher.take("number", matcher.sharing(lambda side: {side.number} - {""}, matcher.by_place))
        matcher.take("title", matcher.sharing(lambda side: {side.title} - {()}, matcher.by_title))
        matcher.take("text", matcher.sharing(matcher.parent_and_text, lambda old, new: title_likeness(old.title, new.title)))
        matcher.take("text", matcher.alike(like))
    matcher.take("clauses", matcher.by_clauses())
    pairs = {place: Pair(old[found[0]], new[place], *found[1:]) for place, found in matcher.taken.items()}
    return Matching(
        pairs=[pairs[place] for place in sorted(pairs)],
        new=[clause for place, clause in enumerate(new) if place not in pairs],
        gone=[known for place, known in enumerate(old) if place in matcher.old_left],
        remarks=list(
            remarks_on((old, matcher.old), (new, matcher.new), {new: how[0] for new, how in matcher.taken.items()}, settled)
        ),
    )


class _Matcher:
    """The clauses of both editions that are still unpaired, and the pairs made so far.

    `taken` has for the place of each paired new clause: the place of the old one, what gave it away, the likeness, and whether
    a person should look at it. `shared` are the titles that two clauses of one edition bear, `common` these and the titles that
    hold a number: neither recognises a clause by itself. `trusts_titles` becomes true in the second round, when texts that are
    nearly the same are paired already.
    """

    def __init__(self, old: list[Side], new: list[Side]) -> None:
        self.old, self.new = old, new
        self.old_left = {side.place: side for side in old}
        self.new_left = {side.place: side for side in new}
        self.called, self.calls = ({name for side in sides for name in side.names} for sides in (old, new))
        self.trusts_titles = False
        self.taken: dict[int, tuple[int, str, float, bool]] = {}
        counts = [*Counter(side.title for side in old).items(), *Counter(side.title for side in new).items()]
        self.shared = {title for title, count in counts if count > 1}
        self.common = self.shared | {title for title, _ in counts if any(word.isdigit() for word in title)}

    def settle(self, places: Mapping[str, int], pairing: Mapping[int, str]) -> None:
        """Do what a person said; the others are matched among themselves."""
        for place, key in pairing.items():
            new = self.new_left.pop(place, None)
            if key and new:
                old = self.old_left.pop(places[key])
                self.taken[place] = (old.place, "person", old.likeness(new), False)

    def take(self, by: str, candidates: list[Candidate]) -> None:
        """Give candidates away, then those that have the same title below the clauses that were found."""
        for _ in range(MAX_DEPTH):
            if not self.give(by, candidates):
                return
            by, candidates = "title", self.below()

    def give(self, by: str, candidates: list[Candidate]) -> bool:
        """Pair the candidates, the best first; True if there was a pair to make. Doubtful is a title with a close rival."""
        before = len(self.taken)
        worths: dict[tuple[str, int], list[float]] = defaultdict(list)
        for worth, new_place, old_place in candidates:
            worths["new", new_place].append(worth)
            worths["old", old_place].append(worth)
        for worth, new_place, old_place in sorted(candidates, reverse=True):
            if -old_place in self.old_left and -new_place in self.new_left:
                old, new = self.old_left.pop(-old_place), self.new_left.pop(-new_place)
                near = [other for other in (*worths["new", new_place], *worths["old", old_place]) if other > worth - RIVAL]
                doubtful = _is_doubtful(by, old, new) or (by == "title" and len(near) > 2)  # it is among them twice
                self.taken[new.place] = (old.place, by, old.likeness(new), doubtful)
        return len(self.taken) > before

    def sharing(self, keys: Callable[[Side], Iterable[Hashable]], score: Score) -> list[Candidate]:
        """Candidates that share one of `keys` and score above 0. Of more than `MOST_NAMESAKES` old clauses with a key, those
        are weighed that stand about as far down among them as the new one does among the new."""
        known: dict[Hashable, list[Side]] = defaultdict(list)
        for old in self.old_left.values():
            for key in keys(old):
                known[key].append(old)
        found: set[Candidate] = set()
        ranks: Counter[Hashable] = Counter()
        for new in self.new_left.values():
            for key in keys(new):
                start = max(0, min(ranks[key] - MOST_NAMESAKES // 2, len(known[key]) - MOST_NAMESAKES))
                near = known[key][start : start + MOST_NAMESAKES]
                found |= {(worth, -new.place, -old.place) for old in near if (worth := score(old, new)) > 0}
                ranks[key] += 1
        return list(found)

    def below(self) -> list[Candidate]:
        """The pairs with the same title below the same clause."""
        return self.sharing(self._parent_and_title, self._by_text_and_number)

    def _parent_and_title(self, side: Side) -> set[Hashable]:
        parent = self._parent(side)
        return {(parent, side.title)} if parent is not None and side.title else set()

    def parent_and_text(self, side: Side) -> set[Hashable]:
        """Below the same clause even a short text is recognised, if it is the same and the titles share a word."""
        parent = self._parent(side)
        return {(parent, side.text.members)} if parent is not None and side.text.members else set()

    def _parent(self, side: Side) -> int | None:
        """The clause above by its place in the old edition; none for a new clause below one that was not found."""
        is_old = self.old_left.get(side.place) is side
        return side.parent if is_old or side.parent == ROOT else self.taken.get(side.parent, (None,))[0]

    def by_title_and_text(self, old: Side, new: Side) -> float:
        """The likeness of texts under one title, for an old clause whose anchor says no more than its title (we may have made
        it) and now belongs to another clause: there the anchor would mislead, so title and text go first. 0 otherwise."""
        is_open = old.is_plain and not old.names.isdisjoint(self.calls) and new.names.isdisjoint(self.called)
        return old.text.likeness(new.text) if is_open and old.says_enough and not old.disagrees(new) else 0.0

    def by_place(self, old: Side, new: Side) -> float:
        return old.similar_title(new) if self._may_be(old, new) and self._is_told_apart(old, new) else 0.0

    def by_title(self, old: Side, new: Side) -> float:
        same_above = old.above == new.above
        if not (same_above or self._is_told_apart(old, new)):
            return 0.0
        return (1 + same_above) * self._by_text_and_number(old, new)

    def _by_text_and_number(self, old: Side, new: Side) -> float:
        return 1.0 + old.text.likeness(new.text) + 0.1 * (old.number == new.number) if self._may_be(old, new) else 0.0

    def _may_be(self, old: Side, new: Side) -> bool:
        says_all = old.title == new.title and new.title not in self.common
        return self.trusts_titles or says_all or not old.disagrees(new)

    def _is_told_apart(self, old: Side, new: Side) -> bool:
        """Whether this pair can't be confused with another: the title stands once in each edition and holds no number (a number
        that was only added to it does no harm), or the texts are alike."""
        titles = (old.title, new.title)
        once = self.shared.isdisjoint(titles) and min(titles, key=len) not in self.common
        return once or (bool(old.text.members) and old.text.likeness(new.text) >= LIKE_TEXT)

    def by_clauses(self) -> list[Candidate]:
        """Clauses known by those below them: a new one with the old one below which most of its clauses stood before."""
        moved = ((self.new[new].parent, self.old[how[0]].parent) for new, how in self.taken.items())
        votes = Counter((new, old) for new, old in moved if new in self.new_left and old in self.old_left)
        return [(float(count), -new, -old) for (new, old), count in votes.items()]

    def alike(self, least: float) -> list[Candidate]:
        """The pairs with texts at least this alike: the nearest few by sketch, then exactly."""
        holders: dict[int, list[int]] = defaultdict(list)
        for old in self.old_left.values():
            for member in old.text.sketch if old.says_enough else ():
                holders[member].append(old.place)
        most = max(MOST_NAMESAKES, MOST_WEIGHED // (BUCKETS * (len(self.new_left) or 1)))
        found: list[Candidate] = []
        for new in (side for side in self.new_left.values() if side.says_enough):
            shared = Counter(place for member in new.text.sketch for place in holders.get(member, [])[:most])
            sides = [self.old_left[place] for place, _ in shared.most_common(4 * NEAREST)]
            near = nlargest(NEAREST, sides, key=lambda old: old.text.estimate(new.text) + self._stays(old, new))
            scores = ((old.text.likeness(new.text) + 0.1 * title_likeness(old.title, new.title), old) for old in near)
            found += [(score + self._stays(old, new), -new.place, -old.place) for score, old in scores if score >= least]
        return found

    def _stays(self, old: Side, new: Side) -> float:
        """The advantage of a pair that stands below the same clause as before: enough to win among texts that are equally
        alike."""
        return RIVAL if self._parent(old) == self._parent(new) else 0.0


def _is_doubtful(by: str, old: Side, new: Side) -> bool:
    """Whether only the text or the clauses below speak for the pair, or only the anchor, or the text speaks against it."""
    if by == "anchor":
        return not old.similar_title(new) and (old.disagrees(new) or old.likeness(new) < NOTHING)
    return by in ("text", "clauses") or old.disagrees(new)
