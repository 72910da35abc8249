"""Taking comments in: once, in time, with a receipt that only the sender can open."""

import json
import threading
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from comments.guards.deadlines import TooLate
from comments.guards.receipts import owns_submission
from comments.guards.standing import find_to_send
from comments.models import Comment, CommentState, Consultation, CountedBy, NewComment, Submission
from comments.services import (
    OtherBody,
    extend_consultation,
    publish_comment,
    publish_dispositions,
    submit_comments,
    withdraw_comment,
)
from normsite.foundation.arrivals import LONGEST_WAIT, TICKET_LASTS, Arrival
from normsite.foundation.clock import clock
from normsite.foundation.errors import Refused
from normsite.foundation.ledger.models import Act, Entry
from normsite.foundation.notifications.models import OutboxMail
from tests.comments.scenes import WORDS, answered, behind, closed, let_deadline_pass, only_comment, opened, send
from tests.foundation.ledger.checking import holds
from tests.foundation.test_unseen import NAMES, NOBODY_SEES

KEY = "k" * 43


def test_several_comments_come_in_as_one_submission(cast):
    consultation = opened(cast)
    receipt = send(
        consultation,
        NewComment(text="Why a year?", kind="te", anchor="keys", proposed_change="two years"),
        NewComment(text="Yes.", question=1),
        NewComment(text="A comma is missing.", kind="ed"),
    )
    rows = Comment.objects.filter(submission=receipt.submission).order_by("position")
    assert [(row.clause and row.clause.anchor, row.question and row.question.position, row.kind, row.text) for row in rows] == [
        ("keys", None, "te", "Why a year?"),
        (None, 1, "ge", "Yes."),
        (None, None, "ed", "A comma is missing."),
    ]
    assert {row.state for row in rows} == {CommentState.RECEIVED}


def test_the_entry_commits_to_the_words_and_holds_none_of_them(cast):
    receipt = send(opened(cast), "Marked words Quince", email="nadia@home.example")
    entry = receipt.submission.entry
    facts = {"name": "Nadia Nowak", "email": "nadia@home.example", "text 1": "Marked words Quince", "capacity": "individual"}
    assert holds(entry, facts)
    assert not holds(entry, facts | {"text 1": "Marked words Medlar"})
    for secret in ("Nadia", "nadia@home.example", "Marked words", receipt.token):
        assert secret not in entry.leaf
    assert json.loads(entry.leaf)["public"]["comments"] == Comment.objects.get().code


def test_only_a_hash_of_the_key_and_of_the_secret_is_kept(cast):
    receipt = send(opened(cast), key=KEY)
    kept = {str(value) for value in Submission.objects.values_list().get()}
    assert KEY not in kept
    assert receipt.token not in kept
    assert owns_submission(receipt.submission, token=receipt.token)
    assert not owns_submission(receipt.submission, token=receipt.token[:-1])
    assert not owns_submission(receipt.submission, token="")


def test_the_same_form_twice_is_received_once(cast):
    consultation = opened(cast)
    first, second = send(consultation, key=KEY), send(consultation, key=KEY)
    assert (first.submission, first.token) == (second.submission, second.token)
    assert (Submission.objects.count(), Comment.objects.count()) == (1, 1)


def test_the_same_form_with_other_words_is_refused(cast):
    consultation = opened(cast)
    send(consultation, "First words", key=KEY)
    with pytest.raises(OtherBody, match="with other words"):
        send(consultation, "Other words", key=KEY)
    assert [comment.text for comment in Comment.objects.all()] == ["First words"]


