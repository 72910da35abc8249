"""An edition made ready for screening with the criteria that are in use."""

from unittest.mock import patch

from normsite.foundation.controls import indexes
from normsite.foundation.controls.indexes import index_for, version_of
from normsite.foundation.controls.models import Criterion
from normsite.foundation.controls.reading_out import name_of, suggestions_of
from normsite.foundation.controls.services import confirm_criterion, reject_criterion, suggest_criteria, write_criterion
from normsite.foundation.controls.tasks import suggest_criteria as carry_out
from normsite.foundation.controls.text.criteria import Group
from normsite.foundation.controls.text.index import build_index
from normsite.foundation.controls.text.screening import screen_text
from normsite.foundation.controls.text.thresholds import Comparator, Condition
from tests.foundation.controls.criteria_scenes import control_list

TEXT = "The analogue-to-digital converter has a resolution of 16 bit and a sample rate of 100 MHz."
CONVERTERS = {
    "3A001.a": "Integrated circuits.",
    "3A001.a.5": "Analogue-to-digital converters having any of the following:",
    "3A001.a.5.a": "A resolution of 16 bit or more with a sample rate greater than 65 MHz;",
}


def found(made):
    return [(hit.code, hit.criterion, hit.words) for hit in screen_text(TEXT, index_for(made)) if hit.kind == "quantity"]


def test_the_text_of_a_list_suggests_its_criteria(db):
    made = control_list(texts=CONVERTERS)
    [suggestion] = suggestions_of(made)
    assert (suggestion.code, suggestion.subjects) == ("3A001.a.5.a", ("Analogue-to-digital converters",))
    carry_out(made.pk)
    carry_out(made.pk)
    [criterion] = Criterion.objects.all()
    assert criterion.paragraph.text == CONVERTERS["3A001.a.5.a"]
    assert criterion.sentence == (
        "Analogue-to-digital converters with a resolution of 16 bit or more and a sample rate of more than 65 MHz "
        "(3A001.a.5.a) need a look by an expert."
    )


def test_an_edition_finds_by_its_criteria_and_before_it_has_any_by_its_text(cast):
    made = control_list(texts=CONVERTERS)
    assert found(made) == [("3A001.a.5.a", None, "16 bit and a sample rate of 100 MHz")]
    suggest_criteria(control_list=made, suggestions=suggestions_of(made))
    [criterion] = Criterion.objects.all()
    assert found(made) == [("3A001.a.5.a", criterion.pk, "16 bit and a sample rate of 100 MHz")]


def test_a_criterion_that_a_person_wrote_first_does_not_hide_what_no_worker_has_read_yet(cast):
    made = control_list(texts={**CONVERTERS, "3A001.b": "Mixers that hold more than 20 litres."})
    write_criterion(control_list=made, code="3A001.b", group=Group("all", ()), subjects=["mixer"], by=cast.rhea)
    assert found(made) == [("3A001.a.5.a", None, "16 bit and a sample rate of 100 MHz")]


def test_what_was_rejected_finds_nothing(cast):
    made = control_list(texts={**CONVERTERS, "3A001.b": "Mixers that hold more than 20 litres."})
    suggest_criteria(control_list=made, suggestions=suggestions_of(made))
    reject_criterion(criterion=Criterion.objects.get(paragraph_code="3A001.a.5.a"), reason="Misread.", by=cast.rhea)
    assert found(made) == []


def test_an_index_is_built_once_for_each_version_of_what_is_looked_for(cast):
    made = control_list(texts=CONVERTERS)
    suggest_criteria(control_list=made, suggestions=suggestions_of(made))
    [criterion] = Criterion.objects.all()
    with patch("normsite.foundation.controls.indexes.build_index", wraps=build_index) as building:
        index_for(made)
        confirm_criterion(criterion=criterion, by=cast.rhea)
        index_for(made)
        assert building.call_count == 1
        before = version_of(made)
        reject_criterion(criterion=criterion, reason="Misread.", by=cast.rhea)
        index_for(made)
        assert building.call_count == 2
    assert version_of(made) != before


def test_no_more_indexes_are_kept_than_there_is_room_for(db):
    for number in range(indexes.MOST_KEPT + 2):
        index_for(control_list(f"zz-{number}", texts=CONVERTERS))
    assert len(indexes._kept) == indexes.MOST_KEPT


def test_a_thing_is_named_by_the_nearest_words_that_name_one():
    above = ("Signal analysers, as follows:", "Electronic equipment")
    assert name_of(("A resolution of 16 bit or more", *above), ["resolution"]) == "Signal analysers"
    assert name_of(('"Tunable" lasers having a power of 3 W', *above), ["power"]) == "Tunable lasers"
    assert name_of(("Average output power exceeding 3 W", *above), ["power"]) == "Signal analysers"
    assert name_of(("All of the following:",), []) == ""


def test_a_share_that_a_person_wrote_down_has_no_words_of_the_list_and_finds_all_the_same(cast):
    made = control_list(texts={**CONVERTERS, "2B510.a": "Printers of metal whose gas holds little oxygen."})
    share = Condition("oxygen content", Comparator.LESS, 500.0, "ppm")
    write_criterion(control_list=made, code="2B510.a", group=Group("all", (share,)), subjects=["metal printer"], by=cast.rhea)
    text = "The metal printer keeps the oxygen content below 100 ppm."
    assert [hit.code for hit in screen_text(text, index_for(made)) if hit.kind == "quantity"] == ["2B510.a"]
