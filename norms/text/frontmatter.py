"""Front matter: facts in YAML or TOML at the head of a file, or of each of the files that were joined to one."""

import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

_KEY = re.compile(r"[A-Za-z_][\w-]*:(?:\s|$)")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
MAX_BRACKETS = 1_000
"""Nested brackets cost YAML time with the square of their number."""
MOST = 3_000


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The facts, the lines between which they stand (from 0, the last one excluded), and why they were not read."""

    values: dict[str, Any]
    first: int
    after: int
    trouble: str = ""


def read_front_matter(lines: list[str]) -> list[FrontMatter]:
    """The front matter at the head of the file, and then what stands like it directly before later headings: a file that
    begins without any is not joined of several, and has rules between its paragraphs."""
    found: list[FrontMatter] = []
    ends = {mark: [place for place, line in enumerate(lines) if line.rstrip() in marks] for mark, marks in _ENDS.items()}
    for first in _openings(lines):
        if found and (first < found[-1].after or len(found) == MOST):
            continue
        block = _block(lines, first, ends)
        if block and (not found or _is_before_heading(lines, block.after)):
            found.append(block)
        if not found:
            break
    return found


_ENDS = {"---": ("---", "...", "--- abstract", "--- middle"), "+++": ("+++",), "%%%": ("%%%",)}
"""By what a block opens, and by what it may end: YAML, TOML, and both as the tools for internet drafts write them."""


def _openings(lines: list[str]) -> Iterator[int]:
    top = next((place for place, line in enumerate(lines) if line.strip()), 0)
    if lines[top].rstrip() in _ENDS:
        yield top
        yield from (at for at in range(top + 1, len(lines)) if lines[at].rstrip() == "---" and not lines[at - 1].strip())


def _is_before_heading(lines: list[str], after: int) -> bool:
    following = next((line for line in lines[after : after + 20] if line.strip()), "")
    return following.startswith(("#", "<"))


def _block(lines: list[str], first: int, ends: dict[str, list[int]]) -> FrontMatter | None:
    mark = lines[first].rstrip()
    place = bisect_right(ends[mark], first)
    close = ends[mark][place] if place < len(ends[mark]) else None
    if close is None or not any(_KEY.match(line) or mark != "---" for line in lines[first + 1 : close]):
        return None
    text = "\n".join(lines[first + 1 : close])
    try:
        values = tomllib.loads(text) if mark != "---" else _yaml(text)
    except (yaml.YAMLError, ValueError, RecursionError):
        kind = "TOML" if mark != "---" else "YAML"
        return FrontMatter({}, first, close + 1, f"The front matter is not valid {kind} and was not read.")
    if not isinstance(values, dict):
        return None
    return FrontMatter({str(key): value for key, value in values.items()}, first, close + 1)


def _yaml(text: str) -> Any:
    """Safe YAML without aliases, which could stand for more than fits in memory."""
    if text.count("[") + text.count("{") > MAX_BRACKETS:
        raise yaml.YAMLError("too many brackets")
    if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=_LOADER)):
        raise yaml.YAMLError("aliases are not read")
    return yaml.load(text, Loader=_LOADER)  # noqa: S506 - a safe loader
