"""The US list as JSON with Markdown: categories, their product groups, and entries whose `details` are one text each."""

import re
from collections.abc import Iterator

from normsite.foundation.controls.codes import is_entry_code
from normsite.foundation.controls.reading.american import Block, EntryBlocks
from normsite.foundation.controls.reading.fields import Fields, objects, words
from normsite.foundation.controls.reading.pieces import ReadEntry, ReadList, Trouble, Unreadable
from normsite.foundation.controls.reading.placing import placed
from normsite.foundation.controls.reading.words import beginning, clean, one_line, quoted

SHAPE = "Commerce Control List, JSON with Markdown"
NO_CODE = "“{code}” stands where the code of an entry should, so that this was left out."

_LINK = re.compile(r'\[([^\]\n]{1,500})\]\([^()\s]{1,500}(?:\s+"[^"]{0,100}")?\)')
_TAG = re.compile(r"<[^<>\n]{1,200}>")
_ESCAPE = re.compile(r"\\([\\*_\[\]()#+.!>`|-])")
_LABEL = re.compile(r"\*(?P<inside>[^*\n]{1,60}?)(?::\*|\*:|(?<=\*Items)\*)\s*(?P<rest>.*)", re.DOTALL)
_RULE = re.compile(r"\|[\s|:-]*\|")
_LISTED = re.compile(r"^(?:[-•>]\s*)+")


def fits(data: object) -> bool:
    return isinstance(data, list) and bool(data) and all(isinstance(one, dict) and "product_groups" in one for one in data)


def read(data: list[Fields]) -> ReadList:
    """Entries whose code is none are told and left out."""
    entries: list[ReadEntry] = []
    troubles: list[Trouble] = []
    for category in data:
        for group in objects(category, "product_groups"):
            for one in objects(group, "eccn"):
                if is_entry_code(words(one, "code")):
                    entries.append(_entry(one, words(category, "name"), words(group, "name")))
                else:
                    sentence = NO_CODE.format(code=quoted(words(one, "code")))
                    troubles.append(Trouble(beginning(words(category, "name")), beginning(words(one, "description")), sentence))
    if not entries:
        raise Unreadable("The file has the shape of the US list, but no entry in it has a code.")
    return ReadList(SHAPE, tuple(entries), tuple(troubles), sum(len(entry.paragraphs) for entry in entries))


def _entry(one: Fields, category: str, group: str) -> ReadEntry:
    taking = EntryBlocks(list(_blocks(words(one, "details"))))
    part = re.match(r"Part [0-9]\b", plain(group))
    return ReadEntry(
        code=words(one, "code"),
        heading=one_line(plain(words(one, "description"))),
        category_name=re.sub(r"^Category \d+\s*[-—–]\s*", "", plain(category)),
        group_name=re.sub(r"^.*?\b[A-E]\.\s*", "", plain(group)),
        facts=taking.facts | ({"part": part[0]} if part else {}),
        paragraphs=placed(words(one, "code"), taking.rows),
    )


def plain(text: str) -> str:
    """The text without the signs of Markdown and without tags."""
    text = _TAG.sub(" ", _LINK.sub(r"\1", text))
    text = _ESCAPE.sub(lambda sign: "\0" if sign[1] == "*" else sign[1], text)
    return clean(text.replace("*", "").replace("\0", "*"))


def _blocks(details: str) -> Iterator[Block]:
    for source in re.split(r"\n[ \t]*\n", details.replace("\r\n", "\n")):
        source = source.strip()
        if source.startswith("|"):
            yield Block("", table=tuple(_cells(source)))
        elif source:
            yield _block(source)


def _cells(source: str) -> Iterator[tuple[str, ...]]:
    for line in source.split("\n"):
        if not _RULE.fullmatch(line.strip()):
            yield tuple(plain(cell) for cell in re.split(r"(?<!\\)\|", line.strip().strip("|")))


def _block(source: str) -> Block:
    is_listed = _LISTED.match(source) is not None
    source = _LISTED.sub("", source)
    is_aside = is_listed or (source.startswith("*") and not source.startswith("**"))
    label = _LABEL.match(source)
    if label and not is_listed:
        return Block(plain(label["rest"]), label=plain(label["inside"]), is_aside=is_aside)
    return Block(plain(source), is_aside=is_aside)
