"""Code between fences: whoever reads Markdown asks here, so that nobody reads as code what another reads as prose."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

_OPENING = re.compile(r" {0,3}(?:(`{3,})[^`]*|(~{3,}).*)")
_CLOSING = re.compile(r"\s*(`{3,}|~{3,})\s*")


def find_fences(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The first and the last line of each piece of code, counted from 0, in order.

    It opens with three or more backticks or tildes, at most three blanks before them, and ends at a line of just as many; one
    that never ends is prose.
    """
    closings: dict[str, list[int]] = {}
    for index, line in enumerate(lines):
        if closing := _CLOSING.fullmatch(line):
            closings.setdefault(closing[1], []).append(index)
    after = 0
    for index, line in enumerate(lines):
        opening = _OPENING.fullmatch(line) if index >= after else None
        ends = closings.get(opening[1] or opening[2], []) if opening else []
        place = bisect_right(ends, index)
        if place < len(ends):
            after = ends[place] + 1
            yield index, ends[place]


def outside_fences(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The other lines, each with its index; an empty one stands for each piece of code."""
    after = 0
    for first, last in find_fences(lines):
        yield from enumerate(lines[after:first], after)
        yield first, ""
        after = last + 1
    yield from enumerate(lines[after:], after)
