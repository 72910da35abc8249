"""NIST SP 800-30 r1: the two tables cell by cell, and figures that explain themselves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskreviews.methods import METHODS
from riskreviews.methods.nist_sp_800_30 import LEVELS, TABLE_G_5, TABLE_I_2, Level, assess

levels = st.sampled_from(LEVELS)

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
    read = {(row.value, column.value): table.read(row, column).value for row in LEVELS for column in LEVELS}
    assert read == printed
    assert len(printed) == 25


def test_the_scale_has_the_printed_ranges_in_ascending_order():
    assert [(level.value, level.label, level.range) for level in sorted(LEVELS, reverse=True)] == [
        ("VH", "Very High", "96-100 (10)"),
        ("H", "High", "80-95 (8)"),
        ("M", "Moderate", "21-79 (5)"),
        ("L", "Low", "5-20 (2)"),
        ("VL", "Very Low", "0-4 (0)"),
    ]


def test_a_figure_names_table_row_column_result_and_source():
    result = assess("M", "VH", "H")
    assert (result.likelihood, result.impact, result.level) == (Level.HIGH, Level.HIGH, Level.HIGH)
    assert [step.sentence for step in result.explanation] == [
        (
            "Table G-5: row Moderate (likelihood of initiation or occurrence), column Very High "
            "(likelihood of adverse impact) gives High (overall likelihood)."
        ),
        "Table I-2: row High (overall likelihood), column High (level of impact) gives High (level of risk).",
    ]
    assert [step.source for step in result.explanation] == [
        "NIST SP 800-30 r1, table G-5",
        "NIST SP 800-30 r1, table I-2",
    ]


def test_the_tables_are_not_read_transposed():
    assert assess("VL", "VH", "VH").likelihood == Level.LOW
    assert assess("VH", "VL", "VH").likelihood == Level.LOW
    assert assess("VH", "M", "VH").likelihood == Level.HIGH
    assert assess("M", "VH", "VL").level == Level.VERY_LOW
    assert TABLE_I_2.read(Level.VERY_LOW, Level.HIGH) == Level.LOW


@pytest.mark.parametrize("wrong", ["", "vh", "Very High", "X", None, 3])
def test_an_answer_outside_the_scale_is_refused(wrong):
    with pytest.raises(ValueError, match="not a valid Level"):
        assess("M", wrong, "M")


def test_levels_compare_with_levels_only():
    assert max(Level.LOW, Level.VERY_HIGH, Level.MODERATE) is Level.VERY_HIGH
    with pytest.raises(TypeError):
        assert Level.LOW < 3


@given(levels, levels, levels, levels)
def test_more_of_any_one_judgement_never_lowers_the_risk(first, second, fixed, other):
    less, more = sorted((first, second))
    assert assess(less, fixed, other).level <= assess(more, fixed, other).level
    assert assess(fixed, less, other).level <= assess(fixed, more, other).level
    assert assess(fixed, other, less).level <= assess(fixed, other, more).level


@given(levels, levels, levels)
def test_the_risk_never_exceeds_the_impact(initiation, adverse, impact):
    assert assess(initiation, adverse, impact).level <= impact


def test_the_table_of_methods_asks_exactly_what_the_method_takes():
    method = METHODS["nist-sp-800-30"]
    assert [field.key for field in method.fields] == ["initiation", "adverse", "impact"]
    assert all(field.choices == tuple((level.value, level.label) for level in LEVELS) for field in method.fields)
    answers = {field.key: "VH" for field in method.fields}
    assert method.assess(**answers) == assess("VH", "VH", "VH")
