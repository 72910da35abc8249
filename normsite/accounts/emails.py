"""The mails about an account that are not answers to a form of its owner's."""

from allauth.account.models import EmailAddress
from django.utils import timezone

from normsite.accounts.models import User
from normsite.notifications.services import queue_mail


def mail_of_guesses(person: User, kind: str) -> None:
    """Many wrong guesses at the account: one mail in a day for each kind, and only to an address that is confirmed."""
    if EmailAddress.objects.filter(user=person, email__iexact=person.email, verified=True).exists():
        queue_mail(
            occasion=f"guesses/{kind}/{person.pk}/{timezone.now():%Y-%m-%d}",
            to=person.email,
            template="emails/accounts/guesses",
            context={"person": person, "by_code": kind == "code"},
        )
