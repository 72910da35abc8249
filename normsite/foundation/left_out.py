"""Files that were too large, so that only the words of their form have come: the gateway notes it, the page says it."""

from collections.abc import Callable
from typing import TypeVar

from django.forms import Field
from django.http import HttpRequest
from django.urls import Resolver404, resolve

NAME = "normsite.left_out"  # in the environment of WSGI: how many bytes may be sent there
BROKEN_OFF = "normsite.broken_off"  # likewise: whether they took too long, so that what stood behind them isn't here either
TOO_SLOW = "Sending took so long that the form was cut off: look whether all that you typed is here."
View = TypeVar("View", bound=Callable[..., object])


def says_left_out(view: View) -> View:
    """For a view that tells of files which were left out; elsewhere no more of such a form is read than may be sent there."""
    view.says_left_out = True  # type: ignore[attr-defined]
    return view


def tells_left_out(path: str) -> bool:
    """Whether the view at this address does."""
    try:
        return getattr(resolve(path).func, "says_left_out", False)
    except Resolver404:
        return False


def is_left_out(request: HttpRequest) -> bool:
    """Whether the form came with files and is here without them."""
    return NAME in request.META


def with_reason(request: HttpRequest, sentence: str) -> str:
    """What is said of files that were left out, and that the form was cut off, where it was."""
    return f"{sentence} {TOO_SLOW}" if request.META.get(BROKEN_OFF) else sentence


def ask_for_less(request: HttpRequest, field: Field, sentence: str) -> None:
    """Let a field for a file say this, where one was chosen and is not here."""
    if is_left_out(request):
        field.error_messages["required"] = with_reason(request, sentence)
