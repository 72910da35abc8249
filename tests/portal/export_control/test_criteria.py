"""What is drawn from a list, what corresponds elsewhere, and what an edition has changed: only what a person has confirmed."""

import re
from datetime import date

import pytest

from normsite.foundation.controls.services import (
    confirm_correlation,
    confirm_criterion,
    reject_criterion,
    write_correlation,
    write_criterion,
)
from normsite.foundation.controls.text.criteria import Group
from normsite.foundation.controls.text.thresholds import Comparator, Condition
from tests.portal.export_control.scenes import KITCHEN, kitchen
from tests.portal.export_control.test_files import rows

pytestmark = pytest.mark.django_db

HOT = Group("all", (Condition("temperature", Comparator.AT_LEAST, 300, "K"),))
ENTRY = "/control-lists/zz-kitchen/2026-01/2B001/"


def criterion(cast, made, code="2B001.a.1", subject="oven"):
    return write_criterion(control_list=made, code=code, group=HOT, subjects=[subject], by=cast.rhea)


class TestCriteria:
    @pytest.fixture
    def confirmed(self, cast):
        made = kitchen()
        found = confirm_criterion(criterion=criterion(cast, made), by=cast.rhea)
        criterion(cast, made, subject="suggested kiln")
        reject_criterion(criterion=criterion(cast, made, subject="rejected stove"), reason="It is cold.", by=cast.rhea)
        return found

    @pytest.mark.parametrize(
        "address",
        [
            ENTRY,
            "/control-lists/zz-kitchen/2026-01/criteria/",
            "/control-lists/zz-kitchen/2026-01/criteria.csv",
            "/api/v1/criteria/",
        ],
    )
    def test_what_is_only_suggested_or_was_rejected_is_nowhere(self, client, confirmed, address):
        answer = client.get(address)
        text = (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()
        assert [words in text for words in (confirmed.sentence, "uggested kiln", "ejected stove")] == [True, False, False]

    def test_an_entry_shows_each_with_its_sentence_and_its_paragraph(self, client, confirmed):
        answer = client.get(ENTRY)
        assert [one.code for one in answer.context["criteria"]] == [confirmed.code]
        assert f'href="{ENTRY[:-6]}2B001.a.1/"' in answer.text
        assert list(client.get("/control-lists/zz-kitchen/2026-01/3A001/").context["criteria"]) == []

    def test_an_edition_leads_to_its_criteria_where_it_has_some(self, client, confirmed):
        kitchen("2027-01", as_of=date(2027, 1, 1))
        assert "1 criterion for heightened screening" in client.get("/control-lists/zz-kitchen/2026-01/").text
        assert "heightened screening" not in client.get("/control-lists/zz-kitchen/2027-01/").text
        assert "No criterion is confirmed yet" in client.get("/control-lists/zz-kitchen/2027-01/criteria/").text

    def test_they_go_out_as_csv_with_their_data(self, client, confirmed):
        (row,) = rows(client, "/control-lists/zz-kitchen/2026-01/criteria.csv")
        assert [
            row[name] for name in ("code", "series", "edition", "entry", "paragraph", "sentence", "subjects", "effect")
        ] == [
            confirmed.code,
            "zz-kitchen",
            "2026-01",
            "2B001",
            "2B001.a.1",
            confirmed.sentence,
            "oven",
            "expert_review",
        ]
        assert row["conditions"] == '{"all": [{"unit": "K", "value": 300, "parameter": "temperature", "comparator": ">="}]}'

    def test_they_are_read_by_the_interface(self, client, confirmed):
        (found,) = client.get("/api/v1/criteria/").json()["results"]
        assert (found["code"], found["paragraph_code"], found["sentence"]) == (confirmed.code, "2B001.a.1", confirmed.sentence)
        assert found["conditions"] == {"all": [{"parameter": "temperature", "comparator": ">=", "value": 300, "unit": "K"}]}


def written(relation, ours, code, theirs, other):
    return write_correlation(
        left_list=ours, left_code=code, right_list=theirs, right_code=other, relation=relation, source="Rhea, by reading both"
    )


def confirmed(cast, relation, *pair):
    found = written(relation, *pair)
    confirm_correlation(correlation=found, relation=relation, source=found.source, by=cast.rhea)


class TestWhatCorresponds:
    def told(self, client, address=ENTRY):
        return [
            (one.asked, one.relation.label, one.control_list.series, one.code, one.address)
            for one in client.get(address).context["correspondences"]
        ]

    def test_what_a_person_has_confirmed_is_told_from_both_sides(self, cast, client):
        ours, theirs = kitchen(), kitchen(series="eu-pantry", jurisdiction="EU", name="Pantry list")
        confirmed(cast, "broader", ours, "2B001.a", theirs, "2B001.b")
        written("broader", ours, "2B001.b", theirs, "2B001.b")
        there = "/control-lists/eu-pantry/2026-01/2B001"
        assert self.told(client) == [("2B001.a", "controls more than", "eu-pantry", "2B001.b", f"{there}.b/")]
        assert self.told(client, f"{there}/") == [
            ("2B001.b", "controls less than", "zz-kitchen", "2B001.a", f"{ENTRY[:-1]}.a/")
        ]
        assert "Rhea, by reading both" in client.get(ENTRY).text

    def test_that_there_is_nothing_like_it_is_told_as_well(self, cast, client):
        ours, theirs = kitchen(), kitchen(series="eu-pantry", jurisdiction="EU", name="Pantry list")
        confirmed(cast, "national_only", ours, "2B001", theirs, "")
        assert self.told(client) == [("2B001", "has nothing like it in", "eu-pantry", "", "")]


class TestTwoEditions:
    LATER = {
        "2B001": ("Ovens and parts for them", [("2B001.a", "Ovens that glow in the dark."), ("2B001.c", "Spits.")]),
        "3C001": ("Glass", []),
    }

    def compared(self, client, **facts):
        kitchen(hand="the cook")
        kitchen("2027-01", self.LATER, as_of=date(2027, 1, 1), **facts)
        answer = client.get("/control-lists/zz-kitchen/2027-01/since/2026-01/")
        assert answer.status_code == 200
        found = answer.context["difference"]
        return answer, {f"{one.label}: {one.code}" for one in [*found.entries, *found.paragraphs]}

    def test_of_one_hand_it_is_said_what_is_new_and_gone(self, client):
        answer, changes = self.compared(client, hand="the cook")
        assert {"New: 3C001", "Gone: 3A001", "Gone: 3B001", "Worded otherwise: 2B001.a"} <= changes
        assert "different hands" not in answer.text
        assert "Ovens that glow in the dark" in re.sub(r"<del>.*?</del>|<[^>]+>", "", answer.text)
        assert "<ins>" in answer.text

    def test_of_two_hands_only_what_is_not_in_the_one_file(self, client):
        answer, changes = self.compared(client, hand="the waiter")
        assert {one.partition(":")[0] for one in changes} == {
            "Not in the first file",
            "Not in the second file",
            "Worded otherwise",
        }
        assert "different hands" in answer.text

    def test_editions_lead_to_what_differs_from_each_other(self, client):
        self.compared(client, hand="the cook")
        way = 'href="/control-lists/zz-kitchen/2027-01/since/2026-01/"'
        assert [way in client.get(f"/control-lists/zz-kitchen/{edition}/").text for edition in ("2026-01", "2027-01")] == [
            True
        ] * 2

    def test_an_edition_that_is_not_there_is_not_found(self, client):
        kitchen()
        assert client.get("/control-lists/zz-kitchen/2026-01/since/2025-01/").status_code == 404


class TestAddressesOfFullCodes:
    def test_each_leads_to_its_place(self, client):
        kitchen("2025-01", KITCHEN, in_force=True)
        kitchen()
        lead = {
            "zz-kitchen/2026-01/2B001.a.1/": "/control-lists/zz-kitchen/2026-01/2B001/#a.1",
            "zz-kitchen/2B001.a.1/": "/control-lists/zz-kitchen/2025-01/2B001/#a.1",
        }
        assert {one: client.get(f"/control-lists/{one}")["Location"] for one in lead} == lead


def test_of_very_many_changes_a_page_names_the_entries_and_each_has_its_own(client):
    entries = {f"3A{n:03}": ("Doors", [(f"3A{n:03}.a", "Doors of glass and of nothing else.")]) for n in range(1, 41)}
    changed = {code: (head, [(lines[0][0], "Doors of wood and of nothing else.")]) for code, (head, lines) in entries.items()}
    kitchen("2026-01", entries, hand="the cook")
    kitchen("2027-01", changed, hand="the cook", as_of=date(2027, 1, 1))
    page = "/control-lists/zz-kitchen/2027-01/since/2026-01/"
    assert [words in client.get(page).text for words in ("<del>", f'href="{page}3A007/"')] == [False, True]
    own = client.get(f"{page}3A007/")
    assert [code for code, _ in own.context["shown"].by_entry] == ["3A007"]
    assert "<del>glass</del>" in own.text
    assert client.get(f"{page}3B001/").status_code == 404
