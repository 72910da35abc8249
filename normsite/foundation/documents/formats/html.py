"""A record as one HTML file that needs nothing else: no script, no address that is fetched, the style inside it."""

import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from normsite.foundation import markup
from normsite.foundation.documents.document import SCHEMA, SECOND, Document

STYLE_SHEETS = {
    SCHEMA: (Path("static/css/document.css"), Path("static/css/text.css")),
    SECOND: (Path("static/css/document.css"), Path("static/css/text.css"), Path("static/css/cards.css")),
}
SECTIONS = {SCHEMA: "documents/_blocks.html", SECOND: "documents/_sections.html"}
SITE_LINK = re.compile(r'(<a\b[^<>]*?\shref=")/(?!/)')


@cache
def style(schema: str) -> str:
    """The style sheets of records of this schema and of the texts in them, as text."""
    return "\n".join((Path(settings.BASE_DIR) / sheet).read_text(encoding="utf-8").strip() for sheet in STYLE_SHEETS[schema])


def write_html(document: Document) -> bytes:
    """The record as a standalone page, in UTF-8, the same for every reader whatever language the site speaks to them."""
    css = style(document.schema)
    allowed = b64encode(sha256(css.encode()).digest()).decode()
    context = {
        "document": document,
        "sections_template": SECTIONS[document.schema],
        "style_element": markup.as_stored_html(f"<style>{css}</style>"),
        # The file holds itself to it: should stored text ever try to run or fetch anything, the browser refuses.
        "policy": f"default-src 'none'; style-src 'sha256-{allowed}'; img-src data:; base-uri 'none'; form-action 'none'",
    }
    with translation.override("en"):
        return _with_origin(render_to_string("documents/document.html", context), document.origin).encode()


def _with_origin(page: str, origin: str) -> str:
    """Links to paths of the site as whole addresses; in stored text only real tags begin with `<`."""
    return SITE_LINK.sub(rf"\g<1>{origin}/", page) if origin else page
