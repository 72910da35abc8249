"""The desk's pages about people and organisations, and one's own profile."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from normsite.foundation.accounts import services, unsent
from normsite.foundation.accounts.access import SignedInRequest, require, signed_in, staff_required
from normsite.foundation.accounts.forms import InviteForm, MemberForm, OrganisationForm, ProfileForm, RolesForm
from normsite.foundation.accounts.models import Membership, Organisation, Role, User
from normsite.foundation.accounts.permissions import matrix
from normsite.foundation.accounts.rules import can_manage_organisations, can_manage_people, can_see_mails
from normsite.foundation.errors import Refused
from normsite.foundation.showing import get_or_post, posted, show_form
from normsite.foundation.unseen import isolated


@staff_required
@require_safe
def people(request: SignedInRequest) -> HttpResponse:
    words = request.GET.get("q", "").strip()
    found = User.objects.prefetch_related("grants", "memberships__organisation").order_by("name", "pk")
    if words:
        found = found.filter(Q(name__icontains=words) | Q(email__icontains=words))
    role = request.GET.get("role", "")
    if role in Role.values:
        found = found.filter(grants__role=role)
    page = Paginator(found, 50).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "q": words,
        "role": role,
        "roles": Role.choices,
        "may_manage": can_manage_people(request.user),
        "may_see_mails": can_see_mails(request.user),
    }
    return render(request, "accounts/people.html", context)


@staff_required
@get_or_post
def invite(request: SignedInRequest) -> HttpResponse:
    require(can_manage_people, request.user)
    form = InviteForm(posted(request))
    if not form.is_valid():
        return show_form(request, "accounts/invite.html", form)
    try:
        person = services.invite_person(**form.cleaned_data, by=request.user)
    except Refused as refused:
        return show_form(request, "accounts/invite.html", form, refused)
    messages.success(request, f"{isolated(person.name)} is invited. A mail with a link to set a password is on its way.")
    return redirect("accounts:person", person.pk)


@staff_required
@get_or_post
def person(request: SignedInRequest, pk: int) -> HttpResponse:
    someone = get_object_or_404(User.objects.prefetch_related("grants", "memberships__organisation"), pk=pk)
    context = {"person": someone, "may_manage": can_manage_people(request.user)}
    if request.method == "POST":
        require(can_manage_people, request.user)
    form = RolesForm(posted(request), initial={"roles": [grant.role for grant in someone.grants.all()]})
    if not form.is_valid():
        return show_form(request, "accounts/person.html", form, **context)
    try:
        services.set_roles(person=someone, roles=set(form.cleaned_data["roles"]), by=request.user)
    except Refused as refused:
        return show_form(request, "accounts/person.html", form, refused, **context)
    messages.success(request, f"The roles of {isolated(someone.name)} are changed.")
    return redirect("accounts:person", pk)


@staff_required
@require_POST
def close(request: SignedInRequest, pk: int) -> HttpResponse:
    require(can_manage_people, request.user)
    someone = get_object_or_404(User, pk=pk)
    services.close_account(person=someone, by=request.user)
    messages.success(request, f"The account of {isolated(someone.name)} is closed; every session of theirs has ended.")
    return redirect("accounts:person", pk)


@staff_required
@require_POST
def reopen(request: SignedInRequest, pk: int) -> HttpResponse:
    require(can_manage_people, request.user)
    someone = get_object_or_404(User, pk=pk)
    services.reopen_account(person=someone, by=request.user)
    messages.success(request, f"{isolated(someone.name)} can sign in again after setting a new password.")
    return redirect("accounts:person", pk)


@staff_required
@require_safe
def organisations(request: SignedInRequest) -> HttpResponse:
    found = Organisation.objects.annotate(members=Count("memberships")).order_by("name", "pk")
    words = request.GET.get("q", "").strip()
    if words:
        found = found.filter(name__icontains=words)
    page = Paginator(found, 50).get_page(request.GET.get("page"))
    context = {"page": page, "q": words, "may_manage": can_manage_organisations(request.user)}
    return render(request, "accounts/organisations.html", context)


@staff_required
@get_or_post
def organisation(request: SignedInRequest, pk: int | None = None) -> HttpResponse:
    organisation = get_object_or_404(Organisation, pk=pk) if pk else None
    if pk is None or request.method == "POST":
        require(can_manage_organisations, request.user, organisation)
    form = OrganisationForm(posted(request), instance=organisation)
    context: dict[str, Any] = {"organisation": organisation, "member_form": MemberForm()}
    context["may_manage"] = can_manage_organisations(request.user, organisation)
    if not form.is_valid():
        return show_form(request, "accounts/organisation.html", form, **context)
    try:
        saved = services.save_organisation(
            organisation=get_object_or_404(Organisation, pk=pk) if pk else None, **form.cleaned_data
        )
    except Refused as refused:
        return show_form(request, "accounts/organisation.html", form, refused, **context)
    messages.success(request, f"{isolated(saved.name)} is saved.")
    return redirect("accounts:organisation", saved.pk)


@staff_required
@require_POST
def add_member(request: SignedInRequest, pk: int) -> HttpResponse:
    organisation = get_object_or_404(Organisation, pk=pk)
    require(can_manage_organisations, request.user, organisation)
    form = MemberForm(request.POST)
    if not form.is_valid():
        context = {
            "form": OrganisationForm(instance=organisation),
            "organisation": organisation,
            "member_form": form,
            "may_manage": True,
        }
        return render(request, "accounts/organisation.html", context, status=422)
    assert form.person is not None  # noqa: S101  clean_email has found the person
    services.add_member(organisation=organisation, person=form.person, title=form.cleaned_data["title"])
    messages.success(request, f"{isolated(form.person.name)} acts for {isolated(organisation.name)} now.")
    return redirect("accounts:organisation", pk)


@staff_required
@require_POST
def remove_member(request: SignedInRequest, pk: int) -> HttpResponse:
    membership = get_object_or_404(Membership.objects.select_related("user", "organisation"), pk=pk)
    require(can_manage_organisations, request.user, membership.organisation)
    services.remove_member(membership=membership)
    messages.success(request, f"{isolated(membership.user.name)} no longer acts for {isolated(membership.organisation.name)}.")
    return redirect("accounts:organisation", membership.organisation_id)


@signed_in
@get_or_post
def profile(request: SignedInRequest) -> HttpResponse:
    me = request.user
    form = ProfileForm(posted(request), initial={"name": me.name, "time_zone": me.time_zone})
    if not form.is_valid():
        return show_form(request, "accounts/profile.html", form)
    services.change_profile(person=me, **form.cleaned_data)
    messages.success(request, "Your profile is saved.")
    return redirect("accounts:profile")


@staff_required
@require_safe
def permissions(request: SignedInRequest) -> HttpResponse:
    return render(request, "accounts/permissions.html", {"rooms": matrix(), "roles": Role.choices})


@signed_in
@require_safe
def unsent_form(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """What an unsent form held, as text: for when the page that it came from has no place for it any more."""
    form = get_object_or_404(unsent.waiting(request), pk=pk)
    return render(request, "accounts/unsent.html", {"form": form, "fields": unsent.fields_of(form.words), "unsent_forms": ()})


@signed_in
@require_POST
def forget_unsent(request: SignedInRequest, pk: UUID) -> HttpResponse:
    form = unsent.waiting(request).filter(pk=pk).first()
    if form is None:
        return redirect("pages:after_sign_in")
    form.delete()
    messages.success(request, "What you had typed is forgotten.")
    return redirect(form.page)
