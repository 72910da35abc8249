"""The comment form: write, list, change, remove. Plain forms; what is typed is kept in the session, or in a draft."""

from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from comments.forms import (
    CommentForm,
    Taken,
)
from comments.forms.replying import kept_reference, refers_from
from comments.models import (
    BESIDE,
    MOST_CHARACTERS,
    NAMES,
    REFERRING,
    ConfidentialGround,
    Consultation,
    Phase,
    said_in,
)
from comments.views.attaching import files_of, take_files
from comments.views.public import without_nul
from comments.views.steps import context_of, not_open, once_open, to_start, too_late, with_labels
from comments.views.unsent import Basket, begin, lock_session
from normsite.foundation.conflicts import EditConflict
from normsite.foundation.errors import Refused
from normsite.foundation.left_out import says_left_out
from normsite.foundation.lines import plain_lines
from normsite.foundation.showing import get_or_post, renew_hidden, show_form
from normsite.foundation.throttle import (
    Bucket,
    Limit,
    TooMany,
    ask_to_wait,
    browser,
    look,
    refuse_if_there_is_time,
    spend,
)

ON_A_PAGE = 50
SHOWN_IN_LIST = 600  # characters of each part
A_BROWSER_WRITES = Limit("comment-write", most=100, seconds=100)


@never_cache
@get_or_post
@once_open
@says_left_out
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
        return not_open(request, consultation, basket)
    begin(request, consultation, basket)
    initial = _suggested(request, consultation, kept)
    form = CommentForm(consultation=consultation, initial=initial, **basket.files_of(kept))
    return _show_comment(request, consultation, form, number)


@lock_session
def _keep(
    request: HttpRequest, consultation: Consultation, number: int | None, writes: Bucket, wait: float, taken: Taken
) -> HttpResponse:
    """Put what was written into the list, unless this browser has to wait some seconds for it."""
    basket = Basket(request.session, consultation)
    basket.take_files(taken.files)
    kept = None if number is None else basket.find(number)
    kept = kept or basket.of_form(request.POST.get("form_key", "")[:40])  # sent twice: the later words replace the earlier
    form = CommentForm(request.POST, consultation=consultation, taken=taken, **basket.files_of(kept))
    valid = form.is_valid()
    keep = partial(basket.put, number=kept["number"] if kept else None, is_first=number is None)
    if consultation.phase != Phase.OPEN:
        if valid:
            keep(form.item)
        return too_late(request, consultation, basket, typed=None if valid else form)
    try:
        refuse_if_there_is_time(max(wait, taken.wait), now=timezone.now(), until=consultation.closes_at)
    except TooMany as refused:
        basket.begin()  # with the cookie that comes with it, this browser is counted by itself when it sends again
        return ask_to_wait(_show_comment(request, consultation, form, number, refused), refused)
    if valid and (full := basket.why_full(form.item, kept)):
        form.add_error(None, full)
    if form.errors:
        return _show_comment(request, consultation, form, number)
    if kept is not None and _was_changed(kept, form, _shown(basket, kept, form, number)):
        return _show_conflict(request, consultation, form, kept)
    if number is not None and kept is None:
        messages.warning(request, "That comment was no longer in your list, so what you wrote is in it as a new one.")
    keep(form.item)
    transaction.on_commit(partial(spend, writes), robust=True)
    return redirect("comments:sender" if "send" in request.POST else "comments:basket", consultation.code)


def _shown(basket: Basket, kept: dict[str, Any], form: CommentForm, number: int | None) -> str | None:
    """The mark of the words that the sender has seen. None in a list of one's own, where a form without one replaces them."""
    shown: str = form.cleaned_data["version"] or (kept.get("first", "") if number is None else "")
    return shown if basket.is_shared or form.cleaned_data["version"] else None


def _was_changed(kept: dict[str, Any], form: CommentForm, shown: str | None) -> bool:
    """Whether somebody else has put other words there since the form was shown: a colleague, or the same person elsewhere."""
    if shown is None or shown == kept.get("version", ""):
        return False
    item = form.item
    other_words = any(kept.get(name, "") != item[name] for name in ("about", "kind", *NAMES, *BESIDE, *REFERRING))
    return other_words or _files_in(kept.get("attachments", ())) != _files_in(form.attachments)


