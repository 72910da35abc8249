"""A part of a comment that can't be public: kept beside it, committed to, counted, and opened by few."""

import hashlib
import json
from typing import Any

import pytest

from comments.models import Comment, ConfidentialPart, ConfidentialViewing, NewComment
from comments.models.declaration import VERSION
from comments.queries import participation
from comments.services import publish_comment, withdraw_comment, withhold_comment
from normsite.foundation.errors import Refused
from normsite.foundation.notifications.letters import words_of
from normsite.foundation.notifications.models import OutboxMail
from tests.comments.scenes import Visitor, only_comment, opened, send

SECRET = "The supplier's tolerance is Quince."
KEPT = {
    "confidential": SECRET,
    "confidential_ground": "trade_secret",
    "confidential_reason": "Figures of a supplier.",
}
NOTE = "A part of this comment is kept confidential: trade secret."


def kept(**more: Any) -> NewComment:
    return NewComment(**{"text": "Ask for less.", "kind": "te", "anchor": "keys", **KEPT, **more})


@pytest.fixture
def consultation(cast):
    return opened(cast)


def test_a_confidential_part_comes_through_the_form_and_its_sender_finds_it_on_the_receipt(consultation):
    visitor = Visitor(consultation)
    visitor.write(**KEPT)
    visitor.say_who()
    assert SECRET.replace("'", "&#x27;") in visitor.get(visitor.at("check")).text
    assert SECRET in visitor.get(visitor.at("draft")).text
    receipt = visitor.get(visitor.send().url)
    assert "tolerance is Quince" in receipt.text
    assert ConfidentialPart.objects.get().words == SECRET


def test_what_is_public_of_it_is_that_it_is_there_on_which_ground_and_why(cast, client, consultation):
    comment = publish_comment(comment=only_comment(send(consultation, kept())), by=cast.sami)
    docket = f"/consultations/{consultation.code}/comments/"
    pages = [client.get(page).text for page in (comment.get_absolute_url(), docket, consultation.get_absolute_url())]
    assert [(NOTE in page, "Figures of a supplier." in page, "Quince" in page) for page in pages] == [(True, True, False)] * 3
    assert "Parts of comments that are kept confidential: 1 (trade secret)." in " ".join(pages[2].split())
    files = [b"".join(client.get(f"{docket[:-1]}.{end}").streaming_content).decode() for end in ("csv", "json")]
    assert [("Figures of a supplier." in file, "Quince" in file) for file in files] == [(True, False)] * 2
    told = client.get(f"/api/v1{docket}").json()["results"]
    assert [(one["confidential_ground"], one["confidential_reason"]) for one in told] == [
        ("trade_secret", "Figures of a supplier.")
    ]
    assert [client.get(f"{docket}?words={word}").text.count(comment.code) > 0 for word in ("Quince", "Ask")] == [False, True]


def test_where_the_comment_is_not_published_nothing_of_it_is(cast, client, consultation):
    receipt = send(consultation, kept(), kept(text="Ask for more."))
    withheld, withdrawn = Comment.objects.select_related("submission", "consultation").order_by("pk")
    withhold_comment(comment=withheld, ground="security", reason="Tells too much.", by=cast.sami)
    withdraw_comment(comment=withdrawn, token=receipt.token)
    docket = f"/consultations/{consultation.code}/comments/"
    api = f"/api/v1{docket}"
    pages = [withheld.get_absolute_url(), withdrawn.get_absolute_url(), docket, api]
    assert [word for page in pages for word in ("supplier", "trade", "Quince") if word in client.get(page).text] == []
    assert [(figure.key, figure.number) for figure in participation(consultation).confidential] == [("trade_secret", 2)]


def test_secretaries_and_risk_analysts_open_it_on_a_page_of_its_own_and_that_is_noted(cast, as_user, consultation):
    comment = only_comment(send(consultation, kept()))
    page = f"/desk/comments/{comment.code}/confidential/"
    refused = [as_user(who).get(page).status_code for who in (cast.edda, cast.april, cast.ada, cast.olu, cast.piet)]
    assert (refused, ConfidentialViewing.objects.count()) == ([403] * 5, 0)
    shown = [as_user(who).get(page) for who in (cast.sami, cast.rhea)]
    assert ["tolerance is Quince" in one.text for one in shown] == [True, True]
    assert [one["Cache-Control"] for one in shown] == ["max-age=0, no-cache, no-store, must-revalidate, private"] * 2
    assert list(ConfidentialViewing.objects.values_list("person", flat=True)) == [cast.rhea.pk, cast.sami.pk]
    assert shown[1].text.count("Sami") == 1


