"""The disposition desk: comment, clause, neighbours, earlier answers and the decision on one screen; then approval."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from comments import rules
from comments.forms import DecisionForm, RemarkForm
from comments.models import Comment, Consultation, Disposition
from comments.models.impartial import is_own_comment
from comments.queries import earlier_doubles, in_desk_order, likewise, page_in_text_order, spot_of, work_on
from comments.services import answer_support, approve_disposition, decide_with_support, return_disposition
from comments.views.public import find, without_nul
from norms.doors import admit
from norms.models import Revision
from norms.queries import ClauseChange, compare_some, cover_rationales
from normsite.foundation.accounts.access import SignedInRequest, require, staff_required
from normsite.foundation.errors import Refused
from normsite.foundation.numbers import whole
from normsite.foundation.showing import get_or_post, posted, renew_hidden, show_form
from normsite.foundation.unseen import isolated
from normsite.foundation.withholding.rules import can_withhold

MOST_NEIGHBOURS = 30
ALONG = "along"


@staff_required
@get_or_post
def decide(request: SignedInRequest, code: str) -> HttpResponse:
    related = Comment.objects.select_related(
        "submission",
        "clause",
        "question",
        "consultation__revision__norm",
        "disposition__decided_by",
        "disposition__approved_by",
    )
    comment = get_object_or_404(related, code=code.upper())
    disposition = getattr(comment, "disposition", None)
    if request.method == "POST":
        require(rules.can_decide_comment, request.user, comment)
    ticked = map(without_nul, request.POST.getlist("supporting"))
    supporting = {one.code: one for one in likewise(comment, request.user, ticked)}
    form = DecisionForm(posted(request), initial=_as_decided(disposition), supporting=list(supporting.values()))
    if not form.is_valid():
        return _show_decision(request, comment, form)
    try:
        chosen = [supporting[code] for code in form.cleaned_data.pop("supporting", ())]
        _answer(request, comment, form, chosen)
    except Refused as refused:
        renew_hidden(form, version=disposition.version if disposition else 0)  # the page shows the colleague's answer beside it
        return _show_decision(request, comment, form, refused)
    if request.POST.get("then") == ALONG:
        messages.success(request, f"What is ticked is answered as {comment.code} is; a second person approves it.")
        return redirect("comments:decide", comment.code)
    return _go_on(request, comment, len(chosen))


def _answer(request: SignedInRequest, comment: Comment, form: DecisionForm, supporting: list[Comment]) -> None:
    """Save the answer; or leave it as it stands, and give it to what is ticked."""
    if request.POST.get("then") != ALONG:
        decide_with_support(comment=comment, supporting=supporting, **form.cleaned_data, by=request.user)
        return
    if {"outcome", "effect", "reason"} & set(form.changed_data):
        raise Refused("The answer on this page is another than the one that stands.", "Save it, or put back what stands.")
    if not supporting:
        raise Refused("Nothing is ticked.", "Tick what is to be answered likewise.")
    answer_support(comment=comment, supporting=supporting, version=form.cleaned_data["version"], by=request.user)


def _show_decision(
    request: SignedInRequest, comment: Comment, form: DecisionForm, refused: Refused | None = None
) -> HttpResponse:
    disposition = getattr(comment, "disposition", None)
    if comment.clause is not None:
        comment.clause.revision = comment.consultation.revision  # the same, read already
        cover_rationales([comment.clause], request.user)
    context = {
        **_context(comment),
        "disposition": disposition,
        "may": rules.can_decide_comment(request.user, comment),
        "is_own": is_own_comment(request.user, comment),
        "opens_confidential": rules.can_read_confidential(request.user),
        "may_withhold": can_withhold(request.user),
        "shows_person": rules.can_see_person(request.user),
        "may_approve": disposition is not None and rules.can_approve_disposition(request.user, disposition),
        "double": earlier_doubles([comment]).get(comment.pk, ""),
    }
    return show_form(request, "comments/decide.html", form, refused, **context)


def _as_decided(disposition: Disposition | None) -> dict[str, Any]:
    if disposition is None:
        return {"version": 0}
    return {
        "outcome": disposition.outcome,
        "effect": disposition.effect,
        "reason": disposition.reason,
        "version": disposition.version,
    }


def _go_on(request: SignedInRequest, comment: Comment, others: int) -> HttpResponse:
    """To the next comment without an answer; back to the desk when there is none."""
    answered = f"{comment.code} and {others} in its support are answered" if others else f"{comment.code} is answered"
    messages.success(request, f"{answered}; a second person approves {'them' if others else 'it'}.")
    waiting = in_desk_order(comment.consultation).awaiting_decision().for_colleague(request.user).first()
    if waiting and request.POST.get("then") != "stay":
        return redirect("comments:decide", waiting.code)
    return redirect("comments:decide" if waiting else "comments:desk", comment.code if waiting else comment.consultation.code)


def _context(comment: Comment) -> dict[str, Any]:
    others = Comment.objects.for_consultation(comment.consultation).moderated().exclude(pk=comment.pk).order_by("id")
    others = others.filter(clause=comment.clause, question=comment.question).select_related("submission", "disposition")
    return {
        "comment": comment,
        "consultation": comment.consultation,
        "norm": comment.consultation.revision.norm,
        "neighbours": others[:MOST_NEIGHBOURS],
        "spot": spot_of(comment),
    }


@staff_required
@get_or_post
def approve(request: SignedInRequest, code: str) -> HttpResponse:
    """The answers that wait for a second person; approve one, or all that are ticked. An approver's list leaves out what is
    theirs: the answers they decided on themselves, and those to their own comments.
    """
    consultation = find(code)
    if request.method == "POST":
        require(rules.can_approve_disposition, request.user)
        _approve_chosen(request, consultation)
        return redirect("comments:approve", consultation.code)
    waiting, may = consultation.comments.awaiting_approval(), rules.can_approve_disposition(request.user)
    if may:
        waiting = waiting.for_second_person(request.user)
    related = waiting.select_related("submission", "clause", "question", "disposition__decided_by")
    related = related.with_replied().prefetch_related("attachments")
    work = work_on(consultation)
    page = page_in_text_order(related, request.GET.get("after", "")[:20])
    newest = Revision.objects.seen_by(request.user).after(consultation.revision).first()
    if newest is not None:
        admit(request, newest)
    context = {
        "consultation": consultation,
        "page": page,
        "rows": _to_approve(page.comments, consultation, newest, request.GET.getlist("tick")),
        "newest": newest,
        "is_first": not request.GET.get("after"),
        "work": work,
        "own": work.to_approve - waiting.count(),
        "may": may,
        "shows_person": rules.can_see_person(request.user),
    }
    return render(request, "comments/approve.html", context)


@dataclass(frozen=True)
class ToApprove:
    """One answer on the approver's page: what became of the clause since (None: nothing newer is written), and the tick."""

    comment: Comment
    change: ClauseChange | None
    value: str
    is_ticked: bool