def _files_in(attachments: Iterable[dict[str, Any]]) -> set[tuple[str, str]]:
    """By name and content: a second click brings the same files under new tokens."""
    return {(one["name"], one["sha256"]) for one in attachments}


def _show_conflict(request: HttpRequest, consultation: Consultation, form: CommentForm, kept: dict[str, Any]) -> HttpResponse:
    """Both texts on one page; what is sent from it takes the place of what stands now."""
    conflict = EditConflict("This comment was changed after your page was shown. Below is what stands now.", kept)
    renew_hidden(form, version=kept.get("version", ""))
    return _show_comment(request, consultation, form, kept["number"], conflict)


def _suggested(request: HttpRequest, consultation: Consultation, kept: dict[str, Any] | None) -> dict[str, Any]:
    """What the form starts with: what is kept, about the clause, the question or the comment that the address names, if it
    names one. Refused: a comment to which nobody can refer."""
    anchor, question = (request.GET.get(name, "") for name in ("clause", "question"))
    about = request.GET.get("about", "") or (f"c:{anchor}" if anchor else f"q:{question}" if question else "")
    if kept is not None:
        said = {"text": ""} if kept.get("answer") and kept["answer"] == kept["text"] else {}  # no words beside the answer
        return {**kept, **said, **kept_reference(kept), "about": about or kept["about"]}
    if code := request.GET.get("in_reply_to", ""):
        return refers_from(consultation, code, request.GET.get("stance", ""))
    return {"about": about or "whole", "kind": "te" if anchor else "ge", **_marked(request)}


def _marked(request: HttpRequest) -> dict[str, Any]:
    """The words that were marked in the clause, and those around them, by which the form finds them there again."""
    names = {"passage": "words", "passage_before": "before", "passage_after": "after"}
    return {field: without_nul(request.GET.get(name, ""))[:MOST_CHARACTERS] for field, name in names.items()}


def _show_comment(
    request: HttpRequest, consultation: Consultation, form: CommentForm, number: int | None, refused: Refused | None = None
) -> HttpResponse:
    basket = Basket(request.session, consultation)
    context = {
        "consultation": consultation,
        "norm": consultation.revision.norm,
        "number": number,
        "kept": len(basket.items),
        "basket": basket,
        "current": _standing(refused.current) if isinstance(refused, EditConflict) else None,
        "takes_passage": form.takes_passage,
        **_quoted(consultation, form),
    }
    template = "comments/_about.html" if request.headers.get("HX-Request") else "comments/write.html"
    return show_form(request, template, form, refused, **context)


def _standing(kept: dict[str, Any]) -> dict[str, Any]:
    """A kept comment with all that is shown of it."""
    ground = dict(ConfidentialGround.choices).get(kept.get("confidential_ground", ""), "")
    return kept | {"said": said_in(kept), "files": files_of(kept), "ground_label": ground}


def _quoted(consultation: Consultation, form: CommentForm) -> dict[str, Any]:
    """What the comment is about, in full: another comment, the question, or the clause with the words that are meant marked."""
    if form.referred:
        return {"referred": form.referred}
    if form.question or form.clause is None:
        return {"question": form.question}
    form.clause.revision = consultation.revision
    return {"clause": form.clause, "words": form.clause.quoted(form.meant)}


@never_cache
@require_safe
@once_open
def basket(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    """What is written so far: add another, change, remove, or go on."""
    kept = Basket(request.session, consultation)
    if consultation.phase != Phase.OPEN:
        return not_open(request, consultation, kept)
    if not kept.items:
        return to_start(request, consultation, kept)
    context = context_of(consultation, kept)
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
    if item and (shown or kept.is_shared) and shown != item.get("version", ""):
        messages.warning(request, "That comment was changed after your list was shown. Look at it first, then remove it.")
    else:
        kept.remove(number)
    return redirect("comments:basket", consultation.code)


@never_cache
@require_safe
@once_open
def draft(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    """Everything written so far, as plain text to keep."""
    parts = [f"{consultation.title} ({consultation.code})"]
    for number, item in enumerate(with_labels(consultation, Basket(request.session, consultation)), 1):
        parts += ["", f"{number}. {item['label']} ({item['kind_label']})", "", item["in_writing"]]
    text = plain_lines("\n".join(parts)).replace("\n", "\r\n") + "\r\n"
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{consultation.code}-my-comments.txt"'
    return response
