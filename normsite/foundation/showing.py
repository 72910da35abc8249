"""How every view shows a form or a button, and shows it again when its act came to nothing: nothing that was typed is lost."""

from typing import Any, cast

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from normsite.foundation.errors import Refused

get_or_post = require_http_methods(["GET", "POST"])


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: the typed, also when nothing was typed; None when the form is only shown."""
    return request.POST if request.method == "POST" else None


def show_form(
    request: HttpRequest,
    template: str,
    form: BaseForm,
    refused: Refused | None = None,
    beside: str | None = None,
    /,
    **context: Any,
) -> HttpResponse:
    """The page with `form`: 409 when the rules refused what was typed, 422 when its shape is wrong, 200 when it is only shown.

    A refusal stands above the form, or beside the field that `beside` names.
    """
    if refused is not None:
        form.add_error(beside, str(refused))
    status = 409 if refused else 422 if form.errors else 200
    return render(request, template, {"form": form, **context}, status=status)


def show_button(request: HttpRequest, template: str, refused: Refused | None = None, /, **context: Any) -> HttpResponse:
    """The page of an act for which nothing is typed, such as publishing: 409, and why, when the rules refused it."""
    return render(request, template, {"refused": refused, **context}, status=409 if refused else 200)


def renew_hidden(form: BaseForm, **values: Any) -> None:
    """Let what was typed be sent again over what stands now: hidden fields, such as the version, take these values."""
    data = cast(QueryDict, form.data).copy()  # what `posted` has bound it to
    for name, value in values.items():
        data[name] = value
    form.data = data
