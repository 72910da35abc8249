"""What people type into a search, how the database is asked for it, and what was found, with its words marked.

The functions `norms_bare` and `norms_vector` (norms/migrations/0014) make both sides alike: words without accents, stemmed,
each compound also as one word.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

from django.db import connection

from normsite.foundation.synonyms import LONGEST_NAME, OTHER_NAMES, Name
from normsite.foundation.unseen import with_whole_isolates

MOST_COUNTED = 2_000
MOST_CANDIDATES = 5_000
LONGEST_EXCERPT = 280
LONGEST_WORD = 100
MOST_LIKELY = 5_000  # words that are looked at for a mark; of more, in texts that nobody reads in a list, some bear none

_ITEM = re.compile(r'(-?)"([^"]*)"?|([^\s"]+)')
_COMPOUND = re.compile(r"[^\W_]+(?:[-/._]+[^\W_]+)+")
# Signs of ASCII but the letters and digits, and those that Unicode has for between words.
_SIGNS = re.compile(r"[\x00-/:-@\[-`{-\xa0\u2010-\u2027\u2030-\u205e\u3000-\u3003]+")
# A word as it stands in a text, with accents and vowels that are signs of their own, soft hyphens, and signs within.
_MARKS = "".join(sign for sign in map(chr, range(0x300, 0x12000)) if unicodedata.category(sign)[0] == "M")
_SHOWN_WORD = re.compile(rf"[^\W_](?:[^\W_]|[{_MARKS}\u00ad]|[-/._\u2010\u2011](?=[^\W_]))*")
_BETWEEN = re.compile(r"[-/._\u2010\u2011]")
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|\n+")
Row = TypeVar("Row")


@dataclass(frozen=True)
class Total:
    """How many there are, or more than so many; `is_cut`: at least so many, since not all candidates were looked at."""

    number: int
    is_more: bool = False
    is_cut: bool = False

    @classmethod
    def of_counted(cls, number: int, is_cut: bool) -> "Total":
        """Of what was counted to one beyond `MOST_COUNTED`."""
        return cls(min(number, MOST_COUNTED), is_more=number > MOST_COUNTED, is_cut=is_cut)

    def __bool__(self) -> bool:
        return self.number > 0

    def __str__(self) -> str:
        return f"{'more than ' if self.is_more else 'at least ' if self.is_cut else ''}{self.number:,}"


@dataclass(frozen=True)
class Asked:
    """What is looked for, as `to_tsquery` reads it.

    `loose` leaves out in which order words stand and what must not be there. An index answers it alone, so it chooses the
    candidates; `strict` is then asked of so many of these. What is marked where it is found are words that answer `marked`, and
    of those without signs within also `parts` of what has some. `also` are other names of the same that are looked for too.
    """

    strict: str = ""
    loose: str = ""
    marked: str = ""
    parts: str = ""
    also: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.strict)

    @property
    def is_exact(self) -> bool:
        """Whether the index alone answers."""
        return self.strict == self.loose

    @property
    def parameters(self) -> dict[str, str]:
        return {"strict": self.strict, "loose": self.loose}


@dataclass(frozen=True)
class Hits:
    """Primary keys, the best first, and how many there are in all."""

    keys: list[int]
    total: Total


def asked_for(words: str, *, by_other_names: bool = False) -> Asked:
    """Words, "a phrase", or, -without. What has signs within is a phrase, and one word: AES-256 is found as AES256 too. What
    has other names is found by these as well, where that is wished for."""
    groups: list[list[_Item | _Named]] = [[]]
    for item in _items(_bare(words)):
        if item is None:
            groups.append([])
        else:
            groups[-1].append(item)
    meant = [group for group in groups if any(not item.without for item in group)]
    if by_other_names:
        meant = [list(_with_other_names(group)) for group in meant]
    marked = [item for group in meant for item in group if not item.without]
    return Asked(
        strict=" | ".join(" & ".join(item.strict for item in group) for group in meant),
        loose=" | ".join(" & ".join(item.loose for item in group if not item.without) for group in meant),
        marked=" | ".join(item.loose for item in marked),
        parts=" | ".join(f"'{part}'" for item in marked for part in item.parts),
        also=tuple(" ".join(name) for item in marked if isinstance(item, _Named) for name in item.others),
    )


def _bare(words: str) -> str:
    if words.isascii():
        return words
    with connection.cursor() as cursor:
        cursor.execute("SELECT norms_bare(%s)", [words])
        return str(cursor.fetchone()[0])


@dataclass(frozen=True)
class _Item:
    """One word or phrase; `joined` is a word with signs within, written as one."""

    parts: tuple[str, ...]
    joined: str = ""
    without: bool = False

    @property
    def strict(self) -> str:
        return ("!" if self.without else "") + self._either(" <-> ")

    @property
    def loose(self) -> str:
        return self._either(" & ")

    def _either(self, between: str) -> str:
        phrase = between.join(f"'{part}'" for part in self.parts)
        return f"('{self.joined}' | {phrase})" if self.joined else f"({phrase})"


@dataclass(frozen=True)
class _Named:
    """Words as they were typed, or one of the other names of what they mean."""

    typed: tuple[_Item, ...]
    others: tuple[Name, ...]
    without: bool = False

    @property
    def parts(self) -> tuple[str, ...]:
        return tuple(part for words in (*(item.parts for item in self.typed), *self.others) for part in words)

    @property
    def strict(self) -> str:
        return self._any(" & ".join(item.strict for item in self.typed), " <-> ")

    @property
    def loose(self) -> str:
        return self._any(" & ".join(item.loose for item in self.typed), " & ")

    def _any(self, typed: str, between: str) -> str:
        others = (f"({between.join(_literal(part) for part in name)})" for name in self.others)
        return f"({' | '.join((f'({typed})', *others))})"


def _literal(part: str) -> str:
    return f"'{part}'"


def _with_other_names(group: Sequence["_Item | _Named"]) -> Iterator["_Item | _Named"]:
    """The same words, the longest that have other names together with these."""
    place = 0
    while place < len(group):
        named = _named_at(group, place)
        yield named or group[place]
        place += len(named.typed) if named else 1


def _named_at(group: Sequence["_Item | _Named"], place: int) -> _Named | None:
    for length in range(LONGEST_NAME, 0, -1):
        items = [item for item in group[place : place + length] if isinstance(item, _Item) and not item.without]
        others = OTHER_NAMES.get(tuple(part.lower() for item in items for part in item.parts))
        if others and len(items) == length:
            return _Named(tuple(items), others)
    return None


def _items(bare: str) -> Iterator[_Item | None]:
    """Each word or phrase; None stands for "or"."""
    for minus, phrase, word in _ITEM.findall(bare):
        if word.lower() == "or":
            yield None
            continue
        parts = _parts(phrase or word)
        if not parts:
            continue
        compound = _COMPOUND.fullmatch(word.strip("-/._")) if word else None
        joined = "".join(parts) if compound else ""
        yield _Item(parts, joined, without=bool(minus) or word.startswith("-"))


def _parts(words: str) -> tuple[str, ...]:
    return tuple(part for part in _SIGNS.split(words) if any(map(str.isalnum, part)))


# A query within a query is worked out once, a function for each row.
HELD = "(SELECT to_tsquery('english', %(loose)s))"
MEANT = "(SELECT to_tsquery('english', %(strict)s))"
# Only where hits are few all candidates are looked at, and only then it is asked whether there were too many of them.
CUT = f"(SELECT count(*) FROM hits) <= {MOST_COUNTED} AND (SELECT count(*) FROM candidates) = {MOST_CANDIDATES}"  # noqa: S608  (numbers of ours)
RANKED = """
WITH candidates AS MATERIALIZED ({select} LIMIT {most_candidates}),
    hits AS MATERIALIZED (
        SELECT id, words FROM candidates WHERE words @@ {meant} LIMIT {most_counted} + 1)
