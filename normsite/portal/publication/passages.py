"""The sections of a rationale page as the search of the site finds them."""

from collections.abc import Iterator

from normsite.foundation.documents import Block, Card, Document, Line, Notice, Point, Prose, Section, Table, Text, walk_blocks

REPEATS_COMMENTS = ("comments", "objections")
OF_CARDS = ("requirement", "why", "risk", "serves", "safeguard", "refused")
"""The points of a card that tell no word about who commented."""


def passages_of(document: Document) -> Iterator[tuple[str, str, str]]:
    """Anchor, title and words of each section that says something of its own.

    What repeats comments, or names who sent one, is left out: a comment is found as a comment, and no longer when it is
    withheld. Tables and changed words are left out too: they are those of the text.
    """
    for top in document.sections:
        if top.anchor in REPEATS_COMMENTS:
            continue
        for section in top.walk():
            if words := _own_words(section):
                yield section.anchor, section.title, words


def _own_words(section: Section) -> str:
    return "\n".join(words for block in section.blocks if (words := _words_of(block)))


def _words_of(block: Block) -> str:
    if isinstance(block, Card):
        return "\n".join(words for point in block.points if point.key in OF_CARDS and (words := _words_of_point(point)))
    return block.plain if isinstance(block, Prose | Text | Notice | Line) else ""


def _words_of_point(point: Point) -> str:
    """What it says; where it says so in short, the whole that is folded below."""
    whole = [block for block in walk_blocks(point.blocks) if isinstance(block, Table)]
    if whole:
        return "\n".join(str(row.cells[-1]) for table in whole for row in table.rows)
    return "\n".join(words for block in point.blocks if (words := _words_of(block)))
