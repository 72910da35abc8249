"""A norm in a Markdown file: clauses in reading order, with what the file says about each.

Numbers as written serve to find the same clause in another edition; the site computes its own. Every word of the file ends up
in a title or a body; dropped are only marks: heading signs, numbers, anchors and front matter.
"""

import re
from bisect import bisect_left
from dataclasses import replace
from typing import Any

from norms.text.headings import FrontMatter, Heading, Marks, anchors_in, belongs_to_next, read_marks
from norms.text.parsed import ParsedClause, ParsedNorm, Remark
from norms.text.settling import QUIET_KINDS, annexes_last, misplaced, stray_captions, with_settled_links
from normsite.errors import Refused
from normsite.lines import plain_lines
from normsite.markup import check_markdown, check_text
from normsite.unseen import can_be_seen

__all__ = ["MAX_UPLOAD", "ParsedClause", "ParsedNorm", "Remark", "decode_upload", "parse_markdown"]

MAX_UPLOAD = 2_000_000
MAX_REMARKS = 300
MAX_NAMES = 20
MAX_TITLE = 300
MAX_ANCHOR = 80
MAX_DEPTH = 9

_INFORMATIVE = re.compile(
    r"(?<![^\W_])this (?:section|clause|appendix|annex)(?: and (?:its|all) [\w ]{1,80})? "
    r"(?:is|contains) (informative|normative)\b",
    re.I,
)
_NOT_IN_ANCHORS = re.compile(r"[^A-Za-z0-9_]+")
_CAPTION = "“{}” has no number while its neighbours have; it stays a heading in the text of the clause above."
_KEPT = "“{}” begins with a number out of sequence; it was read as a word of the title."
_AFRESH = "“{}” is numbered {} below “{}”; here its number follows from its place."
_SCOPES = frozenset({"scope", "scope and purpose", "purpose and scope"})
_INTRODUCTIONS = {"foreword": "foreword", "preface": "foreword", "introduction": "introduction"}


def decode_upload(data: bytes) -> str:
    """The text of an uploaded file: UTF-8, or UTF-16 with its byte order mark. Refused: anything else, or more than 2 MB."""
    if len(data) > MAX_UPLOAD:
        raise Refused(f"The file has {len(data):,} bytes; the most is {MAX_UPLOAD:,}.", "Import the norm in parts.")
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as trouble:
        line = data.count(b"\n", 0, trouble.start) + 1
        raise Refused(
            f"The file is not UTF-8 text: line {line} holds a byte that has no meaning in it.",
            "Save it as UTF-8 and try again.",
        ) from trouble


def parse_markdown(text: str, *, scheme: str | None = None) -> ParsedNorm:
    """Read a norm from Markdown.

    With a keyword `scheme` the texts of the clauses are read too: those that must not carry requirements (foreword,
    introduction, scope, informative) and do are remarked upon. Refused: more than 2 MB, control characters, an empty file, more
    than 3,000 headings, and with a scheme a text that could not be rendered.
    """
    check_text(text, what="The file", longest=MAX_UPLOAD)
    text = plain_lines(text.removeprefix("\ufeff"))
    if not text.strip().strip("\ufeff"):
        raise Refused("The file holds no text.")
    lines = text.split("\n")
    marks = read_marks(lines)
    parsed = _Reading(lines, marks).read()
    captions = stray_captions(parsed.clauses)
    if captions:
        marks = replace(marks, headings=[heading for heading in marks.headings if heading.first + 1 not in captions])
        parsed = _Reading(lines, marks).read()
    clauses, remarks = annexes_last(parsed.clauses)
    clauses = with_settled_links(clauses)
    remarks += [Remark(line, _CAPTION.format(title)) for line, title in captions.items()]
    remarks += [Remark(heading.first + 1, _KEPT.format(heading.title)) for heading in marks.kept]
    remarks += parsed.warnings
    if scheme:
        check_bodies(clauses)
        remarks += misplaced(clauses, scheme)
    return replace(parsed, clauses=clauses, warnings=_first(sorted(remarks, key=lambda remark: remark.line)))


def check_bodies(clauses: list[ParsedClause]) -> None:
    """Refuse a text that could not be rendered, with the line of the file that is to be changed."""
    for clause in clauses:
        check_markdown(clause.body_md, what=f"The text of “{clause.name}”", first=clause.body_line)


def _first(remarks: list[Remark]) -> list[Remark]:
    """As many remarks as a person may read; the last one says how many more there are."""
    more = len(remarks) - MAX_REMARKS
    return remarks if more <= 0 else [*remarks[:MAX_REMARKS], Remark(remarks[MAX_REMARKS].line, f"And {more:,} more.")]


