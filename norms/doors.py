"""The door to texts: every view that shows something of one goes through it.

`seen_by` says which texts a reader may read. Here whoever may not read a restricted one is told so, and each view by a named
reader is noted and watermarked. `tests/architecture/test_doors.py` finds views that go past it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from norms.guards import restricted_sentence, who_opens
from norms.models import Norm, Revision
from norms.services.restrictions import note_viewing
from normsite.foundation.accounts.access import sees_hidden
from normsite.foundation.accounts.models import User


class Restricted(PermissionDenied):
    """That a text is for named readers alone: which one, and by whose decision it opens; no word or figure of it."""

    def __init__(self, revision: Revision) -> None:
        self.who = who_opens(revision)
        super().__init__(restricted_sentence(revision))


@dataclass(frozen=True)
class Watermark:
    """Who was shown a restricted text, and when: stands across the page, on paper too."""

    person: str
    at: datetime


def admit(request: HttpRequest, *revisions: Revision) -> None:
    """Go on where this reader may read the texts. Whoever is not a named reader of a restricted one gets `Restricted`; that one
    was opened is noted now, once for each request."""
    shut = [one for one in revisions if one.is_restricted]
    if not shut:
        return
    reader = request.user
    noted: set[int] = getattr(request, "noted_viewings", set())
    for revision in {one.pk: one for one in shut if one.pk not in noted}.values():
        if not isinstance(reader, User) or not Revision.objects.named_to(reader).filter(pk=revision.pk).exists():
            raise Restricted(revision)
        viewing = note_viewing(revision=revision, person=reader, method=request.method or "", page=request.path)
        noted.add(revision.pk)
        request.noted_viewings = noted  # type: ignore[attr-defined]  # for whoever asks again in the same request
        request.watermark = Watermark(reader.name, viewing.at)  # type: ignore[attr-defined]  # read by `normsite.context`


def find_revision(request: HttpRequest, code: str, number: int) -> Revision:
    """The text at an address. Staff are told of one that is restricted; anybody else, unless named, of none that is hidden."""
    known = Revision.objects.all() if sees_hidden(request.user) else Revision.objects.seen_by(request.user)
    revision = get_object_or_404(known.select_related("norm", "based_on"), norm__code=code.upper(), number=number)
    admit(request, revision)
    return revision


def newest_revision(request: HttpRequest, norm: Norm) -> Revision:
    """The draft, or the frozen revision that was the last draft; the norm comes along."""
    revision = norm.revisions.select_related("based_on", "frozen_by").latest("number")
    revision.norm = norm
    admit(request, revision)
    return revision


def shut_to(user: User, revisions: Iterable[Revision]) -> set[int]:
    """The keys of those that are restricted and that this reader may not read."""
    restricted = {one.pk for one in revisions if one.is_restricted}
    return restricted - set(Revision.objects.named_to(user).values_list("pk", flat=True)) if restricted else set()
