"""Texts looked through by lists: each words once, as long as the list is the same."""

import pytest

from normsite.foundation.controls import looking
from normsite.foundation.controls.looking import hits_in_force, look_through, state_of, unseen_characters
from normsite.foundation.controls.models import ControlList, KeptHits
from normsite.foundation.controls.text.screening import screen_text
from tests.riskreviews.screenings import edition_of, range_criterion

pytestmark = pytest.mark.django_db
NAMED, HARMLESS = "Devices of 5A002 and nothing else.", "The aircraft shall be orange."


@pytest.fixture
def screened(monkeypatch):
    """The texts that were really looked through."""
    texts: list[str] = []
    monkeypatch.setattr(looking, "screen_text", lambda text, index: texts.append(text) or screen_text(text, index))
    return texts


def test_words_are_looked_through_once_wherever_they_stand(screened):
    control_list = edition_of()

    first = look_through([NAMED, HARMLESS, NAMED], control_list)
    second = look_through([HARMLESS, NAMED], control_list)

    assert screened == [NAMED, HARMLESS]
    assert first == [second[1], second[0], second[1]]
    assert [[hit.code for hit in hits] for hits in second] == [[], ["5A002"]]
    assert KeptHits.objects.count() == 2


def test_what_is_not_looked_through_yet_is_counted():
    control_list = edition_of()
    look_through([NAMED], control_list)

    assert unseen_characters([NAMED, HARMLESS], control_list) == len(HARMLESS)


def test_another_edition_looks_for_itself(screened):
    first, second = edition_of(), edition_of(edition="2026-07")

    look_through([NAMED], first)
    look_through([NAMED], second)

    assert screened == [NAMED, NAMED]
    assert state_of(first) != state_of(second)


def test_what_was_found_by_criteria_that_are_no_more_is_forgotten(cast, screened):
    control_list = edition_of()
    look_through([NAMED, HARMLESS], control_list)
    before = state_of(control_list)
    range_criterion(control_list, cast)

    look_through([NAMED], control_list)

    assert state_of(control_list) != before
    assert screened == [NAMED, HARMLESS, NAMED]
    assert [row.state for row in KeptHits.objects.all()] == [state_of(control_list)]


@pytest.mark.parametrize("figure", ["1,000,000 730", "0,123,456", "1,2,3", "٣٢٠", "10^999", "0,9", "1 000.5"])
def test_no_figure_that_somebody_writes_stops_the_look(figure):
    assert look_through([f"A load of {figure} kg, over {figure} km."], edition_of()) == [[]]


def test_only_lists_in_force_are_asked(django_assert_num_queries):
    edition_of("xx-list", in_force=False)
    with django_assert_num_queries(1):
        assert hits_in_force([NAMED]) == [[]]
    in_force = edition_of()
    assert [[(one, hit.code) for one, hit in hits] for hits in hits_in_force([HARMLESS, NAMED])] == [[], [(in_force, "5A002")]]
    assert ControlList.objects.count() == 2
