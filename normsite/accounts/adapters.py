"""How django-allauth takes addresses and sends its mail."""

import uuid
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as current
from django.contrib.auth.hashers import make_password
from django.contrib.sites.shortcuts import get_current_site
from django.core.validators import MaxLengthValidator
from django.http import HttpRequest

from normsite.notifications.models import LONGEST_ADDRESS
from normsite.notifications.services import queue_letter
from normsite.throttle import address_of, network


class AccountAdapter(DefaultAccountAdapter):
    """Mail of allauth leaves through the outbox like every other: no page waits for, or fails with, the mail server."""

    def clean_email(self, email: str) -> str:
        """Every address that a form of allauth takes: no longer than mail can carry."""
        MaxLengthValidator(LONGEST_ADDRESS)(email)
        return str(super().clean_email(email))

    def get_client_ip(self, request: HttpRequest) -> str:
        """Sign-in is limited by the same address as every other form: the reader's, not that of a proxy of ours."""
        return address_of(request)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Wrong passwords count for the account and the network together: nobody can lock somebody else out."""
        return f"{super()._get_login_attempts_cache_key(request, **credentials)}:{network(request)}"

    def send_account_already_exists_mail(self, email: str) -> None:
        """Take as long as opening an account would, so that the time tells nobody who has one."""
        make_password("of nobody")
        super().send_account_already_exists_mail(email)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        site = get_current_site(current.request)
        message = self.render_mail(template_prefix, email, {"email": email, "current_site": site, **context})
        queue_letter(occasion=f"account/{uuid.uuid4()}", to=email, subject=message.subject, text=str(message.body))
