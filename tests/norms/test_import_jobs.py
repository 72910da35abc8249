"""A long import is the worker's: the page says where it is, then shows the plan, and carries it out."""

from unittest import mock

import pytest
from celery.exceptions import Retry
from django.urls import reverse

from norms import services
from norms.models import ImportJob, Norm
from norms.tasks import carry_out_import, forget_imports
from tests.norms.scenes import clause, draft, save

CLAUSE = "# Clause {n}\n\n" + "The module shall keep its keys apart from all others. " * 150 + "\n\n"
TEXT = "".join(CLAUSE.format(n=n) for n in range(30))
SHOWN = {"text": TEXT, "scheme": "iso", "title": "Long norm"}


@pytest.fixture
def edda(cast, as_user):
    return as_user(cast.edda)


@pytest.fixture(autouse=True)
def no_worker():
    """The tests carry out what the worker would."""
    with mock.patch("norms.services.jobs.hand_over") as handed:
        yield handed


def sent(edda, **more: str) -> ImportJob:
    """The job that a form makes."""
    answer = edda.post(reverse("norms:import"), SHOWN | more)
    job = ImportJob.objects.latest("created_at")
    assert (answer.status_code, answer.url) == (302, address(job))
    return job


def address(job: ImportJob) -> str:
    return reverse("norms:import_job", args=[job.key])


