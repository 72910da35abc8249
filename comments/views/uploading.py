"""A comment form that was filled in elsewhere is uploaded, shown as it was read, and its comments put into the list."""

from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache

from comments.commenting_form import CommentingForm, read_form
from comments.forms import FormFileForm, uploaded
from comments.models import MOST_COMMENTS, Consultation, Phase
from comments.views.unsent import Basket, lock_session
from comments.views.writing import once_open
from normsite.foundation.apart import apart
from normsite.foundation.errors import Refused
from normsite.foundation.showing import get_or_post, show_form
from normsite.foundation.throttle import Limit, TooMany, ask_to_wait, browser, look, network, refuse_if_there_is_time, spend

A_BROWSER_UPLOADS = Limit("comment-form", most=10, seconds=600)
A_NETWORK_UPLOADS = Limit("comment-form-network", most=60, seconds=600)
SECONDS = 20


@never_cache
@get_or_post
@once_open
def form(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    """Upload a form; with what was read of it below, until that is put into the list."""
    if consultation.phase != Phase.OPEN:
        return redirect("comments:basket", consultation.code)
    if request.method != "POST":
        return _show(request, consultation, FormFileForm())
    return _take_over(request, consultation) if "keep" in request.POST else _upload(request, consultation)


def _upload(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    sent = FormFileForm(request.POST, request.FILES)
    if not sent.is_valid():
        return _show(request, consultation, sent)
    file = sent.cleaned_data["file"]
    try:
        _refuse_crowds(request, consultation)
        read = _read(file.read(), file.name)
        good, bad = uploaded(read, consultation)
    except TooMany as refused:
        return ask_to_wait(_show(request, consultation, sent, refused), refused)
    except Refused as refused:
        return _show(request, consultation, sent, refused)
    rows = {"good": [asdict(one) for one in good], "bad": [asdict(one) for one in bad]}
    return _remember(request, consultation, {**rows, "about": _about(read), "remarks": _remarks(read)})


def _about(read: CommentingForm) -> str:
    """What the form says it is about, so that one of another draft is noticed."""
    return " · ".join(fact for fact in (read.document, read.project, read.date) if fact)


def _remarks(read: CommentingForm) -> list[str]:
    columns = [f"The column “{one.heading[:40]}” was left out, since its heading is not known." for one in read.unknown]
    return [*read.remarks, *columns]


def _refuse_crowds(request: HttpRequest, consultation: Consultation) -> None:
    """Reading costs a process, so it is counted before it begins, also where nothing comes of it."""
    buckets = A_BROWSER_UPLOADS.of(browser(request)), A_NETWORK_UPLOADS.of(network(request))
    refuse_if_there_is_time(max(look(*buckets)), now=timezone.now(), until=consultation.closes_at)
    spend(*buckets)


def _read(data: bytes, name: str) -> CommentingForm:
    read = apart(read_form, data, name, what="Reading the file", mend="Upload it in several files.", seconds=SECONDS)
    if not read.rows and read.unknown:
        names = ", ".join(f"“{one.heading[:40]}”" for one in read.unknown[:5])
        raise Refused(
            f"No comments were found under the headings {names}.", "Head their column “Comments” and upload it again."
        )
    return read


@lock_session
def _remember(request: HttpRequest, consultation: Consultation, read: dict[str, Any]) -> HttpResponse:
    request.session[_name(consultation)] = read
    return redirect("comments:form", consultation.code)


@lock_session
def _take_over(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    """Put the rows that are not there yet into the list, as many as it holds; the others wait here until those are sent."""
    basket = Basket(request.session, consultation)
    read = request.session.get(_name(consultation), {"good": [], "bad": []})
    new = [row for row in read["good"] if not basket.of_form(row["item"]["form_key"])]
    fitting = new[: max(0, MOST_COMMENTS - len(basket.items))]
    for row in fitting:
        basket.put(row["item"])
    if rest := new[len(fitting) :]:
        request.session[_name(consultation)] = {"good": rest, "bad": []}
        messages.warning(request, f"Your list is full with {MOST_COMMENTS}. Send it; then put the other {len(rest)} in.")
        return redirect("comments:form", consultation.code)
    request.session.pop(_name(consultation), None)
    return redirect("comments:basket", consultation.code)


def _show(request: HttpRequest, consultation: Consultation, form: FormFileForm, refused: Refused | None = None) -> HttpResponse:
    kept = len(Basket(request.session, consultation).items)
    read = request.session.get(_name(consultation))
    return show_form(request, "comments/form.html", form, refused, consultation=consultation, read=read, kept=kept)


def _name(consultation: Consultation) -> str:
    return f"comments:form:{consultation.code}"
