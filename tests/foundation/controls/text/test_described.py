"""What a list describes without a figure or a name of its own, and what it writes otherwise than a text does."""

import pytest

from normsite.foundation.controls.text.criteria import suggest_criteria
from normsite.foundation.controls.text.index import build_index
from normsite.foundation.controls.text.screening import screen_text
from tests.foundation.controls.text.own_list import TEXTS, made

ROWS = made(
    (
        *TEXTS,
        ("0B006", "heading", "Plants for the reprocessing of irradiated nuclear reactor fuel, as follows:"),
        ("0B006.a", "item", "Fuel element chopping machines which shear irradiated bundles;"),
        ("0B006.b", "item", "Pulsed columns of the solvent extraction kind;"),
        ("1B117", "heading", "Batch mixers for propellants, as follows:"),
        ("1B117.a", "item", "Having a mixing shaft or kneading shaft mounted off centre;"),
        ("1C216", "heading", "Maraging steel capable of an ultimate tensile strength of 1 950 MPa or more."),
        ("1C231", "heading", "Hafnium metal, alloys containing more than 60% hafnium by weight, manufactures thereof."),
        ("6A003", "heading", "Cameras, as follows:"),
        ("6A003.b", "item", "Imaging cameras incorporating focal plane arrays;"),
        ("7A008", "heading", "Underwater sonar navigation with a positioning accuracy equal to or less (better) than 3 %."),
        ("9A004", "heading", "Space launch vehicles and spacecraft."),
        ("9A006", "heading", "Propulsion of liquid rockets, as follows:"),
        ("9A006.a", "item", "Turbo pumps for cryogenic propellants;"),
        ("9A006.b", "item", "Feed pumps with a discharge pressure exceeding 17 MPa and a flow rate exceeding 40 kg/s;"),
        ("9A014", "heading", "Chopped filaments with a length of 25,0 mm or less."),
        ("9A115", "heading", "Apparatus on launching rails, as follows:"),
        ("9A115.y", "item", "Cabin heaters for fuel element chopping machines;"),
        ("9A120", "heading", "Equipment specially designed for winding filaments around mandrels."),
        ("9A121", "heading", "Spread spectrum techniques."),
    )
)  # fmt: skip
INDEX = build_index(ROWS, suggest_criteria(ROWS), name="our list")


def found(text: str) -> list[tuple[str, str]]:
    return [(hit.code, hit.words) for hit in screen_text(text, INDEX)]


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("A kneading shaft turns slowly in it.", [("1B117.a", "kneading shaft")]),
        ("They chop fuel after the bundles were sheared.", [("0B006.a", "chop fuel")]),
        ("The winding of filaments around mandrels is told.", [("9A120", "winding of filaments around mandrels")]),
        ("Spread spectrum techniques are told.", [("9A121", "Spread spectrum techniques")]),
        ("Solvent extraction needs pulsed columns.", [("0B006.b", "Solvent extraction needs pulsed columns")]),
    ],
)  # fmt: skip
def test_words_that_a_list_puts_together_tell_its_paragraph(text: str, hits: list[tuple[str, str]]):
    assert found(text) == hits


def test_the_reason_says_which_words_tell_and_what_the_list_describes():
    (hit,) = screen_text("A kneading shaft turns slowly in it.", INDEX)

    assert hit.why == (
        "“kneading”, “shaft”: so much is said of what 1B117.a of our list describes:"
        " Having a mixing shaft or kneading shaft mounted off centre."
    )


