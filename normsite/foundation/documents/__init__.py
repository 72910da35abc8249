"""Everything that leaves the house as a record is a `Document`; `FORMATS` (in `formats`) writes it out.

document = Document(code="PUB-3", title="...", subtitle="...", facts=(...), sections=(...))
store(document.canonical_bytes(), document.digest)
export(Document.load(stored), "pdf")
"""

from normsite.foundation.documents.blocks import (
    Block,
    Card,
    Fact,
    Facts,
    Figure,
    Folded,
    Line,
    Notice,
    Point,
    Prose,
    Redline,
    Row,
    Run,
    Table,
    Text,
    walk_blocks,
)
from normsite.foundation.documents.document import SECOND, Document, Section
from normsite.foundation.documents.formats import FORMATS, Format, export
from normsite.foundation.documents.formats.csv import csv_lines, write_table_csv
from normsite.foundation.documents.formats.pdf import write_pdf
from normsite.foundation.documents.html_text import plain_text
from normsite.foundation.documents.ramp import ramp_mark
from normsite.foundation.documents.svg import as_own_svg

__all__ = [
    "FORMATS",
    "SECOND",
    "Block",
    "Card",
    "Document",
    "Fact",
    "Facts",
    "Figure",
    "Folded",
    "Format",
    "Line",
    "Notice",
    "Point",
    "Prose",
    "Redline",
    "Row",
    "Run",
    "Section",
    "Table",
    "Text",
    "as_own_svg",
    "csv_lines",
    "export",
    "plain_text",
    "ramp_mark",
    "walk_blocks",
    "write_pdf",
    "write_table_csv",
]