@pytest.mark.parametrize("page", ["/desk/consultations/{code}/moderate/", "/desk/comments/{comment}/decide/"])
def test_other_pages_of_the_desk_lead_there_whom_it_concerns_and_have_none_of_its_words(cast, as_user, consultation, page):
    comment = only_comment(send(consultation, kept()))
    at = page.format(code=consultation.code, comment=comment.code)
    answers = [as_user(who).get(at).text for who in (cast.sami, cast.edda)]
    assert [(NOTE in one, "Quince" in one) for one in answers] == [(True, False)] * 2
    assert [f"/desk/comments/{comment.code}/confidential/" in one for one in answers] == [True, False]


def test_there_is_no_such_page_for_a_comment_without_and_none_once_it_is_withdrawn(cast, as_user, consultation):
    receipt = send(consultation, kept(), "All of it is public.")
    having, without = Comment.objects.select_related("submission", "consultation").order_by("pk")
    withdraw_comment(comment=having, token=receipt.token)
    answers = [as_user(cast.sami).get(f"/desk/comments/{one.code}/confidential/") for one in (having, without)]
    assert [one.status_code for one in answers] == [409, 404]
    assert ["Quince" in answers[0].text, ConfidentialViewing.objects.count()] == [False, 0]


def test_the_public_record_commits_to_it_and_the_sender_can_check_that(client, consultation):
    receipt = send(consultation, kept())
    assert "Quince" not in receipt.submission.entry.leaf
    told = client.get(f"/receipts/{receipt.submission.code}/record.json?key={receipt.token}").json()
    names = ["confidential 1", "confidential ground 1", "confidential reason 1"]
    assert [told["values"][name] for name in names] == [SECRET, "trade_secret", "Figures of a supplier."]
    commitments = json.loads(told["leaf"])["commitments"]
    made = [hashlib.sha256(bytes.fromhex(told["salts"][name]) + told["values"][name].encode()).hexdigest() for name in names]
    assert made == [commitments[name] for name in names]


def test_the_mail_says_that_it_is_not_in_the_mail(cast, consultation):
    send(consultation, kept(), email="nadia@home.example")
    send(consultation, "All of it is public.", email="rosa@readers.example")
    letters = {mail.to: words_of(mail) for mail in OutboxMail.objects.filter(occasion__startswith="receipt/")}
    with_part, without = letters["nadia@home.example"], letters["rosa@readers.example"]
    assert ["is not in this mail" in one for one in (with_part.text, with_part.html, without.text)] == [True, True, False]
    assert [word for word in ("Quince", "supplier") if word in with_part.text + with_part.html] == []


def test_what_is_sent_again_with_other_confidential_words_is_another_form(consultation):
    first = send(consultation, kept(), key="k" * 40)
    assert send(consultation, kept(), key="k" * 40).submission == first.submission
    with pytest.raises(Refused, match="sent already, with other words"):
        send(consultation, kept(confidential="Medlar."), key="k" * 40)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"confidential_ground": ""}, "Say on which ground"),
        ({"confidential_ground": "shame"}, "Say on which ground"),
        ({"confidential_reason": "\u200b"}, "reason for a confidential part"),
        ({"confidential_reason": "x" * 301}, "has 301 characters; the most is 300"),
        ({"confidential": ""}, "no such part"),
        ({"confidential": "  "}, "has no words"),
        ({"confidential": "x" * 10_001}, "has 10,001 characters; the most is 10,000"),
        ({"confidential": "a\0b"}, "holds a control character"),
    ],
)
def test_a_part_that_says_not_why_or_nothing_is_refused_and_leaves_no_trace(consultation, wrong, sentence):
    with pytest.raises(Refused, match=sentence):
        send(consultation, kept(**wrong))
    assert (Comment.objects.count(), ConfidentialPart.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("wrong", "beside"),
    [
        ({"confidential_ground": ""}, "confidential_ground"),
        ({"confidential_reason": ""}, "confidential_reason"),
        ({"confidential": ""}, "confidential"),
        ({"confidential_ground": "shame"}, "confidential_ground"),
    ],
)
def test_the_form_says_beside_the_field_what_is_missing_and_nothing_typed_is_lost(consultation, wrong, beside):
    answer = Visitor(consultation).write(**(KEPT | wrong))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [beside])
    assert '<details class="govuk-details" open>' in answer.text
    typed = [words for name, words in KEPT.items() if name not in (*wrong, "confidential_ground")]
    assert [words.replace("'", "&#x27;") in answer.text for words in typed] == [True] * len(typed)


def test_programs_send_it_likewise(client, consultation):
    comment = {"kind": "te", "text": "Ask for less.", **KEPT}
    sent = {"idempotency_key": "k" * 40, "capacity": "individual", "name": "Petra Program", "declaration": VERSION}
    address = f"/api/v1/consultations/{consultation.code}/submissions/"
    answers = [
        client.post(address, sent | {"comments": [one]}, content_type="application/json")
        for one in (comment | {"confidential_reason": ""}, comment | {"confidential_ground": "shame"}, comment)
    ]
    assert [answer.status_code for answer in answers] == [409, 400, 201]
    assert ConfidentialPart.objects.get().words == SECRET
    assert "Quince" not in answers[2].text