@pytest.mark.parametrize(
    "text",
    [
        "The shaft of the mixer turns slowly.",
        "The pulse is taken at each column of the hall.",
        "The elements of the batch stand in columns.",
        "He carried his fuel home and took his element of chance.",
        "Cabin heaters are for sale.",
        "Spread spectrum techniques in the ISM band are told.",
    ],
)
def test_a_single_word_however_rare_tells_nothing(text: str):
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("The turbopump feeds cryogenic propellants.", [("9A006.a", "turbopump")]),
        ("A turbo-pump feeds cryogenic propellants.", [("9A006.a", "turbo-pump")]),
        ("The reprocessing of spent fuel is described.", [("0B006", "reprocessing of spent fuel")]),
        ("The launch vehicle is fuelled.", [("9A004", "launch vehicle")]),
    ],
)
def test_what_a_list_writes_otherwise_is_the_same(text: str, hits: list[tuple[str, str]]):
    assert found(text) == hits


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("The control rods are made of forged hafnium.", [("1C231", "made of forged hafnium")]),
        ("Hafnium control rods are used.", [("1C231", "Hafnium control rods")]),
        ("Hafnium was discovered in Copenhagen.", []),
        ("Hafnium oxide is deposited.", []),
    ],
)
def test_a_metal_is_found_where_something_is_made_of_it(text: str, hits: list[tuple[str, str]]):
    assert found(text) == hits


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("The shaft is of 18Ni(300) steel.", [("1C216", "18Ni(300)")]),
        ("The shaft is of 18Ni(200) steel.", []),
        ("The HgCdTe array has cold shields.", [("6A003.b", "HgCdTe array")]),
    ],
)
def test_the_name_of_a_grade_or_of_a_detector_says_what_it_is(text: str, hits: list[tuple[str, str]]):
    assert found(text) == hits


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("The underwater sonar navigates with a positioning accuracy of 2 %.", [("7A008", "2 %")]),
        ("The underwater sonar navigates with a positioning accuracy of 5 %.", []),
        ("Chopped filaments have a length of 20 mm.", [("9A014", "20 mm")]),
        ("Chopped filaments glow at a length of 1550 nm.", []),
        ("The feed pump has a discharge pressure of 20 MPa.", [("9A006.b", "20 MPa")]),
        ("The feed pump has a discharge pressure of 2 MPa.", []),
    ],
)
def test_of_a_thing_plainly_spoken_of_half_the_figures_will_do(text: str, hits: list[tuple[str, str]]):
    assert found(text) == hits


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("Thorium oxide is pressed into pellets.", [("0C001", "Thorium oxide")]),
        ("Depleted uranium balances the keel.", []),
        ("Granite holds a trace of thorium.", []),
        ("The tritium gas is pumped off.", [("1C235", "tritium gas")]),
        ("Tritium occurs in rain.", []),
    ],
)
def test_what_is_listed_in_any_form_is_found_in_each(text: str, hits: list[tuple[str, str]]):
    rows = made(
        (
            ("0C001", "heading", "Thorium in the form of metal, alloy, chemical compound or concentrate."),
            ("1C235", "heading", "Tritium, tritium compounds and mixtures of more than 1 part in 1 000."),
        )
    )
    index = build_index(rows, suggest_criteria(rows), name="our list")
    assert [(hit.code, hit.words) for hit in screen_text(text, index)] == hits


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("Zirconium is a grey metal.", []),
        ("Zirconium is burnt in propellants.", [("1C111.a.1", "Zirconium")]),
        ("The substance 7440-67-7 is a powder.", [("1C111.a.1", "7440-67-7")]),
        ("Traders settled in the Rift Valley.", []),
        ("The Rift Valley fever virus was isolated.", [("1C351.a", "Rift Valley fever virus")]),
        ("Early aircraft used turbojet engines.", []),
        ("Military aircraft use turbojet engines.", [("9A619.a", "turbojet engines")]),
    ],
)
def test_a_name_tells_nothing_apart_from_what_its_entry_is_about(text: str, hits: list[tuple[str, str]]):
    rows = made(
        (
            ("1C111", "heading", "Propellants, as follows:"),
            ("1C111.a", "item", "Powders of 97 % by weight or more, of a particle size of less than 200 µm, of the following:"),
            ("1C111.a.1", "item", "Zirconium (CAS 7440-67-7);"),
            ("1C351", "heading", "Pathogens, as follows:"),
            ("1C351.a", "item", "Rift Valley fever virus;"),
            ("9A619", "heading", "Commodities of the forces, as follows:"),
            ("9A619.a", "item", "Turbojet engines;"),
        )
    )
    index = build_index(rows, suggest_criteria(rows), name="our list")
    assert [(hit.code, hit.words) for hit in screen_text(text, index)] == hits
