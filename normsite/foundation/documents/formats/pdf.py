"""A record as a tagged PDF (PDF/UA-1) on A4, the same bytes each time the same fonts and libraries write it."""

import logging
from functools import cache
from typing import Any
from unicodedata import bidirectional

from normsite.foundation.apart import apart
from normsite.foundation.documents.document import Document
from normsite.foundation.documents.formats.html import write_html

SECONDS, MEBIBYTES = 120, 3_000
# What WeasyPrint, which knows neither `dir="auto"` nor `unicode-bidi`, is told the direction of.
ONE_DIRECTION = frozenset(("p", "h2", "h3", "h4", "h5", "h6", "td", "th", "bdi"))
# Each export would log forty lines of progress, and every screen-only rule of the style sheet as a warning.
logging.getLogger("weasyprint").setLevel(logging.ERROR)


@cache
def why_no_pdf() -> str | None:
    """Why this server cannot write PDF, as a sentence; None when it can."""
    try:
        import weasyprint  # noqa: F401, PLC0415 - it can't be imported where Pango is missing
    except (ImportError, OSError):
        return "PDF is not available on this server: the Pango library is missing."
    return None


def write_pdf(document: Document) -> bytes:
    """The record as PDF/UA-1; its identifier is the digest and it bears no date, so nothing but the content decides."""
    return apart(
        set_pages,
        write_html(document),
        document.digest,
        what="The PDF",
        mend="Choose another download.",
        seconds=SECONDS,
        mebibytes=MEBIBYTES,
    )


def set_pages(page: bytes, digest: str) -> bytes:
    """The PDF of a record that is written as a page already: the slow part, which is done apart."""
    from weasyprint import HTML  # noqa: PLC0415 - as above

    paper = HTML(string=page.decode(), base_url="about:blank", url_fetcher=_fetcher())
    _set_directions(paper.etree_element)
    written: bytes = paper.write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=digest.encode(), presentational_hints=True)
    return written


def _set_directions(page: Any) -> None:
    """Say for each part which way it is written, as a browser finds out by itself: by its first letter that has a direction."""
    for element in page.iter():
        if element.get("dir") == "auto" or element.tag in ONE_DIRECTION:
            element.set("dir", _direction("".join(element.itertext())))


def _direction(words: str) -> str:
    strong = (bidirectional(sign) for sign in words)
    return "rtl" if next((kind for kind in strong if kind in ("L", "R", "AL")), "L") != "L" else "ltr"


def _fetcher() -> Any:
    """A fetcher that fetches nothing: an address in stored text must not make the server call anybody."""
    from weasyprint.urls import URLFetcher  # noqa: PLC0415 - as above

    return URLFetcher(allowed_protocols=("data",), allow_redirects=False)
