"""An obligation, in our words, with its source."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from norms.forms.fields import day, web_address
from norms.models import Obligation, ObligationKind
from normsite.foundation.lines import Line
from normsite.foundation.markup.fields import PlainField
from normsite.foundation.windows import VersionedForm


class ObligationForm(forms.Form):
    """An obligation, paraphrased, with its source."""

    kind = forms.ChoiceField(label="Kind", choices=ObligationKind.choices)
    instrument = Line(label="Instrument", max_length=160, help_text="For example Resolution 1540 (2004).")
    reference = Line(label="Place in it", max_length=80, required=False, help_text="For example paragraph 3 (d).")
    title = Line(label="Title", max_length=240)
    text = PlainField(label="What it asks", max_length=20_000, rows=6, help_text="One sentence in our words, not a quotation.")
    source = Line(label="Source", max_length=300, required=False, help_text="As one cites it.")
    address = web_address("Address of the official text", required=False)
    as_of = day("As of", help_text="The date of that text, or the day on which it was read.")
    edition = Line(
        label="Edition compared",
        max_length=200,
        required=False,
        help_text="With what exactly our sentence was compared, for example OJ L 206, 11.6.2021, page 1.",
    )
    compared_on = day(
        "Compared on",
        required=False,
        help_text="When you compared our sentence with that edition. While this is empty, the public is not shown it.",
    )

    def clean_compared_on(self) -> date | None:
        compared: date | None = self.cleaned_data["compared_on"]
        if compared and compared > timezone.localdate():
            raise forms.ValidationError("That day is still to come.")
        return compared

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("compared_on") and not given.get("edition") and "edition" not in self.errors:
            self.add_error("edition", "Name the edition with which it was compared, or leave the day empty.")
        return given


class ObligationChangeForm(ObligationForm, VersionedForm):
    """Of an obligation that is on the list."""

    def __init__(self, data: Mapping[str, Any] | None = None, *, obligation: Obligation) -> None:
        known = {name: getattr(obligation, name) for name in self.base_fields if name != "shown"}
        super().__init__(data, initial=known)
