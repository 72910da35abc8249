"""Following with an address alone, or with an account; changing one's mind; stopping."""

import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse

from comments.services import extend_consultation, publish_comment
from norms.services import change_norm
from normsite.foundation.accounts.services import close_account
from normsite.foundation.notices.links import Wish, stopping
from normsite.foundation.notices.models import Event, Follower, Subscription
from normsite.foundation.notices.targets import LONGEST
from normsite.foundation.notifications.models import OutboxMail
from normsite.portal.following.emails import mail_confirmation
from normsite.portal.following.subjects import find_subject
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
def consultation(cast):
    return scenes.opened(cast, scenes.frozen(cast), days_ago=0)


def follow_page(target):
    return f"{reverse('following:follow')}?to={target}"


def link_in(address):
    """The last link that was mailed to this address, as a path."""
    text = OutboxMail.objects.filter(to=address).latest("created_at").text
    return re.search(r"https?://[^/\s]+(/(?:follow|notices)/\S+)", text)[1]


def ask(target, address=FAY, **more):
    return Client().post(follow_page(target), {"email": address, "pace": "now", "everything": "no", **more})


def test_an_address_follows_only_once_its_owner_has_said_yes_on_the_page_behind_the_link(consultation):
    answer = ask(f"consultation:{consultation.code}")
    assert (answer.status_code, Follower.objects.count()) == (200, 0)
    link = link_in(FAY)
    assert Client().get(link).status_code == 200
    assert Client().head(link).status_code == 200
    assert Follower.objects.count() == 0
    page = Client().post(link, follow=True)
    assert page.status_code == 200
    assert [(one.target, one.pace, one.everything) for one in Subscription.objects.all()] == [
        (f"consultation:{consultation.code}", "now", False)
    ]


def test_what_the_page_says_is_the_same_whoever_has_the_address(consultation):
    follows(FAY, "site")
    known, unknown = (ask("site", address).content.decode() for address in (FAY, "new@followers.example"))
    assert known.replace(FAY, "") == unknown.replace("new@followers.example", "")


def test_nothing_that_is_not_public_can_be_followed_nor_told_from_what_never_was(cast):
    hidden = scenes.drafted(cast, "Hidden modules")
    there, never = (Client().get(follow_page(f"norm:{code}")) for code in (hidden.norm.code, "N-99999"))
    assert (there.status_code, never.status_code) == (404, 404)
    assert there.content == never.content


def test_with_an_account_one_follows_at_once_and_finds_it_among_what_one_follows(cast, consultation, client):
    client.force_login(cast.rosa)
    client.post(follow_page(f"norm:{consultation.revision.norm.code}"), {"pace": "weekly", "everything": "yes"})
    assert [(one.follower.address, one.pace) for one in Subscription.objects.all()] == [(cast.rosa.email, "weekly")]
    page = client.get(reverse("following:settings")).content.decode()
    assert "the norm N-" in page


def test_one_click_stops_without_a_cookie_and_a_link_scanner_stops_nothing(cast, consultation):
    follows(FAY, f"consultation:{consultation.code}", pace="now")
    publish = only_comment(send(consultation, "Keys melt at noon.", **scenes.ROSA))
    publish_comment(comment=publish, by=cast.sami)
    follows(FAY, f"norm:{consultation.revision.norm.code}")
    scenes_link = _stop_link(cast, consultation)
    scanner = Client(enforce_csrf_checks=True)
    assert scanner.get(scenes_link).status_code == 200
    assert Subscription.objects.count() == 2
    answer = scanner.post(scenes_link, {"List-Unsubscribe": "One-Click"})
    assert (answer.status_code, answer.cookies) == (200, {})
    assert Subscription.objects.count() == 0


def _stop_link(cast, consultation):
    extend_consultation(
        consultation=consultation, closes_at=consultation.closes_at + timedelta(days=9), reason="More time.", by=cast.sami
    )
    told()
    (letter,) = letters(FAY)
    return "/" + letter.slots["stop"].split("/", 3)[3]