def _to_approve(
    comments: list[Comment], consultation: Consultation, newest: Revision | None, ticked: list[str]
) -> list[ToApprove]:
    changes: dict[str, ClauseChange] = {}
    if newest is not None:
        changes = compare_some(consultation.revision, newest, {comment.clause.anchor for comment in comments if comment.clause})
    rows = []
    for comment in comments:
        value = f"{comment.code}:{comment.disposition.version}"
        change = changes.get(comment.clause.anchor) if comment.clause else None
        rows.append(ToApprove(comment, change, value, value in ticked))
    return rows


def _approve_chosen(request: SignedInRequest, consultation: Consultation) -> None:
    """`answer` is given as "<comment code>:<version>", so only what was read is approved."""
    chosen = [without_nul(one).partition(":")[::2] for one in request.POST.getlist("answer")]
    given = Disposition.objects.filter(comment__consultation=consultation, comment__code__in=[code for code, _ in chosen])
    by_code = {disposition.comment.code: disposition for disposition in given.select_related("comment__submission")}
    for one in by_code.values():
        require(rules.can_approve_disposition, request.user, one)  # of all before any is approved
    approved = 0
    for code, version in chosen:
        disposition, read = by_code.get(code), whole(version)
        if disposition is None or read is None:
            continue
        try:
            approve_disposition(disposition=disposition, version=read, by=request.user)
            approved += 1
        except Refused as refused:
            messages.error(request, f"{code}: {refused}")
    if approved:
        messages.success(request, f"{approved} answer{'' if approved == 1 else 's'} approved.")
    elif not request.POST.getlist("answer"):
        messages.warning(request, "Nothing was chosen: tick the answers that you approve.")


@staff_required
@require_POST
def return_for_decision(request: SignedInRequest, code: str) -> HttpResponse:
    related = Disposition.objects.select_related(
        "comment__submission", "comment__clause", "comment__question", "comment__consultation", "decided_by"
    )
    disposition = get_object_or_404(related, comment__code=code.upper())
    require(rules.can_approve_disposition, request.user, disposition)
    form = RemarkForm(request.POST)
    ticked = request.POST.getlist("answer")  # what else was ticked on the page from which this comes
    context = {
        "consultation": disposition.comment.consultation,
        "comment": disposition.comment,
        "disposition": disposition,
        "ticked": ticked,
        "shows_person": rules.can_see_person(request.user),
    }
    if not form.is_valid():
        return show_form(request, "comments/return.html", form, **context)
    try:
        return_disposition(disposition=disposition, **form.cleaned_data, by=request.user)
    except Refused as refused:
        renew_hidden(form, version=disposition.version)
        return show_form(request, "comments/return.html", form, refused, **context)
    messages.success(request, f"{disposition.comment.code} is returned to {isolated(disposition.decided_by)}.")
    back = reverse("comments:approve", args=[disposition.comment.consultation.code])
    return redirect(f"{back}?{urlencode({'tick': ticked}, doseq=True)}" if ticked else back)
