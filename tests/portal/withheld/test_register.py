"""The public register: counted by norm, ground and age, narrowed by each."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from normsite.foundation.withholding.models import Withholding
from normsite.foundation.withholding.services import lift
from tests.portal.withheld.scenes import in_days, rationale_withheld, scenario_withheld
from tests.riskreviews.scenes import agreed
from tests.riskreviews.test_pages import words


@pytest.fixture
def three(cast):
    """One that is 400 days old; two of today, of another norm, on two grounds."""
    old, new = agreed(cast, title="Old keys"), agreed(cast, title="New keys")
    with time_machine.travel(timezone.now() - timedelta(days=400)):
        first = rationale_withheld(cast, old, until=in_days(900))
    return first, rationale_withheld(cast, new, basis="trade_secret"), scenario_withheld(cast, new)


def codes(response) -> list[str]:
    return [line.withholding.code for line in response.context["lines"]]


def test_nothing_withheld_is_said(cast, client):
    assert "Nothing is withheld" in words(client.get("/withheld/"))


def test_everything_is_counted_once_by_norm_by_ground_and_by_age(three, client):
    page = client.get("/withheld/")
    bars = {name: {bar.words: bar.number for bar in its} for name, _, its in page.context["bars"]}
    old, new = three[0].norm, three[1].norm
    assert bars == {
        "norm": {f"{new} New keys": 2, f"{old} Old keys": 1},
        "basis": {"Security of persons and installations": 2, "Trade secret": 1},
        "age": {"Less than three months": 2, "One to two years": 1},
    }
    assert codes(page) == [three[2].code, three[1].code, three[0].code]
    assert [one.code for one in three if one.get_absolute_url() not in page.text] == []


def test_programs_read_the_same_list_with_what_was_made_public(three, cast, client):
    lift(withholding=three[0], reason="Mended.", by=cast.sami)
    told = client.get("/api/v1/withholdings/").json()["results"]
    assert [(one["code"], one["lifted_at"] is None, one["lift_reason"]) for one in told] == [
        (three[0].code, False, "Mended."),
        (three[1].code, True, ""),
        (three[2].code, True, ""),
    ]
    assert {name: told[1][name] for name in ("kind", "place", "norm", "basis", "length", "authorised_by", "until", "url")} == {
        "kind": "rationale",
        "place": "keys",
        "norm": three[1].norm,
        "basis": "trade_secret",
        "length": 6,
        "authorised_by": "April",
        "until": in_days(365).isoformat(),
        "url": f"http://localhost:8000{three[1].get_absolute_url()}",
    }


def test_it_is_narrowed_by_each(three, client):
    old, first, second = three
    assert codes(client.get("/withheld/", {"norm": old.norm})) == [old.code]
    assert codes(client.get("/withheld/", {"basis": "trade_secret"})) == [first.code]
    assert codes(client.get("/withheld/", {"age": "years"})) == [old.code]
    assert codes(client.get("/withheld/", {"age": "new"})) == [second.code, first.code]
    assert codes(client.get("/withheld/", {"norm": old.norm, "age": "new"})) == []


def test_what_was_made_public_is_asked_for_by_itself(three, cast, client):
    lift(withholding=three[0], reason="Mended.", by=cast.sami)
    assert codes(client.get("/withheld/")) == [three[2].code, three[1].code]
    assert codes(client.get("/withheld/", {"state": "lifted"})) == [three[0].code]


def test_it_goes_on_page_after_page(three, client, monkeypatch):
    monkeypatch.setattr("normsite.portal.withheld.register.PAGE", 2)
    page = client.get("/withheld/")
    assert (codes(page), page.context["next"]) == ([three[2].code, three[1].code], three[1].code)
    assert codes(client.get("/withheld/", {"after": three[1].code})) == [three[0].code]


def test_the_table_for_spreadsheets_has_them_all(three, client):
    lines = client.get("/withheld/withheld.csv").getvalue().decode().splitlines()
    assert len(lines) == 4
    assert "Leaks" not in "".join(lines)


def test_decisions_places_and_what_was_made_public_are_each_counted(cast, client):
    scenario_withheld(cast, agreed(cast, scenarios=3))  # all three say the same
    page = words(client.get("/withheld/"))
    assert "3 places in the record are withheld now, by 1 decision" in page
    assert "0 were made public again" in page
    lift(withholding=Withholding.objects.earliest("pk"), reason="Mended.", by=cast.sami)
    page = client.get("/withheld/")
    assert (page.context["total"], page.context["decisions"], page.context["lifted"]) == (2, 1, 1)
    assert 'href="/withheld/?state=lifted#parts"' in page.text
