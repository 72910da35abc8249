"""A day in a form."""

from typing import Any

from django import forms

AS_WRITTEN = "%Y-%m-%d"


class DayField(forms.DateField):
    """A day, written as browsers send it: 2026-11-30. Nothing else is taken: 01/02/2026 is another day in another country."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(format=AS_WRITTEN, attrs={"type": "date"})
        errors = {"invalid": "Write the day as 2026-11-30."} | options.pop("error_messages", {})
        super().__init__(input_formats=[AS_WRITTEN], widget=widget, error_messages=errors, **options)
