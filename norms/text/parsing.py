"""A norm in a Markdown file: clauses in reading order, with what the file says about each.

Every word of the file ends up in a title or a body; dropped are only marks: heading signs, numbers, anchors, comments and front
matter. What a definition at one place says to all the file (of a link, a footnote, an abbreviation) goes along with each clause
that uses it.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from norms.text.fixups import QUIET_KINDS, annexes_last, stray_captions
from norms.text.frontmatter import FrontMatter, read_front_matter
from norms.text.headings import Titled, read_titles
from norms.text.names import apart_from_ours, slugs
from norms.text.parsed import ParsedClause, ParsedNorm, Remark
from normsite.foundation.errors import Refused
from normsite.foundation.lines import plain_lines
from normsite.foundation.markup import check_text
from normsite.foundation.markup.bounds import check_outline
from normsite.foundation.markup.dialects import DIALECTS, Dialect, likely_dialect
from normsite.foundation.markup.outline import Definition, Outline, Unreadable, words_of
from normsite.foundation.unseen import can_be_seen, without_joiners

__all__ = ["MAX_UPLOAD", "ParsedClause", "ParsedNorm", "Remark", "decode_upload", "parse_markdown"]

MAX_UPLOAD = 2_000_000
TOO_LARGE = "Make several norms of it, or leave out what need not stand in it."
_FORMATS = {
    b"%PDF": "a PDF",
    b"PK\x03\x04": "a Word file or another package",
    b"\xd0\xcf\x11\xe0": "an old Word file",
    b"{\\rtf": "RTF",
}
MAX_LINES = 100_000
"""Of twenty letters each, where a file is as long as it may be. The parser asks each of its rules about every line."""
MAX_HEADINGS = 3_000
FEW_HEADINGS, LENGTH_OF_A_CLAUSE = 500, 25
"""So many headings may stand in any file, and one more for so many letters: each is a clause, with rows of its own."""
MAX_NAMES = 20
"""Anchors of one heading that are kept; the others are dropped."""
MAX_TITLE = 300
MAX_CARRIED = 500_000
"""Characters of definitions that may be copied into the clauses that use them, in all: a file could multiply itself so."""
MAX_ANCHOR = 80
MAX_DEPTH = 9

_INFORMATIVE = re.compile(
    r"(?<![^\W_])this (?:section|clause|appendix|annex|chapter|part)(?: and (?:its|all) [\w ]{1,80})? "
    r"(?:is|contains) (?:entirely |only )?(informative|normative|non-?normative|not normative)\b",
    re.I,
)
_NOT_IN_ANCHORS = re.compile(r"[^\w]+")
_CAPTION = "“{}” has no number while its neighbours have; it stays a heading in the text of the clause above."
_TWICE = "The number {} is used twice, here and in line {}."
_UNCLOSED = "The {} that opens here is never closed: {}."
_SCOPES = frozenset({"scope", "scope and purpose", "purpose and scope"})
_INTRODUCTIONS = {"foreword": "foreword", "preface": "foreword", "introduction": "introduction"}


def decode_upload(data: bytes) -> str:
    """The text of an uploaded file: UTF-8, or UTF-16 with its byte order mark. Refused: anything else, or more than 2 MB."""
    if len(data) > MAX_UPLOAD:
        raise Refused(f"The file has {len(data):,} bytes; the most is {MAX_UPLOAD:,}.", TOO_LARGE)
    if kind := next((kind for sign, kind in _FORMATS.items() if data.startswith(sign)), ""):
        raise Refused(f"The file is {kind} and no Markdown.", "Save it as Markdown first, for example with Pandoc.")
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as trouble:
        line = data.count(b"\n", 0, trouble.start) + 1
        raise Refused(
            f"The file is not UTF-8 text: line {line} holds a byte that has no meaning in it.",
            "Open it in the editor that wrote it, save it with the encoding UTF-8, and try again.",
        ) from trouble


def parse_markdown(text: str, *, dialect: str = "") -> ParsedNorm:
    """Read a norm from Markdown, in the dialect that it looks like where none is given.

    Refused: more than 2 MB or 100,000 lines, control characters, an empty file, and too many headings for its length or at
    all. Whether each text can be rendered is for who renders it.
    """
    check_text(text, what="The file", longest=MAX_UPLOAD)
    text = plain_lines(text.removeprefix("\ufeff"))
    if not text.strip().strip("\ufeff"):
        raise Refused("The file holds no text.")
    lines = text.split("\n")
    count = len(lines) - (not lines[-1])  # what follows the last end of a line is no line
    if count > MAX_LINES:
        raise Refused(f"The file has {count:,} lines; the most is {MAX_LINES:,}.", TOO_LARGE)
    matter = read_front_matter(lines)
    for block in matter:
        lines[block.first : block.after] = [""] * (block.after - block.first)
    text = "\n".join(lines)
    guess, reason = likely_dialect(text)
    outline = _outline(text, dialect or guess)
    titles, on_numbers = read_titles([one for one in outline.headings if one.title or one.names])
    parsed = _Reading(lines, matter, titles, outline, DIALECTS[dialect or guess]).read()
    captions = stray_captions(parsed.clauses)
    if captions:
        titles = [one for one in titles if one.heading.first + 1 not in captions]
        parsed = _Reading(lines, matter, titles, outline, DIALECTS[dialect or guess]).read()
    clauses, remarks = annexes_last(parsed.clauses)
    remarks += [Remark(line, _CAPTION.format(title)) for line, title in captions.items()]
    remarks += _hidden_signs(text)
    remarks += on_numbers
    remarks += [Remark(line + 1, _UNCLOSED.format(what, how)) for line, what, how in outline.unclosed]
    remarks += parsed.warnings
    return replace(
        parsed,
        clauses=clauses,
        warnings=sorted(remarks, key=lambda remark: remark.line),
        dialect=dialect or guess,
        reason=reason if dialect in ("", guess) else "",
        slugs=tuple(slugs(outline.headings)),
    )


def _hidden_signs(text: str) -> list[Remark]:
    lost = len(text) - len(without_joiners(text))
    if not lost:
        return []
    first = next(index for index, line in enumerate(text.split("\n"), 1) if without_joiners(line) != line)
    many = f"{lost} soft hyphens or joiners" if lost > 1 else "A soft hyphen or joiner"
    return [Remark(first, f"{many} of no width, from here on, will not be on the page: no word may hide behind one.")]


def _outline(text: str, dialect: str) -> Outline:
    try:
        check_outline(text, dialect)
        outline = DIALECTS[dialect].outline(text)
    except Unreadable as trouble:
        raise Refused(f"{trouble.what} in line {trouble.line + 1:,}.", trouble.mend) from trouble
    most = min(MAX_HEADINGS, FEW_HEADINGS + len(text) // LENGTH_OF_A_CLAUSE)
    if len(outline.headings) > most:
        line = outline.headings[most].first + 1
        raise Refused(f"The file has more than {most:,} headings; one too many is in line {line:,}.", TOO_LARGE)
    return outline


class _Reading:
    """The state of reading one file.

    `stack` has the open clauses from the top down, by the level of their heading; `by_number` the last clause with each number,
    `numbered` where a number was first given below a clause, and `childless` the clauses below which nothing came so far.
    """

    def __init__(
        self, lines: list[str], matter: list[FrontMatter], titles: list[Titled], outline: Outline, dialect: Dialect
    ) -> None:
        self.lines, self.matter, self.titles, self.dialect = lines, matter, titles, dialect
        self.carried = _SharedDefinitions(lines, outline)
        self.warnings: list[Remark] = []
        self.anchors: set[str] = set()
        self.clauses: list[ParsedClause] = []
        self.stack: list[tuple[int, int]] = []  # level of the heading, index of the clause
        self.by_number: dict[str, int] = {}
        self.numbered: dict[tuple[int | None, str], int] = {}  # line of the heading by the clause above and the number
        self.childless: set[int] = set()

    def read(self) -> ParsedNorm:
        self.warnings += [Remark(block.first + 1, block.trouble) for block in self.matter if block.trouble]
        meta, sections = self._split_front_matter()
        titled = _is_titled(self.titles)
        title = self.titles[0].title if titled else str(meta.get("title") or "")
        title = title if can_be_seen(title) else ""
        self._opening(titled)
        for place, one in enumerate(self.titles):
            if place or not titled:
                self._clause(one, place, sections.get(place, {}))
        if not self.clauses:
            self._without_headings(title or "Text")
        return ParsedNorm(self.clauses, meta, title, self.warnings)

    def _split_front_matter(self) -> tuple[dict[str, Any], dict[int, dict[str, Any]]]:
        """The front matter of the file, and that of single sections by the place of their heading.

        A file joined from several has one block before each part: then all of them speak of their parts.
        """
        firsts = [one.heading.first for one in self.titles]
        sections = {bisect_left(firsts, block.after): block.values for block in self.matter}
        if len(self.matter) == 1 and "section" not in self.matter[0].values:
            return self.matter[0].values, {}
        return {}, sections

    def _opening(self, titled: bool) -> None:
        """Words before the first clause become a foreword."""
        if not self.titles:
            return
        first = self.titles[0].heading
        line, body = self._body(0, first.first)
        if titled:
            below, more = self._body(first.after, self.titles[1].heading.first)
            line, body = line if body else below, "\n\n".join(part for part in (body, more) if part)
        if body and can_be_seen(words_of(self.dialect.to_html(body))):
            self.warnings.append(Remark(1, "The text before the first clause became a foreword."))
            foreword = ParsedClause(1, None, "Foreword", None, body, "foreword", 1, None, normative=False, body_line=line)
            self._add(foreword, 9)

    def _clause(self, one: Titled, place: int, section: dict[str, Any]) -> None:
        number, annex = _number_of(one, section)
        parent = self._parent(one, number)
        anchor, names = self._own_anchor([*one.heading.names, *_anchor_of(section)], one.heading.first + 1)
        title, rest = self._fitting(one)
        end = self.titles[place + 1].heading.first if place + 1 < len(self.titles) else len(self.lines)
        line, body = self._body(one.heading.after, end)
        if rest:
            line, body = one.heading.first + 1, f"{rest}\n\n{body}".strip("\n")
        above = self.clauses[parent] if parent is not None else None
        normative = _stated_normative(body, one.binds, above.normative if above else True)
        lettered = bool(number and number[0].isalpha() and not number[1:2].isdigit())  # "V2" is no annex
        kind = _kind(title, number, annex or lettered, above, normative=normative)
        level = min(above.level + 1 if above else 1, MAX_DEPTH)
        normative = kind == "scope" if kind in QUIET_KINDS and not number else normative
        self._add(
            ParsedClause(
                level,
                number,
                title,
                anchor,
                body,
                kind,
                one.heading.first + 1,
                parent,
                normative,
                names,
                one.heading.title,
                line,
            ),
            one.level,
        )

    def _add(self, clause: ParsedClause, level: int) -> None:
        index = len(self.clauses)
        self.clauses.append(clause)
        self.childless.add(index)
        self.childless.discard(-1 if clause.parent is None else clause.parent)
        self.stack = [entry for entry in self.stack if entry[0] < level and self.clauses[entry[1]].level < clause.level]
        self.stack.append((level, index))
        if clause.number:
            self.by_number[clause.number] = index
            first = self.numbered.setdefault((clause.parent, clause.number), clause.line)
            if first != clause.line:
                self.warnings.append(Remark(clause.line, _TWICE.format(clause.number, first)))

    def _parent(self, one: Titled, number: str | None) -> int | None:
        """The clause above: the last one whose number this one continues, else the last heading of a higher level; an
        introduction has no numbered clauses below it."""
        if number and "." in number:
            above = self.by_number.get(number.rpartition(".")[0])
            if above is not None:
                return above
        entry = next((entry for entry in reversed(self.stack) if entry[0] < one.level), None)
        if entry is None or one.annex or (number and self.clauses[entry[1]].kind in _INTRODUCTIONS.values()):
            return None
        if one.level > entry[0] + 1 and entry[1] in self.childless and not number:
            self.warnings.append(Remark(one.heading.first + 1, f"“{one.title}” skips a level of headings."))
        return entry[1]

    def _own_anchor(self, names: Iterable[str], line: int) -> tuple[str | None, tuple[str, ...]]:
        """The anchor of the clause, the first of the names in the file that is free and usable in an address, None where there
        is none; and all the names as written, since links of the file use them."""
        given = tuple(dict.fromkeys(names))[:MAX_NAMES]
        usable = [apart_from_ours(_NOT_IN_ANCHORS.sub("-", name).strip("-"))[:MAX_ANCHOR] for name in given]
        free = [name for name in usable if name and name not in self.anchors]
        for name in dict.fromkeys(usable):
            if name in self.anchors:
                self.warnings.append(Remark(line, f"The anchor “{name}” is used twice; the second clause gets another."))
        self.anchors.update(free)
        return (free[0] if free else None), given

    def _fitting(self, one: Titled) -> tuple[str, str]:
        """The title, cut at a word before `MAX_TITLE` characters, and the rest of the heading, which goes into the body."""
        if len(one.title) <= MAX_TITLE:
            return one.title if can_be_seen(one.title) else "Untitled", ""
        self.warnings.append(
            Remark(one.heading.first + 1, f"A heading has more than {MAX_TITLE} characters; the rest went into the text.")
        )
        cut = one.title.rfind(" ", 0, MAX_TITLE - 1)
        cut = cut if cut > 0 else MAX_TITLE - 1
        return one.title[:cut] + "…", one.title[cut:].strip()

    def _body(self, start: int, end: int) -> tuple[int, str]:
        """The lines between two headings with the definitions that they use; before them the number of the first."""
        first = next((index for index in range(start, end) if self.lines[index].strip()), start)
        return first + 1, self.carried.with_definitions(start, end)

    def _without_headings(self, title: str) -> None:
        self.warnings.append(Remark(1, "The file has no headings; its text became one clause."))
        line, body = self._body(0, len(self.lines))
        self._add(ParsedClause(1, None, title[:MAX_TITLE], None, body, "clause", 1, body_line=line), 1)


class _SharedDefinitions:
    """The definitions that a file gives once for all its clauses."""

    def __init__(self, lines: list[str], outline: Outline) -> None:
        self.lines = lines
        self.definitions = {(one.kind, one.label): one for one in reversed(outline.definitions)}
        self.uses = sorted((use.line, use.kind, use.label) for use in outline.uses)
        self.room = MAX_CARRIED
        self.footnotes = [one for one in outline.definitions if one.kind == "footnote"]

    def with_definitions(self, start: int, end: int) -> str:
        """The lines from `start` to `end`, without footnotes that only others cite, with those that are cited here."""
        used = self._used(start, end)
        gone = {
            index
            for one in self.footnotes
            if start <= one.first < end and (one.kind, one.label) not in used and self._is_cited(one)
            for index in range(one.first, one.after)
        }
        own = "\n".join(self.lines[index] for index in range(start, end) if index not in gone).strip("\n")
        carried = [one for one in used.values() if not start <= one.first < end]
        self._weigh(carried)
        return "\n\n".join(
            [*([own] if own.strip() else []), *("\n".join(self.lines[one.first : one.after]).rstrip() for one in carried)]
        )

    def _weigh(self, carried: list[Definition]) -> None:
        """Refuse a file that would grow without end: what many clauses use is written into each of them."""
        for one in carried:
            self.room -= sum(len(line) + 1 for line in self.lines[one.first : one.after])
            if self.room < 0:
                raise Refused(
                    f"Too many clauses use the long definition of [{one.label}] in line {one.first + 1:,}.",
                    "Make it a clause of its own, and refer to that.",
                )

    def _used(self, start: int, end: int) -> dict[tuple[str, str], Definition]:
        """What the lines use, and what that uses in turn."""
        found: dict[tuple[str, str], Definition] = {}
        waiting = [(start, end)]
        while waiting:
            first, after = waiting.pop()
            for _, kind, label in self.uses[bisect_left(self.uses, (first,)) : bisect_left(self.uses, (after,))]:
                one = self.definitions.get((kind, label))
                if one and (kind, label) not in found:
                    found[kind, label] = one
                    waiting.append((one.first, one.after))
        return found

    def _is_cited(self, one: Definition) -> bool:
        return any(
            (kind, label) == (one.kind, one.label) and not one.first <= line < one.after for line, kind, label in self.uses
        )


def _is_titled(titles: list[Titled]) -> bool:
    """Whether the first heading is the title of the document: at the first level the only one, or the only one without a
    number."""
    if len(titles) < 2 or titles[0].level > 1 or titles[0].number:
        return False
    known = titles[0].title.lower() in {*_INTRODUCTIONS, *_SCOPES}
    return not known and all(one.level > 1 or one.number for one in titles[1:])


def _number_of(one: Titled, section: dict[str, Any]) -> tuple[str | None, bool]:
    if one.number or "section" not in section:
        return one.number, one.annex
    number = str(section["section"]).strip()
    return (number, number.isalpha()) if re.fullmatch(r"\d{1,3}|[A-Z]", number) else (None, False)


def _anchor_of(section: dict[str, Any]) -> list[str]:
    return [str(section["anchor"])] if isinstance(section.get("anchor"), str) else []


def _stated_normative(body: str, binds: str, otherwise: bool) -> bool:
    """What the heading or the first lines say of the clause ("This section is informative."); else as the clause above."""
    match = _INFORMATIVE.search(body[:400])
    stated = match[1].lower() if match else binds
    return stated == "normative" if stated else otherwise


def _kind(title: str, number: str | None, annex: bool, above: ParsedClause | None, *, normative: bool) -> str:
    if above is not None:
        return "clause"
    if annex:
        return "annex" if normative else "informative_annex"
    if title.lower() in _SCOPES:
        return "scope"
    # A numbered introduction stays an ordinary clause: as an introduction it would lose its number, and all others would shift.
    return _INTRODUCTIONS.get(title.lower(), "clause") if number is None else "clause"
