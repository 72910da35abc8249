"""A comment form that was filled in elsewhere: its file, its columns, and the kept items that its rows become."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from comments.commenting_form import Clauses, Column, CommentingForm, FormRow, Placed
from comments.commenting_form import columns as fields
from comments.commenting_form.columns import letters
from comments.commenting_form.grids import MOST_BYTES
from comments.forms.public import field_for
from comments.models import MOST_TOGETHER, PARTS, CommentKind, Consultation
from norms.models import Clause
from normsite.foundation.choices import offer
from normsite.foundation.errors import Refused
from normsite.foundation.lines import plain_lines
from normsite.foundation.packed import MEGABYTE

A_FEW = 5  # rows
LARGEST = f"{MOST_BYTES // MEGABYTE} MB"
ROW = ("text", "proposed_change", "own_reference")
FIELDS = [
    ("", "Leave it out"),
    (fields.COMMENTS, "Comment"),
    (fields.PROPOSED_CHANGE, "Proposed change"),
    (fields.CLAUSE, "Clause or subclause"),
    (fields.PARAGRAPH, "Paragraph, figure or table"),
    (fields.LINE, "Line number"),
    (fields.KIND, "Type of comment"),
    (fields.MB, "Member body (MB/NC)"),
    (fields.OWN_REFERENCE, "Your own reference or number"),
    (fields.OBSERVATIONS, "Observations of the secretariat (not taken in)"),
]


class FormFileForm(forms.Form):
    """The file of a comment form. What is in it tells what it is, so its name is not looked at."""

    file = forms.FileField(
        label="Your comment form",
        help_text=f"The form of ISO, IEC or CEN, or another table of comments, as .xlsx, .docx or .csv; up to {LARGEST}.",
        error_messages={"required": "Choose the file."},
        widget=forms.FileInput(attrs={"data-most": MOST_BYTES}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise ValidationError(
                f"The file has {file.size / MEGABYTE:.1f} MB; at most {LARGEST} are read. "
                "Take out pictures, or upload it in several files."
            )
        return file


class ColumnsForm(forms.Form):
    """What each column of a form is. `columns` say by `index` their heading, a sample and the field they were taken for."""

    def __init__(self, *args: Any, columns: Sequence[Mapping[str, Any]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.indexes = [int(one["index"]) for one in columns]
        for one, field in zip(columns, _guessed(columns), strict=True):
            heading = " ".join(one["heading"].split())[:80] or "(no heading)"
            said = {"label": heading, "help_text": one["sample"], "initial": field, "required": False}
            select = forms.Select(attrs={"class": "govuk-select"})
            self.fields[_column(one["index"])] = forms.ChoiceField(choices=FIELDS, widget=select, **said)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        named = Counter(field for field in given.values() if field)
        for name, field in list(given.items()):
            if named[field] > 1:
                self.add_error(name, "Another column is said to be the same. Choose another for one of them.")
        if not named[fields.COMMENTS] and not self.errors:
            raise ValidationError("Say which column holds the comments: without them there is nothing to read.")
        return given

    @property
    def headings(self) -> dict[int, str]:
        """The field of each column by its index, as the reading of a form takes it."""
        return {index: self.cleaned_data[_column(index)] for index in self.indexes}


def _guessed(columns: Sequence[Mapping[str, Any]]) -> list[str]:
    """What the columns were taken for; where they are no form that is known, what each heading says by itself."""
    taken = [one["field"] for one in columns]
    single = fields.fields_of([one["heading"] for one in columns])
    return taken if any(taken) else [single.get(place, "") for place in range(len(columns))]


def _column(index: int) -> str:
    return f"column_{index}"


def digest_of(columns: Sequence[Column]) -> str:
    """By what forms with the same headings are known: by their letters, each in its place."""
    said = [f"{one.index} {word}" for one in columns if (word := letters(one.heading))]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


# ---- Rows


@dataclass(frozen=True)
class UploadedRow:
    """A row as the basket would keep it, and what a person should look at; `sheet` where that isn't the first of the file."""

    number: int
    item: dict[str, Any]
    remarks: tuple[str, ...]
    sheet: str = ""


