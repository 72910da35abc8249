"""NIST SP 800-30 r1: the two tables cell by cell, and figures that explain themselves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskreviews.methods import METHODS, STEPS, Field, Level, Lookup
from riskreviews.methods.nist_sp_800_30 import LEVELS, METHOD, TABLE_G_5, TABLE_I_2, assess

VERY_LOW, LOW, MODERATE, HIGH, VERY_HIGH = LEVELS

codes = st.sampled_from(STEPS)

G_5 = {
    ("VH", "VL"): "L", ("VH", "L"): "M", ("VH", "M"): "H", ("VH", "H"): "VH", ("VH", "VH"): "VH",
    ("H", "VL"): "L", ("H", "L"): "M", ("H", "M"): "M", ("H", "H"): "H", ("H", "VH"): "VH",
    ("M", "VL"): "L", ("M", "L"): "L", ("M", "M"): "M", ("M", "H"): "M", ("M", "VH"): "H",
    ("L", "VL"): "VL", ("L", "L"): "L", ("L", "M"): "L", ("L", "H"): "M", ("L", "VH"): "M",
    ("VL", "VL"): "VL", ("VL", "L"): "VL", ("VL", "M"): "L", ("VL", "H"): "L", ("VL", "VH"): "L",
}  # fmt: skip
I_2 = {
    ("VH", "VL"): "VL", ("VH", "L"): "L", ("VH", "M"): "M", ("VH", "H"): "H", ("VH", "VH"): "VH",
    ("H", "VL"): "VL", ("H", "L"): "L", ("H", "M"): "M", ("H", "H"): "H", ("H", "VH"): "VH",
    ("M", "VL"): "VL", ("M", "L"): "L", ("M", "M"): "M", ("M", "H"): "M", ("M", "VH"): "H",
    ("L", "VL"): "VL", ("L", "L"): "L", ("L", "M"): "L", ("L", "H"): "L", ("L", "VH"): "M",
    ("VL", "VL"): "VL", ("VL", "L"): "VL", ("VL", "M"): "VL", ("VL", "H"): "L", ("VL", "VH"): "L",
}  # fmt: skip


@pytest.mark.parametrize(("table", "printed"), [(TABLE_G_5, G_5), (TABLE_I_2, I_2)], ids=["G-5", "I-2"])
def test_every_cell_of_the_table_is_the_printed_one(table, printed):
    read = {(row, column): table.read(row, column).result.code for row in STEPS for column in STEPS}
    assert read == printed
    assert len(printed) == 25


def test_the_scale_has_the_printed_ranges_in_ascending_order():
    assert [(level.code, level.label, level.range) for level in sorted(LEVELS, reverse=True)] == [
        ("VH", "Very High", "96-100 (10)"),
        ("H", "High", "80-95 (8)"),
        ("M", "Moderate", "21-79 (5)"),
        ("L", "Low", "5-20 (2)"),
        ("VL", "Very Low", "0-4 (0)"),
    ]


def test_a_figure_names_table_row_column_result_and_source():
    result = assess("M", "VH", "H")
    assert (result.likelihood, result.impact, result.level) == (HIGH, HIGH, HIGH)
    assert [step.sentence for step in result.explanation] == [
        (
            "Table G-5: row Moderate (likelihood of initiation or occurrence), column Very High "
            "(likelihood of adverse impact) gives High (overall likelihood)."
        ),
        "Table I-2: row High (overall likelihood), column High (level of impact) gives High (level of risk).",
    ]
    assert [step.table.source for step in result.explanation if isinstance(step, Lookup)] == [
        "NIST SP 800-30 r1, table G-5",
        "NIST SP 800-30 r1, table I-2",
    ]


def test_the_tables_are_not_read_transposed():
    assert assess("VL", "VH", "VH").likelihood == LOW
    assert assess("VH", "VL", "VH").likelihood == LOW
    assert assess("VH", "M", "VH").likelihood == HIGH
    assert assess("M", "VH", "VL").level == VERY_LOW
    assert TABLE_I_2.read("VL", "H").result == LOW


@pytest.mark.parametrize("wrong", ["", "vh", "Very High", "X", None, 3])
def test_an_answer_outside_the_scale_is_refused(wrong):
    with pytest.raises(ValueError, match="is none of VL, L, M, H, VH"):
        assess("M", wrong, "M")


def test_levels_compare_with_levels_of_any_method_and_with_nothing_else():
    assert max(LEVELS) is VERY_HIGH
    assert HIGH > Level("M", "Medium") > LOW
    medium, moderate = Level("M", "Medium"), Level("M", "Moderate")
    assert (moderate <= medium <= moderate, moderate > medium, moderate < medium) == (True, False, False)
    with pytest.raises(TypeError):
        assert LOW < 3


@given(codes, codes, codes, codes)
def test_more_of_any_one_judgement_never_lowers_the_risk(first, second, fixed, other):
    less, more = sorted((first, second), key=STEPS.index)
    assert assess(less, fixed, other).level <= assess(more, fixed, other).level
    assert assess(fixed, less, other).level <= assess(fixed, more, other).level
    assert assess(fixed, other, less).level <= assess(fixed, other, more).level


@given(codes, codes, codes)
def test_the_risk_never_exceeds_the_impact(initiation, adverse, impact):
    assert assess(initiation, adverse, impact).level.step <= STEPS.index(impact)


def test_the_method_asks_exactly_what_it_takes():
    assert METHODS["nist-sp-800-30"] is METHOD
    labels = [(level.code, level.label, level.range) for level in LEVELS]
    assert [
        (field.key, [(one.code, one.label, one.range) for one in field.scale])
        for field in METHOD.fields
        if isinstance(field, Field)
    ] == [
        ("initiation", labels),
        ("adverse", labels),
        ("impact", labels),
    ]
    scales = [field.scale for field in METHOD.fields if isinstance(field, Field)]
    assert all(level.meaning for scale in (*scales, LEVELS) for level in scale)
    assert METHOD.weigh({field.key: "VH" for field in METHOD.fields}, residual=False) == assess("VH", "VH", "VH")
