"""Forms about criteria."""

from typing import Any

from django import forms

from normsite.foundation.choices import offer, offer_rows
from normsite.foundation.controls.conditions import as_lines, read_lines
from normsite.foundation.controls.models import ControlList, Criterion, CriterionState, Effect
from normsite.foundation.controls.text.criteria import Group
from normsite.foundation.errors import Refused
from normsite.foundation.lines import Line, Words, plain_lines

LONGEST_TRIED = 200_000
LARGEST_TABLE = 2_000_000
STATES = [("", "All"), *CriterionState.choices]


class DecisionForm(forms.Form):
    """Confirm or reject one criterion; `seen` says which words the person has read."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=24)
    decision = forms.ChoiceField(choices=[("confirm", "Confirm"), ("reject", "Reject")], widget=forms.HiddenInput)
    reason = Words(
        label="Reason",
        required=False,
        help_text="Needed to reject, and to decide anew. It is published with what is confirmed.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ConditionLines(Words):
    """Conditions as people write them, line by line; an example stands in the hint."""

    def clean(self, value: Any) -> Any:
        try:
            return read_lines(super().clean(value))
        except Refused as refused:
            raise forms.ValidationError(str(refused)) from refused


class Lines(Words):
    """One thing on each line."""

    def clean(self, value: Any) -> Any:
        lines = plain_lines(super().clean(value)).split("\n")
        return [" ".join(line.split()) for line in lines if line.strip()]


class CriterionForm(forms.Form):
    """What a criterion says."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=24, required=False)
    subjects = Lines(
        label="What it is about",
        required=False,
        help_text="One on each line, as its sentence shall say it: analogue-to-digital converters",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    group = ConditionLines(
        label="Figures",
        required=False,
        help_text="One on each line: resolution >= 16 bit, or wavelength between 400 and 700 nm. Below “any of:”, two blanks "
        "further in, stand those of which one is enough.",
        widget=forms.Textarea(attrs={"rows": 7}),
    )
    features = Lines(
        label="What must hold besides",
        required=False,
        help_text="One on each line, in words: what the list asks for without a figure.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    exceptions = Words(
        label="Exceptions",
        required=False,
        help_text="What the list leaves out, in words.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    effect = forms.ChoiceField(label="What follows", choices=Effect.choices, initial=Effect.EXPERT_REVIEW)
    reason = Words(
        label="Why it changes",
        required=False,
        help_text="Needed for the next version of what was decided on.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, criterion: Criterion | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if criterion is None or criterion.state == CriterionState.SUGGESTED:
            del self.fields["reason"]


class NewCriterionForm(CriterionForm):
    """A criterion that nobody has suggested."""

    code = Line(label="Paragraph", max_length=60, help_text="Its full code, for example 3A001.a.5.a")
    field_order = ["code", "subjects", "group", "features", "exceptions", "effect"]


class CarryForm(forms.Form):
    """From which edition confirmed criteria are carried."""

    control_list = forms.ModelChoiceField(ControlList.objects.none(), label="From the edition")

    def __init__(self, *args: Any, to: ControlList, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = ControlList.objects.filter(series=to.series).exclude(pk=to.pk).order_by("-as_of", "-pk")
        offer_rows(self.fields["control_list"], others, lambda one: f"{one.edition} (as of {one.as_of:%d %B %Y})")


class TryForm(forms.Form):
    """A text that is looked through and kept nowhere."""

    control_list = forms.ChoiceField(label="By the criteria of")
    text = Words(label="Text", max_length=LONGEST_TRIED, widget=forms.Textarea(attrs={"rows": 10}))

    def __init__(self, *args: Any, lists: list[ControlList], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["control_list"], [(str(one.pk), str(one)) for one in lists])


class TableForm(forms.Form):
    """A table of criteria or correlations as CSV."""

    file = forms.FileField(label="CSV file", help_text="UTF-8, with the names of columns in the first line, at most 2 MB.")

    def clean_file(self) -> bytes:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_TABLE:
            raise forms.ValidationError("The file is larger than 2 MB. Send it in parts.")
        data: bytes = file.read()
        return data


def initial_of(criterion: Criterion) -> dict[str, Any]:
    """What a form begins with."""
    group: Group = criterion.group
    return {
        "seen": criterion.stamp,
        "subjects": "\n".join(criterion.subjects),
        "group": as_lines(group) if group.parts else "",
        "features": "\n".join(criterion.features),
        "exceptions": criterion.exceptions,
        "effect": criterion.effect,
    }
