"""What every template may name."""

from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from normsite.foundation.accounts.unsent import waiting
from normsite.foundation.notices.inbox import count_unread


def site(request: HttpRequest) -> dict[str, Any]:
    """The site's name, the body's, the public address, where mail reaches the secretariat; which words are given back here;
    who is shown a restricted text; how many notices its reader has not seen."""
    contact = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    return {
        "contact": contact,
        "site_name": settings.SITE_NAME,
        "body_name": settings.BODY_NAME,
        "base_url": settings.BASE_URL,
        "watermark": getattr(request, "watermark", None),
        "given_back": getattr(request, "unsent", None) if request.method == "GET" else None,
        "unsent_forms": lambda: waiting(request),
        "unread_notices": lambda: count_unread(request.user) if request.user.is_authenticated else 0,
    }
