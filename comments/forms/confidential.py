"""What a commenter keeps from the public, beside the fields of the comment."""

from typing import Any

from django import forms

from comments.forms.fields import LongText
from comments.models import BESIDE, CONFIDENTIAL, CONFIDENTIAL_REASON, ConfidentialGround
from normsite.foundation.lines import Line

NEEDED = {
    "confidential_ground": "Choose on which ground these words must stay confidential.",
    "confidential_reason": "Say in one line why these words must stay confidential. The line is public.",
}


class ConfidentialForm(forms.Form):
    """The words that can't be public, their ground and a public reason: all three, or none."""

    confidential = LongText(
        label=CONFIDENTIAL.asks,
        help_text=CONFIDENTIAL.hint,
        most=CONFIDENTIAL.most,
        rows=CONFIDENTIAL.rows,
        required=False,
    )
    confidential_ground = forms.ChoiceField(
        label="Why can't they be public?",
        choices=[("", "Choose"), *ConfidentialGround.choices],
        required=False,
        help_text="Public, and counted.",
    )
    confidential_reason = Line(
        label=CONFIDENTIAL_REASON.asks, help_text=CONFIDENTIAL_REASON.hint, max_length=CONFIDENTIAL_REASON.most, required=False
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in NEEDED:  # with the words, so the page doesn't call them optional
            self.fields[name].has_default = True  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("confidential"):
            for name, missing in NEEDED.items():
                if name in given and not given[name]:
                    self.add_error(name, missing)
        elif any(given.get(name) for name in NEEDED) and "confidential" not in self.errors:
            self.add_error("confidential", "Write the words that can't be public, or take away the ground and the reason.")
        return given

    @property
    def beside(self) -> list[forms.BoundField]:
        return [self[name] for name in BESIDE]

    @property
    def keeps_something(self) -> bool:
        """Whether something is typed there, or wrong: then the page unfolds it."""
        return any(field.value() or field.errors for field in self.beside)
