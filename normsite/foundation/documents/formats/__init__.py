"""The one table of export formats. A format is one file with one `write_...` function and one row here."""

from collections.abc import Callable
from dataclasses import dataclass

from normsite.foundation.documents.document import Document
from normsite.foundation.documents.formats.csv import write_csv
from normsite.foundation.documents.formats.html import write_html
from normsite.foundation.documents.formats.pdf import write_pdf
from normsite.foundation.errors import Refused
from normsite.foundation.paper.typesetting import why_not as why_no_pages


def _always() -> None:
    return None


@dataclass(frozen=True, slots=True)
class Format:
    """How a record is written out; `unavailable` gives the sentence that says why it cannot be here, or None.

    Written `at_once` is what costs a publication nothing; what takes long is written when somebody asks for it.
    """

    key: str
    label: str
    extension: str
    content_type: str
    write: Callable[[Document], bytes]
    unavailable: Callable[[], str | None] = _always
    at_once: bool = True
    shown_inline: bool = False


FORMATS: dict[str, Format] = {
    form.key: form
    for form in (
        Format(
            "pdf",
            "PDF, tagged for screen readers",
            "pdf",
            "application/pdf",
            write_pdf,
            why_no_pages,
            at_once=False,
            shown_inline=True,
        ),
        Format("html", "Web page, one file", "html", "text/html; charset=utf-8", write_html),
        Format("json", "JSON, the record itself", "json", "application/json", Document.canonical_bytes),
        Format("csv", "CSV, for spreadsheets", "csv", "text/csv; charset=utf-8", write_csv),
    )
}


def export(document: Document, key: str) -> bytes:
    """`document` in the format `key`; Refused when there is no such format or this server cannot write it."""
    form = FORMATS.get(key)
    if form is None:
        raise Refused("There is no such export format.", f"Choose one of {', '.join(FORMATS)}.")
    if reason := form.unavailable():
        others = ", ".join(other.key for other in FORMATS.values() if not other.unavailable())
        raise Refused(reason, f"Choose one of {others}.")
    return form.write(document)
