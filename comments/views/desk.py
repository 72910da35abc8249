"""The desk: the list of consultations, opening and extending one, and what to do next on it."""

from datetime import datetime, timedelta
from functools import wraps
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from comments import rules
from comments.checks import before_publishing_dispositions
from comments.forms import ExtendForm, OpenForm
from comments.models import DEFAULT_DAYS, Comment, Consultation, Phase
from comments.queries import (
    STEPS,
    desk_lines,
    in_desk_order,
    page_in_text_order,
    participation,
    search_desk,
    work_by_clause,
    work_on,
)
from comments.services import extend_consultation, open_consultation, publish_dispositions
from comments.views.public import find, without_nul
from norms.checks import before_release
from norms.models import Clause, Revision
from normsite.foundation.accounts.access import Rest, SignedInRequest, SignedInView, require, staff_required
from normsite.foundation.checks import Findings
from normsite.foundation.errors import Refused
from normsite.foundation.numbers import whole
from normsite.foundation.showing import get_or_post, posted, show_button, show_form


@staff_required
@require_safe
def desk_list(request: SignedInRequest) -> HttpResponse:
    context = {"lines": desk_lines(), "may_open": rules.can_open_consultation(request.user)}
    return render(request, "comments/desk_list.html", context)


def in_own_zone(view: SignedInView[Rest]) -> SignedInView[Rest]:
    """Times are typed and shown in the zone that the person has chosen in their profile."""

    @wraps(view)
    def in_zone(request: SignedInRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
        with timezone.override(ZoneInfo(request.user.time_zone)):
            return view(request, *args, **kwargs)

    return in_zone


@staff_required
@in_own_zone
@get_or_post
def open_form(request: SignedInRequest) -> HttpResponse:
    require(rules.can_open_consultation, request.user)
    suggested = {"revision": request.GET.get("revision"), "closes_at": _usual_deadline()}
    form = OpenForm(posted(request), initial=suggested)
    context = {"days": DEFAULT_DAYS, "check": _before_release(form)}
    if not form.is_valid():
        return show_form(request, "comments/open.html", form, **context)
    try:
        consultation = open_consultation(**_with_instants(form.cleaned_data), by=request.user)
    except Refused as refused:
        return show_form(request, "comments/open.html", form, refused, **context)
    phase = consultation.phase.label.lower()
    messages.success(request, f"{consultation.code} is {phase}. The text can be read from then on.")
    return redirect("comments:desk", consultation.code)


def _before_release(form: OpenForm) -> Findings:
    """What keeps the text that is chosen so far from the public."""
    key = whole(str(form["revision"].value() or ""))
    chosen = Revision.objects.frozen().filter(pk=key, released_at=None).select_related("norm").first() if key else None
    return before_release(chosen) if chosen else Findings()


def _usual_deadline() -> datetime:
    """The usual period from tomorrow, at the end of an office day."""
    day = timezone.localtime() + timedelta(days=DEFAULT_DAYS + 1)
    return day.replace(hour=17, minute=0, second=0, microsecond=0)


def _with_instants(given: dict[str, Any]) -> dict[str, Any]:
    return {**given, "opens_at": given["opens_at"] or timezone.now()}


@staff_required
@require_safe
def consultation_desk(request: SignedInRequest, code: str) -> HttpResponse:
    consultation = find(code)
    context = {
        "consultation": consultation,
        "norm": consultation.revision.norm,
        "phase": consultation.phase,
        "work": work_on(consultation),
        "clauses": work_by_clause(consultation),
        "first_undecided": in_desk_order(consultation)
        .awaiting_decision()
        .for_colleague(request.user)
        .values_list("code", flat=True)
        .first(),
        "first_returned": consultation.comments.returned().in_text_order().values_list("code", flat=True).first(),
        "figures": participation(consultation),
        "extensions": consultation.extensions.select_related("made_by"),
        "may": _may(request, consultation),
    }
    return render(request, "comments/desk.html", context)


def _may(request: SignedInRequest, consultation: Consultation) -> dict[str, bool]:
    return {
        "moderate": rules.can_moderate_comment(request.user, consultation),
        "decide": rules.can_decide_comment(request.user, consultation),
        "approve": rules.can_approve_disposition(request.user),
        "publish": rules.can_publish_dispositions(request.user, consultation),
        "extend": rules.can_open_consultation(request.user, consultation),
        "import": rules.can_import_comments(request.user, consultation) and consultation.phase in (Phase.OPEN, Phase.CLOSED),
    }


@staff_required
@require_safe
def comments(request: SignedInRequest, code: str) -> HttpResponse:
    """Every comment in the order of the text, narrowed down by the step it waits for, its place, and words."""
    consultation = find(code)
    wanted = {name: without_nul(request.GET.get(name, ""))[:200] for name in ("step", "about", "words")}
    found = search_desk(consultation, request.user, **wanted)
    context = {
        "consultation": consultation,
        "wanted": wanted,
        "shows_person": rules.can_see_person(request.user),
        "page": page_in_text_order(found, request.GET.get("after", "")[:20]),
        "total": found.count(),
        "is_first": not request.GET.get("after"),
        "query": urlencode({name: value for name, value in wanted.items() if value}),
        "steps": [(key, label) for key, (label, _) in STEPS.items()],
        "questions": consultation.questions.all(),
        "clauses": Clause.objects.outline().filter(revision=consultation.revision_id),
    }
    return render(request, "comments/desk_comments.html", context)


@staff_required
@in_own_zone
@get_or_post
def extend(request: SignedInRequest, code: str) -> HttpResponse:
    consultation = find(code)
    require(rules.can_open_consultation, request.user, consultation)
    form = ExtendForm(posted(request), initial={"closes_at": timezone.localtime(consultation.closes_at)})
    if not form.is_valid():
        return show_form(request, "comments/extend.html", form, consultation=consultation)
    try:
        extend_consultation(consultation=consultation, **form.cleaned_data, by=request.user)
    except Refused as refused:
        return show_form(request, "comments/extend.html", form, refused, consultation=consultation)
    messages.success(request, "The deadline is extended; the reason is published.")
    return redirect("comments:desk", consultation.code)


@staff_required
@in_own_zone
@get_or_post
def publish(request: SignedInRequest, code: str) -> HttpResponse:
    """Everything that would block first; then one button."""
    consultation = find(code)
    require(rules.can_publish_dispositions, request.user, consultation)
    if request.method == "GET":
        return _show_publishing(request, consultation)
    try:
        publish_dispositions(consultation=consultation, by=request.user)
    except Refused as refused:
        consultation.refresh_from_db()
        return _show_publishing(request, consultation, refused)
    messages.success(request, f"The answers of {consultation.code} are published. The commenters are told by mail.")
    return redirect("comments:desk", consultation.code)


def _show_publishing(request: SignedInRequest, consultation: Consultation, refused: Refused | None = None) -> HttpResponse:
    context = {
        "consultation": consultation,
        "phase": consultation.phase,
        "work": work_on(consultation),
        "check": before_publishing_dispositions(consultation, timezone.now()),
        "mails": consultation.submissions.exclude(email="")
        .filter(Exists(Comment.objects.standing().filter(submission=OuterRef("pk"))))
        .count(),
    }
    return show_button(request, "comments/publish_dispositions.html", refused, **context)