def test_a_key_used_elsewhere_is_refused(cast):
    send(opened(cast), key=KEY)
    with pytest.raises(OtherBody, match="to another consultation"):
        send(opened(cast), key=KEY)
    assert Submission.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_double_click_is_received_once(cast):
    consultation = opened(cast)
    start, receipts, troubles = threading.Barrier(6), [], []

    def click() -> None:
        start.wait()
        try:
            receipts.append(send(consultation, key=KEY, email="n@home.example"))
        except Exception as trouble:
            troubles.append(trouble)
        finally:
            connection.close()

    threads = [threading.Thread(target=click) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert troubles == []
    assert {receipt.submission.pk for receipt in receipts} == {Submission.objects.get().pk}
    assert len({receipt.token for receipt in receipts}) == 1
    assert Entry.objects.filter(act=Act.COMMENT_RECEIVED).count() == 1
    assert OutboxMail.objects.count() == 1


def test_nothing_is_taken_at_or_after_the_deadline_nor_before_the_opening(cast):
    consultation = opened(cast)
    moment = timedelta(microseconds=1)
    with pytest.raises(TooLate, match="closed on"):
        send(consultation, at=consultation.closes_at)
    with pytest.raises(Refused, match="opens on"):
        send(consultation, at=consultation.opens_at - moment)
    assert send(consultation, at=consultation.closes_at - moment).submission.received_at == consultation.closes_at - moment
    assert Submission.objects.count() == 1


def test_the_clock_that_decides_is_that_of_the_database(cast, monkeypatch):
    consultation = opened(cast)
    let_deadline_pass(consultation)
    monkeypatch.setattr(timezone, "now", lambda: consultation.opens_at)
    with pytest.raises(TooLate):
        send(consultation)


@pytest.mark.django_db(transaction=True)
def test_who_waits_for_the_lock_is_judged_by_the_deadline_as_it_is_then_and_the_clock_of_then(cast):
    """While the secretary moves the deadline, a comment waits; it counts from when it got its turn."""
    consultation, moved_at = opened(cast), []

    def move() -> None:
        extend_consultation(
            consultation=consultation, closes_at=consultation.closes_at + timedelta(days=1), reason="More time.", by=cast.sami
        )
        moved_at.append(clock.now())

    assert behind(move, lambda: send(consultation)) == ""
    assert Submission.objects.get().stored_at > moved_at[0]


def test_a_deadline_that_moved_since_the_page_was_shown_counts(cast):
    consultation = opened(cast)
    let_deadline_pass(consultation)
    with pytest.raises(TooLate):
        send(consultation)
    assert Entry.objects.filter(act=Act.COMMENT_RECEIVED).count() == 0


class TestWhatWaitedWithUs:
    """The deadline has passed; a comment had come at the gateway some seconds before now."""

    @pytest.fixture
    def deadline_passed(self, cast):
        """The consultation that closed ten seconds ago, and the instant of its deadline."""
        consultation = opened(cast)
        closed_at = clock.now() - timedelta(seconds=10)
        Consultation.objects.filter(pk=consultation.pk).update(closes_at=closed_at)
        return consultation, closed_at

    def test_it_counts_from_the_moment_at_which_it_had_arrived(self, deadline_passed):
        consultation, closed_at = deadline_passed
        kept = send(consultation, arrival=Arrival(time.monotonic() - 20)).submission
        assert (kept.counted_by, kept.received_at < closed_at < kept.stored_at) == (CountedBy.ARRIVAL, True)

    def test_what_arrived_behind_the_deadline_is_too_late(self, deadline_passed):
        consultation, _ = deadline_passed
        with pytest.raises(TooLate):
            send(consultation, arrival=Arrival(time.monotonic() - 5))
        assert not Submission.objects.exists()

    def test_nothing_waits_with_us_for_more_than_half_a_minute(self, cast):
        consultation = opened(cast)
        kept = send(consultation, arrival=Arrival(time.monotonic() - 600)).submission
        assert kept.stored_at - kept.received_at == LONGEST_WAIT

    def test_a_ticket_counts_from_the_earlier_refusal_for_a_quarter_of_an_hour(self, deadline_passed):
        consultation, closed_at = deadline_passed
        refused_at = closed_at - timedelta(minutes=5)
        kept = send(consultation, arrival=Arrival(time.monotonic(), refused_at)).submission
        assert (kept.counted_by, kept.received_at) == (CountedBy.TICKET, refused_at)
        with pytest.raises(TooLate):
            send(consultation, arrival=Arrival(time.monotonic(), closed_at - TICKET_LASTS))

    def test_a_ticket_from_behind_the_deadline_counts_for_nothing(self, deadline_passed):
        consultation, closed_at = deadline_passed
        with pytest.raises(TooLate):
            send(consultation, arrival=Arrival(time.monotonic(), closed_at + timedelta(seconds=1)))
        assert not Submission.objects.exists()


@pytest.mark.parametrize(
    ("who", "sentence"),
    [
        ({"capacity": "individual", "name": " "}, "needs your name"),
        ({"capacity": "organisation", "organisation": "Aerolith"}, "needs its name and its kind"),
        ({"capacity": "organisation", "organisation": "Aerolith", "organisation_kind": "club"}, "its kind"),
        ({"capacity": "king"}, "for whom"),
        ({"capacity": "anonymous", "country": "XX"}, "not in the list"),
    ],
)
def test_an_author_who_is_not_said_is_refused(cast, who, sentence):
    with pytest.raises(Refused, match=sentence):
        send(opened(cast), **who)
    assert Submission.objects.count() == 0


def test_a_name_is_one_line_that_turns_nothing_around(cast):
    receipt = send(opened(cast), "Yes.", capacity="individual", name=" Nadia\r\nBcc: all@home.example\u202e \u2067Nowak\0 ")
    assert receipt.submission.name == "Nadia Bcc: all@home.example Nowak"


@pytest.mark.parametrize("name", ["--", *NOBODY_SEES])
def test_a_name_that_nobody_sees_is_none(cast, name):
    with pytest.raises(Refused, match="needs your name"):
        send(opened(cast), "Yes.", capacity="individual", name=name)


@pytest.mark.parametrize("name", NAMES)
def test_a_name_in_any_script_is_taken_and_shown_as_it_is(cast, client, name):
    comment = publish_comment(comment=only_comment(send(opened(cast), name, capacity="individual", name=name)), by=cast.sami)
    assert (comment.submission.name, comment.text) == (name, name)
    assert client.get(comment.get_absolute_url()).text.count(name) == 3  # in the title of the page too


def test_an_anonymous_comment_keeps_no_name_and_no_account(cast):
    receipt = send(opened(cast), capacity="anonymous", name="Rosa", organisation="Aerolith", user=cast.rosa)
    kept = receipt.submission
    assert (kept.name, kept.organisation, kept.user, kept.author) == ("", "", None, "Anonymous")


def test_anonymity_is_the_policy_of_the_consultation(cast):
    with pytest.raises(Refused, match="no anonymous comments"):
        send(opened(cast, anonymous_allowed=False), capacity="anonymous")


@pytest.mark.parametrize(
    ("items", "sentence"),
    [
        ([], "no comment in this submission"),
        ([NewComment(text="x")] * 501, "at most 500"),
        ([NewComment(text="x" * 10_000)] * 100 + [NewComment(text="x")], "together are longer than 1,000,000 characters"),
        ([NewComment(text=" \n")], "has no words"),
        ([NewComment(text="\u3164")], "A comment has no words"),
        ([NewComment(text="\u2800\n\u115f\u1160\uffa0\u00ad")], "A comment has no words"),
        ([NewComment(text="x", proposed_change="\u3164\u200b")], "A proposed change has no words"),
        ([NewComment(text="x", kind="zz")], "which type"),
        ([NewComment(text="x" * 10_001)], "10,001 characters"),
        ([NewComment(text="x", proposed_change="y" * 10_001)], "10,001 characters"),
        ([NewComment(text="a\x00b")], "control character"),
        ([NewComment(text="x", anchor="nowhere")], "not in the text"),
        ([NewComment(text="x", question=7)], "not put in this consultation"),
    ],
)
def test_a_wrong_comment_is_refused_with_all_the_rest(cast, items, sentence):
    with pytest.raises(Refused, match=sentence):
        submit_comments(consultation=opened(cast), items=[*items], capacity="individual", name="Nadia", idempotency_key=KEY)
    assert (Submission.objects.count(), Comment.objects.count()) == (0, 0)


def test_a_clause_of_another_text_is_refused(cast):
    other = opened(cast)
    clause = other.revision.clauses.get(anchor="keys")
    clause_of_other = NewComment(text="x", anchor=clause.anchor)
    consultation = opened(cast)
    assert only_comment(send(consultation, clause_of_other)).clause.revision == consultation.revision


def test_a_short_key_is_refused(cast):
    with pytest.raises(Refused, match="lost its key"):
        send(opened(cast), key="short")


def test_the_receipt_is_mailed_without_anybodys_words(cast):
    receipt = send(opened(cast), "Marked words Quince", email="nadia@home.example")
    mail = OutboxMail.objects.get()
    assert (mail.to, mail.occasion) == ("nadia@home.example", f"receipt/{receipt.submission.code}")
    assert f"/receipts/{receipt.submission.code}/?key={receipt.token}" in mail.text
    for body in (mail.subject, mail.text, mail.html):
        assert "Quince" not in body
        assert "Nadia" not in body


def test_without_an_address_no_mail_is_written(cast):
    send(opened(cast))
    assert OutboxMail.objects.count() == 0


def test_the_author_withdraws_with_the_key(cast):
    receipt = send(opened(cast), email="nadia@home.example")
    comment = withdraw_comment(comment=only_comment(receipt), token=receipt.token)
    assert (comment.state, comment.text) == (CommentState.WITHDRAWN, WORDS)
    assert Entry.objects.filter(act=Act.COMMENT_WITHDRAWN, code=comment.code).count() == 1
    assert OutboxMail.objects.filter(occasion=f"withdrawn/{comment.code}").count() == 1
    with pytest.raises(Refused, match="withdrawn already"):
        withdraw_comment(comment=comment, token=receipt.token)


def test_the_account_that_sent_withdraws_and_no_other(cast):
    comment = only_comment(send(opened(cast), user=cast.rosa))
    for stranger in ({"by": cast.nils}, {"by": cast.sami}, {"token": "x" * 43}, {}):
        with pytest.raises(Refused, match="Only its author"):
            withdraw_comment(comment=comment, **stranger)
    assert withdraw_comment(comment=comment, by=cast.rosa).state == CommentState.WITHDRAWN


def test_nothing_is_withdrawn_once_the_answers_are_published(cast):
    consultation = closed(cast)
    receipt = send(consultation)
    answered(cast, publish_comment(comment=only_comment(receipt), by=cast.sami))
    publish_dispositions(consultation=consultation, by=cast.sami)
    with pytest.raises(Refused, match="stays on record"):
        withdraw_comment(comment=only_comment(receipt), token=receipt.token)


@pytest.mark.django_db(transaction=True)
def test_nothing_slips_in_behind_a_conclusion(cast):
    """While a comment is being received, concluding waits for it; then it sees the comment and is refused."""
    consultation, receipts = closed(cast), []
    refusal = behind(
        lambda: receipts.append(send(consultation)), lambda: publish_dispositions(consultation=consultation, by=cast.sami)
    )
    code = only_comment(receipts[0]).code
    assert refusal == f"{code} is not moderated yet. Publish or withhold it."


def test_what_a_program_sends_to_has_its_own_title_and_text(cast):
    consultation = opened(cast)
    found = find_to_send(consultation.code)
    assert (found.title, found.revision_id) == (consultation.title, consultation.revision_id)
