"""Fields that keep what people type."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from comments.models import MOST_CHARACTERS
from normsite.foundation.errors import Refused
from normsite.foundation.lines import Words, plain_lines
from normsite.foundation.markup import check_markdown, check_text

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class LongText(Words):
    """Text of several lines. Control characters, which nobody types, are taken out; too much is said, never cut off."""

    def __init__(self, *, most: int = MOST_CHARACTERS, rows: int = 6, **options: Any) -> None:
        self.most = most
        super().__init__(widget=forms.Textarea(attrs={"rows": rows, "class": "govuk-textarea"}), strip=False, **options)

    def to_python(self, value: Any) -> str:
        return super().to_python(CONTROL.sub("", plain_lines(str(value or ""))))

    def validate(self, value: str) -> None:
        super().validate(value)
        if len(value) > self.most:
            raise ValidationError(
                f"This is {len(value):,} characters long; at most {self.most:,} fit. "
                "Shorten it, or split it into several comments. Nothing you typed is lost."
            )
        try:
            self.check(value)
        except Refused as refused:
            raise ValidationError(str(refused)) from refused

    def check(self, words: str) -> None:
        """Refuse what can't be shown."""
        check_text(words)


class MarkdownText(LongText):
    """The same as Markdown: what can't be rendered is said beside the field."""

    def check(self, words: str) -> None:
        check_markdown(words)


class Instant(forms.DateTimeField):
    """A day and a time of day in the zone of the person at the desk."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(
            widget=widget, error_messages={"invalid": "Give a day and a time, for example 2026-03-31 17:00."}, **options
        )
