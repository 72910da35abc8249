"""Whoever looks for a code, a word or its other names comes to entries, norms, or to what explains them."""

from importlib import import_module

import pytest
from django.db import connection

from norms.services import add_clause, freeze_revision
from normsite.foundation.controls.models import Entry, Paragraph
from normsite.foundation.search import asked_for
from normsite.foundation.synonyms import OTHER_NAMES
from normsite.portal.export_control.finding import is_about_control
from tests import scenes
from tests.portal.export_control.scenes import KITCHEN, kitchen

pytestmark = pytest.mark.django_db


def found(client, words, **more):
    """The entries that the search of control lists finds."""
    answer = client.get("/control-lists/search/", {"q": words, **more})
    assert answer.status_code == 200
    return [f"{hit.row.control_list.series} {hit.row.code}" for hit in answer.context["hits"]]


def of_kind(client, words, kind):
    answer = client.get("/search/", {"q": words})
    return [hit.row for facet in answer.context["facets"] if facet.key == kind for hit in facet.hits]


class TestWords:
    def test_entries_are_found_by_heading_by_paragraph_and_by_note(self, client):
        kitchen()
        assert found(client, "parts ovens") == ["zz-kitchen 2B001"]
        assert found(client, "toasters") == ["zz-kitchen 2B001"]
        assert found(client, '"baking for 12 h"') == ["zz-kitchen 3A001"]
        assert found(client, "doors -glass") == ["zz-kitchen 3B001", "zz-kitchen 2B001"]
        assert found(client, "submarine") == []

    def test_words_may_stand_in_several_paragraphs_of_an_entry(self, client):
        kitchen()
        assert found(client, "toasters temperature") == ["zz-kitchen 2B001"]

    def test_the_sentence_is_shown_under_the_code_of_its_paragraph(self, client):
        kitchen()
        answer = client.get("/control-lists/search/", {"q": "toasters"})
        assert "2B001.b:" in answer.text
        assert "<mark>Toasters</mark>" in answer.text

    def test_current_editions_alone_are_searched(self, client):
        kitchen("2025-01", {"2B001": ("Stoves", [("2B001.a", "Embers.")])}, in_force=True)
        kitchen()
        assert [found(client, words) for words in ("embers", "toasters")] == [["zz-kitchen 2B001"], []]

    def test_one_list_can_be_searched_alone_and_one_that_is_none_is_passed_over(self, client):
        kitchen()
        kitchen(series="eu-pantry", jurisdiction="EU", name="Pantry list")
        both = ["eu-pantry 2B001", "zz-kitchen 2B001"]
        assert sorted(found(client, "toasters")) == both
        assert found(client, "toasters", list="eu-pantry") == both[:1]
        assert sorted(found(client, "toasters", list="nowhere")) == both

    def test_what_is_changed_or_taken_out_is_found_as_it_stands(self, client):
        kitchen()
        Entry.objects.filter(code="3B001").update(heading="Machines that make hinges")
        Paragraph.objects.filter(code="2B001.b").update(text="Grills.")
        Paragraph.objects.filter(code="3A001.a").delete()
        assert found(client, "hinges") == ["zz-kitchen 3B001"]
        assert [found(client, words) for words in ("grills", "toasters", "glass")] == [["zz-kitchen 2B001"], [], []]

    def test_a_list_that_is_gone_is_found_no_more(self, client):
        kitchen().delete()
        assert found(client, "toasters") == []

    def test_many_are_shown_page_by_page(self, client):
        kitchen(entries={f"2B{number:03}": ("Ovens", []) for number in range(1, 24)})
        pages = [found(client, "ovens", page=number) for number in (1, 2, 3)]
        assert [len(one) for one in pages] == [20, 3, 0]
        assert len({*pages[0], *pages[1]}) == 23


class TestCodes:
    def told(self, client, words):
        """What each list is said to know of a code."""
        answer = client.get("/control-lists/search/", {"q": words})
        text = " ".join(answer.text.split())
        return text[text.index('id="code-found"') : text.index("</section>")] if "code-found" in text else ""

    @pytest.mark.parametrize("typed", ["2B001.a.1", " 2b001.A.1 ", "2B001 .a.1."])
    def test_a_paragraph_is_found_in_whatever_spelling(self, client, typed):
        kitchen()
        assert 'href="/control-lists/zz-kitchen/2026-01/2B001/#a.1"' in self.told(client, typed)

    def test_a_paragraph_that_the_entry_lacks_leads_to_the_entry_and_says_so(self, client):
        kitchen()
        told = self.told(client, "2B001.x")
        assert 'href="/control-lists/zz-kitchen/2026-01/2B001/"' in told
        assert "2B001.x" in told

    def test_each_list_says_whether_it_has_the_code_or_names_it(self, client):
        kitchen()
        kitchen(series="eu-pantry", jurisdiction="EU", name="Pantry list", entries={"4A999": ("Jars", [])})
        told = self.told(client, "4A999")
        assert 'href="/control-lists/eu-pantry/2026-01/4A999/"' in told
        assert "Kitchen list" in told
        assert "zz-kitchen/2026-01/4A999" not in told

    @pytest.mark.parametrize("typed", ["2F001", "2B01", "ovens", "2B001.a.1.a.1.a.1.a.1.a.1"])
    def test_what_is_no_code_is_searched_for_as_words(self, client, typed):
        kitchen()
        assert self.told(client, typed) == ""

    @pytest.mark.parametrize("typed", ["5Z999", "5A02", "2B001-a"])
    def test_of_what_is_nearly_a_code_it_is_said_how_codes_look(self, client, typed):
        kitchen()
        told = f"“<bdi>{typed}</bdi>” is no code: a code looks like 5A002 or 5A002.a.4.a."
        assert told in client.get("/control-lists/search/", {"q": typed}).text

    @pytest.mark.parametrize("typed", ["2B001", "2b001.a", "3D", "3D printing"])
    def test_of_anything_else_that_is_not_said(self, client, typed):
        kitchen()
        assert "is no code" not in client.get("/control-lists/search/", {"q": typed}).text


