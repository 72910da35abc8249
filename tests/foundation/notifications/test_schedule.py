"""What runs by the clock, all of it in one table; each stands beside its task."""

from celery.schedules import crontab

from normsite.celery import app

EACH_DAY_AT = {
    "accounts.forget_sessions": "3:30",
    "comments.forget_drafts": "4:0",
    "comments.forget_files": "4:30",
    "comments.remind_of_drafts": "6:0",
    "comments.forget_imports": "4:30",
    "controls.forget_imports": "4:20",
    "norms.forget_redlines": "3:40",
    "norms.forget_imports": "3:50",
    "norms.forget_circulation": "4:10",
    "notifications.forget_old": "4:10",
    "pages.tell_staff": "4:40",
    "pages.tell_of_gates": "4:50",
    "riskreviews.note_reappraisals": "4:20",
    "riskreviews.tell_of_reviews": "5:10",
    "riskreviews.tell_of_readings": "5:20",
    "webhooks.forget_old": "4:10",
    "withholding.look_again": "0:10",
}
EVERY_SECONDS = {
    "notifications.sweep_outbox": 20,
    "notices.tell": 15,
    "following.look_for_searches": 300,
    "notices.cut_digests": 60,
    "webhooks.send": 15,
    "notices.read_bounces": 120,
    "notices.watch_delivery": 300,
    "comments.confirm_openings": 30,
    "comments.resume_imports": 60,
    "comments.tell_of_turns": 30,
    "comments.fold_tallies": 15,
    "comments.forget_forms": 600,
    "changes.forget_old": 60,
    "accounts.forget_unsent_forms": 600,
    "norms.end_closed_readers": 600,
    "riskreviews.resume_simulations": 60,
}


def test_beat_starts_these_tasks_and_no_other_and_each_is_one_that_a_worker_knows():
    app.autodiscover_tasks(force=True)
    found = {name: entry["schedule"] for name, entry in app.conf.beat_schedule.items()}
    assert found == EVERY_SECONDS | {
        name: crontab(hour=at.partition(":")[0], minute=at.partition(":")[2]) for name, at in EACH_DAY_AT.items()
    }
    assert {entry["task"] for entry in app.conf.beat_schedule.values()} == found.keys() <= app.tasks.keys()
