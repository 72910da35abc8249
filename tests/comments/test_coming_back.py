"""A commenter who comes back: the receipt leads with what is newest, and any of what they kept opens it."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from comments.guards.receipts import Receipt
from comments.models import Consultation, NewComment
from comments.services import publish_comment, publish_dispositions, react, withdraw_comment, withhold_comment
from norms.models import Revision
from norms.services import release_revision
from tests import scenes
from tests.comments.scenes import answered, only_comment, send

pytestmark = pytest.mark.django_db
ON_KEYS = NewComment(text="Say how fast keys are erased.", anchor="keys")


@pytest.fixture
def first(cast) -> Revision:
    return scenes.frozen(cast)


@pytest.fixture
def consultation(cast, first) -> Consultation:
    """Over, with nothing sent to it."""
    return scenes.opened(cast, first)


def page_of(client, receipt: Receipt) -> Any:
    return client.get(reverse("comments:receipt", args=[receipt.submission.code]), {"key": receipt.token})


def title(client, receipt: Receipt) -> str:
    return page_of(client, receipt).context["news"].title


def steps(client, receipt: Receipt) -> list[list[str]]:
    """Of each comment what became of it, the newest first."""
    return [[step.words for step in one.steps] for one in page_of(client, receipt).context["standing"].traced]


def test_the_newest_leads_from_received_to_the_reaction(cast, client, first, consultation):
    receipt = send(consultation, ON_KEYS)
    told = [title(client, receipt)]
    comment = publish_comment(comment=only_comment(receipt), by=cast.sami)
    told.append(title(client, receipt))
    answered(cast, comment)
    told.append(title(client, receipt))
    publish_dispositions(consultation=consultation, by=cast.sami)
    told.append(title(client, receipt))
    second = scenes.revised(cast, first)
    told.append(title(client, receipt))
    release_revision(revision=second, at=timezone.now(), by=cast.april)
    told.append(title(client, receipt))
    assert told == [
        "Your comment is received",
        "Your comment is published",
        "Your comment is published",
        "Your comment is answered",
        "Your comment is answered",
        "The new text is published",
    ]
    comment.refresh_from_db()
    react(disposition=comment.disposition, reaction="satisfied", text="", token=receipt.token)
    assert steps(client, receipt) == [["You: satisfied", "Its clause changed", "Answered", "Published", "Received"]]


def test_an_answer_and_the_changed_words_stand_before_all_proof(cast, client, first, consultation):
    receipt = send(consultation, ON_KEYS)
    answered(cast, publish_comment(comment=only_comment(receipt), by=cast.sami), reason="Marked answer Medlar.")
    publish_dispositions(consultation=consultation, by=cast.sami)
    release_revision(revision=scenes.revised(cast, first), at=timezone.now(), by=cast.april)
    page = page_of(client, receipt).text
    marks = (
        "Say whether the answer satisfies you",
        "Medlar",
        "within one second",
        "Say how fast",
        receipt.submission.entry.digest,
    )
    places = [page.find(mark) for mark in marks]
    assert places == sorted(places)
    assert -1 not in places


def test_a_draft_that_nobody_may_read_yet_is_no_news(cast, client, first, consultation):
    receipt = send(consultation, ON_KEYS)
    answered(cast, publish_comment(comment=only_comment(receipt), by=cast.sami))
    publish_dispositions(consultation=consultation, by=cast.sami)
    scenes.revised(cast, first)
    page = page_of(client, receipt)
    assert (page.context["standing"].later, "within one second" in page.text) == (None, False)


def test_of_several_comments_each_has_its_own_steps_and_the_title_counts(cast, client, consultation):
    receipt = send(consultation, ON_KEYS, "Two.", "Three.", "Four.")
    comments = list(receipt.submission.comments.order_by("position"))
    publish_comment(comment=comments[0], by=cast.sami)
    withhold_comment(comment=comments[1], ground="abuse", reason="Insults.", by=cast.sami)
    withdraw_comment(comment=comments[2], token=receipt.token)
    page = page_of(client, receipt)
    assert page.context["news"].title == "1 of your 3 comments is published"
    assert page.context["news"].sentence == "1 being read and 1 withheld."
    assert steps(client, receipt) == [
        ["Published", "Received"],
        ["Withheld", "Received"],
        ["Withdrawn by you", "Received"],
        ["Being read", "Received"],
    ]


def test_the_answers_are_counted_by_their_outcome(cast, client, consultation):
    receipt = send(consultation, ON_KEYS, "Two.", "Three.")
    outcomes = ("rejected", "rejected", "noted")
    for comment, outcome in zip(receipt.submission.comments.order_by("position"), outcomes, strict=True):
        answered(cast, publish_comment(comment=comment, by=cast.sami), outcome=outcome)
    publish_dispositions(consultation=consultation, by=cast.sami)
    news = page_of(client, receipt).context["news"]
    assert (news.title, news.sentence) == ("Your 3 comments are answered", "2 rejected, 1 noted.")


def test_whoever_took_everything_back_is_told_so(client, consultation):
    receipt = send(consultation, ON_KEYS)
    withdraw_comment(comment=only_comment(receipt), token=receipt.token)
    assert title(client, receipt) == "Your comment is withdrawn"


def test_many_comments_cost_as_many_queries_as_one(cast, client, consultation, first, django_assert_max_num_queries):
    on_both = [NewComment(text="So.", anchor=one) for one in ("keys", "alarms")]
    receipts = [send(consultation, ON_KEYS), send(consultation, *on_both * 5)]
    for receipt in receipts:
        for comment in receipt.submission.comments.all():
            answered(cast, publish_comment(comment=comment, by=cast.sami))
    publish_dispositions(consultation=consultation, by=cast.sami)
    release_revision(revision=scenes.revised(cast, first), at=timezone.now(), by=cast.april)
    for receipt in receipts:
        with django_assert_max_num_queries(14):
            page_of(client, receipt)
