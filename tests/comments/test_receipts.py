"""The receipt page: only for the sender, checkable without us, with withdrawal and reaction."""

import hashlib
import json
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from comments.emails import MOST_RECEIPTS
from comments.models import Comment, CommentState, NewComment
from comments.services import publish_comment, publish_dispositions
from tests.comments.scenes import answered, closed, only_comment, opened, send


def address(receipt, page: str = "receipt", *more: str, key: str | None = None) -> str:
    path = reverse(f"comments:{page}", args=[receipt.submission.code, *more])
    return f"{path}?key={receipt.token if key is None else key}"


@pytest.fixture
def receipt(cast):
    return send(opened(cast), NewComment(text="Marked words Quince", proposed_change="Marked change"), email="n@leak.example")


def test_the_key_opens_it_and_nothing_else_does(client, receipt, as_user, cast):
    assert "Marked words Quince" in client.get(address(receipt)).content.decode()
    for key in ("", "x", receipt.token[:-1], receipt.token + "a", receipt.token.lower()):
        assert client.get(address(receipt, key=key)).status_code == 404
    for stranger in (cast.sami, cast.ada, cast.rosa):
        assert as_user(stranger).get(address(receipt, key="")).status_code == 404


def test_the_account_that_sent_opens_it_without_key(cast, as_user):
    receipt = send(opened(cast), user=cast.rosa)
    assert as_user(cast.rosa).get(address(receipt, key="")).status_code == 200
    assert as_user(cast.nils).get(address(receipt, key="")).status_code == 404


def test_it_is_neither_cached_nor_indexed_and_its_address_is_told_to_nobody(client, receipt):
    response = client.get(address(receipt))
    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert response["Referrer-Policy"] == "same-origin"


def test_code_and_key_open_it_too(client, receipt):
    form = {"code": receipt.submission.code.lower(), "key": receipt.token}
    assert client.post(reverse("comments:find_receipt"), form).url == address(receipt)
    wrong = client.post(reverse("comments:find_receipt"), form | {"key": "wrong"})
    assert wrong.status_code == 422
    assert "No receipt has this code and this key" in wrong.content.decode()


def test_the_record_can_be_checked_with_nothing_but_sha_256(client, receipt):
    told = json.loads(client.get(address(receipt, "receipt_file")).content)
    assert hashlib.sha256(told["leaf"].encode()).hexdigest() == told["digest"] == receipt.submission.entry.digest
    leaf = json.loads(told["leaf"])
    computed = {
        field: hashlib.sha256(bytes.fromhex(told["salts"][field]) + value.encode()).hexdigest()
        for field, value in told["values"].items()
    }
    assert computed == leaf["commitments"]
    assert told["values"]["text 1"] == "Marked words Quince"


def test_every_fact_of_the_sender_stands_in_the_file_as_it_was_committed_to(cast, client):
    who: dict[str, Any] = {
        "capacity": "organisation",
        "name": "Nadia Nowak",
        "organisation": "Nowak GmbH",
        "organisation_kind": "academia",
    }
    receipt = send(opened(cast), NewComment(text="x"), **who, country="DE", email="nadia@nowak.example")
    told = json.loads(client.get(address(receipt, "receipt_file")).content)
    commitments = json.loads(told["leaf"])["commitments"]
    assert told["values"]["country"] == "DE"
    assert set(told["values"]) == set(commitments)
    assert commitments == {
        field: hashlib.sha256(bytes.fromhex(told["salts"][field]) + value.encode()).hexdigest()
        for field, value in told["values"].items()
    }


def test_the_file_too_needs_the_key(client, receipt):
    assert client.get(address(receipt, "receipt_file", key="x")).status_code == 404


def test_withdrawing_asks_first_and_then_withdraws(client, receipt):
    comment = only_comment(receipt)
    page = address(receipt, "withdraw", comment.code)
    assert "Withdraw this comment?" in client.get(page).content.decode()
    comment.refresh_from_db()
    assert comment.state == CommentState.RECEIVED
    assert client.post(page).url == address(receipt)
    comment.refresh_from_db()
    assert comment.state == CommentState.WITHDRAWN
    assert client.post(page).status_code == 409


