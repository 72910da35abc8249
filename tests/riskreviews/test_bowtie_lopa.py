"""The bowtie: the worked check, every cell of our table, barriers that fail together, and the drawing of it all."""

from decimal import Decimal
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from normsite.foundation.documents import as_own_svg
from riskreviews.drawings import shown
from riskreviews.methods.bowtie_lopa import FREQUENCIES, GRAVITIES, METHOD, TABLE


def answered(**given: str) -> dict[str, str]:
    empty = {blank.key: "" for field in METHOD.fields for blank in field.blanks}
    return empty | {"independence": "I"} | given


# Twice a year, through barriers that fail once in ten and once in twenty times; then once in five.
CHECK = answered(
    threat_1_name="A thief opens the housing",
    threat_1_rate="2",
    barrier_1_name="Lock",
    barrier_1_of="1",
    barrier_1_pfd="0.1",
    barrier_2_name="Alarm",
    barrier_2_of="1",
    barrier_2_pfd="0.05",
    consequence_1_name="Keys are sold",
    consequence_1_gravity="4",
    mitigation_1_name="Keys are withdrawn",
    mitigation_1_of="1",
    mitigation_1_pfd="0.2",
)


def figures(answers: dict[str, str]) -> dict[str, str]:
    return {figure.key: figure.value for figure in METHOD.assess(**answers).figures}


def test_the_worked_check_of_the_domain_comes_out_exactly():
    assert figures(CHECK) == {"top": "0.01", "consequence_1": "0.002"}
    result = METHOD.assess(**CHECK)
    assert [step.sentence for step in result.explanation] == [
        "No barrier fails because another does, so their probabilities are multiplied.",
        "A thief opens the housing: 2 × 0.1 × 0.05 = 0.01 a year.",
        "The event: 0.01 = 0.01 a year.",
        "Keys are sold: 0.01 × 0.2 = 0.002 a year.",
        "Table 1: row Unusual (frequency), column Grave (gravity) gives Moderate (level of risk).",
    ]
    assert (result.level.code, result.likelihood.code, result.impact.code) == ("M", "F3", "4")


def test_threats_add_up_and_the_worst_consequence_counts():
    answers = CHECK | {
        "threat_3_name": "A maintainer errs",
        "threat_3_rate": "0.04",
        "consequence_2_name": "A device stops",
        "consequence_2_gravity": "5",
    }
    assert figures(answers) == {"top": "0.05", "consequence_1": "0.01", "consequence_2": "0.05"}
    assert METHOD.assess(**answers).explanation[-1].sentence.startswith("Table 1: row Occasional")
    assert METHOD.assess(**answers).level.code == "VH"


def test_a_barrier_against_all_stands_before_each():
    answers = CHECK | {"threat_2_name": "Another way", "threat_2_rate": "1", "barrier_1_of": "A"}
    assert [step.sentence for step in METHOD.assess(**answers).explanation[1:4]] == [
        "A thief opens the housing: 2 × 0.1 × 0.05 = 0.01 a year.",
        "Another way: 1 × 0.1 = 0.1 a year.",
        "The event: 0.01 + 0.1 = 0.11 a year.",
    ]


def test_of_barriers_that_fail_together_the_strongest_one_counts():
    together = CHECK | {"independence": "S"}
    assert figures(together) == {"top": "0.1", "consequence_1": "0.02"}
    assert METHOD.assess(**together).explanation[0].sentence == (
        "Some barriers may fail together, so of each chain only the strongest one counts."
    )


@pytest.mark.parametrize(
    ("times_a_year", "band"),
    [
        ("0", "F1"),
        ("0.00009999", "F1"),
        ("0.0001", "F2"),
        ("0.001", "F3"),
        ("0.00999", "F3"),
        ("0.01", "F4"),
        ("0.1", "F5"),
        ("50", "F5"),
    ],
)
def test_a_band_begins_at_its_bound(times_a_year, band):
    answers = answered(threat_1_name="One", threat_1_rate=times_a_year, consequence_1_name="Other", consequence_1_gravity="1")
    assert METHOD.assess(**answers).likelihood.code == band


def test_every_cell_of_the_table_is_as_it_was_published():
    published = {
        "F5": "L M H VH VH",
        "F4": "L M M H VH",
        "F3": "VL L M M H",
        "F2": "VL L L M H",
        "F1": "VL VL L L M",
    }
    assert {
        row.code: " ".join(TABLE.read(row.code, column.code).result.code for column in GRAVITIES) for row in FREQUENCIES
    } == published


def test_neither_more_often_nor_graver_is_ever_less():
    for lower, higher in pairwise(FREQUENCIES):
        for column in GRAVITIES:
            assert TABLE.read(lower.code, column.code).result <= TABLE.read(higher.code, column.code).result
    for row in FREQUENCIES:
        levels = [TABLE.read(row.code, column.code).result.step for column in GRAVITIES]
        assert levels == sorted(levels)


@pytest.mark.parametrize(
    ("given", "at", "sentence"),
    [
        ({"barrier_2_of": "3"}, "barrier_2_of", "Threat 3 is not filled in."),
        ({"mitigation_1_of": "2"}, "mitigation_1_of", "Consequence 2 is not filled in."),
        ({"barrier_2_of": "A"}, None, ""),
    ],
)
def test_a_barrier_stands_against_something_that_is_filled_in(given, at, sentence):
    assert METHOD.doubt(CHECK | given) == ({at: sentence} if at else {})


def test_numbers_are_exact_however_many_barriers_there_are():
    answers = answered(
        threat_1_name="One",
        threat_1_rate="3",
        consequence_1_name="Other",
        consequence_1_gravity="1",
        **{f"barrier_{place}_{key}": value for place in range(1, 9) for key, value in
           {"name": f"Barrier {place}", "of": "1", "pfd": "0.1"}.items()},
    )  # fmt: skip
    assert Decimal(figures(answers)["top"]) == Decimal("3e-8")


def both_sides(answers: dict[str, str]) -> dict[str, str]:
    own = {blank.key for field in METHOD.fields if field.in_residual for blank in field.blanks}
    return answers | {f"residual_{key}": value for key, value in answers.items() if key in own}


def test_both_sides_are_drawn_with_all_that_the_table_says():
    before, after = shown(METHOD.pictures(both_sides(CHECK)))
    assert (before.picture.title, after.picture.title) == ("The bowtie without safeguards", "The bowtie with safeguards")
    assert before.picture.rows == (
        ("Threat", "A thief opens the housing", "2", "Lock: 0.1; Alarm: 0.05", "0.01"),
        ("The event", "", "", "", "0.01"),
        ("Consequence", "Keys are sold (Grave)", "0.01", "Keys are withdrawn: 0.2", "0.002"),
    )
    assert before.drawing.alt == (
        "The bowtie without safeguards: 1 threat, 1 consequence. The event comes about 0.01 times a year."
    )
    assert as_own_svg(before.drawing.svg)
    drawn = ["".join(one.itertext()) for one in ElementTree.fromstring(before.drawing.svg).iter() if "text" in one.tag]  # noqa: S314 - ours
    assert drawn == [
        "A thief opens the housing", "2 a year", "Lock", "× 0.1", "Alarm", "× 0.05", "= 0.01 a year",
        "The event", "0.01 a year",
        "Keys are sold (Grave)", "0.01 a year", "Keys are withdrawn", "× 0.2", "= 0.002 a year",
    ]  # fmt: skip
