"""What a field lets one choose among, where that is known only once its form is made."""

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)


GONE = "What you chose is not there any more. Choose again."
"""What a field says of a row that was removed, or taken from the offer, since the form was shown."""


Choices = list[tuple[Any, Any]]


def offer(field: forms.Field, choices: Choices | Callable[[], Choices]) -> None:
    """These choices, or groups of choices, as Django has them; or what says them once they are asked for."""
    if not isinstance(field, forms.ChoiceField):
        raise TypeError(f"Nothing can be chosen in the field {field.label!r}.")
    field.choices = choices


def offer_rows(field: forms.Field, rows: QuerySet[Row], words: Callable[[Row], str] = str) -> None:
    """These rows, each under the words that are made of it. One that is not there is told in a sentence, unless the field has
    its own: Django's shows the key of the row."""
    if not isinstance(field, forms.ModelChoiceField):
        raise TypeError(f"No rows can be chosen in the field {field.label!r}.")
    field.queryset = rows
    for reason, djangos in field.default_error_messages.items():
        if field.error_messages[reason] == djangos:
            field.error_messages[reason] = GONE
    field.label_from_instance = words  # type: ignore[assignment,method-assign]  # else each form needs a field class of its own
