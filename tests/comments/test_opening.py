"""Opening and extending a consultation."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from comments.models import Consultation, Phase
from comments.services import extend_consultation, open_consultation
from norms.services import register_norm
from normsite.foundation.errors import Refused
from normsite.foundation.ledger.models import Act, Entry
from tests.comments.scenes import closed, frozen_revision, opened


def test_opening_releases_the_text_and_is_recorded(cast):
    consultation = opened(cast)
    consultation.revision.refresh_from_db()
    assert consultation.phase == Phase.OPEN
    assert consultation.revision.released_at == consultation.opens_at
    assert [question.text for question in consultation.questions.all()] == ["Is a year long enough?"]
    entry = Entry.objects.get(act=Act.CONSULTATION_OPENED)
    assert entry.code == consultation.code
    assert json.loads(entry.leaf)["public"]["fingerprint"] == consultation.revision.fingerprint


def test_a_draft_is_refused(cast):
    norm = register_norm(title="Drones", summary="s", scheme="iso", by=cast.edda)
    with pytest.raises(Refused, match="Freeze the revision first"):
        opened(cast, revision=norm.revisions.get())


def test_a_second_consultation_on_the_same_text_is_refused(cast):
    first = opened(cast)
    with pytest.raises(Refused, match=f"{first.code} already"):
        opened(cast, revision=first.revision)
    assert Consultation.objects.count() == 1


@pytest.mark.parametrize(
    ("span", "length"),
    [
        (timedelta(days=59), "59 days"),
        (timedelta(days=59, hours=1, minutes=30), "59 days and 1 hour"),
        (timedelta(days=60, microseconds=-1), "59 days and 23 hours"),
        (timedelta(days=1), "1 day"),
        (timedelta(minutes=59), "less than an hour"),
    ],
)
def test_less_than_sixty_days_needs_a_reason(cast, span, length):
    start = timezone.now().replace(hour=23, minute=0) + timedelta(days=1)  # so that the last hours lie on another date
    facts = {"revision": frozen_revision(cast), "opens_at": start, "closes_at": start + span}
    with pytest.raises(Refused, match=f"^A period of {length} is shorter than the usual 60 days"):
        opened(cast, **facts)
    assert opened(cast, **facts, short_reason="The alarm is urgent.").closes_at == facts["closes_at"]


def test_sixty_days_need_none(cast):
    start = timezone.now()
    assert opened(cast, opens_at=start, closes_at=start + timedelta(days=60)).short_reason == ""


def test_a_past_opening_is_refused(cast):
    now = timezone.now()
    with pytest.raises(Refused, match="lies in the past"):
        open_consultation(
            revision=frozen_revision(cast),
            title="t",
            asks="a",
            opens_at=now - timedelta(hours=1),
            closes_at=now + timedelta(days=90),
            by=cast.sami,
        )


def test_a_deadline_before_the_opening_is_refused(cast):
    now = timezone.now()
    with pytest.raises(Refused, match="before it opens"):
        opened(cast, opens_at=now + timedelta(days=2), closes_at=now + timedelta(days=1))


def test_an_extension_is_published_with_its_reason(cast):
    consultation = opened(cast)
    before, later = consultation.closes_at, consultation.closes_at + timedelta(days=14)
    consultation = extend_consultation(consultation=consultation, closes_at=later, reason="Holidays.", by=cast.sami)
    extension = consultation.extensions.get()
    assert (consultation.closes_at, extension.closed_before, extension.reason) == (later, before, "Holidays.")
    assert Entry.objects.filter(act=Act.CONSULTATION_CHANGED, code=consultation.code).count() == 1


def test_an_extension_never_shortens_never_revives_and_never_goes_without_reason(cast):
    running, over = opened(cast), closed(cast)
    with pytest.raises(Refused, match="never shorter"):
        extend_consultation(consultation=running, closes_at=running.closes_at, reason="x", by=cast.sami)
    with pytest.raises(Refused, match="needs a reason"):
        extend_consultation(consultation=running, closes_at=running.closes_at + timedelta(days=1), reason=" ", by=cast.sami)
    with pytest.raises(Refused, match="closed on"):
        extend_consultation(consultation=over, closes_at=timezone.now() + timedelta(days=9), reason="x", by=cast.sami)
    assert running.extensions.count() == over.extensions.count() == 0


@pytest.mark.parametrize(
    ("from_opening", "phase"),
    [(timedelta(microseconds=-1), Phase.ANNOUNCED), (timedelta(0), Phase.OPEN)],
)
def test_the_opening_instant_belongs_to_the_open_phase(cast, from_opening, phase):
    consultation = opened(cast)
    assert consultation.phase_at(consultation.opens_at + from_opening) == phase


def test_the_closing_instant_does_not_belong_to_the_open_phase(cast):
    consultation = opened(cast)
    assert consultation.phase_at(consultation.closes_at - timedelta(microseconds=1)) == Phase.OPEN
    assert consultation.phase_at(consultation.closes_at) == Phase.CLOSED
