"""The mails about an account that are not answers to a form of its owner's."""

from collections.abc import Sequence

from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from normsite.foundation.accounts.models import Role, User
from normsite.foundation.notifications.outbox import queue_mail


def mail_invitation(person: User, by: User, roles: Sequence[str]) -> None:
    """Who has opened the account, and the link by which its owner sets the first password."""
    queue_mail(
        occasion=f"invitation/{person.pk}",
        to=person.email,
        template="emails/accounts/invitation",
        context={
            "person": person,
            "by": by,
            "roles": [Role(role).label for role in roles],
            "link": _link_to_password(person),
            "days": settings.PASSWORD_RESET_TIMEOUT // (24 * 3600),
        },
    )


def _link_to_password(person: User) -> str:
    # allauth's forms import ours, which can't be had as early as this.
    from allauth.account.forms import default_token_generator  # noqa: PLC0415 - see above

    key = {"uidb36": user_pk_to_url_str(person), "key": default_token_generator.make_token(person)}
    return reverse("account_reset_password_from_key", kwargs=key)


def mail_of_guesses(person: User, kind: str) -> None:
    """Many wrong guesses at the account: one mail in a day for each kind, and only to an address that is confirmed."""
    if EmailAddress.objects.filter(user=person, email__iexact=person.email, verified=True).exists():
        queue_mail(
            occasion=f"guesses/{kind}/{person.pk}/{timezone.now():%Y-%m-%d}",
            to=person.email,
            template="emails/accounts/guesses",
            context={"person": person, "by_code": kind == "code"},
        )
