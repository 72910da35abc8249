"""Two people at once, each on a connection of their own: what is published stays as it was approved."""

import re
from importlib import import_module

import pytest
from django.test import Client
from django.urls import reverse

from comments.models import CommentState, Draft, SearchedComment, Submission
from comments.services import (
    approve_disposition,
    decide_comment,
    publish_comment,
    publish_dispositions,
    return_disposition,
    withdraw_comment,
)
from normsite.foundation.notifications.models import OutboxMail
from tests.bench.crowd import Editor
from tests.comments.scenes import Visitor, answered, behind, closed, only_comment, opened, published, send
from tests.norms.races import race

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def story(cast):
    """A closed consultation with one comment, whose answer is approved, and the key to take it back."""
    consultation = closed(cast)
    receipt = send(consultation)
    comment = answered(cast, publish_comment(comment=only_comment(receipt), by=cast.sami))
    return consultation, comment, receipt.token


ACTS = {
    "decide": lambda cast, comment, token: decide_comment(
        comment=comment, outcome="accepted", reason="Never approved.", effect="none", by=cast.edda
    ),
    "approve": lambda cast, comment, token: approve_disposition(disposition=comment.disposition, by=cast.april),
    "return": lambda cast, comment, token: return_disposition(disposition=comment.disposition, by=cast.april, remark="No."),
    "withdraw": lambda cast, comment, token: withdraw_comment(comment=comment, token=token),
}


@pytest.mark.parametrize("act", ACTS)
def test_whoever_comes_behind_a_conclusion_is_refused(cast, story, act):
    consultation, comment, token = story
    refusal = behind(
        lambda: publish_dispositions(consultation=consultation, by=cast.sami), lambda: ACTS[act](cast, comment, token)
    )
    assert "are published" in refusal
    comment.refresh_from_db()
    answer = comment.disposition
    assert (comment.state, answer.outcome, answer.approved_by) == (CommentState.PUBLISHED, "rejected", cast.april)


@pytest.mark.parametrize(("act", "sentence"), [("decide", "is not approved yet"), ("return", "was returned by the approver")])
def test_a_conclusion_sees_what_was_changed_before_it(cast, story, act, sentence):
    consultation, comment, token = story
    refusal = behind(
        lambda: ACTS[act](cast, comment, token), lambda: publish_dispositions(consultation=consultation, by=cast.sami)
    )
    assert refusal.startswith(f"The answer to {comment.code} {sentence}.")
    consultation.refresh_from_db()
    assert consultation.concluded_at is None


def test_a_conclusion_leaves_out_what_was_withdrawn_before_it(cast, story):
    consultation, comment, token = story
    refusal = behind(
        lambda: withdraw_comment(comment=comment, token=token),
        lambda: publish_dispositions(consultation=consultation, by=cast.sami),
    )
    assert refusal == ""
    comment.refresh_from_db()
    assert comment.state == CommentState.WITHDRAWN


def test_two_tabs_of_one_browser_lose_none_of_each_others_comments(cast, client):
    consultation = opened(cast)
    start = reverse("comments:start", args=[consultation.code])
    client.get(start)
    other = Client()
    other.cookies = client.cookies

    def write(tab: Client, words: str) -> None:
        assert tab.post(start, {"about": "whole", "kind": "ge", "text": words}).status_code == 302

    assert behind(lambda: write(client, "From one tab."), lambda: write(other, "From the other.")) == ""
    kept = client.get(reverse("comments:basket", args=[consultation.code])).context["items"]
    assert [(item["number"], item["text"]) for item in kept] == [(1, "From one tab."), (2, "From the other.")]


def test_two_colleagues_lose_none_of_each_others_comments(cast):
    consultation = opened(cast)
    nadia, pavel = shared_by_two(consultation)
    assert behind(lambda: nadia.write(text="From Nadia."), lambda: pavel.write(text="From Pavel.")) == ""
    kept = nadia.get(nadia.at("basket")).context["items"]
    assert [item["text"] for item in kept] == ["The first.", "From Nadia.", "From Pavel."]
    assert len({item["number"] for item in kept}) == 3


def test_five_clicks_at_once_keep_one_draft(cast):
    browser = Visitor(opened(cast))
    browser.write()

    def click():
        again = Client()
        again.cookies = browser.cookies
        return again.post(browser.at("later"), {"email": "nadia@home.example"}).headers["Location"]

    assert race(*[click] * 5) == [browser.at("shared")] * 5
    assert (Draft.objects.count(), OutboxMail.objects.count()) == (1, 1)


def test_what_two_colleagues_send_at_once_is_received_once(cast):
    nadia, pavel = shared_by_two(opened(cast))
    nadia.say_who()
    form = nadia.hidden()
    addresses = race(*[lambda one=one: one.send(**form).url.partition("?")[0] for one in (nadia, pavel)])
    assert sorted(addresses) == sorted([pavel.at("shared"), f"/receipts/{Submission.objects.get().code}/"])


def shared_by_two(consultation):
    """Two browsers with links to one draft."""
    nadia, pavel = Visitor(consultation), Visitor(consultation)
    nadia.write(text="The first.")
    nadia.post(nadia.at("later"), {"email": "nadia@home.example"})
    link = re.search(r"/drafts/[\w-]+/", OutboxMail.objects.get().text)[0]
    pavel.post(link, {"name": "Pavel"})
    return nadia, pavel


def test_five_clicks_at_once_keep_one_comment(cast, client):
    consultation = opened(cast)
    start = reverse("comments:start", args=[consultation.code])
    page = client.get(start)
    form = {"about": "whole", "kind": "ge", "text": "Why a year?", "form_key": page.context["form"]["form_key"].value()}

    def click():
        browser = Client()
        browser.cookies = client.cookies.copy()
        return browser.post(start, form).headers["Location"]

    listed = reverse("comments:basket", args=[consultation.code])
    assert race(*[click] * 5) == [listed] * 5
    assert [item["text"] for item in client.get(listed).context["items"]] == ["Why a year?"]


def test_an_answer_given_while_earlier_comments_are_taken_in_is_found(cast):
    comment = published(cast, closed(cast))
    SearchedComment.objects.all().delete()
    behind(
        lambda: decide_comment(comment=comment, outcome="noted", reason="Fine.", effect="none", by=cast.edda),
        lambda: import_module("comments.migrations.0010_search_and_count_earlier").take_in(None, Editor),
    )
    assert f"{comment.consultation_id} outcome:noted" in SearchedComment.objects.get().facts
