"""How somebody wishes to be told."""

from typing import Any

from django import forms

from normsite.foundation.accounts.forms import zones
from normsite.foundation.lines import Words
from normsite.foundation.notices.kinds import Pace
from normsite.foundation.notices.models import Follower, Subscription
from normsite.foundation.notices.targets import SITE, SMALL, kind_of
from normsite.foundation.notifications.models import LONGEST_ADDRESS

PACES = [
    (Pace.NOW, "At once"),
    (Pace.DAILY, "In one mail a day"),
    (Pace.WEEKLY, "In one mail a week"),
    (Pace.NEVER, "Not at all: leave it out of what I follow more widely"),
]
HOURS = [(hour, f"{hour:02}:00") for hour in range(24)]
DAYS = list(enumerate(("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")))


class FollowForm(forms.Form):
    """How one thing is to be followed; without an account, by which address."""

    email = forms.EmailField(
        label="Your e-mail address",
        max_length=LONGEST_ADDRESS,
        help_text="One mail goes there, with a link that you confirm with. Until then nothing else comes.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": "Give the address to which notices should go."},
    )
    pace = forms.ChoiceField(
        label="How often?",
        choices=PACES,
        initial=Pace.NOW,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how often."},
    )
    everything = forms.TypedChoiceField(
        label="What about?",
        choices=[
            ("no", "Only what matters: openings, deadlines, decisions, publications"),
            ("yes", "Everything, single comments too"),
        ],
        coerce="yes".__eq__,
        initial="no",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what about."},
    )
    zone = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput(attrs={"data-zone": ""}))

    def __init__(self, *args: Any, needs_address: bool, to: str, **options: Any) -> None:
        super().__init__(*args, **options)
        if kind_of(to) in SMALL:
            del self.fields["everything"]
        if to == SITE and self.initial.get("pace") != Pace.NEVER:  # there is nothing wider to leave it out of
            self.fields["pace"].choices = [one for one in PACES if one[0] != Pace.NEVER]  # type: ignore[attr-defined]  # of a field with choices
        if not needs_address:
            del self.fields["email"]


class SubscriptionForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """One line of all that somebody follows."""

    class Meta:
        model = Subscription
        fields = ["pace", "everything"]
        widgets = {"pace": forms.Select(attrs={"class": "govuk-select"})}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["pace"].label = "How often"
        self.fields["everything"].label = "Everything, not only what matters"
        self.fields["everything"].disabled = kind_of(self.instance.target) in SMALL


def subscription_forms(follower: Follower, data: Any) -> Any:
    """All that a follower follows, a form for each, with a box that stops it."""
    made = forms.modelformset_factory(Subscription, form=SubscriptionForm, extra=0, can_delete=True)
    return made(data, queryset=Subscription.objects.filter(follower=follower.pk))


class ClockForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """When digests come."""

    class Meta:
        model = Follower
        fields = ["zone", "hour", "weekday"]

    zone = forms.ChoiceField(label="Your time zone", choices=zones)
    hour = forms.TypedChoiceField(label="Hour of the digests", choices=HOURS, coerce=int)
    weekday = forms.TypedChoiceField(label="Day of the weekly digest", choices=DAYS, coerce=int)


class CallBackForm(forms.Form):
    """What is right, where something was told in error."""

    correction = Words(
        label="What is right?",
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Plain words, published as the body's own: in mails, in feeds and to webhooks.",
        error_messages={"required": "Say what is right. All who got the notice will read it."},
    )


class LinkForm(forms.Form):
    """For who has lost the link."""

    email = forms.EmailField(
        label="Your e-mail address",
        max_length=LONGEST_ADDRESS,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": "Give the address to which notices come."},
    )
