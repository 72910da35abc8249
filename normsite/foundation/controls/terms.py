"""Words that a list puts in quotes, since it defines them: "specially designed", “nuclear reactors”."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_QUOTED = re.compile(r"(?<![A-Za-z0-9])[\"“](?=\S)([^\"“”\n]{2,80})[\"”]")  # after a figure, a quote is an inch


@dataclass(frozen=True)
class Term:
    """`start` and `end` are places of the words in the text, without their quotes; `term` is how they are looked up."""

    start: int
    end: int
    term: str


def quoted_terms(text: str) -> Iterator[Term]:
    """The terms in a text, in its order. A comma or full stop before the closing quote is none of theirs."""
    for match in _QUOTED.finditer(text):
        words = match[1].rstrip(" \t,.;:")
        if any(sign.isalpha() for sign in words):
            yield Term(match.start(1), match.start(1) + len(words), term_of(words))


def term_of(words: str) -> str:
    """The form under which a term is looked up: small letters, single spaces."""
    return " ".join(words.lower().split())
