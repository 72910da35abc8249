"""The comment form: write, list, say who you are, check, send. Plain forms; what is typed is kept in the session."""

import json
from collections.abc import Callable
from dataclasses import replace
from email.utils import parseaddr
from functools import partial, wraps
from typing import Any, Concatenate

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from comments.forms import (
    CommentForm,
    DeclarationForm,
    SenderForm,
    Taken,
    first_language,
    labels_of,
    new_comment,
    sender_of,
    subjects,
)
from comments.forms.public import NOWHERE
from comments.guards.admission import Admission, admit_browser, challenge_for
from comments.guards.deadlines import TooLate
from comments.guards.receipts import Receipt, receipt_of_repeat
from comments.models import (
    MOST_CHARACTERS,
    MOST_COMMENTS,
    NAMES,
    TYPED,
    CommentKind,
    ConfidentialGround,
    Consultation,
    Phase,
    said_in,
)
from comments.models.declaration import VERSION
from comments.services import submit_comments
from comments.views.attaching import files_of, take_files
from comments.views.public import find, without_nul
from comments.views.unsent import Basket, lock_session
from norms.models import Clause
from norms.text.quotes import Quote, verified
from normsite.foundation.accounts.access import Rest, View
from normsite.foundation.arrivals import arrival_of, ticket_of
from normsite.foundation.conflicts import EditConflict
from normsite.foundation.errors import Refused
from normsite.foundation.lines import plain_lines
from normsite.foundation.proof import MOST_TRIES
from normsite.foundation.showing import get_or_post, posted, renew_hidden, show_button, show_form
from normsite.foundation.throttle import (
    Bucket,
    Limit,
    TooMany,
    ask_to_wait,
    browser,
    look,
    network,
    refuse_if_there_is_time,
    spend,
)

ON_A_PAGE = 50
SHOWN_IN_LIST = 600  # characters of each part
A_BROWSER_WRITES = Limit("comment-write", most=100, seconds=100)


