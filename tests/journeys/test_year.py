"""A year of somebody who follows a norm by an address alone: what comes into the mailbox, when, and nothing else."""

import re
from datetime import UTC, datetime, timedelta
from email import message_from_string, policy
from functools import partial

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse

from comments.services import open_consultation, publish_comment, publish_dispositions
from comments.tasks import tell_of_turns
from norms.services import set_stage
from normsite.foundation.notices.digests import cut_digests
from normsite.foundation.notices.telling import tell
from normsite.foundation.notifications.delivery import deliver_due
from normsite.portal.publication.publishing import publish
from tests import scenes
from tests.comments.scenes import only_comment, send

pytestmark = pytest.mark.django_db(transaction=True)

BEGAN = datetime(2027, 1, 4, 9, tzinfo=UTC)  # a Monday
NINA = "nina@followers.example"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Year:
    """The clock, and what has been done on which day."""

    def __init__(self, acts):
        self.acts = dict(acts)
        self.letters = []

    def pass_by(self, days):
        """Every six hours beat looks, and what is due leaves."""
        for quarter in range(days * 4):
            now = BEGAN + quarter * 6 * HOUR
            with time_machine.travel(now, tick=False):
                if quarter % 4 == 0 and quarter // 4 in self.acts:
                    self.acts.pop(quarter // 4)()
                tell_of_turns()
                tell()
                cut_digests()
                deliver_due()
                self.letters += [(now, one) for one in mail.outbox if NINA in one.to]
                mail.outbox.clear()

    @property
    def came(self):
        return [(f"{now:%d %B}", message.subject) for now, message in self.letters]


class Story(Year):
    """What happens to the norm, and what Nina does, by the day of the year."""

    def __init__(self, cast):
        self.cast = cast
        by_day = {
            1: self.consult,
            2: self.follow,
            3: self.confirm,
            40: self.comment,
            90: self.answer,
            95: self.follow_norm,
            96: self.confirm,
            100: partial(self.enter, "20.60"),
            130: self.go_out,
            200: self.stop,
            210: partial(self.enter, "90.20"),
        }
        super().__init__(by_day)

    def consult(self):
        self.first = scenes.frozen(self.cast)
        self.consultation = open_consultation(
            revision=self.first,
            title="Draft of quantum key modules",
            asks="Is the clause on keys right?",
            opens_at=datetime.now(UTC) + 10 * DAY,
            closes_at=datetime.now(UTC) + 75 * DAY,
            by=self.cast.sami,
        )

    def follow(self):
        page = f"{reverse('following:follow')}?to=consultation:{self.consultation.code}"
        Client().post(page, {"email": NINA, "pace": "now", "everything": "no", "zone": "Europe/Helsinki"})

    def confirm(self):
        text = str(self.letters[-1][1].body)
        Client().post(re.search(r"https?://[^/\s]+(/follow/yes/\S+)", text)[1])

    def comment(self):
        receipt = send(self.consultation, "Say how fast keys are erased.", at=datetime.now(UTC), **scenes.ROSA)
        self.rosas = only_comment(receipt)
        publish_comment(comment=self.rosas, by=self.cast.sami)

    def answer(self):
        scenes.answered(self.cast, self.rosas, "accepted", "substantive", "A second it is.")
        publish_dispositions(consultation=self.consultation, by=self.cast.sami, at=datetime.now(UTC))

    def follow_norm(self):
        page = f"{reverse('following:follow')}?to=norm:{self.first.norm.code}"
        Client().post(page, {"email": NINA, "pace": "weekly", "everything": "yes"})

    def enter(self, stage):
        set_stage(norm=self.first.norm, stage=stage, by=self.cast.sami)

    def go_out(self):
        second = scenes.revised(self.cast, self.first)
        scenes.agreed(self.cast, scenes.assessed(self.cast, second))
        second.refresh_from_db()
        publish(revision=second, by=self.cast.april)

    def stop(self):
        link = self.letters[-1][1].extra_headers["List-Unsubscribe"].strip("<>")
        assert Client(enforce_csrf_checks=True).post(re.sub(r"^https?://[^/]+", "", link)).status_code == 200


def test_who_follows_gets_what_matters_in_time_and_each_thing_once(cast):
    story = Story(cast)
    story.pass_by(365)
    assert story.acts == {}
    title = "Draft of quantum key modules"
    assert story.came == [
        ("06 January", "Please confirm that you wish to follow something on Normsite"),
        ("15 January", f"Open for comments: {title}"),
        ("14 March", f"Closes on 21 March, 11:00 EET: {title}"),
        ("20 March", f"Closes on 21 March, 11:00 EET: {title}"),
        ("04 April", f"Answers published: {title}"),
        ("09 April", "Please confirm that you wish to follow something on Normsite"),
        ("19 April", "1 thing this week: At stage 20.60 now: Quantum key modules"),
        ("17 May", "2 things this week: Published: Quantum key modules"),
    ]  # and after one click in July nothing more
    for _, message in story.letters:
        assert message_from_string(message.message().as_string(), policy=policy.default)["Auto-Submitted"] == "auto-generated"
