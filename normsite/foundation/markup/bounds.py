"""What a text may look like before it is rendered.

Parsers and html5lib have shapes that cost them far more than their length. Each bound below keeps one such shape small, and
says so in a sentence that names the line; texts of people stay far below. docs/decisions/0004-markup-limits.md has the times.
"""

import re
from collections import Counter
from functools import lru_cache
from unicodedata import combining

from normsite.foundation.errors import Refused
from normsite.foundation.lines import plain_lines
from normsite.foundation.markup import extra
from normsite.foundation.markup.dialects import DIALECTS
from normsite.foundation.markup.outline import PARAGRAPH, Unreadable
from normsite.foundation.unseen import UNKEPT

MAX_BODY = 200_000
"""Characters of one text."""
MAX_EFFORT = 105_000
"""Microseconds of rendering for a text of up to `TYPICAL` characters; a longer one may take longer in proportion."""
TYPICAL = 20_000
A_ROW, MAX_ROWS = 130, 2_000
"""A table of so many rows is nothing that anybody should have to cut, however short its cells are."""
A_TAG, A_BLOCK, A_SIGN = 18, 12, 6
"""Microseconds that each costs, as measured (decision 4); so is `A_ROW`."""
MAX_DEPTH = 30
MAX_MARKS = 30
"""On one letter, as Unicode's Stream-Safe Text Format has it (UAX #15): to bring them into order costs the square of them."""
MAX_UNCLOSED_TAGS = 3
MAX_STRAY_BRACKETS = 30
MAX_BRACKET_DEPTH = 8
MAX_STRAY_TAGS = 20
MAX_LOOKED_THROUGH = 6_000_000

_SIGNS = re.compile(rf"[^\w\s\x00-\x7f]{{{MAX_MARKS + 1},}}")
_MADE = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})\b")
_FORMATTING = frozenset({"a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"})
_LONELY = frozenset({"br", "hr", "img", "col", "wbr", "input"})
_ENDED_BY_OTHERS = frozenset({"p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option"})
# What python-markdown can't bear, whatever its length.
_TOO_DEEP = "Lists or quotations are nested more than 10 deep"
_SHAPES = (
    (re.compile(r"^(?:[ \t]{0,99}(?:>|(?:[-*+]|\d{1,9}[.)])(?=[ \t>]|$))){11}", re.M), _TOO_DEEP, "Use fewer levels."),
    (re.compile(r"^(?: {49}|\t{13})", re.M), _TOO_DEEP, "Use fewer levels."),
    (re.compile(r"^(?:[^|\n]{0,9999}\|){61}", re.M), "A table has more than 60 columns", "Split the table."),
)
_TAG_OR_STRAY = re.compile(
    r"</?[a-zA-Z][a-zA-Z0-9]{0,20}(?:\s[^<>]{0,2000})?/?>|<(?:https?:|mailto:|ftp:)?[^<>\s]{1,2000}>|(?P<stray><[a-zA-Z/!?])"
)
_ADDRESS = re.compile(r"\]\([^()\n]{0,2000}(?:\([^()\n]{0,2000}\)[^()\n]{0,2000}){0,9}\)")
_TAGS_MADE = "tags that they make"
_ANYTHING = re.compile("")
_ESCAPED = re.compile('[&<>"]')
_PAIRED = re.compile(r"[\[\]]")


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
    for signs in _SIGNS.finditer(text):
        heap = "".join("m" if combining(sign) else " " for sign in signs[0]).find("m" * (MAX_MARKS + 1))
        if heap >= 0:
            line = first + plain_lines(text[: signs.start() + heap]).count("\n")
            reason = f"{what} has a letter with more than {MAX_MARKS} marks above or below it in line {line:,}."
            raise Refused(reason, "Delete most of them.")


def check_markdown(source: str, *, what: str = "The text", first: int = 1, dialect: str = "commonmark") -> str:
    """The unclean HTML of Markdown. Refused is what would be slow to render, or of which something would be lost; the sentence
    says where.

    The parser is quick where the costs of a source allow for it, so the rest is counted in what it makes.
    """
    check_text(source, what=what, first=first)
    try:
        return _html_of(plain_lines(source), what, dialect)
    except Unreadable as trouble:
        raise Refused(f"{trouble.what} in line {first + trouble.line:,}.", trouble.mend) from trouble


@lru_cache(maxsize=4)  # a form checks what its service renders next
def _html_of(text: str, what: str, dialect: str) -> str:
    reading = DIALECTS[dialect]
    efforts: dict[str, tuple[int, re.Pattern[str]]] = {}

    def weigh(prose: str, blocks: int) -> None:
        if dialect == "extra":
            _check_shapes(prose)
        efforts.update({name: (cost * len(pattern.findall(prose)), pattern) for pattern, cost, name in reading.costs})
        efforts[_TAGS_MADE] = A_BLOCK * blocks, _ANYTHING
        _check_efforts(efforts, text, what)

    html = reading.to_html(text, weigh)
    _check_tags(text, html)
    if reading.counts_html:
        efforts['signs & < > "'] = A_SIGN * html.count("&"), _ESCAPED
        efforts[_TAGS_MADE] = A_TAG * html.count("<"), _ANYTHING
        _check_efforts(efforts, text, what)
    return html


