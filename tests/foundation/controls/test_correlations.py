"""What corresponds to what: suggested by likeness, confirmed by a person, found from either side."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction

from normsite.foundation.controls.correspondences import corresponding
from normsite.foundation.controls.likeness import Pair
from normsite.foundation.controls.models import Correlation, CorrelationState, Relation
from normsite.foundation.controls.services import (
    confirm_correlation,
    reject_correlation,
    suggest_correlations,
    write_correlation,
)
from normsite.foundation.errors import Refused
from tests.foundation.controls.criteria_scenes import control_list

PAIRS = [Pair("3A001.a", "5A001.a", 91), Pair("3A001.b", "5A001.b", 74)]


@pytest.fixture
def kitchen(db):
    return control_list("zz-kitchen")


@pytest.fixture
def canteen(db):
    return control_list("yy-canteen", texts={"5A001.a": "Converters.", "5A001.b": "Mixers.", "5A001.b.1": "Of steel."})


def write(kitchen, canteen, left="3A001.a", right="5A001.a", relation="equal", source="Compared by us"):
    return write_correlation(
        left_list=kitchen, left_code=left, right_list=canteen, right_code=right, relation=relation, source=source
    )


def confirm(row, by, relation="broader", **others):
    return confirm_correlation(correlation=row, relation=relation, source="Compared by us", by=by, **others)


def found(series, code, other=""):
    return [(one.asked, one.relation, one.control_list.series, one.code) for one in corresponding(series, code, other)]


def test_pairs_are_suggested_once_and_say_nothing_of_their_relation(kitchen, canteen):
    assert suggest_correlations(left=kitchen, right=canteen, pairs=PAIRS) == 2
    assert suggest_correlations(left=kitchen, right=canteen, pairs=PAIRS) == 2  # anew: nobody had touched them
    assert list(Correlation.objects.values_list("left_code", "right_code", "relation", "likeness")) == [
        ("3A001.a", "5A001.a", "", 91),
        ("3A001.b", "5A001.b", "", 74),
    ]
    assert found("zz-kitchen", "3A001.a") == []


def test_what_a_person_has_decided_is_not_suggested_again_from_either_side(kitchen, canteen, cast):
    suggest_correlations(left=kitchen, right=canteen, pairs=PAIRS)
    one, other = Correlation.objects.all()
    confirm(one, cast.rhea)
    reject_correlation(correlation=other, reason="Soup is not bread.", by=cast.rhea)
    turned = [Pair(pair.right, pair.left, pair.likeness) for pair in PAIRS]
    assert suggest_correlations(left=kitchen, right=canteen, pairs=PAIRS) == 0
    assert suggest_correlations(left=canteen, right=kitchen, pairs=turned) == 0
    assert Correlation.objects.count() == 2


def test_a_confirmed_correlation_is_found_from_both_sides(kitchen, canteen, cast):
    confirm(write(kitchen, canteen), cast.rhea)
    assert found("zz-kitchen", "3A001.a") == [("3A001.a", Relation.BROADER, "yy-canteen", "5A001.a")]
    assert found("yy-canteen", "5A001.a", "zz-kitchen") == [("5A001.a", Relation.NARROWER, "zz-kitchen", "3A001.a")]
    assert found("yy-canteen", "5A001.a", "xx-other") == []


def test_what_is_said_of_a_paragraph_is_found_for_what_stands_in_it(kitchen, canteen, cast):
    row = confirm(write(kitchen, canteen, "3A001.b", "5A001.b"), cast.rhea)
    assert found("yy-canteen", "5A001.b.1") == [("5A001.b", Relation.NARROWER, "zz-kitchen", "3A001.b")]
    assert corresponding("yy-canteen", "5A001.b.1")[0].correlation == row


def test_programs_ask_what_corresponds_to_a_code_as_people_type_it(kitchen, canteen, cast, client):
    write(kitchen, canteen, "3A001.b", "5A001.b")
    asked = "/api/v1/control-lists/yy-canteen/corresponding/5a001.B.1/"
    assert client.get(asked).json() == []
    confirm(Correlation.objects.get(), cast.rhea)
    assert client.get(asked).json() == [
        {
            "asked": "5A001.b",
            "relation": "narrower",
            "series": "zz-kitchen",
            "edition": "2026-01",
            "code": "3A001.b",
            "compared_by": "Compared by us",
        }
    ]
    confirm(write(kitchen, canteen, right="", relation="national_only"), cast.rhea, relation="national_only")
    assert client.get("/api/v1/control-lists/yy-canteen/corresponding/nothing/").json() == []
    assert client.get("/api/v1/control-lists/xx-none/corresponding/5A001/").status_code == 404


def test_what_is_national_only_has_nothing_beside_it(kitchen, canteen, cast):
    alone = write(kitchen, canteen, right="", relation="national_only")
    confirm(alone, cast.sami, relation="national_only")
    assert found("zz-kitchen", "3A001.a") == [("3A001.a", Relation.NATIONAL_ONLY, "yy-canteen", "")]
    with pytest.raises(Refused, match="nothing beside it"):
        write(kitchen, canteen, relation="national_only")
    with pytest.raises(Refused, match="nothing beside it"):
        write(kitchen, canteen, right="", relation="equal")


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"left": "3A999"}, "3A999 is not in"),
        ({"right": "5A999"}, "5A999 is not in"),
        ({"relation": "cousin"}, "“cousin” is no relation"),
    ],
)
def test_what_an_edition_does_not_have_is_refused(kitchen, canteen, wrong, sentence):
    with pytest.raises(Refused, match=sentence):
        write(kitchen, canteen, **wrong)
    assert not Correlation.objects.exists()


def test_the_same_is_not_written_the_other_way_round_nor_within_one_list(kitchen, canteen):
    write(kitchen, canteen)
    with pytest.raises(Refused, match="other way round"):
        write(canteen, kitchen, "5A001.a", "3A001.a")
    with pytest.raises(Refused, match="two editions of one list"):
        write(kitchen, control_list("zz-kitchen", edition="2026-07"), "3A001.a", "3A001.b")


def test_a_suggestion_by_likeness_becomes_one_by_a_person(kitchen, canteen):
    suggest_correlations(left=kitchen, right=canteen, pairs=PAIRS)
    row = write(kitchen, canteen, relation="narrower")
    assert (row.relation, row.source, row.likeness) == ("narrower", "Compared by us", None)
    suggest_correlations(left=kitchen, right=canteen, pairs=[])
    assert list(Correlation.objects.all()) == [row]


def test_a_confirmation_names_its_source_and_a_second_decision_its_reason(kitchen, canteen, cast):
    row = write(kitchen, canteen)
    with pytest.raises(Refused, match="who has compared"):
        confirm_correlation(correlation=row, relation="equal", source=" ", by=cast.rhea)
    with pytest.raises(Refused, match="says why"):
        reject_correlation(correlation=row, reason="", by=cast.rhea)
    confirm(row, cast.rhea)
    with pytest.raises(Refused, match="decided on already"):
        confirm(row, cast.sami)
    with pytest.raises(Refused, match="decided on already"):
        write(kitchen, canteen)
    again = confirm(row, cast.sami, relation="equal", reason="The new edition says so.")
    assert (again.relation, again.decided_by) == ("equal", cast.sami)


def test_nobody_outside_sees_what_was_not_confirmed(kitchen, canteen, cast):
    row = write(kitchen, canteen)
    assert not Correlation.objects.seen_by(AnonymousUser()).exists()
    confirm(row, cast.rhea)
    assert list(Correlation.objects.seen_by(AnonymousUser())) == [row]


@pytest.mark.parametrize("wrong", [{"state": CorrelationState.CONFIRMED}, {"relation": ""}, {"source": ""}, {"right_code": ""}])
def test_the_database_keeps_what_must_never_break(kitchen, canteen, cast, wrong):
    row = write(kitchen, canteen)
    if "state" not in wrong:
        confirm(row, cast.rhea)
    with pytest.raises(IntegrityError), transaction.atomic():
        Correlation.objects.filter(pk=row.pk).update(**wrong)