class _Reading:
    """The state of reading one file."""

    def __init__(self, lines: list[str], marks: Marks) -> None:
        self.lines, self.marks = lines, marks
        self.matter = {index for block in marks.front_matter for index in range(block.first, block.after)}
        self.warnings: list[Remark] = []
        self.anchors: set[str] = set()
        self.sectioned = False  # numbers come from front matter; those of the clauses below are counted
        self.clauses: list[ParsedClause] = []
        self.stack: list[tuple[int, int]] = []  # marks of the heading, index of the clause
        self.by_number: dict[str, int] = {}
        self.numbered: int | None = None  # marks of the first clause at the top with a number
        self.tops = 0  # clauses at the top that are no introduction
        self.children: dict[int | None, int] = {}

    def read(self) -> ParsedNorm:
        self.warnings += [Remark(block.first + 1, block.trouble) for block in self.marks.front_matter if block.trouble]
        meta, sections = self._split_front_matter()
        titled = _is_titled(self.marks.headings)
        title = self.marks.headings[0].title if titled else str(meta.get("title") or "")
        title = title if can_be_seen(title) else ""
        self._opening(titled)
        for place, heading in enumerate(self.marks.headings):
            if place or not titled:
                self._clause(heading, place, sections.get(place, {}))
        if not self.clauses:
            self._without_headings(title or "Text")
        return ParsedNorm(self.clauses, meta, title, self.warnings)

    def _split_front_matter(self) -> tuple[dict[str, Any], dict[int, dict[str, Any]]]:
        """The front matter of the file, and that of single sections by the place of their heading.

        A file joined from several has one block before each part: then all of them speak of their parts.
        """
        blocks, headings = self.marks.front_matter, self.marks.headings
        sections = {_next_heading(block, headings): block.values for block in blocks}
        if len(blocks) == 1 and blocks[0].first == 0 and "section" not in blocks[0].values:
            return blocks[0].values, {}
        return {}, sections

    def _opening(self, titled: bool) -> None:
        """Words before the first clause become a foreword."""
        headings = self.marks.headings
        if not headings:
            return
        line, body = self._body(0, headings[0].first)
        if titled:
            below, more = self._body(headings[0].after, headings[1].first)
            line, body = line if body else below, "\n\n".join(part for part in (body, more) if part)
        if body:
            self.warnings.append(Remark(1, "The text before the first clause became a foreword."))
            foreword = ParsedClause(1, None, "Foreword", None, body, "foreword", 1, None, normative=False, body_line=line)
            self._add(foreword, 1)

    def _clause(self, heading: Heading, place: int, section: dict[str, Any]) -> None:
        headings = self.marks.headings
        end = headings[place + 1].first if place + 1 < len(headings) else len(self.lines)
        before = headings[place - 1].after if place else 0
        number, annex = _number_of(heading, section)
        self.sectioned = self.sectioned or (number is not None and heading.number is None)
        parent = self._parent(heading, number)
        if parent is not None and (number.isdigit() if number else self.sectioned):
            number = self._counted(parent)
        anchors = [*heading.anchors, *self._anchors_above(heading.first, before), *_anchor_of(section)]
        anchor, aliases = self._own_anchor(anchors, heading.first + 1)
        title, rest = self._fitting(heading)
        line, body = self._body(heading.after, end)
        if rest:
            line, body = heading.first + 1, f"{rest}\n\n{body}".strip("\n")
        above = self.clauses[parent] if parent is not None else None
        normative = _stated_normative(body, above.normative if above else True)
        kind = _kind(title, number, annex or bool(number and number[0].isalpha()), above, normative=normative)
        level = above.level + 1 if above else 1
        level = min(level, MAX_DEPTH)
        clause = ParsedClause(
            level, number, title, anchor, body, kind, heading.first + 1, parent, normative, aliases, body_line=line
        )
        if kind in QUIET_KINDS and not number:
            clause = replace(clause, normative=kind == "scope")
        self._add(clause, heading.marks)

    def _add(self, clause: ParsedClause, marks: int) -> None:
        index = len(self.clauses)
        self.clauses.append(clause)
        self.tops += clause.parent is None and clause.kind not in _INTRODUCTIONS.values()
        self.stack = [entry for entry in self.stack if entry[0] < marks] if clause.parent is None else self.stack
        self.stack = [entry for entry in self.stack if self.clauses[entry[1]].level < clause.level]
        self.stack.append((marks, index))
        self.children[clause.parent] = self.children.get(clause.parent, 0) + 1
        if clause.number:
            self.by_number.setdefault(clause.number, index)

    def _parent(self, heading: Heading, number: str | None) -> int | None:
        """The clause above: the one whose number this one continues, else the last heading with fewer marks."""
        if number and "." in number:
            above = self.by_number.get(number.rpartition(".")[0])
            if above is not None:
                return above
        elif number and not self._numbers_afresh(heading, number):
            self.numbered = self.numbered or heading.marks
            return None
        entry = self._above(heading)
        if entry is None:
            return None
        if number and number.isdigit() and not self.children.get(entry[1]):
            sentence = _AFRESH.format(heading.title, number, self.clauses[entry[1]].title)
            self.warnings.append(Remark(heading.first + 1, sentence))
        first_below = not self.children.get(entry[1])
        if heading.marks > entry[0] + 1 and first_below and not number:
            self.warnings.append(Remark(heading.first + 1, f"“{heading.title}” skips a level of headings."))
        return entry[1]

    def _above(self, heading: Heading) -> tuple[int, int] | None:
        return next((entry for entry in reversed(self.stack) if entry[0] < heading.marks), None)

    def _numbers_afresh(self, heading: Heading, number: str) -> bool:
        """Whether "1. Prepare" counts what is below the clause above it, not the clauses of the text: it is deeper than the
        first clause with a number, or clauses without numbers stand beside the one above it."""
        if number.isalpha() or self._above(heading) is None:
            return False
        if self.numbered is not None:
            return heading.marks > self.numbered
        return self.tops > 1

    def _counted(self, parent: int | None) -> str | None:
        """The number that follows from the place, where the file numbers the clause above but not this one."""
        above = self.clauses[parent].number if parent is not None else None
        return f"{above}.{self.children.get(parent, 0) + 1}" if above else None

    def _anchors_above(self, first: int, floor: int) -> list[str]:
        """The names in anchor lines directly above a heading, empty lines between."""
        index = first
        while index > floor and belongs_to_next(self.lines[index - 1]):
            index -= 1
        return [name for line in self.lines[index:first] for name in anchors_in(line)]

    def _own_anchor(self, names: list[str], line: int) -> tuple[str | None, tuple[str, ...]]:
        usable = [_NOT_IN_ANCHORS.sub("-", name).strip("-")[:MAX_ANCHOR] for name in names[:MAX_NAMES]]
        usable = list(dict.fromkeys(name for name in usable if name))
        free = [name for name in usable if name not in self.anchors]
        for name in usable:
            if name in self.anchors:
                self.warnings.append(Remark(line, f"The anchor “{name}” is used twice; the second clause gets another."))
        self.anchors.update(free)
        return (free[0] if free else None), tuple(free[1:])

    def _fitting(self, heading: Heading) -> tuple[str, str]:
        """The title, and what of it goes into the body because it is too long."""
        if len(heading.title) <= MAX_TITLE:
            return heading.title if can_be_seen(heading.title) else "Untitled", ""
        self.warnings.append(
            Remark(heading.first + 1, f"A heading has more than {MAX_TITLE} characters; the rest went into the text.")
        )
        cut = heading.title.rfind(" ", 0, MAX_TITLE - 1)
        cut = cut if cut > 0 else MAX_TITLE - 1
        return heading.title[:cut] + "…", heading.title[cut:].strip()

    def _body(self, start: int, end: int) -> tuple[int, str]:
        """The lines between two marks without front matter and without the anchors that belong to the next heading; before
        them the number of the first."""
        while end > start and (belongs_to_next(self.lines[end - 1]) or end - 1 in self.matter):
            end -= 1
        kept = [index for index in range(start, end) if index not in self.matter]
        first = next((index for index in kept if self.lines[index]), start)
        return first + 1, "\n".join(self.lines[index] for index in kept).strip("\n")

    def _without_headings(self, title: str) -> None:
        self.warnings.append(Remark(1, "The file has no headings; its text became one clause."))
        line, body = self._body(0, len(self.lines))
        self._add(ParsedClause(1, None, title[:MAX_TITLE], None, body, "clause", 1, body_line=line), 1)


