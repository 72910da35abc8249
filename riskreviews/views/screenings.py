"""Screen a text by the control lists in force: where each stands, what was found, the checklist, the reviewers."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from norms.doors import admit, find_revision, newest_revision
from norms.models import Norm, Revision
from norms.rules import can_see_circulation
from normsite.foundation.accounts.access import SignedInRequest, require, staff_required
from normsite.foundation.codes import Kind
from normsite.foundation.controls.hits import HIT_NAMES
from normsite.foundation.controls.models import ControlList
from normsite.foundation.errors import Refused
from normsite.foundation.numbers import whole
from normsite.foundation.showing import get_or_post, posted, show_button, show_form
from normsite.foundation.unseen import isolated
from normsite.foundation.windows import show_conflict
from riskreviews import forms, queries, services
from riskreviews.checks import before_clearing, before_screening_review
from riskreviews.forms.screenings import filled_in
from riskreviews.models import Part, Relevance, Screening, ScreeningHit, ScreeningState
from riskreviews.rules import can_judge_screening, can_screen
from riskreviews.views.showing import stored_code

LONG = "The text is long, so a worker looks through it now: come back in a minute."
PAGE = 30  # findings on a page: each with its clause around it


def find_screening(request: SignedInRequest, code: str) -> Screening:
    """With its text, if this reader may read that."""
    related = Screening.objects.select_related("revision__norm", "control_list", "begun_by", "reply")
    screening = get_object_or_404(related, code=stored_code(code, Kind.SCREENING))
    admit(request, screening.revision)
    return screening


def find_text(request: SignedInRequest, code: str, number: int | None) -> Revision:
    """A revision of a norm by its number, if this reader may read it; the newest where none is named."""
    code = stored_code(code, Kind.NORM)
    return find_revision(request, code, number) if number else newest_revision(request, get_object_or_404(Norm, code=code))


@staff_required
@require_safe
def export_control(request: SignedInRequest, code: str, number: int | None = None) -> HttpResponse:
    """Whether a text may circulate: each list in force with its screening, what is stale, what comes next."""
    return _export_control(request, find_text(request, code, number))


def _export_control(request: SignedInRequest, revision: Revision, refused: Refused | None = None) -> HttpResponse:
    found = queries.standings(revision)
    context = {
        "revision": revision,
        "norm": revision.norm,
        "standings": found,
        "in_force": [one for one in found if one.control_list.in_force],
        "cleared": bool(found) and all(one.is_cleared for one in found if one.control_list.in_force),
        "others": queries.screenings_of(revision.norm, request.user).exclude(revision=revision),
        "revisions": revision.norm.revisions.seen_by(request.user).exclude(pk=revision.pk).order_by("-number"),
        "may": can_screen(request.user),
        "may_see_circulation": can_see_circulation(request.user, revision),
    }
    return show_button(request, "riskreviews/export_control.html", refused, **context)


@staff_required
@require_POST
def begin(request: SignedInRequest, code: str, number: int) -> HttpResponse:
    revision = find_text(request, code, number)
    require(can_screen, request.user)
    control_list = get_object_or_404(ControlList, pk=whole(request.POST.get("list", "")) or 0)
    try:
        screening = services.begin_screening(revision=revision, control_list=control_list, by=request.user)
    except Refused as refused:
        return _export_control(request, revision, refused)
    messages.success(request, f"{screening.code} is begun. {_found(screening)}")
    return redirect("riskreviews:screening", screening.code)


def _found(screening: Screening) -> str:
    if screening.looked_through_at is None:
        return LONG
    number = screening.hits.count()
    if not number:
        return "Nothing was found automatically. The checklist is answered all the same."
    return f"{number} finding{'' if number == 1 else 's'} to look at."


@staff_required
@require_safe
def screening(request: SignedInRequest, code: str) -> HttpResponse:
    return _screening(request, find_screening(request, code), forms.AnswerForm())


def _screening(
    request: SignedInRequest, screening: Screening, form: forms.AnswerForm, refused: Refused | None = None
) -> HttpResponse:
    """The screening with what was found, in place, and the form that answers findings."""
    is_open = screening.state == ScreeningState.OPEN
    hidden = queries.hidden_rationales(screening.revision.norm, request.user)
    shown = _shown(request, screening, hidden)
    context: dict[str, Any] = {
        "screening": screening,
        "norm": screening.revision.norm,
        "stale": queries.stale_because(screening),
        "criteria_changed": queries.criteria_changed(screening),
        "check": before_screening_review(screening) if is_open else None,
        "page": shown,
        "passages": queries.passages(screening, shown.object_list, hidden),
        "counts": queries.counts_of_hits(screening),
        "by_kind": _by_kind(screening),
        "kind": request.GET.get("kind", ""),
        "show": request.GET.get("show", ""),
        "opinions": screening.opinions.select_related("reviewer").order_by("-round", "given_at"),
        "referrals": screening.referrals.select_related("recorded_by"),
        "answers": queries.answers_of(screening),
        "may": can_screen(request.user, screening),
        "may_answer": is_open and can_screen(request.user, screening),
        "may_judge": screening.state == ScreeningState.IN_REVIEW and can_judge_screening(request.user, screening),
        "mine": screening.opinions.filter(round=screening.round, reviewer=request.user).first(),
        "ticked": form.ticked(),
    }
    return show_form(request, "riskreviews/screening.html", form, refused, **context)


def _shown(request: HttpRequest, screening: Screening, hidden: set[str]) -> Page[ScreeningHit]:
    """The findings that are asked for, of a kind or without an answer, a page of them; none in a rationale that is withheld
    from the reader."""
    found: QuerySet[ScreeningHit] = screening.hits.select_related("answered_by")
    found = found.exclude(part=Part.RATIONALE, anchor__in=hidden)
    if request.GET.get("kind") in dict(HIT_NAMES):
        found = found.filter(kind=request.GET["kind"])
    if request.GET.get("show") == "unanswered":
        found = found.unanswered()  # type: ignore[attr-defined]  # the QuerySet of its own manager
    if request.GET.get("show") == "relevant":
        found = found.relevant()  # type: ignore[attr-defined]  # likewise
    if request.GET.get("show") == "aside":
        found = found.filter(relevance=Relevance.NOT_RELEVANT)
    return Paginator(found, PAGE).get_page(request.GET.get("page"))


def _by_kind(screening: Screening) -> list[tuple[str, str, int]]:
    """The kinds of which something was found, with their names and numbers."""
    counted = dict(screening.hits.order_by().values_list("kind").annotate(Count("id")))
    return [(kind.value, name, counted[kind.value]) for kind, name in HIT_NAMES.items() if kind.value in counted]


@staff_required
@require_POST
def answer(request: SignedInRequest, code: str) -> HttpResponse:
    screening = find_screening(request, code)
    require(can_screen, request.user, screening)
    form = forms.AnswerForm(request.POST)
    if not form.is_valid():
        return _screening(request, screening, form)
    try:
        number = services.answer_hits(screening=screening, hits=form.ticked(), by=request.user, **form.cleaned_data)
    except Refused as refused:
        return _screening(request, screening, form, refused)
    messages.success(request, f"{number} finding{' is' if number == 1 else 's are'} answered.")
    back = request.GET.urlencode()
    return redirect(f"{screening.get_absolute_url()}{'?' if back else ''}{back}#findings")


@staff_required
@get_or_post
def checklist(request: SignedInRequest, code: str) -> HttpResponse:
    screening = find_screening(request, code)
    require(can_screen, request.user, screening)
    if request.method == "GET" and screening.state != ScreeningState.OPEN:
        messages.info(request, f"{screening.code} is {screening.get_state_display().lower()}, so it can't be changed.")
        return redirect("riskreviews:screening", screening.code)
    form = forms.ChecklistForm(posted(request), screening=screening, by=request.user, initial=filled_in(screening))
    context = {"screening": screening, "norm": screening.revision.norm}
    if not form.is_valid():
        return show_form(request, "riskreviews/checklist.html", form, **context)
    try:
        services.change_screening(screening=screening, by=request.user, **form.cleaned_data)
    except services.EditConflict as conflict:
        now: Screening = conflict.current
        stands = forms.ChecklistForm(screening=now, by=request.user, initial=filled_in(now))
        return show_conflict(request, "riskreviews/checklist.html", form, conflict, stands, **context)
    except Refused as refused:
        return show_form(request, "riskreviews/checklist.html", form, refused, **context)
    messages.success(request, "The checklist is saved.")
    return redirect("riskreviews:screening", screening.code)


@staff_required
@require_POST
def look_through(request: SignedInRequest, code: str) -> HttpResponse:
    screening = find_screening(request, code)
    require(can_screen, request.user, screening)
    try:
        is_done = services.look_through_text(screening=screening)
    except Refused as refused:
        return _screening(request, screening, forms.AnswerForm(), refused)
    screening.refresh_from_db()
    messages.success(request, f"The text was looked through. {_found(screening)}" if is_done else LONG)
    return redirect("riskreviews:screening", screening.code)


@staff_required
@require_POST
def submit(request: SignedInRequest, code: str) -> HttpResponse:
    done = "Two reviewers are asked. Neither may have prepared this, or written in the text."
    return _act(request, code, services.submit_screening, done)


@staff_required
@require_POST
def take_back(request: SignedInRequest, code: str) -> HttpResponse:
    return _act(request, code, services.take_back_screening, f"{code.upper()} is open again.")


def _act(request: SignedInRequest, code: str, act: Callable[..., object], done: str) -> HttpResponse:
    """A button on the page of a screening, for whoever screens."""
    screening = find_screening(request, code)
    require(can_screen, request.user, screening)
    try:
        act(screening=screening, by=request.user)
    except Refused as refused:
        return _screening(request, screening, forms.AnswerForm(), refused)
    messages.success(request, done)
    return redirect("riskreviews:screening", screening.code)


@staff_required
@get_or_post
def reopen(request: SignedInRequest, code: str) -> HttpResponse:
    screening = find_screening(request, code)
    require(can_screen, request.user, screening)
    form = django_forms.Form(posted(request))
    context = {"screening": screening, "stale": queries.stale_because(screening)}
    if not form.is_valid():
        return show_form(request, "riskreviews/screening_reopen.html", form, **context)
    try:
        services.reopen_screening(screening=screening, by=request.user)
    except Refused as refused:
        return show_form(request, "riskreviews/screening_reopen.html", form, refused, **context)
    screening.refresh_from_db()
    services.look_through_text(screening=screening)
    messages.success(request, f"{screening.code} is open again. What was answered of unchanged clauses still stands.")
    return redirect("riskreviews:screening", screening.code)


@staff_required
@get_or_post
def judge(request: SignedInRequest, code: str) -> HttpResponse:
    """The reviewer's page: everything that was found relevant, the checklist as it was answered, and the opinion."""
    screening = find_screening(request, code)
    require(can_judge_screening, request.user, screening)
    if request.method == "GET" and screening.state != ScreeningState.IN_REVIEW:
        messages.info(request, f"{screening.code} is {screening.get_state_display().lower()}: nothing is asked of you now.")
        return redirect("riskreviews:screening", screening.code)
    form = forms.OpinionForm(posted(request), initial={"words": screening.fingerprint})
    relevant = screening.hits.relevant().select_related("answered_by")
    context = {
        "screening": screening,
        "norm": screening.revision.norm,
        "passages": queries.passages(screening, relevant),
        "counts": queries.counts_of_hits(screening),
        "check": before_clearing(screening),
        "answers": queries.answers_of(screening),
        "opinions": screening.opinions.filter(round=screening.round).select_related("reviewer"),
    }
    if "return" in request.POST:
        return _return(request, screening, context)
    if not form.is_valid():
        return show_form(request, "riskreviews/judge.html", form, **context)
    try:
        services.judge_screening(screening=screening, by=request.user, **form.cleaned_data)
    except Refused as refused:
        return show_form(request, "riskreviews/judge.html", form, refused, **context)
    screening.refresh_from_db()
    messages.success(request, _judged(screening))
    return redirect("riskreviews:screening", screening.code)


