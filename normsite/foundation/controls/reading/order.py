"""Which items are an entry's own and which are lines of a note, told by the order of their marks alone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

Levels = tuple[str, ...]

FIRST = {"a", "1"}
DEEPEST = 3
"""Lists of notes that are open within one another."""
LONGEST_NUMBER = 3
"""Digits of a mark; what is longer is none, and no number to reckon with."""
SLACK = 2
"""So many more gaps than the best reading so far may have and still become the best."""


@dataclass(frozen=True)
class Item:
    """`end` is the last mark where one row stands for several ("f. through w."). A list may begin here where a sentence stands
    before it (`after_words`); where that sentence is numbered itself (`after_number`), the list may lie within another one."""

    levels: Levels
    end: Levels
    after_words: bool
    after_number: bool


@dataclass(frozen=True)
class State:
    """The last item of the entry, and of each list of notes that is open, the innermost last."""

    own: Levels | None = None
    notes: tuple[Levels, ...] = ()


def tell_apart(items: Sequence[Item]) -> list[bool | None]:
    """Whether each item is the entry's own; None where readings with equally few gaps differ."""
    steps: list[dict[State, int]] = [{State(): 0}]
    for item in items:
        steps.append(_next_step(steps[-1], item))
    alive = _best({state: cost + (state.own is None) for state, cost in steps[-1].items()})
    told: list[bool | None] = []
    for place in range(len(items) - 1, -1, -1):
        before, answers = set(), set()
        for state, cost in steps[place].items():
            for reached, added, is_own in _moves(state, items[place]):
                if reached in alive and cost + added == steps[place + 1].get(reached):
                    before.add(state)
                    answers.add(is_own)
        told.append(answers.pop() if len(answers) == 1 else None)
        alive = before
    return told[::-1]


def _best(step: dict[State, int]) -> set[State]:
    least = min(step.values(), default=0)
    return {state for state, cost in step.items() if cost == least}


def _next_step(step: dict[State, int], item: Item) -> dict[State, int]:
    reached: dict[State, int] = {}
    for state, cost in step.items():
        for after, added, _ in _moves(state, item):
            reached[after] = min(cost + added, reached.get(after, cost + added))
    least = min(reached.values(), default=0)
    return {state: cost for state, cost in reached.items() if cost <= least + SLACK}


def _moves(state: State, item: Item) -> Iterator[tuple[State, int, bool]]:
    """What an item may be after a state: where that leads, how many gaps it costs, whether it is the entry's own."""
    if state.own is None:
        yield State(own=item.end), 0 if _begins(item.levels) else 1, True
    elif (gap := _gap(state.own, item.levels)) is not None:
        yield State(own=item.end), gap, True
    has_place = False
    for depth, last in enumerate(state.notes):
        if (gap := _gap(last, item.levels)) is not None:
            has_place = True
            yield State(state.own, (*state.notes[:depth], item.end)), gap, False
    outer = state.notes[1 - DEEPEST :] if item.after_number else ()
    if item.after_words and _begins(item.levels):
        yield State(state.own, (*outer, item.end)), 0, False
    elif not has_place:  # some list's, that began unseen
        yield State(state.own, (*outer, item.end)), SLACK + 1, False


def _begins(levels: Levels) -> bool:
    return len(levels) == 1 and levels[0] in FIRST


def follows(last: Levels, levels: Levels) -> bool:
    """Whether `levels` comes right after `last`: below it, beside it, or beside one in which it lies."""
    if levels[:-1] == last and levels[-1] in FIRST:
        return True
    return any(levels[:-1] == last[:depth] and comes_next(levels[-1], last[depth]) for depth in range(len(last)))


def _gap(last: Levels, levels: Levels) -> int | None:
    """0 where `levels` comes right after `last`, 1 where something between is missing, None where it comes before."""
    if follows(last, levels):
        return 0
    return 1 if [key(level) for level in levels] > [key(level) for level in last] else None


def key(level: str) -> tuple[int, int]:
    """Numbers before letters, both in their order; "aa" comes after "z"."""
    if level.isascii() and level.isdigit() and len(level) <= LONGEST_NUMBER:
        return 0, int(level)
    number = 0
    for letter in level:
        number = number * 26 + ord(letter) - ord("a") + 1
    return 1, number


def comes_next(mark: str, last: str) -> bool:
    """Whether a mark is the one right after another: `b` after `a`, `10` after `9`."""
    kind, number = key(last)
    return key(mark) == (kind, number + 1)