@dataclass(frozen=True)
class WrongRow:
    """A row that can't be kept as it stands, and why. `item` is what it says as the basket would keep it, `before` what comes
    before its comment. `leave` says that most probably it is to be left out."""

    number: int
    reason: str
    item: dict[str, Any]
    before: str
    leave: bool = False
    sheet: str = ""


def uploaded(form: CommentingForm, consultation: Consultation) -> tuple[list[UploadedRow], list[WrongRow]]:
    """The rows that can be kept, each once, and those that can't, with the reason."""
    text = Clause.objects.public().outline().filter(revision=consultation.revision_id)
    clauses = Clauses(text.values_list("number", "title", "anchor"))
    good: dict[str, UploadedRow] = {}
    wrong: list[WrongRow] = []
    for row in form.rows:
        placed, mark = clauses.place(row.clause), _mark(row)
        if mark in good:
            wrong.append(_twin(row, placed, good[mark].number))
            continue
        try:
            good[mark] = _good(row, placed)
        except ValidationError as fault:
            wrong.append(_wrong(row, placed, " ".join(fault.messages)))
    for bad in form.bad:
        said: dict[str, Any] = dict(bad.said)
        row = FormRow(bad.number, sheet=bad.sheet, **said)
        wrong.append(_wrong(row, clauses.place(row.clause), bad.reason))
    return list(good.values()), sorted(wrong, key=lambda one: one.number)


def told_once(rows: Sequence[UploadedRow]) -> tuple[list[UploadedRow], list[str]]:
    """The rows without the remarks that each of them has, and those: what a whole column lacks is said once."""
    if len(rows) <= A_FEW:
        return list(rows), []
    common = [one for one in rows[0].remarks if all(one in row.remarks for row in rows)]
    return [replace(row, remarks=tuple(one for one in row.remarks if one not in common)) for row in rows], common


def refuse_too_much(items: Iterable[Mapping[str, Any]]) -> None:
    """What waits is kept in a session: rows that are too long together are refused."""
    if sum(len(str(value)) for item in items for value in item.values()) > MOST_TOGETHER:
        mend = "Upload them in several files, and put those that were read before into your list first."
        raise Refused("All comments together are longer than a million characters.", mend)


def _good(row: FormRow, placed: Placed) -> UploadedRow:
    item = _item(row, placed)
    said = item | {"text": joined(_before(row, placed), item["text"])}
    words = {part.name: field_for(part).clean(said[part.name]) for part in PARTS if part.name in ROW}
    remarks = (*row.remarks, placed.remark) if placed.remark else row.remarks
    return UploadedRow(row.number, item | words, remarks, row.sheet)


def _wrong(row: FormRow, placed: Placed, reason: str) -> WrongRow:
    return WrongRow(row.number, reason, _item(row, placed), _before(row, placed), sheet=row.sheet)


def _twin(row: FormRow, placed: Placed, earlier: int) -> WrongRow:
    """A row that is there already: where it is wanted all the same, it needs a mark of its own."""
    one = _wrong(row, placed, f"It says the same as row {earlier}.")
    return replace(one, item=one.item | {"row": f"{one.item['row']}-{row.number}"}, leave=True)


def _item(row: FormRow, placed: Placed) -> dict[str, Any]:
    """What the basket would keep, unchecked; `row` stays with it, whatever of it is changed there."""
    about = f"c:{placed.anchor}" if placed.anchor else "whole"
    words = {"text": row.comments, "proposed_change": row.proposed_change, "own_reference": row.own_reference}
    return {"about": about, "kind": row.kind, **words, "row": _mark(row)}


def _before(row: FormRow, placed: Placed) -> str:
    """What the form says of the place of a comment and our record has no field for."""
    given = [
        ("Clause", row.clause if placed.remark else ""),
        ("Paragraph, figure or table", row.paragraph),
        ("Line", row.line),
        ("Member body", row.mb if not row.own_reference.startswith(row.mb) else ""),
    ]
    return " ".join(f"{name} as given: {' '.join(words.split()).rstrip('.')}." for name, words in given if words)


