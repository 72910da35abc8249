"""Parts a text into sentences, each with the block in which it stands and the heading above."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from normsite.foundation.controls.text.terms import Token, implied, spoken_of, tokens

_BLOCK = re.compile(r"\n[ \t]*\n|\n(?=[ \t]{0,8}(?:[-*+•–] |\d{1,3}[.)] |\([a-z0-9]\) |[a-z][.)] |#{1,6} |\|))")
# "Length: 12 m" goes together.
_END = re.compile(r"(?<=[.!?;])[\s]+(?=[\"“'(\[]?[A-Z0-9*_])|(?<=:)[\s]+(?=[\"“'(\[]?[A-Z*_])|(?<=;)\s")
_HEADING = re.compile(r"[ \t]{0,8}#{1,6}[ \t]")
_ABBREVIATED = re.compile(
    r"(?:\b(?:e\.g|i\.e|cf|vs|No|Nos|Fig|Figs|Eq|Sec|Ref|approx|max|min|resp|St|Dr|Mr|Mrs|par|Art|Vol|pp)\.|\b[A-Z]\.)\Z"
)
LONGEST_HEADING = 120


@dataclass(frozen=True)
class Passage:
    """A sentence, where it begins in the text, and what it stands in."""

    start: int
    text: str
    block: str
    heading: str

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        return tuple(tokens(self.text))

    @cached_property
    def spoken(self) -> frozenset[str]:
        """What the sentence speaks of."""
        return implied({token.stem for token in self.tokens})

    @property
    def around(self) -> str:
        """The heading and the block; the same string for all sentences of a block."""
        return _joined(self.heading, self.block)

    @property
    def beside(self) -> frozenset[str]:
        """What else its block and heading speak of."""
        return (_spoken(self.block) | _spoken(self.heading)) - self.spoken


@lru_cache(maxsize=64)
def _joined(heading: str, block: str) -> str:
    return f"{heading} {block}"


@lru_cache(maxsize=64)
def _spoken(text: str) -> frozenset[str]:
    return spoken_of(text)


def passages(text: str) -> Iterator[Passage]:
    """In the order of the text."""
    heading = ""
    at = 0
    for cut in [*_BLOCK.finditer(text), None]:
        end = cut.start() if cut else len(text)
        block = text[at:end]
        if block.strip():
            if is_heading(block):
                heading = block.strip()
            yield from _sentences(at, block, heading)
        at = cut.end() if cut else end


def is_heading(block: str) -> bool:
    """A line of its own that ends as no sentence does."""
    line = block.strip()
    return bool(_HEADING.match(block)) or ("\n" not in line and len(line) <= LONGEST_HEADING and line[-1:] not in ".;,:")


def _sentences(start: int, block: str, heading: str) -> Iterator[Passage]:
    at = 0
    for cut in [*_END.finditer(block), None]:
        end = cut.start() if cut else len(block)
        if cut and _ABBREVIATED.search(block[max(0, end - 8) : end]):
            continue
        if block[at:end].strip():
            yield Passage(start + at, block[at:end], block, heading)
        at = cut.end() if cut else end
