"""A form that is open in two windows, one of which has saved: field by field, what to take over and what to decide about."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.forms.boundfield import BoundField
from django.http import HttpRequest, HttpResponse, QueryDict

from normsite.foundation.conflicts import mark
from normsite.foundation.errors import Refused
from normsite.foundation.lines import plain_lines
from normsite.foundation.showing import show_form

VERSIONLESS = (
    "The page was sent without its own field that says what it shows, so nothing is saved. "
    "What you typed is kept below: open the page anew in another window, and save it there."
)

NOT_OFFERED = "something that can't be chosen here"


class VersionField(forms.IntegerField):
    """Which version of a row a form shows, hidden in it. Where it is missing or no number, one is told what to do."""

    widget = forms.HiddenInput

    def __init__(self, **options: Any) -> None:
        said = dict.fromkeys(("required", "invalid", "min_value"), VERSIONLESS)
        super().__init__(min_value=0, error_messages=said, **options)


class VersionedForm(forms.Form):
    """A form of a row with a `version`, with which it begins as the row stands now, also when it is sent. `shown` goes along:
    the mark of each field as it was when the form was opened."""

    version = VersionField()
    shown = forms.Field(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial.setdefault("shown", self._marks)  # asked once the form has all its fields

    def clean(self) -> dict[str, Any]:
        """Where only other parts of the row were saved meanwhile, this is no conflict: it is saved over what stands."""
        given = super().clean() or self.cleaned_data
        if given.pop("shown", "") == self._marks() and "version" in given:
            given["version"] = self.initial.get("version", given["version"])
        return given

    def _marks(self) -> str:
        return " ".join(f"{name}={mark(_stored(self, name))}" for name in self.facts_asked)

    @property
    def facts_asked(self) -> list[str]:
        """The fields that people fill in."""
        return [name for name in self.fields if name not in VersionedForm.base_fields]

    @property
    def units(self) -> list[list[str]]:
        """Those fields that mean something only together, each by itself where a form doesn't say otherwise: within one unit
        nothing of two windows is mixed."""
        return [[name] for name in self.facts_asked]


@dataclass(frozen=True)
class Difference:
    """One field that two windows filled in differently, in words."""

    label: str
    theirs: str
    mine: str


def merge(form: VersionedForm, stands: VersionedForm) -> dict[str, Any]:
    """Make `form`, which was sent after another window had saved, ready to be sent over what `stands`: the same form as it
    would be opened now. What the other window alone changed is taken over, what this one alone changed stays; what both have
    changed stays as typed here. Returned for the page: `differences`, of what both changed, and the labels of what was `taken`.

    Where the form doesn't tell what it was shown, all that differs counts as changed by both.
    """
    data, shown = cast(QueryDict, form.data).copy(), _read(form.data.get("shown", ""))
    differences, taken = [], []
    for unit in form.units:
        names = [name for name in unit if name in stands.fields]
        differing = [name for name in names if _typed(form, name) != _stored(stands, name)]
        mine, theirs = (
            any(mark(text(window, name)) != shown.get(name) for name in names)
            for window, text in ((form, _typed), (stands, _stored))
        )
        for name in differing if theirs else ():
            if mine or not _is_offered(form[name], _value(stands, name)):
                differences.append(_difference(form[name], stands[name]))
            else:
                taken.append(_label(form[name]))
                data.setlist(form.add_prefix(name), _sent(_value(stands, name)))
    data["version"], data["shown"] = str(stands["version"].value()), stands["shown"].value()
    form.data = data
    return {"differences": differences, "taken": taken, "merged": True}


def _read(shown: str) -> dict[str, str]:
    return dict(pair.split("=", 1) for pair in shown.split() if "=" in pair)


def _stored(form: forms.Form, name: str) -> str:
    return _text(form.fields[name], _value(form, name))


def _typed(form: forms.Form, name: str) -> str:
    return _text(form.fields[name], form[name].value())


def _value(form: forms.Form, name: str) -> Any:
    """With what the field begins, as it would be sent."""
    field = form.fields[name]
    return field.prepare_value(form.get_initial_for_field(field, name))


def _text(field: forms.Field, value: Any) -> str:
    """As it is compared: 450.00 is 450, and which box was ticked first is nothing."""
    text = plain_lines("\n".join(sorted(_sent(value)))).strip()
    if isinstance(field, forms.IntegerField):  # which those of other numbers are too
        with suppress(ArithmeticError):
            return str(Decimal(text).normalize())
    return text


def _sent(value: Any) -> list[str]:
    """As a browser sends it: nothing for a box that isn't ticked."""
    if isinstance(value, list | tuple):
        return [str(one) for one in value]
    return [] if value is None or value is False else ["on" if value is True else str(value)]


def _difference(mine: BoundField, stands: BoundField) -> Difference:
    return Difference(_label(mine), _words(stands), _words(mine))


def _label(field: BoundField) -> str:
    return str(getattr(field.field, "in_full", field.label))


def _words(field: BoundField) -> str:
    """What is typed or chosen there, choices by what they are called."""
    sent = _sent(field.value())
    if isinstance(field.field, forms.BooleanField):
        return "ticked" if sent else ""
    if isinstance(field.field, forms.ChoiceField):
        called = dict(_called(field.field.choices))
        return "; ".join(sorted(called.get(one, NOT_OFFERED) for one in sent if one))
    return plain_lines("\n".join(sent)).strip()


def _is_offered(field: BoundField, value: Any) -> bool:
    """Whether a browser that is shown this form would send the value again."""
    sent = {one for one in _sent(value) if one}
    return not isinstance(field.field, forms.ChoiceField) or sent <= dict(_called(field.field.choices)).keys()


def _called(choices: Any) -> Iterator[tuple[str, str]]:
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from _called(label)
        else:
            yield str(value), str(label)


def show_conflict(
    request: HttpRequest, template: str, form: VersionedForm, refused: Refused, stands: VersionedForm, /, **context: Any
) -> HttpResponse:
    """The page with what `merge` makes of both: nothing is lost, nothing is saved yet."""
    told = merge(form, stands)
    return show_form(request, template, form, refused, **context, **told)
