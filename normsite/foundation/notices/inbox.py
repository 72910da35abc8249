"""The notices of whoever has an account, on the site."""

from django.utils import timezone

from normsite.foundation.accounts.models import User
from normsite.foundation.notices.models import Notice, NoticeQuerySet


def inbox(user: User) -> NoticeQuerySet:
    """What this person was told and may still be shown."""
    return Notice.objects.filter(follower__user=user, event__withdrawn_at=None)


def count_unread(user: User) -> int:
    return inbox(user).unread().count()


def note_seen(user: User, path: str) -> None:
    """This person has opened the page at which these notices lead."""
    inbox(user).unread().filter(event__path=path).update(seen_at=timezone.now())


def note_all_seen(user: User) -> None:
    inbox(user).unread().update(seen_at=timezone.now())
