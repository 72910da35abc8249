"""A comment form that was filled in elsewhere: its file, and the kept items that its rows become."""

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from comments.commenting_form import BadRow, CommentingForm, FormRow, Placed, clause_of
from comments.forms.public import field_for
from comments.models import PARTS, Consultation
from norms.models import Clause
from normsite.foundation.errors import Refused

MOST_CHARACTERS = 1_000_000  # in all rows together: a session keeps them until they are sent


class FormFileForm(forms.Form):
    """The file of a comment form. What is in it tells what it is, so its name is not looked at."""

    file = forms.FileField(
        label="Your comment form",
        help_text="The form of ISO, IEC or CEN, or a table with such headings, as .xlsx, .docx or .csv; up to 3 MB.",
        error_messages={"required": "Choose the file."},
    )


@dataclass(frozen=True)
class UploadedRow:
    """A row as the basket would keep it, and what a person should look at."""

    number: int
    item: dict[str, Any]
    remarks: tuple[str, ...]


def uploaded(form: CommentingForm, consultation: Consultation) -> tuple[list[UploadedRow], list[BadRow]]:
    """The rows that can be kept, each once, and those that can't, with the reason. Refused where all together are too long."""
    text = Clause.objects.public().outline().filter(revision=consultation.revision_id)
    clauses = [(number, title, anchor) for anchor, number, title in text.values_list("anchor", "number", "title")]
    good: dict[str, UploadedRow] = {}
    bad = list(form.bad)
    for row in form.rows:
        try:
            one = _row(row, clause_of(row.clause, clauses))
        except ValidationError as wrong:
            bad.append(BadRow(row.number, " ".join(wrong.messages)))
            continue
        earlier = good.setdefault(one.item["form_key"], one)
        if earlier is not one:
            bad.append(BadRow(row.number, f"It says the same as row {earlier.number}."))
    if sum(len(str(value)) for one in good.values() for value in one.item.values()) > MOST_CHARACTERS:
        raise Refused("All comments together are longer than a million characters.", "Upload them in several files.")
    return list(good.values()), sorted(bad, key=lambda one: one.number)


def _row(row: FormRow, placed: Placed) -> UploadedRow:
    said = {"text": _text(row, placed), "proposed_change": row.proposed_change, "own_reference": row.own_reference}
    words = {part.name: field_for(part).clean(said[part.name]) for part in PARTS if part.name in said}
    about = f"c:{placed.anchor}" if placed.anchor else "whole"
    remarks = (*row.remarks, placed.remark) if placed.remark else row.remarks
    return UploadedRow(row.number, {"about": about, "kind": row.kind, **words, "form_key": _mark(row)}, remarks)


def _text(row: FormRow, placed: Placed) -> str:
    """The comment, and before it what the form says of its place and our record has no field for."""
    given = [
        ("Clause", row.clause if placed.remark else ""),
        ("Paragraph, figure or table", row.paragraph),
        ("Line", row.line),
        ("Member body", row.mb if not row.own_reference.startswith(row.mb) else ""),
    ]
    lines = [f"{name} as given: {' '.join(words.split()).rstrip('.')}." for name, words in given if words]
    return "\n\n".join([" ".join(lines), row.comments] if lines else [row.comments])


def _mark(row: FormRow) -> str:
    """The same for the same words, whichever row of which file they stand in."""
    said = {name: value for name, value in asdict(row).items() if name not in ("number", "remarks", "observations")}
    return "row-" + hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:32]
