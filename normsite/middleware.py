"""What happens to every response: refusals become pages, and browsers are told what not to do."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render

from normsite.foundation.cached import CACHEABLE
from normsite.foundation.errors import Refused
from normsite.foundation.notices.inbox import note_seen
from normsite.foundation.numbers import whole
from normsite.foundation.throttle import TooMany, ask_to_wait
from normsite.foundation.turns import Busy
from normsite.gateway.bodies import largest_at

Respond = Callable[[HttpRequest], HttpResponse]


class RefusedMiddleware:
    """Show a `Refused` that no view has caught as a page, 429 when asked too often and 409 otherwise; a `Busy` with 503."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Busy):
            return self._ask_again(request, exception)
        if not isinstance(exception, Refused):
            return None
        context = {"reason": exception.reason, "mend": exception.mend}
        if isinstance(exception, TooMany):
            return ask_to_wait(render(request, "429.html", context), exception)
        return render(request, "409.html", context, status=409)

    def _ask_again(self, request: HttpRequest, busy: Busy) -> HttpResponse:
        """Nothing that was typed is lost: the page holds the form as it was sent, still the same showing of it."""
        fields = [(name, value) for name, values in request.POST.lists() for value in values if name != "csrfmiddlewaretoken"]
        context = {"reason": busy.reason, "mend": busy.mend, "fields": fields, "has_files": bool(request.FILES)}
        response = render(request, "busy.html", context, status=503)
        response["Retry-After"] = str(busy.seconds)
        return response


class SeenMiddleware:
    """Whoever reads a page while signed in has seen what it was told of: no digest tells it again."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
        if has_session and response.status_code == 200 and request.method == "GET" and request.user.is_authenticated:
            note_seen(request.user, request.get_full_path())
        return response


class RetryMiddleware:
    """A form that says itself that it came too early (`request.retry_after`, in seconds) is answered with 429 all the same."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        wait = getattr(request, "retry_after", 0)
        if wait and response.status_code == 200:
            response.status_code = 429
            response["Retry-After"] = str(wait)
        return response


class CompressedMiddleware(GZipMiddleware):
    """Compress what is made for one reader. What many get the gateway compresses once."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if request.META.get(CACHEABLE) is not None:
            return response
        return super().process_response(request, response)


class SizeMiddleware:
    """Refuse what is larger than anything that may be sent there before it is read: else an upload fills the disk. A form whose
    files alone are too large comes without them, to views that tell of it."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = str(request.META.get("CONTENT_LENGTH") or "")
        size = whole(length)
        if length.isdecimal() and (size is None or size > largest_at(request.path_info)):
            raise RequestDataTooBig
        return self.get_response(request)


class MethodMiddleware:
    """Refuse methods that a page has no use for, by a page and with the `Allow` of RFC 9110, which `OPTIONS` alone is told.

    Which of these a page takes its view says (`require_safe`, `require_http_methods`); what no page takes, such as `TRACE`,
    comes to no view at all. The programming interface answers for itself, in JSON.
    """

    UNDERSTOOD = ("GET", "HEAD", "OPTIONS", "POST")

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in self.UNDERSTOOD and not request.path_info.startswith("/api/"):
            return self._refused(request, HttpResponseNotAllowed(self.UNDERSTOOD))
        response = self._asked(request)
        return self._refused(request, response) if isinstance(response, HttpResponseNotAllowed) else response

    def _asked(self, request: HttpRequest) -> HttpResponse:
        """Whatever can be read answers `HEAD` too, as it would `GET`; the server leaves the body out."""
        if request.method != "HEAD" or request.path_info.startswith("/api/"):
            return self.get_response(request)
        request.method = "GET"
        response = self.get_response(request)
        request.method = "HEAD"
        return response

    def _refused(self, request: HttpRequest, response: HttpResponseNotAllowed) -> HttpResponse:
        allowed = ", ".join(sorted({*response["Allow"].split(", "), "OPTIONS"}))
        if request.method == "OPTIONS":
            return HttpResponse(status=204, headers={"Allow": allowed})
        page = render(request, "405.html", {"is_read": "GET" in allowed, "takes_forms": "POST" in allowed}, status=405)
        page["Allow"] = allowed
        return page


class AddressMiddleware:
    """Keep the null character out of addresses and cookies: nothing of ours holds one, and PostgreSQL refuses to look."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.META["QUERY_STRING"] = request.META.get("QUERY_STRING", "").replace("%00", "%20")
        request.COOKIES = {name: value for name, value in request.COOKIES.items() if "\0" not in value}
        if "\0" in request.path_info:
            raise Http404
        return self.get_response(request)


class RouteMiddleware:
    """Tell the gateway, for its log, under which pattern of addresses the request fell: the address itself may be a secret."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.resolver_match:
            request.META["normsite.route"] = request.resolver_match.route
        return response


class OwnAddressMiddleware:
    """Build whole addresses on our own, never on the Host header, which whoever sends the request may choose.

    django-allauth makes the links in its mails and the address to which single sign-on returns this way, the programming
    interface those of the next page.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # What `HttpRequest.build_absolute_uri` begins with; made of the header where nothing stands there yet.
        vars(request)["_current_scheme_host"] = settings.BASE_URL
        return self.get_response(request)


class HeadersMiddleware:
    """Headers that Django does not set by itself (docs/trust.md, section 3).

    What somebody with a session is shown is for nobody else: no cache on the way keeps it, and the browser asks again; of a
    restricted text the browser keeps nothing, so that each view is noted.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()")
        if hasattr(request, "watermark"):
            response.headers["Cache-Control"] = "private, no-store"
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response
