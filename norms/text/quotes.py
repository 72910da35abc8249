"""A passage of a text by its own words and those around it, so that it is found again.

It is what the W3C's Web Annotation Data Model calls a text quote selector (`exact`, `prefix`, `suffix`) with the start of a
text position selector, counted in the characters of a clause's words. Texts are compared as readers see them (`folded`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from rapidfuzz.distance import Postfix, Prefix

from norms.text.folded import Folded, Span, alike
from normsite.foundation.errors import Refused

MOST_EXACT = 1_000
"""Characters of a passage."""
MOST_CONTEXT = 40
"""Characters before it and after it that are kept."""


@dataclass(frozen=True)
class Quote:
    """A passage: its words, at most `MOST_CONTEXT` characters on each side, and where it begins in the words of its clause."""

    exact: str
    prefix: str = ""
    suffix: str = ""
    start: int = 0


def quote_at(words: str, start: int, end: int) -> Quote:
    """The passage between two places of a text, without blanks at its ends.

    Refused: one without words, and one of more than `MOST_EXACT` characters.
    """
    passage = Folded(words[start:end])
    if not passage.text:
        raise Refused("Nothing is selected. Select the words that you mean.")
    start, end = (start + place for place in passage.span(0, len(passage.text)))
    if end - start > MOST_EXACT:
        raise Refused(f"The passage is longer than {MOST_EXACT:,} characters. Select less, such as its first sentence.")
    return Quote(words[start:end], words[max(0, start - MOST_CONTEXT) : start], words[end : end + MOST_CONTEXT], start)


def verified(words: str, quote: Quote) -> Quote | None:
    """The passage that a browser sent as the words themselves have it; none if they don't have it, or in more places than its
    context tells apart.

    Refused: what `quote_at` refuses.
    """
    found = find_quote(words, quote) or find_quote(words, quote, on_page=True)
    return quote_at(words, *found) if found else None


def find_quote(words: str, quote: Quote, *, on_page: bool = False) -> Span | None:
    """Where a passage stands in a text: the only place with its words, or of several the one around which most of its context
    stands. Where that is no single one, it is the one at its start, or none: nothing is guessed. `on_page` are words as a page
    runs them together."""
    folded, sought = Folded(words, on_page), Sought(quote, on_page)
    found = list(sought.places(folded))
    most = max((place.context for place in found), default=0)
    spans = [folded.span(place.start, place.end) for place in found if place.context == most]
    return spans[0] if len(spans) == 1 else next((span for span in spans if span.start == quote.start), None)


class Place(NamedTuple):
    """Where the words of a passage stand in a folded text, and how many characters of its context stand around them."""

    start: int
    end: int
    context: int


class Sought:
    """A passage that is looked for in folded texts.

    `context` are the characters of its context in all, `cuts` whether it begins and whether it ends within a word: what did not
    is not found within one (“requirement” is not in “requirements”).
    """

    def __init__(self, quote: Quote, on_page: bool = False) -> None:
        self.text, self.before, self.after = (
            Folded(words, on_page).text for words in (quote.exact, quote.prefix, quote.suffix)
        )
        self.context = len(self.before) + len(self.after)
        prefix, exact, suffix = map(alike, (quote.prefix, quote.exact, quote.suffix))
        self.cuts = (on_page or _cuts(prefix, exact), on_page or _cuts(exact, suffix))

    def places(self, folded: Folded) -> Iterator[Place]:
        """Every place of its words, in order."""
        text, start = folded.text, folded.text.find(self.text) if self.text else -1
        while start >= 0:
            end = start + len(self.text)
            before, after = text[max(0, start - MOST_CONTEXT - 1) : start], text[end : end + MOST_CONTEXT + 1]
            if self.cuts[0] >= _cuts(before, self.text) and self.cuts[1] >= _cuts(self.text, after):
                yield Place(start, end, self._stands(before.rstrip(), after.lstrip()))
            start = text.find(self.text, start + 1)

    def _stands(self, before: str, after: str) -> int:
        return Postfix.similarity(before, self.before) + Prefix.similarity(after, self.after)


def _cuts(before: str, after: str) -> bool:
    return before[-1:].isalnum() and after[:1].isalnum()
