"""Headings and front matter in a Markdown file, found line by line."""

import html
import re
from bisect import bisect_right
from dataclasses import dataclass, field, replace
from typing import Any

import yaml

from normsite.errors import Refused
from normsite.markup.fences import find_fences

_ATX = re.compile(r"^ {0,3}(#{1,6})[ \t]+(\S.*)$")
_SETEXT = re.compile(r"^ {0,3}(=+|-{2,})[ \t]*$")
_NOT_A_TITLE = re.compile(r"^(?: {4}|\t|[ \t]*(?:[-*+>|]|\d+[.)])[ \t]|[ \t]*<|\{:)|\|")
_ANCHOR_TAG = re.compile(r"<a\s+(?:name|id)\s*=\s*[\"']?([^\"'>\s]+)[\"']?\s*/?>(?:\s*</a>)?", re.I)
_ANCHOR_MARK = re.compile(r"\{:?\s*#([^\s{}]+)(?:\s[^{}]*)?\}")
_ATTRIBUTES = re.compile(r"\{:[^{}]*\}")
_STRONG = re.compile(r"(\*{1,3}|`)(.{1,500}?)\1")
_UNDERLINED = re.compile(r"(?<!\w)(_{1,3})(.{1,500}?)\1(?!\w)")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()]*\)")
_ANNEX = re.compile(r"^(?:appendix|annex)\s+([A-Z])\b[\s.:—–-]*(?=\S)", re.I)
_BARE_ANNEX = re.compile(r"^(?:appendix|annex)\s+([A-Z])$", re.I)
_DOTTED = re.compile(r"^((?:\d{1,3}|[A-Z])(?:\.\d{1,3})+)\.?\s+(?=\S)")
_POINTED = re.compile(r"^(\d{1,3})\.\s+(?=\S)")
_PLAIN = re.compile(r"^(\d{1,2})\s+(?=[^\W\d_])(?![a-z])")
_EMPTY_BOX = re.compile(r"^[ \t]*<div\b[^<>]*>[ \t]*</div>[ \t]*$", re.I)
_KEY = re.compile(r"^[A-Za-z_][\w-]*:(?:\s|$)")

MAX_HEADINGS = 3_000
MAX_HEADING_LINE = 600
MAX_FRONT_MATTER_LINES = 60
MAX_FRONT_MATTER = 8_000
MAX_FRONT_MATTER_IN_ALL = 80_000
MAX_FRONT_MATTER_BRACKETS = 100
"""Nested brackets cost YAML time with the square of their number."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading as written: `marks` is the number of #; `first` and `after` are the line indexes of it and of what follows.

    `bare` says that no point follows the number ("5 Keys"), so that it may be a word ("5 Volt supplies").
    """

    marks: int
    title: str
    number: str | None
    annex: bool
    anchors: tuple[str, ...]
    first: int
    after: int
    bare: bool = False


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """A YAML block between two lines of three hyphens."""

    values: dict[str, Any]
    first: int
    after: int
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Marks:
    """What structures a file, in order. `kept` are the headings whose leading number was taken for a word of the title."""

    headings: list[Heading] = field(default_factory=list)
    front_matter: list[FrontMatter] = field(default_factory=list)
    kept: list[Heading] = field(default_factory=list)


def read_marks(lines: list[str]) -> Marks:
    """The headings and front matter of a file; what stands in fenced code or in HTML comments is neither.

    Refused: more than `MAX_HEADINGS` headings or pieces of front matter.
    """
    marks = Marks()
    hidden = _hidden_lines(lines)
    unread = MAX_FRONT_MATTER_IN_ALL
    index = 0
    while index < len(lines):
        found: Heading | FrontMatter | None = None
        if index not in hidden:
            found = _front_matter(lines, index, unread) or _heading(lines, index, hidden)
        if isinstance(found, FrontMatter):
            marks.front_matter.append(found)
            unread -= sum(map(len, lines[found.first : found.after]))
        elif found is not None:
            marks.headings.append(found)
        _refuse_too_many(marks, index)
        index = found.after if found else index + 1
    return _counted(marks)


def _refuse_too_many(marks: Marks, index: int) -> None:
    for found, name in ((marks.headings, "headings"), (marks.front_matter, "pieces of front matter")):
        if len(found) > MAX_HEADINGS:
            raise Refused(
                f"The file has more than {MAX_HEADINGS:,} {name}; one too many is in line {index + 1:,}.", "Import it in parts."
            )


def _counted(marks: Marks) -> Marks:
    """A number without a point is one only where it counts on among its neighbours, or where they count on from it."""
    headings: list[Heading] = []
    kept: list[Heading] = []
    last: dict[int, int] = {}
    for place, heading in enumerate(marks.headings):
        last = {level: number for level, number in last.items() if level <= heading.marks}
        if heading.bare and not _counts(heading, last.get(heading.marks, 0), marks.headings[place + 1 :]):
            heading = replace(heading, number=None, bare=False, title=f"{heading.number} {heading.title}")
            kept.append(heading)
        if heading.number and heading.number.isdigit():
            last[heading.marks] = int(heading.number)
        headings.append(heading)
    return replace(marks, headings=headings, kept=kept)


def _counts(heading: Heading, last: int, following: list[Heading]) -> bool:
    number = int(heading.number or 0)
    if number == last + 1:
        return True
    for other in following:
        if other.number and other.number.startswith(f"{number}."):
            return True
        if other.marks <= heading.marks:
            return other.marks == heading.marks and other.number == str(number + 1)
    return False


