"""What a field lets one choose among, where that is known only once its form is made."""

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)


Choices = list[tuple[Any, Any]]


def offer(field: forms.Field, choices: Choices | Callable[[], Choices]) -> None:
    """These choices, or groups of choices, as Django has them; or what says them once they are asked for."""
    if not isinstance(field, forms.ChoiceField):
        raise TypeError(f"Nothing can be chosen in the field {field.label!r}.")
    field.choices = choices


def offer_rows(field: forms.Field, rows: QuerySet[Row], words: Callable[[Row], str] = str) -> None:
    """These rows, each under the words that are made of it."""
    if not isinstance(field, forms.ModelChoiceField):
        raise TypeError(f"No rows can be chosen in the field {field.label!r}.")
    field.queryset = rows
    field.label_from_instance = words  # type: ignore[assignment,method-assign]  # else each form needs a field class of its own
