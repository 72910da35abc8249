"""Forms that came when their writer was not signed in any more: nothing is lost, and nothing is carried out by itself.

What was typed is kept for an hour, for the person whose stamp the form bears and for the browser from which it came. Signed in
again, that person finds it in the form on the same page, checks it and presses the button again; then it is forgotten. Nobody
else is shown it. Passwords are not kept, and files have to be chosen again.
"""

import hashlib
import re
import secrets
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Concatenate, ParamSpec, TypeVar
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone

from normsite.foundation import origins
from normsite.foundation.accounts import stamps
from normsite.foundation.accounts.fields import words_in_forms
from normsite.foundation.accounts.models import UnsentForm, User

FIELD = UnsentForm.FIELD
COOKIE = "__Host-unsent" if settings.HTTPS else "unsent"
LASTS = timedelta(hours=1)
LARGEST = 2_000_000  # characters
MOST_OF_ONE_PERSON = 10
A_LINE = 60
ROWS = 8
LONGEST_ADDRESS = 2_000  # that somebody is led back to after signing in; what is longer is no address of ours
_OURS = {"csrfmiddlewaretoken", stamps.FIELD, FIELD}
_NOT_FOR_PEOPLE = _OURS | {"version", "shown", "form_key", "key", "seen"}

Request = TypeVar("Request", bound=HttpRequest)
Rest = ParamSpec("Rest")


def giving_back(
    view: Callable[Concatenate[Request, Rest], HttpResponse], request: Request, *args: Rest.args, **kwargs: Rest.kwargs
) -> HttpResponse:
    """What the view answers; with the words of an unsent form in its form, when the address asks for them."""
    form = _asked_for(request)
    request.unsent = form  # type: ignore[attr-defined]  # for the banner, and for the mark on the form
    if form is None:
        return view(request, *args, **kwargs)
    if request.method == "POST":
        response = view(request, *args, **kwargs)
        if _was_carried_out(response):
            form.delete()
        return response
    with words_in_forms(form.words) as shown:
        response = view(request, *args, **kwargs)
    if shown.taken and response.status_code == 200:
        return response
    return redirect("accounts:unsent", form.pk)  # the page has no such form, or not any more


def turned_away(request: HttpRequest) -> HttpResponse:
    """The answer to who is not signed in, or not as the writer of the form that is sent."""
    form = _kept(request)
    if request.user.is_authenticated:
        return _with_cookie(request, render(request, "accounts/somebody_else.html", {"form": form}, status=403), form)
    if form is not None:
        messages.warning(request, f"You are not signed in any more, so nothing was carried out. {_PROMISE}")
    elif _is_too_long(request):
        return render(request, "403_csrf.html", {"fields": fields_of(request.POST), "ended": True}, status=403)
    return _with_cookie(request, redirect_to_login(form.address if form else _page_of(request)), form)


