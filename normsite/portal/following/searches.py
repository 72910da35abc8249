"""Saved searches: what they find among that which is new, so that nothing is searched through again and again."""

import hashlib
import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Min
from django.http import Http404
from django.utils import timezone

from comments.models import Consultation
from comments.queries import Wanted, found_among
from norms.models import Revision
from normsite.foundation.notices.events import tell_followers
from normsite.foundation.notices.kinds import Pace
from normsite.foundation.notices.models import Event, FollowedSearch, Subscription
from normsite.foundation.notices.targets import name_of
from normsite.foundation.search import asked_for, ranked
from normsite.portal.following.subjects import Subject, find_subject, wanted_in

logger = logging.getLogger(__name__)

SETTLED = timedelta(minutes=1)  # longer than any transaction: what was recorded before that can be seen


def look_for_searches() -> None:
    """Each search that somebody follows, among what could be read since it was last looked for."""
    followed = Subscription.objects.filter(target__startswith="search:").exclude(pace=Pace.NEVER)
    since = dict(followed.order_by("target").values_list("target").annotate(Min("created_at")))
    FollowedSearch.objects.exclude(target__in=since).delete()
    for target, first in since.items():
        try:
            _look(target, first, timezone.now() - SETTLED)
        except Exception:  # the others are looked for all the same
            logger.exception("A saved search could not be looked for")


@transaction.atomic
def _look(target: str, since: datetime, until: datetime) -> None:
    """Among what was recorded since the last look, or since somebody has followed it."""
    search, _ = FollowedSearch.objects.select_for_update().get_or_create(target=target, defaults={"looked_until": since})
    if search.looked_until >= until:
        return
    new = Event.objects.for_everybody().filter(recorded_at__gt=search.looked_until, recorded_at__lte=until)
    search.looked_until = until
    search.save()
    try:
        subject = find_subject(target)
    except Http404:  # what was searched is not there any more
        return
    if number := _found(name_of(target), list(new.filter(kind__in=[*TEXTS, "comment_published"]))):
        _tell(subject, wanted_in(name_of(target).partition("?")[2]), number, until)


TEXTS = ("consultation_opened", "rationale_published")


def _found(name: str, new: list[Event]) -> int:
    """How many of the comments that can be read now, and on the whole site of the clauses, a search finds."""
    code, _, query = name.partition("?")
    wanted = wanted_in(query)
    consultation = Consultation.objects.get(code=code) if code else None
    comments = [event.facts["comment"] for event in new if event.kind == "comment_published"]
    number = len(found_among(comments, wanted, consultation)) if comments else 0
    return number + (0 if consultation else _clauses(wanted, [event for event in new if event.kind in TEXTS]))


CLAUSES = "SELECT clause_id AS id, words FROM norms_searchedclause WHERE words @@ {held} AND revision_id = ANY(%(seen)s)"


def _clauses(wanted: Wanted, new: list[Event]) -> int:
    """In the texts that these events have let anybody read."""
    named = [(event.norm, event.facts["number"]) for event in new]
    texts = [Revision.objects.released().filter(norm__code=code, number=number).first() for code, number in named]
    asked = asked_for(wanted.words, by_other_names=True)
    seen = [text.pk for text in texts if text is not None]
    return ranked(CLAUSES, asked, most=1, first=0, seen=seen).total.number if seen and asked else 0


def _tell(subject: Subject, wanted: Wanted, number: int, until: datetime) -> None:
    """To those who follow this search, and nobody else."""
    name = hashlib.sha256(subject.target.encode()).hexdigest()[:24]
    code = name_of(subject.target).partition("?")[0]
    tell_followers(
        "search_hit",
        occasion=f"search/{name}/{until.isoformat()}",
        targets=[subject.target],
        path=subject.path,
        number=number,
        words=wanted.words,
        where=code,
    )
