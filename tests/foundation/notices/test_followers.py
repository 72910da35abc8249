"""Whose a mailbox is, and what one click ends."""

from typing import Any

import pytest

from normsite.foundation.accounts.services import close_account
from normsite.foundation.notices.events import tell_followers
from normsite.foundation.notices.followers import find_follower, follower_of, in_digest, start_again, stop_all, stop_digest
from normsite.foundation.notices.models import Follower
from tests.cast import gather
from tests.foundation.notices.scenes import follows, letters, subjects, told
from tests.foundation.notices.test_telling import begin_window, end_window

pytestmark = pytest.mark.django_db

FAY = "fay@followers.example"


@pytest.fixture
def cast(db):
    return gather()


def happens(name="one", kind="obligation_changed", target="site"):
    facts: dict[str, Any] = {"obligation": "O-1", "instrument": "Treaty", "title": "It", "comment": "C-1", "about": "Keys"}
    tell_followers(kind, occasion=name, targets=[target], path="/", **facts)


def follow_all(user):
    follower = follows(user.email, "site")
    follower.user = user
    follower.save()
    return follower


def test_one_click_in_a_digest_ends_all_that_it_came_of_also_what_was_wanted_at_once():
    follower = follows(FAY, "site", "norm:N-1", "topic:35", pace="now")
    begin_window(follower)
    happens(kind="comment_published", target="norm:N-1")
    told()
    end_window(follower)
    told()
    assert [one.target for one in in_digest(follower, "daily")] == ["norm:N-1"]
    stop_digest(follower=follower, pace="daily")
    assert sorted(follower.subscriptions.values_list("target", flat=True)) == ["site", "topic:35"]


def test_who_has_stopped_all_hears_nothing_and_whoever_starts_again_hears_what_comes_then():
    follower = follows(FAY, "site")
    stop_all(follower=follower)
    happens("meanwhile")
    told()
    start_again(follower=follower)
    happens("then")
    told()
    assert len(letters(FAY)) == 1


def test_an_account_takes_what_it_follows_to_its_new_address_and_the_old_one_is_somebody_elses(cast):
    mine = follow_all(cast.rosa)
    cast.rosa.email = "rosa@new.example"
    cast.rosa.save()
    stranger = follower_of("rosa@people.example")
    assert (stranger.pk == mine.pk, stranger.user, stranger.subscriptions.count()) == (False, None, 0)
    happens()
    told()
    assert [len(letters(address)) for address in ("rosa@new.example", "rosa@people.example")] == [1, 0]


def test_what_an_address_followed_alone_comes_to_the_account_that_has_it_now_and_nothing_comes_twice(cast):
    mine = follow_all(cast.rosa)
    follows("rosa@new.example", "site", "topic:35")
    cast.rosa.email = "rosa@new.example"
    cast.rosa.save()
    assert follower_of("rosa@new.example", user=cast.rosa) == mine
    assert sorted(mine.subscriptions.values_list("target", flat=True)) == ["site", "topic:35"]
    assert Follower.objects.count() == 1
    happens()
    told()
    assert len(subjects("rosa@new.example")) == 1


def test_the_mailbox_of_a_closed_account_may_follow_alone(cast):
    follow_all(cast.rosa)
    close_account(person=cast.rosa, by=cast.ada)
    alone = follows(cast.rosa.email, "topic:35")
    assert alone.user is None
    happens(target="topic:35")
    told()
    assert len(letters(cast.rosa.email)) == 1


def test_looking_at_what_one_follows_changes_nothing(cast, as_user):
    follower = follow_all(cast.rosa)
    stop_all(follower=follower)
    assert as_user(cast.rosa).get("/notices/settings/").status_code == 200
    assert as_user(cast.nils).get("/notices/settings/").status_code == 200
    assert (find_follower(cast.rosa).stopped, find_follower(cast.nils)) == ("follower", None)
