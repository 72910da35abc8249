"""Staff are told of their own work, without having asked for it."""

import pytest

from normsite.foundation.notices.followers import follow, follower_of, stop_all, unfollow
from normsite.foundation.notices.models import Event, Follower
from normsite.foundation.notices.staff import tell_staff
from tests.foundation.notices.scenes import follows, subjects, told

pytestmark = pytest.mark.django_db


def work_is_overdue(*people, occasion="answer/C-2026-00042"):
    tell_staff("work_overdue", people, occasion=occasion, path="/desk/", sentence="An answer waits for your approval")
    told()


def test_each_is_told_of_theirs_alone_though_nobody_has_followed_anything(cast):
    work_is_overdue(cast.april, cast.sami)
    assert [subjects(who.email) for who in (cast.april, cast.sami, cast.edda)] == [
        ["Overdue: An answer waits for your approval"],
        ["Overdue: An answer waits for your approval"],
        [],
    ]
    assert sorted(Event.objects.values_list("occasion", "targets")) == sorted(
        (f"answer/C-2026-00042/{who.pk}", [f"person:{who.pk}"]) for who in (cast.april, cast.sami)
    )


def test_the_same_occasion_is_told_once(cast):
    work_is_overdue(cast.april)
    work_is_overdue(cast.april)
    assert len(subjects(cast.april.email)) == 1


def test_who_slows_it_down_or_ends_it_is_not_asked_again(cast):
    work_is_overdue(cast.april, cast.sami)
    april, sami = (Follower.objects.get(user=who) for who in (cast.april, cast.sami))
    follow(follower=april, target=f"person:{cast.april.pk}", name="Your work", pace="daily")
    unfollow(follower=sami, targets=[f"person:{cast.sami.pk}"])
    work_is_overdue(cast.april, cast.sami, occasion="answer/C-2026-00043")
    assert [len(subjects(who.email)) for who in (cast.april, cast.sami)] == [1, 1]
    assert [notice.pace for notice in april.notices.waiting()] == ["daily"]


def test_an_address_that_followed_something_before_becomes_that_of_the_account(cast):
    before = follows(cast.april.email, "site")
    work_is_overdue(cast.april)
    assert Follower.objects.get(user=cast.april) == before


def test_an_address_that_was_stopped_stays_so(cast):
    stop_all(follower=follows(cast.april.email, "site"))
    stop_all(follower=follower_of(cast.sami.email, user=cast.sami))
    work_is_overdue(cast.april, cast.sami)
    assert [subjects(who.email) for who in (cast.april, cast.sami)] == [[], []]


def test_who_has_left_is_told_nothing(cast):
    cast.april.is_active = False
    cast.april.save()
    work_is_overdue(cast.april)
    assert not Event.objects.exists()
