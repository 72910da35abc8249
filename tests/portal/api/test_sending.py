"""Programs send comments under the same rules as the form."""

import json
from io import BytesIO

import pytest
from django.core.cache import cache
from django.db import connection
from django.utils.http import urlencode

from comments.emails import MOST_RECEIPTS
from comments.models import MOST_CHARACTERS, MOST_COMMENTS, MOST_TOGETHER, Comment, Submission
from comments.models.declaration import VERSION
from normsite.foundation.notifications.models import OutboxMail
from normsite.portal.api.parsers import WholeJSON
from tests import scenes

pytestmark = pytest.mark.django_db
KEY = "a-key-that-the-program-made-up-by-chance"


@pytest.fixture(autouse=True)
def full_buckets():
    cache.clear()


@pytest.fixture
def consultation(cast):
    return scenes.opened(cast, scenes.frozen(cast), days_ago=10)


def send(client, consultation, key=KEY, **changes):
    body = {
        "idempotency_key": key,
        "capacity": "individual",
        "name": "Petra Program",
        "declaration": VERSION,
        "comments": [{"clause": "keys", "kind": "te", "text": "Say how fast.", "proposed_change": "at once"}],
    }
    address = f"/api/v1/consultations/{consultation.code}/submissions/"
    return client.post(address, body | changes, content_type="application/json")


def test_a_submission_is_received_and_its_receipt_opens(consultation, client):
    response = send(client, consultation)
    submission = Submission.objects.get()
    comment = Comment.objects.get()
    told = response.json()
    assert response.status_code == 201
    assert (told["code"], told["comments"]) == (submission.code, [comment.code])
    assert (comment.clause.anchor, comment.kind, comment.text, comment.proposed_change, comment.state) == (
        "keys",
        "te",
        "Say how fast.",
        "at once",
        "received",
    )
    receipt = client.get(f"/receipts/{told['code']}/?{urlencode({'key': told['key']})}")
    assert receipt.status_code == 200
    assert "Say how fast." in receipt.content.decode()


def test_the_same_sent_again_gives_the_same_receipt_and_no_second_submission(consultation, client):
    first, second = send(client, consultation), send(client, consultation)
    assert (second.status_code, second.json()) == (201, first.json())
    assert (Submission.objects.count(), Comment.objects.count()) == (1, 1)


def test_the_key_with_other_words_is_refused_with_a_sentence(consultation, client):
    send(client, consultation)
    response = send(client, consultation, name="Somebody Else")
    assert response.status_code == 422
    assert response.json() == {
        "reason": "This form was sent already, with other words in it.",
        "mend": "Start a new submission for further comments.",
    }
    assert Submission.objects.get().name == "Petra Program"


def test_after_the_deadline_nothing_is_taken(cast, client):
    closed = scenes.opened(cast, scenes.frozen(cast))
    response = send(client, closed)
    assert response.status_code == 409
    assert "closed on" in response.json()["reason"]
    assert not Submission.objects.exists()


def test_a_wrong_shape_is_named_field_by_field(consultation, client):
    response = send(client, consultation, key="short", capacity="king", comments=[])
    assert response.status_code == 400
    assert sorted(response.json()) == ["capacity", "comments", "idempotency_key"]
    assert not Submission.objects.exists()


@pytest.mark.parametrize("body", ["[" * 100_000, '{"a":' * 100_000, '{"capacity": "\\ud800"}', '{"comments": "\\udfff"}'])
def test_json_that_cannot_be_said_back_is_refused(consultation, client, body):
    address = f"/api/v1/consultations/{consultation.code}/submissions/"
    response = client.generic("POST", address, body, content_type="application/json")
    assert response.status_code == 400
    assert response.json()["detail"].startswith("The JSON ")


def test_an_address_longer_than_mail_can_carry_is_refused(consultation, client):
    response = send(client, consultation, email=f"{'p' * 243}@example.org")
    assert (response.status_code, list(response.json())) == (400, ["email"])
    assert send(client, consultation, email=f"{'p' * 242}@example.org").status_code == 201


