"""What a text may look like before it is rendered.

python-markdown needs seconds for a few thousand opening brackets, and html5lib multiplies unclosed tags. Each bound below
keeps one such shape small, and says so in a sentence that names the line. Texts of people stay far below. The measurements are
in docs/decisions/0004-markup-limits.md.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, islice
from unicodedata import combining

from normsite.errors import Refused
from normsite.lines import plain_lines
from normsite.markup.fences import find_fences, outside_fences
from normsite.unseen import UNKEPT

MAX_BODY = 200_000
MAX_LINE = 20_000
MAX_PARAGRAPH = 20_000
MAX_STRAY_BRACKETS = 30
MAX_BRACKET_DEPTH = 8
MAX_NESTING = 10
MAX_FENCES = 200
MAX_COLUMNS = 60
MAX_EFFORT = 150_000
TYPICAL = 20_000
MAX_STRAY_TAGS = 20
MAX_MARKS = 30
"""On one letter, as Unicode's Stream-Safe Text Format has it (UAX #15): to bring them into order costs the square of them."""
MAX_UNCLOSED_TAGS = 3

_SIGNS = re.compile(rf"[^\w\s\x00-\x7f]{{{MAX_MARKS + 1},}}")
_NESTED_MARKERS = re.compile(r"^(?:[ \t]*(?:[-*+>]|\d{1,9}[.)])(?=[ \t>]|$)){11,}", re.M)
_QUOTE_RUN = re.compile(r"^[ \t]*(?:>[ \t]?){11,}", re.M)
_DEEP_INDENT = re.compile(r"^(?: {49,}|\t{13,})\S", re.M)
_RULE_OR_HEADING = re.compile(r"^(?:#{1,6}|[ ]{0,3}(?:=+[ \t]*|(?:[-*_][ \t]*){3,})$)", re.M)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)(?:\s[^<>]*)?/?>")
_AUTOLINK = re.compile(r"<(?:https?:|mailto:|ftp:)?[^<>\s]+>")
_ADDRESS = re.compile(r"\]\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)")
_STRAY = re.compile(r"<[a-zA-Z/!?]")
_PAIRED = re.compile(r"[\[\]]")
_BETWEEN_CELLS = re.compile(r"\|")
A_MISSING_CELL = 35
_EFFORTS = (
    # What is counted, microseconds for each as measured, and its name for people.
    (re.compile(r"\n[ \t]*\n"), 140, "paragraphs"),
    (re.compile(r"(?:^[ \t]*|(?<=[-*+>] ))(?:[-*+>•]|\d{1,9}[.)])", re.M), 100, "list items and quotations"),
    (_RULE_OR_HEADING, 180, "headings and rules"),
    (re.compile(r"^.*\|", re.M), 60, "table rows"),
    (_BETWEEN_CELLS, 50, "table cells"),
    (re.compile("<"), 100, "tags and signs <"),
    (re.compile("@"), 80, "signs @"),
    (re.compile(r"\[\^"), 190, "footnotes"),
    (re.compile(r"\]:"), 200, "definitions of links"),
    (re.compile(r"\["), 65, "links"),
    (re.compile(r"\]\("), 50, "addresses of links"),
    (re.compile(r"[*_`]"), 24, "signs * _ `"),
    (re.compile(r"[&\\:]"), 16, "signs & \\ :"),
    (re.compile(r"  $", re.M), 30, "line breaks"),
    (re.compile(r"$", re.M), 5, "lines"),
    (re.compile(r"\w+"), 3, "words"),
)
_FORMATTING = frozenset({"a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"})


