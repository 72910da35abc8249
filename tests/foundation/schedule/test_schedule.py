"""Beat goes by the code's schedule and by what administrators say about it."""

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from datetime import time as hour
from pathlib import Path

import pytest
from celery.schedules import crontab
from django.db import OperationalError
from django.utils import timezone
from django.utils.html import strip_tags

from normsite.celery import app, note_that_it_ran
from normsite.foundation.errors import Refused
from normsite.foundation.schedule import beat
from normsite.foundation.schedule.models import Override, Run
from normsite.foundation.schedule.plan import Planned, plan, words
from normsite.foundation.schedule.services import change_job, note_run
from tests.broker import broker_apart, waiting

SWEEP, FORMS, SESSIONS = "notifications.sweep_outbox", "accounts.forget_unsent_forms", "accounts.forget_sessions"


def planned(name: str) -> Planned:
    return next(one for one in plan() if one.job.name == name)


@pytest.fixture
def sent(monkeypatch) -> list[str]:
    """What beat hands to the broker."""
    names: list[str] = []
    monkeypatch.setattr(beat.Scheduler, "apply_entry", lambda self, entry, producer=None: names.append(entry.name))
    monkeypatch.setattr(beat.Scheduler, "producer", None)
    return names


def scheduler() -> beat.Scheduler:
    return beat.Scheduler(app)


def ticks(running: beat.Scheduler) -> None:
    """Until nothing is due."""
    running.looked_at = float("-inf")
    while running.tick() == 0:
        pass


# --- what beat starts ---


def test_without_a_word_the_defaults_of_the_code_hold(db):
    found = {name: entry.schedule for name, entry in scheduler().schedule.items()}
    assert found.keys() == app.conf.beat_schedule.keys()
    assert (found[SWEEP].run_every, found[SESSIONS]) == (timedelta(seconds=20), crontab(hour="3", minute="30"))


def test_beat_hears_of_a_change_while_it_runs(cast, sent):
    running = scheduler()
    change_job(planned=planned(SWEEP), every=240, by=cast.ada)
    change_job(planned=planned(FORMS), every=600, paused=True, by=cast.ada)
    change_job(planned=planned(SESSIONS), at=hour(2, 15), by=cast.ada)
    ticks(running)
    assert running.schedule[SWEEP].schedule.run_every == timedelta(seconds=240)
    assert running.schedule[SESSIONS].schedule == crontab(hour="2", minute="15")
    assert FORMS not in running.schedule
    Override.objects.all().delete()
    ticks(running)
    assert running.schedule[SWEEP].schedule.run_every == timedelta(seconds=20)
    assert FORMS in running.schedule


def test_what_is_due_since_the_last_run_is_started_at_once_by_a_beat_that_begins_anew(db, sent):
    now = timezone.now()
    for job in plan():
        Run.objects.create(name=job.job.name, at=now)
    Run.objects.filter(name=FORMS).update(at=now - timedelta(hours=1))
    Run.objects.filter(name=SESSIONS).update(at=now - timedelta(days=3))  # it was away at the hour of this one
    ticks(scheduler())
    assert sorted(sent) == [SESSIONS, FORMS]


def test_beat_goes_on_by_what_it_knows_while_the_database_is_away(cast, sent, monkeypatch):
    change_job(planned=planned(SWEEP), every=240, by=cast.ada)
    running = scheduler()
    monkeypatch.setattr(beat, "plan", away)
    ticks(running)
    assert running.schedule[SWEEP].schedule.run_every == timedelta(seconds=240)
    assert scheduler().schedule.keys() == app.conf.beat_schedule.keys()


def away() -> list[Planned]:
    raise OperationalError("gone")


def test_a_worker_notes_that_a_job_has_run(db):
    sweep, other = app.tasks[SWEEP], app.tasks["notices.stop_address"]
    for task in (sweep, sweep, other):
        note_that_it_ran(task)
    assert [run.name for run in Run.objects.all()] == [SWEEP]
    assert Run.objects.get().at > timezone.now() - timedelta(minutes=1)


def test_work_that_is_done_stays_done_where_that_can_not_be_noted(db, monkeypatch):
    monkeypatch.setattr("normsite.foundation.schedule.services.note_run", lambda name: away())
    note_that_it_ran(app.tasks[SWEEP])
    assert not Run.objects.exists()


def test_every_job_says_in_a_sentence_what_it_does(db):
    assert [one.job.name for one in plan() if len(one.job.what) < 20] == []
    assert planned("comments.tell_of_turns").job.what == "Consultations that the clock has opened, will close, or has closed."


# --- who may change what ---


def test_what_a_promise_rests_on_is_slowed_down_to_five_minutes_and_never_paused(cast):
    for every, paused in ((301, False), (20, True), (4, False)):
        with pytest.raises(Refused):
            change_job(planned=planned(SWEEP), by=cast.ada, every=every, paused=paused)
    with pytest.raises(Refused):
        change_job(planned=planned(FORMS), every=7 * 86_400 + 1, by=cast.ada)
    assert not Override.objects.exists()
    change_job(planned=planned(SWEEP), every=300, by=cast.ada)
    assert [one.job.name for one in plan() if not one.may_pause] == [
        "comments.confirm_openings",
        "comments.forget_drafts",
        "comments.tell_of_turns",
        "following.look_for_searches",
        "notices.cut_digests",
        "notices.tell",
        SWEEP,
        "withholding.look_again",
    ]


