"""Programs send files before their comments, under the key of the submission, by the rules of the form."""

import hashlib
import io

import pytest
from django.core.cache import cache

from comments.models import MOST_FILES, Attachment, Comment
from comments.services import publish_comment
from comments.views.attaching import A_NETWORK_ATTACHES
from normsite.foundation.throttle import spend
from tests import scenes
from tests.comments.scenes import SAID, Visitor, let_deadline_pass
from tests.foundation.uploads.files import picture
from tests.portal.api.test_sending import KEY, send

pytestmark = pytest.mark.django_db
LETTER = b"Keys are lost at night.\n"
NOT_HERE = "A file that a comment names was not sent under this key, or is named twice."


@pytest.fixture(autouse=True)
def full_buckets():
    cache.clear()


@pytest.fixture
def consultation(cast):
    return scenes.opened(cast, scenes.frozen(cast), days_ago=10)


def upload(client, consultation, data: bytes = LETTER, name: str = "letter.txt", key: str = KEY):
    file = io.BytesIO(data)
    file.name = name
    return client.post(f"/api/v1/consultations/{consultation.code}/files/", {"idempotency_key": key, "file": file})


def token(client, consultation, **file) -> str:
    return str(upload(client, consultation, **file).json()["token"])


def with_files(*tokens: str, text: str = "See the file."):
    return {"clause": "keys", "kind": "te", "text": text, "attachments": list(tokens)}


def test_a_file_is_sent_named_by_its_comment_and_told_once_that_is_published(cast, client, consultation):
    kept = upload(client, consultation)
    told = {"name": "letter.txt", "kind": "txt", "size": 24, "sha256": hashlib.sha256(LETTER).hexdigest()}
    assert (kept.status_code, {name: kept.json()[name] for name in (*told, "remark")}) == (201, told | {"remark": ""})
    comments = [with_files(kept.json()["token"]), with_files(text="Without one.")]
    receipts = [send(client, consultation, comments=comments).json() for _ in range(2)]  # the same again: the same receipt
    assert receipts[0] == receipts[1]
    lists = f"/api/v1/consultations/{consultation.code}/comments/"
    assert client.get(lists).json()["results"] == []
    for comment in Comment.objects.all():
        publish_comment(comment=comment, by=cast.sami)
    shown = client.get(lists).json()["results"]
    address = f"http://localhost:8000/comments/{shown[0]['code']}/files/1/"
    assert [one["attachments"] for one in shown] == [[told | {"address": address, "withheld": ""}], []]
    assert client.get(address.removeprefix("http://localhost:8000")).content == LETTER


def test_a_file_is_of_one_submission_and_of_one_comment(client, consultation):
    mine = token(client, consultation)
    other = "another-key-that-a-program-made-up-by-chance"
    visitor = Visitor(consultation)
    refused = [
        send(client, consultation, key=other, comments=[with_files(mine)]),
        send(client, consultation, comments=[with_files(mine, mine)]),
        send(client, consultation, comments=[with_files(mine), with_files(mine)]),
        send(client, consultation, comments=[with_files("made-up")]),
    ]
    assert [(one.status_code, one.json()["reason"]) for one in refused] == [(409, NOT_HERE)] * 4
    assert visitor.post(visitor.at("start"), SAID | {"attached": [mine]}).status_code == 422
    visitor.post(visitor.at("start"), SAID | {"new_files": named(LETTER)})
    theirs = Attachment.objects.latest("pk").token
    assert send(client, consultation, comments=[with_files(theirs)]).json()["reason"] == NOT_HERE
    assert not Comment.objects.exists()


def named(data: bytes) -> io.BytesIO:
    file = io.BytesIO(data)
    file.name = "a.txt"
    return file


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"MZ\0", "The file is a program, which isn't taken."),
        (b"x" * 3_000_001, "The file has more than 3 MB."),
        (picture("PNG")[:-40], "The picture can't be opened: it is damaged."),
    ],
)
def test_what_the_form_refuses_is_refused_here_in_the_same_words(client, consultation, data, reason):
    answer = upload(client, consultation, data)
    assert (answer.status_code, " ".join(answer.json().values()).startswith(reason)) == (409, True)
    assert not Attachment.objects.exists()


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"idempotency_key": "short", "file": named(LETTER)},
        {"idempotency_key": KEY},
        {"idempotency_key": KEY, "file": "words"},
    ],
)
def test_what_has_the_wrong_shape_is_named(client, consultation, sent):
    assert client.post(f"/api/v1/consultations/{consultation.code}/files/", sent).status_code == 400


def test_more_files_than_a_comment_takes_and_what_is_no_token_are_wrong(client, consultation):
    tokens = [token(client, consultation, name=f"{at}.txt") for at in range(MOST_FILES + 1)]
    wrong = [tokens, "words", [None], [{"a": 1}], ["x" * 65], ["a\0b"]]
    comments = [{"clause": "keys", "kind": "te", "text": "Why?", "attachments": one} for one in wrong]
    assert [send(client, consultation, comments=[one]).status_code for one in comments] == [400] * len(wrong)


def test_nowhere_too_often_and_too_late_are_said(client, consultation):
    nowhere = client.post("/api/v1/consultations/CN-999/files/", {"idempotency_key": KEY, "file": named(LETTER)})
    for _ in range(201):
        spend(A_NETWORK_ATTACHES.of("127.0.0.0/24"))
    often = upload(client, consultation)
    cache.clear()
    let_deadline_pass(consultation)
    late = upload(client, consultation)
    assert [nowhere.status_code, often.status_code, late.status_code] == [404, 429, 409]
    assert (int(often["Retry-After"]) > 0, late.json()["reason"]) == (
        True,
        "The consultation is not open, so no file is taken.",
    )


def test_the_description_tells_of_it(client):
    told = client.get("/api/v1/schema/?format=json").json()
    asked = told["paths"]["/api/v1/consultations/{code}/files/"]["post"]["requestBody"]["content"]
    assert list(asked) == ["multipart/form-data"]
    assert "attachments" in told["components"]["schemas"]["SentComment"]["properties"]
