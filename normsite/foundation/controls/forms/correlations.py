"""Forms about correlations."""

from collections.abc import Iterable
from typing import Any

from django import forms

from normsite.foundation.choices import offer, offer_rows
from normsite.foundation.controls.models import ControlList, Correlation, Relation
from normsite.foundation.lines import Line, Words


def relation_choices(relations: Iterable[Relation]) -> list[tuple[Any, Any]]:
    """As they go on from "The left one"."""
    return [(one.value, f"{one.label} the right one") for one in relations]


class PairForm(forms.Form):
    """Two editions of different lists."""

    left = forms.ModelChoiceField(ControlList.objects.none(), label="Left list")
    right = forms.ModelChoiceField(ControlList.objects.none(), label="Right list")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            offer_rows(field, ControlList.objects.order_by("jurisdiction", "series", "-as_of"))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        left, right = given.get("left"), given.get("right")
        if left and right and left.series == right.series:
            self.add_error("right", "These are two editions of one list. Choose another list.")
        return given


class CorrelationForm(forms.Form):
    """Confirm or reject one correlation."""

    decision = forms.ChoiceField(choices=[("confirm", "Confirm"), ("reject", "Reject")], widget=forms.HiddenInput)
    relation = forms.ChoiceField(label="The left one", widget=forms.RadioSelect)
    source = Line(label="Source", max_length=300, help_text="Who has compared the two, or where that is written.")
    reason = Words(
        label="Reason",
        required=False,
        help_text="Needed to reject, and to decide anew.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, correlation: Correlation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fitting = [one for one in Relation if (one is Relation.NATIONAL_ONLY) != bool(correlation.right_code)]
        offer(self.fields["relation"], relation_choices(fitting))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("decision") == "reject":  # which needs neither
            for name in ("relation", "source"):
                self.errors.pop(name, None)
                given.setdefault(name, "")
        return given


class NewCorrelationForm(forms.Form):
    """A correlation that nobody has suggested."""

    left_code = Line(label="Paragraph of the left list", max_length=60, help_text="Its full code, for example 5A002.a")
    relation = forms.ChoiceField(label="The left one", choices=relation_choices(Relation), widget=forms.RadioSelect)
    right_code = Line(
        label="Paragraph of the right list", max_length=60, required=False, help_text="Empty where it has nothing like it."
    )
    source = Line(label="Source", max_length=300, help_text="Who has compared the two, or where that is written.")