def test_words_are_kept_to_the_last_space_and_spaces_alone_are_none(consultation, client):
    said = {"kind": "ed", "text": "  indented\n", "proposed_change": "\tso "}
    assert send(client, consultation, comments=[said]).status_code == 201
    assert list(Comment.objects.values_list("text", "proposed_change")) == [("  indented\n", "\tso ")]
    for nothing in (" \n", "\u3164", "\u2800 \u200b"):
        refused = send(client, consultation, comments=[said | {"text": nothing}])
        assert (refused.status_code, refused.json()) == (
            400,
            {"comments": {"0": {"text": ["This field may not be blank."]}}},
        )


def test_a_name_that_nobody_sees_is_none(consultation, client):
    refused = send(client, consultation, name="\u3164\u115f\u1160")
    assert (refused.status_code, refused.json()["reason"]) == (409, "A comment in your own name needs your name.")
    assert not Submission.objects.exists()


def test_a_clause_that_is_not_in_the_text_is_refused(consultation, client):
    response = send(client, consultation, comments=[{"clause": "elsewhere", "kind": "te", "text": "Say how fast."}])
    assert response.status_code == 409
    assert not Submission.objects.exists()


def test_an_unknown_consultation_is_not_found(consultation, client):
    consultation.code = "CN-999999"
    assert send(client, consultation).status_code == 404


def test_an_address_gets_no_flood_of_receipts_and_every_comment_counts(consultation, client):
    statuses = [
        send(client, consultation, key=f"{KEY}-{number}", email="Petra@program.example").status_code
        for number in range(MOST_RECEIPTS + 1)
    ]
    assert statuses == [201] * (MOST_RECEIPTS + 1)
    assert Submission.objects.count() == MOST_RECEIPTS + 1
    assert OutboxMail.objects.filter(to__iexact="petra@program.example").count() == MOST_RECEIPTS


def test_nothing_is_sent_in_the_name_of_who_is_signed_in(consultation, cast, as_user):
    assert send(as_user(cast.rosa), consultation).status_code == 201
    assert Submission.objects.get().user is None


@pytest.mark.parametrize("kind", [{}, [], None, "words"])
def test_of_more_comments_than_may_be_sent_none_is_looked_at(consultation, client, kind):
    answer = send(client, consultation, comments=[kind] * 100_000)
    assert answer.status_code == 400
    assert answer.json() == {"comments": ["Ensure this field has no more than 500 elements."]}


def test_a_body_larger_than_any_form_is_refused_unread(consultation, client, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000
    response = send(client, consultation, name="x" * 1_000)
    assert response.status_code == 413
    assert response.json() == {
        "reason": "That is larger than anything that can be sent here.",
        "mend": "Send it in several submissions.",
    }
    assert not Submission.objects.exists()


@pytest.mark.parametrize("escaped", [True, False])
def test_the_longest_submission_in_any_script_is_read(escaped):
    words = "\N{ADLAM CAPITAL LETTER ALIF}" * MOST_CHARACTERS
    comment = {"clause": "keys", "kind": "te", "text": words, "proposed_change": words}
    sent = {"idempotency_key": KEY, "capacity": "individual", "comments": [comment] * (MOST_TOGETHER // len(words * 2))}
    body = json.dumps(sent, ensure_ascii=escaped).encode()
    assert WholeJSON().parse(BytesIO(body)) == sent


def test_an_escape_counts_as_the_character_it_stands_for(consultation, client, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000
    assert [send(client, consultation, name=sign * 120).status_code for sign in ("з", "з" * 9)] == [201, 413]


@pytest.mark.parametrize("email", ["", "petra@program.example"])
def test_as_many_comments_as_may_be_take_as_many_statements_as_one(consultation, client, email):
    comments = [
        {"clause": anchor, "kind": "te", "text": f"Say how fast. {anchor}"}
        for anchor in ["keys", "alarms"] * (MOST_COMMENTS // 2)
    ]
    carried_out: list[list[str]] = []

    def note(execute, statement, *rest):
        carried_out[-1].append(statement.split()[0])
        return execute(statement, *rest)

    with connection.execute_wrapper(note):
        for number, sent in enumerate((comments[:1], comments)):
            carried_out.append([])
            assert send(client, consultation, key=f"{KEY}-{number}", email=email, comments=sent).status_code == 201
    find, ask, take_codes = "SELECT", "WITH", "SELECT"
    write = ["WITH", "INSERT", *["INSERT"] * bool(email)]
    assert carried_out == [[find, "SAVEPOINT", ask, take_codes, *write, "RELEASE"]] * 2
