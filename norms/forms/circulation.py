"""Who may read a restricted text, and by which lists of sanctions readers are checked."""

from django import forms
from django.core.exceptions import ValidationError
from django_countries import countries

from norms.forms.fields import day
from norms.models import Decision
from norms.services import ReaderFacts
from normsite.foundation.accounts.models import User
from normsite.foundation.lines import Line
from normsite.foundation.markup.fields import PlainField

LARGEST_SANCTIONS_LIST = 15_000_000  # bytes; larger ones come in by `manage.py import_sanctions_list`


class ReasonForm(forms.Form):
    """Why something about the circulation of a text is decided."""

    reason = PlainField(
        label="Why", max_length=2_000, rows=3, help_text="Kept with the decision. Don't quote the text: others see this."
    )


class ReaderForm(forms.Form):
    """A person who is to read a restricted text, with what must be known of them."""

    person = forms.EmailField(label="E-mail address of the account", help_text="Anybody with an account, also without a role.")
    nationality = forms.ChoiceField(label="Nationality", choices=[("", "Choose"), *countries])
    location = forms.ChoiceField(label="Where the person reads", choices=[("", "Choose"), *countries])
    employer = Line(label="Employer", max_length=160, help_text="Its name is checked too.")
    grounds = PlainField(
        label="Why it may be released abroad",
        max_length=2_000,
        rows=3,
        required=False,
        help_text="Needed where nationality or place lies in another jurisdiction than that of a control list in force.",
    )

    def clean_person(self) -> User:
        found = User.objects.filter(email__iexact=self.cleaned_data["person"]).first()
        if found is None:
            raise ValidationError("Nobody has an account with this address.")
        return found

    @property
    def facts(self) -> ReaderFacts:
        return ReaderFacts(**self.cleaned_data)


class MatchForm(forms.Form):
    """Whether a reader is one of those whose entries look alike."""

    decision = forms.ChoiceField(
        label="The reader is", choices=Decision.choices, widget=forms.RadioSelect, error_messages={"required": "Say which."}
    )
    reason = PlainField(
        label="How you know", max_length=2_000, rows=3, help_text="For example the day of birth, and where it was seen."
    )


class SanctionsListForm(forms.Form):
    issuer = Line(
        label="Whose list it is", max_length=120, help_text="A newer list of the same issuer takes the place of the one before."
    )
    as_of = day("As of", help_text="The day that the file bears.")
    file = forms.FileField(
        label="File", help_text="XML or CSV of the United Nations, the EU or OFAC, or CSV with the columns name and aliases."
    )

    def clean_file(self) -> bytes:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_SANCTIONS_LIST:
            raise ValidationError(
                "The file has more than 15 MB. An operator can take it in by manage.py import_sanctions_list."
            )
        return bytes(file.read())
