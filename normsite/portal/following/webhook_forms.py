"""Shapes of input about endpoints of webhooks."""

from collections.abc import Callable
from typing import Any

from django import forms

from normsite.foundation.errors import Refused
from normsite.foundation.lines import Line, plain_lines
from normsite.foundation.notices.targets import SITE
from normsite.foundation.webhooks.destinations import read_url
from normsite.foundation.webhooks.endpoints import FOLLOWED, KEPT, check_targets
from normsite.foundation.webhooks.models import Endpoint


class EndpointForm(forms.Form):
    url = Line(
        label="Address",
        max_length=500,
        help_text="Where your program listens, for example https://example.org/hooks.",
        error_messages={"required": "Give the address at which your program listens."},
    )
    description = Line(label="What it is for", max_length=120, required=False)
    targets = forms.CharField(
        label="What to follow",
        initial=SITE,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "dir": "auto"}),
        help_text=(
            "One on each line: “site” for everything, or something in particular, such as norm:N-12, consultation:CN-3 or "
            f"clause:N-12/keys. What can be followed: {', '.join(FOLLOWED)}. "
            "Each “Follow” link on the site has it in its address, after “to=”."
        ),
        error_messages={"required": "Say what to follow: “site” for everything."},
    )
    everything = forms.BooleanField(
        label="Send everything, not only what matters",
        required=False,
        help_text=(
            "What matters is openings, deadlines, decisions and publications. The rest is single comments and stages; "
            "of a clause, an organisation, a jurisdiction or an obligation there is nothing else."
        ),
    )

    def clean_url(self) -> str:
        url = str(self.cleaned_data["url"]).strip()
        _check(read_url, url)
        return url

    def clean_targets(self) -> list[str]:
        lines = plain_lines(self.cleaned_data["targets"]).split("\n")
        targets = [line.strip() for line in lines if line.strip()]
        _check(check_targets, targets)
        return targets


def _check(check: Callable[[Any], object], value: object) -> None:
    """What the rules refuse of one field stands beside it."""
    try:
        check(value)
    except Refused as refused:
        raise forms.ValidationError(str(refused)) from refused


def facts_of(endpoint: Endpoint) -> dict[str, Any]:
    """What the form shows of an endpoint at first."""
    return {
        "url": endpoint.url,
        "description": endpoint.description,
        "targets": "\n".join(endpoint.targets),
        "everything": endpoint.everything,
    }


class SecretForm(forms.Form):
    at_once = forms.BooleanField(
        label="End the former secret at once",
        required=False,
        help_text="For when somebody else may know it. Your program then takes no message for ours until it has the new one.",
    )


class ReplayForm(forms.Form):
    days = forms.TypedChoiceField(
        label="What has failed in",
        coerce=int,
        choices=[(1, "the last 24 hours"), (7, "the last seven days"), (KEPT.days, f"the last {KEPT.days} days")],
    )
