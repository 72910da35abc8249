"""What every template may name."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    """The site's name, the standards body's name and the public address."""
    return {"site_name": settings.SITE_NAME, "body_name": settings.BODY_NAME, "base_url": settings.BASE_URL}
