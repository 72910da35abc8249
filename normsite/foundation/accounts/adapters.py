"""How django-allauth takes addresses and guesses, and sends its mail."""

import uuid
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as current
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.validators import MaxLengthValidator
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme

from normsite.foundation.accounts import browsers
from normsite.foundation.accounts.guesses import DAY, PASSWORD, account_of, forget_guesses, guess
from normsite.foundation.accounts.models import User
from normsite.foundation.accounts.pace import Pace
from normsite.foundation.notifications.models import LONGEST_ADDRESS
from normsite.foundation.notifications.outbox import queue_letter
from normsite.foundation.throttle import address_of

# What anybody can have sent to any mailbox. The next one is left out while those before it still open what they are for.
ASKED_BY_ANYBODY = frozenset(
    f"account/email/{name}"
    for name in (
        "password_reset_key",
        "unknown_account",
        "account_already_exists",
        "email_confirmation",
        "email_confirmation_signup",
    )
)
A_MAILBOX = Pace("mailbox", free=3, first=60, longest=DAY // 4, remembered=DAY)


class AccountAdapter(DefaultAccountAdapter):
    """Mail of allauth leaves through the outbox like every other: no page waits for, or fails with, the mail server."""

    def clean_email(self, email: str) -> str:
        """Every address that a form of allauth takes: no longer than mail can carry."""
        MaxLengthValidator(LONGEST_ADDRESS)(email)
        return str(super().clean_email(email))

    def get_client_ip(self, request: HttpRequest) -> str:
        """Sign-in is limited by the same address as every other form: the reader's, not that of a proxy of ours."""
        return address_of(request)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """The account, when the password is right. Wrong ones count, and too many make the next one wait."""
        attempt = guess(request, PASSWORD, account_of(credentials.get("email", "")))
        user: User | None = super().authenticate(request, **credentials)
        if user is None:
            attempt.was_wrong()
        else:
            attempt.was_right()
        return user

    def post_login(self, request: HttpRequest, user: User, **options: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **options)
        browsers.remember(request, response, user)
        return response

    def set_password(self, user: User, password: str) -> None:
        super().set_password(user, password)
        forget_guesses(str(user.pk))
        browsers.let_in_by_mail(current.request, user)

    def is_safe_url(self, url: str) -> bool:
        """Whoever has signed in is led on within the site, not to every other host that may be asked for it."""
        return url_has_allowed_host_and_scheme(url, allowed_hosts={urlsplit(settings.BASE_URL).netloc})

    def send_account_already_exists_mail(self, email: str) -> None:
        """Take as long as opening an account would, so that the time tells nobody who has one."""
        make_password("of nobody")
        super().send_account_already_exists_mail(email)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        if template_prefix in ASKED_BY_ANYBODY and A_MAILBOX.take(f"{template_prefix}:{_opened_by(email, context)}").wait:
            return
        own = {"name": settings.SITE_NAME, "domain": urlsplit(settings.BASE_URL).netloc}
        message = self.render_mail(template_prefix, email, {**context, "email": email, "current_site": own})
        html = next((str(content) for content, _ in message.alternatives), "")
        queue_letter(occasion=f"account/{uuid.uuid4()}", to=email, subject=message.subject, text=str(message.body), html=html)


def _opened_by(email: str, context: dict[str, Any]) -> str:
    """The mailbox; for a new password together with what ends the links sent before: a sign-in, another password."""
    user = context.get("user")
    return f"{user.pk}:{user.last_login}:{user.password}" if user and "password_reset_url" in context else email.lower()


class MFAAdapter(DefaultMFAAdapter):
    """A second factor is for our own address, whatever the request calls us."""

    def _get_site_name(self) -> str:
        return str(settings.SITE_NAME)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": urlsplit(settings.BASE_URL).hostname or "", "name": self._get_site_name()}
