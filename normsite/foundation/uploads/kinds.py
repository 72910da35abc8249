"""Which kinds of files are taken, and by what in them each is known."""

import zipfile
from dataclasses import dataclass
from io import BytesIO

from normsite.foundation.errors import Refused
from normsite.foundation.signs import START, refuse_others


@dataclass(frozen=True)
class Kind:
    """`key` is what is stored, `label` what people read, `end` that of its name; `type` is the only one it is given out as."""

    key: str
    label: str
    type: str
    end: str
    also: tuple[str, ...] = ()


PDF = Kind("pdf", "PDF", "application/pdf", ".pdf")
DOCX = Kind("docx", "Word", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx")
XLSX = Kind("xlsx", "Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx")
PNG = Kind("png", "PNG picture", "image/png", ".png")
JPEG = Kind("jpeg", "JPEG picture", "image/jpeg", ".jpg", (".jpeg",))
TXT = Kind("txt", "plain text", "text/plain; charset=utf-8", ".txt")
KINDS = {kind.key: kind for kind in (PDF, DOCX, XLSX, PNG, JPEG, TXT)}
ENDS = tuple(end for kind in KINDS.values() for end in (kind.end, *kind.also))

TAKEN = "Send it as PDF, DOCX, XLSX, PNG, JPEG or plain text."
_SIGNS = {b"%PDF-": PDF, b"\x89PNG\r\n\x1a\n": PNG, b"\xff\xd8\xff": JPEG}
TAIL = 2048  # bytes after which a PDF has ended


def needs_a_library(data: bytes) -> bool:
    """Whether others' code would read it: not where it is a text, or is refused at sight."""
    return data.startswith((b"PK", *_SIGNS))


def kind_of(data: bytes) -> Kind | None:
    """The kind by the first bytes; None for what is packed, or a text: that takes a closer look. Other kinds are `Refused`."""
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise Refused("The file is empty.", "Choose the one you mean.")
    refuse_others(data, TAKEN, but=tuple(_SIGNS))
    kind = next((kind for sign, kind in _SIGNS.items() if data.startswith(sign)), None)
    if kind is PDF:
        _refuse_odd_pdf(data)
    return kind


def _refuse_odd_pdf(data: bytes) -> None:
    """One that is something else at the same time, or goes on behind its end."""
    if any(sign in data[:START].lower() for sign in (b"<html", b"<script", b"<!doctype")) or zipfile.is_zipfile(BytesIO(data)):
        raise Refused("The file is a PDF and something else at once.", "Print it to PDF anew, and send that.")
    if b"%%EOF" not in data[-TAIL:]:
        raise Refused("The PDF is cut off, or something stands behind its end.", "Save it as PDF anew, and send that.")
