"""Comments that another system has exported, without database or request: a file becomes rows, a cell words or an instant."""

from comments.other_systems.dates import NoInstant, instant_of
from comments.other_systems.fields import FIELDS, Field, guessed
from comments.other_systems.plain import has_html, plain
from comments.other_systems.tables import Row, Table, headings_signature, read_table, unpacked

__all__ = [
    "FIELDS",
    "Field",
    "NoInstant",
    "Row",
    "Table",
    "guessed",
    "has_html",
    "headings_signature",
    "instant_of",
    "plain",
    "read_table",
    "unpacked",
]
