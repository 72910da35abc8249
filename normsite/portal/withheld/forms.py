"""What is filled in to withhold something, and when it is looked at again."""

from typing import Any

from django import forms
from django.utils import timezone

from comments.models import WithholdingGround
from normsite.foundation.days import DayField
from normsite.foundation.lines import Line
from normsite.foundation.withholding.vocabulary import MOST_DAYS, SENTENCES, Basis, Kind, last_day, usual_day

OFFERED = [basis for basis in Basis if basis != Basis.ABUSE]
GROUNDS = [(basis.value, str(basis.label)) for basis in OFFERED]
MEANINGS = [(basis.label, SENTENCES[basis]) for basis in OFFERED]
RENEW, LIFT = "renew", "lift"
AGAIN = [(RENEW, "Withhold it further"), (LIFT, "Make it public")]


class _Withheld(forms.Form):
    basis = forms.ChoiceField(
        label="On which ground?",
        choices=GROUNDS,
        widget=forms.RadioSelect,
        error_messages={"required": "Say on which ground it is withheld."},
    )
    reason = Line(
        label="Why, in public words?",
        max_length=300,
        help_text="It stands in the gap, so don't repeat what the text says.",
        error_messages={"required": "Say why; the reason is public."},
    )
    until = DayField(
        label="Until when is it looked at again?",
        help_text=f"At most {MOST_DAYS:,} days from now. On that day it is put on the task list.",
        error_messages={"required": "Name the day. Nothing is withheld for good."},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        today = timezone.localdate()
        self.fields["until"].initial = usual_day(today)
        self.fields["until"].widget.attrs |= {"max": str(last_day(today))}


class WithholdForm(_Withheld):
    """The first decision. `since`: the number of the text from which on it is withheld, where earlier ones say other things."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)  # the digest of the words that were looked at
    earlier = forms.BooleanField(label="Withhold what the earlier texts say of it too", required=False)
    field_order = ["basis", "reason", "earlier"]

    def __init__(self, *args: Any, since: int, **options: Any) -> None:
        super().__init__(*args, **options)
        if since:
            said = f"A text before number {since} says something else of this clause. Unless you tick this, it stays public."
            self.fields["earlier"].help_text = said
        else:
            del self.fields["earlier"]


class AgainForm(_Withheld):
    """Another look, of which `chosen` says what it comes to: further, which needs ground and day anew, or public, which needs
    a reason alone."""

    decision = forms.ChoiceField(
        choices=AGAIN,
        widget=forms.HiddenInput,
        error_messages={"required": "Choose whether it is withheld further or made public."},
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)  # how many decisions there were, and on which words
    field_order = ["decision", "reason", "basis", "until"]

    def __init__(self, *args: Any, kind: str, chosen: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["decision"].initial = chosen
        if kind == Kind.COMMENT:
            self.fields["basis"].choices = WithholdingGround.choices  # type: ignore[attr-defined]  # it is a ChoiceField
        self.fields["reason"].label = "Why is it made public?" if chosen == LIFT else "Why is it withheld further?"
        self.fields["reason"].help_text = "The reason is public. Don't repeat what a text says that stays withheld."
        if chosen == LIFT:
            del self.fields["basis"], self.fields["until"]
