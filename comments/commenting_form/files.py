"""A spreadsheet, a Word document or a CSV file as grids of cells. The type is told by what is in the file, never by its name.

Nothing in a file is carried out: no macro, no formula, no link to another file. What a stranger may have made to eat memory
is refused before any library opens it.
"""

import re
from collections.abc import Callable, Iterator

from comments.commenting_form.grids import MOST_BYTES, SAVE_AS, Grid
from comments.commenting_form.letters import grids_of_letter
from comments.commenting_form.plain_text import grid_of_text
from comments.commenting_form.workbooks import grids_of_workbook
from normsite.foundation.errors import Refused
from normsite.foundation.packed import MEGABYTE, checked_members
from normsite.foundation.signs import refuse_others, refuse_package


def read_grids(data: bytes) -> list[Grid]:
    """The grids of a file, as they follow each other. What is too large, no table, or made to do harm is `Refused`."""
    if len(data) > MOST_BYTES:
        raise Refused(f"The file is larger than {MOST_BYTES // MEGABYTE} MB.", "Take out pictures, or upload it in parts.")
    if not data.strip():
        raise Refused("The file is empty.", "Upload the form with your comments in it.")
    if data.startswith(b"PK"):
        return _of_package(data)
    refuse_others(data, SAVE_AS)
    return [grid_of_text(data)]


def _of_package(data: bytes) -> list[Grid]:
    names = checked_members(data, called="comment form", mend=SAVE_AS, anew="Copy the rows with comments into a new form.")
    read = _reader_of(names)
    if read is None:
        refuse_package(data, names, SAVE_AS)
    try:
        return list(read(data))
    except (Refused, MemoryError):
        raise
    except Exception as fault:  # the libraries raise whatever a broken file makes them stumble over
        raise Refused("The file can't be opened: it is damaged, or of a kind that isn't read.", SAVE_AS) from fault


def _reader_of(names: set[str]) -> Callable[[bytes], Iterator[Grid]] | None:
    """By the main part, which Office on the web numbers: "word/document2.xml"."""
    if any(re.fullmatch(r"/?xl/workbook\d{0,3}\.xml", name) for name in names):
        return grids_of_workbook
    return grids_of_letter if any(re.fullmatch(r"/?word/document\d{0,3}\.xml", name) for name in names) else None