def _is_titled(headings: list[Heading]) -> bool:
    """Whether the first heading is the title of the document: the only one at the first level, with all others below it."""
    if len(headings) < 2 or headings[0].marks > 1 or headings[0].number:
        return False
    known = headings[0].title.lower() in {*_INTRODUCTIONS, *_SCOPES}
    return not known and all(heading.marks > 1 for heading in headings[1:])


def _next_heading(block: FrontMatter, headings: list[Heading]) -> int:
    return bisect_left(headings, block.after, key=lambda heading: heading.first)


def _number_of(heading: Heading, section: dict[str, Any]) -> tuple[str | None, bool]:
    if heading.number or "section" not in section:
        return heading.number, heading.annex
    number = str(section["section"]).strip()
    if not re.fullmatch(r"\d{1,3}|[A-Z]", number):
        return None, False
    return number, number.isalpha()


def _anchor_of(section: dict[str, Any]) -> list[str]:
    return [str(section["anchor"])] if section.get("anchor") else []


def _stated_normative(body: str, otherwise: bool) -> bool:
    """What the first lines say of the clause ("This section is informative."); without it, as the clause above."""
    match = _INFORMATIVE.search(body[:400])
    return match[1].lower() == "normative" if match else otherwise


def _kind(title: str, number: str | None, annex: bool, above: ParsedClause | None, *, normative: bool) -> str:
    if above is not None:
        return "clause"
    if annex:
        return "annex" if normative else "informative_annex"
    if title.lower() in _SCOPES:
        return "scope"
    # A numbered introduction stays an ordinary clause: as an introduction it would lose its number, and all others would shift.
    return _INTRODUCTIONS.get(title.lower(), "clause") if number is None else "clause"
