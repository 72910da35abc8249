"""By which digests words are known again: as a reader takes them in, without markup, white space, case, punctuation, signs of
no width and Unicode's other forms.

Of a longer text each run of `RUN` letters and digits could give it away. Winnowing (Schleimer, Wilkerson and Aiken 2003) keeps
the least digest of each `APART` runs that follow one another: whatever is as long as both together has one that is kept.
"""

import hashlib
import re
from collections.abc import Iterator
from html import unescape
from unicodedata import normalize

from normsite.foundation import markup
from normsite.foundation.errors import Refused

LEAST, RUN, APART = 16, 40, 10
"""In letters and digits: what is shorter than `LEAST` is anybody's words; from `RUN` on a part of a text is known again, below
it the whole alone, or a paragraph of it."""
_PARAGRAPHS = re.compile(r"\n\s*\n")
_SENTENCES = re.compile(r"(?<=[.!?])\s+|(?<=[。！？])|\n")
_BLOCKS = re.compile(r"</(?:p|li|td|th|h\d|pre|blockquote|dd|dt)>")
_TAGS = re.compile(r"<[^>]*>")


def keys_of(text: str) -> list[str]:
    """The digests by which a text is known again, to be kept."""
    read = _as_read(text)
    runs = list(_runs(_canonical(read)))
    least = (min(runs[start : start + APART]) for start in range(max(1, len(runs) - APART + 1)) if runs)
    return sorted({*least, *_wholes([read, *_PARAGRAPHS.split(read)])})


def asked_keys(text: str) -> set[str]:
    """All digests of a text of which one may be kept of another that it repeats."""
    read = _as_read(text)
    return {*_runs(_canonical(read)), *_wholes([read, *_PARAGRAPHS.split(read), *_SENTENCES.split(read)])}


def is_anybodys(text: str) -> bool:
    """Whether a text is too short to be known again in another place: "None known", "See R-1"."""
    return len(_canonical(_as_read(text))) < LEAST


def _runs(words: str) -> Iterator[str]:
    return (_digest(words[start : start + RUN]) for start in range(len(words) - RUN + 1))


def _wholes(parts: list[str]) -> Iterator[str]:
    return (_digest(words) for words in map(_canonical, parts) if LEAST <= len(words) < RUN)


def _digest(words: str) -> str:
    return hashlib.blake2b(words.encode(), digest_size=12).hexdigest()


def _canonical(read: str) -> str:
    folded = normalize("NFKC", normalize("NFKC", read).casefold())
    return "".join(sign for sign in folded if sign.isalnum())


def _as_read(text: str) -> str:
    """Without Markdown and HTML; a text that can't be rendered is taken as it was typed."""
    try:
        return unescape(_TAGS.sub(" ", _BLOCKS.sub("\n\n", markup.render(text))))
    except Refused:
        return unescape(text)
