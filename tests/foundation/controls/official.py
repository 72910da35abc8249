"""Lists that were read, written as the official files are: so that the readers of those are tried on whole lists."""

from collections.abc import Iterator, Sequence
from html import escape

from normsite.foundation.controls.reading.pieces import Kind, ReadEntry, ReadList, ReadParagraph
from tests.foundation.controls.texts import line, words

NOTES = (Kind.NOTE, Kind.TECHNICAL_NOTE, Kind.NOTA_BENE)


def sure(found: ReadList) -> list[ReadEntry]:
    """The entries that were read without any doubt."""
    return [entry for entry in found.entries if not any(one.problem for one in entry.paragraphs)]


def as_ecfr(entries: Sequence[ReadEntry]) -> str:
    """As the eCFR writes them: full marks, one paragraph after the other, notes in italics."""
    inner = "".join(piece for entry in entries for piece in _fp(entry))
    return f'<DIV9 N="Supplement No. 1 to Part 774" TYPE="APPENDIX"><HD1>Category 0—All</HD1><HD1>A. “All”</HD1>{inner}</DIV9>'


def _fp(entry: ReadEntry) -> Iterator[str]:
    yield f"<FP-2><B>{entry.code} {escape(entry.heading)}</B></FP-2><FP-1><I>Items:</I></FP-1>"
    for one in entry.paragraphs:
        text = escape(one.text.replace("\n", " "))
        if one.kind == Kind.ITEM:
            yield f"<P>{one.mark}. {text}</P>"
        elif one.kind in NOTES and one.mark and one.mark[0] in "TN":
            yield f"<NOTE><HED><I>{escape(one.mark)}:</I></HED><P><I>{text}</I></P></NOTE>"
        else:
            yield f"<P><I>{escape(one.mark)} {text}</I></P>"


def as_eurlex(entries: Sequence[ReadEntry]) -> str:
    """As the Official Journal writes them: each line in a table of its own, within the words of the line above it."""
    lines = [line(entry.code, words(escape(entry.heading)), *_below(entry.paragraphs, None, False)) for entry in entries]
    return f"<html><body><p>ANNEX I</p>{''.join(lines)}</body></html>"


def _below(paragraphs: Sequence[ReadParagraph], parent: int | None, is_italic: bool) -> Iterator[str]:
    for place, one in enumerate(paragraphs):
        if one.parent != parent:
            continue
        slanted = is_italic or one.kind in NOTES
        inner = words(escape(one.text), slanted), *_below(paragraphs, place, slanted)
        if not one.mark:
            yield from inner
        else:
            yield line(escape(one.mark) + ":" * (one.mark[0] in "TN"), *inner)
