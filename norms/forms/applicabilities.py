"""Whom a norm binds, and in which cases."""

from django import forms

from norms.models import ApplicabilityKind
from normsite.foundation.lines import Line

NAME = "Name"


class NameForm(forms.Form):
    """What an addressee or a case is called from now on; `was` is what it was called when the form was shown."""

    name = Line(label=NAME, max_length=120, error_messages={"required": "Give it a name."})
    was = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)


class ApplicabilityForm(forms.Form):
    """Another addressee, or another case."""

    kind = forms.ChoiceField(
        label="What is it?",
        choices=[
            (ApplicabilityKind.ADDRESSEE.value, "An addressee: somebody who has to do something"),
            (ApplicabilityKind.CASE.value, "A case: a class or kind of thing that is treated apart"),
        ],
        widget=forms.RadioSelect,
        initial=ApplicabilityKind.ADDRESSEE.value,
        error_messages={"required": "Say what it is.", "invalid_choice": "Choose one of the two."},
    )
    name = Line(
        label=NAME,
        max_length=120,
        help_text="As those would say it of themselves or of their things: “Workshops that print parts”, “Parts of class 3”.",
        error_messages={"required": "Give it a name."},
    )