def test_the_page_of_all_that_is_followed_opens_from_a_mail_and_changes_and_stops_each(cast, consultation):
    follower = follows(FAY, "site", f"consultation:{consultation.code}")
    told()
    Client().post(reverse("following:link"), {"email": FAY})
    path = link_in(FAY)
    page = Client().get(path)
    assert page.status_code == 200
    site, part = follower.subscriptions.all()
    lines = {
        "act": "lines",
        "form-TOTAL_FORMS": "2",
        "form-INITIAL_FORMS": "2",
        "form-0-id": site.pk,
        "form-0-pace": "weekly",
        "form-1-id": part.pk,
        "form-1-pace": "now",
        "form-1-DELETE": "on",
    }
    assert Client().post(path, lines).status_code == 302
    assert [(one.target, one.pace, one.everything) for one in follower.subscriptions.all()] == [("site", "weekly", False)]


def test_a_norm_is_left_out_of_something_wider_by_one_button_also_of_what_waits(cast, consultation):
    follower = follows(FAY, "site", pace="weekly")
    extend_consultation(consultation=consultation, closes_at=later(consultation), reason="More time.", by=cast.sami)
    told()
    assert follower.notices.waiting().count() == 1
    Client().post(reverse("following:link"), {"email": FAY})
    code = consultation.revision.norm.code
    assert b"Leave out" in Client().get(link_in(FAY)).content
    Client().post(link_in(FAY), {"act": "mute", "norm": code})
    assert [(one.target, one.pace) for one in follower.subscriptions.all()] == [("site", "weekly"), (f"norm:{code}", "never")]
    assert follower.notices.waiting().count() == 0


def test_a_new_link_makes_those_of_before_useless_but_for_stopping(cast, consultation):
    follows(FAY, f"consultation:{consultation.code}")
    stop = _stop_link(cast, consultation)
    Client().post(reverse("following:link"), {"email": FAY})
    before = link_in(FAY)
    after = Client().post(before, {"act": "renew"})["Location"]
    assert Client().get(before).status_code == 410
    assert Client().get(after.split("localhost:8000")[-1]).status_code == 200
    answer = Client().post(stop)
    assert answer.status_code == 200
    assert Subscription.objects.count() == 0
    assert "/notices/mine/" not in answer.text  # what is good for ever leads to nothing but stopping


def test_a_closed_account_is_told_nothing_more(cast, consultation):
    follower = follows(cast.rosa.email, f"consultation:{consultation.code}")
    follower.user = cast.rosa
    follower.save()
    close_account(person=cast.rosa, by=cast.ada)
    extend_consultation(consultation=consultation, closes_at=later(consultation), reason="More time.", by=cast.sami)
    told()
    assert subjects(cast.rosa.email) == []


