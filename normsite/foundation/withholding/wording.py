"""By which digests words are known again: as a reader takes them in, without white space, case, markup, signs of no width and
Unicode's other forms."""

import hashlib
import re
from collections.abc import Iterator
from html import unescape
from unicodedata import normalize

LEAST_PARAGRAPH, LEAST_SENTENCE = 16, 40
"""From how many letters and digits on a text or a paragraph, or a sentence alone, is known again; shorter ones are anybody's
words."""
_PARAGRAPHS = re.compile(r"\n\s*\n")
_SENTENCES = re.compile(r"(?<=[.!?。！？])\s+|\n")


def keys_of(text: str) -> list[str]:
    """The digests by which a text is known again: of the whole, and of each paragraph and sentence, where long enough."""
    return sorted({hashlib.sha256(words.encode()).hexdigest() for words in _passages(text)})


def is_anybodys(text: str) -> bool:
    """Whether a text is too short to be known again in another place: "None known", "See R-1"."""
    return len(_canonical(text)) < LEAST_PARAGRAPH


def _passages(text: str) -> Iterator[str]:
    cut = (([text], LEAST_PARAGRAPH), (_PARAGRAPHS.split(text), LEAST_PARAGRAPH), (_SENTENCES.split(text), LEAST_SENTENCE))
    for parts, least in cut:
        yield from (words for words in map(_canonical, parts) if len(words) >= least)


def _canonical(text: str) -> str:
    folded = normalize("NFKC", normalize("NFKC", unescape(text)).casefold())
    return "".join(sign for sign in folded if sign.isalnum())
