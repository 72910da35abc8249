"""A commenter who comes back: the receipt leads with what is newest, and any of what they kept opens it."""

import re
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from comments.forms.finding import named_in
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
        "Medlar",
        "Say whether the answer satisfies you",
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


# --- what was kept opens it -------------------------------------------------------------------------------------------


def asked(client, code: str, **more: str) -> Any:
    return client.post(reverse("comments:find_receipt"), {"code": code, **more})


def link_of(receipt: Receipt) -> str:
    return f"https://norms.example/receipts/{receipt.submission.code}/?key={receipt.token}"


def as_mailed(receipt: Receipt) -> dict[str, str]:
    """The link, and what mail programs and people make of it."""
    link, code, key = link_of(receipt), receipt.submission.code, receipt.token
    return {
        "whole": link,
        "in angle brackets, at the end of a sentence": f"<{link}>.",
        "broken over lines": f"{link[:70]}\r\n{link[70:]}",
        "quoted-printable": link.replace("=", "=3D")[:80] + "=\r\n" + link.replace("=", "=3D")[80:],
        "led over another site": f"https://safe.example/?url={quote(link, safe='')}&data=05%7C01",
        "with more behind it": f"{link}&utm=mail#proof",
        "of a host that is wrong": link.replace("norms.example", "old.example"),
        "without a beginning": link.partition("://")[2],
        "the key alone": key,
        "the key with blanks and a stop": f"  {key} .",
        "the key with its name": f"Key: {key}",
        "code and key": f"{code.lower()}   {key}",
        "code with other dashes, and key": code.replace("-", "\u2011") + f", {key}",
    }


def test_whatever_the_mail_program_made_of_the_link_opens_the_receipt(client, consultation):
    receipt = send(consultation)
    at = f"/receipts/{receipt.submission.code}/?key={receipt.token}"
    ways = as_mailed(receipt)
    assert {way: asked(client, typed).headers.get("Location", "") for way, typed in ways.items()} == dict.fromkeys(ways, at)


def test_a_key_that_begins_like_quoted_printable_is_read_both_ways():
    key = "3D" + "x" * 41
    assert [named_in(f"?key={key}").keys[0], named_in(f"?key=3D{key}").keys[1], named_in(key).keys[0]] == [key] * 3


def test_the_code_alone_asks_for_the_key_whatever_the_code(client, consultation):
    receipt = send(consultation)
    pages = [asked(client, code) for code in (receipt.submission.code, "RC-2026-99999")]
    shown = [re.sub(r"RC-2026-\d+", "", page.text) for page in pages]
    assert [page.status_code for page in pages] == [422, 422]
    assert pages[0].context["form"].errors == {
        "key": [f"{receipt.submission.code} needs its key to open: the long word at the end of the link."]
    }
    assert shown[0] == shown[1]
    assert asked(client, receipt.submission.code, key=receipt.token).status_code == 302


def test_the_account_that_sent_needs_the_code_alone(cast, as_user, consultation):
    code = send(consultation, user=cast.rosa).submission.code
    assert asked(as_user(cast.rosa), code).url == f"/receipts/{code}/"
    assert asked(as_user(cast.nils), code).status_code == 422


def test_the_code_of_a_comment_leads_to_its_page_read_or_not(cast, client, consultation):
    unread, read = (only_comment(send(consultation)) for _ in range(2))
    publish_comment(comment=read, by=cast.sami)
    typed = [unread.code, f" {read.code.lower()}. ", f"https://norms.example/comments/{read.code}/"]
    assert [asked(client, one).headers.get("Location") for one in typed] == [
        unread.get_absolute_url(),
        read.get_absolute_url(),
        read.get_absolute_url(),
    ]


@pytest.mark.parametrize(
    ("typed", "where", "why"),
    [
        ("", "code", "Type or paste your code, your key or your link."),
        ("N-12", "code", "This is no code of a receipt or comment, no key and no link of ours. Copy what you have kept."),
        ("C-2026-99999", "code", "There is no comment with the code C-2026-99999. Look whether all digits are right."),
        ("x" * 40, "code", "This key is cut off: a whole one has 43 characters. Copy all of it."),
        (
            "https://norms.example/receipts/RC-2026-00001/?key=abc",
            "code",
            "This key is cut off: a whole one has 43 characters. Copy all of it.",
        ),
        ("x" * 43, "code", "No receipt opens with this key. Copy it from the receipt or its mail."),
        ("\x00\u200b" * 30, "code", "Type or paste your code, your key or your link."),
        (
            "%00%ff" * 300,
            "code",
            "This is no code of a receipt or comment, no key and no link of ours. Copy what you have kept.",
        ),
    ],
)
def test_what_opens_nothing_is_told_beside_the_field(client, db, typed, where, why):
    page = asked(client, typed)
    assert (page.status_code, page.context["form"].errors) == (422, {where: [why]})


def test_half_characters_are_answered(client, db):
    answer = client.post("/receipts/", "code=%ED%A0%80" + "%ED%B0%80%00" * 99, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 422


def test_the_field_on_the_front_page_needs_no_cookie_and_puts_the_key_into_no_address(consultation):
    receipt = send(consultation)
    visitor = Client(enforce_csrf_checks=True)
    front = visitor.get("/")
    form = re.search(r'<form action="/receipts/" method="(\w+)".*?</form>', front.text, re.DOTALL)
    assert (form[1], 'name="code"' in form[0], "csrf" in form[0], set(front.cookies)) == ("post", True, False, set())
    assert asked(visitor, receipt.token).status_code == 302


def test_opening_changes_nothing_so_it_needs_no_token(client, consultation):
    receipt = send(consultation)
    with CaptureQueriesContext(connection) as asked_of:
        asked(client, receipt.token)
    assert [one["sql"] for one in asked_of if not one["sql"].startswith("SELECT")] == []
