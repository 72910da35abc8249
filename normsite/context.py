"""What every template may name."""

from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from normsite.foundation.accounts.unsent import waiting


def site(request: HttpRequest) -> dict[str, Any]:
    """The site's name, the body's, the public address, where mail reaches the secretariat; which words are given back here."""
    contact = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    return {
        "contact": contact,
        "site_name": settings.SITE_NAME,
        "body_name": settings.BODY_NAME,
        "base_url": settings.BASE_URL,
        "given_back": getattr(request, "unsent", None) if request.method == "GET" else None,
        "unsent_forms": lambda: waiting(request),
    }
