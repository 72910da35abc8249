"""Shapes of input about indicators and their readings."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.http import QueryDict
from django.utils import timezone

from norms.models import Norm
from normsite.foundation.choices import offer_rows
from normsite.foundation.days import DayField
from normsite.foundation.lines import Line
from normsite.foundation.markup.fields import PlainField
from normsite.foundation.unseen import isolated
from normsite.foundation.windows import VersionedForm
from riskreviews.models import Cadence, Direction, Indicator, Scenario
from riskreviews.models.indicator import DIGITS, PLACES, typed

COLUMNS = ("day", "value", "note", "source")
NEEDED = ("day", "value")
MOST_LINES = 2_000
LONGEST_TABLE = 300_000  # characters


def number(label: str, **options: Any) -> forms.DecimalField:
    """A value, with a point and without signs between the thousands: 1,121 is another number in another country."""
    errors = {"invalid": "Write the number as 1121 or 0.25."} | options.pop("error_messages", {})
    return forms.DecimalField(
        label=label,
        max_digits=DIGITS,
        decimal_places=PLACES,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages=errors,
        **options,
    )


class IndicatorForm(forms.Form):
    title = Line(label="What is measured", max_length=200, help_text="For example “Qubits of the largest machine”.")
    why = PlainField(
        label="Why it matters for the norms",
        max_length=4_000,
        rows=4,
        help_text="What it would mean if the threshold is crossed.",
    )
    unit = Line(label="Unit", max_length=40, help_text="For example qubits, incidents in a year, US dollars.")
    source = Line(label="Source", max_length=200, help_text="Who publishes it, and under which name.")
    source_url = forms.URLField(
        label="Address of the source",
        max_length=400,
        assume_scheme="https",
        validators=[URLValidator(["http", "https"], message="Give an address that starts with https:// or http://.")],
        error_messages={"invalid": "Give an address that starts with https:// or http://."},
    )
    direction = forms.ChoiceField(
        label="The concern lies",
        choices=[(one.value, f"{one.label} the thresholds") for one in Direction],
        widget=forms.RadioSelect,
    )
    warning = number("Warning value", help_text="From here on it is watched closely.")
    crossing = number("Crossing value", help_text="Here a review of each norm opens, in public.")
    cadence = forms.ChoiceField(label="How often a reading is expected", choices=Cadence.choices)
    first_due = DayField(label="First reading by")
    norms = forms.ModelMultipleChoiceField(
        Norm.objects.none(),
        label="Norms that are looked at again",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one norm."},
    )
    scenarios = Line(
        label="Scenarios it bears on",
        required=False,
        max_length=400,
        help_text="Their codes, such as SC-3, SC-8.",
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        offer_rows(self.fields["norms"], Norm.objects.public().order_by("title"), lambda one: f"{one.code} {isolated(one)}")

    def clean_scenarios(self) -> list[Scenario]:
        codes = [code.upper() for code in self.cleaned_data["scenarios"].replace(",", " ").replace(";", " ").split()]
        found = {
            one.code: one
            for one in Scenario.objects.public().filter(code__in=codes).select_related("assessment__revision__norm")
        }
        unknown = [code for code in codes if code not in found]
        if unknown:
            raise ValidationError(f"No scenario that anybody may read is called {', '.join(map(isolated, unknown))}.")
        return list(found.values())

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        warning, crossing, direction = (given.get(name) for name in ("warning", "crossing", "direction"))
        if warning is not None and crossing is not None and direction:
            above = direction == Direction.ABOVE
            if warning == crossing or (warning > crossing) is above:
                self.add_error("warning", f"It has to lie {'below' if above else 'above'} the crossing value.")
        return given


class IndicatorChangeForm(IndicatorForm, VersionedForm):
    """Of an indicator that is watched."""


def not_to_come(day: Any) -> None:
    if day > timezone.localdate():
        raise ValidationError("This day is still to come.")


class ReadingForm(forms.Form):
    """One reading."""

    day = DayField(label="Day", validators=[not_to_come], error_messages={"required": "Say of which day it is."})
    value = number("Value", error_messages={"required": "Give the value."})
    source = Line(label="Where it was read", max_length=400, required=False, help_text="If elsewhere than the source says.")
    note = Line(label="Note", max_length=400, required=False)


class CorrectionForm(forms.Form):
    """Another value in the place of one that was wrong."""

    value = number("The right value", error_messages={"required": "Give the value."})
    correction = Line(
        label="Why it is corrected",
        max_length=400,
        help_text="It is published beside both values.",
        error_messages={"required": "Say why it is corrected."},
    )
    source = Line(label="Where it was read", max_length=400, required=False)
    note = Line(label="Note", max_length=400, required=False)


class KeyForm(forms.Form):
    name = Line(
        label="Which program gets the key",
        max_length=80,
        help_text="For example “Night job of the observatory”. The name is published with its readings.",
        error_messages={"required": "Say which program."},
    )


@dataclass
class TableLine:
    """One line of a table of readings: its number as a spreadsheet counts, what stands in it, and why it can't be taken."""

    number: int
    cells: dict[str, str]
    facts: dict[str, Any] = field(default_factory=dict)
    wrong: str = ""


