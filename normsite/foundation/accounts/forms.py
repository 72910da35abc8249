"""Shapes of input about people and organisations."""

from typing import Any
from zoneinfo import available_timezones

from allauth.core import context as current
from django import forms
from django.http import HttpRequest

from normsite.foundation.accounts.guesses import as_stranger
from normsite.foundation.accounts.models import Organisation, Role, User
from normsite.foundation.lines import Line
from normsite.foundation.notifications.models import LONGEST_ADDRESS


def zones() -> list[tuple[str, str | list[tuple[str, str]]]]:
    """Every time zone, in groups by continent or ocean."""
    grouped: dict[str, list[tuple[str, str]]] = {}
    for zone in sorted(available_timezones()):
        area, _, place = zone.partition("/")
        if place:
            grouped.setdefault(area, []).append((zone, place.replace("_", " ").replace("/", ", ")))
    return [("UTC", "UTC"), *grouped.items()]


class SignupDetails(forms.Form):
    """What we ask beside address and password when somebody opens an account."""

    name = Line(label="Your name", max_length=120, help_text="Shown with your comments, unless you comment anonymously.")

    def clean(self) -> dict[str, Any]:
        as_stranger(current.request)
        return super().clean() or self.cleaned_data

    def signup(self, request: HttpRequest, user: User) -> None:
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])


class RolesField(forms.MultipleChoiceField):
    def __init__(self, **options: Any) -> None:
        super().__init__(
            choices=Role.choices,
            widget=forms.CheckboxSelectMultiple,
            required=False,
            label="Roles",
            help_text="What each role may do is listed in the table of permissions.",
            **options,
        )


class InviteForm(forms.Form):
    name = Line(label="Name", max_length=120)
    email = forms.EmailField(
        label="E-mail address", max_length=LONGEST_ADDRESS, help_text="We send a link there with which to set a password."
    )
    roles = RolesField()


class RolesForm(forms.Form):
    roles = RolesField()


class OrganisationForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    class Meta:
        model = Organisation
        fields = ["name", "kind", "country"]
        help_texts = {"country": ""}
        field_classes = {"name": Line}

    def _get_validation_exclusions(self) -> set[str]:
        """Whether the name is free the service says, in a better sentence."""
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]  # private, so not in the stubs
        return excluded | {"name"}


class MemberForm(forms.Form):
    email = forms.EmailField(label="E-mail address of the person's account")
    title = Line(label="Position", max_length=120, required=False)

    def clean_email(self) -> str:
        email = self.cleaned_data["email"]
        self.person = User.objects.filter(email__iexact=email).first()
        if self.person is None:
            raise forms.ValidationError("Nobody has an account with this address. Invite the person first.")
        return str(email)


class ProfileForm(forms.Form):
    name = Line(label="Your name", max_length=120, help_text="As others see it.")
    time_zone = forms.ChoiceField(
        label="Time zone",
        choices=zones,
        help_text="You give and see deadlines in this zone where you set them; elsewhere times are in the zone of your device.",
    )
