"""A record as a tagged PDF (PDF/UA-1) on A4, the same bytes each time the same faces and typesetter write it."""

import json

from normsite.foundation.apart import apart
from normsite.foundation.documents.document import Document
from normsite.foundation.documents.printed.sheet import sheet
from normsite.foundation.paper.typesetting import set_pages

SECONDS, MEBIBYTES = 120, 3_000


def write_pdf(document: Document, *, is_record: bool = True) -> bytes:
    """The document as PDF/UA-1; it bears its digest and no date, so nothing but the content decides. A record says at its end
    how to check it against its JSON."""
    return apart(
        set_pages,
        json.dumps(sheet(document) | {"is_record": is_record}, ensure_ascii=False),
        what="The PDF",
        mend="Choose another download.",
        seconds=SECONDS,
        mebibytes=MEBIBYTES,
    )
