"""From a change of the record to the notices of those who follow it."""

from datetime import timedelta
from functools import partial
from threading import Thread
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from comments.services import extend_consultation, publish_comment, withhold_comment
from norms.services import add_clause, change_obligation, link_obligation, register_obligation, start_revision
from normsite.foundation.accounts.models import User
from normsite.foundation.errors import Refused
from normsite.foundation.notices import digests
from normsite.foundation.notices.digests import cut_digests
from normsite.foundation.notices.events import call_back, tell_followers, withdraw_event
from normsite.foundation.notices.followers import follow
from normsite.foundation.notices.models import Event, Follower, Notice
from normsite.foundation.notices.post import post
from normsite.foundation.notices.telling import tell
from normsite.foundation.notifications.letters import words_of
from normsite.foundation.notifications.models import OutboxMail
from tests import scenes
from tests.cast import gather
from tests.comments.scenes import only_comment, send
from tests.foundation.notices.scenes import follows, letters, sent, subjects, texts, told
from tests.portal.following.scenes import happened

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


def test_a_digest_that_holds_too_much_tells_what_matters_first_and_counts_the_rest_which_does_not_come_again(cast, open_now):
    follower = follows(FAY, "site", pace="daily")
    begin_window(follower)
    for number in range(70):
        tell_followers("comment_published", occasion=f"many/{number}", targets=["site"], path="/", comment=f"C-{number}")
    later = open_now.closes_at + timedelta(days=9)
    extend_consultation(consultation=open_now, closes_at=later, reason="More time.", by=cast.sami)
    told()
    end_window(follower)
    told()
    (text,) = texts(FAY)
    assert text.index("More time") < text.index("C-69")
    assert "And 11 more" in text
    assert subjects(FAY)[0].startswith("71 things today: More time")
    end_window(follower)
    told()
    assert len(letters(FAY)) == 1


def begin_window(follower):
    Follower.objects.filter(pk=follower.pk).update(next_daily_at=timezone.now() + timedelta(hours=5))


def end_window(follower):
    Follower.objects.filter(pk=follower.pk).update(next_daily_at=timezone.now())


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


def test_what_is_withheld_before_its_mail_has_left_is_taken_out_of_the_outbox(cast):
    revision = scenes.frozen(cast)
    follows(FAY, "site")
    scenes.opened(cast, revision, days_ago=0)
    tell()
    assert len(letters(FAY)) == 1
    withdraw_event(Event.objects.get(kind="consultation_opened").occasion)
    assert letters(FAY) == []


def test_a_digest_that_has_not_left_is_cut_anew_without_what_was_withheld_since(cast, open_now):
    follower = follows(FAY, f"consultation:{open_now.code}", pace="daily")
    begin_window(follower)
    comments = [only_comment(send(open_now, f"Keys melt at {hour}.", **scenes.ROSA)) for hour in (1, 2)]
    for comment in comments:
        publish_comment(comment=comment, by=cast.sami)
    told()
    end_window(follower)
    told()
    assert [code in texts(FAY)[0] for code in (comments[0].code, comments[1].code)] == [True, True]
    withhold_comment(comment=comments[0], ground="security", reason="It tells how.", by=cast.sami)
    told()
    (text,) = texts(FAY)
    assert [code in text for code in (comments[0].code, comments[1].code)] == [False, True]
    sent()
    withhold_comment(comment=comments[1], ground="security", reason="It tells how.", by=cast.sami)
    told()
    assert len(letters(FAY)) == 1


def test_an_event_that_was_withdrawn_before_anybody_heard_of_it_is_told_when_it_is_true_again(cast):
    follows(FAY, "site")
    happens: dict[str, Any] = {
        "occasion": "once",
        "targets": ["site"],
        "path": "/",
        "obligation": "O-1",
        "instrument": "Treaty",
        "title": "It",
    }
    tell_followers("obligation_changed", **happens)
    withdraw_event("once")
    told()
    tell_followers("obligation_changed", **happens)
    tell_followers("obligation_changed", **happens)
    told()
    assert len(letters(FAY)) == 1


def test_whoever_sent_a_comment_hears_of_each_decision_on_it_and_of_none_that_no_longer_holds(cast, open_now):
    receipt = send(open_now, "Keys melt at noon.", **scenes.ROSA)
    follows(FAY, f"submission:{receipt.submission.code}")
    comment = only_comment(receipt)
    for ground in ("security", "abuse"):
        withhold_comment(comment=comment, ground=ground, reason="It tells how.", by=cast.sami)
        told()
        sent()
    publish_comment(comment=comment, by=cast.sami)
    withhold_comment(comment=comment, ground="security", reason="It tells how.", by=cast.sami)
    told()
    assert [subject.partition(": ")[0] for subject in subjects(FAY)] == [subjects(FAY)[0].partition(": ")[0]] * 3


