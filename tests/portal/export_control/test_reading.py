"""The words of an entry, with what leads on: defined terms, and codes that are on the list."""

import pytest

from normsite.portal.export_control.reading import Leads, Piece, defined_terms, pieces_of, quoted_terms, term_key


def led(text, terms=None, codes=None, own=""):
    return [(piece.words, piece.to) for piece in pieces_of(text, terms or {}, codes or {}, own) if piece.leads]


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ('"Slow baking" means baking for 12 h or longer.', ["slow baking"]),
        ("'Crumb tray' is a plate.", ["crumb tray"]),
        ("“Ovens” are boxes that are hot.", ["oven"]),
        ("For the purposes of 2B001, ‘crumb’ refers to bread.", ["crumb"]),
        ('"Ovens" for "slow baking" of bread.', []),
        ("The baker's tray isn't the butcher's.", []),
    ],
)
def test_a_text_defines_what_stands_in_quotation_marks_before_its_meaning(text, terms):
    assert defined_terms(text) == terms


def test_terms_are_found_in_whatever_marks_and_an_apostrophe_is_none():
    text = """The baker's "slow  baking" and “Slow baking” with a 'crumb tray' of the butcher's."""
    assert quoted_terms([text]) == {"slow baking": "Slow baking", "crumb tray": "crumb tray"}


def test_a_comma_before_the_closing_mark_is_none_of_the_terms():
    text = "“Crumb trays,” “ovens,” and 1” screws."
    assert quoted_terms([text]) == {"crumb tray": "Crumb trays", "oven": "ovens"}
    assert led(text, {"crumb tray": "#n2"}) == [("“Crumb trays,”", "#n2")]


def test_one_in_the_plural_is_that_of_the_singular():
    assert term_key("Crumb  Trays") == term_key("crumb tray")


def test_a_term_leads_to_its_definition_and_not_to_itself():
    text = '"Slow baking" and "fast baking"'
    assert led(text, {"slow baking": "#n3"}) == [('"Slow baking"', "#n3")]
    assert led(text, {"slow baking": "#n3"}, own="#n3") == []


def test_a_code_leads_to_its_place_and_one_that_is_not_there_is_said_so():
    pieces = pieces_of("See 3A001.b, not 4A999.", {}, {"3A001.b": "/3A001/#b", "4A999": ""})
    assert pieces == [
        Piece("See "),
        Piece("3A001.b", Leads.CODE, "/3A001/#b"),
        Piece(", not "),
        Piece("4A999", Leads.ABSENT),
        Piece("."),
    ]


def test_a_code_within_a_term_leads_alone():
    assert led('the "3A001 door" of', {"3a001 door": "#n1"}, {"3A001": "/3A001/"}) == [("3A001", "/3A001/")]


@pytest.mark.parametrize("text", ["13A001", "3A0012", "B3A001", "3A001x", "3F001", "A3A001"])
def test_what_only_looks_like_a_code_is_none(text):
    assert led(f"see {text} there") == []


@pytest.mark.parametrize(
    ("text", "code"),
    [("3A001.a.4.", "3A001.a.4"), ("(3A001.b)", "3A001.b"), ("3A001.for", "3A001"), ("3A001.y.99", "3A001.y.99")],
)
def test_a_code_ends_where_its_sublevels_do(text, code):
    assert led(text, codes={code: "#there"}) == [(code, "#there")]


def test_all_words_are_there_in_their_order():
    text = 'Ovens for "slow baking", see 3A001.'
    assert "".join(piece.words for piece in pieces_of(text, {"slow baking": "#a"}, {"3A001": "#b"})) == text