class TestTheSearchOfTheSite:
    def test_a_code_leads_to_its_entry(self, client):
        kitchen()
        answer = client.get("/search/", {"q": "2b001"})
        assert 'href="/control-lists/zz-kitchen/2026-01/2B001/"' in answer.text
        assert "Nothing found" not in answer.text

    def test_entries_stand_among_what_was_found(self, client):
        kitchen()
        assert [entry.code for entry in of_kind(client, "toasters", "entries")] == ["2B001"]
        assert "Control lists" in client.get("/search/", {"q": "toasters"}).text

    @pytest.mark.parametrize("words", ["ECCN", "what is an eccn?", "export control", "control list", "dual-use", "EAR99"])
    def test_who_asks_what_a_code_is_is_led_to_what_explains_it(self, client, words):
        answer = client.get("/search/", {"q": words})
        assert "Export control: is it for me?" in answer.text
        assert "Nothing found" not in answer.text

    def test_other_words_lead_there_no_more_than_needed(self):
        assert [is_about_control(words) for words in ("exports", "controlled", "list", "keccn")] == [False] * 4


class TestOtherNames:
    @pytest.fixture
    def norm(self, cast):
        draft = scenes.drafted(cast, "Layers")
        body = "Parts shall be made by additive manufacturing, and unmanned aircraft are exempt."
        add_clause(revision=draft, title="Parts", anchor="parts", body=body, rationale="So.", by=cast.edda)
        freeze_revision(revision=draft, by=cast.edda)
        scenes.opened(cast, draft, days_ago=10)

    @pytest.mark.parametrize("words", ["3D printing", "3d-printing", '"3D printing"', "drone", "parts drones"])
    def test_what_goes_by_another_name_is_found(self, norm, client, words):
        assert [clause.anchor for clause in of_kind(client, words, "clauses")] == ["parts"]

    @pytest.mark.parametrize("words", ["printing", "3D", "printing 3D", "3D printing -additive", "-drone parts"])
    def test_words_that_mean_it_only_together_do_not_find_it_apart(self, norm, client, words):
        assert [clause.anchor for clause in of_kind(client, words, "clauses")] == (["parts"] if words == "-drone parts" else [])

    def test_the_page_says_what_else_it_looked_for_and_marks_it(self, norm, client):
        text = " ".join(client.get("/search/", {"q": "3D printing"}).text.split())
        assert "Also looked for: 3d printer, 3d printed, additive manufacturing." in text
        assert "<mark>additive</mark> <mark>manufacturing</mark>" in text

    def test_encryption_leads_to_what_a_list_calls_cryptographic(self, client):
        kitchen()
        assert found(client, "encryption") == ["zz-kitchen 3A001"]

    def test_other_names_are_looked_for_only_where_that_is_wished(self):
        assert asked_for("drone").also == ()
        assert asked_for("drone", by_other_names=True).also == OTHER_NAMES_OF_A_DRONE

    def test_each_name_stands_once(self):
        assert all(name not in others for name, others in OTHER_NAMES.items())


OTHER_NAMES_OF_A_DRONE = ("drones", "unmanned aircraft", "unmanned aerial vehicle", "uav", "uas")


def test_an_earlier_list_is_taken_in(client):
    """As it stood before entries were searched."""
    kitchen(entries={"2B001": KITCHEN["2B001"]})
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM export_control_searchedentry")
    assert found(client, "toasters") == []
    migration = import_module("normsite.portal.export_control.migrations.0002_search_earlier_entries")
    with connection.cursor() as cursor:
        cursor.execute(migration.TAKE)
    assert found(client, "toasters") == ["zz-kitchen 2B001"]


def test_of_a_heading_that_is_a_text_of_its_own_the_beginning_is_the_title(client):
    heading = f"Ovens {'and more ovens ' * 30}. They bake marzipan."
    kitchen(entries={"2B001": (heading, [("2B001.a", "Spits.")])})
    (hit,) = client.get("/control-lists/search/", {"q": "marzipan"}).context["hits"]
    title = "".join(piece.words for piece in hit.title)
    assert (len(title), title.startswith("2B001 Ovens and more")) == (200, True)
    assert "".join(piece.words for piece in hit.pieces) == "They bake marzipan."


def test_lists_in_force_come_first_where_a_code_is_looked_up(client):
    kitchen(series="aa-cellar", jurisdiction="AT", name="Cellar list")
    kitchen(in_force=True)
    places = client.get("/control-lists/search/", {"q": "2B001"}).context["places"]
    assert [place.control_list.series for place in places] == ["zz-kitchen", "aa-cellar"]
