"""Normative statements: the sentences and list items that hold a keyword.

One sentence, list item or table cell with at least one keyword is one statement; its kind is that of its strongest keyword,
and keywords are counted apart from statements. A sentence that ends in a colon takes along the list items after it that hold no
keyword of their own ("The record shall state: - the date; - the place."). A keyword is what is marked as one on the page; words
that only look like one are told, with the reason.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import accumulate

from normsite.foundation.markup.dressing import UNREAD, is_quiet, keyword_text
from normsite.foundation.markup.keywords import HIDDEN, SCHEMES, STRENGTH, in_plain_letters, noted_from, without_quotations
from normsite.foundation.markup.tree import Block, Leaf, Run, Tree, leaves, plain, raised

__all__ = ["SCHEMES", "STRENGTH", "Statement", "count_keywords", "find_statements", "split_sentences", "uncounted_keywords"]

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
    """One normative statement: its words as plain text, its deciding keyword in lower case, its kind, and all its keywords."""

    text: str
    keyword: str
    kind: str
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Keyword:
    word: str
    kind: str
    start: int
    end: int


@dataclass(slots=True)
class _Intro:
    """A statement that ends in a colon, at so many lists deep, and the list that it takes along."""

    statement: int
    depth: int
    taken: Block | None = None

    def takes(self, lists: list[Block]) -> bool:
        if len(lists) <= self.depth or (self.taken or lists[self.depth]) is not lists[self.depth]:
            return False
        self.taken = lists[self.depth]
        return True


def find_statements(tree: Tree) -> list[Statement]:
    """The statements of a text in reading order."""
    statements: list[Statement] = []
    intros: list[_Intro] = []
    for block, above in leaves(tree):
        said = _said(block.runs)
        text = "".join(run.text for run in said)
        lists = [one for one in above if one.kind in ("ul", "ol")]
        while text.strip() and intros and not intros[-1].takes(lists):
            intros.pop()
        found = list(_in_block(text, _marked(said)))
        statements += (_in_row(one, block, above) for one in found)
        if found and text.endswith(":") and _flat(text).endswith(found[-1].text):
            intros.append(_Intro(len(statements) - 1, len(lists)))
        elif intros and not found and text.strip() and not is_quiet(block):
            taking = statements[intros[-1].statement]
            statements[intros[-1].statement] = replace(taking, text=f"{taking.text}\n– {_flat(text)}")
    return statements


def _in_row(statement: Statement, block: Block, above: tuple[Block, ...]) -> Statement:
    """A cell that says nothing but "REQUIRED" says it of what its row is about."""
    row = next((one for one in above if one.kind == "tr"), None)
    if row is None or len(statement.text.split()) > len(statement.keyword.split()) or row.blocks[0] in (*above, block):
        return statement
    return replace(statement, text=f"{_flat(plain(row.blocks[:1]))}: {statement.text}")


def count_keywords(tree: Tree, scheme: str) -> dict[str, int]:
    """How often each keyword occurs, every word of the scheme named, in the scheme's order."""
    counted = Counter(keyword.word for block, _ in leaves(tree) for keyword in _marked(_said(block.runs)))
    return {word: counted[word] for word in SCHEMES[scheme].words}


_WORDS = frozenset(word for scheme in SCHEMES.values() for word in scheme.words)


def _said(runs: Iterable[Run]) -> list[Run]:
    """What the sentences of a block say: without struck words and without the references to footnotes."""
    return [raised(run) for run in runs if not run.has("del", "s") and not _is_reference(run)]


def _is_reference(run: Run) -> bool:
    return run.has("sup") and any(mark.kind == "a" and "-fn-" in mark.target for mark in run.marks)


def _marked(runs: Iterable[Run]) -> list[_Keyword]:
    """The keywords by their marks. One may be dressed in parts, as in "shall *not*", and its parts stand apart in pages that an
    earlier renderer made."""
    found: list[_Keyword] = []
    text, place = "".join(run.text for run in runs), 0
    for run in runs:
        kind = next((mark.target for mark in run.marks if mark.kind == "kw"), "")
        one = _Keyword(_flat(run.text).lower(), kind, place, place + len(run.text))
        place = one.end
        if not kind:
            continue
        whole = _flat(text[found[-1].start : one.end]).lower() if found else ""
        if found and found[-1].kind == kind and (found[-1].end == one.start or whole in _WORDS):
            found[-1] = replace(found[-1], word=whole, end=one.end)
        else:
            found.append(one)
    return found


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


def _in_block(text: str, marked: Iterable[_Keyword]) -> Iterator[Statement]:
    keywords = list(marked)
    for start, end in split_sentences(text) if keywords else ():
        inside = [keyword for keyword in keywords if start <= keyword.start < end]
        if inside:
            strongest = min(inside, key=lambda keyword: STRENGTH.index(keyword.kind))
            yield Statement(_flat(text[start:end]), strongest.word, strongest.kind, tuple(keyword.word for keyword in inside))


def _flat(text: str) -> str:
    return " ".join(text.split())


def uncounted_keywords(title: str, tree: Tree, scheme: str) -> Iterator[tuple[str, str]]:
    """The words of a clause that look like keywords of the scheme and are not counted, each as written, with the reason."""
    for leaf in [(Block("h1", (Run(title),)), ()), *leaves(tree)]:
        text = leaf[0].text
        looking = [match.span() for match in SCHEMES[scheme].looking.finditer(in_plain_letters(text))]
        if not looking:
            continue
        counted = {place for one in _marked(leaf[0].runs) for place in range(one.start, one.end)}
        reasons = _Reasons(leaf, scheme)
        for start, end in looking:
            if counted.isdisjoint(range(start, end)):
                yield _flat(text[start:end]), reasons.of(start, end)


_IN_BLOCKS = {"pre": "it stands in code", "blockquote": "it stands in a quotation", "footnote": "it stands in a footnote"}
_IN_MARKS = {
    "q": "it stands in a quotation",
    "del": "it is struck out",
    "s": "it is struck out",
    "img": "it describes a picture",
    "sup": "it is raised",
    "formula": "it stands in a formula",
}


class _Reasons:
    """Why words of one block are no keywords; what tells it is found once for all of them."""

    def __init__(self, leaf: Leaf, scheme: str) -> None:
        block, above = leaf
        self.text, self.scheme = block.text, scheme
        self.quiet = next((one for one in (*above, block) if is_quiet(one)), None)
        self.ends = list(accumulate(len(run.text) for run in block.runs))
        self.marks = [next((mark.kind for mark in run.marks if mark.kind in UNREAD), "") for run in block.runs]
        self.keyword_text = keyword_text(block.runs)
        self.noted = noted_from(self.text)
        self.unquoted = without_quotations(self.text)

    def of(self, start: int, end: int) -> str:
        if self.quiet:
            named = "it stands in a heading" if self.quiet.kind[1:].isdigit() else "it stands in a note"
            return _IN_BLOCKS.get(self.quiet.fact("class") or self.quiet.kind, named)
        if mark := self.marks[bisect_right(self.ends, start)]:
            return _IN_MARKS.get(mark, "it stands in code")
        if self.keyword_text[start] == HIDDEN:
            return "it stands in an address"
        if start >= self.noted:
            return "it stands in a note or an example"
        if self.unquoted[start] == HIDDEN:
            return "it stands in a quotation"
        if self.text[start:end] != in_plain_letters(self.text[start:end]):
            return "some of its letters only look like those of the keyword"
        return "it is not in capitals" if SCHEMES[self.scheme].in_capitals else "it begins with a capital"
