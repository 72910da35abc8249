"""Cards, lines and folded parts: since the second schema, in every export; records of the first stay as they are."""

import re

import pytest

from normsite.foundation.documents import Card, Document, Folded, Line, Row, Run, Table, export, ramp_mark
from normsite.foundation.documents.printed.sheet import sheet
from normsite.foundation.documents.svg import as_own_svg
from tests.foundation.documents.samples import carded, full, small
from tests.foundation.documents.test_pdf import words_of


def test_a_record_with_cards_comes_back_equal_from_its_own_bytes():
    assert Document.load(carded().canonical_bytes()) == carded()


def test_it_says_that_it_is_of_the_second_schema_and_others_stay_of_the_first():
    assert (carded().schema, full().schema) == ("normsite/document/2", "normsite/document/1")


@pytest.mark.parametrize("block", [Line((Run("a"),)), Folded("A", ()), Card("a", ())])
def test_a_record_of_the_first_schema_holds_none_of_them(block):
    with pytest.raises(ValueError, match="are written as normsite/document/2"):
        small(block)


def test_a_record_is_written_in_no_schema_of_its_own():
    with pytest.raises(ValueError, match="A record is written as normsite/document/1 or normsite/document/2: 'own'"):
        small(schema="own")


def test_the_plain_words_of_a_card_are_those_of_its_points():
    card = next(carded().walk()).sections[0].card
    assert card is not None
    assert card.plain.split("\n\n")[:2] == ["Why:\nA key left behind.", "Without it:\nSC-1 A thief: High before, Low."]


def test_rows_within_a_card_are_places_to_link_to_and_its_tables_are_found():
    assert [table.caption for table in carded().tables()] == ["Words"]
    twice = Table("T", ("x",), (Row(("1",), anchor="a"),))
    with pytest.raises(ValueError, match="'a' is used twice"):
        small(Folded("F", (twice,)), schema="normsite/document/2")


@pytest.mark.parametrize("name", ["", "a b", "a/b"])
def test_a_card_is_called_what_can_stand_in_an_address(name):
    with pytest.raises(ValueError, match="An anchor is made of"):
        Card(name, ())


def test_words_lead_nowhere_that_a_fact_does_not_and_name_known_levels_alone():
    with pytest.raises(ValueError, match="A run of words links to http, https, a path or an anchor"):
        Run("a", "javascript:alert(1)")
    with pytest.raises(ValueError, match="A level of risk is one of VL, L, M, H, VH: 'XL'"):
        Run("a", level="XL")


def test_the_file_shows_points_below_each_other_with_chips_and_links():
    page = export(carded(), "html").decode()
    assert re.findall(r'<dt dir="auto">(.*?)</dt>', page) == ["Why", "Without it", "What it requires", "Elsewhere"]
    line = '<a href="#risk">SC-1</a> A thief: <span class="document-level document-level-H">High</span> before, '
    assert line in page
    assert "<summary" in page
    assert '<tr role="row" id="P-1-in-keys">' in page
    assert '<a href="https://others.example/" rel="nofollow noopener">Others</a>' in page


def test_only_a_file_with_cards_bears_their_style():
    assert [".document-card" in export(one, "html").decode() for one in (carded(), full())] == [True, False]


def test_paper_has_the_same_order_and_opens_what_is_folded():
    printed = words_of(export(carded(), "pdf"))
    order = ["2 Keys", "Why", "A key", "Without it", "High", "What it requires", "Erase.", "The words in full", "It shall."]
    places = [printed.index(words.replace(" ", "")) for words in order]
    assert places == sorted(places)


def test_paper_leads_from_a_line_to_the_section_that_it_names():
    def links(value):
        if isinstance(value, dict):
            yield from [value["to"]] if "to" in value else []
            value = value.values()
        if not isinstance(value, str):
            for inner in value if hasattr(value, "__iter__") else ():
                yield from links(inner)

    assert list(links(sheet(carded()))) == ["#risk", "https://others.example/"]


@pytest.mark.parametrize(("before", "after"), [("VH", "L"), ("L", "VH"), ("M", "M")])
def test_the_mark_of_a_risk_is_one_of_our_drawings(before, after):
    mark = as_own_svg(ramp_mark(before, after))
    assert (mark.count("<circle"), mark.count("<path")) == (2, 1 if before == after else 2)
