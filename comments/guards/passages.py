"""Which words of a clause a comment is on."""

from collections.abc import Mapping, Sequence

from comments.models import NewComment
from normsite.foundation.errors import Refused


def passage_starts(items: Sequence[NewComment], words: Mapping[str, str]) -> list[int | None]:
    """Where in the words of its clause the passage of each comment begins, in characters; None for one without a passage.
    `words` are those of the clauses, by their anchors.

    Refused where a passage has no clause, doesn't stand in it letter by letter, or stands there more than once and
    `passage_start` doesn't say which is meant: nothing is guessed.
    """
    return [_start(item, words.get(item.anchor, "")) if item.passage else None for item in items]


def _start(item: NewComment, words: str) -> int:
    if not item.anchor:
        raise Refused("Words can be marked in a clause only.", "Choose the clause in which they stand.")
    if item.passage_start is not None and words.startswith(item.passage, item.passage_start):
        return item.passage_start
    first = words.find(item.passage)
    if first < 0:
        raise Refused("The marked words don't stand in the clause.", "Copy them from the clause, letter by letter.")
    if words.find(item.passage, first + 1) >= 0:
        raise Refused("The marked words stand in the clause more than once.", "Add some words beside those that you mean.")
    return first
