"""What a review of a norm came to."""

from django import forms

from norms.models import ReviewOutcome
from normsite.foundation.markup.fields import PlainField


class ConcludeForm(forms.Form):
    outcome = forms.ChoiceField(
        label="What it came to",
        choices=ReviewOutcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Say what the review came to."},
    )
    reason = PlainField(
        label="Why",
        max_length=4_000,
        rows=6,
        help_text="What was looked at, and what speaks for this outcome. It is published with your name.",
        error_messages={"required": "Say why."},
    )
