"""Shapes of input about editions of control lists."""

from typing import Any

from django import forms
from django.conf import settings

from normsite.foundation.controls.jurisdictions import OTHERS, check_jurisdiction
from normsite.foundation.controls.services import Edition
from normsite.foundation.days import DayField
from normsite.foundation.lines import Line

MOST_BYTES = settings.LARGEST_REQUEST - 64 * 1024


class ListImportForm(forms.Form):
    """A file, and of which edition it is."""

    file = forms.FileField(
        label="File",
        help_text="The eCFR's XML of 15 CFR 774, EUR-Lex's HTML of Annex I, CSV with our columns, or JSON; up to 15 MB.",
    )
    series = forms.SlugField(
        widget=forms.TextInput(attrs={"dir": "auto"}),
        label="List",
        max_length=40,
        help_text="The same for all its editions, in small letters: us-ccl, eu-annex-i.",
    )
    edition = forms.SlugField(
        widget=forms.TextInput(attrs={"dir": "auto"}),
        label="Edition",
        max_length=40,
        help_text="Mostly its day, such as 2026-07-23.",
    )
    as_of = DayField(label="As of", help_text="The day on which it stood so.")
    jurisdiction = Line(
        label="Whose list it is",
        max_length=3,
        validators=[check_jurisdiction],
        help_text=f"Two letters of a country, or {', '.join(f'{code} ({name})' for code, name in OTHERS.items())}.",
    )
    name = Line(label="Name", max_length=200, help_text="As people call it, such as Commerce Control List.")
    language = Line(label="Language", max_length=8, initial="en", help_text="As in addresses: en, fr, pt-BR.")
    source = forms.URLField(label="Where the file is had", max_length=300, required=False, assume_scheme="https")
    acknowledgement = Line(
        label="Whose text it is, and on which terms", max_length=300, required=False, help_text="Shown wherever it is shown."
    )
    hand = Line(
        label="Who made the file",
        max_length=80,
        required=False,
        help_text="Left empty, the shape of the file says it. Only editions of one hand show what the list itself has changed.",
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError("The file is larger than 15 MB. Take the part with the list alone, or use the command.")
        return file

    @property
    def about(self) -> Edition:
        return Edition(**{name: value for name, value in self.cleaned_data.items() if name != "file"})
