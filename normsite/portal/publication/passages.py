"""The sections of a rationale page as the search of the site finds them."""

from collections.abc import Iterator

from normsite.foundation.documents import Document, Notice, Prose, Section, Text

REPEATS_COMMENTS = "comments"


def passages_of(document: Document) -> Iterator[tuple[str, str, str]]:
    """Anchor, title and words of each section that says something of its own.

    What repeats comments, or names who sent one, is left out: a comment is found as a comment, and no longer when it is
    withheld. Tables and changed words are left out too: they are those of the text.
    """
    for top in document.sections:
        if top.anchor == REPEATS_COMMENTS:
            continue
        for section in top.walk():
            if words := _own_words(section):
                yield section.anchor, section.title, words


def _own_words(section: Section) -> str:
    return "\n".join(block.plain for block in section.blocks if isinstance(block, Prose | Text | Notice) and block.plain)