def test_a_correction_reaches_all_who_were_told_and_replaces_what_was_still_waiting(cast):
    revision = scenes.frozen(cast)
    follows(FAY, "site")
    weekly = follows("will@followers.example", "site", pace="weekly")
    scenes.opened(cast, revision, days_ago=0)
    told()
    sent()
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


def test_what_is_withdrawn_takes_its_corrections_along_and_brings_them_back(cast, open_now):
    comment = only_comment(send(open_now, "Keys melt at noon.", **scenes.ROSA))
    publish_comment(comment=comment, by=cast.sami)
    first = call_back(event=Event.objects.get(kind="comment_published"), correction="Not so.", by=cast.sami)
    second = call_back(event=first, correction="It was so.", by=cast.sami)
    known = Event.objects.for_everybody().filter(pk__in=[first.pk, second.pk])
    assert known.count() == 2
    withhold_comment(comment=comment, ground="security", reason="It tells how.", by=cast.sami)
    assert known.count() == 0
    with pytest.raises(Refused, match="told to nobody"):
        call_back(event=second, correction="Or not.", by=cast.sami)
    publish_comment(comment=comment, by=cast.sami)
    assert known.count() == 2


def test_followers_of_a_norm_do_not_learn_what_a_text_of_it_that_nobody_may_read_serves(cast, open_now):
    norm = open_now.revision.norm
    follower = follows(FAY, f"norm:{norm.code}", pace="weekly")
    draft = start_revision(revision=open_now.revision, by=cast.edda)
    hidden = add_clause(revision=draft, title="Vaults", anchor="vaults", body="Vaults shall melt.", by=cast.edda)
    words: dict[str, Any] = {
        "kind": "law",
        "instrument": "Regulation (EU) 2021/821",
        "reference": "Article 4",
        "title": "End use",
    }
    obligation = register_obligation(**words, text="", as_of=timezone.now().date(), by=cast.edda)
    link_obligation(provision=hidden.statements.get().provision, obligation=obligation, by=cast.edda)
    change_obligation(obligation=obligation, version=obligation.version, title="End users", by=cast.edda)
    told()
    assert list(follower.notices.all()) == []
    known = open_now.revision.clauses.get(anchor="keys").statements.get().provision
    link_obligation(provision=known, obligation=obligation, by=cast.edda)
    change_obligation(obligation=obligation, version=obligation.version + 1, title="End use", by=cast.edda)
    told()
    assert [notice.event.kind for notice in follower.notices.all()] == ["obligation_changed"]


def test_signs_that_letters_use_for_themselves_are_words_where_somebody_has_typed_them(cast):
    follower = follows(FAY, "site")
    follow(follower=follower, target="norm:N-1", name="A \ue000stop\ue001")
    happened(1, norm_title="B \ue000manage\ue001", at=timezone.now())
    tell()
    follows("will@followers.example", "site", pace="weekly")
    happened(2, norm_title="C \ue000manage\ue001", at=timezone.now())
    tell()
    Follower.objects.update(next_weekly_at=timezone.now())
    cut_digests()
    (mail,), (weekly,) = letters(FAY)[:1], letters("will@followers.example")
    for one in (mail, weekly):
        words = words_of(one)
        assert [words.text.count(one.slots[name]) for name in ("stop", "manage")] == [1, 1]
        assert [words.html.count(one.slots[name]) for name in ("stop", "manage")] == [1, 1]
        assert "⟦U+E000⟧manage⟦U+E001⟧" in words.subject + words.text


@pytest.mark.django_db(transaction=True)
def test_a_correction_waits_for_the_mails_that_are_being_written_and_comes_in_their_place(monkeypatch):
    """Else what is wrong would leave, and the correction come a day, or a week, after it."""
    ada = User.objects.create_user("ada@desk.example", "x", name="Ada")
    follower = follows(FAY, "site", pace="weekly")
    event = happened(1, at=timezone.now())
    tell()
    Follower.objects.update(next_weekly_at=timezone.now())
    worker = Thread(target=in_thread, args=(partial(call_back, event=event, correction="It is not.", by=ada),))

    def post_meanwhile(*args):
        post(*args)
        worker.start()
        worker.join(1)
        assert worker.is_alive()

    monkeypatch.setattr(digests, "post", post_meanwhile)
    cut_digests()
    worker.join()
    monkeypatch.undo()
    cut_digests()
    assert follower.notices.get(event__kind="called_back").mailed_at is not None
    (text,) = texts(FAY)
    assert "It is not." in text


def in_thread(act):
    try:
        act()
    finally:
        connections.close_all()
