"""The task list says what waits for whom."""

from datetime import timedelta

from django.utils import timezone

from comments.models import Consultation
from comments.services import approve_disposition, decide_comment, publish_dispositions, return_disposition
from normsite.foundation.accounts.models import Role, RoleGrant
from normsite.foundation.notifications.models import OutboxMail
from normsite.portal.pages.tasks_due import tasks_for
from tests.comments.scenes import closed, frozen_revision, opened, published, send
from tests.riskreviews.scenes import assessment_of, draft_text


def tasks(user) -> list[str]:
    return [task.sentence for task in tasks_for(user)]


def test_a_comment_goes_from_task_to_task_until_its_answer_is_published(cast):
    consultation = closed(cast)
    assert tasks(cast.sami) == ["Publish the answers"]

    send(consultation)
    assert (tasks(cast.sami), tasks(cast.edda), tasks(cast.april)) == (["1 comment to moderate"], [], [])


def test_answers_wait_for_what_was_sent_in_time_and_is_still_on_its_way(cast, client):
    consultation = closed(cast)
    Consultation.objects.update(closes_at=timezone.now() - timedelta(minutes=15))
    assert tasks(cast.sami) == []
    client.force_login(cast.sami)
    page = client.get(f"/desk/consultations/{consultation.code}/publish/").content.decode()
    assert ("may still be on its way" in page, ">Publish the answers</button>" in page) == (True, False)

    Consultation.objects.update(closes_at=timezone.now() - timedelta(minutes=16))
    assert tasks(cast.sami) == ["Publish the answers"]
    page = client.get(f"/desk/consultations/{consultation.code}/publish/").content.decode()
    assert ("may still be on its way" in page, ">Publish the answers</button>" in page) == (False, True)


def test_an_answer_sent_back_is_to_be_given_again_not_approved(cast):
    consultation = closed(cast)
    comment = published(cast, consultation)
    assert (tasks(cast.edda), tasks(cast.april)) == (["1 comment to answer"], [])

    answer = decide_comment(comment=comment, outcome="rejected", reason="It says so.", effect="none", by=cast.edda)
    assert (tasks(cast.edda), tasks(cast.april)) == ([], ["1 comment with an answer to approve"])

    OutboxMail.objects.all().delete()
    answer = return_disposition(disposition=answer, by=cast.april, remark="Where does it say so? Medlar.")
    returned = f"Answer {comment.code} again: the approver returned it"
    assert (tasks(cast.edda), tasks(cast.sami), tasks(cast.april)) == ([returned], ["1 comment to answer"], [])
    mail = OutboxMail.objects.get()
    assert (mail.to, mail.subject) == (cast.edda.email, f"Returned to you: the answer to {comment.code}")
    assert [f"/desk/comments/{comment.code}/decide/" in mail.text, "Medlar" in mail.text + mail.html] == [True, False]

    answer = decide_comment(
        comment=comment, outcome="rejected", reason="Clause 2 says so.", effect="none", by=cast.edda, version=answer.version
    )
    approve_disposition(disposition=answer, version=answer.version, by=cast.april)
    assert (tasks(cast.edda), tasks(cast.april), tasks(cast.sami)) == ([], [], ["Publish the answers"])

    publish_dispositions(consultation=consultation, by=cast.sami)
    assert tasks(cast.sami) == []


def test_nobody_is_asked_to_do_what_is_for_others_to_do(cast):
    consultation = closed(cast)
    for role in (Role.SECRETARY, Role.EDITOR):
        RoleGrant.objects.create(user=cast.april, role=role)
    decide_comment(comment=published(cast, consultation), outcome="accepted", reason="", effect="editorial", by=cast.april)
    send(consultation, user=cast.april)
    assert tasks(cast.april) == []

    RoleGrant.objects.create(user=cast.olu, role=Role.APPROVER)
    assert (tasks(cast.sami), tasks(cast.olu)) == (["1 comment to moderate"], ["1 comment with an answer to approve"])


def test_what_can_be_answered_already_and_what_nobody_was_asked_about_are_tasks(cast):
    text = frozen_revision(cast)
    assert tasks(cast.sami) == [f"Open a consultation on {text.name}"]
    consultation = opened(cast, revision=text)
    published(cast, consultation)
    assert (tasks(cast.sami), tasks(cast.edda)) == (["1 comment to answer"], ["1 comment to answer"])
    (task,) = tasks_for(cast.edda)
    assert task.due is None


def test_an_analyst_is_told_of_drafts_that_nobody_assesses(cast):
    text = draft_text(cast)
    (told,) = [task for task in tasks_for(cast.rhea) if task.sentence == f"Start a risk assessment of {text.name}"]
    assert (told.href, told.about, told.told) == (f"/desk/risk/new/?revision={text.pk}", "Key storage", False)
    assert [task for task in tasks(cast.edda) if "risk" in task] == []

    assessment = assessment_of(text, cast)
    assert [task for task in tasks(cast.rhea) if "risk" in task] == [f"Finish the risk assessment {assessment.code}"]
