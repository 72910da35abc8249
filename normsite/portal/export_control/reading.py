"""An entry as it is read: a tree of paragraphs, in each what leads on: codes, and "defined terms" to where they are defined."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from normsite.foundation.controls.codes import MENTION
from normsite.foundation.controls.models import Paragraph

# Words in quotation marks, double or single; an apostrophe within a word opens nothing.
_QUOTED = re.compile(r"""(?<!\w)(?:["“”]([^"“”]{2,80})["“”]|['‘]([^'‘’]{2,80})['’](?!\w))""")
_MEANS = re.compile(r"\s*(?:,[^,.]{0,80},\s*)?(?:also )?(?:means|mean|is|are|refers? to|includes?)\b")
MEANS = "(means?|is|are|refers? to|includes?)"
_PLAIN_TERM = re.compile(r"[\w /()-]+")


class Leads(StrEnum):
    """Where a piece leads."""

    NOWHERE = ""
    TERM = "term"  # to its definition
    CODE = "code"  # to a paragraph or an entry of this list
    ABSENT = "absent"  # a code that is mentioned, but isn't on this list


@dataclass(frozen=True)
class Piece:
    """Some words of a paragraph; `to` is an address or an anchor."""

    words: str
    leads: Leads = Leads.NOWHERE
    to: str = ""


@dataclass
class Node:
    """A paragraph, what it says, and what stands in it."""

    paragraph: Paragraph
    anchor: str
    pieces: list[Piece] = field(default_factory=list)
    within: list["Node"] = field(default_factory=list)

    @property
    def short_code(self) -> str:
        return self.paragraph.code.partition(".")[2]


def anchor_of(paragraph: Paragraph) -> str:
    """`a.4.a` for what bears a code; for notes and what couldn't be told, the place in the entry."""
    return paragraph.code.partition(".")[2] or f"n{paragraph.position}"


def term_key(words: str) -> str:
    """The same for a term however it is written; one in the plural is that of the singular."""
    return " ".join(words.casefold().split()).removesuffix("s")


def quoted_terms(texts: Iterable[str]) -> dict[str, str]:
    """The terms in quotation marks, by their key."""
    return {term_key(words): words for text in texts for _, _, words in _quotes(text)}


def defined_terms(text: str) -> list[str]:
    """Keys of the terms that this text defines: '"X" means', "'X' is"."""
    return [term_key(words) for _, end, words in _quotes(text) if _MEANS.match(text, end)]


def can_be_sought(term: str) -> bool:
    return _PLAIN_TERM.fullmatch(term) is not None


def _quotes(text: str) -> Iterator[tuple[int, int, str]]:
    """What stands in quotation marks. A comma or full stop before the closing one is none of the term's: “parts,”."""
    for match in _QUOTED.finditer(text):
        yield match.start(), match.end(), (match[1] or match[2]).rstrip(" ,.;:")


def pieces_of(text: str, terms: Mapping[str, str], codes: Mapping[str, str], own: str = "") -> list[Piece]:
    """The text with its codes and defined terms apart. `terms` leads from a term's key to its definition, `codes` from a code
    to its address (empty: not on this list). A term doesn't lead to the paragraph `own` in which it stands."""
    found = [(match.start(), match.end(), _code_piece(match[0], codes)) for match in MENTION.finditer(text)]
    for start, end, words in _quotes(text):
        to = terms.get(term_key(words), "")
        if to and to != own and not any(start < after and before < end for before, after, _ in found):
            found.append((start, end, Piece(text[start:end], Leads.TERM, to)))
    return list(_between(text, sorted(found, key=lambda one: one[0])))


def _code_piece(code: str, codes: Mapping[str, str]) -> Piece:
    to = codes.get(code, "")
    return Piece(code, Leads.CODE if to else Leads.ABSENT, to)


def _between(text: str, found: list[tuple[int, int, Piece]]) -> Iterator[Piece]:
    told = 0
    for start, end, piece in found:
        if start > told:
            yield Piece(text[told:start])
        yield piece
        told = end
    if told < len(text):
        yield Piece(text[told:])


def tree(paragraphs: Iterable[Paragraph]) -> list[Node]:
    """Nodes at the top, each with those within, in the order of the list."""
    nodes = {one.pk: Node(one, anchor_of(one)) for one in paragraphs}
    top: list[Node] = []
    for node in nodes.values():
        above = nodes.get(node.paragraph.parent_id) if node.paragraph.parent_id else None
        (above.within if above else top).append(node)
    return top
