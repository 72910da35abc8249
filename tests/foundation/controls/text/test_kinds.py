"""What real drafts say in other words, other units or other quantities than the lists, found all the same."""

import pytest

from normsite.foundation.controls.text.criteria import suggest_criteria
from normsite.foundation.controls.text.index import Index, build_index
from normsite.foundation.controls.text.screening import screen_text
from tests.foundation.controls.text.own_list import made

TEXTS = (
    ("0C002", "heading", "Special fissile materials"),
    ("0C003", "heading", "Deuterium and heavy water, with more deuterium than 1 part in 5 000 of hydrogen."),
    ("1C111", "heading", "Constituents of propellants, as follows:"),
    ("1C111.a", "item", "Hydroxyl-terminated polybutadiene (HTPB);"),
    ("1C111.b", "item", "Mixed oxides of nitrogen (MON);"),
    ("1C111.c", "item", "Dimethyl hydrazide (CAS 111-22-3);"),
    ("1C210", "heading", "Fibrous or filamentary materials, as follows:"),
    ("1C210.a", "item", "Carbon or aramid filamentary materials with a specific modulus of 12,7 x 10^6 m or greater;"),
    ("1C225", "heading", "Boron enriched in the boron-10 isotope to greater than its natural abundance."),
    ("1C231", "heading", "Hafnium metal, and compounds containing more than 60 % hafnium by weight."),
    ("1C233", "heading", "Lithium enriched in the lithium-6 isotope to greater than its natural abundance."),
    ("1C350", "heading", "Chemicals, as follows:"),
    ("1C350.a", "item", "Hydrogen fluoride (CAS 7664-39-3);"),
    ("2B104", "heading", "Isostatic presses having all of the following:"),
    ("2B104.a", "item", "Maximum working pressure of 69 MPa or greater; and"),
    ("2B104.b", "item", "Designed to maintain a temperature of 600 °C or greater."),
    ("2B352", "heading", "Equipment for handling organisms, as follows:"),
    ("2B352.a", "item", "Containment facilities meeting the criteria for P3 or P4 containment;"),
    ("3A001", "heading", "Electronic items, as follows:"),
    ("3A001.a", "item", "Integrated circuits designed to withstand any of the following:"),
    ("3A001.a.1", "item", "A total dose of 5 000 Gy (Si) or higher; or"),
    ("3A001.a.2", "item", "A dose rate upset of 5 000 000 Gy (Si)/s or higher;"),
    ("4A003", "heading", "Digital computers, as follows:"),
    ("4A003.b", "item", "Digital computers having an adjusted peak performance exceeding 29 weighted TeraFLOPS (WT);"),
    ("6A003", "heading", "Cameras, as follows:"),
    ("6A003.a", "item", "Framing cameras with a recording rate exceeding 225 000 frames/s;"),
    ("6A006", "heading", "Magnetometers, as follows:"),
    ("6A006.a", "item", "Optically pumped magnetometers having a sensitivity lower (better) than any of the following:"),
    ("6A006.a.1", "item", "20 pT per square root Hz at frequencies of 1 Hz or more;"),
    ("7A002", "heading", "Gyroscopes, as follows:"),
    ("7A002.a", "item", "Gyroscopes with a bias stability of less (better) than 0,5 degree per hour;"),
    ("8A001", "heading", "Submersible vehicles, as follows:"),
    ("8A001.b", "item", "Manned submersible vehicles designed to operate at depths exceeding 1 000 m;"),
    ("8A001.c", "item", "Submersible vehicles designed for deciding a course relative to any reference without human help;"),
    ("9A007", "heading", "Solid rocket propulsion systems, as follows:"),
    ("9A007.a", "item", "Solid rocket propulsion systems with a total impulse capacity exceeding 1,1 MNs;"),
    ("9A011", "heading", "Ramjet, scramjet or combined cycle engines."),
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
    ("text", "hit"),
    [
        ("The fuel is enriched uranium.", ("0C002", "enriched uranium")),
        ("HALEU is delivered in drums.", ("0C002", "HALEU")),
        ("The rods hold 4.0-4.95 wt% U-235.", ("0C002", "4.0-4.95 wt% U-235")),
        ("The moderator is heavy water.", ("0C003", "heavy water")),
        ("The blanket breeds in lithium enriched in Li-6.", ("1C233", "lithium enriched")),
        ("The absorber is B4C with 90 % B-10.", ("1C225", "90 % B-10")),
    ],
)  # fmt: skip
def test_an_isotope_beyond_its_natural_share_is_found(text: str, hit: tuple[str, str]):
    assert found(text) == [hit]