def once_open(view: View[Concatenate[Consultation, Rest]]) -> Callable[..., HttpResponse]:
    """For every page of the form: before the opening nothing of it is made, neither its choices nor a word of the text."""

    @wraps(view)
    def guarded(request: HttpRequest, code: str, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
        consultation = find(code)
        if consultation.phase != Phase.ANNOUNCED:
            return view(request, consultation, *args, **kwargs)
        if request.method == "POST":
            context = {"consultation": consultation, "typed": said_in(request.POST, TYPED)}
            return render(request, "comments/too_early.html", context, status=409)
        return redirect(consultation)

    return guarded


@never_cache
@get_or_post
@once_open
def comment(request: HttpRequest, consultation: Consultation, number: int | None = None) -> HttpResponse:
    """Write one comment, or change the one with this number."""
    if request.method == "POST":
        writes = A_BROWSER_WRITES.of(browser(request))
        return _keep(request, consultation, number, writes, look(writes)[0], take_files(request, consultation))
    basket = Basket(request.session, consultation)
    kept = None if number is None else basket.find(number)
    if number is not None and kept is None:
        raise Http404("There is no such comment in your list; perhaps it is sent or removed already.")
    if consultation.phase != Phase.OPEN:
        return _not_open(request, consultation, basket)
    basket.begin()
    form = CommentForm(consultation=consultation, initial=_suggested(request, kept))
    return _show_comment(request, consultation, form, number)


@lock_session
def _keep(
    request: HttpRequest, consultation: Consultation, number: int | None, writes: Bucket, wait: float, taken: Taken
) -> HttpResponse:
    """Put what was written into the list, unless this browser has to wait some seconds for it."""
    basket = Basket(request.session, consultation)
    kept = None if number is None else basket.find(number)
    form = CommentForm(request.POST, consultation=consultation, taken=taken)
    valid = form.is_valid()
    kept = kept or basket.of_form(form.cleaned_data.get("form_key", ""))  # sent twice: the later words replace the earlier
    if consultation.phase != Phase.OPEN:
        if valid:
            basket.put(form.item, kept["number"] if kept else None)
        return _too_late(request, consultation, basket, typed=None if valid else form)
    try:
        refuse_if_there_is_time(max(wait, taken.wait), now=timezone.now(), until=consultation.closes_at)
    except TooMany as refused:
        basket.begin()  # with the cookie that comes with it, this browser is counted by itself when it sends again
        return ask_to_wait(_show_comment(request, consultation, form, number, refused), refused)
    if valid and (full := basket.why_full(form.item, kept)):
        form.add_error(None, full)
    if form.errors:
        return _show_comment(request, consultation, form, number)
    if number is not None and kept is not None and _was_changed(kept, form):
        return _show_conflict(request, consultation, form, kept)
    if number is not None and kept is None:
        messages.warning(request, "That comment was no longer in your list, so what you wrote is in it as a new one.")
    basket.put(form.item, kept["number"] if kept else None)
    transaction.on_commit(partial(spend, writes), robust=True)
    return redirect("comments:sender" if "send" in request.POST else "comments:basket", consultation.code)


def _was_changed(kept: dict[str, Any], form: CommentForm) -> bool:
    """Whether somebody else has put other words there since the form was shown: a colleague, or the same person elsewhere."""
    shown = form.cleaned_data["version"]
    if not shown or shown == kept.get("version"):
        return False
    return any(kept.get(name, "") != form.cleaned_data[name] for name in ("about", "kind", *NAMES))


def _show_conflict(request: HttpRequest, consultation: Consultation, form: CommentForm, kept: dict[str, Any]) -> HttpResponse:
    """Both texts on one page; what is sent from it takes the place of what stands now."""
    conflict = EditConflict("This comment was changed after your page was shown. Below is what stands now.", kept)
    renew_hidden(form, version=kept["version"])
    return _show_comment(request, consultation, form, kept["number"], conflict)


def _suggested(request: HttpRequest, kept: dict[str, Any] | None) -> dict[str, Any]:
    """What the form starts with: what is kept, about the clause or question that the address names, if it names one."""
    anchor, question = (request.GET.get(name, "") for name in ("clause", "question"))
    about = request.GET.get("about", "") or (f"c:{anchor}" if anchor else f"q:{question}" if question else "")
    if kept is not None:
        return {**kept, "about": about or kept["about"]}
    return {"about": about or "whole", "kind": "te" if anchor else "ge", **_marked(request)}


def _marked(request: HttpRequest) -> dict[str, Any]:
    """The words that were marked in the clause, and those around them, by which the form finds them there again."""
    names = {"passage": "words", "passage_before": "before", "passage_after": "after"}
    return {field: without_nul(request.GET.get(name, ""))[:MOST_CHARACTERS] for field, name in names.items()}


def _show_comment(
    request: HttpRequest, consultation: Consultation, form: CommentForm, number: int | None, refused: Refused | None = None
) -> HttpResponse:
    about = without_nul(str(form["about"].value() or ""))
    basket = Basket(request.session, consultation)
    context = {
        "consultation": consultation,
        "norm": consultation.revision.norm,
        "number": number,
        "kept": len(basket.items),
        "basket": basket,
        "current": refused.current | {"said": said_in(refused.current)} if isinstance(refused, EditConflict) else None,
        **_quoted(consultation, about, form),
    }
    template = "comments/_quoted.html" if request.headers.get("HX-Request") else "comments/write.html"
    return show_form(request, template, form, refused, **context)


def _quoted(consultation: Consultation, about: str, form: CommentForm) -> dict[str, Any]:
    """What the comment is about, in full: the question, or the clause with the words that are meant marked in it."""
    if about.startswith("q:"):
        return {"question": form.question}
    text = Clause.objects.public().filter(revision=consultation.revision_id)
    clause = text.filter(anchor=about[2:]).first() if about.startswith("c:") else None
    if clause is None:
        return {}
    clause.revision = consultation.revision
    return {"clause": clause, "words": clause.quoted(_passages(clause, form))}


def _passages(clause: Clause, form: CommentForm) -> list[tuple[int, int]]:
    """Where the words that the form holds stand in the clause; nowhere if it can't be told."""
    values = (form[name].value() for name in ("passage", "passage_before", "passage_after"))
    words, before, after = (without_nul(str(value or ""))[:MOST_CHARACTERS] for value in values)
    try:
        found = verified(clause.words, Quote(words, before, after, NOWHERE)) if words.strip() else None
    except Refused:
        found = None  # the form says so beside the field
    return [(found.start, found.start + len(found.exact))] if found else []


@never_cache
@require_safe
@once_open
def basket(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    """What is written so far: add another, change, remove, or go on."""
    kept = Basket(request.session, consultation)
    if consultation.phase != Phase.OPEN:
        return _not_open(request, consultation, kept)
    if not kept.items:
        return _to_start(request, consultation, kept)
    context = _context(consultation, kept)
    page = Paginator(context["items"], ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "comments/basket.html", {**context, "page": page, "items": _shortened(page)})


def _shortened(page: Page[dict[str, Any]]) -> list[dict[str, Any]]:
    """The comments of one page of the list: whole they stand where they are changed, and on the page that sends them."""
    return [item | {"said": [replace(one, words=_begun(one.words)) for one in item["said"]]} for item in page]


def _begun(words: str) -> str:
    return words if len(words) <= SHOWN_IN_LIST else f"{words[:SHOWN_IN_LIST].rstrip()} …"


@require_POST
@once_open
@lock_session
def remove(request: HttpRequest, consultation: Consultation, number: int) -> HttpResponse:
    """Take one out, unless somebody else has changed it since the list was shown."""
    kept = Basket(request.session, consultation)
    shown, item = request.POST.get("version", ""), kept.find(number)
    if shown and item and shown != item.get("version"):
        messages.warning(request, "That comment was changed after your list was shown. Look at it first, then remove it.")
    else:
        kept.remove(number)
    return redirect("comments:basket", consultation.code)


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
        kept.say_who(form.sender)
        return _send(request, consultation, admission, shown) if admission else redirect("comments:check", consultation.code)
    if consultation.phase != Phase.OPEN:
        return _not_open(request, consultation, kept)
    if not kept.items:
        return _to_start(request, consultation, kept)
    return show_form(request, "comments/sender.html", form, **_context(consultation, kept), **_sending(consultation, kept))


@never_cache
@get_or_post
@once_open
def check(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    """Everything once more; with POST it is sent."""
    if request.method == "POST":
        return _send(request, consultation, _admission(request, consultation))
    kept = Basket(request.session, consultation)
    if consultation.phase != Phase.OPEN:
        return _not_open(request, consultation, kept)
    if not kept.items:
        return _to_start(request, consultation, kept)
    if not kept.sender:
        return redirect("comments:sender", consultation.code)
    return _show_check(request, consultation, kept)


def _to_start(request: HttpRequest, consultation: Consultation, kept: Basket) -> HttpResponse:
    """To an empty form: who comes by the back button after sending is told that nothing is lost. If somebody else has sent the
    list, to the page that says so."""
    if kept.draft and kept.draft.submission_id:
        return redirect("comments:shared", consultation.code)
    if kept.last_receipt:
        messages.info(request, f"Nothing waits here to be sent. Your last receipt is {kept.last_receipt}.")
    return redirect("comments:start", consultation.code)


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
        return _to_start(request, consultation, kept)
    form = DeclarationForm(request.POST)
    if not form.is_valid():
        is_open = consultation.phase == Phase.OPEN
        return _show_check(request, consultation, kept, form=form) if is_open else _too_late(request, consultation, kept)
    try:
        _refuse_unseen(request, kept, shown or kept.digest)
        receipt = _submit(request, consultation, kept, admission)
    except TooMany as refused:
        return ask_to_wait(_show_check(request, consultation, kept, refused, form=form, ticket=ticket_of(request)), refused)
    except TooLate:
        return _too_late(request, consultation, kept)
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
        items=[new_comment(item) for item in kept.items],
        idempotency_key=kept.key,
        user=request.user if request.user.is_authenticated else None,
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
    context = {**_context(consultation, kept), **_sending(consultation, kept), "ticket": ticket}
    if form.errors:
        return show_form(request, "comments/check.html", form, **context)
    return show_button(request, "comments/check.html", refused, form=form, **context)


def _sending(consultation: Consultation, kept: Basket) -> dict[str, Any]:
    """What a form with “Send” carries along."""
    return {
        "key": kept.key,
        "seen": kept.digest,
        "challenge": json.dumps(challenge_for(consultation, kept.key)),
        "tries": MOST_TRIES,
        "declaration": DeclarationForm(),
        "seconds_left": int((consultation.closes_at - timezone.now()).total_seconds()),
    }


def _context(consultation: Consultation, kept: Basket) -> dict[str, Any]:
    sender = kept.sender
    form = SenderForm(sender, consultation=consultation)
    return {
        "consultation": consultation,
        "norm": consultation.revision.norm,
        "items": _with_labels(consultation, kept),
        "sender": sender,
        "sender_lines": [
            (field.label, dict(getattr(field.field, "choices", [(True, "Yes")])).get(field.value(), field.value()))
            for field in form
            if field.value()
        ],
        "full": len(kept.items) >= MOST_COMMENTS,
        "basket": kept,
    }


def _with_labels(consultation: Consultation, kept: Basket) -> list[dict[str, Any]]:
    labels = labels_of(subjects(consultation))
    kinds, grounds = dict(CommentKind.choices), dict(ConfidentialGround.choices)
    shown: list[dict[str, Any]] = []
    seen: set[str] = set()
    for place, item in enumerate(kept.items, 1):
        label = labels.get(item["about"], "The whole text")
        # Meant so, or kept twice with the back button; a form says much on a clause, and none of its rows comes twice.
        again = "row" not in item and item["about"] in seen
        seen.add(item["about"])
        said = said_in(item)
        written = "\n\n".join(one.in_writing for one in said_in(item, TYPED))
        words = {"said": said, "files": files_of(item), "in_writing": written, "place": place}
        words["ground_label"] = grounds.get(item.get("confidential_ground", ""), "")
        shown.append({**item, **words, "label": label, "kind_label": kinds.get(item["kind"], ""), "again": again})
    return shown


def _not_open(request: HttpRequest, consultation: Consultation, kept: Basket) -> HttpResponse:
    """After the deadline: to the consultation, unless there is something typed to give back."""
    if kept.items:
        return _too_late(request, consultation, kept)
    return redirect(consultation)


def _too_late(request: HttpRequest, consultation: Consultation, kept: Basket, typed: CommentForm | None = None) -> HttpResponse:
    context = {
        **_context(consultation, kept),
        "typed": said_in(typed.data, TYPED) if typed else [],
        "secretary": parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
    }
    return render(request, "comments/too_late.html", context, status=409)


@never_cache
@require_safe
@once_open
def draft(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    """Everything written so far, as plain text to keep."""
    parts = [f"{consultation.title} ({consultation.code})"]
    for number, item in enumerate(_with_labels(consultation, Basket(request.session, consultation)), 1):
        parts += ["", f"{number}. {item['label']} ({item['kind_label']})", "", item["in_writing"]]
    text = plain_lines("\n".join(parts)).replace("\n", "\r\n") + "\r\n"
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{consultation.code}-my-comments.txt"'
    return response