def check_text(text: str, *, what: str = "The text", longest: int = MAX_BODY, first: int = 1) -> None:
    """Refuse what cannot be stored or shown whole: too long a text, control characters, broken Unicode, letters with more marks
    than any writing has.

    `what` names the text and `first` is the number of its first line, for the sentence.
    """
    if len(text) > longest:
        raise Refused(f"{what} has {len(text):,} characters; the most is {longest:,}.", "Split it into several parts.")
    if stray := UNKEPT.search(text):
        line = first + plain_lines(text[: stray.start()]).count("\n")
        raise Refused(
            f"{what} holds a control character (U+{ord(stray[0]):04X}) in line {line:,}.", "Delete it, or type the line again."
        )
    heap = next(_heaps_of_marks(text), None)
    if heap is not None:
        line = first + plain_lines(text[:heap]).count("\n")
        raise Refused(
            f"{what} has a letter with more than {MAX_MARKS} marks above or below it in line {line:,}.", "Delete most of them."
        )


def _heaps_of_marks(text: str) -> Iterator[int]:
    """Where more marks than any letter bears stand in a row."""
    for signs in _SIGNS.finditer(text):
        place = signs.start()
        for is_mark, group in groupby(signs[0], key=lambda sign: combining(sign) > 0):
            length = len(list(group))
            if is_mark and length > MAX_MARKS:
                yield place
            place += length


def check_markdown(source: str, *, what: str = "The text", first: int = 1) -> None:
    """Refuse Markdown that would be slow to render, with a sentence that says where, and what to change."""
    check_text(source, what=what, first=first)
    lines = plain_lines(source).split("\n")
    _check_fences(lines, what, first)
    prose = _Prose.of(lines, what, first)
    for check in (_check_lines, _check_nesting, _check_effort, _check_columns, _check_tags):
        check(prose)
    for paragraph in prose.paragraphs():
        _check_paragraph(paragraph)


@dataclass(frozen=True)
class _Prose:
    """What is not code: its text, and the number that each line of it has in the whole."""

    text: str
    numbers: list[int]
    what: str

    @classmethod
    def of(cls, lines: list[str], what: str, first: int) -> "_Prose":
        outside = list(outside_fences(lines))
        return cls("\n".join(line for _, line in outside), [first + index for index, _ in outside], what)

    @property
    def lines(self) -> Iterator[tuple[int, str]]:
        return zip(self.numbers, self.text.split("\n"), strict=True)

    def line_of(self, place: int) -> str:
        """The number of the line in which the character at `place` stands."""
        return f"{self.numbers[self.text.count(chr(10), 0, place)]:,}"

    def paragraphs(self) -> "Iterator[_Prose]":
        """Each stretch of lines with something in them."""
        for empty, group in groupby(self.lines, key=lambda line: not line[1].strip()):
            if not empty:
                numbers, lines = zip(*group, strict=True)
                yield _Prose("\n".join(lines), list(numbers), self.what)


def _check_fences(lines: list[str], what: str, first: int) -> None:
    beyond = next(islice(find_fences(lines), MAX_FENCES, None), None)
    if beyond:
        raise Refused(
            f"{what} has more than {MAX_FENCES} code fences; one too many opens in line {first + beyond[0]:,}.",
            "Split it into several clauses.",
        )


def _check_lines(prose: _Prose) -> None:
    for number, line in prose.lines:
        if len(line) > MAX_LINE:
            raise Refused(f"Line {number:,} has more than {MAX_LINE:,} characters.", "Break it into paragraphs.")


def _check_nesting(prose: _Prose) -> None:
    for pattern in (_NESTED_MARKERS, _QUOTE_RUN, _DEEP_INDENT):
        if deep := pattern.search(prose.text):
            line = prose.line_of(deep.start())
            raise Refused(f"Lists or quotations are nested more than {MAX_NESTING} deep in line {line}.", "Use fewer levels.")