SELECT best.id, (SELECT count(*) FROM hits), {cut} FROM (VALUES (1)) AS always LEFT JOIN (
    SELECT id, ts_rank(words, {meant}) AS rank FROM hits ORDER BY rank DESC, id DESC OFFSET %(first)s LIMIT %(most)s
) AS best ON true ORDER BY rank DESC, id DESC
"""


def ranked(select: str, asked: Asked, *, most: int, first: int = 0, **parameters: Any) -> Hits:
    """The best of what `select` finds (`id` and `words` of rows whose words match `{held}`), from `first` on.

    At most so many candidates are looked at, in the order in which `select` gives them, and so many hits compared: a word that
    is everywhere costs no more than that.
    """
    if not asked:
        return Hits([], Total(0))
    query = RANKED.format(
        select=select.format(held=HELD), meant=MEANT, cut=CUT, most_candidates=MOST_CANDIDATES, most_counted=MOST_COUNTED
    )
    with connection.cursor() as cursor:
        cursor.execute(query, {**asked.parameters, **parameters, "most": most, "first": first})
        rows = cursor.fetchall()
    return Hits([key for key, *_ in rows if key is not None], Total.of_counted(*rows[0][1:]))


def in_order(keys: Iterable[int], rows: Mapping[int, Row]) -> list[Row]:
    """Those rows of which the keys are, in their order; what has gone meanwhile is left out."""
    return [rows[key] for key in keys if key in rows]


@dataclass(frozen=True)
class Piece:
    """Some words of an excerpt."""

    words: str
    is_marked: bool = False


def meant_in(texts: Iterable[str], asked: Asked) -> frozenset[str]:
    """Which words of these texts, as they stand there, mean one that is looked for."""
    letters = {part[0].lower() for part in re.findall(r"'([^']+)'", asked.parts)}
    words = {word[:LONGEST_WORD] for text in texts for word in _SHOWN_WORD.findall(text)}
    likely = list(islice((word for word in words if _could_begin(word, letters)), MOST_LIKELY))
    if not likely:
        return frozenset()
    with connection.cursor() as cursor:
        cursor.execute(MEANING, {"words": likely, "marked": asked.marked, "parts": asked.parts})
        return frozenset(word for (word,) in cursor.fetchall())


MEANING = """
SELECT word FROM unnest(%(words)s::text[]) AS word
WHERE norms_vector(word) @@ (SELECT to_tsquery('english', %(marked)s))
    OR word !~ '[-/._\u2010\u2011]' AND norms_vector(word) @@ (SELECT to_tsquery('english', %(parts)s))
