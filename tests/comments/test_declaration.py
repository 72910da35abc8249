"""Nothing is sent without one declaration, and with what is sent stands which one."""

import json

import pytest

from comments.models import Comment, Consultation, Submission
from comments.models.declaration import SENTENCES, VERSION
from normsite.foundation.errors import Refused
from tests.comments.scenes import Visitor, let_deadline_pass, opened, send
from tests.load.submissions import DECLARED


@pytest.fixture
def visitor(cast):
    """Somebody who has written a comment and said who they are."""
    visitor = Visitor(opened(cast))
    visitor.write()
    visitor.say_who()
    return visitor


def test_the_last_page_has_each_sentence_and_one_tick(visitor):
    page = visitor.get(visitor.at("check")).text
    assert [sentence in page for sentence in SENTENCES] == [True] * 3
    assert page.count('type="checkbox"') == 1
    assert '<a class="govuk-link" href="/privacy/">' in page


@pytest.mark.parametrize(
    ("ticked", "sentence"),
    [({}, "Tick that you declare this."), ({"declaration": "0/1"}, "The declaration has changed since the page was shown.")],
)
def test_without_the_tick_nothing_is_sent_and_nothing_is_lost(visitor, ticked, sentence):
    hidden = visitor.hidden()
    answer = visitor.send(key=hidden["key"], seen=hidden["seen"], **ticked)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["declaration"])
    assert [answer.text.count(words) for words in (sentence, "Why a year?")] == [2, 1]
    assert not Submission.objects.exists()
    assert visitor.send().status_code == 302
    assert Comment.objects.get().text == "Why a year?"


def test_after_the_deadline_nobody_is_asked_for_the_tick(visitor):
    hidden = visitor.hidden()
    let_deadline_pass(Consultation.objects.get())
    answer = visitor.send(key=hidden["key"], seen=hidden["seen"])
    assert (answer.status_code, "Why a year?" in answer.text, "What you declare" in answer.text) == (409, True, False)


def test_a_tick_is_kept_when_sending_is_refused_for_something_else(visitor):
    answer = visitor.send(**{**visitor.hidden(), "seen": "of another list"})
    assert answer.status_code == 409
    assert f'value="{VERSION}"' in answer.text
    assert answer.context["form"]["declaration"].value() == [VERSION]


def test_what_was_declared_stands_in_the_record_and_on_the_receipt(visitor):
    receipt = visitor.get(visitor.send().url)
    submission = Submission.objects.get()
    assert submission.declared == VERSION
    assert json.loads(submission.entry.leaf)["public"]["declaration"] == VERSION
    assert f'Version <span class="code">{VERSION}</span>' in receipt.text


def test_what_nobody_declared_says_so_nowhere(cast, client):
    receipt = send(opened(cast))
    assert receipt.submission.declared == ""
    assert "declaration" not in json.loads(receipt.submission.entry.leaf)["public"]
    page = client.get(f"/receipts/{receipt.submission.code}/?key={receipt.token}").text
    assert "of the declaration" not in " ".join(page.split())


def test_another_version_is_refused_at_last_by_the_service(cast):
    with pytest.raises(Refused, match="has changed since"):
        send(opened(cast), declaration="0/2020-01-01")
    assert not Submission.objects.exists()


@pytest.mark.parametrize("declared", [{}, {"declaration": None}, {"declaration": "0/2020-01-01"}, {"declaration": [VERSION]}])
def test_a_program_that_does_not_declare_is_told_what_to_send_and_where_it_stands(cast, client, declared):
    sent = {"idempotency_key": "k" * 40, "capacity": "anonymous", "comments": [{"kind": "te", "text": "Why?"}], **declared}
    address = f"/api/v1/consultations/{opened(cast).code}/submissions/"
    answer = client.post(address, sent, content_type="application/json")
    told = answer.json()["declaration"]
    assert (answer.status_code, len(told)) == (400, 1)
    assert [VERSION in told[0], told[0].endswith("/privacy/#declaration.")] == [True, True]
    assert not Submission.objects.exists()


def test_the_privacy_notice_has_the_declaration_word_for_word(client, db):
    page = client.get("/privacy/").text
    assert [sentence in page for sentence in (*SENTENCES, VERSION)] == [True] * 4


def test_programs_that_measure_declare_what_stands():
    assert DECLARED == VERSION
