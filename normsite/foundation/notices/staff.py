"""Tell members of staff what concerns them alone. They need not have asked for it: their work is what they are told of."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from normsite.foundation.accounts.models import User
from normsite.foundation.notices.events import tell_followers
from normsite.foundation.notices.followers import follow, follower_of
from normsite.foundation.notices.models import Event, Follower
from normsite.foundation.notices.targets import target


@transaction.atomic
def tell_staff(kind: str, people: Iterable[User], *, occasion: str, path: str, **facts: Any) -> None:
    """Write down an event for each of these people, in the transaction of the change; else as `tell_followers`.

    Each is told of theirs alone: the occasion goes on with `/<pk>`. Who has no active account is told nothing.
    """
    for person in people:
        if person.is_active:
            own = target("person", person.pk)
            _follow_own(person, own)
            tell_followers(kind, occasion=f"{occasion}/{person.pk}", targets=[own], path=path, **facts)


def _follow_own(person: User, own: str) -> None:
    """What is the first for a person lets them follow it. From then on it is theirs to slow down or to end, for good."""
    if not Event.objects.of(own).exists():
        follow(follower=_follower(person), target=own, name="Your work at the desk", path="/desk/", everything=True)


def _follower(person: User) -> Follower:
    """Theirs, or that of their address, or a new one. An address that was stopped stays so: nobody has asked for this."""
    stopped = Follower.objects.filter(user=None, email__iexact=person.email).exclude(stopped="")
    theirs = Follower.objects.filter(user=person)
    return theirs.first() or stopped.first() or follower_of(person.email, user=person, zone=person.time_zone)