def _return(request: SignedInRequest, screening: Screening, context: dict[str, Any]) -> HttpResponse:
    """Sent back, for which a reason is enough."""
    try:
        services.return_screening(screening=screening, reason=request.POST.get("reason", ""), by=request.user)
    except Refused as refused:
        typed = forms.OpinionForm(request.POST, empty_permitted=True, use_required_attribute=False)
        return show_form(request, "riskreviews/judge.html", typed, refused, **context)
    messages.success(request, f"{screening.code} is returned, with your reason.")
    return redirect("riskreviews:screening", screening.code)


def _judged(screening: Screening) -> str:
    if screening.state == ScreeningState.CONCLUDED:
        return f"{screening.code} is concluded: {screening.get_outcome_display().lower()}, until {screening.until:%-d %B %Y}."
    if screening.state == ScreeningState.OPEN:
        return f"The two opinions differ, so {screening.code} is open again with both on record."
    return "Your opinion is recorded. A second person decides now."


@staff_required
@get_or_post
def refer(request: SignedInRequest, code: str) -> HttpResponse:
    screening = find_screening(request, code)
    return _record(
        request,
        screening,
        forms.ReferralForm(posted(request)),
        partial(services.ask_authority, screening=screening),
        "The question is on record. Enter the reply when it comes.",
        heading="Record a question to an authority",
        intro="Who was asked about this text, under which number. Send no more of the text than the authority needs.",
        button="Record it",
    )


@staff_required
@get_or_post
def reply(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    screening = find_screening(request, code)
    referral = get_object_or_404(screening.referrals, pk=pk)
    return _record(
        request,
        screening,
        forms.ReplyForm(posted(request)),
        partial(services.note_reply, referral=referral),
        "The reply is on record.",
        heading="Record the reply",
        intro=f"Of {isolated(referral.authority)}, to {isolated(referral.number)}. It is recorded once.",
        button="Record the reply",
    )


def _record(
    request: SignedInRequest,
    screening: Screening,
    form: django_forms.Form,
    act: Callable[..., object],
    done: str,
    **said: str,
) -> HttpResponse:
    """What was asked of an authority, or what it answered."""
    require(can_screen, request.user, screening)
    if not form.is_valid():
        return show_form(request, "riskreviews/referral.html", form, screening=screening, **said)
    try:
        act(by=request.user, **form.cleaned_data)
    except Refused as refused:
        return show_form(request, "riskreviews/referral.html", form, refused, screening=screening, **said)
    messages.success(request, done)
    return redirect(f"{screening.get_absolute_url()}#referrals")
