"""Where the link to a list of comments goes, and who works on it."""

from django import forms

from normsite.foundation.lines import Line
from normsite.foundation.notifications.models import LONGEST_ADDRESS

ADDRESS = {"required": "Give an e-mail address."}


def name_field() -> Line:
    return Line(
        label="Who you are, for the others",
        required=False,
        max_length=80,
        help_text="Your name or first name. It stands beside what you write, for those who have a link. Never published.",
    )


class LaterForm(forms.Form):
    """To go on later, or with others."""

    email = forms.EmailField(
        label="Your e-mail address",
        max_length=LONGEST_ADDRESS,
        help_text="The link goes there. Those you invite see the address too. Never published.",
        error_messages=ADDRESS,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    name = name_field()


class InviteForm(forms.Form):
    """To let a colleague work on the same list."""

    email = forms.EmailField(
        label="E-mail address of your colleague",
        max_length=LONGEST_ADDRESS,
        help_text="They get a link of their own, which you can end.",
        error_messages=ADDRESS,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )


class TakeUpForm(forms.Form):
    """To work on a list by its link."""

    name = name_field()
    take = forms.BooleanField(label="Put what I have written in this browser into it too", required=False)
