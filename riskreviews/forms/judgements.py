"""The questions of a page as fields of a form, and how a template finds them."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.text import capfirst

from normsite.foundation.lines import Line
from riskreviews.methods import Level
from riskreviews.methods.levels import Scale
from riskreviews.methods.method import side_in_words
from riskreviews.methods.pages import BOTH, ROWS_AT_ONCE, Page
from riskreviews.methods.questions import MOST, Blank, Choice, Estimate, Field, Lines, Number, Question, Words

SAME = "The same with safeguards"


class NumberField(forms.DecimalField):
    """A number as a string without needless zeros, which is how judgements are kept."""

    def clean(self, value: object) -> str:
        number = super().clean(value)
        return format(number.normalize() + Decimal(0), "f") if number is not None else ""


class LevelSelect(forms.RadioSelect):
    """The values of a scale to choose one of, each with its range and what it means beside it."""

    template_name = "riskreviews/_levels.html"

    def __init__(self, scale: Scale) -> None:
        super().__init__()
        self.scale = {level.code: level for level in scale}

    def create_option(self, name: str, value: Any, *args: Any, **options: Any) -> dict[str, Any]:
        """What Django makes of a choice, with the level itself."""
        return {**super().create_option(name, value, *args, **options), "level": self.scale[str(value)]}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its blanks as fields, in rows; `headings` are those of a question that is answered line by line. `sides`
    are the rows by their side where both are asked together, then `unit` is that of all numbers and `same` the field that
    says that safeguards change nothing about them."""

    question: str
    rows: list[list[forms.BoundField]]
    headings: list[str]
    is_scale: bool
    sides: tuple[tuple[str, list[forms.BoundField]], ...] = ()
    unit: str = ""
    same: forms.BoundField | None = None

    @property
    def rows_at_once(self) -> int:
        """How many rows stand open: as far as one is filled in, and another one; the others are folded, and say so."""
        filled = [place for place, row in enumerate(self.rows, 1) if _is_filled(row)]
        return min(max([*filled, 1]) + 1, ROWS_AT_ONCE)

    @property
    def first_rows(self) -> list[list[forms.BoundField]]:
        return self.rows[: self.rows_at_once]

    @property
    def more_rows(self) -> list[list[forms.BoundField]]:
        return self.rows[self.rows_at_once :]

    @property
    def more_filled(self) -> int:
        """How many of the folded rows are filled in."""
        return sum(map(_is_filled, self.more_rows))

    @property
    def more_is_wrong(self) -> bool:
        return any(field.errors for row in self.more_rows for field in row)


def _is_filled(row: list[forms.BoundField]) -> bool:
    return any(field.value() or field.errors for field in row)


def asked(question: Question, page: Page, form: forms.Form) -> Asked:
    """How a template finds the fields of a question on a page: in lines, one row for each side, or all in one row."""
    blanks = [form[name] for name in page.names_of(question)]
    if is_told_of_both(question, page):
        half = len(blanks) // 2
        sides = tuple(zip(map(_side, BOTH), (blanks[:half], blanks[half:]), strict=True))
        unit = _unit(question.blanks[0])
        told = "" if unit in question.question else unit
        return Asked(question.question, [], [], is_scale=False, sides=sides, unit=told, same=form[same_name(question)])
    if isinstance(question, Lines):
        wide = len(question.columns)
        rows = [blanks[start : start + wide] for start in range(0, len(blanks), wide)]
        return Asked(question.question, rows, [_with_unit(column) for column in question.columns], is_scale=False)
    return Asked(question.question, [blanks], [], is_scale=isinstance(question, Field | Choice))


def is_told_of_both(question: Question, page: Page) -> bool:
    """Whether a page asks both sides of an estimate beside each other."""
    return page.sides == BOTH and question.in_residual and isinstance(question, Estimate)


def same_name(question: Question) -> str:
    """Under which name the form is told that safeguards change nothing about an answer."""
    return f"same_{question.key}"


def _side(residual: bool) -> str:
    return side_in_words(residual=residual)


