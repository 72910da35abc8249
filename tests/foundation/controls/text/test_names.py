"""What a list names without a figure, found under the other names that texts give it, and where such a name tells nothing."""

import pytest

from normsite.foundation.controls.text.criteria import suggest_criteria
from normsite.foundation.controls.text.index import Index, build_index
from normsite.foundation.controls.text.screening import screen_text
from tests.foundation.controls.text.own_list import made

TEXTS = (
    ("1C111", "heading", "Constituents of propellants, as follows:"),
    ("1C111.a", "item", "Nitrogen dioxide (CAS 10102-44-0)/dinitrogen tetroxide (CAS 10544-72-6);"),
    ("1C225", "heading", "Boron enriched in the boron-10 isotope to greater than its natural abundance."),
    ("1C232", "heading", "Helium-3, mixtures containing helium-3, and products containing any of the foregoing."),
    (
        "1C239", "heading",
        (
            "High explosives, or substances containing more than 2 % by weight thereof, with a crystal density greater than"
            " 1,8 g/cm3 and having a detonation velocity greater than 8 000 m/s."
        ),
    ),
    ("1C350", "heading", "Chemicals, as follows:"),
    ("1C350.a", "item", "Hydrogen fluoride (CAS 7664-39-3);"),
    ("1C350.b", "item", "Phosphorus oxychloride (CAS 10025-87-3);"),
    ("1C350.c", "item", "Phosgene: Carbonyl dichloride (CAS 75-44-5);"),
    ("1C350.d", "item", "Thionyl chloride (CAS 7719-09-7);"),
    ("1C351", "heading", "Pathogens, as follows:"),
    ("1C351.a", "item", "Bacteria, as follows:"),
    ("1C351.a.1", "item", "Francisella tularensis;"),
    ("2A001", "heading", "Bearings, as follows:"),
    ("2A001.a", "item", "Ball bearings with tolerances in accordance with ISO 492 Tolerance Class 4, or better;"),
    ("4A003", "heading", "Digital computers, as follows:"),
    ("4A003.b", "item", "Digital computers having an adjusted peak performance exceeding 29 weighted TeraFLOPS (WT);"),
    ("5A001", "heading", "Radio equipment, as follows:"),
    ("5A001.b", "item", 'Radio equipment employing "frequency hopping" techniques;'),
    ("6A001", "heading", "Acoustic equipment, as follows:"),
    ("6A001.a", "item", "Towed acoustic hydrophone arrays;"),
    ("6A002", "heading", "Optical sensors, as follows:"),
    ("6A002.a", "item", 'Non-"space-qualified" "focal plane arrays";'),
    ("6A005", "heading", "Lasers, as follows:"),
    ("6A005.a", "item", "Non-tunable lasers having an output wavelength exceeding 975 nm and an output power exceeding 200 W;"),
    ("6A005.c", "item", "Tunable lasers having an output wavelength exceeding 600 nm and an output power exceeding 20 W;"),
    ("8A002", "heading", "Marine equipment, as follows:"),
    ("8A002.q", "item", "Closed circuit rebreathers;"),
    ("9A012", "heading", "Unmanned aerial vehicles, as follows:"),
    ("9A012.a", "item", "Unmanned aerial vehicles with a maximum endurance of 1 hour or greater;"),
)  # fmt: skip


def index() -> Index:
    rows = made(TEXTS)
    return build_index(rows, suggest_criteria(rows), name="our list")


INDEX = index()


def found(text: str) -> list[tuple[str, str]]:
    return [(hit.code, hit.words) for hit in screen_text(text, INDEX)]


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("10 ml of phosphorus oxychloride was added.", [("1C350.b", "phosphorus oxychloride")]),
        ("Glass is etched in hydrofluoric acid.", [("1C350.a", "hydrofluoric acid")]),
        ("PCl5 was dissolved in POCl3.", [("1C350.b", "POCl3")]),
        ("Phosgene was passed in.", [("1C350.c", "Phosgene")]),
        ("Dinitrogen tetroxide boils early.", [("1C111.a", "Dinitrogen tetroxide")]),
        ("Nitrogen dioxide is brown.", [("1C111.a", "Nitrogen dioxide")]),
    ],
)
def test_a_substance_is_found_by_each_of_its_names_in_any_sentence(text: str, hits: list[tuple[str, str]]):
    assert found(text) == hits


@pytest.mark.parametrize(
    "text",
    [
        "Triphosgene was added in one portion.",
        "The cell is a lithium thionyl chloride battery.",
        "Hydrogen chloride and calcium fluoride are formed.",
        "Hydrochloric acid is added.",
    ],
)
def test_the_name_of_another_substance_is_not(text: str):
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("Octol is 75 parts of HMX.", [("1C239", "HMX")]),
        ("The filling is RDX.", [("1C239", "RDX")]),
        ("The growth of F. tularensis in culture takes days.", [("1C351.a.1", "tularensis")]),
        ("The bearing meets ABEC 9P.", [("2A001.a", "ABEC 9P")]),
        ("A towed array trails behind the ship.", [("6A001.a", "towed array")]),
        ("The focal plane array has small pixels.", [("6A002.a", "focal plane array")]),
        ("The rebreather adds oxygen.", [("8A002.q", "rebreather")]),
        ("The radio uses frequency hopping.", [("5A001.b", "frequency hopping")]),
    ],
)
def test_what_the_field_calls_it_by_is_found(text: str, hits: list[tuple[str, str]]):
    assert found(text) == hits


@pytest.mark.parametrize(
    "text",
    [
        "The squadron HMX-1 flies helicopters.",
        "The bearing meets ABEC 3.",
        "Bluetooth uses frequency hopping.",
    ],
)
def test_what_is_called_alike_is_not(text: str):
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("The absorber is doped with boron-10.", [("1C225", "boron-10")]),
        ("The tube is filled with helium-3.", [("1C232", "helium-3")]),
        ("Natural boron has two stable isotopes, one of them boron-10.", []),
        ("Two helium-3 nuclei fuse.", []),
        ("Moon dust has traces of helium-3.", []),
    ],
)
def test_an_isotope_is_found_by_its_use_and_not_where_a_text_speaks_of_nature(text: str, hits: list[tuple[str, str]]):
    assert found(text) == hits


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("The supercomputer reaches a speed of 1.026 petaflops.", [("4A003.b", "1.026 petaflops")]),
        ("The drone made a 3-hour, 11-minute flight.", [("9A012.a", "3-hour, 11-minute")]),
        ("The multi-copter flew for 1 hour 20 minutes.", [("9A012.a", "1 hour 20 minutes")]),
        ("The multi-copter flew for 50 minutes 20 seconds.", []),
        ("The multi-copter flew for 1 hour 20 minutes and 40 minutes more.", [("9A012.a", "1 hour 20 minutes")]),
        ("The laser has an output power of 40 W at a wavelength of 1064 nm.", []),
        (
            "The tunable laser has an output power of 40 W at a wavelength of 1064 nm.",
            [("6A005.c", "40 W at a wavelength of 1064 nm")],
        ),
        ("The drone was kept in the air for two days.", [("9A012.a", "two days")]),
    ],
)
def test_a_figure_is_read_with_what_it_measures(text: str, hits: list[tuple[str, str]]):
    assert found(text) == hits
