"""Shape of input about the table of tiers: a line for each row, a supposition, and why it is changed."""

from itertools import permutations
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from normsite.foundation.lines import Line
from normsite.foundation.windows import VersionedForm
from riskreviews.forms.assessments import plain_text
from riskreviews.models import TierTable
from riskreviews.tiering import GOVERNABILITY, KEYS, REACHES, TIERS, Rows, faults

JUDGED = {"governability": GOVERNABILITY, "reach": REACHES}
Otherwise = dict[tuple[str, str], str]
"""What is judged, and how, with how it would be judged instead."""


def _suppositions() -> list[tuple[str, str]]:
    found = [("", "Everything is judged as it is")]
    for judged, words in JUDGED.items():
        found += [
            (f"{judged}-{a}-{b}", f"{judged.capitalize()} {words[a]} is judged {words[b]}") for a, b in permutations(words, 2)
        ]
    return found


class TierTableForm(VersionedForm):
    """The nine rows, each as five tiers from the lowest risk to the highest."""

    suppose = forms.ChoiceField(
        label="Suppose that",
        choices=_suppositions,
        required=False,
        help_text="To see what another judgement would move. It is not saved.",
    )
    reason = plain_text("Why the table is changed", required=False, hint="Needed to put it in force; it is published.")

    def __init__(self, *args: Any, table: TierTable, **options: Any) -> None:
        super().__init__(*args, initial=self._stored(table), **options)
        for key in KEYS:
            governability, reach = key.split("-")
            label = f"Governability {GOVERNABILITY[governability]}, reach {REACHES[reach]}"
            self.fields[key] = Line(label=label, max_length=40, error_messages={"required": "Five tiers, as T0 T1 T2 T3 T4."})
        for name in ("suppose", "reason"):
            self.fields[name].has_default = True  # type: ignore[attr-defined]  # nothing supposed; needed to save alone

    @staticmethod
    def _stored(table: TierTable) -> dict[str, Any]:
        return {**table.typed_rows, "version": table.version}

    def rows_of_fields(self) -> list[forms.BoundField]:
        """The fields of the nine rows."""
        return [self[key] for key in KEYS]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for key in KEYS:
            tiers = str(given.get(key, "")).upper().split()
            if key not in self.errors and (len(tiers) != len(TIERS) or set(tiers) - set(TIERS)):
                self.add_error(key, "Write five tiers, as T0 T1 T2 T3 T4.")
            given[key] = " ".join(tiers)
        if not self.errors:
            for sentence in faults(self._rows(given)):
                self.add_error(None, ValidationError(sentence))
        return given

    @staticmethod
    def _rows(given: dict[str, Any]) -> Rows:
        return {key: given[key] for key in KEYS}

    def rows(self) -> Rows:
        """The table as it was typed."""
        return self._rows(self.cleaned_data)

    def supposed(self) -> Otherwise:
        """What is supposed to be judged otherwise."""
        judged, _, words = self.cleaned_data["suppose"].partition("-")
        before, _, after = words.partition("-")
        return {(judged, before): after} if judged else {}
