"""Control lists as anybody reads them."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from norms.services import add_clause, freeze_revision
from normsite.foundation.controls.models import Entry
from tests import scenes
from tests.portal.export_control.scenes import KITCHEN, kitchen
from tests.riskreviews.screenings import draft_with_codes, judged, submitted

pytestmark = pytest.mark.django_db


def page(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer


def nodes(answer):
    """Anchor and words of each paragraph, those within another behind it with an indent."""

    def told(found, depth=0):
        for node in found:
            yield f"{'  ' * depth}{node.anchor}: {node.paragraph.text}"
            yield from told(node.within, depth + 1)

    return list(told(answer.context["nodes"]))


def leading(answer, anchor):
    """Words and address of what leads on in one paragraph."""

    def walk(found):
        for node in found:
            yield node
            yield from walk(node.within)

    node = next(one for one in walk(answer.context["nodes"]) if one.anchor == anchor)
    return {piece.words: piece.to for piece in node.pieces if piece.leads}


class TestTheLists:
    def test_nothing_is_said_of_lists_that_are_not_there(self, client):
        assert "No control list is here yet" in page(client, "/control-lists/").text

    def test_each_edition_stands_under_its_jurisdiction_with_what_could_not_be_told(self, client):
        kitchen("2025-01", as_of=date(2025, 1, 1))
        kitchen(in_force=True)
        kitchen(series="eu-pantry", jurisdiction="EU", name="Pantry list", entries={})
        answer = page(client, "/control-lists/")
        places = [answer.text.index(words) for words in ("European Union", "Pantry list", "Model jurisdiction", "2025-01")]
        assert places == sorted(places)
        told = [(one.edition, one.entry_total, one.unclear_total) for one in answer.context["editions"]]
        assert told == [("2026-01", 0, 0), ("2026-01", 3, 1), ("2025-01", 3, 1)]
        assert [answer.text.count(words) for words in (">In force here<", ">Not in force here<")] == [1, 2]

    def test_a_list_shows_its_editions_and_one_that_is_not_there_is_not_found(self, client):
        kitchen("2025-01", as_of=date(2025, 1, 1))
        kitchen()
        answer = page(client, "/control-lists/zz-kitchen/")
        assert [one.edition for one in answer.context["editions"]] == ["2026-01", "2025-01"]
        assert answer.context["current"].edition == "2026-01"
        assert client.get("/control-lists/zz-cellar/").status_code == 404


class TestAnEdition:
    def test_it_says_where_it_is_from_and_what_its_import_could_not_tell(self, client):
        made = kitchen(acknowledgement="The kitchen's own words.")
        text = page(client, made.get_absolute_url()).text
        assert "https://kitchen.example/list" in text
        assert "The kitchen&#x27;s own words." in text
        assert "Trays without a mark." in text
        assert "Its mark can&#x27;t be read." in text
        assert 'href="/control-lists/zz-kitchen/2026-01/2B001/#n6"' in text

    def test_one_that_is_superseded_leads_to_the_one_in_force(self, client):
        older = kitchen("2025-01", as_of=date(2025, 1, 1))
        newer = kitchen(in_force=True)
        assert "Drafts are not screened by this edition." in page(client, older.get_absolute_url()).text
        assert f'href="{newer.get_absolute_url()}"' in page(client, older.get_absolute_url()).text
        assert "Drafts are not screened" not in page(client, newer.get_absolute_url()).text

    def test_one_that_is_there_in_part_says_that_what_it_lacks_may_be_controlled(self, client):
        made = kitchen(is_partial=True)
        assert "What is not found here may be controlled" in page(client, made.get_absolute_url()).text
        assert "Look at the official text." in page(client, f"{made.get_absolute_url()}3B001/").text
        assert "Look at the official text." not in page(client, f"{made.get_absolute_url()}2B001/").text

    def test_its_categories_hold_entries_by_group(self, client):
        made = kitchen()
        answer = page(client, f"{made.get_absolute_url()}category/3/")
        assert [(one.letter, one.name, [entry.code for entry in one.entries]) for one in answer.context["groups"]] == [
            ("A", "Equipment", ["3A001"]),
            ("B", "Machines", ["3B001"]),
        ]
        assert [(one.number, one.total) for one in answer.context["categories"]] == [(2, 1), (3, 2)]
        assert client.get(f"{made.get_absolute_url()}category/7/").status_code == 404


class TestAnEntry:
    def test_its_paragraphs_stand_in_each_other_with_notes_in_place(self, client):
        kitchen()
        assert nodes(page(client, "/control-lists/zz-kitchen/2026-01/2B001/")) == [
            'a: Ovens for "slow baking", having any of the following:',
            "  a.1: A temperature of 300 K or more; or",
            "  a.2: A door that 3A001.b covers, see also 3A001.z and 4A999.",
            "  n4: Ovens for bread are not covered; see 2B001.b.",
            "b: Toasters with a 'crumb tray', whatever 5A002 says.",
            "  n6: Trays without a mark.",
            "n7: 'Crumb tray' means a plate that takes up crumbs.",
        ]

    def test_each_paragraph_has_an_anchor_of_its_own(self, client):
        kitchen()
        text = page(client, "/control-lists/zz-kitchen/2026-01/2B001/").text
        assert [f'id="{anchor}"' in text for anchor in ("a", "a.1", "a.2", "n4", "b", "n6", "n7")] == [True] * 7

    def test_codes_lead_to_paragraphs_or_entries_and_to_nothing_that_is_not_on_the_list(self, client):
        kitchen()
        answer = page(client, "/control-lists/zz-kitchen/2026-01/2B001/")
        doors = "/control-lists/zz-kitchen/2026-01/3A001/"
        assert leading(answer, "a.2") == {"3A001.b": f"{doors}#b", "3A001.z": doors, "4A999": ""}
        assert leading(answer, "n4") == {"2B001.b": "#b"}
        assert 'title="Not on this list">4A999<' in answer.text

    def test_terms_lead_to_their_definition_here_or_elsewhere_on_the_list(self, client):
        kitchen()
        kitchen(series="eu-pantry", jurisdiction="EU")
        answer = page(client, "/control-lists/zz-kitchen/2026-01/2B001/")
        assert leading(answer, "a") == {'"slow baking"': "/control-lists/zz-kitchen/2026-01/3A001/#n3"}
        assert leading(answer, "b") == {"'crumb tray'": "#n7", "5A002": ""}
        assert leading(answer, "n7") == {}

    def test_what_else_the_list_says_stands_below(self, client):
        kitchen()
        assert page(client, "/control-lists/zz-kitchen/2026-01/2B001/").context["facts"] == [
            ("Reasons for control", ["burns, crumbs"]),
            ("Country chart", ["burns: Column 1"]),
        ]

    def test_it_says_how_to_cite_it(self, client):
        kitchen()
        text = page(client, "/control-lists/zz-kitchen/2026-01/2B001/").text
        cited = " ".join(text[text.index("Cite this entry") :].split())
        assert "2B001, <cite>" in cited
        assert "edition 2026-01, as of 1 January 2026" in cited
        assert "http://localhost:8000/control-lists/zz-kitchen/2026-01/2B001/" in cited

    def test_the_same_code_in_other_lists_is_told_without_saying_that_it_means_the_same(self, client):
        kitchen("2025-01", as_of=date(2025, 1, 1), in_force=True)
        kitchen()
        kitchen("2024", series="eu-pantry", jurisdiction="EU", name="Pantry list", as_of=date(2024, 1, 1))
        kitchen(series="eu-pantry", jurisdiction="EU", name="Pantry list")
        answer = page(client, "/control-lists/zz-kitchen/2026-01/2B001/")
        assert [str(one.control_list) for one in answer.context["elsewhere"]] == [
            "Pantry list, 2026-01",
            "Kitchen list, 2025-01",
        ]
        assert "Equal codes of two lists need not mean the same things" in answer.text

    def test_words_of_a_list_are_no_markup(self, client):
        kitchen(entries={"2B001": ("Ovens <b>", [("2B001.a", 'A <script>alert("x")</script>')])})
        text = page(client, "/control-lists/zz-kitchen/2026-01/2B001/").text
        assert ["<script>alert" in text, "Ovens <b>" in text] == [False, False]

    def test_its_address_without_an_edition_leads_to_the_current_one(self, client):
        kitchen("2025-01", as_of=date(2025, 1, 1), in_force=True)
        kitchen()
        assert client.get("/control-lists/zz-kitchen/2B001/")["Location"] == "/control-lists/zz-kitchen/2025-01/2B001/"
        assert client.get("/control-lists/zz-kitchen/4A999/")["Location"] == "/control-lists/search/?q=4A999"
        assert client.get("/control-lists/zz-kitchen/2026-01/4A999/").status_code == 404

    def test_entries_lead_to_the_ones_before_and_after(self, client):
        kitchen()
        answer = page(client, "/control-lists/zz-kitchen/2026-01/3A001/")
        assert [answer.context[name].code for name in ("before", "after")] == ["2B001", "3B001"]
        first = page(client, "/control-lists/zz-kitchen/2026-01/2B001/")
        assert (first.context["before"], first.context["after"].code) == (None, "3A001")


class TestNormsThatTouchIt:
    @pytest.fixture
    def naming(self, cast):
        """A draft whose clause names paragraphs; nobody outside may read it yet."""
        kitchen()
        draft = scenes.drafted(cast, "Ovens of the field")
        body = "Ovens that 2B001.a.1 covers shall be cold. So shall those of 2B001.b, and a door of 12B001 or 2B0013."
        add_clause(revision=draft, title="Cold", anchor="cold", body=body, rationale="So.", by=cast.edda)
        return freeze_revision(revision=draft, by=cast.edda)

    def mentions(self, client, code="2B001"):
        return page(client, f"/control-lists/zz-kitchen/2026-01/{code}/").context["mentions"]

    def test_what_nobody_may_read_yet_is_not_among_them(self, client, naming):
        assert self.mentions(client) == []
        assert "Ovens of the field" not in page(client, "/control-lists/zz-kitchen/2026-01/2B001/").text

    def test_clauses_of_public_texts_are_told_with_the_codes_that_they_name(self, cast, client, naming):
        scenes.opened(cast, naming, days_ago=10)
        found = self.mentions(client)
        assert [(one.clause.anchor, one.codes) for one in found] == [("cold", ["2B001.a.1", "2B001.b"])]
        assert "Ovens that 2B001.a.1 covers shall be cold." in found[0].words
        assert self.mentions(client, "3A001") == []
        assert f'href="{found[0].clause.get_absolute_url()}"' in page(client, "/control-lists/zz-kitchen/2026-01/2B001/").text

    def test_they_say_on_what_ground_the_text_went_out_and_nothing_that_was_found(self, cast, client):
        draft = freeze_revision(revision=draft_with_codes(cast), by=cast.edda)
        screening = submitted(cast, draft)
        judged(screening, cast.piet)
        judged(screening, cast.april)
        scenes.opened(cast, draft, days_ago=10)
        answer = page(client, "/control-lists/zz-list/2026-01/5A002/")
        assert [one.screening for one in answer.context["mentions"]] == [screening]
        told = " ".join(answer.text.split())
        assert "The text was screened by edition 2026-01 of this list: cleared, decided " in told
        assert "A code alone teaches nothing." not in told


class TestTheEntrance:
    def test_it_says_what_a_code_is_and_which_lists_are_here(self, client):
        kitchen()
        text = page(client, "/export-control/").text
        assert "What is an ECCN?" in text
        assert 'href="/control-lists/zz-kitchen/2026-01/"' in text

    def test_every_page_leads_there(self, client):
        assert 'href="/export-control/">Export control</a>' in page(client, "/").text


def test_pages_cost_the_same_with_short_and_long_lists(client):
    """So many statements at most, and no more with more to show."""

    def statements(address):
        with CaptureQueriesContext(connection) as captured:
            page(client, address)
        return len(captured)

    kitchen()
    places = ("", "zz-kitchen/", "zz-kitchen/2026-01/", "zz-kitchen/2026-01/category/3/", "zz-kitchen/2026-01/2B001/")
    short = [statements(f"/control-lists/{place}") for place in places]
    lines = [("2B001.a", 'A "slow baking" of 3A001.b'), *((f"2B001.b{n}", "Ovens of 3A001.a") for n in range(20))]
    more = {f"3A{n:03}": ("Door", KITCHEN["3A001"][1]) for n in range(1, 30)}
    longer = {"2B001": ("Ovens", lines), **{code: (head, []) for code, (head, _) in more.items()}, "3A001": KITCHEN["3A001"]}
    kitchen("2027-01", longer, as_of=date(2027, 1, 1))
    long = [statements(f"/control-lists/{place.replace('2026', '2027')}") for place in places]
    assert long == short
    assert max(long) <= 12


def test_a_long_entry_begins_with_a_list_of_its_first_level(client):
    lines = [("2B001.a", "Ovens:"), *((f"2B001.a.{n}", "Ovens of glass.") for n in range(1, 41)), ("2B001.b", "Spits.")]
    kitchen(entries={"2B001": ("Ovens", lines), "3A001": KITCHEN["3A001"]})
    outline = page(client, "/control-lists/zz-kitchen/2026-01/2B001/").context["outline"]
    assert [node.anchor for node in outline] == ["a", "b"]
    assert page(client, "/control-lists/zz-kitchen/2026-01/3A001/").context["outline"] == []


def test_a_file_without_names_shows_what_digit_and_letter_mean(client):
    made = kitchen()
    Entry.objects.update(category_name="", group_name="")
    answer = page(client, f"{made.get_absolute_url()}category/3/")
    assert answer.context["category"].name == "Electronics"
    assert [group.name for group in answer.context["groups"]] == [
        "Systems, equipment and components",
        "Test, inspection and production equipment",
    ]
