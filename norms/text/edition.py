"""A whole edition of a norm, read from its file: all that can be known of it without the record."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from django.utils.text import slugify

from norms.text.keywords import Statement, count_keywords, find_statements
from norms.text.matching import Known, Matching, match_clauses
from norms.text.parsed import ParsedClause, ParsedNorm
from norms.text.parsing import parse_markdown
from normsite.markup import check_markdown, render

_LINK_TO_ANCHOR = re.compile(r"\]\(#([^()\s]+)\)")


@dataclass(frozen=True, slots=True)
class ReadClause:
    """One clause as it will stand: its anchor for good, its text with links led to such anchors, the HTML and the sentences."""

    anchor: str
    above: str | None
    body: str
    html: str
    statements: list[Statement]


@dataclass(frozen=True, slots=True)
class Edition:
    """What a file says, which of its clauses were known before, and each as it will stand, in the same order."""

    parsed: ParsedNorm
    matching: Matching
    clauses: list[ReadClause]
    keyword_counts: dict[str, int]


def read_edition(text: str, scheme: str, known: Sequence[Known], taken: Collection[str]) -> Edition:
    """Read a file and find the clauses again that are `known`; `taken` are the anchors that the norm has used.

    Refused: a file that can't be read, and a text that can't be rendered, with the line of the file.
    """
    parsed = parse_markdown(text, scheme=scheme)
    matching = match_clauses(known, parsed.clauses)
    counts: Counter[str] = Counter()
    for clause in parsed.clauses:
        counts.update(count_keywords(clause.body_md, scheme))
    clauses = list(_read(parsed.clauses, _anchors(parsed.clauses, matching, taken), scheme))
    return Edition(parsed, matching, clauses, {word: count for word, count in counts.items() if count})


def _read(clauses: list[ParsedClause], anchors: list[str], scheme: str) -> Iterator[ReadClause]:
    names = _names(clauses, anchors)
    for clause, anchor in zip(clauses, anchors, strict=True):
        body = _LINK_TO_ANCHOR.sub(lambda link: f"](#{names.get(link[1], link[1])})", clause.body_md)
        if body != clause.body_md:  # else it was checked when it was parsed
            check_markdown(body, what=f"The text of “{clause.name}”", first=clause.body_line)
        above = anchors[clause.parent] if clause.parent is not None else None
        yield ReadClause(anchor, above, body, render(body, scheme=scheme), find_statements(body, scheme))


def _anchors(clauses: list[ParsedClause], matching: Matching, taken: Collection[str]) -> list[str]:
    """The anchor of each clause: the old one where it lives on, its own where that is free, one made from its title.

    Made ones come last, so that none is what the file calls another clause by.
    """
    kept = {id(pair.new): pair.old.key for pair in matching.pairs}
    taken = set(taken) | set(kept.values())
    for clause in clauses:
        if clause.anchor and clause.anchor not in taken:
            kept.setdefault(id(clause), clause.anchor)
    taken |= set(kept.values()) | {alias for clause in clauses for alias in clause.aliases}
    made = _Names(taken)
    return [kept.get(id(clause)) or made.free(clause.title) for clause in clauses]


class _Names:
    """Anchors made from titles, none of them taken; thousands of clauses may bear the same title."""

    def __init__(self, taken: set[str]) -> None:
        self.taken = taken
        self.counts: dict[str, int] = {}

    def free(self, title: str) -> str:
        stem = anchor = slugify(title)[:60] or "clause"
        while anchor in self.taken:
            self.counts[stem] = self.counts.get(stem, 1) + 1
            anchor = f"{stem}-{self.counts[stem]}"
        self.taken.add(anchor)
        return anchor


def free_anchor(title: str, taken: set[str]) -> str:
    """An anchor made from the title that is not among those that the norm has used."""
    return _Names(set(taken)).free(title)


def _names(clauses: list[ParsedClause], anchors: list[str]) -> dict[str, str]:
    """Where links to the anchors of the file lead now."""
    return {
        name: anchor
        for clause, anchor in zip(clauses, anchors, strict=True)
        for name in (clause.anchor, *clause.aliases)
        if name
    }
