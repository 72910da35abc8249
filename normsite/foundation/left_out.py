"""Files that were too large, so that only the words of their form have come: the gateway notes it, the page says it."""

from collections.abc import Callable
from typing import TypeVar

from django.forms import Field
from django.http import HttpRequest

NAME = "normsite.left_out"  # in the environment of WSGI: how many bytes may be sent there
View = TypeVar("View", bound=Callable[..., object])


def says_left_out(view: View) -> View:
    """For a view that tells of files which were left out; at all others such a form is refused as too large."""
    view.says_left_out = True  # type: ignore[attr-defined]
    return view


def is_left_out(request: HttpRequest) -> bool:
    """Whether the form came with files and is here without them."""
    return NAME in request.META


def ask_for_less(request: HttpRequest, field: Field, sentence: str) -> None:
    """Let a field for a file say this, where one was chosen and is not here."""
    if is_left_out(request):
        field.error_messages["required"] = sentence