def test_a_long_receipt_is_read_in_pages_without_the_texts_of_its_clauses(cast, client):
    consultation = opened(cast)
    clause = consultation.revision.clauses.first()
    long = send(consultation, *[NewComment(text=f"Number {number}.", anchor=clause.anchor) for number in range(1, 61)])
    codes = list(Comment.objects.order_by("position").values_list("code", flat=True))
    with CaptureQueriesContext(connection) as asked:
        first = client.get(address(long))
    onward = re.search(r'rel="next" href="([^"]+)"', first.text)[1].replace("&amp;", "&")
    second = client.get(address(long).partition("?")[0] + onward)
    shown = [re.findall(r'<article class="comment" id="([^"]+)"', page.text) for page in (first, second)]
    assert shown == [codes[:50], codes[50:]]
    assert ["Your 60 comments are received" in page.text for page in (first, second)] == [True, True]
    assert [one["sql"] for one in asked if "body_html" in one["sql"] or "rationale" in one["sql"]] == []
    client.post(address(long, "withdraw", codes[59]))
    assert Comment.objects.get(code=codes[59]).state == CommentState.WITHDRAWN


def test_the_key_of_one_receipt_withdraws_nothing_of_another(client, receipt, cast):
    other = send(opened(cast))
    page = reverse("comments:withdraw", args=[receipt.submission.code, only_comment(other).code])
    assert client.post(f"{page}?key={receipt.token}").status_code == 404
    assert client.post(address(other, "withdraw", only_comment(receipt).code)).status_code == 404
    assert {comment.state for comment in Comment.objects.all()} == {CommentState.RECEIVED}


def test_the_answer_and_the_reaction(client, cast):
    consultation = closed(cast)
    receipt = send(consultation)
    comment = answered(cast, publish_comment(comment=only_comment(receipt), by=cast.sami), reason="Marked answer Medlar.")
    page = address(receipt, "reaction", comment.code)
    assert "Marked answer Medlar." not in client.get(address(receipt)).content.decode()
    assert client.get(page).status_code == 404
    publish_dispositions(consultation=consultation, by=cast.sami)
    assert "Marked answer Medlar." in client.get(address(receipt)).content.decode()
    empty = client.post(page, {"reaction": "objects", "text": ""})
    assert empty.status_code == 409
    assert "Say what you object to." in empty.content.decode()
    assert client.post(page, {"reaction": "objects", "text": "Marked objection Quince"}).url == address(receipt)
    comment.refresh_from_db()
    assert comment.disposition.reaction == "objects"
    public = Client()
    for name in ("docket", "consultation", "log"):
        shown = public.get(reverse(f"comments:{name}", args=[consultation.code])).getvalue().decode()
        assert "Quince" not in shown
    assert "objects" in public.get(reverse("comments:docket", args=[consultation.code])).content.decode()


def test_the_receipt_says_whether_it_was_mailed(cast, client):
    consultation = opened(cast)
    plain, first = send(consultation, "One."), send(consultation, "Two.", email="rosa@home.example")
    for _ in range(MOST_RECEIPTS):
        last = send(consultation, "Three.", email="Rosa@home.example")
    said = [client.get(address(receipt)).content.decode() for receipt in (plain, first, last)]
    assert ["is also in the mail to you" in page for page in said] == [False, True, False]
    assert ["this one was not mailed" in page for page in said] == [False, False, True]


def test_without_its_key_the_address_asks_for_it_whatever_the_code(client, receipt):
    code = receipt.submission.code
    pages = [client.get(reverse("comments:receipt", args=[asked])) for asked in (code, "RC-2026-99999")]
    assert [page.status_code for page in pages] == [404, 404]
    assert [page.context["form"]["code"].value() for page in pages] == [code, "RC-2026-99999"]
    shown = [re.sub(r'RC-2026-\d+|csrfmiddlewaretoken" value="[^"]+', "", page.text) for page in pages]
    assert shown[0] == shown[1]
    assert "opens a receipt only with its key" in pages[0].text


def test_the_whole_link_will_do_as_the_key(client, receipt):
    link = f"https://norms.example{address(receipt)}"
    answer = client.post(reverse("comments:find_receipt"), {"code": receipt.submission.code, "key": link})
    assert answer.url == address(receipt)


def test_who_was_signed_in_finds_their_own_receipts_and_nobody_elses(cast, as_user):
    consultation = opened(cast)
    rosas, nils = (send(consultation, user=user).submission.code for user in (cast.rosa, cast.nils))
    page = as_user(cast.rosa).get(reverse("comments:find_receipt")).text
    assert [rosas in page, nils in page] == [True, False]
    assert [code in Client().get(reverse("comments:find_receipt")).text for code in (rosas, nils)] == [False, False]