def judgement_fields(page: Page) -> dict[str, forms.Field]:
    """The field of each blank of a page, by the name under which it is typed and stored. None has to be filled in before the
    next step; `asked_later` says of which no page says that it is optional."""
    fields: dict[str, forms.Field] = {}
    for question in page.questions:
        sides = page.sides if question.in_residual else page.sides[:1]
        for residual in sides:
            for place, (blank, name) in enumerate(zip(question.blanks, question.side(residual=residual), strict=True)):
                field = fields[name] = _field(question, blank)
                field.in_full = _in_full(question, blank, place)  # type: ignore[attr-defined]
                field.asked_later = blank.needed or isinstance(question, Lines | Choice)  # type: ignore[attr-defined]
                if is_told_of_both(question, page):
                    _name_in_full(field, question, blank, residual=residual)
        if is_told_of_both(question, page):
            same = fields[same_name(question)] = forms.BooleanField(label=SAME, required=False)
            same.in_full = _below(question, SAME)  # type: ignore[attr-defined]
    return fields


def _in_full(question: Question, blank: Blank, place: int) -> str:
    """How a blank is called where it doesn't stand below its question."""
    if isinstance(question, Field | Choice):
        return capfirst(question.question)
    line = f", line {place // len(question.columns) + 1}" if isinstance(question, Lines) else ""
    return _below(question, f"{blank.label}{line}")


def _below(question: Question, label: str) -> str:
    asked = capfirst(question.question)
    return f"{asked} {label}" if asked.endswith("?") else f"{asked}: {label}"


def _name_in_full(field: forms.Field, question: Question, blank: Blank, *, residual: bool) -> None:
    """One of six blanks: which question and which side it belongs to; `short` is what stands above it in sight."""
    field.label = field.in_full = f"{capfirst(question.question)} {_side(residual)}, {blank.label.lower()}"  # type: ignore[attr-defined]
    field.short = blank.label  # type: ignore[attr-defined]


def _field(question: Question, blank: Blank) -> forms.Field:
    field = _unfilled(question, blank)
    field.initial = blank.initial or None
    return field


def _unfilled(question: Question, blank: Blank) -> forms.Field:
    label = capfirst(question.question if isinstance(question, Field | Choice) else blank.label)
    if isinstance(blank.kind, Number):
        return _number(blank.kind, _with_unit(blank))
    if isinstance(blank.kind, Words):
        return Line(label=label, max_length=blank.kind.longest, required=False)
    return _choice(
        blank.kind, label, in_a_line=isinstance(question, Lines) or not (blank.needed or isinstance(question, Choice))
    )


def _with_unit(blank: Blank) -> str:
    return f"{blank.label} ({unit})" if (unit := _unit(blank)) else blank.label


def _unit(blank: Blank) -> str:
    return blank.kind.unit if isinstance(blank.kind, Number) else ""


def _number(number: Number, label: str) -> forms.Field:
    return NumberField(
        label=label,
        required=False,
        min_value=-MOST if number.least is None else number.least,
        max_value=MOST if number.most is None else number.most,
        max_digits=24,
        error_messages={
            "invalid": "Give a number, such as 12 or 0.05.",
            "min_value": f"Give {_range(number)}.",
            "max_value": f"Give {_range(number)}.",
        },
    )


def _range(number: Number) -> str:
    """As in "a share from 0 to 1; 20 % is 0.2"; Django fills such a message in by `%`, so the sign is doubled."""
    if number.least == 0 and number.most == 1:
        return "a share from 0 to 1; 20 %% is 0.2"
    least = "" if number.least is None else f" from {number.least}"
    most = f" up to {MOST:,.0f}" if number.most is None else f" to {number.most}"
    return f"a number{least}{most}"


def _choice(scale: Scale, label: str, *, in_a_line: bool) -> forms.ChoiceField:
    choices = [(level.code, _with_range(level)) for level in scale]
    wrong = {"invalid_choice": "Choose one of these."}
    if in_a_line:
        return forms.ChoiceField(label=label, choices=[("", "Choose"), *choices], required=False, error_messages=wrong)
    return forms.ChoiceField(label=label, choices=choices, widget=LevelSelect(scale), required=False, error_messages=wrong)


def _with_range(level: Level) -> str:
    return f"{level.label}: {level.range}" if level.range else level.label
