"""Everything that leaves the house as a record is a `Document`; `FORMATS` (in `formats`) writes it out.

document = Document(code="PUB-3", title="...", subtitle="...", facts=(...), sections=(...))
store(document.canonical_bytes(), document.digest)
export(Document.load(stored), "pdf")
"""

from normsite.foundation.documents.blocks import Block, Fact, Facts, Figure, Notice, Prose, Redline, Row, Table, Text
from normsite.foundation.documents.document import Document, Section
from normsite.foundation.documents.formats import FORMATS, Format, export
from normsite.foundation.documents.formats.csv import csv_lines, write_table_csv
from normsite.foundation.documents.formats.pdf import write_pdf
from normsite.foundation.documents.svg import as_own_svg

__all__ = [
    "FORMATS",
    "Block",
    "Document",
    "Fact",
    "Facts",
    "Figure",
    "Format",
    "Notice",
    "Prose",
    "Redline",
    "Row",
    "Section",
    "Table",
    "Text",
    "as_own_svg",
    "csv_lines",
    "export",
    "write_pdf",
    "write_table_csv",
]
