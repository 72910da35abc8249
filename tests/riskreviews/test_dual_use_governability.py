"""Dual-use governability: points, bands and the table, each as docs/domain.md writes it."""

from itertools import product

import pytest

from riskreviews.methods import METHODS
from riskreviews.methods.dual_use_governability import GOVERNABILITY, GOVERNABILITY_BANDS, METHOD, MISUSE, MISUSE_BANDS, TABLE

PRINTED = {
    ("H", "L"): "VH", ("H", "M"): "H", ("H", "H"): "M",
    ("M", "L"): "H", ("M", "M"): "M", ("M", "H"): "L",
    ("L", "L"): "L", ("L", "M"): "L", ("L", "H"): "VL",
}  # fmt: skip


def rated(misuse: str, governability: str) -> dict[str, str]:
    """Ratings by the keys of the questions, in their order."""
    keys = [field.key for field in (*MISUSE, *GOVERNABILITY)]
    return dict(zip(keys, misuse + governability, strict=True))


def test_every_cell_of_the_table_is_the_printed_one():
    assert {(row, column): TABLE.read(row, column).result.code for row, column in product("LMH", "LMH")} == PRINTED


def test_the_points_fall_into_the_printed_bands():
    assert "".join(MISUSE_BANDS[points].code for points in range(9)) == "LLLMMMHHH"
    assert "".join(GOVERNABILITY_BANDS[points].code for points in range(11)) == "LLLLMMMHHHH"


@pytest.mark.parametrize(
    ("misuse", "governability", "places", "level"),
    [
        ("HHHH", "LLLLL", ("H", "L"), "VH"),  # 8 of 8, 0 of 10
        ("LLLL", "HHHHH", ("L", "H"), "VL"),  # 0, 10
        ("HHML", "MMMML", ("M", "M"), "M"),  # 5, 4
        ("HHMM", "HMMML", ("H", "M"), "H"),  # 6, 5
        ("LLMM", "HHHML", ("L", "H"), "VL"),  # 2, 7
        ("LLMH", "MMMLL", ("M", "L"), "H"),  # 3, 3
    ],
)
def test_figures_worked_out_by_hand(misuse, governability, places, level):
    result = METHOD.assess(**rated(misuse, governability))
    assert (result.likelihood.code, result.impact.code, result.level.code) == (*places, level)


def test_a_figure_says_how_it_comes_about():
    result = METHOD.assess(**rated("HHML", "MMMML"))
    assert [step.sentence for step in result.explanation] == [
        (
            "Risk of misuse: accessibility high (2), ease high (2), magnitude medium (1), imminence low (0) make 5 of 8 "
            "points, which is medium."
        ),
        (
            "Governability: embodiment medium (1), maturity medium (1), convergence medium (1), advance medium (1), "
            "diffusion low (0) make 4 of 10 points, which is medium."
        ),
        "Misuse and governability: row Medium (risk of misuse), column Medium (governability) gives Medium (level of risk).",
    ]


def test_more_misuse_never_lowers_the_risk_and_more_governability_never_raises_it():
    for row, column in product(range(3), range(3)):
        here = TABLE.read("LMH"[row], "LMH"[column]).result
        assert row == 2 or here <= TABLE.read("LMH"[row + 1], "LMH"[column]).result
        assert column == 2 or here >= TABLE.read("LMH"[row], "LMH"[column + 1]).result


def test_what_the_technology_is_holds_for_both_sides():
    assert METHODS["dual-use-governability"] is METHOD
    assert [field.key for field in METHOD.fields if not field.in_residual] == [
        "embodiment",
        "maturity",
        "convergence",
        "advance",
    ]
    assert all(level.meaning for field in (*MISUSE, *GOVERNABILITY) for level in (*field.scale, *METHOD.levels))
