"""A text with passages of it marked for its reader, counted in the characters of its plain words."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise

from normsite.foundation.markup.tree import Block, Mark, Run, Tree, leaves, raised, read, write

MARK = Mark("mark")

Passages = Iterable[tuple[int, int]]
"""From the first character of each to behind its last."""


def marked(html: str, passages: Passages) -> str:
    """The text with these passages marked; what reaches behind its end is marked as far as there are words."""
    return write(_Marker(passages).blocks(read(html)))


def marked_blocks(html: str, passages: Passages) -> str:
    """Of the same no more than the paragraphs, lists and tables in which something is marked."""
    blocks = _Marker(passages).blocks(read(html))
    return write(block for block in blocks if any(run.has("mark") for leaf, _ in leaves([block]) for run in leaf.runs))


class _Marker:
    """Goes through a tree and counts the characters that `plain` has of it."""

    def __init__(self, passages: Passages) -> None:
        self.passages = sorted(passages)
        self.place = 0

    def blocks(self, blocks: Tree) -> Tree:
        return tuple(map(self._block, blocks))

    def _block(self, block: Block) -> Block:
        runs = tuple(part for run in block.runs for part in self._parts(run))
        self.place += bool(block.runs)  # the end of its line
        return replace(block, runs=runs, blocks=self.blocks(block.blocks))

    def _parts(self, run: Run) -> Iterator[Run]:
        start, length = self.place, len(raised(run).text)
        self.place += length
        touching = [(first - start, last - start) for first, last in self.passages if first < self.place and start < last]
        if len(run.text) != length:  # written out in plain words, as x^(n+m) is: all of it or nothing
            touching = [(0, len(run.text)) for _ in touching]
        yield from _cut(run, touching) if touching and run.text else [run]


def _cut(run: Run, passages: list[tuple[int, int]]) -> Iterator[Run]:
    ends = {min(max(0, end), len(run.text)) for passage in passages for end in passage}
    places = sorted({0, len(run.text)} | ends)
    for start, end in pairwise(places):
        is_marked = any(first <= start and end <= last for first, last in passages)
        yield Run(run.text[start:end], (MARK, *run.marks) if is_marked else run.marks)
