"""The list of obligations, and what provisions do for them."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from norms import forms, services
from norms.doors import admit
from norms.models import Clause, Obligation, ObligationLink, Provision, Revision
from norms.rules import can_edit_obligation, can_link_obligation
from normsite.foundation.accounts.access import SignedInRequest, require, staff_required
from normsite.foundation.accounts.models import User
from normsite.foundation.errors import Refused
from normsite.foundation.showing import get_or_post, posted, show_form
from normsite.foundation.unseen import isolated
from normsite.foundation.windows import show_conflict


@staff_required
@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    stated = Count("provision_links", filter=Q(provision_links__provision__in=Provision.objects.stated_to(request.user)))
    found = Obligation.objects.annotate(linked=stated).order_by("instrument", "reference", "pk")
    page = Paginator(found, 50).get_page(request.GET.get("page"))
    return render(request, "norms/obligations.html", {"page": page, "may_edit": can_edit_obligation(request.user)})


@staff_required
@get_or_post
def create(request: SignedInRequest) -> HttpResponse:
    require(can_edit_obligation, request.user)
    form = forms.ObligationForm(posted(request))
    if not form.is_valid():
        return show_form(request, "norms/obligation.html", form)
    try:
        saved = services.register_obligation(**form.cleaned_data, by=request.user)
    except Refused as refused:
        return show_form(request, "norms/obligation.html", form, refused)
    return _saved(request, saved)


@staff_required
@get_or_post
def edit(request: SignedInRequest, code: str) -> HttpResponse:
    obligation = get_object_or_404(Obligation, code=code)
    require(can_edit_obligation, request.user, obligation)
    form = forms.ObligationChangeForm(posted(request), obligation=obligation)
    if not form.is_valid():
        return show_form(request, "norms/obligation.html", form, obligation=obligation)
    try:
        saved = services.change_obligation(obligation=obligation, **form.cleaned_data, by=request.user)
    except services.EditConflict as conflict:
        stands = forms.ObligationChangeForm(obligation=conflict.current)
        return show_conflict(request, "norms/obligation.html", form, conflict, stands, obligation=obligation)
    except Refused as refused:
        return show_form(request, "norms/obligation.html", form, refused, obligation=obligation)
    return _saved(request, saved)


def _saved(request: SignedInRequest, obligation: Obligation) -> HttpResponse:
    messages.success(request, f"{isolated(obligation)} is saved as {obligation.code}.")
    return redirect("norms:obligations")


@staff_required
@get_or_post
def link(request: SignedInRequest, code: str) -> HttpResponse:
    seen = Provision.objects.seen_by(request.user).select_related("norm")
    provision = get_object_or_404(seen, code=code)
    require(can_link_obligation, request.user, provision)
    form = forms.LinkForm(posted(request))
    stated = provision.statements.filter(clause__in=Clause.objects.seen_by(request.user)).select_related("clause__revision")
    statement = stated.order_by("-clause__revision__number").first()
    if statement is not None:
        admit(request, statement.clause.revision)
    frozen = _frozen_texts(provision, request.user)
    context = {"provision": provision, "statement": statement, "norm": provision.norm, "frozen": frozen}
    if not form.is_valid():
        return show_form(request, "norms/link.html", form, **context)
    made = services.link_obligation(provision=provision, by=request.user, **form.cleaned_data)
    messages.success(request, f"{made}.")
    return _to_clause(request, provision)


@staff_required
@require_POST
def unlink(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    gone = get_object_or_404(
        ObligationLink.objects.filter(provision__in=Provision.objects.seen_by(request.user)).select_related(
            "provision__norm", "obligation"
        ),
        pk=pk,
        provision__code=code,
    )
    require(can_link_obligation, request.user, gone.provision)
    frozen = _frozen_texts(gone.provision, request.user)
    if frozen and "confirm" not in request.POST:
        return render(request, "norms/unlink.html", {"link": gone, "frozen": frozen})
    services.unlink_obligation(link=gone, by=request.user)
    messages.success(request, f"{gone.provision.code} is no longer linked to {isolated(gone.obligation)}.")
    return _to_clause(request, gone.provision)


def _frozen_texts(provision: Provision, user: User) -> list[Revision]:
    """The frozen revisions that this person may read in which the provision stands: what it serves is read there too."""
    found = Revision.objects.seen_by(user).frozen().filter(clauses__statements__provision=provision).distinct()
    return list(found.select_related("norm").order_by("number"))


def _to_clause(request: SignedInRequest, provision: Provision) -> HttpResponse:
    """Back to the clause that states it in the newest revision; to the norm when none does any more."""
    newest = provision.norm.revisions.order_by("-number")[:1]
    seen = Clause.objects.seen_by(request.user)
    clause = seen.filter(statements__provision=provision, revision__in=newest).first()
    if clause is None:
        return redirect("norms:desk", provision.norm.code)
    return redirect("norms:clause", provision.norm.code, clause.anchor)
