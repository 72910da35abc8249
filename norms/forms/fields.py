"""Fields that several forms of this room have."""

from typing import Any

from django import forms
from django.core.validators import URLValidator

from normsite.foundation.days import DayField

SPELLING = {"spellcheck": "true"}


def web_address(label: str, **options: Any) -> forms.URLField:
    said = "Give an address that starts with https:// or http://."
    validator, errors = URLValidator(["http", "https"], message=said), {"invalid": said}
    return forms.URLField(
        label=label, max_length=400, assume_scheme="https", validators=[validator], error_messages=errors, **options
    )


def day(label: str, **options: Any) -> DayField:
    return DayField(label=label, **options)
