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
    return sorted(map(_digest, _phrases(text)))


def asked_keys(text: str) -> set[str]:
    """All digests of a text of which one may be kept of another that it repeats."""
    read = _as_read(text)
    return set(map(_digest, (*_runs(_canonical(read)), *_said_wholly(read))))


class Known:
    """A text that is looked for in many others, whose words are at hand: as `asked_keys` and `keys_of` would find it, without a
    digest of each run."""

    def __init__(self, text: str) -> None:
        self._phrases, self._answers = _phrases(text), dict[str, bool]()

    def is_said_in(self, text: str, html: str = "") -> bool:
        """Whether another text says it, wholly or in a part that would give it away; `html`: what `text` is rendered as, where
        that is kept."""
        if text not in self._answers:
            self._answers[text] = self._is_said_in(_without_tags(html) if html else _as_read(text))
        return self._answers[text]

    def _is_said_in(self, read: str) -> bool:
        words = _canonical(read)
        found = {phrase for phrase in self._phrases if phrase in words}
        return any(len(phrase) == RUN for phrase in found) or not found.isdisjoint(_said_wholly(read) if found else ())


def is_anybodys(text: str) -> bool:
    """Whether a text is too short to be known again in another place: "None known", "See R-1"."""
    return len(_canonical(_as_read(text))) < LEAST


def _phrases(text: str) -> set[str]:
    """The letters and digits by which a text is known again: of its runs those whose digests are kept, and short wholes."""
    read = _as_read(text)
    runs = [(_digest(run), run) for run in _runs(_canonical(read))]
    least = (min(runs[start : start + APART])[1] for start in range(max(1, len(runs) - APART + 1)) if runs)
    return {*least, *_wholes([read, *_PARAGRAPHS.split(read)])}


def _runs(words: str) -> Iterator[str]:
    return (words[start : start + RUN] for start in range(len(words) - RUN + 1))


def _said_wholly(read: str) -> Iterator[str]:
    return _wholes([read, *_PARAGRAPHS.split(read), *_SENTENCES.split(read)])


def _wholes(parts: list[str]) -> Iterator[str]:
    return (words for words in map(_canonical, parts) if LEAST <= len(words) < RUN)


def _digest(words: str) -> str:
    return hashlib.blake2b(words.encode(), digest_size=12).hexdigest()


def _canonical(read: str) -> str:
    folded = normalize("NFKC", normalize("NFKC", read).casefold())
    return "".join(sign for sign in folded if sign.isalnum())


def _as_read(text: str) -> str:
    """Without Markdown and HTML; a text that can't be rendered is taken as it was typed."""
    try:
        return _without_tags(markup.render(text))
    except Refused:
        return unescape(text)


def _without_tags(html: str) -> str:
    return unescape(_TAGS.sub(" ", _BLOCKS.sub("\n\n", html)))
