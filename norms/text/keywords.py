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

# What goes on after a full stop. Where a name or a number must follow, an ordinary word there says that the sentence has ended:
# "within 5 ms. It may", "sign the app. The user may", "at 300 K. Modules shall", "a part of the U.S. The module shall".
_BEFORE_ANYTHING = re.compile(r"\b(?:[Ee]\.g|[Ii]\.e|[Cc]f|[Vv]s|viz|resp|approx|[Ii]ncl|[Ee]xcl|ca)\.$")
_BEFORE_NUMBER = re.compile(
    r"\b(?:[Nn]os?|[Pp]p?|[Pp]aras?|[Ss]ecs?|[Ss]ects?|[Ss]ubsecs?|[Ff]igs?|[Tt]abs?|[Ee]qs?|[Rr]efs?|[Aa]rts?|[Cc]h|[Cc]l|[Aa]pp|"
    r"[Vv]ol|[Rr]ev|[Vv]er|eds?)\.$"
)
_BEFORE_NAME = re.compile(
    r"\b(?:Dr|Mrs?|Ms|St|Prof|al|U\.S|U\.K|U\.N)\.$"
    r"|(?:^|[A-Z][\w’'-]{0,24},? |[A-Z]\. ?|\bby |\()[A-Z]\.$"  # an initial
)
_LABEL = re.compile(
    r"\b(?i:annex|appendix|case|category|class|clause|figure|group|key|level|list|mode|option|part|phase|section|step|table|type)"
    r" [A-Z]\.$"
)
_NUMBER = re.compile(r"[\s\"'“‘(\[«]*(?:\d|[B-HJ-Z](?![\w'’])|[AI](?=[.,;:)\]]))")
_ORDINARY = re.compile(
    r"[\s\"'“‘(\[«]*(?:The|This|These|Those|That|It|Its|They|Their|There|He|She|We|You|An?|If|When|Where|While|Whenever|Unless|"
    r"Until|After|Before|Once|Each|Every|All|Any|No|None|Some|Both|Either|Neither|Such|Other|In|On|At|For|From|With|Without|"
    r"Within|By|To|As|Upon|During|However|Otherwise|Therefore|Only|Not)\b(?!\.)"
)
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]»]*(?=\s+[\"'“‘(\[«]*[^\W_a-z])")
_NOT_BLANK = re.compile(r"\S")


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
    items: dict[int, list[Block]] = {}  # by the place of the statement that takes them along
    introduces = False
    for block in read_blocks(body_md):
        found = list(_in_block(block, scheme)) if block.role in _READ else []
        if found:
            statements += found
            introduces = block.text.endswith(":") and found[-1].end == block.end
        elif introduces and block.role == "item":
            items.setdefault(len(statements) - 1, []).append(block)
        else:
            introduces = False
    for place, taken in items.items():
        words = "".join(f"\n– {_flat(block.text)}" for block in taken)
        statements[place] = replace(statements[place], text=statements[place].text + words, end=taken[-1].end)
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
        if not _goes_on(text[max(start, match.start() - 24) : match.start() + 1], text[match.end() : match.end() + 24]):
            yield start, match.end()
            start = _after_blanks(text, match.end())
    if start < len(text):
        yield start, len(text)


def _after_blanks(text: str, place: int) -> int:
    """Where the next word begins, or the end of the text."""
    found = _NOT_BLANK.search(text, place)
    return found.start() if found else len(text)


def _goes_on(before: str, after: str) -> bool:
    """Whether a full stop between the two belongs to an abbreviation or an initial."""
    if _BEFORE_ANYTHING.search(before):
        return True
    if _BEFORE_NUMBER.search(before):
        return _NUMBER.match(after) is not None
    return bool(_BEFORE_NAME.search(before)) and not _LABEL.search(before) and not _ORDINARY.match(after)


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
