"""The end of the comment form: say who you are, check, send."""

import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache

from comments.forms import DeclarationForm, SenderForm, first_language, new_comment, sender_of
from comments.guards.admission import Admission, admit_browser, challenge_for
from comments.guards.deadlines import TooLate
from comments.guards.receipts import Receipt, receipt_of_repeat
from comments.models import Consultation, Phase
from comments.models.declaration import VERSION
from comments.queries import gone_among
from comments.services import OtherBody, submit_comments
from comments.views.steps import context_of, not_open, once_open, to_start, too_late
from comments.views.unsent import Basket, lock_session
from normsite.foundation.accounts.access import account_in
from normsite.foundation.arrivals import arrival_of, ticket_of
from normsite.foundation.conflicts import EditConflict
from normsite.foundation.errors import Refused
from normsite.foundation.proof import MOST_TRIES
from normsite.foundation.showing import get_or_post, posted, show_button, show_form
from normsite.foundation.throttle import TooMany, ask_to_wait, browser, network

SAID_OTHERWISE = "A colleague has changed who sends the list after your page was shown. Below is what stands now."
SENT_OTHERWISE = "Other words were sent under the mark of this page, so these count apart from them."


@never_cache
@get_or_post
@once_open
def sender(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    """Who sends the comments, and what of that is published, below the comments themselves; with “Send” they are sent."""
    return _say_who(request, consultation, _admission(request, consultation) if "send" in request.POST else None)


@lock_session
def _say_who(request: HttpRequest, consultation: Consultation, admission: Admission | None) -> HttpResponse:
    kept = Basket(request.session, consultation)
    if admission and kept.was_sent(request.POST.get("key", "")):
        return _send(request, consultation, admission)
    known = kept.sender or (sender_of(request.user) if request.user.is_authenticated else {})
    known = {"language": first_language(request.headers.get("Accept-Language", "")), **known}
    form = SenderForm(posted(request), consultation=consultation, initial=known)
    shown = kept.digest
    if form.is_valid():
        if kept.says_other(form.sender, shown=request.POST.get("shown", "")):
            return _show_sender(request, consultation, kept, form, EditConflict(SAID_OTHERWISE, kept.sender))
        kept.say_who(form.sender)
        return _send(request, consultation, admission, shown) if admission else redirect("comments:check", consultation.code)
    if consultation.phase != Phase.OPEN:
        return not_open(request, consultation, kept)
    if not kept.items:
        return to_start(request, consultation, kept)
    return _show_sender(request, consultation, kept, form)


def _show_sender(
    request: HttpRequest, consultation: Consultation, kept: Basket, form: SenderForm, refused: EditConflict | None = None
) -> HttpResponse:
    """With the mark of what the sender has seen to stand here: after a conflict, of what both are shown now."""
    declaration = DeclarationForm(request.POST if "send" in request.POST else None)  # what is wrong with either is said at once
    context = context_of(consultation, kept) | _sending(consultation, kept, declaration)
    mark = request.POST.get("shown", "") if form.is_bound and refused is None else kept.mark_of_sender
    return show_form(request, "comments/sender.html", form, refused, shown=mark, conflict=refused is not None, **context)


@never_cache
@get_or_post
@once_open
def check(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    """Everything once more; with POST it is sent."""
    if request.method == "POST":
        return _send(request, consultation, _admission(request, consultation))
    kept = Basket(request.session, consultation)
    if consultation.phase != Phase.OPEN:
        return not_open(request, consultation, kept)
    if not kept.items:
        return to_start(request, consultation, kept)
    if not kept.sender:
        return redirect("comments:sender", consultation.code)
    return _show_check(request, consultation, kept)


def _admission(request: HttpRequest, consultation: Consultation) -> Admission:
    """How crowded it is, seen before anything is locked."""
    return admit_browser(
        consultation=consultation,
        idempotency_key=request.POST.get("key", ""),
        solution=request.POST.get("altcha", ""),
        browser=browser(request),
        network=network(request),
    )


@lock_session
def _send(request: HttpRequest, consultation: Consultation, admission: Admission, shown: str = "") -> HttpResponse:
    """Send the list, if its page showed it as it is; `shown` is its digest before the same form said who sends it."""
    kept = Basket(request.session, consultation)
    key = request.POST.get("key", "")
    if kept.was_sent(key):  # the same form again, from the same browser: the same receipt
        repeat = receipt_of_repeat(consultation=consultation, idempotency_key=key)
        if repeat is not None:
            return _to_receipt(repeat)
    if not kept.items or not kept.sender:
        return to_start(request, consultation, kept)
    form = DeclarationForm(request.POST)
    if not form.is_valid():
        is_open = consultation.phase == Phase.OPEN
        return _show_check(request, consultation, kept, form=form) if is_open else too_late(request, consultation, kept)
    try:
        _refuse_unseen(request, kept, shown or kept.digest)
        kept.set_apart(request.POST.getlist("apart"))
        receipt = _submit(request, consultation, kept, admission)
    except TooMany as refused:
        return ask_to_wait(_show_check(request, consultation, kept, refused, form=form, ticket=ticket_of(request)), refused)
    except TooLate:
        return too_late(request, consultation, kept)
    except OtherBody:
        kept.renew()
        otherwise = Refused(SENT_OTHERWISE, "Check your list again, then send it.")
        return _show_check(request, consultation, kept, otherwise, form=form)
    except Refused as refused:
        return _show_check(request, consultation, kept, refused, form=form)
    kept.sent(receipt.submission)
    return _to_receipt(receipt)


def _refuse_unseen(request: HttpRequest, kept: Basket, shown: str) -> None:
    """Only what was on the page is sent, by a browser that has shown it, no quicker than a person could."""
    if request.POST.get("key", "") != kept.key or request.POST.get("seen", "") != shown:
        raise Refused("Your list has changed since this page was shown.", "Check it again, then send it.")
    if kept.seconds < settings.FASTEST_COMMENT_SECONDS:
        raise Refused("That was quicker than people type.", "Press “Send” once more.")


def _submit(request: HttpRequest, consultation: Consultation, kept: Basket, admission: Admission) -> Receipt:
    sender: dict[str, Any] = kept.sender
    wishes = bool(sender.pop("wants_notices", ""))
    return submit_comments(
        consultation=consultation,
        items=[new_comment(item, kept.place) for item in kept.items],
        idempotency_key=kept.key,
        user=account_in(request),
        arrival=arrival_of(request),
        admission=admission,
        wants_notices=wishes,
        declaration=VERSION,
        **sender,
    )


def _to_receipt(receipt: Receipt) -> HttpResponse:
    return redirect(receipt_address(receipt))


def receipt_address(receipt: Receipt) -> str:
    """With the key that opens it."""
    address = reverse("comments:receipt", args=[receipt.submission.code])
    return f"{address}?{urlencode({'key': receipt.token})}"


def _show_check(
    request: HttpRequest,
    consultation: Consultation,
    kept: Basket,
    refused: Refused | None = None,
    *,
    form: DeclarationForm | None = None,
    ticket: str = "",
) -> HttpResponse:
    form = form or DeclarationForm()
    context = {**context_of(consultation, kept), **_sending(consultation, kept, form), "ticket": ticket}
    context["gone"] = gone_among(consultation, {item.get("in_reply_to", "") for item in kept.items} - {""})
    if form.errors:
        return show_form(request, "comments/check.html", form, **context)
    return show_button(request, "comments/check.html", refused, form=form, **context)


def _sending(consultation: Consultation, kept: Basket, declaration: DeclarationForm) -> dict[str, Any]:
    """What a form with “Send” carries along."""
    return {
        "key": kept.key,
        "seen": kept.digest,
        "challenge": json.dumps(challenge_for(consultation, kept.key)),
        "tries": MOST_TRIES,
        "declaration": declaration,
        "seconds_left": int((consultation.closes_at - timezone.now()).total_seconds()),
    }
