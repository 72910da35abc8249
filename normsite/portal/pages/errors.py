"""The pages for what went wrong. Each says what happened, what is kept, and what to do next."""

import logging
import sys

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string

from norms.doors import Restricted
from normsite.foundation.accounts import unsent
from normsite.foundation.left_out import tells_left_out
from normsite.foundation.packed import MEGABYTE
from normsite.gateway.bodies import largest_at

logger = logging.getLogger(__name__)
BARE = "Something broke on our side. What was received stays received. Please try again in a minute."


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    request.GET = QueryDict()  # the masthead asks for the query, which may be what was too much
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent):
        many_fields = isinstance(exception, TooManyFieldsSent)
        if request.path.startswith("/api/v1/"):
            reason = "This is too large: it has more bytes, or more fields, than anything that is taken here."
            return JsonResponse({"reason": reason, "mend": "Send less at once."}, status=413)
        back = request.path if tells_left_out(request.path) else ""
        context = {"many_fields": many_fields, "back": back, "most": largest_at(request.path) // MEGABYTE}
        return render(request, "413.html", context, status=413)
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, Restricted):
        return render(
            request, "restricted.html", {"reason": str(exception), "who": exception.who, "given_back": None}, status=403
        )
    return render(request, "403.html", {"reason": str(exception)}, status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The token doesn't fit. Unless the form came from another site, what was typed in it is given back."""
    answer = unsent.rescued(request)
    if answer is not None:
        return answer
    context: dict[str, object] = {}
    if unsent.is_from_here(request) and not request.path_info.startswith("/accounts/"):  # there are passwords in those
        context = {"fields": unsent.fields_of(request.POST), "again": unsent.to_send_again(request.POST)}
    response = render(request, "403_csrf.html", context, status=403)
    response["Referrer-Policy"] = "same-origin"  # the address may hold the key of a receipt
    return response


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if request.path.startswith("/api/v1/"):  # whose description says what a program reads then
        return JsonResponse({"detail": "Nothing is at this address, or it is not public."}, status=404)
    return render(request, "404.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """Our own mistake, or a database out of reach: made without it, and plain words if even the template fails."""
    unreachable = isinstance(sys.exc_info()[1], OperationalError | InterfaceError)
    name, status = ("503.html", 503) if unreachable else ("500.html", 500)
    try:
        response = HttpResponse(render_to_string(name), status=status)
    except Exception:
        logger.exception("The page %s can't be made.", name)
        response = HttpResponse(BARE, status=status, content_type="text/plain; charset=utf-8")
    if unreachable:
        response["Retry-After"] = "60"
    return response
