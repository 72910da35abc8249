"""Work is handed over by the name of its task: a name that no worker knows would be lost without a word."""

import re

from django.conf import settings

from normsite.celery import app

ROOMS = ("normsite", "norms", "comments", "riskreviews")
NAMED = re.compile(r"hand_over\(\s*\"([\w.]+)\"|hand_over, \"([\w.]+)\"|^CARRY_OUT = \"([\w.]+)\"", re.M)


def test_each_task_that_is_handed_over_is_one_that_a_worker_knows():
    app.autodiscover_tasks(force=True)
    sources = [path.read_text() for room in ROOMS for path in (settings.BASE_DIR / room).rglob("*.py")]
    names = {name for source in sources for match in NAMED.findall(source) for name in match if name}
    assert names == {
        "accounts.tell_of_guesses",
        "comments.carry_on_import",
        "comments.look_through",
        "controls.suggest_correlations",
        "controls.suggest_criteria",
        "controls.carry_out_import",
        "norms.carry_out_import",
        "notices.stop_address",
        "notices.tell",
        "notifications.sweep_outbox",
        "publication.write_file",
        "riskreviews.look_through",
        "riskreviews.simulate",
        "riskreviews.verify",
        "webhooks.send",
    }
    assert names <= app.tasks.keys()
