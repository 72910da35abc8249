"""Fields for text of several lines: what can't be stored, shown or rendered is said beside the field, with what to change."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from normsite.foundation.errors import Refused
from normsite.foundation.lines import Words, plain_lines
from normsite.foundation.markup.bounds import check_markdown, check_text
from normsite.foundation.markup.dialects import COMMONMARK


class PlainField(Words):
    """Text as typed."""

    def __init__(self, *, rows: int = 5, attrs: dict[str, Any] | None = None, **options: Any) -> None:
        super().__init__(strip=False, widget=forms.Textarea(attrs={"rows": rows, **(attrs or {})}), **options)

    def to_python(self, value: Any) -> str:
        return plain_lines(super().to_python(value))

    def validate(self, value: str) -> None:
        super().validate(value)
        try:
            self.check(value)
        except Refused as refused:
            raise ValidationError(str(refused)) from refused

    def check(self, text: str) -> None:
        """Refuse what can't be shown."""
        check_text(text)


class MarkdownField(PlainField):
    """Markdown as typed, in a dialect."""

    dialect = COMMONMARK

    def check(self, text: str) -> None:
        check_markdown(text, dialect=self.dialect)
