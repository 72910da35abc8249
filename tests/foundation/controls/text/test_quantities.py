"""Figures with their units, as lists and standards write them."""

import pytest

from normsite.foundation.controls.text.quantities import number, read_quantities
from normsite.foundation.controls.text.units import kinds, read_unit


def read(text: str) -> list[tuple[str, float, float]]:
    return [(one.words, one.low, one.high) for one in read_quantities(text)]


@pytest.mark.parametrize(
    ("figure", "value"),
    [
        ("0,9", 0.9),
        ("1,3", 1.3),
        ("46,3", 46.3),
        ("1,300", 1300),
        ("15,240", 15240),
        ("15 240", 15240),
        ("0,200", 0.2),
        ("4.5", 4.5),
    ],
)
def test_a_comma_is_decimal_unless_it_parts_thousands(figure: str, value: float):
    assert number(figure) == value


@pytest.mark.parametrize(
    ("text", "value", "unit", "base"),
    [
        ("3 µm", 3e-6, "metre", 1),
        ("3 um", 3e-6, "metre", 1),
        ("3 micrometres", 3e-6, "metre", 1),
        ("100 MSPS", 1e8, "sample/second", 1),
        ("100 Mega Samples Per Second", 1e8, "sample/second", 1),
        ("10 million words per second", 1e7, "sample/second", 1),
        ("10 Gbit/s", 1e10, "bit/second", 1),
        ("12,500 rpm", 12500 / 60, "revolution/second", 1),
        ("20 °C", 293.15, "kelvin", 1),
        ("5 W/m·K", 5, "watt/metre/kelvin", 1000),
        ("5 W/(m K)", 5, "watt/metre/kelvin", 1000),
        ("2 × 10⁶ m", 2e6, "metre", 1),
        ("2 x 10^6 m", 2e6, "metre", 1),
        ("7,62 x 104 m", 76200, "metre", 1),
        ("0.01 °/h", 0.01 / 3600, "degree/second", 1),
        ("0.002 degree per square root hour", 0.002 / 60, "degree/second**0.5", 1),
        ("5 arc seconds", 5 / 3600, "degree", 1),
        ("5 ppm", 5e-6, "portion", 1),
        ("29 WT", 29, "weighted_teraflops", 1),
        ("60 kN", 60e3, "newton", 1000),
        ("6 Mrad(Si)", 6e4, "gray", 1),
        ("a valve of DN 25", 0.025, "metre", 1),
        ("16-Bit", 16, "bit", 1),
        ("10 rad(Si)/s", 0.1, "gray/second", 1),
        ("2 million metres", 2e6, "metre", 1),
        ("two billion frames per second", 2e9, "frame/second", 1),
        ("five axes", 5, "axis", 1),
        ("two contouring rotary axes", 2, "axis", 1),
        ("16 or more elements", 16, "element", 1),
        ("(1.5 + L/1000) µm", 1.5e-6, "metre", 1),
    ],
)  # fmt: skip
def test_a_unit_is_read_however_it_is_written(text: str, value: float, unit: str, base: float):
    [quantity] = read_quantities(text)
    kind, low, _ = quantity.readings[0]
    assert frozenset({kind}) == kinds(unit)
    assert low == pytest.approx(value * base)


def test_what_is_written_alike_is_read_in_both_ways():
    [quantity] = read_quantities("10 g")
    assert [(kind, low) for kind, low, _ in quantity.readings] == [
        ("[mass]", 10),
        ("[length] / [time] ** 2", pytest.approx(98.0665)),
    ]


def test_two_figures_before_a_unit_are_a_range():
    assert read("10–12 kHz, 10 to 12 kHz, between 3 and 5 V; 3 m and 5 m") == [
        ("10–12 kHz", 10, 12), ("10 to 12 kHz", 10, 12), ("3 and 5 V", 3, 5), ("3 m", 3, 3), ("5 m", 5, 5),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    ["UTF-16", "RFC 2119", "in 1987 in the north", "the 1990s", "SP 800-63A", "boron-10 (10B)", "two a day", "3.2.1 General"],
)
def test_what_only_looks_like_a_figure_with_its_unit_is_none(text: str):
    assert read(text) == []


def test_a_word_that_is_no_unit_is_none():
    assert read_unit("elephants", 0) is None


@pytest.mark.parametrize("text", ["10^999 m", "3 × 10^999 m", "000,000.43 µm", "1,000,00 V", "9 x 10⁻⁻ m", "9" * 400 + " m"])
def test_a_figure_that_nobody_writes_stops_nothing(text: str):
    assert len(read(text)) < 2


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("settling times of 1 s, 20 ms and 5 ms", ["1 s", "20 ms", "5 ms"]),
        ("cycle times of 1 min, 30 s, 10 s", ["1 min", "30 s", "10 s"]),
        ("a delay of 5 ms and 300 µs", ["5 ms", "300 µs"]),
        ("1 hour 20 minutes and 40 minutes in reserve", ["1 hour 20 minutes", "40 minutes"]),
        ("1 h 2 min 3 s", ["1 h 2 min 3 s"]),
    ],
)
def test_a_list_of_times_stays_one(text: str, figures: list[str]):
    assert [one.words for one in read_quantities(text)] == figures
