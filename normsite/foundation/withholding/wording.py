"""By which digests words are known again: as a reader takes them in, without white space, case, markup, signs of no width and
Unicode's other forms."""

import hashlib
import re
from collections.abc import Iterator
from html import unescape
from unicodedata import normalize

LEAST_PARAGRAPH, LEAST_SENTENCE = 16, 40
"""From how many letters and digits on a paragraph or a sentence alone gives a text away; shorter ones are anybody's words."""
_PARAGRAPHS = re.compile(r"\n\s*\n")
_SENTENCES = re.compile(r"(?<=[.!?。！？])\s+|\n")


def keys_of(text: str) -> list[str]:
    """The digests by which a text is known again: of the whole, and of each paragraph and sentence that is long enough."""
    whole = _canonical(text)
    if not whole:
        return []
    return sorted({hashlib.sha256(words.encode()).hexdigest() for words in {whole, *_passages(text)}})


def _passages(text: str) -> Iterator[str]:
    for pattern, least in ((_PARAGRAPHS, LEAST_PARAGRAPH), (_SENTENCES, LEAST_SENTENCE)):
        yield from (words for words in map(_canonical, pattern.split(text)) if len(words) >= least)


def _canonical(text: str) -> str:
    folded = normalize("NFKC", normalize("NFKC", unescape(text)).casefold())
    return "".join(sign for sign in folded if sign.isalnum())
