"""How a view asks a rule: sign in first, then a sentence that says who may. What a form held meanwhile is not lost."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeGuard

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from normsite.foundation.accounts import unsent
from normsite.foundation.accounts.models import Role, User
from normsite.foundation.accounts.once import carried_out_once
from normsite.foundation.accounts.rules import Rule, can_see_desk

Reader = User | AnonymousUser
Rest = ParamSpec("Rest")  # what a view takes after the request: the parts of its address


class SignedInRequest(HttpRequest):
    """A request as a view behind `signed_in` or `staff_required` gets it; at run time it is no other class."""

    user: User


View = Callable[Concatenate[HttpRequest, Rest], HttpResponse]
SignedInView = Callable[Concatenate[SignedInRequest, Rest], HttpResponse]


def account_in(request: HttpRequest) -> User | None:
    """Who is signed in; None for everybody else."""
    return request.user if request.user.is_authenticated else None


def require(rule: Rule, user: Any, subject: object = None) -> None:
    """Go on when the rule allows; otherwise refuse with a sentence that names the act and who may do it."""
    if not rule(user, subject):
        who = ", ".join(sorted(Role(role).label.lower() for role in rule.roles))
        raise PermissionDenied(f"{rule.sentence}: this is for people with the role {who}, and you can't do it here.")


def lacks_second_factor(user: Any) -> bool:
    """Staff who have not set up the second factor that this site asks of them."""
    return settings.STAFF_MFA_REQUIRED and not is_mfa_enabled(user)


def sees_hidden(user: Reader) -> bool:
    """Whether somebody may be shown, at a public address, what the public is not: staff, under the same terms as the desk."""
    return can_see_desk(user, None) and not lacks_second_factor(user)


def signed_in(view: SignedInView[Rest]) -> View[Rest]:
    """For pages of whoever is signed in; a form that comes too late is given back (`normsite.foundation.accounts.unsent`)."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
        if not _is_signed_in(request) or unsent.is_of_somebody_else(request):
            return unsent.turned_away(request)
        return unsent.giving_back(view, request, *args, **kwargs)

    guarded.gives_back = True  # type: ignore[attr-defined]  # read by unsent.rescued
    return guarded


def _is_signed_in(request: HttpRequest) -> TypeGuard[SignedInRequest]:
    return request.user.is_authenticated


def staff_required(view: SignedInView[Rest]) -> View[Rest]:
    """For pages of the desk: signed in, with at least one role, and with a second factor where that is required.

    A form that is sent twice is carried out once (`normsite.foundation.accounts.once`).
    """

    @wraps(view)
    def staffed(request: SignedInRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
        require(can_see_desk, request.user)
        if lacks_second_factor(request.user):
            messages.warning(request, "Staff sign in with a second factor. Set one up, then go on.")
            return unsent.put_off(request, redirect("mfa_index"))
        return carried_out_once(view, request, *args, **kwargs)

    return signed_in(staffed)
