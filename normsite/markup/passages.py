"""Public codes and web addresses in running text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.html import escape

from normsite.markup.addresses import OUTSIDE

CODE = re.compile(
    r"(?<![\w-])(?:(?:C|RC)-20\d\d-\d{5,9}|(?:N|P|O|R|SC|SG|CN|PUB)-[1-9]\d{0,8})(?![\w-])",
)
_URL = re.compile(r"(?<![\w/])https?://[^\s<>\"'`⟦⟧\ufffc]{1,2000}", re.I)
_TRAILING = ".,;:!?…”’»"


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch `text[start:end]` that becomes a link to `href`."""

    start: int
    end: int
    href: str

    @property
    def outside(self) -> bool:
        return not self.href.startswith("/")


def find_passages(text: str) -> Iterator[Passage]:
    """Codes and addresses in reading order, never overlapping; a code inside an address is part of the address."""
    end = 0
    found = sorted([*_addresses(text), *_codes(text)], key=lambda passage: (passage.start, -passage.end))
    for passage in found:
        if passage.start >= end:
            yield passage
            end = passage.end


def link_passages(text: str) -> str:
    """The text escaped, its codes and addresses linked."""
    parts, end = [], 0
    for passage in find_passages(text):
        rel = f' rel="{OUTSIDE}"' if passage.outside else ""
        words = escape(text[passage.start : passage.end])
        parts += [escape(text[end : passage.start]), f'<a href="{escape(passage.href)}"{rel}>{words}</a>']
        end = passage.end
    return "".join([*parts, escape(text[end:])])


def _codes(text: str) -> Iterator[Passage]:
    for match in CODE.finditer(text):
        yield Passage(match.start(), match.end(), f"/ref/{match[0]}/")


def _addresses(text: str) -> Iterator[Passage]:
    for match in _URL.finditer(text):
        address = _without_tail(match[0])
        if len(address) > len("https://"):
            yield Passage(match.start(), match.start() + len(address), address)


def _without_tail(address: str) -> str:
    """Stops and brackets at the end belong to the sentence, unless the bracket was opened inside the address."""
    while address:
        last = address[-1]
        if last in _TRAILING or (last in ")]}" and address.count(last) > address.count({")": "(", "]": "[", "}": "{"}[last])):
            address = address[:-1]
        else:
            break
    return address
