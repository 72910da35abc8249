"""A text that was cleared when its opening was appointed, and may not go out any more when the clock comes to it."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from comments.models import Consultation
from comments.services import open_consultation
from comments.tasks import confirm_openings
from norms.models import Revision
from norms.services import freeze_revision
from normsite.foundation.controls.services import put_in_force
from normsite.foundation.errors import Refused
from riskreviews.models import Screening
from riskreviews.services import reopen_screening, submit_screening
from tests.riskreviews.screenings import NEXT_YEAR, draft_with_codes, edition_of, judged, submitted

A_DAY = timedelta(days=1)


@pytest.fixture
def screening(cast):
    """A frozen text, cleared for a year."""
    found = submitted(cast, freeze_revision(revision=draft_with_codes(cast), by=cast.edda))
    _conclude(found, cast, "cleared")
    return found


def _conclude(screening: Screening, cast, outcome: str, until=NEXT_YEAR) -> None:
    for person in (cast.piet, cast.april):
        judged(screening, person, outcome, until)
    screening.refresh_from_db()


def _conclude_anew(screening: Screening, cast, outcome: str, until=NEXT_YEAR) -> None:
    reopen_screening(screening=screening, by=cast.rhea)
    _conclude(submit_screening(screening=screening, by=cast.rhea), cast, outcome, until)


def _announced(screening: Screening, cast, ahead: timedelta = timedelta(minutes=40)) -> Consultation:
    opens_at = timezone.now() + ahead
    revision = Revision.objects.get(pk=screening.revision_id)
    return open_consultation(
        revision=revision, title="Aircraft", asks="All of it.", opens_at=opens_at, closes_at=opens_at + 60 * A_DAY, by=cast.sami
    )


def _instants(consultation: Consultation) -> tuple[Any, ...]:
    found = Consultation.objects.select_related("revision").get(pk=consultation.pk)
    return found.opens_at, found.closes_at, found.revision.released_at


def test_an_opening_is_refused_that_lies_after_the_day_of_the_clearance(cast, screening):
    _conclude_anew(screening, cast, "cleared", until=timezone.localdate() + 7 * A_DAY)

    with pytest.raises(Refused, match=r"The text is not cleared under .*Model list.* on "):
        _announced(screening, cast, 9 * A_DAY)
    assert _announced(screening, cast, 6 * A_DAY).phase == "announced"


def test_an_opening_whose_text_is_cleared_stays_as_it_is(cast, screening):
    consultation = _announced(screening, cast)
    before = _instants(consultation)

    confirm_openings()
    assert _instants(consultation) == before


@pytest.mark.parametrize("happens", ["a new edition", "taken up again"])
def test_an_opening_is_put_off_by_a_day_while_its_text_is_not_cleared_any_more(cast, screening, happens):
    consultation = _announced(screening, cast)
    opens_at, closes_at, released_at = _instants(consultation)
    if happens == "a new edition":
        put_in_force(control_list=edition_of(edition="2026-02", in_force=False), by=cast.sami)
    else:
        reopen_screening(screening=screening, by=cast.rhea)

    confirm_openings()
    assert _instants(consultation) == (opens_at + A_DAY, closes_at + A_DAY, released_at + A_DAY)


def test_a_text_that_is_stopped_before_the_opening_is_restricted_and_the_clock_lets_it_out_no_more(cast, screening):
    consultation = _announced(screening, cast)
    opens_at, closes_at, _ = _instants(consultation)
    _conclude_anew(screening, cast, "stopped")

    confirm_openings()
    assert _instants(consultation) == (opens_at + A_DAY, closes_at + A_DAY, None)
    assert Revision.objects.get(pk=screening.revision_id).is_restricted


def test_a_text_whose_instant_was_taken_back_gets_it_again_once_it_is_cleared_anew(cast, screening):
    consultation = _announced(screening, cast)
    before = _instants(consultation)
    Revision.objects.filter(pk=screening.revision_id).update(released_at=None)

    confirm_openings()
    assert _instants(consultation) == before


def test_an_opening_that_is_far_off_is_not_looked_at_yet(cast, screening):
    consultation = _announced(screening, cast, 2 * A_DAY)
    before = _instants(consultation)
    reopen_screening(screening=screening, by=cast.rhea)

    confirm_openings()
    assert _instants(consultation) == before
