"""Public codes and web addresses in running text."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.utils.html import escape

from normsite.foundation.codes import ANY_CODE, DATED_CODE
from normsite.foundation.markup.addresses import OUTSIDE

# Only what can't be anything else: "P-256", "N-1" and "SC-7" are words of the field (curves, criteria, controls).
CODE = re.compile(rf"(?<![\w-]){DATED_CODE}(?![\w-])")
_WHOLE_CODE = re.compile(rf"(?<![\w-]){ANY_CODE}(?![\w-])")
# Nothing but codes, as in a cell of a record.
_CODES = re.compile(rf"{ANY_CODE}(?:, {ANY_CODE}){{0,99}}")
_URL = re.compile(r"(?<![\w/])https?://[^\s<>\"'`⟦⟧\ufffc]{1,2000}", re.I)
_TRAILING = ".,;:!?…”’»"
_OPENED_BY = {")": "(", "]": "[", "}": "{"}


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch `text[start:end]` that becomes a link to `href`."""

    start: int
    end: int
    href: str

    @property
    def outside(self) -> bool:
        return not self.href.startswith("/")


def find_passages(text: str, cites: Collection[str] = ()) -> Iterator[Passage]:
    """Codes and addresses in reading order, never overlapping; a code inside an address is part of the address.

    `cites` are codes that are meant where they stand, whatever else could bear such a name.
    """
    end = 0
    found = sorted([*_addresses(text), *_codes(text, cites)], key=lambda passage: (passage.start, -passage.end))
    for passage in found:
        if passage.start >= end:
            yield passage
            end = passage.end


def link_passages(text: str, cites: Collection[str] = ()) -> str:
    """The text escaped, its codes and addresses linked."""
    parts, end = [], 0
    for passage in find_passages(text, cites):
        rel = f' rel="{OUTSIDE}"' if passage.outside else ""
        words = escape(text[passage.start : passage.end])
        parts += [escape(text[end : passage.start]), f'<a href="{escape(passage.href)}"{rel}>{words}</a>']
        end = passage.end
    return "".join([*parts, escape(text[end:])])


def _codes(text: str, cites: Collection[str]) -> Iterator[Passage]:
    all_meant = _CODES.fullmatch(text) is not None
    for match in _WHOLE_CODE.finditer(text):
        if all_meant or match[0] in cites or CODE.fullmatch(match[0]):
            yield Passage(match.start(), match.end(), f"/ref/{match[0]}/")


def _addresses(text: str) -> Iterator[Passage]:
    for match in _URL.finditer(text):
        address = _without_tail(match[0])
        if len(address) > len("https://"):
            yield Passage(match.start(), match.start() + len(address), address)


def _without_tail(address: str) -> str:
    """Stops and brackets at the end belong to the sentence, unless the bracket was opened inside the address."""
    while (last := address[-1]) in _TRAILING or (last in _OPENED_BY and address.count(last) > address.count(_OPENED_BY[last])):
        address = address[:-1]
    return address