def check_outline(text: str, dialect: str) -> None:
    """Refuse a file whose outline would be slow to make; what its clauses cost is looked at clause by clause."""
    if dialect == "extra":
        _check_shapes(extra.prose_of(text))


def _check_efforts(efforts: dict[str, tuple[int, re.Pattern[str]]], text: str, what: str) -> None:
    """Refuse a text whose small parts (links, tags, signs …) would together take longer than `_allowed`, in microseconds. The
    sentence names the kind that costs most, and the line of its first."""
    if sum(effort for effort, _ in efforts.values()) > _allowed(text):
        most = max(efforts, key=lambda name: efforts[name][0])
        found = efforts[most][1].search(text)
        raise Unreadable(
            f"{what} has too many small parts for its length, most of all {most}, the first",
            "Split it into several clauses, or put code in a fence of ``` lines.",
            _line(text, found.start() if found else 0),
        )


def _allowed(text: str) -> float:
    """The microseconds that rendering may take: by the length, and something more for the rows of tables."""
    rows = sum("|" in line for line in text.split("\n"))
    return MAX_EFFORT * max(1.0, len(text) / TYPICAL) + A_ROW * min(rows, MAX_ROWS)


def _line(text: str, place: int) -> int:
    return text.count("\n", 0, max(place, 0))


def _check_tags(text: str, html: str) -> None:
    """html5lib opens a formatting tag that nobody has closed again in each paragraph, and looks through all that are open.

    An end tag closes a tag of its own name only.
    """
    depth, opened = 0, Counter[str]()
    for tag in _MADE.finditer(html):
        name, step = tag[2].lower(), -1 if tag[1] else 1
        if name in _LONELY | _ENDED_BY_OTHERS or opened[name] + step < 0:
            continue
        opened[name] += step
        depth += step
        if depth > MAX_DEPTH:
            raise Unreadable(f"Tags are nested more than {MAX_DEPTH} deep", "Close them.", _line(text, text.find(tag[0])))
    if sum(opened[name] for name in _FORMATTING) > MAX_UNCLOSED_TAGS:
        first = next(tag for tag in _MADE.finditer(html) if tag[2].lower() in _FORMATTING and opened[tag[2].lower()])
        where = _line(text, text.find(first[0]))
        raise Unreadable("Too many HTML tags are opened and never closed, the first", "Close them, or use Markdown.", where)


def _check_shapes(text: str) -> None:
    """What costs python-markdown the square of its number, or more levels than Python has."""
    _check_open_tags(text)
    for pattern, reason, mend in _SHAPES:
        if found := pattern.search(text):
            raise Unreadable(reason, mend, _line(text, found.start()))
    for paragraph in PARAGRAPH.finditer(text):
        if "[" in paragraph[0]:
            _check_brackets(paragraph)


def _check_open_tags(text: str) -> None:
    """Each sign < that begins no whole tag makes python-markdown look for a sign > in all that follows."""
    looked_through = closing = 0
    for stray in (found for found in _TAG_OR_STRAY.finditer(text) if found["stray"]):
        if 0 <= closing < stray.start():
            closing = text.find(">", stray.start())
        looked_through += (closing if closing >= 0 else len(text)) - stray.start()
        if looked_through > max(MAX_LOOKED_THROUGH, MAX_STRAY_TAGS * len(text)):
            reason = "Too many signs < begin no whole HTML tag, one too many"
            raise Unreadable(reason, "Write &lt; for the sign itself.", _line(text, stray.start()))


def _check_brackets(found: re.Match[str]) -> None:
    """python-markdown looks for the end of each bracket [ through the paragraph: many that are never closed cost the square."""
    paragraph, depths = found[0], [0]
    for sign in _PAIRED.findall(paragraph):
        depths.append(depths[-1] + 1 if sign == "[" else max(depths[-1] - 1, 0))
    if depths[-1] + paragraph.count("](") - len(_ADDRESS.findall(paragraph)) > MAX_STRAY_BRACKETS:
        reason = f"More than {MAX_STRAY_BRACKETS} brackets [ or ]( are never closed in the paragraph"
        mend = "Close them, write \\[ for the sign itself, or put code in a fence of ``` lines."
        raise Unreadable(reason, mend, _line(found.string, found.start()))
    if max(depths) > MAX_BRACKET_DEPTH:
        reason = f"Brackets are nested more than {MAX_BRACKET_DEPTH} deep in the paragraph"
        raise Unreadable(reason, "Use fewer levels.", _line(found.string, found.start()))