@pytest.mark.parametrize(
    "text",
    [
        "Natural uranium holds 0.7 % U-235.",
        "Natural lithium is 7.4 % Li-6.",
        "Spring water holds 0.015 % deuterium oxide.",
        "Boron steel holds 0.003 % boron.",
        "Figure B-10 shows that 60 % agree.",
        "The margin is 5 leu (LEU), 3 % more.",
    ],
)
def test_an_isotope_in_its_natural_share_is_not(text: str):
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "hit"),
    [
        ("HTPB binds the grain.", ("1C111.a", "HTPB")),
        ("The oxidizer is MON-3.", ("1C111.b", "MON-3")),
        ("A BSL-4 laboratory has airlocks.", ("2B352.a", "BSL-4")),
        ("Work begins at biosafety level 3.", ("2B352.a", "biosafety level 3")),
        ("The AUV maps the seabed.", ("8A001.c", "AUV")),
        ("A dual-mode scramjet burns hydrogen.", ("9A011", "scramjet")),
        ("The test shall detect hydrogen fluoride.", ("1C350.a", "hydrogen fluoride")),
        ("The test shall detect dimethylhydrazide.", ("1C111.c", "dimethylhydrazide")),
    ],
)
def test_what_has_a_name_of_its_own_is_found_by_it(text: str, hit: tuple[str, str]):
    assert found(text) == [hit]


@pytest.mark.parametrize(
    "text",
    [
        "Work begins at biosafety level 2.",
        "The office is open MON to FRI.",
        "The test shall detect calcium fluoride.",
    ],
)
def test_a_name_that_only_looks_alike_is_not(text: str):
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "hit"),
    [
        ("The HIP cycle holds 1,200 °C at a pressure of 100 MPa.", ("2B104", "1,200 °C at a pressure of 100 MPa")),
        ("An in-run bias instability of 0.01°/hr is asked for.", ("7A002.a", "0.01°/hr")),
        ("The FOG drifts by 0.4 deg/hr.", ("7A002.a", "0.4 deg/hr")),
        ("The optically pumped sensor has a sensitivity of 5 pT/√Hz at 10 Hz.", ("6A006.a.1", "5 pT/√Hz at 10 Hz")),
        ("The ROV is rated to 6,000 m.", ("8A001.b", "6,000 m")),
        ("The HOV dives to 4,500 m.", ("8A001.b", "4,500 m")),
        ("The human occupied vehicle works at depths of 14,800 ft.", ("8A001.b", "14,800 ft")),
        ("The drone stays aloft for 6 hours.", ("9A012.a", "6 hours")),
        ("Drone data. Endurance: 90 minutes.", ("9A012.a", "90 minutes")),
        ("The unmanned cargo aircraft has an endurance of 3 hours.", ("9A012.a", "3 hours")),
        ("The pilotless twin-engine helicopter has an endurance of 3 hours.", ("9A012.a", "3 hours")),
        ("The framing camera records 2 million frames per second.", ("6A003.a", "2 million frames per second")),
        ("The SRAM withstands a total dose of 6 Mrad(Si).", ("3A001.a.1", "6 Mrad")),
        ("The ASIC withstands a dose rate of 10^9 rad(Si)/s.", ("3A001.a.2", "10^9 rad(Si)/s")),
        ("The hafnium metal sponge holds 96 % hafnium.", ("1C231", "96 %")),
    ],
)
def test_other_words_and_units_say_the_same(text: str, hit: tuple[str, str]):
    assert found(text) == [hit]


@pytest.mark.parametrize(
    ("text", "hit"),
    [
        ("The cluster has a theoretical peak of 9.5 petaflops.", ("4A003.b", "9.5 petaflops")),
        ("The supercomputer has a peak of 200 PF.", ("4A003.b", "200 PF")),
        ("The carbon fibre has a tensile modulus of 400 GPa and a density of 1.8 g/cm3.", ("1C210.a", "400 GPa")),
        ("The carbon fibre has a modulus of 400 GPa.", ("1C210.a", "400 GPa")),
        ("The solid rocket motor has a thrust of 76 kN and a burn time of 85 s.", ("9A007.a", "76 kN")),
        ("The first stage of the rocket has a thrust of 244 tonnes.", ("9A007.a", "244 tonnes")),
    ],
)
def test_what_follows_from_figures_is_reckoned(text: str, hit: tuple[str, str]):
    assert found(text) == [hit]


@pytest.mark.parametrize(
    "text",
    [
        "The computer has a peak of 2 TFLOPS.",
        "The system makes 312 TFLOPS peak in FP16.",
        "The model takes 200 petaflops to train.",
        "The carbon fibre has a modulus of 230 GPa.",
        "The solid rocket motor has a thrust of 5 kN and a burn time of 2 s.",
        "The HIP implant bears 100 MPa.",
        "The gyroscope has a bias instability of 10 °/h.",
        "The optically pumped sensor has a sensitivity of 1 nT/√Hz at 10 Hz.",
        "The submersible vehicle works at depths of 80 m.",
        "The drone stays aloft for 20 minutes.",
    ],
)
def test_figures_short_of_the_bound_are_not_found(text: str):
    assert found(text) == []


def test_a_hit_of_an_isotope_tells_why():
    (hit,) = screen_text("The absorber is B4C with 90 % B-10.", INDEX)
    assert (hit.kind.value, hit.why) == (
        "term",
        (
            "“90 % B-10” says more boron-10 than nature gives, which 1C225 of our list controls:"
            " Boron enriched in the boron-10 isotope to greater than its natural abundance."
        ),
    )
