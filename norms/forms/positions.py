"""How far a national body adopts a norm, and the clauses that don't hold there as written."""

import csv
import io
from collections.abc import Iterator, Mapping
from typing import Any

from django import forms

from norms.forms.fields import day, web_address
from norms.models import Adoption, Clause, Position
from normsite.foundation.choices import offer
from normsite.foundation.lines import Line
from normsite.foundation.markup.fields import PlainField
from normsite.foundation.unseen import isolated
from normsite.foundation.windows import VersionedForm

CARVE_OUT_COLUMNS = {  # of a table of carve-outs, as it is taken in and given out, and the field of each
    "clause": "clause",
    "reason": "reason",
    "legal_basis": "legal_basis",
    "source": "source",
    "from": "starts_on",
    "until": "ends_on",
}
MOST_ROWS = 2_000
LARGEST_TABLE = 2_000_000  # bytes


class PositionForm(VersionedForm):
    """How far a national body adopts a norm."""

    adoption = forms.ChoiceField(
        label="How far it is adopted",
        choices=Adoption.choices,
        widget=forms.RadioSelect,
        help_text="Identical has no carve-outs; modified has one for each clause that holds otherwise.",
    )
    designation = Line(label="What it is called there", max_length=60, required=False, help_text="For example NX 4021.")
    statement = PlainField(
        label="In the body's own words",
        max_length=4_000,
        required=False,
        rows=5,
        help_text="What readers should know; why, if the norm is not adopted or not equivalent.",
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, position: Position) -> None:
        super().__init__(data, initial={name: getattr(position, name) for name in self.base_fields if name != "shown"})


class CarveOutForm(forms.Form):
    """A clause that doesn't hold as written, named by its anchor."""

    clause = forms.ChoiceField(
        label="Clause",
        error_messages={"required": "Say which clause.", "invalid_choice": "The text has no such clause."},
    )
    reason = Line(label="Reason", max_length=600, help_text="What holds instead, or what is not done there, and why.")
    legal_basis = Line(label="Legal basis", max_length=300, help_text="Law and place in it.")
    source = web_address("Address of the legal basis")
    starts_on = day("From")
    ends_on = day("Until", required=False, help_text="The last day; left empty, it has no end yet.")

    def __init__(self, *args: Any, clauses: dict[str, Clause], **options: Any) -> None:
        super().__init__(*args, **options)
        self.clauses = clauses
        offer(self.fields["clause"], [("", "Choose"), *((anchor, isolated(clause)) for anchor, clause in clauses.items())])

    def clean_clause(self) -> Clause:
        return self.clauses[self.cleaned_data["clause"]]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("ends_on") and given.get("starts_on") and given["ends_on"] < given["starts_on"]:
            self.add_error("ends_on", "It would end before it begins.")
        return given


class CarveOutsForm(forms.Form):
    """A table of carve-outs. After `is_valid`, `rows` are those that can be taken, `bad` those that can't; each with its number
    as a spreadsheet counts, the headings being row 1."""

    file = forms.FileField(label="CSV file", help_text="UTF-8, with the columns " + ", ".join(CARVE_OUT_COLUMNS) + ".")

    def __init__(self, *args: Any, clauses: dict[str, Clause], **options: Any) -> None:
        super().__init__(*args, **options)
        self.clauses = clauses
        self.by_number = {clause.number: anchor for anchor, clause in clauses.items() if clause.number}
        self.rows: list[tuple[int, dict[str, Any]]] = []
        self.bad: list[tuple[int, str]] = []

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if upload.size > LARGEST_TABLE:
            raise forms.ValidationError(f"The file has {upload.size:,} bytes; the most is {LARGEST_TABLE:,}.")
        try:
            for number, row in self._read(upload.read().decode("utf-8-sig")):
                self._take(number, row)
        except (UnicodeDecodeError, csv.Error) as problem:
            raise forms.ValidationError("This is no CSV file in UTF-8. Save it as one, and try again.") from problem
        return upload

    def _read(self, text: str) -> Iterator[tuple[int, dict[str, str]]]:
        lines = csv.reader(io.StringIO(text), strict=True)
        headings = [heading.strip().casefold() for heading in next(lines, [])]
        missing = [name for name in CARVE_OUT_COLUMNS if name not in headings and name != "until"]
        if missing:
            raise forms.ValidationError(f"The first row has no column {', '.join(missing)}.")
        for number, cells in enumerate(lines, 2):
            if number > MOST_ROWS + 1:
                raise forms.ValidationError(f"The file has more than {MOST_ROWS:,} rows. Send it in parts.")
            if any(cell.strip() for cell in cells):
                yield number, dict(zip(headings, cells, strict=False))

    def _take(self, number: int, row: dict[str, str]) -> None:
        given = {field: row.get(column, "").strip() for column, field in CARVE_OUT_COLUMNS.items()}
        anchor = given["clause"] = self.by_number.get(given["clause"], given["clause"])
        # The one clause of the row alone: to offer all of a long text in each of many rows takes seconds.
        form = CarveOutForm(given, clauses={anchor: self.clauses[anchor]} if anchor in self.clauses else {})
        if form.is_valid():
            self.rows.append((number, form.cleaned_data))
            return
        columns = {field: column for column, field in CARVE_OUT_COLUMNS.items()}
        told = [f"{columns[field]}: {' '.join(dict.fromkeys(map(str, errors)))}" for field, errors in form.errors.items()]
        self.bad.append((number, " ".join(told)))