def joined(before: str, text: str) -> str:
    """A comment below what comes before it."""
    return f"{before}\n\n{text}" if before else text


def _mark(row: FormRow) -> str:
    """The same for the same words, whichever row of which file they stand in."""
    said = {name: value for name, value in asdict(row).items() if name not in ("number", "remarks", "observations", "sheet")}
    said = {name: " ".join(value.split()) for name, value in said.items()}
    return "row-" + hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:32]


# ---- Rows that somebody puts right


class PlaceForm(forms.Form):
    """What a row is on, of which type, and its number, for a person who has been told to look at them."""

    about = forms.ChoiceField(label="On", error_messages={"required": "Choose what it is about."})
    kind = forms.ChoiceField(
        label="Type", choices=CommentKind.choices, error_messages={"required": "Say what kind of comment it is."}
    )
    leave = forms.BooleanField(label="Leave this row out", required=False)

    field_order = ("about", "kind", *ROW, "leave")

    def __init__(self, data: QueryDict | None = None, *, row: Mapping[str, Any], subjects: list[tuple[str, Any]]) -> None:
        super().__init__(data, prefix=f"row-{row['id']}", initial={**row["item"], "leave": row.get("leave", False)})
        self.row = row
        offer(self.fields["about"], subjects)

    @property
    def leaves(self) -> bool:
        """Whether it is to be left out, so that nothing of it has to be right."""
        return bool(self["leave"].value())

    @property
    def is_sent(self) -> bool:
        """Whether the row stood in the form on the page."""
        return self.add_prefix("about") in self.data

    @property
    def typed(self) -> dict[str, str]:
        """Its words, right or wrong."""
        said = {name: plain_lines(str(self[name].value() or "")) for name in ROW if name in self.fields}
        return {name: words.replace("\0", "") for name, words in said.items()}

    @property
    def item(self) -> dict[str, Any]:
        """What the basket keeps of the row as it is now."""
        return {
            **self.row["item"],
            **{name: self.cleaned_data[name] for name in ("about", "kind", *ROW) if name in self.fields},
        }

    @property
    def is_changed(self) -> bool:
        """Whether it says otherwise than the page that was shown."""
        before, told = self.row["item"], {name: str(self[name].value() or "") for name in ("about", "kind")}
        says_else = any(words.strip() != before[name].strip() for name, words in (self.typed | told).items())
        return says_else or self.leaves != self.row.get("leave", False)

    @property
    def _marks(self) -> dict[str, bool]:
        """Whether a person has said something of the row, and whether it is to be left out."""
        return {"typed": self.row.get("typed", False) or self.is_changed, "leave": self.leaves}

    @property
    def put_right(self) -> dict[str, Any]:
        """The row as it is now; `typed` once a person has said something of it."""
        return {**self.row, "item": self.item, **self._marks}

    @property
    def as_typed(self) -> dict[str, Any]:
        """The row with its words as they are now, and what was chosen for it, although something of it is wrong."""
        chosen = {name: self[name].value() for name in ("about", "kind") if name not in self.errors}
        return {**self.row, "item": self.row["item"] | self.typed | chosen, **self._marks}


class RowForm(PlaceForm):
    """All that a row says, to be put right."""

    def clean_text(self) -> str:
        """With what comes before it; together they are as long as a comment may be."""
        return str(self.fields["text"].clean(joined(self.row["before"], self.cleaned_data["text"])))

    @property
    def put_right(self) -> dict[str, Any]:
        return {**self.row, "item": self.item, "remarks": [], "typed": True, "leave": False}


def _fields(*names: str) -> dict[str, forms.Field]:
    """Those of a comment, in few words: there are many rows on a page."""
    short = [replace(part, asks=part.label or "Comment", hint="", rows=min(part.rows, 5)) for part in PARTS]
    return {part.name: field_for(part) for part in short if part.name in names}


PlaceForm.base_fields |= _fields("own_reference")
RowForm.base_fields |= _fields(*ROW)
