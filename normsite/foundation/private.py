"""Pages that are one reader's own."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

Rest = ParamSpec("Rest")
View = Callable[Concatenate[HttpRequest, Rest], HttpResponse]


def private(view: View[Rest]) -> View[Rest]:
    """Not cached, not indexed, and its address, which may hold a key, is told to no other site.

    The policy is `same-origin` and not `no-referrer`, under which browsers send forms with `Origin: null`.
    """

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Referrer-Policy"] = "same-origin"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return guarded
