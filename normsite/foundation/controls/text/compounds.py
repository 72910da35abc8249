"""Words that a list writes as one and a text as two, or the other way: a turbo pump and a turbopump."""

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from itertools import pairwise

from normsite.foundation.controls.text.criteria import Row
from normsite.foundation.controls.text.terms import MEASURES, Token, stem, tokens

SHORTEST = 2  # letters of each part
_JOINED = re.compile(r"[ \-‑]")


def _parts(text: str, said: Sequence[Token]) -> Iterator[tuple[str, Token, Token]]:
    """The stem of each two words that stand together as they'd be written in one."""
    for first, second in pairwise(said):
        if _JOINED.fullmatch(text, first.end, second.start):
            one, other = text[first.start : first.end], text[second.start : second.end]
            if min(len(one), len(other)) >= SHORTEST and one.isalpha() and other.isalpha():
                yield stem(one + other), first, second


def list_compounds(rows: Sequence[Row]) -> dict[str, tuple[str, str]]:
    """What would be one word, with the two that the list writes."""
    return {
        joined: (first.stem, second.stem) for row in rows for joined, first, second in _parts(row.text, list(tokens(row.text)))
    }


def with_compounds(
    text: str, said: Sequence[Token], known: Container[str], compounds: Mapping[str, tuple[str, str]]
) -> list[Token]:
    """The words of a text, those that the list writes otherwise as it does; `known` are its words."""
    joined = {first: (word, second) for word, first, second in _parts(text, said) if word in known}
    found: list[Token] = []
    skipped: Token | None = None
    for token in said:
        if token is skipped:
            continue
        if token in joined:
            word, skipped = joined[token]
            found.append(Token(word, token.start, skipped.end))
        elif token.stem in compounds and token.stem not in MEASURES:
            first, second = compounds[token.stem]
            found += [token] if token.stem in known else []
            found += [Token(first, token.start, token.end), Token(second, token.end, token.end)]
        else:
            found.append(token)
    return found
