"""A text as a reader sees it, for comparing: each run of blanks is one, and typographic quotes, dashes and soft hyphens make no
difference."""

from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

_ALIKE = str.maketrans(
    dict.fromkeys("‘’‚‛‹›′", "'")
    | dict.fromkeys("“”„‟«»″", '"')
    | dict.fromkeys("‐‑‒–—―−", "-")
    | dict.fromkeys("\u00ad\u200b\u2060\ufeff", "")
)
# A page has no blank between two cells, and raised signs by their look alone, where a clause's words write them out.
_ON_PAGES = _ALIKE | str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻₀₁₂₃₄₅₆₇₈₉₊₋", "0123456789+-0123456789+-", "^_")


class Span(NamedTuple):
    """From the first character of a passage to behind its last."""

    start: int
    end: int


@dataclass(frozen=True)
class Folded:
    """A text as it is compared, with the places at which its characters stand in the words."""

    words: str
    on_page: bool = False

    @cached_property
    def text(self) -> str:
        return ("" if self.on_page else " ").join(self._alike(self.words).split())

    @cached_property
    def places(self) -> list[int]:
        kept: list[int] = []
        after_blank = True
        for place, sign in enumerate(self.words):
            if sign.isspace():
                if not after_blank and not self.on_page:
                    kept.append(place)
                after_blank = True
            elif self._alike(sign):
                kept.append(place)
                after_blank = False
        return kept

    def span(self, start: int, end: int) -> Span:
        """What stands between two places of the text, in the words."""
        return Span(self.places[start], self.places[end - 1] + 1)

    def at(self, place: int) -> int:
        """The place in the text of one in the words."""
        return bisect_left(self.places, place)

    def _alike(self, words: str) -> str:
        return words.translate(_ON_PAGES if self.on_page else _ALIKE)


def alike(words: str) -> str:
    """The words with one sign for all that look alike, and their blanks as they are."""
    return words.translate(_ALIKE)
