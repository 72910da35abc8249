"""What is to be forgotten, and what is told."""

from importlib import import_module

from celery import shared_task
from celery.schedules import crontab
from django.conf import settings

from normsite.foundation.accounts import unsent
from normsite.foundation.accounts.emails import mail_of_guesses
from normsite.foundation.accounts.models import User
from normsite.foundation.workers import periodic


@periodic("accounts.forget_sessions", every=crontab(hour="3", minute="30"))
def forget_sessions() -> None:
    """Delete sessions that are over, with the unsent comments in them."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()


@periodic("accounts.forget_unsent_forms", every=600)
def forget_unsent_forms() -> None:
    """Delete the words of forms that nobody has come back for."""
    unsent.forget_old()


@shared_task(name="accounts.tell_of_guesses")
def tell_of_guesses(account: int, kind: str) -> None:
    """Tell the owner of the account, if there is one, of many wrong guesses; `kind` is `password` or `code`."""
    person = User.objects.filter(pk=account, is_active=True).first()
    if person is not None:
        mail_of_guesses(person, kind)