def test_nobody_can_change_what_another_follows(cast, consultation):
    theirs = follows("victim@followers.example", "site")
    follows(FAY, "site")
    Client().post(reverse("following:link"), {"email": FAY})
    (one,) = theirs.subscriptions.all()
    lines = {"act": "lines", "form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "1", "form-0-id": one.pk, "form-0-pace": "never"}
    Client().post(link_in(FAY), lines)
    one.refresh_from_db()
    assert one.pace == "now"


def test_who_comments_is_told_more_only_after_the_owner_of_the_address_has_said_yes(cast, consultation):
    send(consultation, "Keys melt at noon.", **{**scenes.ROSA, "email": FAY}, wants_notices=True)
    assert Follower.objects.count() == 0
    Client().post(link_in(FAY))
    assert [one.target.partition(":")[0] for one in Subscription.objects.order_by("target")] == ["consultation", "submission"]


def test_secretaries_call_back_what_was_told_and_other_roles_can_not(cast, consultation, client):
    follows(FAY, f"consultation:{consultation.code}")
    extend_consultation(consultation=consultation, closes_at=later(consultation), reason="More time.", by=cast.sami)
    told()
    event = Event.objects.get(kind="consultation_extended")
    page = reverse("following:recall", args=[event.pk])
    client.force_login(cast.edda)
    assert client.post(page, {"correction": "The deadline stays."}).status_code == 403
    client.force_login(cast.sami)
    assert client.post(page, {"correction": " "}).status_code == 422
    assert client.post(page, {"correction": "The deadline stays."}).status_code == 302
    assert client.post(page, {"correction": "The deadline stays."}).status_code == 409
    told()
    assert subjects(FAY)[-1].startswith("Corrected: More time")
    assert "The deadline stays." in texts(FAY)[-1]
    assert b"The deadline stays." in client.get(reverse("following:told")).content


def later(consultation):
    return consultation.closes_at + timedelta(days=9)


def test_what_is_read_on_the_site_is_in_no_digest(cast, consultation, client):
    follower = follows(cast.rosa.email, f"consultation:{consultation.code}", pace="daily")
    follower.user = cast.rosa
    follower.save()
    comment = only_comment(send(consultation, "Keys melt at noon.", **scenes.ROSA))
    publish_comment(comment=comment, by=cast.sami)
    told()
    client.force_login(cast.rosa)
    assert follower.notices.waiting().count() == 1
    assert b"1<span" in client.get("/").content
    client.get(comment.get_absolute_url())
    assert follower.notices.waiting().count() == 0
    assert subjects(cast.rosa.email) == []
    assert mail.outbox == []


def test_all_norms_on_a_topic_can_be_followed(cast):
    revision = scenes.frozen(cast)
    change_norm(norm=revision.norm, version=revision.norm.version, topic="35", by=cast.edda)
    follows(FAY, "topic:35")
    assert Client().get(follow_page("topic:35")).status_code == 200
    assert Client().get(follow_page("topic:36")).status_code == 404
    scenes.opened(cast, revision, days_ago=0)
    told()
    assert subjects(FAY) == ["Open for comments: Draft of quantum key modules"]


def test_a_search_that_is_longer_than_what_can_be_kept_can_not_be_followed(cast, consultation, client):
    client.force_login(cast.rosa)
    room = LONGEST - len(f"search:{consultation.code}?words=")
    long = {"to": "search:?words=" + "é" * 200}, {"to": "search", "in": consultation.code, "words": "a" * room}
    for query in long:
        answer = client.post(f"{reverse('following:follow')}?{urlencode(query)}", {"pace": "now", "everything": "no"})
        assert answer.status_code == 404
    assert Subscription.objects.count() == 0


@pytest.mark.parametrize("more", ["", "+{number}"])
def test_nobody_can_fill_the_mailbox_of_another_whatever_stands_behind_a_plus(db, more):
    for number in range(8):
        ask("site", f"many{len(more)}{more.format(number=number)}@followers.example")
    assert OutboxMail.objects.count() == 4


def test_nobody_can_fill_the_mailbox_of_another_while_the_cache_is_away(db, settings):
    settings.CACHES = settings.CACHES | {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    for _ in range(12):
        mail_confirmation(Wish(FAY, "site", "now"), find_subject("site"))
    assert OutboxMail.objects.filter(to=FAY).count() == 10


def test_who_leaves_a_norm_out_by_an_address_is_asked_about_leaving_out(consultation):
    norm = consultation.revision.norm
    page = ask(f"norm:{norm.code}", pace="never")
    assert "you hear no more of" in page.text
    letter = OutboxMail.objects.get(to=FAY)
    assert "told no more of the norm" in " ".join(letter.text.split())
    asked = Client().get(link_in(FAY))
    assert "Yes, leave it out" in asked.text
    assert "Yes, tell me" not in asked.text


def test_the_whole_site_is_left_out_of_nothing_wider(cast):
    assert 'value="never"' not in Client().get(follow_page("site")).text


def test_of_what_only_comments_belong_to_everything_is_told(consultation):
    assert 'name="everything"' not in Client().get(follow_page("jurisdiction:KE")).text
    ask("jurisdiction:KE")
    Client().post(link_in(FAY))
    assert Subscription.objects.get().everything


def test_a_link_that_stops_leaves_out_what_was_left_out_since(consultation):
    norm, code = f"norm:{consultation.revision.norm.code}", f"consultation:{consultation.code}"
    follower = follows(FAY, norm, code)
    Subscription.objects.filter(target=norm).update(pace="never")
    Client().post(stopping(follower, [norm, code]).removeprefix(settings.BASE_URL))
    assert [one.target for one in follower.subscriptions.all()] == [norm]


@pytest.mark.parametrize("page", ["follow/yes", "notices/mine", "notices/stop"])
def test_a_link_that_a_mail_program_has_cut_says_so(db, page):
    answer = Client().get(f"/{page}/eyJh/")
    assert answer.status_code == 404
    assert "This link is not whole" in answer.text