def put_off(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The answer to who has to do something else first: what was sent is kept until then."""
    form = _kept(request)
    if form is not None:
        messages.warning(request, _PROMISE)
    return _with_cookie(request, response, form)


def rescued(request: HttpRequest) -> HttpResponse | None:
    """The answer to a form whose CSRF token doesn't fit, most often because its writer has signed in anew in another tab.

    None for a form from another site, and for pages that give nothing back.
    """
    page = request.resolver_match
    if not (is_from_here(request) and page is not None and getattr(page.func, "gives_back", False)):
        return None
    stamp = stamps.stamp_on(request)
    if stamp is None or _is_too_long(request):
        return None
    if stamp.writer != request.user.pk:
        return turned_away(request)
    form = _kept(request)
    return None if form is None else _with_cookie(request, redirect(form.address), form)


def is_of_somebody_else(request: HttpRequest) -> bool:
    """Whether the form was shown to another person than the one who is signed in now."""
    stamp = stamps.stamp_on(request) if request.method == "POST" else None
    return stamp is not None and stamp.writer != request.user.pk


def is_from_here(request: HttpRequest) -> bool:
    """Whether the browser says that the form stood on a page of this site."""
    return origins.is_from_here(lambda name: request.headers.get(name, ""), f"{request.scheme}://{request.get_host()}")


def waiting(request: HttpRequest) -> QuerySet[UnsentForm]:
    """The unsent forms of whoever is signed in, from this browser, the newest first."""
    secret = request.COOKIES.get(COOKIE, "")
    if not secret or not request.user.is_authenticated:
        return UnsentForm.objects.none()
    fresh = UnsentForm.objects.filter(kept_at__gt=timezone.now() - LASTS)
    return fresh.filter(user=request.user, browser=_digest(secret))


def forget_old() -> None:
    """Delete what nobody has come back for."""
    UnsentForm.objects.filter(kept_at__lte=timezone.now() - LASTS).delete()


def fields_of(post: QueryDict) -> list[tuple[str, str, int]]:
    """What was typed: a name for people, the words, and in how many rows they are shown (0: on a single line)."""
    typed = ((name, value) for name, values in post.lists() for value in values if name not in _NOT_FOR_PEOPLE)
    return [
        (name.replace("_", " ").capitalize(), value, ROWS if len(value) > A_LINE or "\n" in value else 0)
        for name, value in typed
        if value and "password" not in name
    ]


def to_send_again(post: QueryDict) -> list[tuple[str, str]]:
    """All that a form held, but for the token and the stamp, which the form that sends it again has anew."""
    return [(name, value) for name, values in post.lists() for value in values if name not in _OURS]


_PROMISE = "What you typed is kept for an hour, and comes back once you are signed in."


def _asked_for(request: HttpRequest) -> UnsentForm | None:
    wanted = request.POST.get(FIELD) or request.GET.get(FIELD, "")
    try:
        return waiting(request).filter(pk=uuid.UUID(wanted)).first() if wanted else None
    except ValueError:
        return None


def _was_carried_out(response: HttpResponse) -> bool:
    """A form that is carried out is answered by a redirect; one that saves by itself, by JSON."""
    return response.status_code in (302, 303) or (response.status_code, response["Content-Type"]) == (200, "application/json")


def _kept(request: HttpRequest) -> UnsentForm | None:
    """Keep what was sent for its writer; None when there is nothing to keep, or nobody to keep it for."""
    stamp = stamps.stamp_on(request) if stamps.is_sent_by_hand(request) and not _is_too_long(request) else None
    writer = User.objects.filter(pk=stamp.writer, is_active=True).first() if stamp else None
    if writer is None:
        return None
    forget_old()
    own = UnsentForm.objects.filter(user=writer)
    own.exclude(pk__in=own.order_by("-kept_at").values("pk")[: MOST_OF_ONE_PERSON - 1]).delete()
    words = {
        name: [value.replace("\0", "") for value in values]
        for name, values in request.POST.lists()
        if name not in _OURS and "password" not in name
    }
    return UnsentForm.objects.create(
        user=writer,
        browser=_digest(_secret(request)),
        page=_page_of(request),
        fields=words,
        files=[file.name for _, files in request.FILES.lists() for file in files],
    )


def _is_too_long(request: HttpRequest) -> bool:
    return sum(len(value) for _, values in request.POST.lists() for value in values) > LARGEST


def _page_of(request: HttpRequest) -> str:
    """The page on which the form stood: most forms are sent to their own page, the others say in `Referer` where they were."""
    before = urlsplit(request.headers.get("Referer", ""))
    if request.method != "POST" or (before.scheme, before.netloc) != (request.scheme, request.get_host()):
        address = request.get_full_path()
        return address if len(address) <= LONGEST_ADDRESS else request.path
    query = re.sub(rf"(^|&){FIELD}=[^&]*", "", before.query)
    return f"{before.path}?{query}" if query else before.path


def _with_cookie(request: HttpRequest, response: HttpResponse, form: UnsentForm | None) -> HttpResponse:
    if form is not None:
        response.set_cookie(COOKIE, _secret(request), max_age=LASTS, secure=settings.HTTPS, httponly=True, samesite="Lax")
    return response


def _secret(request: HttpRequest) -> str:
    """What binds unsent forms to this browser."""
    if not request.COOKIES.get(COOKIE):
        request.COOKIES[COOKIE] = secrets.token_urlsafe(24)
    return request.COOKIES[COOKIE]


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
