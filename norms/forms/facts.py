"""The facts of a norm, its stage, and what its next revision is called."""

from collections.abc import Mapping
from typing import Any

from django import forms

from norms.forms.fields import SPELLING, day
from norms.models import Norm, Numbering
from norms.stages import MOVES, STAGE_CHOICES
from norms.topics import TOPICS
from normsite.foundation.choices import offer
from normsite.foundation.lines import Line
from normsite.foundation.markup.fields import MarkdownField, PlainField
from normsite.foundation.markup.keywords import SCHEME_CHOICES
from normsite.foundation.windows import VersionedForm


class FactsForm(forms.Form):
    """The facts of a norm."""

    title = Line(label="Title", max_length=240)
    summary = MarkdownField(
        label="Plain-language summary", attrs=SPELLING, help_text="What the norm is for, for whom, in plain words."
    )
    designation = Line(label="Designation", max_length=60, required=False, help_text="For example MSI 4021.")
    committee = Line(label="Committee", max_length=120, required=False)
    topic = forms.ChoiceField(
        label="Topic",
        choices=[("", "None of these"), *TOPICS],
        required=False,
        help_text="A field of the International Classification for Standards; people can follow all norms of one.",
    )
    scheme = forms.ChoiceField(
        label="Keyword scheme", choices=SCHEME_CHOICES, help_text="Which words make a sentence a requirement."
    )
    intended_publication = day(
        "Intended publication", required=False, help_text="Export-control rules ask that the intent to publish is on record."
    )


class FactsChangeForm(FactsForm, VersionedForm):
    numbering = forms.ChoiceField(label="Numbers of the clauses", choices=Numbering.choices, required=False)

    def __init__(self, data: Mapping[str, Any] | None = None, *, norm: Norm) -> None:
        facts = {name: getattr(norm, name) for name in self.base_fields if name != "shown"}
        super().__init__(data, initial=facts)
        self.norm = norm
        self.fields["summary"].required = bool(norm.summary)  # an imported text may have none yet

    def clean_numbering(self) -> str:
        return str(self.cleaned_data["numbering"] or self.norm.numbering)


class StageForm(forms.Form):
    """The stages to which a norm may go from where it is."""

    stage = forms.ChoiceField(label="Move it to", error_messages={"required": "Choose the stage to which the norm goes."})

    def __init__(self, *args: Any, norm: Norm, **options: Any) -> None:
        super().__init__(*args, **options)
        onward = [choice for choice in STAGE_CHOICES if choice[0] in MOVES[norm.stage]]
        field = self.fields["stage"]
        offer(field, [("", "Choose a stage"), *onward] if onward else [])
        field.error_messages["invalid_choice"] = (
            f"From {norm.stage}, {norm.stage_name}, where the norm is now, it doesn't go there. Choose a stage from the list."
        )


class RevisionForm(forms.Form):
    """What the next revision is called, and what it is for."""

    label = Line(label="Name", max_length=80, required=False, help_text="For example Committee draft 2.")
    note = PlainField(label="What this revision is for", max_length=2_000, required=False, rows=3)
