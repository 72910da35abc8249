"""What one may point at as a whole in a text: its paragraphs, items, tables and figures, and its provisions."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from norms.text.quotes import MOST_EXACT
from normsite.foundation.markup.tree import Block, Tree, leaves, plain

_WHOLE = {"table": "Table", "figure": "Figure"}
_ITEMS = frozenset({"li", "dt", "dd"})


@dataclass(frozen=True, slots=True)
class Unit:
    """Where it stands in the words of its text, as `plain` has them, in characters. Of a long one these are its first words, at
    most `MOST_EXACT` characters: it `is_cut`."""

    kind: str
    words: str
    start: int
    is_cut: bool = False


def find_units(tree: Tree) -> Iterator[Unit]:
    """Every paragraph, item, table and figure in reading order. A table is one unit, whatever stands in its cells."""
    words, place = plain(tree), 0
    for kind, length in _sizes(tree):
        if unit := _unit(kind, words, (place, place + length)):
            yield unit
        place += length + 1  # the end of its line


def find_sentences(words: str, sentences: Iterable[str]) -> Iterator[Unit | None]:
    """Each of these provisions, which are given in reading order, as a unit; None for one that doesn't stand in the words
    letter by letter, as one with struck words in it."""
    place = 0
    for sentence in sentences:
        said = sentence.split("\n", 1)[0]  # without the items that belong to it
        start = _find_sentence(words, said, place)
        place = place if start < 0 else start + len(said)
        yield None if start < 0 else _unit("Provision", words, (start, start + len(said)))


def _find_sentence(words: str, said: str, place: int) -> int:
    """Where it begins, from a place on; less than 0 if nowhere. It is not the beginning of another sentence."""
    start = words.find(said, place)
    while start >= 0 and said[-1:].isalnum() and words[start + len(said) : start + len(said) + 1] not in ("", "\n"):
        start = words.find(said, start + 1)
    return start


def _sizes(blocks: Iterable[Block], inside: str = "") -> Iterator[tuple[str, int]]:
    """What each unit is, and how many characters it has; `inside` is the tag of the block in which they stand."""
    for block in blocks:
        if block.kind in _WHOLE and any(leaves([block])):
            yield _WHOLE[block.kind], len(plain([block]))
            continue
        if block.runs:
            yield _kind(block, inside), len(plain([Block(block.kind, block.runs)]))
        yield from _sizes(block.blocks, block.kind)


def _kind(block: Block, inside: str) -> str:
    if any(run.has("img") for run in block.runs):
        return "Figure"
    return "Item" if (inside if block.kind == "text" else block.kind) in _ITEMS else "Paragraph"


def _unit(kind: str, words: str, span: tuple[int, int]) -> Unit | None:
    said = words[slice(*span)]
    is_cut = len(said) > MOST_EXACT
    if is_cut:
        said = said[: MOST_EXACT + 1].rsplit(None, 1)[0][:MOST_EXACT]
    start = span[0] + len(said) - len(said.lstrip())
    return Unit(kind, said.strip(), start, is_cut) if said.strip() else None
