"""Files that visitors bring: one of each kind to attach, and comment forms with some rows. Each has its mark in its bytes."""

import csv
import random
from collections.abc import Callable, Sequence
from hashlib import sha256
from io import BytesIO, StringIO

from openpyxl import Workbook
from PIL import Image

from normsite.foundation.uploads import examine
from tests.load.browsers import File
from tests.load.submissions import marked

HEADINGS = ("MB/NC", "Line number", "Clause/ Subclause", "Paragraph/ Figure/ Table", "Type", "Comments", "Proposed change")
ROWS = (3, 30)
PDF = """%PDF-1.4
1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj
2 0 obj <</Type /Pages /Kids [3 0 R] /Count 1>> endobj
3 0 obj <</Type /Page /Parent 2 0 R /MediaBox [0 0 200 200]>> endobj
trailer <</Root 1 0 R>>
% {mark}
%%EOF
"""


def attachments(mark: str, chance: random.Random) -> list[File]:
    """One to three files, no two of a kind."""
    kinds = chance.sample(sorted(_KINDS), k=chance.randint(1, 3))
    return [File(f"{mark}.{kind}", _KINDS[kind](mark)) for kind in kinds]


def kept(file: File) -> tuple[str, str]:
    """What a site must give back of it: its name, and the hash of its bytes, of a picture once that is painted anew."""
    return file.name, sha256(examine(file.name, file.data).data).hexdigest()


def comment_form(marks: Sequence[str], chance: random.Random) -> File:
    """A form with a row for each mark."""
    rows = [("DE", "", "", "", chance.choice(("ge", "te", "ed")), marked(mark, chance), "Say so.") for mark in marks]
    kind = chance.choice(sorted(_FORMS))
    return File(f"{marks[0]}.{kind}", _FORMS[kind]([HEADINGS, *rows]))


def _picture(mark: str) -> bytes:
    colours, drawn = sha256(mark.encode()).digest()[:27], BytesIO()
    Image.frombytes("RGB", (3, 3), colours).resize((60, 60), Image.Resampling.NEAREST).save(drawn, "PNG")
    return drawn.getvalue()


def _csv(rows: Sequence[Sequence[str]]) -> bytes:
    written = StringIO()
    csv.writer(written).writerows(rows)
    return written.getvalue().encode()


def _xlsx(rows: Sequence[Sequence[str]]) -> bytes:
    book, saved = Workbook(write_only=True), BytesIO()
    sheet = book.create_sheet("Comments")
    for row in rows:
        sheet.append(row)
    book.save(saved)
    return saved.getvalue()


_KINDS: dict[str, Callable[[str], bytes]] = {
    "pdf": lambda mark: PDF.replace("{mark}", mark).encode(),
    "png": _picture,
    "txt": lambda mark: f"{marked(mark, random.Random(mark))}\n".encode(),
}
_FORMS = {"csv": _csv, "xlsx": _xlsx}
