"""Moderating, deciding, approving by a second person, publishing together, hearing the commenter."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from comments.models import Comment, CommentState, Disposition, NewComment
from comments.queries import desk_lines, work_by_clause, work_on
from comments.rules import can_approve_disposition, can_decide_comment, can_moderate_comment
from comments.services import (
    approve_disposition,
    decide_comment,
    publish_comment,
    publish_dispositions,
    react,
    return_disposition,
    withdraw_comment,
    withhold_comment,
)
from normsite.foundation.errors import Refused
from normsite.foundation.ledger.models import Act, Entry
from normsite.foundation.notifications.models import OutboxMail
from tests.comments.scenes import WORDS, answered, closed, only_comment, opened, published, send


def decided(cast, comment: Comment, **facts) -> Disposition:
    given = {"outcome": "rejected", "reason": "Clause 2 says so.", "effect": "none", "by": cast.edda}
    return decide_comment(comment=comment, **(given | facts))


def test_a_comment_is_published_once(cast):
    comment = only_comment(send(opened(cast)))
    publish_comment(comment=comment, by=cast.sami)
    publish_comment(comment=comment, by=cast.sami)
    comment.refresh_from_db()
    assert (comment.state, comment.moderated_by) == (CommentState.PUBLISHED, cast.sami)
    assert Entry.objects.filter(act=Act.COMMENT_PUBLISHED, code=comment.code).count() == 1


def test_a_withheld_comment_says_why_and_keeps_its_words(cast):
    comment = only_comment(send(opened(cast)))
    withhold_comment(comment=comment, ground="security", reason="Tells how to open the lock.", by=cast.sami)
    comment.refresh_from_db()
    assert (comment.state, comment.withheld_ground, comment.text) == (CommentState.WITHHELD, "security", WORDS)
    entry = Entry.objects.get(act=Act.COMMENT_WITHHELD)
    assert json.loads(entry.leaf)["public"] == {"ground": "security"}


@pytest.mark.parametrize(("ground", "reason"), [("dislike", "I dislike it"), ("abuse", "  "), ("", "x")])
def test_withholding_without_ground_or_reason_is_refused(cast, ground, reason):
    comment = only_comment(send(opened(cast)))
    with pytest.raises(Refused):
        withhold_comment(comment=comment, ground=ground, reason=reason, by=cast.sami)
    comment.refresh_from_db()
    assert comment.state == CommentState.RECEIVED


def test_a_slip_in_a_public_reason_is_corrected_on_record(cast):
    comment = only_comment(send(opened(cast)))
    for ground, reason in (("abuse", "Rude."), ("abuse", "Rude."), ("security", "Tells how to open the lock.")):
        withhold_comment(comment=comment, ground=ground, reason=reason, by=cast.sami)
    comment.refresh_from_db()
    assert (comment.withheld_ground, comment.withheld_reason) == ("security", "Tells how to open the lock.")
    entries = Entry.objects.filter(act=Act.COMMENT_WITHHELD, code=comment.code)
    assert sorted(json.loads(entry.leaf)["public"]["ground"] for entry in entries) == ["abuse", "security"]


def test_a_withheld_comment_can_be_published_after_all_and_a_withdrawn_one_not(cast):
    consultation = opened(cast)
    withheld, receipt = only_comment(send(consultation)), send(consultation)
    withhold_comment(comment=withheld, ground="abuse", reason="Rude.", by=cast.sami)
    assert publish_comment(comment=withheld, by=cast.sami).withheld_reason == ""
    withdrawn = withdraw_comment(comment=only_comment(receipt), token=receipt.token)
    with pytest.raises(Refused, match="is withdrawn, so it can't be published"):
        publish_comment(comment=withdrawn, by=cast.sami)


def test_every_answer_but_yes_with_a_change_needs_a_reason(cast):
    comment = published(cast, opened(cast))
    with pytest.raises(Refused, match="“Noted” needs a reason"):
        decided(cast, comment, outcome="noted", reason=" ")
    with pytest.raises(Refused, match="“Accepted” without a change of the text needs a reason"):
        decided(cast, comment, outcome="accepted", reason="", effect="none")
    assert decided(cast, comment, outcome="accepted", reason="", effect="editorial").version == 1


@pytest.mark.parametrize(("facts"), [{"outcome": "withdrawn"}, {"outcome": "shrugged"}, {"effect": "explosive"}])
def test_a_decision_outside_the_vocabulary_is_refused(cast, facts):
    comment = published(cast, opened(cast))
    with pytest.raises(Refused):
        decided(cast, comment, **facts)
    assert Disposition.objects.count() == 0


def test_an_unread_comment_is_not_decided_on(cast):
    with pytest.raises(Refused, match="Publish or withhold it first"):
        decided(cast, only_comment(send(opened(cast))))


def test_a_withdrawn_comment_needs_no_answer(cast):
    receipt = send(opened(cast))
    comment = publish_comment(comment=only_comment(receipt), by=cast.sami)
    withdraw_comment(comment=only_comment(receipt), token=receipt.token)
    with pytest.raises(Refused, match=f"{comment.code} was withdrawn by its author; it needs no answer"):
        decided(cast, comment)
    assert not Disposition.objects.exists()


def test_two_deciders_at_once_the_second_is_told(cast):
    comment = published(cast, opened(cast))
    decided(cast, comment, version=0)
    with pytest.raises(Refused, match="changed by Edda while you were writing"):
        decided(cast, comment, version=0, by=cast.sami)
    assert decided(cast, comment, version=1, by=cast.sami).decided_by == cast.sami


def test_nobody_approves_their_own_decision(cast):
    answer = decided(cast, published(cast, opened(cast)))
    with pytest.raises(Refused, match="second person"):
        approve_disposition(disposition=answer, version=1, by=cast.edda)
    assert approve_disposition(disposition=answer, version=1, by=cast.april).approved_by == cast.april


def test_an_approval_given_twice_is_on_record_once(cast):
    answer = decided(cast, published(cast, opened(cast)))
    first, second = (approve_disposition(disposition=answer, version=1, by=cast.april) for _ in range(2))
    assert (second.approved_by, second.approved_at) == (cast.april, first.approved_at)
    assert Entry.objects.filter(act=Act.DISPOSITION_APPROVED).count() == 1


def test_what_was_not_read_is_not_approved(cast):
    comment = published(cast, opened(cast))
    answer = decided(cast, comment)
    decided(cast, comment, reason="Something else.")
    with pytest.raises(Refused, match="changed by Edda"):
        approve_disposition(disposition=answer, version=1, by=cast.april)


def test_an_approval_lapses_when_the_answer_changes(cast):
    comment = answered(cast, published(cast, opened(cast)))
    assert decided(cast, comment, reason="Better reason.").approved_at is None


def test_the_end_of_an_approval_is_on_record_like_its_beginning(cast):
    comment = answered(cast, published(cast, opened(cast)))
    decided(cast, comment, reason="Quince.")
    decided(cast, comment, reason="Better reason.")
    answer = approve_disposition(disposition=comment.disposition, by=cast.april)
    return_disposition(disposition=answer, version=answer.version, by=cast.april, remark="Medlar.")

    entries = Entry.objects.filter(code=comment.code).exclude(act__in=[Act.COMMENT_RECEIVED, Act.COMMENT_PUBLISHED])
    given, taken = Act.DISPOSITION_APPROVED, Act.APPROVAL_TAKEN_BACK
    assert [entry.act for entry in entries.order_by("at", "pk")] == [given, taken, given, taken]
    leaves = " ".join(entry.leaf for entry in entries)
    assert ["Quince" in leaves, "Medlar" in leaves] == [False, False]


def test_the_record_of_an_approval_does_not_tell_the_outcome(cast):
    answered(cast, published(cast, opened(cast)), outcome="partial", reason="Half of it.")
    leaf = Entry.objects.get(act=Act.DISPOSITION_APPROVED).leaf
    assert "partial" not in leaf
    assert "Half" not in leaf


def test_a_returned_answer_goes_back_to_be_decided(cast):
    consultation = opened(cast)
    comment = published(cast, consultation)
    answer = decided(cast, comment)
    with pytest.raises(Refused, match="should be different"):
        return_disposition(disposition=answer, by=cast.april, remark=" ")
    returned = return_disposition(disposition=answer, by=cast.april, remark="Name the clause.")
    assert (returned.remark, returned.approved_at, returned.version) == ("Name the clause.", None, 2)
    assert list(consultation.comments.awaiting_decision()) == [comment]
    assert list(consultation.comments.awaiting_approval()) == []
    assert decided(cast, comment).remark == ""
    assert list(consultation.comments.awaiting_approval()) == [comment]


def test_a_remark_on_words_that_are_gone_is_refused(cast):
    comment = published(cast, opened(cast))
    read = decided(cast, comment)
    decided(cast, comment, reason="New words.")
    with pytest.raises(Refused, match="changed by Edda"):
        return_disposition(disposition=read, version=read.version, by=cast.april, remark="About the old ones.")
    assert Disposition.objects.get().remark == ""


def test_nobody_takes_back_the_approval_of_a_colleague(cast):
    answer = answered(cast, published(cast, opened(cast))).disposition
    with pytest.raises(Refused, match="April has approved this answer meanwhile"):
        return_disposition(disposition=answer, version=1, by=cast.olu, remark="I would not.")
    assert Disposition.objects.get().approved_by == cast.april
    assert return_disposition(disposition=answer, version=1, by=cast.april, remark="I was wrong.").approved_by is None


def test_nobody_handles_a_comment_of_their_own(cast):
    consultation = opened(cast)
    comments = [only_comment(send(consultation, user=user)) for user in (cast.sami, cast.edda, cast.april)]
    sami, edda, april = comments
    for act in (
        lambda: publish_comment(comment=sami, by=cast.sami),
        lambda: withhold_comment(comment=sami, ground="abuse", reason="Rude.", by=cast.sami),
    ):
        with pytest.raises(Refused, match=f"You sent {sami.code} yourself"):
            act()
    for comment in comments:
        publish_comment(comment=comment, by=cast.ada)
    with pytest.raises(Refused, match=f"You sent {edda.code} yourself"):
        decided(cast, edda)
    answer = decided(cast, april)
    acts: tuple[Callable[[], object], ...] = (
        lambda: approve_disposition(disposition=answer, by=cast.april),
        lambda: return_disposition(disposition=answer, by=cast.april, remark="Say yes."),
    )
    for judge in acts:
        with pytest.raises(Refused, match=f"You sent {april.code} yourself"):
            judge()
    allowed = [can_moderate_comment(cast.sami, sami), can_decide_comment(cast.edda, edda)]
    assert [*allowed, can_approve_disposition(cast.april, answer)] == [False, False, False]
    assert [can_decide_comment(cast.edda, april), can_moderate_comment(cast.sami, april)] == [True, True]


def test_publishing_waits_for_every_standing_comment(cast):
    consultation = closed(cast)
    ready = answered(cast, published(cast, consultation))
    unread = only_comment(send(consultation))
    undecided = published(cast, consultation)
    unapproved = published(cast, consultation)
    decided(cast, unapproved)
    sentences = [
        f"{unread.code} is not moderated yet. Publish or withhold it.",
        f"{undecided.code} has no answer yet. Decide on it.",
        f"The answer to {unapproved.code} is not approved yet. A second person approves it.",
    ]
    with pytest.raises(Refused) as refused:
        publish_dispositions(consultation=consultation, by=cast.sami)
    assert str(refused.value) == " ".join(sentences)
    consultation.refresh_from_db()
    assert consultation.concluded_at is None
    assert ready.disposition.approved_at is not None


def test_publishing_concludes_records_and_tells_each_commenter_once(cast):
    consultation = closed(cast)
    rosa = send(consultation, "One", "Two", email="rosa@home.example", user=cast.rosa)
    quiet = send(consultation, "Three")
    gone = send(consultation, "Four", email="gone@home.example")
    withdraw_comment(comment=only_comment(gone), token=gone.token)
    OutboxMail.objects.all().delete()
    for comment in Comment.objects.standing():
        answered(cast, publish_comment(comment=comment, by=cast.sami), reason="Marked answer Quince.")
    publish_dispositions(consultation=consultation, by=cast.sami)
    consultation.refresh_from_db()
    assert consultation.phase == "concluded"
    mail = OutboxMail.objects.get()
    assert (mail.to, mail.occasion) == ("rosa@home.example", f"answers/{rosa.submission.code}")
    assert [comment.code in mail.text for comment in Comment.objects.order_by("id")] == [True, True, False, False]
    assert "Quince" not in mail.text + mail.html
    assert quiet.token not in mail.text
    with pytest.raises(Refused, match="published already"):
        publish_dispositions(consultation=consultation, by=cast.sami)


def test_each_mail_is_written_without_looking_anything_up_again(cast):
    def queries(senders: int) -> int:
        consultation = closed(cast)
        for number in range(senders):
            on_keys, on_alarms = NewComment(text="x", anchor="keys"), NewComment(text="y", anchor="alarms")
            send(consultation, on_keys, on_alarms, email=f"n{number}@home.example")
        for comment in consultation.comments.all():
            answered(cast, publish_comment(comment=comment, by=cast.sami))
        with CaptureQueriesContext(connection) as found:
            publish_dispositions(consultation=consultation, by=cast.sami)
        return len(found)

    wrote_it_unless_it_was_there = 1
    assert queries(3) - queries(1) == 2 * wrote_it_unless_it_was_there


def test_nothing_is_published_before_the_deadline(cast):
    with pytest.raises(Refused, match="not closed yet"):
        publish_dispositions(consultation=opened(cast), by=cast.sami)


def test_published_answers_stay_as_they_are(cast):
    consultation = closed(cast)
    comment = answered(cast, published(cast, consultation))
    publish_dispositions(consultation=consultation, by=cast.sami)
    for act in (
        lambda: decided(cast, comment),
        lambda: return_disposition(disposition=comment.disposition, by=cast.april, remark="x"),
    ):
        with pytest.raises(Refused, match="stay as they are"):
            act()


def test_the_commenter_reacts_once_the_answer_is_published(cast):
    consultation = closed(cast)
    receipt = send(consultation)
    answer = answered(cast, publish_comment(comment=only_comment(receipt), by=cast.sami)).disposition
    said: dict[str, Any] = {"reaction": "objects", "text": "Marked objection Quince."}
    with pytest.raises(Refused, match="not published yet"):
        react(disposition=answer, token=receipt.token, **said)
    publish_dispositions(consultation=consultation, by=cast.sami)
    strangers: list[dict[str, Any]] = [{"token": "x" * 43}, {"token": None, "by": cast.sami}]
    for stranger in strangers:
        with pytest.raises(Refused, match="Only the author"):
            react(disposition=answer, **said, **stranger)
    with pytest.raises(Refused, match="Say whether you are satisfied or object"):
        react(disposition=answer, reaction="shrugs", text="Well.", token=receipt.token)
    with pytest.raises(Refused, match="what you object to"):
        react(disposition=answer, reaction="objects", text="", token=receipt.token)
    react(disposition=answer, token=receipt.token, **said)
    answer.refresh_from_db()
    assert (answer.reaction, answer.reaction_text) == ("objects", "Marked objection Quince.")
    leaf = Entry.objects.get(act=Act.REACTION_GIVEN).leaf
    assert "Marked objection" not in leaf
    assert json.loads(leaf)["public"] == {"reaction": "objects"}


def test_the_numbers_of_the_desk(cast):
    consultation = closed(cast)
    send(consultation, NewComment(text="unread", anchor="keys"))
    published(cast, consultation, NewComment(text="undecided", anchor="keys"))
    decided(cast, published(cast, consultation, NewComment(text="unapproved", anchor="alarms")))
    answered(cast, published(cast, consultation, "whole"))
    gone = send(consultation, "gone")
    withdraw_comment(comment=only_comment(gone), token=gone.token)
    work = work_on(consultation)
    assert (work.to_moderate, work.to_decide, work.to_approve, work.returned, work.approved, work.done) == (
        1,
        1,
        1,
        0,
        1,
        False,
    )
    assert desk_lines() == [(consultation, work)]
    waiting = [consultation.comments.awaiting_moderation(), consultation.comments.awaiting_decision()]
    waiting.append(consultation.comments.awaiting_approval())
    assert [[comment.text for comment in rows] for rows in waiting] == [["unread"], ["undecided"], ["unapproved"]]
    lines = [(line.title, line.total, line.decided, line.approved) for line in work_by_clause(consultation)]
    assert lines == [("The whole text", 1, 1, 1), ("Keys", 2, 0, 0), ("Alarms", 1, 1, 0)]


def test_page_mail_and_interface_say_what_a_comment_is_about(cast, client):
    consultation = closed(cast)
    items = [NewComment(text="x", anchor="keys"), NewComment(text="y", question=1), NewComment(text="z")]
    OutboxMail.objects.all().delete()
    receipt = send(consultation, *items, email="nadia@home.example")
    comments = list(consultation.comments.order_by("id"))
    for comment in comments:
        answered(cast, publish_comment(comment=comment, by=cast.sami))
    publish_dispositions(consultation=consultation, by=cast.sami)
    places = [(comment.code, comment.about) for comment in comments]
    assert [about for _, about in places] == ["2 Keys", "question 1", "the whole text"]

    first, last = (mail.text for mail in OutboxMail.objects.order_by("created_at"))
    assert [f"* {code}, on {about}\n" in first for code, about in places] == [True, True, True]
    assert [f"* {code}, on {about}:\n  http" in last for code, about in places] == [True, True, True]
    page = client.get(reverse("comments:receipt", args=[receipt.submission.code]), {"key": receipt.token}).text
    assert [f"· on <bdi>{about}</bdi>" in page for _, about in places] == [True, True, True]
    told = client.get(f"/api/v1/consultations/{consultation.code}/comments/").json()["results"]
    assert [(one["clause"], one["question"]) for one in told] == [("keys", None), (None, 1), (None, None)]
