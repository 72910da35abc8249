"""The structured qualitative method: the table as docs/domain.md writes it, and the highest consequence alone."""

from itertools import product

import pytest

from riskreviews.methods import METHODS
from riskreviews.methods.structured_qualitative import DIMENSIONS, METHOD, TABLE

PRINTED = {
    "E": "VL L M H VH",
    "D": "VL L M H VH",
    "C": "VL L M M H",
    "B": "VL VL L M H",
    "A": "VL VL L L M",
}


def judged(likelihood: str, consequences: str) -> dict[str, str]:
    return {"likelihood": likelihood} | dict(zip([field.key for field in DIMENSIONS], consequences, strict=True))


def test_every_cell_of_the_table_is_the_printed_one():
    assert {row: " ".join(TABLE.read(row, column).result.code for column in "01234") for row in "ABCDE"} == PRINTED


@pytest.mark.parametrize(
    ("likelihood", "consequences", "level"),
    [
        ("E", "00000", "VL"),  # what has no consequence is no risk, however certain
        ("E", "00004", "VH"),
        ("A", "40000", "M"),
        ("C", "12321", "M"),
        ("D", "12321", "H"),
        ("B", "11111", "VL"),
    ],
)
def test_figures_worked_out_by_hand(likelihood, consequences, level):
    assert METHOD.assess(**judged(likelihood, consequences)).level.code == level


def test_the_highest_consequence_counts_and_all_that_bear_it_are_named():
    result = METHOD.assess(**judged("C", "12322"))
    said, read = (step.sentence for step in result.explanation)
    assert said == "The highest consequence is major: rights."
    assert read == (
        "Likelihood and consequence: row Possible (likelihood), column Major (highest consequence) gives Medium "
        "(level of risk)."
    )
    equal = METHOD.assess(**judged("C", "13302")).explanation[0].sentence
    assert equal == "The highest consequence is major: security, rights."


def test_more_of_either_never_lowers_the_risk():
    for row, column in product(range(5), range(5)):
        here = TABLE.read("ABCDE"[row], "01234"[column]).result
        assert row == 4 or here <= TABLE.read("ABCDE"[row + 1], "01234"[column]).result
        assert column == 4 or here <= TABLE.read("ABCDE"[row], "01234"[column + 1]).result


def test_each_level_of_each_scale_says_what_it_means():
    assert METHODS["structured-qualitative"] is METHOD
    assert all(level.meaning for field in DIMENSIONS for level in (*field.scale, *METHOD.levels))