def _check_effort(prose: _Prose) -> None:
    """Many small parts: each costs time of its own, so they are weighed together."""
    allowed = MAX_EFFORT * max(1.0, len(prose.text) / TYPICAL)
    efforts = {name: (weight * len(pattern.findall(prose.text)), pattern) for pattern, weight, name in _EFFORTS}
    efforts["cells missing in table rows"] = A_MISSING_CELL * _missing_cells(prose), _BETWEEN_CELLS
    if sum(effort for effort, _ in efforts.values()) <= allowed:
        return
    most = max(efforts, key=lambda name: efforts[name][0])
    found = efforts[most][1].search(prose.text)
    raise Refused(
        f"{prose.what} has too many small parts for its length, most of all {most}, "
        f"from line {prose.line_of(found.start() if found else 0)} on.",
        "Split it into several clauses, or put code in a fence of ``` lines.",
    )


def _missing_cells(prose: _Prose) -> int:
    """How many cells the rows of tables lack: each is made all the same, so a row of one letter can cost a whole row.

    A table may begin anywhere in a paragraph, behind a heading or in a quotation: each rule counts for what follows it.
    """
    missing = columns = 0
    for line in prose.text.split("\n"):
        row = line.strip("> \t")
        if "|" in row and "-" in row and not row.strip("|:- \t"):
            columns = row.strip("| \t").count("|") + 1
        elif not row:
            columns = 0
        else:
            missing += max(0, columns - row.strip("| \t").count("|") - 1)
    return missing


def _check_columns(prose: _Prose) -> None:
    for number, line in prose.lines:
        if line.count("|") > MAX_COLUMNS:
            raise Refused(f"The table in line {number:,} has more than {MAX_COLUMNS} columns.", "Split the table.")


def _check_tags(prose: _Prose) -> None:
    blank = _AUTOLINK.sub(_as_blank, _TAG.sub(_as_blank, prose.text))
    beyond = next(islice(_STRAY.finditer(blank), MAX_STRAY_TAGS, None), None)
    if beyond:
        raise Refused(
            f"{prose.what} has more than {MAX_STRAY_TAGS} signs < that begin no whole HTML tag; "
            f"one too many is in line {prose.line_of(beyond.start())}.",
            "Write &lt; for the sign itself.",
        )
    tags = [tag for tag in _TAG.finditer(prose.text) if tag[2].lower() in _FORMATTING]
    opened = [tag for tag in tags if not tag[1]]
    if 2 * len(opened) - len(tags) > MAX_UNCLOSED_TAGS:
        raise Refused(
            f"Too many HTML tags are opened and never closed, from line {prose.line_of(opened[0].start())} on.",
            "Close them, or use Markdown instead.",
        )


def _as_blank(found: re.Match[str]) -> str:
    """Blanks in its place; line feeds stay, so that what is found behind it is told in the right line."""
    return re.sub(r"[^\n]", " ", found[0])


def _check_paragraph(paragraph: _Prose) -> None:
    where = f"The paragraph in line {paragraph.numbers[0]:,}"
    if len(paragraph.text) > MAX_PARAGRAPH:
        raise Refused(f"{where} has more than {MAX_PARAGRAPH:,} characters.", "Break it with empty lines.")
    if _stray_brackets(paragraph.text) > MAX_STRAY_BRACKETS:
        raise Refused(
            f"{where} has more than {MAX_STRAY_BRACKETS} brackets [ or ]( that are never closed.",
            "Close them, write \\[ for the sign itself, or put code in a fence of ``` lines.",
        )
    if max(_depths(paragraph.text)) > MAX_BRACKET_DEPTH:
        raise Refused(f"{where} has brackets nested more than {MAX_BRACKET_DEPTH} deep.", "Use fewer levels.")


def _depths(text: str) -> list[int]:
    """The depth after each bracket; a closing one without an opening one counts as nothing."""
    depths = [0]
    for sign in _PAIRED.findall(text):
        depths.append(depths[-1] + 1 if sign == "[" else max(depths[-1] - 1, 0))
    return depths


def _stray_brackets(text: str) -> int:
    """Opening brackets without a closing one, and `](` without a closing parenthesis."""
    return _depths(text)[-1] + text.count("](") - len(_ADDRESS.findall(text))
