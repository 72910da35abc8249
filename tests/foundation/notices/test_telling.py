"""From a change of the record to the notices of those who follow it."""

import pytest

from comments.services import publish_comment, withhold_comment
from normsite.foundation.notices.events import call_back
from normsite.foundation.notices.followers import follow
from normsite.foundation.notices.models import Event, Notice
from normsite.foundation.notifications.models import OutboxMail
from tests import scenes
from tests.cast import gather
from tests.comments.scenes import only_comment, send
from tests.foundation.notices.scenes import follows, letters, subjects, texts, told

pytestmark = pytest.mark.django_db

FAY = "fay@followers.example"


@pytest.fixture
def cast(db):
    return gather()


@pytest.fixture
def open_now(cast):
    return scenes.opened(cast, scenes.frozen(cast), days_ago=0)


def test_who_follows_a_norm_hears_once_that_its_consultation_opens_however_many_subscriptions_say_so(cast):
    revision = scenes.frozen(cast)
    follows(FAY, "site", f"norm:{revision.norm.code}")
    scenes.opened(cast, revision, days_ago=0)
    told()
    told()
    assert subjects(FAY) == ["Open for comments: Draft of quantum key modules"]
    assert Notice.objects.get().why == [f"norm:{revision.norm.code}", "site"]


def test_a_mail_has_a_link_that_stops_it_and_one_to_all_that_is_followed(cast):
    revision = scenes.frozen(cast)
    follows(FAY, "site")
    scenes.opened(cast, revision, days_ago=0)
    told()
    (mail,) = letters(FAY)
    (text,) = texts(FAY)
    assert set(mail.slots) == {"stop", "manage"}
    assert [mail.slots[name] in text for name in ("stop", "manage")] == [True, True]
    assert OutboxMail.objects.get(letter__isnull=False).letter.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_what_happened_before_somebody_followed_is_not_told(cast, open_now):
    told()
    follows(FAY, "site")
    told()
    assert subjects(FAY) == []


def test_who_mutes_a_norm_hears_nothing_of_it_but_what_they_follow_more_closely(cast):
    revision = scenes.frozen(cast)
    follower = follows(FAY, "site")
    follow(follower=follower, target=f"norm:{revision.norm.code}", name="Modules", pace="never")
    consultation = scenes.opened(cast, revision, days_ago=0)
    told()
    assert subjects(FAY) == []
    follows(FAY, f"consultation:{consultation.code}", pace="daily")
    comment = only_comment(send(consultation, "Keys melt at noon.", **scenes.ROSA))
    publish_comment(comment=comment, by=cast.sami)
    told()
    assert [notice.why for notice in Notice.objects.all()] == [[f"consultation:{consultation.code}"]]


def test_only_what_matters_leaves_single_comments_out(cast, open_now):
    follows(FAY, f"consultation:{open_now.code}", everything=False)
    publish_comment(comment=only_comment(send(open_now, "Keys melt at noon.", **scenes.ROSA)), by=cast.sami)
    told()
    assert not Notice.objects.exists()


def test_a_comment_that_is_withheld_again_is_told_to_nobody_who_was_not_told_yet(cast, open_now):
    follower = follows(FAY, f"consultation:{open_now.code}", pace="daily")
    comment = only_comment(send(open_now, "Keys melt at noon.", **scenes.ROSA))
    publish_comment(comment=comment, by=cast.sami)
    told()
    withhold_comment(comment=comment, ground="security", reason="It tells how.", by=cast.sami)
    assert list(follower.notices.waiting()) == []
    publish_comment(comment=comment, by=cast.sami)
    assert [notice.event.kind for notice in follower.notices.waiting()] == ["comment_published"]


def test_a_correction_reaches_all_who_were_told_and_replaces_what_was_still_waiting(cast):
    revision = scenes.frozen(cast)
    follows(FAY, "site")
    weekly = follows("will@followers.example", "site", pace="weekly")
    scenes.opened(cast, revision, days_ago=0)
    told()
    follows("late@followers.example", "site")
    call_back(event=Event.objects.get(kind="consultation_opened"), correction="It opens on Monday.", by=cast.sami)
    told()
    assert subjects(FAY) == [
        "Open for comments: Draft of quantum key modules",
        "Corrected: Open for comments: Draft of quantum key modules",
    ]
    assert "It opens on Monday." in texts(FAY)[1]
    assert [notice.event.kind for notice in weekly.notices.waiting()] == ["called_back"]
    assert subjects("late@followers.example") == []
