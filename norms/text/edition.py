"""A whole edition of a norm, read from its file: all that can be known of it without the record."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.utils.text import slugify

from norms.text.fixups import misplaced
from norms.text.keywords import Statement, count_keywords, find_statements, uncounted_keywords
from norms.text.matching import match_clauses
from norms.text.names import Targets, apart_from_ours, find_targets
from norms.text.parsed import ParsedClause, ParsedNorm, Remark
from norms.text.parsing import parse_markdown
from norms.text.sides import Known, Matching
from normsite.foundation.apart import progress
from normsite.foundation.markup import check_markdown
from normsite.foundation.markup.dressing import dress, keyword_text, name_of
from normsite.foundation.markup.rendering import HEADING_BASE, tree_of
from normsite.foundation.markup.tree import Tree, leaves, names, plain, write

MAX_REMARKS = 300
_NOT_SHOWN = (
    ("img", "Pictures are not shown, only the words that describe them: there are {}, the first in “{}”."),
    ("elsewhere", "Links into other files are shown as words with the name of the file: there are {}, the first in “{}”."),
)
_UNREAD = re.compile(r"\{\{[^{}\n]{1,200}\}\}|\{::[^{}\n]{1,200}\}|\[\[[A-Za-z][^\[\]\n]{1,200}\]\]")
"""Marks of other tools: kramdown-rfc's {{RFC2119}} and {::include}, ReSpec's [[RFC2119]]."""
_REFERENCE = re.compile(r"(\[[^\[\]\n]{1,200}\]\[([^\[\]\n]{1,200})\])")


@dataclass(frozen=True, slots=True)
class ReadClause:
    """One clause as it will stand: its anchor for good, the HTML of its text, the sentences that bind, the names by which
    links of the file mean it or a place in it, and the words that look like keywords, with the reason why they are none."""

    anchor: str
    above: str | None
    body: str
    html: str
    words: str
    statements: list[Statement]
    names: dict[str, str] = field(default_factory=dict)
    uncounted: dict[tuple[str, str], int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Edition:
    """What a file says, which of its clauses were known before, and each as it will stand, in the same order."""

    parsed: ParsedNorm
    matching: Matching
    clauses: list[ReadClause]
    keyword_counts: dict[str, int]


def read_edition(
    text: str,
    scheme: str,
    known: Sequence[Known],
    taken: Collection[str],
    dialect: str = "",
    pairing: Mapping[int, str] | None = None,
) -> Edition:
    """Read a file and find the clauses again that are `known`; `taken` are the anchors that the norm has used,
    `pairing` is what a person said of single clauses.

    Refused: a file that can't be read, and a text that can't be rendered, with the line of the file.
    """
    parsed = parse_markdown(text, dialect=dialect)
    trees = list(_clean_trees(parsed))
    matching = match_clauses(known, parsed.clauses, [plain(tree) for tree in trees], pairing)
    anchors = _anchors(parsed.clauses, matching, taken)
    targets = find_targets(parsed.clauses, anchors, trees, parsed.slugs)
    leads = {name: fragment for name, (_, fragment) in targets.items()}
    borne = _named_elsewhere(trees, targets)
    trees = [
        dress(tree, f"{anchor}{clause.body_md}", scheme=scheme, heading_base=HEADING_BASE, targets=leads, taken=others)
        for tree, clause, anchor, others in zip(trees, parsed.clauses, anchors, borne, strict=True)
    ]
    clauses = list(_read(parsed.clauses, anchors, trees, targets, scheme))
    counts: Counter[str] = Counter()
    for tree in trees:
        counts.update(count_keywords(tree, scheme))
    remarks = [
        *parsed.warnings,
        *matching.remarks,
        *misplaced(parsed.clauses, [clause.statements for clause in clauses]),
        *_dead_links(parsed.clauses, anchors, trees),
        *(
            Remark(_line_of(clause, name), f"The name “{name}” in “{clause.name}” stands before; links lead to the first.")
            for clause, others in zip(parsed.clauses, borne, strict=True)
            for name in sorted(others)
        ),
        *_undefined(parsed.clauses, trees),
        *_not_shown(parsed.clauses, trees),
    ]
    parsed = replace(parsed, warnings=_limited(sorted(remarks, key=lambda remark: remark.line)))
    return Edition(parsed, matching, clauses, {word: count for word, count in counts.items() if count})


def _clean_trees(parsed: ParsedNorm) -> Iterator[Tree]:
    for place, clause in enumerate(parsed.clauses):
        progress(place, len(parsed.clauses))
        what = f"The text of “{clause.name}”"
        yield tree_of(check_markdown(clause.body_md, what=what, first=clause.body_line, dialect=parsed.dialect))


def _named_elsewhere(trees: list[Tree], targets: Targets) -> list[set[str]]:
    """For each text the names in it that an earlier text of the edition bears already. They are left out of it: all clauses
    stand on one page, where an id may be used once."""
    return [
        {
            name
            for name in map(name_of, names(tree))
            if name in targets and targets[name][0] != place and targets[name][1] == f"t-{name}"
        }
        for place, tree in enumerate(trees)
    ]


def _read(
    clauses: list[ParsedClause], anchors: list[str], trees: list[Tree], targets: Targets, scheme: str
) -> Iterator[ReadClause]:
    given: list[dict[str, str]] = [{} for _ in clauses]
    for name, (place, fragment) in targets.items():
        if name != fragment:
            given[place][name] = fragment
    for clause, anchor, tree, called in zip(clauses, anchors, trees, given, strict=True):
        above = anchors[clause.parent] if clause.parent is not None else None
        uncounted = Counter(uncounted_keywords(clause.title, tree, scheme))
        yield ReadClause(
            anchor, above, clause.body_md, write(tree), plain(tree), find_statements(tree), called, dict(uncounted)
        )


def _dead_links(clauses: list[ParsedClause], anchors: list[str], trees: list[Tree]) -> Iterator[Remark]:
    """The links inside the text that lead nowhere."""
    alive = {*anchors, *(name for tree in trees for name in names(tree))}
    for clause, tree in zip(clauses, trees, strict=True):
        targets = (mark.target for block, _ in leaves(tree) for run in block.runs for mark in run.marks if mark.kind == "a")
        dead = list(dict.fromkeys(target for target in targets if target.startswith("#") and target[1:] not in alive))
        if dead:
            many = f"has links to {', '.join(dead)}" if len(dead) > 1 else f"has a link to {dead[0]}"
            yield Remark(_line_of(clause, dead[0]), f"“{clause.name}” {many}, and nothing in the text bears that name.")


def _limited(remarks: list[Remark]) -> list[Remark]:
    """The first `MAX_REMARKS` remarks; beyond that one more, which says how many are left out."""
    more = len(remarks) - MAX_REMARKS
    return remarks if more <= 0 else [*remarks[:MAX_REMARKS], Remark(remarks[MAX_REMARKS].line, f"And {more:,} more.")]


def _undefined(clauses: list[ParsedClause], trees: list[Tree]) -> Iterator[Remark]:
    """A remark on each link of the form [words][label] without a definition of its label: Markdown leaves it as typed."""
    for clause, tree in zip(clauses, trees, strict=True):
        words = "\n".join(keyword_text(block.runs) for block, _ in leaves(tree) if block.kind != "pre")
        for whole, label in dict.fromkeys(_REFERENCE.findall(words)):
            sentence = f"“{clause.name}” refers to [{label}], which is defined nowhere; it stands as it was typed."
            yield Remark(_line_of(clause, whole), sentence)


def _not_shown(clauses: list[ParsedClause], trees: list[Tree]) -> Iterator[Remark]:
    """One remark for each kind of mark that this site doesn't show as the file means it: pictures, links into other files,
    marks of other tools. It names the first and says how many there are."""
    said = [(clause, block) for clause, tree in zip(clauses, trees, strict=True) for block, _ in leaves(tree)]
    for kind, sentence in _NOT_SHOWN:
        marks = ((clause, mark) for clause, block in said for run in block.runs for mark in run.marks if mark.kind == kind)
        if found := list(marks):
            clause, mark = found[0]
            yield Remark(_line_of(clause, mark.target), sentence.format(f"{len(found):,}", clause.name))
    words = (
        (clause, word) for clause, block in said if block.kind != "pre" for word in _UNREAD.findall(keyword_text(block.runs))
    )
    if unread := list(words):
        clause, word = unread[0]
        sentence = f"Marks of other tools, such as {word}, stand as they were typed: there are {len(unread):,}."
        yield Remark(_line_of(clause, word), sentence)


def _line_of(clause: ParsedClause, words: str) -> int:
    """The line of the file in which the words stand first, or that in which the text of the clause begins."""
    before, found, _ = clause.body_md.partition(words)
    return clause.body_line + before.count("\n") if found else clause.body_line


def _anchors(clauses: list[ParsedClause], matching: Matching, taken: Collection[str]) -> list[str]:
    """The anchor of each clause: the old one where it lives on, its own where that is free, one made from its title.

    Made ones come last, so that none is what the file calls another clause by.
    """
    kept = {id(pair.new): pair.old.key for pair in matching.pairs}
    taken = set(taken) | set(kept.values())
    for clause in clauses:
        if clause.anchor and clause.anchor not in taken:
            kept.setdefault(id(clause), clause.anchor)
    taken |= set(kept.values()) | {name for clause in clauses for name in clause.names}
    made = _Names(taken)
    return [kept.get(id(clause)) or made.free(clause.title) for clause in clauses]


class _Names:
    """Anchors made from titles, none of them taken; thousands of clauses may bear the same title."""

    def __init__(self, taken: set[str]) -> None:
        self.taken = taken
        self.counts: dict[str, int] = {}

    def free(self, title: str) -> str:
        stem = anchor = apart_from_ours(slugify(title, allow_unicode=True)[:60].strip("-")) or "clause"
        while anchor in self.taken:
            self.counts[stem] = self.counts.get(stem, 1) + 1
            anchor = f"{stem}-{self.counts[stem]}"
        self.taken.add(anchor)
        return anchor


def free_anchor(title: str, taken: set[str]) -> str:
    """An anchor made from the title that is not among those that the norm has used."""
    return _Names(set(taken)).free(title)