def test_a_long_text_is_handed_to_the_worker_and_the_page_says_where_it_is(edda, no_worker, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        job = sent(edda)
    no_worker.assert_called_once_with("norms.carry_out_import", str(job.key))
    shown = edda.get(address(job)).content.decode()
    assert "Waiting for its turn" in shown
    assert f"{len(TEXT):,} characters take a while" in shown
    asked = edda.get(address(job), headers={"accept": "application/json"}).json()
    assert asked == {"is_over": False, "words": "Waiting for its turn"}


def test_an_import_is_called_by_its_key(edda):
    job = sent(edda)
    assert str(job) == f"Import {job.key}"


def test_the_page_says_how_many_clauses_are_read(edda):
    job = sent(edda)
    services.tell_progress(job, 12, 30)
    assert "Waiting for its turn: 12 of 30 clauses are read" in edda.get(address(job)).content.decode()


def test_the_page_says_how_many_others_come_first(edda):
    jobs = [sent(edda, text=f"{TEXT}# {number}") for number in range(3)]
    assert [edda.get(address(job), headers={"accept": "application/json"}).json()["words"] for job in jobs] == [
        "Waiting for its turn",
        "Waiting for its turn; 1 other import before it",
        "Waiting for its turn; 2 other imports before it",
    ]


def test_once_it_is_read_its_plan_is_shown_and_confirmed_it_is_written(edda):
    job = sent(edda)
    carry_out_import(str(job.key))
    plan = edda.get(address(job))
    assert (plan.status_code, plan.context["overview"]["clauses"]) == (200, 30)
    form = {"planned": plan.context["form"].data["planned"], "seen": "", "numbering": "computed", "dialect": "commonmark"}
    written = sent(edda, confirm="1", **form)
    assert written.confirmed
    carry_out_import(str(written.key))
    norm = Norm.objects.get(title="Long norm")
    done = edda.get(address(written))
    assert (done.status_code, done.url) == (302, reverse("norms:draft", args=[norm.code]))
    assert norm.revisions.get().clauses.count() == 30


def test_what_is_refused_is_said_above_the_form_with_all_that_was_typed(edda):
    job = sent(edda, text=TEXT + "# Deep\n\n" + "> " * 40 + "x", label="Draft 1")
    carry_out_import(str(job.key))
    answer = edda.get(address(job))
    assert answer.status_code == 409
    assert "Lists or quotations are nested more than 10 deep in line" in answer.content.decode()
    assert answer.context["form"]["label"].value() == "Draft 1"


def test_an_import_waits_while_another_one_is_read(edda):
    job = sent(edda, text=f"{TEXT}# One more")
    with mock.patch("norms.services.imports.turn") as taken:
        taken.return_value.__enter__.return_value = False
        with pytest.raises(Retry):
            carry_out_import(str(job.key))
    job.refresh_from_db()
    assert not job.is_over


def test_a_job_is_carried_out_once_and_is_nobody_elses(edda, cast, as_user):
    job = sent(edda)
    carry_out_import(str(job.key))
    assert services.claim_import(str(job.key)) is None
    assert as_user(cast.sami).get(address(job)).status_code == 404


def test_a_job_that_is_handed_over_twice_is_written_once(edda):
    job = sent(edda, confirm="1", seen="", numbering="computed", dialect="commonmark")
    for _ in range(2):
        carry_out_import(str(job.key))
    job.refresh_from_db()
    assert (job.state, Norm.objects.count()) == ("done", 1)


def test_a_text_that_was_changed_while_the_import_waited_is_planned_anew(edda, cast, norm):
    read = sent(edda, norm=str(norm.pk), freeze_first="on")
    carry_out_import(str(read.key))
    planned = edda.get(address(read)).context
    more = {"confirm": "1", "seen": planned["standing"], "planned": planned["form"].data["planned"]}
    written = sent(edda, norm=str(norm.pk), freeze_first="on", numbering="computed", dialect="commonmark", **more)
    save(clause(norm, "keys"), cast.sami, body="Keys shall rest.")
    carry_out_import(str(written.key))
    answer = edda.get(address(written))
    assert answer.status_code == 409
    assert "The text of the norm was changed since you saw the plan." in answer.content.decode()
    assert draft(norm).number == 1


def test_a_form_that_is_wrong_by_the_time_it_is_read_is_shown_with_what_is_wrong(edda, cast):
    form = SHOWN | {"scheme": "of another version"}
    job = services.queue_import(form=form, confirmed=False, by=cast.edda)
    carry_out_import(str(job.key))
    job.refresh_from_db()
    assert job.state == "refused"
    answer = edda.get(address(job))
    assert answer.status_code == 422
    assert answer.context["form"].errors == {"scheme": [job.answer]}


def test_one_worker_alone_has_a_job_and_what_came_of_it_is_said_once(edda):
    job = sent(edda)
    claimed = services.claim_import(str(job.key))
    assert services.claim_import(str(job.key)) is None
    services.end_import(claimed, "read")
    services.end_import(claimed, "refused", "Too late.")
    job.refresh_from_db()
    assert (job.state, job.answer) == ("read", "")


def test_a_job_that_a_worker_died_over_is_claimed_again(edda, no_worker):
    job = sent(edda)
    services.claim_import(str(job.key))
    ImportJob.objects.update(claimed_at="2020-01-01T00:00Z")
    edda.get(address(job))
    no_worker.assert_called_with("norms.carry_out_import", str(job.key))
    assert services.claim_import(str(job.key)) == job


def test_nobody_has_more_than_three_long_imports_on_their_way(edda):
    for number in range(3):
        sent(edda, text=f"{TEXT}# {number}")
    answer = edda.post(reverse("norms:import"), SHOWN)
    assert answer.status_code == 409
    assert "3 long imports of yours are still on their way." in answer.content.decode()


def test_who_may_import_no_more_imports_nothing(edda, cast):
    job = sent(edda)
    cast.edda.is_active = False
    cast.edda.save()
    carry_out_import(str(job.key))
    job.refresh_from_db()
    assert (job.state, job.answer) == ("refused", "Whoever sent this may not import norms any more.")


def test_a_failure_of_ours_is_said(edda):
    job = sent(edda)
    with mock.patch("norms.services.plan_import", side_effect=ZeroDivisionError), pytest.raises(ZeroDivisionError):
        carry_out_import(str(job.key))
    assert "Something went wrong on our side." in edda.get(address(job)).content.decode()


def test_after_some_days_it_is_forgotten(edda):
    job = sent(edda)
    ImportJob.objects.update(created_at="2020-01-01T00:00Z")
    forget_imports()
    assert edda.get(address(job)).status_code == 404


def test_a_long_text_that_cannot_be_kept_is_refused_at_once(edda):
    answer = edda.post(reverse("norms:import"), SHOWN | {"text": TEXT + "\x02"})
    assert answer.status_code == 409
    assert "The file holds a control character (U+0002)" in answer.content.decode()


def test_a_pairing_made_by_hand_goes_along_with_the_text(edda):
    assert sent(edda, **{"pair-now": "2", "pair-before": "-", "pair-1": "keys"}).form.items() >= {
        ("pair-2", "-"),
        ("pair-1", "keys"),
    }
