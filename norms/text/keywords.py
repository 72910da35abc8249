"""Normative statements: the sentences and list items that hold a keyword.

One sentence, list item or table cell with at least one keyword is one statement; its kind is that of its strongest keyword,
and keywords are counted apart from statements. A sentence that ends in a colon takes along the list items after it that hold no
keyword of their own ("The record shall state: - the date; - the place."). Not read: quotations, code, notes, examples,
footnotes, headings.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from norms.text.flow import Block, read_blocks
from normsite.markup.keywords import SCHEMES, STRENGTH, Keyword, find_keywords

__all__ = ["SCHEMES", "STRENGTH", "Statement", "count_keywords", "find_statements", "split_sentences"]

_READ = frozenset({"text", "item", "cell"})

# Full stops after these end no sentence: abbreviations, and initials unless a word before says that the letter is a label.
_ABBREVIATION = re.compile(
    r"(?i:\b(?:e\.g|i\.e|cf|vs|viz|resp|approx|incl|excl|ca|al|ed|eds|vol|no|nos|pp?|para|paras|secs?|sects?|subsecs?|figs?|tabs?|"
    r"eqs?|refs?|arts?|ch|cl|app|dr|mr|mrs|ms|st|inc|ltd|co|corp|dept|u\.s|u\.k|u\.n|rev|ver))\.$|(?<![^\s(])[A-Z]\.$"
)
_LABEL = re.compile(
    r"\b(?i:annex|appendix|case|category|class|figure|group|level|list|option|part|phase|step|table|type) [A-Z]\.$"
)
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]»]*(?=\s+[\"'“‘(\[«]*[^\W_a-z])")


@dataclass(frozen=True, slots=True)
class Statement:
    """One normative statement: its words as plain text, its deciding keyword in lower case, and `source[start:end]`."""

    text: str
    keyword: str
    kind: str
    start: int
    end: int
    keywords: tuple[str, ...] = ()


def find_statements(body_md: str, scheme: str) -> list[Statement]:
    """The statements of a body in reading order; `scheme` is "iso" or "rfc2119"."""
    statements: list[Statement] = []
    introduces = False
    for block in read_blocks(body_md):
        found = list(_in_block(block, scheme)) if block.role in _READ else []
        if found:
            statements += found
            introduces = block.text.endswith(":") and found[-1].end == block.end
        elif introduces and block.role == "item":
            last = statements[-1]
            statements[-1] = replace(last, text=f"{last.text}\n– {_flat(block.text)}", end=block.end)
        else:
            introduces = False
    return statements


def count_keywords(body_md: str, scheme: str) -> dict[str, int]:
    """How often each keyword occurs, every word of the scheme named, in the scheme's order."""
    counted = Counter(
        keyword.word for block in read_blocks(body_md) if block.role in _READ for keyword in find_keywords(block.seen, scheme)
    )
    return {word: counted[word] for word in SCHEMES[scheme]}


def split_sentences(text: str) -> Iterator[tuple[int, int]]:
    """The sentences of a paragraph as (start, end); abbreviations, initials and decimals end none."""
    start = 0
    for match in _SENTENCE_END.finditer(text):
        before = text[max(start, match.start() - 14) : match.start() + 1]
        if not _ABBREVIATION.search(before) or _LABEL.search(before):
            yield start, match.end()
            start = match.end() + len(text[match.end() :]) - len(text[match.end() :].lstrip())
    if text[start:].strip():
        yield start, len(text)


def _in_block(block: Block, scheme: str) -> Iterator[Statement]:
    keywords = list(find_keywords(block.seen, scheme))
    for start, end in split_sentences(block.text) if keywords else ():
        inside = [keyword for keyword in keywords if start <= keyword.start < end]
        if inside:
            strongest = min(inside, key=_rank)
            yield Statement(
                text=_flat(block.text[start:end]),
                keyword=strongest.word,
                kind=strongest.kind,
                start=block.places[start],
                end=block.places[end - 1] + 1,
                keywords=tuple(keyword.word for keyword in inside),
            )


def _rank(keyword: Keyword) -> int:
    return STRENGTH.index(keyword.kind)


def _flat(text: str) -> str:
    return " ".join(text.split())
