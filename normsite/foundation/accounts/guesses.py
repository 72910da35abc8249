"""Guesses at a password or a code: counted for each account, from each network and over all of them.

So many guesses take long wherever they come from, and still nobody can keep the owner out by guessing: a browser in which the
owner has signed in before counts for itself, and whoever proves by mail to be the owner comes in by that. Guesses from one
network reach the common count slowly, so that they hold up nobody elsewhere. An address without an account is treated like one
that has one.
"""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest

from normsite.foundation.accounts.browsers import known_to
from normsite.foundation.accounts.models import User
from normsite.foundation.accounts.pace import Leave, Pace
from normsite.foundation.throttle import network, spoken
from normsite.foundation.workers import hand_over

DAY = 24 * 3600


@dataclass(frozen=True)
class Secret:
    """What is guessed at. `each` is the pace of one browser or network, `total` that of all networks together: about sixty
    guesses in a day, which is nothing against a password, or against the million codes of an authenticator app."""

    name: str
    each: Pace
    total: Pace


def _secret(name: str) -> Secret:
    each = Pace(f"{name}-each", free=10, first=5, longest=3600, remembered=DAY)
    return Secret(name, each, Pace(f"{name}-total", free=30, first=5, longest=3600, remembered=DAY))


PASSWORD, CODE = _secret("password"), _secret("code")
# Forms from one address, whichever account they are about. It only slows: people share addresses.
STRANGERS = Pace("from", free=30, first=1, longest=30, remembered=3600)


class TooSoon(ValidationError):
    """A form that came too early, said in the form; the answer has status 429 and `Retry-After`."""

    def __init__(self, request: HttpRequest, sentence: str, wait: int) -> None:
        super().__init__(f"{sentence} Try again in {spoken(wait)}.", code="too_soon")
        request.retry_after = wait  # type: ignore[attr-defined]  # read by RetryMiddleware


@dataclass(frozen=True)
class Guess:
    """One guess that may be made now."""

    secret: Secret
    account: str
    leaves: tuple[Leave, ...]

    def was_right(self) -> None:
        for leave in self.leaves:
            leave.give_back()

    def was_wrong(self) -> None:
        """The first that makes others wait is told to the owner, if there is one."""
        if any(leave.late == 1 for leave in self.leaves if leave.pace != STRANGERS):
            _tell(self.account, self.secret.name)


def guess(request: HttpRequest, secret: Secret, account: str) -> Guess:
    """Leave to guess now; `TooSoon` when there were too many wrong ones: from this place, or for this account from anywhere."""
    browser = known_to(request, account)
    paces = [(secret.each, f"{account}:{browser or _household(request)}")]
    if not browser:
        paces += [(secret.total, account), (STRANGERS, _household(request))]
    leaves: list[Leave] = []
    for pace, who in paces:
        leave = pace.take(who)
        if leave.wait:
            for taken in leaves:
                taken.give_back()
            raise TooSoon(request, f"There were many wrong guesses. {_WAYS_IN}", leave.wait)
        leaves.append(leave)
    return Guess(secret, account, tuple(leaves))


_WAYS_IN = (
    "If the account is yours, there are two ways in without waiting: a browser in which you signed in before, "
    "or a new password by mail."
)


def as_stranger(request: HttpRequest) -> Leave:
    """Leave for a form from somebody whom no account knows; `TooSoon` when many came from the same address."""
    leave = STRANGERS.take(_household(request))
    if leave.wait:
        raise TooSoon(request, "Many forms like this came from your network within a short time. Nothing was done.", leave.wait)
    return leave


def account_of(email: str) -> str:
    """What guesses at this address count for: the account with it, or the address itself when there is none."""
    of_address = Q(email__iexact=email) | Q(emailaddress__email__iexact=email)
    found = User.objects.filter(of_address).order_by("pk").values_list("pk", flat=True).first()
    return f"nobody:{email.lower()}" if found is None else str(found)


def forget_guesses(account: str) -> None:
    """Old guesses say nothing of a new password."""
    for secret in (PASSWORD, CODE):
        secret.total.forget(account)


def _household(request: HttpRequest) -> str:
    """One address of IPv4; of IPv6 the /64, of which one device has as many addresses as it likes."""
    return network(request, of_ipv4=32, of_ipv6=64)


def _tell(account: str, kind: str) -> None:
    """Handed to a worker in any case, so that the time it takes says nothing about who has an account."""
    hand_over("accounts.tell_of_guesses", int(account) if account.isdecimal() else 0, kind)
