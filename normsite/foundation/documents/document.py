"""A record that leaves the house: frozen, with one canonical form in bytes and the digest of it.

The canonical bytes depend on nothing but the content: no clock, no language of the reader, no order of a dict. They are what
is stored, what the JSON export hands out, and what the digest in every other export lets a reader check.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any

from normsite.foundation.documents.blocks import SINCE_SECOND, Block, Card, Fact, Figure, Table, check_anchor, walk_blocks
from normsite.foundation.documents.canonical import canonical_json, from_plain, to_plain
from normsite.foundation.errors import Refused

SCHEMA = "normsite/document/1"
SECOND = "normsite/document/2"
"""The first one, and lines, folded parts and cards. What needs none of these is written as before."""
SCHEMAS = (SCHEMA, SECOND)
ORIGIN = re.compile(r"https?://[A-Za-z0-9.:\[\]-]+")
RIGHT_TO_LEFT = frozenset(("ar", "fa", "he", "ur"))


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with its blocks, and sections inside it; `anchor` is unique in the whole record."""

    anchor: str
    title: str
    blocks: tuple[Block, ...] = ()
    sections: "tuple[Section, ...]" = ()

    def __post_init__(self) -> None:
        check_anchor(self.anchor)

    @property
    def is_wide(self) -> bool:
        """True when it opens with a wide table, so that its heading stands on the same turned page."""
        return bool(self.blocks) and isinstance(self.blocks[0], Table) and self.blocks[0].is_wide

    @property
    def card(self) -> Card | None:
        """The card that it shows, if it shows one."""
        return next((block for block in self.blocks if isinstance(block, Card)), None)

    def walk(self) -> "Iterator[Section]":
        """This section and all inside it, in reading order."""
        yield self
        for section in self.sections:
            yield from section.walk()


@dataclass(frozen=True)
class Document:
    """A whole record. ValueError when an anchor is used twice: a permalink must lead to one place.

    `origin` is the address of the site that published it ("https://norms.example"), so that links within the site still lead
    there from a file on somebody's desk.
    """

    code: str
    title: str
    subtitle: str
    facts: tuple[Fact, ...]
    sections: tuple[Section, ...]
    language: str = "en"
    origin: str = ""
    schema: str = SCHEMA

    def __post_init__(self) -> None:
        if self.origin and not ORIGIN.fullmatch(self.origin):
            raise ValueError(f"An origin is http or https and a host: {self.origin!r}")
        if self.schema not in SCHEMAS:
            raise ValueError(f"A record is written as {' or '.join(SCHEMAS)}: {self.schema!r}")
        if self.schema == SCHEMA and any(isinstance(block, SINCE_SECOND) for block in self.blocks()):
            raise ValueError(f"Lines, folded parts and cards are written as {SECOND}")
        seen: set[str] = set()
        for anchor in self._anchors():
            if anchor in seen:
                raise ValueError(f"The anchor {anchor!r} is used twice in {self.code}")
            seen.add(anchor)

    def walk(self) -> Iterator[Section]:
        """Every section, in reading order."""
        for section in self.sections:
            yield from section.walk()

    def blocks(self) -> Iterator[Block]:
        """Every block, those inside others too, in reading order."""
        for section in self.walk():
            yield from walk_blocks(section.blocks)

    def tables(self) -> Iterator[Table]:
        """Every table, those beside figures too, in reading order."""
        for block in self.blocks():
            if isinstance(block, Table):
                yield block
            elif isinstance(block, Figure) and block.table is not None:
                yield block.table

    @property
    def direction(self) -> str:
        """Which way the language is written, as HTML says it."""
        return "rtl" if self.language.split("-")[0] in RIGHT_TO_LEFT else "ltr"

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the canonical bytes, in hexadecimal."""
        return sha256(self.canonical_bytes()).hexdigest()

    def canonical_bytes(self) -> bytes:
        """The record as canonical JSON (RFC 8785, whole numbers only)."""
        return canonical_json(self.to_dict())

    def to_dict(self) -> dict[str, Any]:
        """The record as plain values; `from_dict` gives back an equal record."""
        plain: dict[str, Any] = to_plain(self)
        return plain

    @classmethod
    def from_dict(cls, plain: dict[str, Any]) -> "Document":
        """The record from plain values; Refused when the schema is unknown or anything is not as the schema says."""
        schema = plain.get("schema") if isinstance(plain, dict) else None
        if schema not in SCHEMAS:
            known = " and ".join(SCHEMAS)
            raise Refused(f"This record is written as {schema!r}, which this version cannot read.", f"It reads {known}.")
        return from_plain(cls, plain)

    @classmethod
    def load(cls, stored: bytes) -> "Document":
        """The record from stored canonical bytes; Refused when they are no record of a known schema."""
        try:
            plain = json.loads(stored)
        except (ValueError, RecursionError) as error:
            raise Refused("This record cannot be read: it is not JSON.") from error
        return cls.from_dict(plain)

    def _anchors(self) -> Iterator[str]:
        for section in self.walk():
            yield section.anchor
        for table in self.tables():
            yield from (row.anchor for row in table.rows if row.anchor)
