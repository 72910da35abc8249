"""The disposition desk: comment, clause, neighbours, earlier answers and the decision on one screen; then approval."""

from typing import Any

from django.contrib import messages
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from comments import rules
from comments.forms import DecisionForm, RemarkForm
from comments.models import Comment, Consultation, Disposition
from comments.reading import in_desk_order, work_on
from comments.services import approve_disposition, decide_comment, return_disposition
from comments.views.reading import find, without_nul
from normsite.accounts.access import DeskRequest, desk, require
from normsite.errors import Refused

MOST_NEIGHBOURS = 30
MOST_TO_APPROVE = 50


@desk
@require_http_methods(["GET", "POST"])
def decide(request: DeskRequest, code: str) -> HttpResponse:
    related = Comment.objects.select_related(
        "submission",
        "clause",
        "question",
        "consultation__revision__norm",
        "disposition__decided_by",
        "disposition__approved_by",
    )
    comment = get_object_or_404(related, code=code.upper())
    answer = getattr(comment, "disposition", None)
    form, status = DecisionForm(initial=_as_decided(answer)), 200
    if request.method == "POST":
        require(rules.can_decide_comment, request.user, comment.consultation)
        form, status = DecisionForm(request.POST), 422
        if form.is_valid():
            try:
                decide_comment(comment=comment, **form.cleaned_data, by=request.user)
            except Refused as refused:
                status = 409
                form = _with_current_version(request, answer, refused)
            else:
                return _go_on(request, comment)
    context = {**_around(comment), "form": form, "answer": answer}
    context["may"] = rules.can_decide_comment(request.user, comment.consultation)
    context["may_approve"] = answer is not None and rules.can_approve_disposition(request.user, answer)
    return render(request, "comments/decide.html", context, status=status)


def _as_decided(answer: Disposition | None) -> dict[str, Any]:
    if answer is None:
        return {"version": 0, "effect": "none"}
    return {"outcome": answer.outcome, "effect": answer.effect, "reason": answer.reason, "version": answer.version}


def _with_current_version(request: DeskRequest, answer: Disposition | None, refused: Refused) -> DecisionForm:
    """What was typed, ready to be saved over the colleague's answer, which the page shows beside it."""
    typed = request.POST.copy()
    typed["version"] = str(answer.version if answer else 0)
    form = DecisionForm(typed)
    form.add_error(None, str(refused))
    return form


def _go_on(request: DeskRequest, comment: Comment) -> HttpResponse:
    """To the next comment without an answer; back to the desk when there is none."""
    messages.success(request, f"{comment.code} is answered; a second person approves it.")
    waiting = list(in_desk_order(comment.consultation).awaiting_decision().values_list("code", flat=True)[:1])
    if waiting and request.POST.get("then") != "stay":
        return redirect("comments:decide", waiting[0])
    return redirect("comments:decide" if waiting else "comments:desk", comment.code if waiting else comment.consultation.code)


def _around(comment: Comment) -> dict[str, Any]:
    codes = list(in_desk_order(comment.consultation).values_list("code", flat=True))
    place = codes.index(comment.code) if comment.code in codes else None
    others = Comment.objects.for_consultation(comment.consultation).moderated().exclude(pk=comment.pk).order_by("id")
    others = others.filter(clause=comment.clause).select_related("submission", "disposition")
    return {
        "comment": comment,
        "consultation": comment.consultation,
        "norm": comment.consultation.revision.norm,
        "neighbours": others[:MOST_NEIGHBOURS],
        "place": None if place is None else place + 1,
        "total": len(codes),
        "previous": codes[place - 1] if place else None,
        "next": codes[place + 1] if place is not None and place + 1 < len(codes) else None,
    }


@desk
@require_http_methods(["GET", "POST"])
def approve(request: DeskRequest, code: str) -> HttpResponse:
    """The answers that wait for a second person; approve one, or all that are ticked."""
    thing = find(code)
    if request.method == "POST":
        require(rules.can_approve_disposition, request.user)
        _approve_chosen(request, thing)
        return redirect("comments:approve", thing.code)
    waiting = thing.comments.awaiting_approval().order_by(F("clause__order").asc(nulls_first=True), "id")
    rows = list(waiting.select_related("submission", "clause", "disposition__decided_by")[:MOST_TO_APPROVE])
    context = {
        "consultation": thing,
        "rows": [(comment, rules.can_approve_disposition(request.user, comment.disposition)) for comment in rows],
        "work": work_on(thing),
        "may": rules.can_approve_disposition(request.user),
        "remark_form": RemarkForm(),
    }
    return render(request, "comments/approve.html", context)


def _approve_chosen(request: DeskRequest, thing: Consultation) -> None:
    """`answer` is given as "<comment code>:<version>", so only what was read is approved."""
    approved = 0
    for chosen in request.POST.getlist("answer"):
        code, _, version = without_nul(chosen).partition(":")
        answer = Disposition.objects.filter(comment__code=code, comment__consultation=thing).first()
        if answer is None or not version.isdecimal():
            continue
        require(rules.can_approve_disposition, request.user, answer)
        try:
            approve_disposition(disposition=answer, version=int(version), by=request.user)
            approved += 1
        except Refused as refused:
            messages.error(request, f"{code}: {refused}")
    if approved:
        messages.success(request, f"{approved} answer{'' if approved == 1 else 's'} approved.")


@desk
@require_POST
def return_answer(request: DeskRequest, code: str) -> HttpResponse:
    answer = get_object_or_404(Disposition.objects.select_related("comment__consultation"), comment__code=code.upper())
    require(rules.can_approve_disposition, request.user, answer)
    form = RemarkForm(request.POST)
    consultation = answer.comment.consultation
    if not form.is_valid():
        context = {"consultation": consultation, "comment": answer.comment, "form": form}
        return render(request, "comments/return.html", context, status=422)
    return_disposition(disposition=answer, by=request.user, remark=form.cleaned_data["remark"])
    messages.success(request, f"{answer.comment.code} is returned to {answer.decided_by}.")
    return redirect("comments:approve", consultation.code)
