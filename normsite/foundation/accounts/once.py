"""The same form sent twice is carried out once: by a double click, by a browser that tries again, by the back button.

"The same" is the same showing of it (its stamp), sent to the same address with the same words, right after: nothing else was
carried out for this person in between. The second is answered like the first. What was refused was not carried out, also where
the refusal is said on the page to which the view leads: sent again, it is tried again. Forms that scripts send see to it
themselves.
"""

import hashlib
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Concatenate, ParamSpec, TypeVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from normsite.foundation.accounts import stamps
from normsite.foundation.accounts.models import LastForm
from normsite.foundation.turns import Busy, turn

LASTS = timedelta(minutes=10)
WAITS = 2.0  # seconds: as long as a form usually takes, and no longer than others can do without the thread
LOOKS_EVERY = 0.05

Request = TypeVar("Request", bound=HttpRequest)
Rest = ParamSpec("Rest")


def carried_out_once(
    view: Callable[Concatenate[Request, Rest], HttpResponse], request: Request, *args: Rest.args, **kwargs: Rest.kwargs
) -> HttpResponse:
    """What the view answers to a form, or what it has answered to the same form a moment ago.

    One person's forms are taken one after another: the second of two clicks waits here for the first, and gets `Busy` when that
    takes long. No transaction is open around the view: each service has its own, and what is slow is done before it. So a
    process that dies in the instant between the commit of a service and our note of it leaves a form that would be carried out
    once more; then the service itself refuses what must not be there twice.
    """
    stamp = stamps.stamp_on(request) if stamps.is_sent_by_hand(request) else None
    if stamp is None:
        return view(request, *args, **kwargs)
    person, digest = stamp.writer, _digest(request)  # who is signed in, or `signed_in` would have refused it
    with _alone(person):
        last = LastForm.objects.filter(user=person, digest=digest, sent_at__gt=timezone.now() - LASTS).first()
        if last is not None:
            messages.info(request, "The same form came twice. It was carried out once.")
            return redirect(last.led_to)
        refusals = _refusals(request)
        response = view(request, *args, **kwargs)
        if response.status_code in (302, 303) and _refusals(request) == refusals:
            note = {"digest": digest, "led_to": response["Location"], "sent_at": timezone.now()}
            LastForm.objects.update_or_create(user_id=person, defaults=note)
    return response


@contextmanager
def _alone(person: int) -> Iterator[None]:
    """Until no other form of this person is under way, in any process; not for long."""
    until = time.monotonic() + WAITS
    while True:
        with turn(f"accounts.form.{person}") as ours:
            if ours:
                yield
                return
        if time.monotonic() > until:
            raise Busy(
                "The form that you sent last is still under way, so this one was not looked at.", "Wait a few seconds.", 5
            )
        time.sleep(LOOKS_EVERY)


def _refusals(request: HttpRequest) -> int:
    """How many sentences wait to be shown that say of something that it was not done."""
    said = messages.get_messages(request)
    count: int = sum(one.level >= messages.WARNING for one in said)
    said.used = False  # type: ignore[union-attr]  # they are still to be shown
    return count


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
