"""What a text may look like before it is rendered.

python-markdown needs seconds for a few thousand opening brackets, and html5lib multiplies unclosed tags. Each bound below
keeps one such shape small, and says so in a sentence. Texts of people stay far below. The measurements are in
docs/decisions/0004-markup-limits.md.
"""

import re
from collections.abc import Iterator

from normsite.errors import Refused
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
MAX_UNCLOSED_TAGS = 3

_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")
_NESTED_MARKERS = re.compile(r"^(?:[ \t]*(?:[-*+>]|\d{1,9}[.)])(?=[ \t>]|$)){11,}", re.M)
_QUOTE_RUN = re.compile(r"^[ \t]*(?:>[ \t]?){11,}", re.M)
_DEEP_INDENT = re.compile(r"^(?: {49,}|\t{13,})\S", re.M)
_RULE_OR_HEADING = re.compile(r"^(?:#{1,6}|[ ]{0,3}(?:=+|(?:[-*_][ \t]*){3,})[ \t]*$)", re.M)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)(?:\s[^<>]*)?/?>")
_AUTOLINK = re.compile(r"<(?:https?:|mailto:|ftp:)?[^<>\s]+>")
_ADDRESS = re.compile(r"\]\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)")
_STRAY = re.compile(r"<[a-zA-Z/!?]")
_EFFORTS = (
    # What is counted, microseconds for each as measured, and its name for people.
    (re.compile(r"\n[ \t]*\n"), 140, "paragraphs"),
    (re.compile(r"^[ \t]*(?:[-*+>•]|\d{1,9}[.)])", re.M), 100, "list items and quotations"),
    (_RULE_OR_HEADING, 180, "headings and rules"),
    (re.compile(r"^.*\|", re.M), 60, "table rows"),
    (re.compile(r"\|"), 50, "table cells"),
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


def check_text(text: str, *, what: str = "The text", longest: int = MAX_BODY) -> None:
    """Refuse what cannot be stored or shown whole: too long a text, control characters, broken Unicode."""
    if len(text) > longest:
        raise Refused(f"{what} has {len(text):,} characters; the most is {longest:,}.", "Split it into several parts.")
    if stray := UNKEPT.search(text):
        line = text.count("\n", 0, stray.start()) + 1
        raise Refused(
            f"{what} holds a control character (U+{ord(stray[0]):04X}) in line {line}.", "Delete it, or type the line again."
        )


def check_markdown(source: str) -> None:
    """Refuse Markdown that would be slow to render, with a sentence that says what to change."""
    check_text(source)
    prose = "\n".join(_outside_fences(source.splitlines()))
    for check in (_check_lines, _check_nesting, _check_effort, _check_tags):
        check(prose)
    for paragraph in re.split(r"\n\s*\n", prose):
        _check_paragraph(paragraph)


def _outside_fences(lines: list[str]) -> Iterator[str]:
    """The lines that are not in a closed fence; a fence that never closes is prose to the renderer, so also here."""
    fences = [(index, match[1]) for index, line in enumerate(lines) if (match := _FENCE.match(line))]
    if len(fences) > MAX_FENCES:
        raise Refused(f"The text has more than {MAX_FENCES} code fences.", "Split it into several clauses.")
    inside: set[int] = set()
    opened: tuple[int, str] | None = None
    for index, mark in fences:
        if opened is None:
            opened = (index, mark)
        elif lines[index].strip() == opened[1]:
            inside.update(range(opened[0], index + 1))
            opened = None
    return (line for index, line in enumerate(lines) if index not in inside)


def _refuse_if(found: object, sentence: str, mend: str = "") -> None:
    if found:
        raise Refused(sentence, mend)


def _check_lines(prose: str) -> None:
    _refuse_if(
        any(len(line) > MAX_LINE for line in prose.splitlines()),
        f"A line has more than {MAX_LINE:,} characters.",
        "Break it into paragraphs.",
    )


def _check_nesting(prose: str) -> None:
    deep = _NESTED_MARKERS.search(prose) or _QUOTE_RUN.search(prose) or _DEEP_INDENT.search(prose)
    _refuse_if(deep, f"Lists or quotations are nested more than {MAX_NESTING} deep.", "Use fewer levels.")


def _check_effort(prose: str) -> None:
    """Many small parts: each costs time of its own, so they are weighed together."""
    allowed = MAX_EFFORT * max(1.0, len(prose) / TYPICAL)
    efforts = {name: weight * len(pattern.findall(prose)) for pattern, weight, name in _EFFORTS}
    most = max(efforts, key=lambda name: efforts[name])
    _refuse_if(
        sum(efforts.values()) > allowed,
        f"The text has too many small parts for its length, most of all {most}.",
        "Split it into several clauses, or put code in a fence of ``` lines.",
    )
    columns = max((line.count("|") for line in prose.splitlines()), default=0)
    _refuse_if(columns > MAX_COLUMNS, f"A table has more than {MAX_COLUMNS} columns.", "Split the table.")


def _check_tags(prose: str) -> None:
    tags = _TAG.findall(prose)
    rest = _AUTOLINK.sub("", _TAG.sub("", prose))
    _refuse_if(
        len(_STRAY.findall(rest)) > MAX_STRAY_TAGS,
        f"The text has more than {MAX_STRAY_TAGS} signs < that begin no whole HTML tag.",
        "Write &lt; for the sign itself.",
    )
    balance = sum(-1 if slash else 1 for slash, name in tags if name.lower() in _FORMATTING)
    _refuse_if(
        balance > MAX_UNCLOSED_TAGS, "Too many HTML tags are opened and never closed.", "Close them, or use Markdown instead."
    )


def _check_paragraph(paragraph: str) -> None:
    mend = "Close them, write \\[ for the sign itself, or put code in a fence of ``` lines."
    _refuse_if(
        len(paragraph) > MAX_PARAGRAPH,
        f"A paragraph has more than {MAX_PARAGRAPH:,} characters.",
        "Break it with empty lines.",
    )
    _refuse_if(
        _stray_brackets(paragraph) > MAX_STRAY_BRACKETS,
        f"A paragraph has more than {MAX_STRAY_BRACKETS} brackets [ or ]( that are never closed.",
        mend,
    )
    _refuse_if(max(_depths(paragraph)) > MAX_BRACKET_DEPTH, f"Brackets are nested more than {MAX_BRACKET_DEPTH} deep.")


def _depths(text: str) -> list[int]:
    """The depth after each bracket; a closing one without an opening one counts as nothing."""
    depths = [0]
    for sign in re.findall(r"[\[\]]", text):
        depths.append(depths[-1] + 1 if sign == "[" else max(depths[-1] - 1, 0))
    return depths


def _stray_brackets(text: str) -> int:
    """Opening brackets without a closing one, and `](` without a closing parenthesis."""
    return _depths(text)[-1] + text.count("](") - len(_ADDRESS.findall(text))
