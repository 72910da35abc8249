"""What the pages of the comment form have in common: when there is none, and what of the list each of them shows."""

from collections.abc import Callable
from email.utils import parseaddr
from functools import wraps
from typing import Any, Concatenate

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from comments.forms import CommentForm, SenderForm, labels_of, subjects
from comments.models import MOST_COMMENTS, TYPED, CommentKind, ConfidentialGround, Consultation, Phase, relation, said_in
from comments.views.attaching import files_of
from comments.views.public import find
from comments.views.unsent import Basket
from comments.views.uploads import Upload
from normsite.foundation.accounts.access import Rest, View
from normsite.foundation.unseen import isolated


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


def to_start(request: HttpRequest, consultation: Consultation, kept: Basket) -> HttpResponse:
    """To an empty form: who comes by the back button after sending is told that nothing is lost. If somebody else has sent the
    list, to the page that says so."""
    if kept.draft and kept.draft.submission_id:
        return redirect("comments:shared", consultation.code)
    if kept.last_receipt:
        messages.info(request, f"Nothing waits here to be sent. Your last receipt is {kept.last_receipt}.")
    return redirect("comments:start", consultation.code)


def context_of(consultation: Consultation, kept: Basket) -> dict[str, Any]:
    sender = kept.sender
    form = SenderForm(sender, consultation=consultation)
    return {
        "consultation": consultation,
        "norm": consultation.revision.norm,
        "items": with_labels(consultation, kept),
        "sender": sender,
        "sender_lines": [
            (field.label, dict(getattr(field.field, "choices", [(True, "Yes")])).get(field.value(), field.value()))
            for field in form
            if field.value()
        ],
        "full": len(kept.items) >= MOST_COMMENTS,
        "basket": kept,
    }


def with_labels(consultation: Consultation, kept: Basket) -> list[dict[str, Any]]:
    labels = labels_of(subjects(consultation))
    kinds, grounds = dict(CommentKind.choices), dict(ConfidentialGround.choices)
    shown: list[dict[str, Any]] = []
    seen: set[tuple[str, ...]] = set()
    for place, item in enumerate(kept.items, 1):
        label = labels.get(item["about"], "The whole text")
        if code := item.get("in_reply_to"):
            label = f"{relation(item['stance']).capitalize()} {code}, on {isolated(label)}"
        # Meant so, or kept twice with the back button; a form says much on a clause, and none of its rows comes twice.
        subject = item["about"], item.get("passage", ""), item.get("in_reply_to", "")
        again = "row" not in item and subject in seen
        seen.add(subject)
        said = said_in(item)
        written = "\n\n".join(one.in_writing for one in said_in(item, TYPED))
        words = {"said": said, "files": files_of(item), "in_writing": written, "place": place}
        words["ground_label"] = grounds.get(item.get("confidential_ground", ""), "")
        shown.append({**item, **words, "label": label, "kind_label": kinds.get(item["kind"], ""), "again": again})
    return shown


def not_open(request: HttpRequest, consultation: Consultation, kept: Basket) -> HttpResponse:
    """After the deadline: to the consultation, unless there is something typed to give back. Rows of a form that still wait are
    put beside it first."""
    if Upload(request, consultation).kept:
        return redirect("comments:form", consultation.code)
    if kept.items:
        return too_late(request, consultation, kept)
    return redirect(consultation)


def too_late(request: HttpRequest, consultation: Consultation, kept: Basket, typed: CommentForm | None = None) -> HttpResponse:
    context = {
        **context_of(consultation, kept),
        "typed": said_in(typed.data, TYPED) if typed else [],
        "secretary": parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
    }
    return render(request, "comments/too_late.html", context, status=409)
