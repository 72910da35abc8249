"""What every reader of a control list gives: entries with their paragraphs in order, and what it could not read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Unreadable(Exception):
    """A file that is no control list of its shape, or that is not safe to read; the sentence says which."""


class Kind(StrEnum):
    """What a piece of an entry is; the values are those of `ParagraphKind`."""

    ITEM = "item"
    NOTE = "note"
    TECHNICAL_NOTE = "technical_note"
    NOTA_BENE = "nota_bene"
    OTHER = "other"


@dataclass(frozen=True)
class ReadParagraph:
    """`parent` is the place of its parent among the paragraphs of the entry, None right below the entry. `code` is empty for
    notes, and where `problem` says why it can't be told."""

    kind: Kind
    text: str
    mark: str = ""
    code: str = ""
    parent: int | None = None
    depth: int = 1
    problem: str = ""


@dataclass(frozen=True)
class ReadEntry:
    """`facts` are what else the file says of it, under the names of `FACTS`."""

    code: str
    heading: str
    category_name: str = ""
    group_name: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    paragraphs: tuple[ReadParagraph, ...] = ()

    @property
    def category(self) -> int:
        return int(self.code[0])

    @property
    def group(self) -> str:
        return self.code[1]


@dataclass(frozen=True)
class Trouble:
    """Something that was not read, or not surely: where (the code of an entry, or a place in the file), the first words of it,
    and what is wrong."""

    where: str
    words: str
    sentence: str


@dataclass(frozen=True)
class ReadList:
    """A whole file. `shape` names the reader. `paragraphs_in_file` counts as the file does, where it has paragraphs of its own:
    headings are among them. `is_partial` says that some entries stand without the paragraphs that they have."""

    shape: str
    entries: tuple[ReadEntry, ...]
    troubles: tuple[Trouble, ...] = ()
    paragraphs_in_file: int = 0
    is_partial: bool = False


FACTS = {
    "regime": "Regime",
    "reasons": "Reasons for control",
    "chart": "Country chart",
    "requirements": "Licence requirements",
    "exceptions": "Licence exceptions",
    "sta": "Special conditions for STA",
    "reporting": "Reporting requirements",
    "related_controls": "Related controls",
    "related_definitions": "Related definitions",
    "part": "Part of the category",
    "remarks": "What else is said of it",
}
"""What `ReadEntry.facts` may hold, in the order in which pages tell it: `chart` is a list of pairs (control, column),
`exceptions` a dictionary by the exception's name, `remarks` a list of sentences; all others are texts."""
