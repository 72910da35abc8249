"""Who reads a restricted text: restrict it, name readers, see each view, decide on names, hold what is kept. Never the text."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from norms import forms, services
from norms.models import LegalHold, NamedReader, Revision, SanctionsCheck, SanctionsList
from norms.queries import readers_of
from norms.rules import (
    can_check_readers,
    can_hold_records,
    can_name_readers,
    can_restrict_revision,
    can_see_circulation,
)
from normsite.foundation.accounts.access import SignedInRequest, require, staff_required
from normsite.foundation.errors import Refused
from normsite.foundation.numbers import whole
from normsite.foundation.showing import get_or_post, posted, show_form
from normsite.foundation.unseen import isolated

LATEST = 10
ON_A_PAGE = 50


def _find(code: str, number: int) -> Revision:
    return get_object_or_404(Revision.objects.select_related("norm"), norm__code=code, number=number)


def _back(revision: Revision) -> HttpResponse:
    return redirect("norms:circulation", revision.norm.code, revision.number)


@staff_required
@require_safe
def circulation(request: SignedInRequest, code: str, number: int) -> HttpResponse:
    """Whether the text is restricted, to whom, who has seen it, and what must be kept; without a word of it."""
    revision = _find(code, number)
    require(can_see_circulation, request.user, revision)
    context = {
        "norm": revision.norm,
        "revision": revision,
        "restrictions": revision.restrictions.select_related("decided_by", "lifted_by"),
        "readers": readers_of(revision),
        "viewings": revision.viewings.select_related("person")[:LATEST],
        "holds": revision.legal_holds.select_related("set_by", "lifted_by"),
        "held": LegalHold.objects.standing().filter(revision=revision).exists(),
        "lists": SanctionsList.objects.in_force(),
        "may_restrict": revision.released_at is None and can_restrict_revision(request.user, revision),
        "may_name": revision.is_restricted and can_name_readers(request.user, revision),
        "may_check": can_check_readers(request.user),
        "may_hold": can_hold_records(request.user),
    }
    return render(request, "norms/circulation.html", context)


@staff_required
@require_safe
def log(request: SignedInRequest, code: str, number: int) -> HttpResponse:
    """Each view of the text while it was restricted, the newest first."""
    revision = _find(code, number)
    require(can_see_circulation, request.user, revision)
    page = Paginator(revision.viewings.select_related("person"), ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "norms/viewings.html", {"norm": revision.norm, "revision": revision, "page": page})


def _decide(
    request: SignedInRequest, revision: Revision, act: Callable[[str], object], done: str, /, **said: object
) -> HttpResponse:
    """A page that asks why, and the act with that reason."""
    form = forms.ReasonForm(posted(request))
    context: dict[str, Any] = {"norm": revision.norm, "revision": revision, **said}
    if not form.is_valid():
        return show_form(request, "norms/circulation_reason.html", form, **context)
    try:
        act(form.cleaned_data["reason"])
    except Refused as refused:
        return show_form(request, "norms/circulation_reason.html", form, refused, **context)
    messages.success(request, done)
    return _back(revision)


@staff_required
@get_or_post
def restrict(request: SignedInRequest, code: str, number: int) -> HttpResponse:
    revision = _find(code, number)
    require(can_restrict_revision, request.user, revision)
    return _decide(
        request,
        revision,
        lambda reason: services.restrict_revision(revision=revision, reason=reason, by=request.user),
        "The text is restricted. You are its reader; name the others, and give your own facts.",
        heading=f"Restrict {isolated(revision.name)} to named readers",
        intro="From then on nobody else sees it, whoever has written in it and whatever their role, nor anything that is made "
        "of it: provisions, assessments, import reports, comparisons. Texts made from it that are not public are restricted "
        "too. "
        "Mails that left before are out of reach.",
        button="Restrict it",
    )


@staff_required
@get_or_post
def lift(request: SignedInRequest, code: str, number: int) -> HttpResponse:
    revision = _find(code, number)
    require(can_restrict_revision, request.user, revision)
    return _decide(
        request,
        revision,
        lambda reason: services.lift_restriction(revision=revision, reason=reason, by=request.user),
        "The restriction is lifted.",
        heading=f"Lift the restriction of {isolated(revision.name)}",
        intro="Everybody who may see the desk can read the text again. Its readers end; what was noted of them is kept.",
        button="Lift it",
    )


@staff_required
@get_or_post
def name(request: SignedInRequest, code: str, number: int) -> HttpResponse:
    revision = _find(code, number)
    require(can_name_readers, request.user, revision)
    form = forms.ReaderForm(posted(request), initial=_initial(revision, request.GET.get("reader", "")))
    context = {"norm": revision.norm, "revision": revision}
    if not form.is_valid():
        return show_form(request, "norms/reader.html", form, **context)
    try:
        reader = services.name_reader(revision=revision, facts=form.facts, by=request.user)
    except Refused as refused:
        return show_form(request, "norms/reader.html", form, refused, **context)
    if reader.may_read:
        messages.success(request, f"{isolated(reader.person.name)} may read the text.")
    else:
        messages.warning(
            request, f"{isolated(reader.person.name)} looks like an entry of a sanctions list: decide on it first."
        )
    return _back(revision)


def _initial(revision: Revision, key: str) -> dict[str, str]:
    """The facts of a reader who is named already, to be corrected."""
    reader = revision.named_readers.standing().select_related("person").filter(pk=whole(key) or 0).first()
    if reader is None:
        return {}
    facts = {field: str(getattr(reader, field)) for field in ("nationality", "location", "employer", "grounds")}
    return {"person": reader.person.email} | facts


@staff_required
@get_or_post
def end(request: SignedInRequest, code: str, number: int, pk: int) -> HttpResponse:
    revision = _find(code, number)
    require(can_name_readers, request.user, revision)
    reader = get_object_or_404(NamedReader.objects.select_related("person", "revision"), pk=pk, revision=revision)
    who = isolated(reader.person.name)
    return _decide(
        request,
        revision,
        lambda reason: services.end_reader(reader=reader, reason=reason, by=request.user),
        f"{who} may not read the text any more.",
        heading=f"End the reading of {who}",
        intro="What this person has seen stays on record.",
        button="End it",
    )


@staff_required
@get_or_post
def decide(request: SignedInRequest, code: str, number: int, pk: int) -> HttpResponse:
    """Whether a reader is one of those on a sanctions list whose names look alike."""
    revision = _find(code, number)
    require(can_check_readers, request.user)
    found = SanctionsCheck.objects.select_related("reader__person", "decided_by")
    check = get_object_or_404(found, pk=pk, reader__revision=revision)
    form = forms.MatchForm(posted(request))
    context = {"norm": revision.norm, "revision": revision, "check": check, "reader": check.reader}
    if not form.is_valid():
        return show_form(request, "norms/sanctions_check.html", form, **context)
    try:
        services.decide_match(check=check, by=request.user, **form.cleaned_data)
    except Refused as refused:
        return show_form(request, "norms/sanctions_check.html", form, refused, **context)
    messages.success(request, "The decision is kept, with its reason.")
    return _back(revision)


@staff_required
@get_or_post
def hold(request: SignedInRequest, code: str, number: int) -> HttpResponse:
    revision = _find(code, number)
    require(can_hold_records, request.user, revision)
    return _decide(
        request,
        revision,
        lambda reason: services.set_legal_hold(revision=revision, reason=reason, by=request.user),
        "The legal hold is set.",
        heading="Set a legal hold",
        intro="Nothing that is kept of the circulation of this text is erased while it stands: views, readers, checks, and the "
        "accounts of the people that they name.",
        button="Set it",
    )


@staff_required
@get_or_post
def release_hold(request: SignedInRequest, code: str, number: int, pk: int) -> HttpResponse:
    revision = _find(code, number)
    require(can_hold_records, request.user, revision)
    standing = get_object_or_404(LegalHold, pk=pk, revision=revision)
    return _decide(
        request,
        revision,
        lambda reason: services.lift_legal_hold(hold=standing, reason=reason, by=request.user),
        "The legal hold is lifted.",
        heading="Lift the legal hold",
        intro="What is older than five years is erased in the next night.",
        button="Lift it",
    )


@staff_required
@get_or_post
def sanctions(request: SignedInRequest) -> HttpResponse:
    """The sanctions lists in force and before, and the form for a newer one."""
    require(can_check_readers, request.user)
    form = forms.SanctionsListForm(posted(request), request.FILES or None)
    context = {"lists": SanctionsList.objects.select_related("uploaded_by")}
    if not form.is_valid():
        return show_form(request, "norms/sanctions.html", form, **context)
    given = form.cleaned_data
    try:
        made = services.upload_sanctions_list(
            issuer=given["issuer"], as_of=given["as_of"], content=given["file"], by=request.user
        )
    except Refused as refused:
        return show_form(request, "norms/sanctions.html", form, refused, **context)
    waiting = NamedReader.objects.standing().filter(standing="undecided").count()
    messages.success(request, f"{isolated(made)} is in force, with {made.number:,} entries. Every reader was checked anew.")
    if waiting:
        messages.warning(request, f"{waiting} of the readers now wait for a decision.")
    return redirect("norms:sanctions")
