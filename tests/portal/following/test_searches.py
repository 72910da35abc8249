"""Saved searches: told of what is new, once, and of nothing else."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from comments.models import NewComment
from comments.services import publish_comment
from normsite.foundation.notices.models import Event
from normsite.portal.following.searches import look_for_searches
from tests import scenes
from tests.cast import gather
from tests.comments.scenes import only_comment, send
from tests.foundation.notices.scenes import follows, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db):
    return gather()


@pytest.fixture
def consultation(cast):
    return scenes.opened(cast, scenes.frozen(cast), days_ago=1)


def said(cast, consultation, *words, **more):
    for one in words:
        comment = only_comment(send(consultation, NewComment(text=one, **more), **scenes.ROSA))
        publish_comment(comment=comment, by=cast.sami)


def later(minutes):
    return time_machine.travel(timezone.now() + timedelta(minutes=minutes), tick=False)


def look_later(minutes):
    with later(minutes):
        look_for_searches()


def hits():
    return [(event.targets, event.facts["number"]) for event in Event.objects.filter(kind="search_hit").order_by("pk")]


def test_a_saved_search_of_a_docket_tells_of_new_comments_with_its_words_alone_and_once(cast, consultation):
    target = f"search:{consultation.code}?words=melting"
    said(cast, consultation, "Keys that are melting were here before.")
    follower = follows("fay@followers.example", target, pace="daily")
    look_later(2)
    with later(3):
        said(cast, consultation, "Melting keys again.", "Frozen keys.")
        send(consultation, "Melting keys that nobody has read.", **scenes.ROSA)
    look_later(5)
    look_later(7)
    assert hits() == [([target], 1)]
    with later(8):
        told()
    assert [notice.event.kind for notice in follower.notices.waiting()] == ["search_hit"]


def test_a_search_by_kind_alone_can_be_followed(cast, consultation):
    target = f"search:{consultation.code}?kind=te"
    follows("fay@followers.example", target)
    look_later(2)
    with later(3):
        said(cast, consultation, "Erase them.", kind="te")
        said(cast, consultation, "A comma.", kind="ed")
    look_later(5)
    assert hits() == [([target], 1)]


def test_a_search_of_the_site_finds_clauses_of_a_text_that_can_be_read_now(cast):
    target = "search:?words=alarm"
    follows("fay@followers.example", target)
    look_later(2)
    with later(3):
        scenes.drafted(cast, "Hidden alarms")
        scenes.opened(cast, scenes.frozen(cast), days_ago=0)
    look_later(5)
    assert hits() == [([target], 1)]
    assert not Event.objects.for_everybody().filter(kind="search_hit").exists()
