"""What a spreadsheet or a letter says beside its tables: it is not read, so it is told."""

import io
import re
import zipfile
from collections.abc import Iterator

# By the part that holds it: what each is called, and how it begins. Word keeps the lines above its footnotes among them, typed.
_NOTES = (
    (re.compile(r"/?xl/(?:comments/)?comments?[0-9]{0,4}\.xml"), "note on a cell", re.compile(rb"<(?:\w{1,20}:)?comment\s")),
    (re.compile(r"/?word/comments[0-9]{0,4}\.xml"), "comment in the margin", re.compile(rb"<\w{1,20}:comment\s")),
    (re.compile(r"/?word/footnotes[0-9]{0,4}\.xml"), "footnote", re.compile(rb"<\w{1,20}:footnote\s(?![^>]{0,200}:type=)")),
    (re.compile(r"/?word/endnotes[0-9]{0,4}\.xml"), "endnote", re.compile(rb"<\w{1,20}:endnote\s(?![^>]{0,200}:type=)")),
)


def notes_unread(data: bytes) -> Iterator[str]:
    """How many notes, comments in the margin, footnotes and endnotes a package of Office has, each in a sentence; of any other
    file nothing. The package is one that `read_grids` has opened."""
    if not data.startswith(b"PK"):
        return
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for part, called, begins in _NOTES:
            found = (package.read(name) for name in package.namelist() if part.fullmatch(name.lower()))
            if many := sum(len(begins.findall(xml)) for xml in found):
                yield f"{many} {_in_number(called, many)} not read."


def _in_number(called: str, many: int) -> str:
    first, *rest = called.split(" ", 1)
    return f"{called} was" if many == 1 else " ".join([f"{first}s", *rest, "were"])
