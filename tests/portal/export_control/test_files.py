"""A control list as CSV, and by the programming interface."""

import csv
import io

import pytest

from normsite.foundation.controls.models import Paragraph
from normsite.foundation.controls.services import Edition, import_control_list
from tests.portal.export_control.scenes import kitchen

pytestmark = pytest.mark.django_db


def rows(client, address="/control-lists/zz-kitchen/2026-01/list.csv"):
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/csv; charset=utf-8")
    return list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"), newline="")))


class TestCsv:
    def test_each_entry_is_followed_by_its_paragraphs_with_the_row_in_which_they_stand(self, client):
        kitchen()
        told = [(row["row"], row["kind"], row["code"] or row["entry"], row["inside"]) for row in rows(client)]
        assert told == [
            ("1", "entry", "2B001", ""),
            ("2", "item", "2B001.a", ""),
            ("3", "item", "2B001.a.1", "2"),
            ("4", "item", "2B001.a.2", "2"),
            ("5", "note", "2B001", "2"),
            ("6", "item", "2B001.b", ""),
            ("7", "item", "2B001", "6"),
            ("8", "technical_note", "2B001", ""),
            ("9", "entry", "3A001", ""),
            ("10", "item", "3A001.a", ""),
            ("11", "item", "3A001.b", ""),
            ("12", "technical_note", "3A001", ""),
            ("13", "entry", "3B001", ""),
        ]

    def test_a_row_says_all_that_is_known_of_it(self, client):
        kitchen()
        found = rows(client)
        assert found[0] == {
            "row": "1",
            "entry": "2B001",
            "kind": "entry",
            "inside": "",
            "mark": "",
            "code": "",
            "text": "Ovens and parts for them",
            "problem": "",
            "category_name": "Baking",
            "group_name": "Machines",
            "facts": '{"chart": [["burns", "Column 1"]], "reasons": "burns, crumbs"}',
        }
        assert (found[6]["text"], found[6]["problem"]) == ("Trays without a mark.", "Its mark can't be read.")

    def test_nothing_that_a_spreadsheet_would_compute_goes_out(self, client):
        kitchen(entries={"2B001": ("=1+1", [])})
        assert [row["text"] for row in rows(client)] == ["'=1+1"]

    def test_a_list_that_is_not_there_is_not_found(self, client):
        assert client.get("/control-lists/zz-kitchen/2026-01/list.csv").status_code == 404


class TestTheInterface:
    def read(self, client, address):
        answer = client.get(f"/api/v1/control-lists/{address}")
        assert answer.status_code == 200
        return answer.json()

    def test_editions_are_listed(self, client):
        kitchen("2025-01")
        kitchen(in_force=True)
        found = self.read(client, "")["results"]
        assert [(one["series"], one["edition"], one["in_force"]) for one in found] == [
            ("zz-kitchen", "2025-01", False),
            ("zz-kitchen", "2026-01", True),
        ]
        assert self.read(client, "zz-kitchen/2026-01/") == found[1]
        assert found[1]["url"] == "http://localhost:8000/control-lists/zz-kitchen/2026-01/"

    def test_entries_are_listed_in_the_order_of_the_list(self, client):
        kitchen()
        found = self.read(client, "zz-kitchen/2026-01/entries/")["results"]
        assert [(one["code"], one["category"], one["group"], one["heading"]) for one in found] == [
            ("2B001", 2, "B", "Ovens and parts for them"),
            ("3A001", 3, "A", "Doors for ovens"),
            ("3B001", 3, "B", "Machines that make doors"),
        ]

    def test_an_entry_comes_with_its_paragraphs_and_in_what_each_stands(self, client):
        kitchen()
        found = self.read(client, "zz-kitchen/2026-01/entries/2B001/")
        assert found["facts"] == {"reasons": "burns, crumbs", "chart": [["burns", "Column 1"]]}
        assert [(one["position"], one["inside"], one["code"], one["kind"]) for one in found["paragraphs"]] == [
            (1, None, "2B001.a", "item"),
            (2, 1, "2B001.a.1", "item"),
            (3, 1, "2B001.a.2", "item"),
            (4, 1, "", "note"),
            (5, None, "2B001.b", "item"),
            (6, 5, "", "item"),
            (7, None, "", "technical_note"),
        ]

    @pytest.mark.parametrize(
        "address", ["zz-cellar/2026-01/", "zz-cellar/2026-01/entries/", "zz-kitchen/2026-01/entries/4A999/"]
    )
    def test_what_is_not_there_is_not_found(self, client, address):
        kitchen()
        assert client.get(f"/api/v1/control-lists/{address}").status_code == 404


def test_what_goes_out_as_csv_comes_in_alike(cast, client):
    ours = kitchen()
    sent = b"".join(client.get("/control-lists/zz-kitchen/2026-01/list.csv").streaming_content)
    about = Edition(series="zz-copy", jurisdiction="ZZ", name="Copy", edition="2026-01", as_of=ours.as_of)
    theirs = import_control_list(data=sent, about=about, by=cast.sami)

    def told(made):
        entries = made.entries.order_by("position")
        heads = ("code", "category", "category_name", "group", "group_name", "heading", "facts")
        rows = Paragraph.objects.filter(entry__control_list=made).order_by("entry__position", "position")
        pieces = rows.values_list(
            "entry__code", "position", "parent__position", "depth", "kind", "mark", "code", "text", "problem"
        )
        return list(entries.values_list(*heads)), list(pieces)

    assert told(theirs) == told(ours)
    assert theirs.report["troubles"] == []
