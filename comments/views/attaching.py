"""Files that come with a comment are kept before anything is locked: reading them takes a process of its own."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils import timezone

from comments.forms import Taken
from comments.models import MOST_BYTES, MOST_FILES, Attachment, Consultation, Phase
from comments.services import keep_files
from normsite.foundation.errors import Refused
from normsite.foundation.left_out import is_left_out, with_reason
from normsite.foundation.throttle import Limit, TooMany, browser, look, network, refuse_if_there_is_time, spend
from normsite.foundation.unseen import isolated

TOO_LARGE = "Together the files have more than 3 MB. Attach them one after another, or make them smaller."
A_BROWSER_ATTACHES = Limit("comment-files", most=30, seconds=600)
A_NETWORK_ATTACHES = Limit("comment-files-network", most=200, seconds=600)


def take_files(request: HttpRequest, consultation: Consultation) -> Taken:
    """What becomes of the files of this form. After the deadline, when no comment can be sent, none is looked at."""
    if consultation.phase == Phase.OPEN and is_left_out(request):
        return Taken(refusals=(with_reason(request, TOO_LARGE),))
    if not request.FILES or consultation.phase != Phase.OPEN:
        return Taken()
    buckets = A_BROWSER_ATTACHES.of(browser(request)), A_NETWORK_ATTACHES.of(network(request))
    try:
        refuse_if_there_is_time(max(look(*buckets)), now=timezone.now(), until=consultation.closes_at)
    except TooMany as refused:
        return Taken(refusals=(_to_choose_again(request),), wait=refused.seconds)
    spend(*buckets)
    return _kept(request)


def files_of(item: dict[str, Any]) -> list[Attachment]:
    """The files of a kept comment, as they are shown: without asking what was kept of them."""
    return [Attachment(**one) for one in item.get("attachments", ())]


def _to_choose_again(request: HttpRequest) -> str:
    """No page gives a file back to its sender, so it is said which ones aren't here."""
    names = ", ".join(f"“{isolated((file.name or '')[-60:])}”" for file in request.FILES.getlist("new_files")[:MOST_FILES])
    return f"Not taken, since this browser has to wait: {names or 'the files'}. Choose them again when you send the form again."


def _kept(request: HttpRequest) -> Taken:
    files = request.FILES.getlist("new_files")
    if len(files) > MOST_FILES:
        return Taken(refusals=(f"These are {len(files)} files; a comment takes at most {MOST_FILES}. None was kept.",))
    if sum(file.size or 0 for file in files) > MOST_BYTES:
        return Taken(refusals=(TOO_LARGE,))
    try:
        results = keep_files(files=[(file.name or "", file.read()) for file in files])
    except Refused as refused:
        return Taken(refusals=(str(refused),))
    kept = tuple(one for one in results if isinstance(one, Attachment))
    for one in kept:
        if one.remark:
            messages.info(request, f"“{isolated(one.name)}”: {one.remark}")
    return Taken(kept, tuple(f"“{isolated(one.name)}”: {one.reason}" for one in results if not isinstance(one, Attachment)))
