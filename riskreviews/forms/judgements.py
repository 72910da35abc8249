"""The blanks of a method as fields of a form."""

from decimal import Decimal

from django import forms
from django.utils.text import capfirst

from normsite.foundation.lines import Line
from riskreviews import queries
from riskreviews.methods import Field, Level, Method
from riskreviews.methods.levels import Scale
from riskreviews.methods.questions import Blank, Number, Question, Words


class NumberField(forms.DecimalField):
    """A number as a string without needless zeros, which is how judgements are kept."""

    def clean(self, value: object) -> str:
        number = super().clean(value)
        return format(number.normalize() + Decimal(0), "f") if number is not None else ""


def judgement_fields(method: Method) -> dict[str, forms.Field]:
    """The field of each blank of a method, by the name under which it is typed and stored: first without, then with
    safeguards, or once where one answer holds for both."""
    return {name: field for question in method.fields for name, field in _asked(question).items()}


def _asked(question: Question) -> dict[str, forms.Field]:
    sides = queries.SIDES if question.in_residual else (("", False),)
    return {
        name: _field(question, blank, side)
        for side, residual in sides
        for blank, name in zip(question.blanks, question.side(residual=residual), strict=True)
    }


def _field(question: Question, blank: Blank, side: str) -> forms.Field:
    words = question.question if isinstance(question, Field) else blank.label
    label = f"{side}: {words}" if side else capfirst(words)
    if isinstance(blank.kind, Number):
        return _number(blank.kind, label, blank.needed)
    if isinstance(blank.kind, Words):
        asked = {"required": "Fill it in."}
        return Line(label=label, max_length=blank.kind.longest, required=blank.needed, error_messages=asked)
    return _choice(blank.kind, label, blank.needed)


def _number(number: Number, label: str, needed: bool) -> forms.Field:
    unit = f" ({number.unit})" if number.unit else ""
    return NumberField(
        label=f"{label}{unit}",
        required=needed,
        min_value=number.least,
        max_value=number.most,
        max_digits=24,
        error_messages={"required": "Give a number.", "invalid": "Give a number, such as 12 or 0.05."},
    )


def _choice(scale: Scale, label: str, needed: bool) -> forms.ChoiceField:
    choices = [(level.code, _with_range(level)) for level in scale]
    if needed:
        return forms.ChoiceField(
            label=label, choices=choices, widget=forms.RadioSelect, error_messages={"required": "Choose a level."}
        )
    return forms.ChoiceField(label=label, choices=[("", "Choose"), *choices], required=False)


def _with_range(level: Level) -> str:
    return f"{level.label}: {level.range}" if level.range else level.label