"""


def _could_begin(word: str, letters: Collection[str]) -> bool:
    """Whether a part of it begins as one of the words that are looked for. No stem changes a first letter of ASCII."""
    firsts = {unicodedata.normalize("NFKD", part)[0].lower() for part in _BETWEEN.split(word) if part}
    return any(first in letters or not first.isascii() for first in firsts)


def excerpt(text: str, meant: Collection[str]) -> tuple[Piece, ...]:
    """The sentence with the most words that are meant, and the first of these; such words are marked. None where the text has
    none of them."""
    words: dict[int, set[str]] = {}
    places: dict[int, int] = {}
    ends = [end.end() for end in _SENTENCE_END.finditer(text)]
    for word in _SHOWN_WORD.finditer(text):
        if word[0][:LONGEST_WORD] in meant:
            sentence = bisect_right(ends, word.start())
            words.setdefault(sentence, set()).update(_BETWEEN.split(word[0].lower()))
            places.setdefault(sentence, word.start())
    if not words:
        return ()
    best = max(words, key=lambda sentence: (len(words[sentence]), -sentence))
    return tuple(marked_pieces(_sentence(text, places[best]), meant))


def beginning(text: str) -> tuple[Piece, ...]:
    """What to show of a text in which no word is marked."""
    cut = text[:LONGEST_EXCERPT].rsplit(" ", 1)[0] + " …" if len(text) > LONGEST_EXCERPT else text
    return (Piece(" ".join(with_whole_isolates(cut).split())),) if cut.strip() else ()


def _sentence(text: str, place: int) -> str:
    """The sentence around a place; of a long one so much, cut between words."""
    start = max((end.end() for end in _SENTENCE_END.finditer(text, 0, place + 1)), default=0)
    end = next((end.start() for end in _SENTENCE_END.finditer(text, place)), len(text))
    begins, ends = start, end
    if end - start > LONGEST_EXCERPT:
        begins = max(start, place - LONGEST_EXCERPT // 3)
        begins = begins if begins == start else text.find(" ", begins, place) + 1 or place
        ends = min(end, begins + LONGEST_EXCERPT)
        ends = ends if ends == end else max(text.rfind(" ", place, ends), place + LONGEST_EXCERPT // 2)
    before, after = "… " if begins > start else "", " …" if ends < end else ""
    return f"{before}{' '.join(with_whole_isolates(text[begins:ends]).split())}{after}"


def marked_pieces(text: str, meant: Collection[str]) -> Iterator[Piece]:
    """The whole text, words that are meant marked."""
    told = 0
    for word in _SHOWN_WORD.finditer(text):
        if word[0][:LONGEST_WORD] in meant:
            yield Piece(text[told : word.start()])
            yield Piece(word[0], is_marked=True)
            told = word.end()
    yield Piece(text[told:])


@dataclass(frozen=True)
class Hit:
    """One thing that was found, its title and the sentence in which a word stands, and how that part is called where it is not
    plain."""

    row: Any
    title: tuple[Piece, ...]
    pieces: tuple[Piece, ...]
    part: str = ""


# The title, and the name of each part with its words, in the order in which an excerpt is looked for; plain ones have no name.
Said = tuple[str, list[tuple[str, str]]]


def texts_of(said: Said) -> list[str]:
    title, parts = said
    return [title, *(words for _, words in parts)]


def hit_of(row: Any, said: Said, meant: Collection[str]) -> Hit:
    """The row with the first of its parts in which a word that is meant stands."""
    title, parts = said
    headed = tuple(marked_pieces(title, meant))
    for part, words in parts:
        if pieces := excerpt(words, meant):
            return Hit(row, headed, pieces, part)
    return Hit(row, headed, beginning(parts[0][1]) if parts else ())


def hits_of(rows: Sequence[Row], say: Callable[[Row], Said], asked: Asked) -> list[Hit]:
    """Rows of one kind, each with where its words stand."""
    said = [say(row) for row in rows]
    meant = meant_in((words for one in said for words in texts_of(one)), asked)
    return [hit_of(row, one, meant) for row, one in zip(rows, said, strict=True)]
