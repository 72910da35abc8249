"""Markdown without its marks: what a reader sees, character by character, each where it stood in the source."""

import html
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator

from normsite.markup.allowed import TAGS
from normsite.markup.keywords import HIDDEN

DROPPED = "\x01"
"""Stands for a character that is a mark, or a part of one."""

# Marks that a reader does not see.
_MARKS = re.compile(
    r"!\[(?P<image>[^\]\n]{0,200})\]\([^()\n]*(?:\([^()\n]*\)[^()\n]*){0,5}\)"
    r"|(?P<footnote>\[\^[^\]\n]{1,200}\])"
    r"|(?P<attributes>\{(?::|#)[^{}\n]*\})"
    r"|(?P<address>\]\([^()\n]*(?:\([^()\n]*\)[^()\n]*){0,5}\))"
    r"|(?P<tag></?(?P<name>[a-zA-Z][a-zA-Z0-9]*)(?:\s[^<>]*)?/?>)"
    r"|(?P<escape>\\(?=[\\`*_{}\[\]()#+.!|<>-]))"
    r"|(?P<stars>\*+)"
    r"|(?P<underscores>(?<![^\W_])_+|_+(?![^\W_]))",
    re.S,
)
_OPENING = re.compile(r"<!--|(?<![`\\])`+")
_BLANK = re.compile(r"\n[ \t]*(?=\n)")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_UNREAD = frozenset({"code", "kbd", "samp", "q", "sup", "pre", "blockquote"})
_OVER_PARAGRAPHS = frozenset({"pre", "blockquote"})
_RAISED = {
    "sup": ("^", str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")),
    "sub": ("_", str.maketrans("0123456789+-−", "₀₁₂₃₄₅₆₇₈₉₊₋₋")),
}
_LONGEST_INDEX = 60

Span = tuple[int, int]
Tag = re.Match[str]


def unmarked(source: str) -> tuple[str, str, str]:
    """The source with marks dropped; the same with code and quotations hidden; the source with comments blank. All are as
    long as the source."""
    shown, seen = list(source), list(source)
    code, comments = _asides(source)
    covered = bytearray(len(source))
    for start, end in comments:
        covered[start:end] = b"\1" * (end - start)
        shown[start:end] = seen[start:end] = [DROPPED] * (end - start)
    for start, end in code:
        covered[start:end] = b"\1" * (end - start)
        _hide_code(source, start, end, shown, seen)
    partners = _partners(source, covered)
    tags = []
    for match in _MARKS.finditer(source):
        if not covered[match.start()] and _is_unseen(match):
            _drop(match, shown, seen)
            if match["address"] is not None and match.start() in partners:
                opening = partners[match.start()]
                shown[opening] = seen[opening] = DROPPED
            if match["tag"] is not None:
                tags.append(match)
    _read_entities(source, covered, shown, seen)
    _follow_tags(source, tags, shown, seen)
    return "".join(shown), "".join(seen), _without(source, comments)


def _asides(source: str) -> tuple[list[Span], list[Span]]:
    """Code between backticks, within its paragraph, and comments. Each is looked for once, however long it is."""
    runs: dict[int, list[int]] = defaultdict(list)
    for run in re.finditer(r"`+", source):
        runs[len(run[0])].append(run.start())
    blanks = _blanks(source)
    last_close = source.rfind("-->")
    code: list[Span] = []
    comments: list[Span] = []
    place = 0
    while match := _OPENING.search(source, place):
        place = match.end()
        if match[0] == "<!--":
            if place <= last_close:
                place = source.index("-->", place) + 3
                comments.append((match.start(), place))
            continue
        same = runs[len(match[0])]
        closing = bisect_left(same, place)
        if closing < len(same) and same[closing] < blanks[bisect_left(blanks, place)]:
            place = same[closing] + len(match[0])
            code.append((match.start(), place))
    return code, comments


def _blanks(source: str) -> list[int]:
    """Where empty lines part the text, and its end."""
    return [*(match.start() for match in _BLANK.finditer(source)), len(source) + 1]


def _without(source: str, comments: list[Span]) -> str:
    parts, end = [], 0
    for start, after in comments:
        parts += [source[end:start], re.sub(r"[^\n]", " ", source[start:after])]
        end = after
    return "".join([*parts, source[end:]])


def _hide_code(source: str, start: int, end: int, shown: list[str], seen: list[str]) -> None:
    ticks = len(source[start:end]) - len(source[start:end].lstrip("`"))
    for place in range(start, end):
        edge = place < start + ticks or place >= end - ticks
        shown[place] = DROPPED if edge else source[place]
        seen[place] = DROPPED if edge else HIDDEN


def _is_unseen(match: re.Match[str]) -> bool:
    """Marks are unseen, but a tag that is not allowed is shown as typed."""
    return match["tag"] is None or match["name"].lower() in TAGS


def _drop(match: re.Match[str], shown: list[str], seen: list[str]) -> None:
    kept = range(*match.span("image")) if match["image"] is not None else range(0)
    breaks = (match["tag"] or "").lower().startswith("<br")
    for place in range(match.start(), match.end()):
        if place not in kept:
            shown[place] = seen[place] = DROPPED
    if breaks:
        shown[match.start()] = seen[match.start()] = " "


def _partners(source: str, covered: bytearray) -> dict[int, int]:
    """The opening bracket of each closing one, within a paragraph and outside code."""
    partners: dict[int, int] = {}
    opened: list[int] = []
    for match in re.finditer(r"[\[\]]|\n[ \t]*\n", source):
        if match[0][0] == "\n":
            opened.clear()
        elif covered[match.start()]:
            continue
        elif match[0] == "[":
            opened.append(match.start())
        elif opened:
            partners[match.start()] = opened.pop()
    return partners


def _read_entities(source: str, covered: bytearray, shown: list[str], seen: list[str]) -> None:
    for match in _ENTITY.finditer(source):
        if not covered[match.start()]:
            sign = html.unescape(match[0])[:1] or DROPPED  # an entity of a control character stands for nothing
            letters = list(sign + DROPPED * (len(match[0]) - 1))
            shown[match.start() : match.end()] = seen[match.start() : match.end()] = letters


def _follow_tags(source: str, tags: list[Tag], shown: list[str], seen: list[str]) -> None:
    """Hide what stands in tags that are not read, as the page does, and write raised and lowered letters in plain signs."""
    pairs = list(_paired(source, tags))
    for start, end in _joined((opened.end(), closed.start()) for opened, closed in pairs if _name(opened) in _UNREAD):
        for place in range(start, end):
            seen[place] = seen[place] if seen[place] == DROPPED else HIDDEN
    for opened, closed in pairs:
        if _name(opened) in _RAISED:
            _raise(opened, closed, shown, seen)


def _name(tag: Tag) -> str:
    return tag["name"].lower()


def _paired(source: str, tags: list[Tag]) -> Iterator[tuple[Tag, Tag]]:
    blanks = _blanks(source)
    opened: dict[str, list[Tag]] = defaultdict(list)
    for tag in tags:
        name = _name(tag)
        if name not in _UNREAD and name not in _RAISED:
            continue
        if tag[0][1] != "/":
            opened[name].append(tag)
        elif opened[name]:
            opening = opened[name].pop()
            together = bisect_left(blanks, opening.start()) == bisect_left(blanks, tag.start())
            if together or name in _OVER_PARAGRAPHS:
                yield opening, tag


def _joined(spans: Iterable[Span]) -> Iterator[Span]:
    """The same spans without overlaps."""
    done = 0
    for start, end in sorted(spans):
        if end > done:
            yield max(start, done), end
            done = end


def _raise(opened: Tag, closed: Tag, shown: list[str], seen: list[str]) -> None:
    """10<sup>6</sup> as 10⁶, and what has no such signs as x^n or x^(n th)."""
    sign, signs = _RAISED[_name(opened)]
    inside = range(opened.end(), closed.start())
    letters = [place for place in inside if shown[place] != DROPPED] if len(inside) <= _LONGEST_INDEX else list(inside[:2])
    if not letters:
        return
    if len(inside) <= _LONGEST_INDEX and all(ord(shown[place]) in signs for place in letters):
        for place in letters:
            shown[place] = shown[place].translate(signs)
        return
    added = {opened.start(): sign}
    if len(letters) > 1:
        added |= {opened.start() + 1: "(", closed.start(): ")"}
    for place, letter in added.items():
        shown[place] = seen[place] = letter
