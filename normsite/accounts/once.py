"""The same form sent twice is carried out once: by a double click, by a browser that tries again, by the back button.

"The same" is the same showing of it (its stamp), sent to the same address with the same words, right after: nothing else was
carried out for this person in between. The second is answered like the first. Forms that scripts send see to it themselves.
"""

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from normsite.accounts import stamps
from normsite.accounts.models import LastForm

LASTS = timedelta(minutes=10)

View = Callable[..., HttpResponse]


def carried_out_once(view: View, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """What the view answers to a form, or what it has answered to the same form a moment ago.

    One person's forms are taken one after another: the second of two clicks waits here for the first.
    """
    if not stamps.is_sent_by_hand(request) or stamps.stamp_on(request) is None:
        return view(request, *args, **kwargs)
    with transaction.atomic():
        mine = LastForm.objects.select_for_update()
        last, _ = mine.get_or_create(user_id=request.user.pk)  # type: ignore[misc]  # somebody is signed in at the desk
        digest = _digest(request)
        if last.digest == digest and last.sent_at > timezone.now() - LASTS:
            messages.info(request, "The same form came twice. It was carried out once.")
            return redirect(last.led_to)
        response = view(request, *args, **kwargs)
        if response.status_code in (302, 303):
            last.digest, last.led_to, last.sent_at = digest, response["Location"], timezone.now()
            last.save()
    return response


def _digest(request: HttpRequest) -> str:
    """Of all that was sent, the stamp among it, files by their content; the CSRF token may have been renewed."""
    fields = {name: values for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"}
    sent = hashlib.sha256(json.dumps([request.get_full_path(), fields], sort_keys=True).encode())
    for name, files in request.FILES.lists():
        for file in files:
            sent.update(f"{name}:{file.name}:{file.size}:".encode())
            for chunk in file.chunks():
                sent.update(chunk)
            file.seek(0)
    return sent.hexdigest()
