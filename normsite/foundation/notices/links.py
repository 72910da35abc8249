"""Addresses in mails that need no account: each says by a signature what it may do, and for whom."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache

from django.conf import settings
from django.core import signing
from django.urls import reverse

from normsite.foundation.notices.kinds import Pace
from normsite.foundation.notices.models import Follower

CONFIRM_DAYS = 7
MANAGE_DAYS = 180
_PLACE = "PLACE"
_CONFIRM, _MANAGE, _STOP = "notices.confirm", "notices.manage", "notices.stop"


class Expired(Exception):
    """The link was good once."""


@dataclass(frozen=True)
class Wish:
    """What an address that is not confirmed yet asks for. It stands in its link alone."""

    email: str
    target: str
    pace: str
    everything: bool = False
    zone: str = "UTC"

    @property
    def mutes(self) -> bool:
        return self.pace == Pace.NEVER


def confirming(*wishes: Wish) -> str:
    """The address by which the owner of the mailbox says yes to them; good for seven days."""
    token = signing.dumps([asdict(wish) for wish in wishes], salt=_CONFIRM, compress=True)
    return settings.BASE_URL + reverse("following:confirm", args=[token])


def read_confirming(token: str) -> list[Wish]:
    """Raises `BadSignature` for what we never wrote, `Expired` after seven days."""
    try:
        return [Wish(**wish) for wish in signing.loads(token, salt=_CONFIRM, max_age=CONFIRM_DAYS * 86_400)]
    except signing.SignatureExpired as problem:
        raise Expired from problem


def managing(follower: Follower) -> str:
    """The address of all that a follower follows; good for half a year, and until they ask for a new one."""
    token = _dated(_MANAGE, settings.SECRET_KEY).sign(follower.key)
    return settings.BASE_URL + _page("following:mine").replace(_PLACE, token)


def read_managing(token: str) -> Follower | None:
    """None where the key is not one of today. Raises `BadSignature`, or `Expired`."""
    try:
        key = signing.TimestampSigner(salt=_MANAGE).unsign(token, max_age=MANAGE_DAYS * 86_400)
    except signing.SignatureExpired as problem:
        raise Expired from problem
    return Follower.objects.filter(key=key).first()


def stopping(follower: Follower, what: Sequence[str]) -> str:
    """The address that ends these subscriptions (targets), or a digest (`daily`, `weekly`); good for ever (RFC 8058)."""
    token = _lasting(_STOP, settings.SECRET_KEY).sign_object([follower.pk, *what], compress=True)
    return settings.BASE_URL + _page("following:stop").replace(_PLACE, token)


def read_stopping(token: str) -> tuple[Follower | None, list[str]]:
    """Raises `BadSignature`."""
    pk, *what = signing.Signer(salt=_STOP).unsign_object(token)
    return Follower.objects.filter(pk=pk).first(), what


# Many copies of one letter have links of their own: what is the same for all of them is made once.


@lru_cache
def _page(name: str) -> str:
    return reverse(name, args=[_PLACE])


@lru_cache
def _dated(salt: str, key: str) -> signing.TimestampSigner:
    return signing.TimestampSigner(salt=salt, key=key)


@lru_cache
def _lasting(salt: str, key: str) -> signing.Signer:
    return signing.Signer(salt=salt, key=key)