def anchors_in(line: str) -> list[str]:
    """The names that `<a name="...">` gives in a line."""
    return _ANCHOR_TAG.findall(line)


def is_anchor_line(line: str) -> bool:
    """Whether a line holds nothing but `<a name="..."></a>`."""
    return bool(anchors_in(line)) and not _ANCHOR_TAG.sub("", line).strip()


def belongs_to_next(line: str) -> bool:
    """Whether a line above a heading is part of it: empty, anchors only, or an empty box of layout."""
    return not line.strip() or is_anchor_line(line) or _EMPTY_BOX.match(line) is not None


def _hidden_lines(lines: list[str]) -> set[int]:
    """The lines of code between fences, and those of HTML comments of several lines."""
    hidden = {index for first, last in find_fences(lines) for index in range(first, last + 1)}
    closings = [index for index, line in enumerate(lines) if "-->" in line and index not in hidden]
    after = 0
    for index, line in enumerate(lines):
        if index < after or index in hidden or not line.lstrip().startswith("<!--") or "-->" in line:
            continue
        place = bisect_right(closings, index)
        if place < len(closings):
            after = closings[place] + 1
            hidden.update(range(index, after))
    return hidden


class _NoAliases(yaml.SafeLoader):
    """Safe YAML without aliases, which could stand for more than fits in memory."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("aliases are not read")
        return super().compose_node(parent, index)


def _front_matter(lines: list[str], index: int, unread: int) -> FrontMatter | None:
    """Three hyphens, keys, three hyphens: at the very top, or after an empty line with a key directly below.

    At most `unread` characters are read.
    """
    if lines[index].rstrip() != "---" or (index and lines[index - 1].strip()):
        return None
    if index and not (index + 1 < len(lines) and _KEY.match(lines[index + 1])):
        return None
    last = min(len(lines), index + MAX_FRONT_MATTER_LINES + 2)
    for close in range(index + 1, last):
        if lines[close].rstrip() in ("---", "..."):
            return _loaded(lines[index + 1 : close], index, close + 1, min(unread, MAX_FRONT_MATTER))
        if not lines[close].strip() and index:
            return None
    return None


def _loaded(lines: list[str], first: int, after: int, longest: int) -> FrontMatter | None:
    if not any(_KEY.match(line) for line in lines):
        return None
    text = "\n".join(lines)
    if len(text) > longest or text.count("[") + text.count("{") > MAX_FRONT_MATTER_BRACKETS:
        return FrontMatter({}, first, after, "The front matter is too long and was not read.")
    try:
        values = yaml.load(text, Loader=_NoAliases)  # noqa: S506 - a safe loader that knows even less
    except (yaml.YAMLError, ValueError, RecursionError):
        return FrontMatter({}, first, after, "The front matter is not valid YAML and was not read.")
    if not isinstance(values, dict):
        return FrontMatter({}, first, after, "The front matter holds no keys and was not read.")
    return FrontMatter({str(key): value for key, value in values.items()}, first, after)


def _heading(lines: list[str], index: int, hidden: set[int]) -> Heading | None:
    line = lines[index]
    if len(line) > MAX_HEADING_LINE:
        return None
    if match := _ATX.match(line):
        return _described(len(match[1]), match[2].rstrip().rstrip("#"), index, index + 1)
    below = index + 1
    if below < len(lines) and below not in hidden and (match := _SETEXT.match(lines[below])) and _may_be_title(lines, index):
        return _described(1 if match[1][0] == "=" else 2, line.strip(), index, below + 1)
    return None


def _may_be_title(lines: list[str], index: int) -> bool:
    """One line of plain words with nothing but an empty line or the top of the file above it."""
    line = lines[index]
    alone = index == 0 or not lines[index - 1].strip() or is_anchor_line(lines[index - 1])
    return bool(line.strip()) and alone and not _NOT_A_TITLE.search(line) and not _SETEXT.match(line)


def _described(marks: int, written: str, first: int, after: int) -> Heading:
    anchors = anchors_in(written)
    title = " ".join(_ANCHOR_TAG.sub("", written).split())
    while match := _mark_at_end(title):
        anchors += [match[1]] if match.re is _ANCHOR_MARK else []
        title = title[: title.rindex("{")].rstrip()
    title = _plain(title)
    bare = not _POINTED.match(title) and not _DOTTED.match(title) and _PLAIN.match(title) is not None
    number, annex, title = _numbered(title)
    return Heading(marks, title, number, annex, tuple(dict.fromkeys(anchors)), first, after, bare)


def _mark_at_end(title: str) -> re.Match[str] | None:
    """The anchor or the attributes in braces with which a title ends."""
    mark = title[title.rfind("{") :] if title.endswith("}") else ""
    return _ANCHOR_MARK.fullmatch(mark) or _ATTRIBUTES.fullmatch(mark)


def _plain(title: str) -> str:
    """A title without emphasis, links, tags and entities."""
    title = _LINK.sub(r"\1", _TAG.sub("", title))
    title = _UNDERLINED.sub(r"\2", _STRONG.sub(r"\2", title))
    return " ".join(html.unescape(title).split())


def _numbered(title: str) -> tuple[str | None, bool, str]:
    """The number as written, whether it names an annex, and the title without it."""
    if match := _BARE_ANNEX.match(title):
        return match[1].upper(), True, title
    for pattern, annex in ((_ANNEX, True), (_DOTTED, False), (_POINTED, False), (_PLAIN, False)):
        if match := pattern.match(title):
            return match[1].upper() if annex else match[1], annex, title[match.end() :].strip()
    return None, False, title
