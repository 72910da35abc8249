"""The desk's pages about what corresponds to what in two lists."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from normsite.foundation.controls.likeness import Pair
from normsite.foundation.controls.models import Correlation
from normsite.foundation.controls.services import suggest_correlations, write_correlation
from normsite.foundation.controls.tasks import suggest_correlations as compare
from tests.foundation.controls.criteria_scenes import CONVERTERS, MIXERS, control_list
from tests.portal.pages.test_queries import queries

CANTEEN = {"5A001.a": CONVERTERS, "5A001.b": "Mixers for soups, holding more than 20 litres."}


@pytest.fixture
def lists(db):
    return control_list("zz-kitchen"), control_list("yy-canteen", texts=CANTEEN)


def pairs(lists, *pairs):
    suggest_correlations(left=lists[0], right=lists[1], pairs=list(pairs))
    return list(Correlation.objects.order_by("pk"))


FIRST, SECOND = Pair("3A001.a", "5A001.a", 100), Pair("3A001.b", "5A001.b", 92)


def address(lists, act=""):
    return f"/desk/correlations/{lists[0].pk}/{lists[1].pk}/{act}"


def decide(client, row, decision="confirm", relation="equal", source="Compared by us", reason=""):
    said = {"decision": decision, "relation": relation, "source": source, "reason": reason}
    return client.post(f"/desk/correlations/{row.pk}/", said)


def test_a_worker_compares_two_lists_by_their_words(lists):
    compare(lists[0].pk, lists[1].pk)
    found = set(Correlation.objects.values_list("left_code", "right_code"))
    assert {("3A001.a", "5A001.a"), ("3A001.b", "5A001.b")} <= found
    assert set(Correlation.objects.values_list("relation", "state")) == {("", "suggested")}


def test_two_lists_are_put_side_by_side(lists, cast, as_user):
    desk = as_user(cast.rhea)
    assert desk.post("/desk/correlations/", {"left": lists[0].pk, "right": lists[1].pk})["Location"] == address(lists)
    assert desk.post("/desk/correlations/", {"left": lists[0].pk, "right": lists[0].pk}).status_code == 422
    pairs(lists, FIRST)
    text = desk.get(address(lists)).content.decode()
    assert MIXERS not in text
    assert text.count(CONVERTERS) == 2
    assert "1 to look at" in desk.get("/desk/correlations/").content.decode()
    assert CONVERTERS not in desk.get(address(lists, "?state=confirmed")).content.decode()


def test_a_decision_leads_to_the_next_suggestion(lists, cast, as_user):
    one, other = pairs(lists, FIRST, SECOND)
    desk = as_user(cast.rhea)
    assert desk.get(f"/desk/correlations/{one.pk}/").content.decode().count(CONVERTERS) == 2
    assert decide(desk, one)["Location"] == f"/desk/correlations/{other.pk}/"
    assert decide(desk, other, "reject", "", "", "Soup is not bread.")["Location"] == address(lists)
    assert list(Correlation.objects.order_by("pk").values_list("relation", "state", "reason")) == [
        ("equal", "confirmed", ""),
        ("", "rejected", "Soup is not bread."),
    ]


def test_a_confirmation_lacks_neither_relation_nor_source(lists, cast, as_user):
    [one] = pairs(lists, FIRST)
    desk = as_user(cast.rhea)
    assert decide(desk, one, relation="").status_code == 422
    assert decide(desk, one, relation="national_only").status_code == 422
    assert decide(desk, one, source="").status_code == 422
    assert Correlation.objects.get().state == "suggested"


@pytest.mark.parametrize(("name", "may"), [("rhea", True), ("sami", True), ("edda", False), ("olu", False)])
def test_risk_analysts_and_secretaries_decide_and_nobody_else(lists, cast, as_user, name, may):
    [one] = pairs(lists, FIRST)
    desk = as_user(getattr(cast, name))
    assert decide(desk, one).status_code == (302 if may else 403)
    assert Correlation.objects.get().state == ("confirmed" if may else "suggested")
    assert desk.post(address(lists, "suggest/")).status_code == (302 if may else 403)
    assert desk.get(address(lists, "new/")).status_code == (200 if may else 403)
    assert desk.get("/desk/correlations/upload/").status_code == (200 if may else 403)


def test_one_is_written_by_hand(lists, cast, as_user):
    desk = as_user(cast.rhea)
    typed = {"left_code": "3A001.b", "relation": "narrower", "right_code": "5A001.b", "source": "Compared by us"}
    assert desk.post(address(lists, "new/"), typed | {"right_code": "5A009"}).status_code == 409
    answer = desk.post(address(lists, "new/"), typed)
    assert answer["Location"] == f"/desk/correlations/{Correlation.objects.get().pk}/"
    assert "has nothing like it" not in desk.get(answer["Location"]).content.decode()


def test_correlations_go_out_and_come_in_as_csv_with_bad_rows_told(lists, cast, as_user):
    left, right = lists
    facts = {"left_list": left, "right_list": right, "source": "Compared by us"}
    write_correlation(**facts, left_code="3A001.a", right_code="5A001.a", relation="equal")
    write_correlation(**facts, left_code="3A001.b", right_code="", relation="national_only")
    desk = as_user(cast.rhea)
    whole = desk.get("/desk/correlations/correlations.csv").content.decode("utf-8-sig")
    assert [row[3] for row in csv.reader(io.StringIO(whole))] == ["relation", "equal", "national_only"]
    Correlation.objects.all().delete()
    table = whole + "zz-kitchen,1999,3A001.a,equal,yy-canteen,2026-01,5A001.a,Us\r\n"
    answer = desk.post("/desk/correlations/upload/", {"file": SimpleUploadedFile("table.csv", table.encode())})
    text = answer.content.decode()
    assert "2 new, 0 there already, 1 not taken." in text
    assert "Row 4: " in text
    assert "There is no edition 1999 of a list zz-kitchen." in text
    assert list(Correlation.objects.values_list("state", flat=True)) == ["suggested", "suggested"]


def test_pages_cost_the_same_with_one_and_two(lists, cast, as_user):
    desk = as_user(cast.rhea)
    pairs(lists, FIRST)
    addresses = ("/desk/correlations/", address(lists), "/desk/correlations/correlations.csv")
    costs = [queries(desk, one) for one in addresses]
    pairs(lists, FIRST, SECOND)
    assert [queries(desk, one) for one in addresses] == costs
