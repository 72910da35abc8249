"""Readers of control lists: one module for each shape of file, all with the same result (`pieces.ReadList`).

The shape is known from what is in the file, never from its name. No reader guesses: what can't be told is said (`troubles`, and
`problem` of a paragraph).
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from normsite.foundation.controls.reading import columns, ecfr, eurlex, flat, markdown, paths
from normsite.foundation.controls.reading.pieces import ReadEntry, ReadList, Trouble, Unreadable
from normsite.foundation.controls.reading.words import beginning, quoted
from normsite.foundation.unseen import UNKEPT

LARGEST = 40_000_000
"""Bytes of a file; the official ones have some ten million."""
MOST_ENTRIES = 20_000
MOST_PARAGRAPHS = 200_000

NO_SHAPE = (
    "This is no control list in a shape that is known: the eCFR's XML of 15 CFR 774, EUR-Lex's HTML of Annex I, CSV with the "
    "columns of an export, or JSON in one of three shapes."
)

JSONS: tuple[tuple[Callable[[Any], bool], Callable[[Any], ReadList]], ...] = (
    (markdown.fits, markdown.read),
    (flat.fits, flat.read),
    (paths.fits, paths.read),
)

TEXTS: tuple[tuple[Callable[[bytes], bool], Callable[[bytes], ReadList]], ...] = (
    (ecfr.fits, ecfr.read),
    (eurlex.fits, eurlex.read),
    (columns.fits, columns.read),
)


def read_control_list(data: bytes) -> ReadList:
    """The list in a file. Raises `Unreadable`, with a sentence, for what is no list of a known shape, or not safe to read."""
    if len(data) > LARGEST:
        raise Unreadable(f"The file has {len(data):,} bytes; the most is {LARGEST:,}.")
    found = _once(_read(data))
    count = sum(len(entry.paragraphs) for entry in found.entries)
    if len(found.entries) > MOST_ENTRIES or count > MOST_PARAGRAPHS:
        raise Unreadable(f"The file has {len(found.entries):,} entries with {count:,} paragraphs; no list is that long.")
    for entry in found.entries:
        for words in _words_of(entry):
            if stray := UNKEPT.search(words):
                where = f"U+{ord(stray[0]):04X}, after “{quoted(words[: stray.start()])}”"
                raise Unreadable(f"{entry.code} holds a character that can't be kept: {where}.")
    if any(UNKEPT.search(f"{one.where} {one.words} {one.sentence}") for one in found.troubles):
        raise Unreadable("What is outside of its entries holds a character that can't be kept.")
    return found


def _words_of(entry: ReadEntry) -> Iterator[str]:
    """All that is kept of it."""
    yield from (entry.heading, entry.category_name, entry.group_name)
    yield from _words_in(dict(entry.facts))
    for paragraph in entry.paragraphs:
        yield from (paragraph.mark, paragraph.text, paragraph.problem)


def _words_in(fact: object) -> Iterator[str]:
    """What a fact holds: words, or lists and dictionaries of them."""
    if isinstance(fact, str):
        yield fact
    elif isinstance(fact, dict):
        for name, value in fact.items():
            yield str(name)
            yield from _words_in(value)
    elif isinstance(fact, list):
        for value in fact:
            yield from _words_in(value)


def _once(found: ReadList) -> ReadList:
    """The list without entries whose code has come already."""
    kept: dict[str, ReadEntry] = {}
    troubles = list(found.troubles)
    for entry in found.entries:
        if entry.code in kept:
            sentence = f"{entry.code} has an entry already; this second one was left out."
            troubles.append(Trouble(entry.code, beginning(entry.heading), sentence))
        else:
            kept[entry.code] = entry
    return replace(found, entries=tuple(kept.values()), troubles=tuple(troubles))


def _read(data: bytes) -> ReadList:
    first = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if first in (b"{", b"["):
        return _read_json(data)
    for fits, read in TEXTS:
        if fits(data):
            return read(data)
    raise Unreadable(NO_SHAPE)


def _read_json(data: bytes) -> ReadList:
    try:
        value = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as trouble:
        raise Unreadable(f"The file is no text in UTF-8: byte {trouble.start:,} is none.") from trouble
    except RecursionError as trouble:
        raise Unreadable("The file is nested far deeper than any list.") from trouble
    except ValueError as trouble:
        raise Unreadable(f"The file begins as JSON does but is none: {trouble}.") from trouble
    for fits, read in JSONS:
        if fits(value):
            return read(value)
    raise Unreadable(NO_SHAPE)
