"""What machines ask: whether the process lives, whether it can serve, and what a crawler may read."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

ROBOTS = "User-agent: *\nDisallow: /desk/\nDisallow: /receipts/\nDisallow: /accounts/\n"


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Everything public may be read by crawlers; receipts hold a key in their address and the desk is for staff."""
    return HttpResponse(ROBOTS, content_type="text/plain; charset=utf-8")


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """The database answers too. Redis is not asked: without it comments are still accepted."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"status": "unavailable", "database": "not reached"}, status=503)
    return JsonResponse({"status": "ok", "database": "ok"})
