"""Which pages are the same for every reader who isn't signed in, so that the gateway may keep one copy for all of them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse

CACHEABLE = "normsite.cacheable"  # None there: the gateway would keep the page, and the view may say how it can

Rest = ParamSpec("Rest")
View = Callable[Concatenate[HttpRequest, Rest], HttpResponse]


@dataclass(frozen=True)
class Cacheable:
    """What a copy of this page stands for: the record as it is, how much has come in too (`counts_intake`), and until when the
    clock alone changes nothing of it."""

    counts_intake: bool = False
    until: datetime | None = None


def cached(
    *, until: Callable[[], datetime | None] | None = None, counts_intake: bool = False
) -> Callable[[View[Rest]], View[Rest]]:
    """Let the gateway keep the page, for whoever has no session and asks without a query.

    It is made anew once the record has changed (`normsite.foundation.changes`); where it `counts_intake`, also when comments
    come in; and at the next instant of `until`, at which something opens or closes (None: the clock changes nothing). Such a
    page holds no word about its reader, and no form of POST but one that changes nothing, which needs no token.
    """

    def deco(view: View[Rest]) -> View[Rest]:
        @wraps(view)
        def shown(request: HttpRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
            if CACHEABLE not in request.META:
                return view(request, *args, **kwargs)
            turn = until() if until else None  # asked before the page is made, which may take it past that instant
            response = view(request, *args, **kwargs)
            request.META[CACHEABLE] = Cacheable(counts_intake, turn)
            return response

        return shown

    return deco
