"""How a table fits on an upright page: how broad its columns are, and into which parts it is taken when they are too many.

Each part repeats the first column, which names the rows. All lengths are millimetres.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from normsite.foundation.documents.printed.words import widest, width

PAGE = 164.0
"""Between the margins of A4."""
SIGN = 1.55
"""The width of a small letter in a table, with what is between letters."""
GAP = 3.0
"""Beside the words of a cell."""
LEAST_SIGNS, MOST_SIGNS = 4, 17
"""A column has room for a word of so many letters; a longer one is broken."""
LONG = 60
"""Signs in a cell, on average, from which it reads as a text: that wants room for some words in a line."""
LEAST_FOR_TEXTS = 34.0
FULL = 110
"""Signs in a cell, on average, above which a column gets no broader."""


@dataclass(frozen=True, slots=True)
class Part:
    """Some columns of a table by their places, and how broad each is."""

    places: tuple[int, ...]
    widths: tuple[float, ...]

    def room(self, column: int) -> float:
        """How many small letters fit on a line of the column that stands at this place of the part."""
        return (self.widths[column] - GAP) / SIGN


def parts(columns: Sequence[Sequence[str]], *, whole: bool = False, close: bool = False) -> list[Part]:
    """The parts in which a table is printed, given the texts of each column; one when it fits, or must stay `whole`.

    A table is as broad as the page; one that stands `close` is no broader than its texts.
    """
    least = [_least(texts) for texts in columns]
    groups = [tuple(range(len(columns)))] if whole or sum(least) <= PAGE else _balanced(least)
    return [Part(group, _widths([columns[i] for i in group], close=close)) for group in groups]


def _least(texts: Sequence[str]) -> float:
    signs = max(LEAST_SIGNS, min(MOST_SIGNS, max(map(widest, texts), default=0)))
    return max(signs * SIGN + GAP, LEAST_FOR_TEXTS if _mean(texts) > LONG else 0)


def _mean(texts: Sequence[str]) -> float:
    return sum(map(len, texts)) / max(1, len(texts))


def _balanced(least: list[float]) -> list[tuple[int, ...]]:
    """As few parts as can be, of which none is much fuller than another."""
    fewest = _packed(least, PAGE)
    room = PAGE
    while len(closer := _packed(least, room - 2)) == len(fewest) and room > sum(least) / len(fewest):
        fewest, room = closer, room - 2
    return fewest


def _packed(least: list[float], room: float) -> list[tuple[int, ...]]:
    """The columns behind the first one into parts, each with the first one before them."""
    groups: list[list[int]] = []
    for place in range(1, len(least)):
        if not groups or least[0] + sum(least[i] for i in groups[-1]) + least[place] > room:
            groups.append([])
        groups[-1].append(place)
    return [(0, *group) for group in groups]


def _widths(columns: Sequence[Sequence[str]], *, close: bool) -> tuple[float, ...]:
    """To each column what it needs, and of the rest more to those with long texts. What must stay whole and needs more than the
    page gets less than it needs, all in the same measure."""
    least, lines = [_least(texts) for texts in columns], [_on_one_line(texts) for texts in columns]
    if close and sum(lines) <= PAGE:
        return tuple(round(one, 1) for one in lines)
    rest = PAGE - sum(least)
    if rest < 0:
        return tuple(round(one * PAGE / sum(least), 1) for one in least)
    wish = [max(min(_mean(texts), FULL) - MOST_SIGNS, 0) + 1 for texts in columns]
    return tuple(round(one + rest * more / sum(wish), 1) for one, more in zip(least, wish, strict=True))


def _on_one_line(texts: Sequence[str]) -> float:
    """How broad a column is in which each text has a line of its own."""
    return max(_least(texts), max((width(line) for text in texts for line in text.split("\n")), default=0) * SIGN + GAP)