def test_a_job_by_interval_gets_no_hour_and_the_other_way_round(cast):
    with pytest.raises(TypeError):
        change_job(planned=planned(SWEEP), by=cast.ada, at=hour(3))
    with pytest.raises(TypeError):
        change_job(planned=planned(SESSIONS), by=cast.ada, every=60)


def test_a_job_that_has_missed_its_turns_is_overdue(cast):
    note_run(FORMS)
    assert not planned(FORMS).late
    Run.objects.update(at=timezone.now() - timedelta(minutes=31))
    assert planned(FORMS).late
    change_job(planned=planned(FORMS), every=600, paused=True, by=cast.ada)
    assert not planned(FORMS).late
    Run.objects.create(name=SESSIONS, at=timezone.now() - timedelta(hours=24.5))
    assert not planned(SESSIONS).late
    Run.objects.filter(name=SESSIONS).update(at=timezone.now() - timedelta(hours=25.5))
    assert planned(SESSIONS).late


def test_intervals_are_said_in_words():
    assert [words(when) for when in (15, 60, 600, 3_600, 86_400, 90)] == [
        "every 15 seconds",
        "every minute",
        "every 10 minutes",
        "every hour",
        "every day",
        "every 90 seconds",
    ]
    assert words(crontab(hour="3", minute="5")) == "daily at 03:05 UTC"


def row(page, name: str) -> str:
    return " ".join(strip_tags(page.text.partition(f"{name} <span")[2].partition("</tr>")[0]).split())


def test_an_administrator_sees_every_job_and_changes_one(cast, as_user):
    ada = as_user(cast.ada)
    Run.objects.create(name=FORMS, at=datetime(2026, 11, 20, 9, tzinfo=UTC))
    page = ada.get("/desk/schedule/")
    assert (
        "Delete the words of forms that nobody has come back for. every 10 minutes 20 November 2026, 09:00 UTC overdue"
        in row(page, FORMS)
    )
    assert "daily at 03:30 UTC not yet" in row(page, SESSIONS)

    assert ada.post(f"/desk/schedule/{FORMS}/", {"every": "1200", "paused": "on"}).status_code == 302
    assert ada.post(f"/desk/schedule/{SESSIONS}/", {"at": "02:15"}).status_code == 302
    page = ada.get("/desk/schedule/")
    assert "paused by default every 10 minutes; changed by Ada" in row(page, FORMS)
    assert "daily at 02:15 UTC by default daily at 03:30 UTC" in row(page, SESSIONS)

    assert ada.post(f"/desk/schedule/{FORMS}/default/").status_code == 302
    assert [one.name for one in Override.objects.all()] == [SESSIONS]


def test_what_is_refused_is_said_with_the_reason(cast, as_user):
    ada = as_user(cast.ada)
    page = ada.get(f"/desk/schedule/{SWEEP}/")
    assert ["never paused" in page.text or "but not paused" in page.text, 'name="paused"' in page.text] == [True, False]
    page = ada.post(f"/desk/schedule/{SWEEP}/", {"every": "301", "paused": "on"})
    assert (page.status_code, "At least 5 seconds, and at most 5 minutes." in page.text) == (409, True)
    assert ada.post(f"/desk/schedule/{SWEEP}/", {"every": "often"}).status_code == 422
    assert ada.get("/desk/schedule/no.such/").status_code == 404


@pytest.mark.parametrize("who", ["sami", "edda", "rhea", "piet", "april", "olu", "nils"])
def test_nobody_else_sees_or_changes_it(cast, as_user, who):
    client = as_user(getattr(cast, who))
    answers = [
        client.get("/desk/schedule/"),
        client.get(f"/desk/schedule/{FORMS}/"),
        client.post(f"/desk/schedule/{FORMS}/", {"every": "1200"}),
        client.post(f"/desk/schedule/{FORMS}/default/"),
    ]
    assert [answer.status_code for answer in answers] == [403] * 4
    assert not Override.objects.exists()


# --- a real beat ---


@pytest.mark.servers
def test_a_real_beat_starts_jobs_without_a_database_and_again_after_it_was_killed(tmp_path):
    broker, address = broker_apart()
    for true in (lambda: (tmp_path / "beat").exists(), lambda: waiting(broker) > 0):
        process = beat_without_database(address, tmp_path / "beat")
        try:
            assert eventually(true), (tmp_path / "log").read_text()
        finally:
            process.send_signal(signal.SIGKILL)
            process.wait()
    broker.flushdb()


def eventually(true, seconds: float = 60) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.2)
    return False


def beat_without_database(address: str, mark: Path) -> "subprocess.Popen[bytes]":
    with (mark.parent / "log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "celery", "-A", "normsite", "beat", "--schedule", str(mark), "--pidfile", ""],
            env=os.environ
            | {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing", "CELERY_BROKER_URL": address, "SECRET_KEY": "x"},
            cwd=Path(__file__).parents[3],
            stdout=log,
            stderr=log,
        )
