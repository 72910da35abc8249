"""What every template may name."""

from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    """The site's name, the standards body's name the public address, and where mail reaches the secretariat."""
    contact = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    return {"contact": contact, "site_name": settings.SITE_NAME, "body_name": settings.BODY_NAME, "base_url": settings.BASE_URL}
