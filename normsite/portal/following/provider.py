"""Where a mail provider tells which mails came back, and who has complained."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import resolve
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST


@csrf_exempt  # no browser sends this: who does so shows the secret (HTTP basic authentication, compared in constant time)
@require_POST
def returned(request: HttpRequest, provider: str) -> HttpResponse:
    """Hand it to django-anymail, which knows the provider by its name; there is nothing here where no secret is set."""
    if not settings.ANYMAIL.get("WEBHOOK_SECRET"):
        raise Http404
    match = resolve(f"/{provider}/tracking/", urlconf="anymail.urls")
    answer: HttpResponse = match.func(request)
    return answer
