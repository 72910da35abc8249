"""Find comments by their facts and words, however many there are: span after span (`models.SearchedComment`)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Max

from comments.models import SPANS, SearchedComment
from normsite.foundation.search import CUT, HELD, MEANT, MOST_CANDIDATES, MOST_COUNTED, Asked, Hits, Total, ranked

ANY, PUBLIC = "any", "state:published"

# Each fact is a condition of its own: the index then leaps over what another rules out, where within one condition it would
# look at all that the rarest holds. `OFFSET 0` keeps the planner from walking the primary key in the hope of an early end.
OPENED = """
SELECT found.id, found.words FROM unnest(%(spans)s::text[]) AS span(fact) CROSS JOIN LATERAL (
    SELECT id, words FROM (
        SELECT comment_id AS id, {words} AS words FROM comments_searchedcomment
        WHERE facts @> ARRAY[span.fact] {held}
        OFFSET 0
    ) AS opened {further}
) AS found
"""
COUNTED = """
WITH candidates AS MATERIALIZED ({opened} LIMIT %(candidates)s),
    hits AS MATERIALIZED (SELECT id FROM candidates {meant} LIMIT %(most)s)
SELECT (SELECT count(*) FROM hits), {cut},
    (SELECT array_agg(id) FROM (SELECT id FROM hits ORDER BY id LIMIT %(size)s) AS first)
"""
BEHIND = """
WITH candidates AS MATERIALIZED ({opened} LIMIT %(candidates)s)
SELECT id FROM candidates {meant} LIMIT %(size)s
"""
AMONG = """
SELECT comment_id FROM comments_searchedcomment WHERE comment_id = ANY(%(keys)s) {held} {meant} ORDER BY comment_id
"""


@dataclass(frozen=True)
class Counted:
    """The first keys, and how many there are in all."""

    first: list[int]
    total: Total


@dataclass(frozen=True)
class Sought:
    """What is looked for in a docket, in the order of arrival. `start` is the first key that it could be."""

    facts: Sequence[str]
    asked: Asked | None = None
    start: int = 0

    def counted(self, size: int) -> Counted:
        ((number, is_cut, first),) = self._ask(COUNTED, self.start, "ORDER BY id", size, most=MOST_COUNTED + 1)
        return Counted(first or [], Total.of_counted(number, is_cut))

    def behind(self, key: int, size: int) -> list[int]:
        """The first keys behind this one."""
        rows = self._ask(BEHIND, max(key, self.start), "WHERE id > %(key)s ORDER BY id", size, key=key)
        return [found for (found,) in rows]

    def _ask(self, query: str, start: int, further: str, size: int, **parameters: int) -> list[tuple[Any, ...]]:
        in_order = self.asked is not None and not self.asked.is_exact
        held, given = _held(self.facts, self.asked)
        opened = OPENED.format(words="words" if in_order else "NULL", held=held, further=further)
        given |= {"spans": list(oldest_first(start, _last())), "candidates": MOST_CANDIDATES, "size": size}
        with connection.cursor() as cursor:
            meant = f"WHERE words @@ {MEANT}" if in_order else ""
            cursor.execute(query.format(opened=opened, meant=meant, cut=CUT), {**given, **parameters})
            rows: list[tuple[Any, ...]] = cursor.fetchall()
            return rows


def best_of_newest(asked: Asked, *, most: int, first: int = 0) -> Hits:
    """Published comments with these words: the newest are looked at, the best of them come first."""
    held, given = _held([], asked)
    opened = OPENED.format(words="words", held=held, further="ORDER BY id DESC")
    return ranked(opened, asked, most=most, first=first, **given, spans=list(newest_first(_last())))


def among(keys: Sequence[int], facts: Sequence[str], asked: Asked | None) -> list[int]:
    """Which of these comments have the facts and the words."""
    held, given = _held(facts, asked)
    meant = f"AND words @@ {MEANT}" if asked is not None and not asked.is_exact else ""
    with connection.cursor() as cursor:
        cursor.execute(AMONG.format(held=held, meant=meant), {**given, "keys": list(keys)})
        return [found for (found,) in cursor.fetchall()]


def _held(facts: Sequence[str], asked: Asked | None) -> tuple[str, dict[str, Any]]:
    """The conditions beside the span, and what stands in their places."""
    named = {f"fact_{number}": fact for number, fact in enumerate(facts)}
    conditions = [f"facts @> ARRAY[%({name})s::text]" for name in named]
    if asked is None:
        return "".join(f"AND {one} " for one in conditions), named
    return "".join(f"AND {one} " for one in (*conditions, f"words @@ {HELD}")), named | asked.parameters


def _last() -> int:
    return SearchedComment.objects.aggregate(last=Max("comment_id"))["last"] or 0


def oldest_first(start: int, last: int) -> Iterator[str]:
    """The spans to open from the key `start` on: some small ones, then larger and larger ones. What is common fills a page
    from the first; what doesn't is rare in the others too."""
    for level, size in enumerate(SPANS):
        end = last + 1
        if level + 1 < len(SPANS):
            end = min(end, (start // SPANS[level + 1] + 2) * SPANS[level + 1])
        for number in range(start // size, -(-end // size)):
            yield f"span:{level}:{number}"
        start = end
        if start > last:
            return


def newest_first(last: int) -> Iterator[str]:
    """Likewise from the key `last` down."""
    for level, size in enumerate(SPANS):
        start = 0
        if level + 1 < len(SPANS):
            start = max(0, (last // SPANS[level + 1] - 1) * SPANS[level + 1])
        for number in range(last // size, start // size - 1, -1):
            yield f"span:{level}:{number}"
        last = start - 1
        if last < 0:
            return
