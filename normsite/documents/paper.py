"""A record as a tagged PDF (PDF/UA-1) on A4, the same bytes each time the same fonts and libraries write it."""

import logging
from functools import cache
from typing import Any

from normsite.documents.document import Document
from normsite.documents.page import write_html

# Each export would log forty lines of progress, and every screen-only rule of the style sheet as a warning.
logging.getLogger("weasyprint").setLevel(logging.ERROR)


@cache
def why_no_pdf() -> str | None:
    """Why this server cannot write PDF, as a sentence; None when it can."""
    try:
        import weasyprint  # noqa: F401
    except (ImportError, OSError):
        return "PDF is not available on this server: the Pango library is missing."
    return None


def write_pdf(document: Document) -> bytes:
    """The record as PDF/UA-1; its identifier is the digest and it bears no date, so nothing but the content decides."""
    from weasyprint import HTML

    page = HTML(string=write_html(document).decode(), base_url="about:blank", url_fetcher=_fetcher())
    written: bytes = page.write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=document.digest.encode())
    return written


def _fetcher() -> Any:
    """A fetcher that fetches nothing: an address in stored text must not make the server call anybody."""
    from weasyprint.urls import URLFetcher

    return URLFetcher(allowed_protocols=("data",), allow_redirects=False)
