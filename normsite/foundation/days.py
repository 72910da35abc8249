"""A day in a form."""

from typing import Any

from django import forms

AS_WRITTEN = "%Y-%m-%d"


class DayField(forms.DateField):
    """A day, written as browsers send it: 2026-11-30. Nothing else is taken: 01/02/2026 is another day in another country."""

    default_error_messages = {"invalid": "Write the day as 2026-11-30."}

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(format=AS_WRITTEN, attrs={"type": "date"})
        super().__init__(input_formats=[AS_WRITTEN], widget=widget, **options)