class ReadingsForm(forms.Form):
    """A table of readings, from a file or typed. After `is_valid`, `lines` says of each line what it holds or what is wrong.

    What a file holds is put into the text field, where single lines can be mended before they are taken in.
    """

    file = forms.FileField(label="CSV file", required=False)
    rows = PlainField(
        label="The table",
        required=False,
        rows=12,
        max_length=LONGEST_TABLE,
        help_text=f"The first line names the columns {', '.join(COLUMNS)}. Days stand as 2026-11-30, values as 1121 or 0.25.",
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.lines: list[TableLine] = []

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        upload = given.get("file")
        text = self._text_of(upload) if upload else given.get("rows", "")
        if not self.errors:
            if not text.strip():
                raise ValidationError("There is nothing to take in.")
            self._put_into_the_field(text)
            self.lines = list(self._read(text))
            if not self.lines:
                raise ValidationError("Below the names of the columns there is no line.")
        return given

    @property
    def good(self) -> list[tuple[int, dict[str, Any]]]:
        return [(line.number, line.facts) for line in self.lines if not line.wrong]

    @property
    def bad(self) -> list[TableLine]:
        return [line for line in self.lines if line.wrong]

    def mark(self, refusals: Iterable[tuple[int, str]]) -> None:
        """Say of these lines that they were refused, and why."""
        why = dict(refusals)
        for line in self.lines:
            line.wrong = line.wrong or why.get(line.number, "")

    def _text_of(self, upload: Any) -> str:
        if upload.size > 4 * LONGEST_TABLE:
            raise ValidationError(f"The file is too large: at most {LONGEST_TABLE:,} characters are taken at once.")
        try:
            text: str = upload.read().decode("utf-8-sig")
        except UnicodeDecodeError as problem:
            raise ValidationError("This is no text in UTF-8. Save it as CSV in UTF-8, and try again.") from problem
        return str(self.fields["rows"].clean(text))

    def _put_into_the_field(self, text: str) -> None:
        data = cast(QueryDict, self.data).copy()  # what `posted` has bound it to
        data["rows"] = text
        self.data = data

    def _read(self, text: str) -> Iterator[TableLine]:
        try:
            rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), strict=True))
        except csv.Error as problem:
            raise ValidationError(
                "This is no CSV: a quotation mark is opened and not closed, or stands within a word."
            ) from problem
        headings = [heading.strip().casefold() for heading in rows[0]]
        missing = [name for name in NEEDED if name not in headings]
        if missing:
            raise ValidationError(f"The first line has no column {' and no column '.join(missing)}.")
        if len(rows) > MOST_LINES + 1:
            raise ValidationError(f"The table has more than {MOST_LINES:,} lines. Send it in parts.")
        days: dict[Any, int] = {}
        for at, cells in enumerate(rows[1:], 2):
            if any(cell.strip() for cell in cells):
                yield self._line(at, dict(zip(headings, cells, strict=False)), days)

    def _line(self, at: int, cells: dict[str, str], days: dict[Any, int]) -> TableLine:
        given = {name: cells.get(name, "").strip() for name in COLUMNS}
        form = ReadingForm(given)
        if not form.is_valid():
            told = [f"{name}: {' '.join(map(str, errors))}" for name, errors in form.errors.items()]
            return TableLine(at, given, wrong=" ".join(told))
        day = form.cleaned_data["day"]
        first = days.setdefault(day, at)
        if first != at:
            return TableLine(at, given, wrong=f"Line {first} is of the same day.")
        return TableLine(at, given, form.cleaned_data)


def facts_of(indicator: Indicator) -> dict[str, Any]:
    """An indicator as its form begins with it."""
    names = [name for name in IndicatorChangeForm.base_fields if name not in ("norms", "scenarios", "shown")]
    facts = {name: getattr(indicator, name) for name in names}
    facts |= {name: typed(facts[name]) for name in ("warning", "crossing")}
    scenarios = ", ".join(indicator.scenarios.order_by("pk").values_list("code", flat=True))
    return facts | {"norms": [norm.pk for norm in indicator.norms.all()], "scenarios": scenarios}
