"""The heat map: what stands in which cell, said in words as well as colours, the same bytes each time."""

import os
import subprocess
import sys
from collections import Counter
from xml.etree import ElementTree

import pytest

from riskreviews.heatmap import RAMP, heatmap, heatmap_pair, point
from riskreviews.methods import STEPS
from riskreviews.methods.nist_sp_800_30 import METHOD, TABLE_I_2

SVG = "{http://www.w3.org/2000/svg}"
KEY_LEAK = point(METHOD, "SC-2", "Keys leak", likelihood="H", impact="VH")
REPLAY = point(METHOD, "SC-10", "An old update is replayed", likelihood="M", impact="M")


def parse(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)  # noqa: S314 - our own drawing


def cells(svg: str) -> list[list[str]]:
    """The words of each cell, in drawing order: rows from Very High likelihood down, columns from Very Low impact."""
    groups = [g for g in parse(svg).iter(f"{SVG}g") if "heatmap-cell" in g.get("class", "")]
    return [[text.text for text in group.iter(f"{SVG}text")] for group in groups]


def cell(svg: str, likelihood: str, impact: str) -> list[str]:
    return cells(svg)[(4 - STEPS.index(likelihood)) * 5 + STEPS.index(impact)]


def test_the_level_is_printed_in_every_cell():
    printed = cells(heatmap(METHOD, [], title="Risk").svg)
    assert printed == [[TABLE_I_2.read(row, column).result.label] for row in reversed(STEPS) for column in STEPS]


def test_a_scenario_stands_in_its_cell_and_nowhere_else():
    drawing = heatmap(METHOD, [KEY_LEAK, REPLAY], title="Risk")
    assert cell(drawing.svg, "H", "VH") == ["Very High", "SC-2"]
    assert cell(drawing.svg, "M", "M") == ["Moderate", "SC-10"]
    assert sum(len(words) for words in cells(drawing.svg)) == 25 + 2


@pytest.mark.parametrize(
    ("count", "shown"),
    [
        (1, ["SC-1"]),
        (3, ["SC-1", "SC-2", "SC-3"]),
        (4, ["SC-1", "SC-2", "+2"]),
        (12, ["SC-1", "SC-2", "+10"]),
    ],
)
def test_a_crowded_cell_names_the_first_and_counts_the_rest(count, shown):
    points = [point(METHOD, f"SC-{n}", "x", likelihood="L", impact="H") for n in range(1, count + 1)]
    drawing = heatmap(METHOD, points, title="Risk")
    assert cell(drawing.svg, "L", "H") == ["Low", *shown]


@pytest.mark.parametrize(
    ("points", "words"),
    [
        ([], "Risk of N-1: no scenario."),
        ([REPLAY], "Risk of N-1: 1 scenario, 1 Moderate."),
        ([REPLAY, KEY_LEAK], "Risk of N-1: 2 scenarios, 1 Very High, 1 Moderate."),
    ],
)
def test_the_drawing_says_in_words_what_it_shows(points, words):
    drawing = heatmap(METHOD, points, title="Risk of N-1")
    root = parse(drawing.svg)
    assert (drawing.alt, root.find(f"{SVG}title").text, root.get("role")) == (words, words, "img")


def test_each_colour_comes_as_class_and_as_fill_with_readable_text_on_it():
    groups = [g for g in parse(heatmap(METHOD, [], title="Risk").svg).iter(f"{SVG}g") if g.get("class")]
    drawn = {
        (g.get("class"), g.find(f"{SVG}rect").get("fill"), g.find(f"{SVG}g").get("fill"))
        for g in groups
        if "heatmap-cell" in g.get("class")
    }
    assert drawn == {
        ("heatmap-cell heatmap-vl", "#F5EBCB", "#14212B"),
        ("heatmap-cell heatmap-l", "#EDCB7B", "#14212B"),
        ("heatmap-cell heatmap-m", "#DE9741", "#14212B"),
        ("heatmap-cell heatmap-h", "#AB4A27", "#FFFFFF"),
        ("heatmap-cell heatmap-vh", "#661B2B", "#FFFFFF"),
    }
    assert all(contrast(*RAMP[step]) >= 4.5 for step in STEPS)


def test_no_style_no_script_and_no_letter_under_eleven_pixels_on_a_phone():
    svg = heatmap(METHOD, [KEY_LEAK], title="Risk").svg
    root = parse(svg)
    assert {name for element in root.iter() for name in element.attrib if name.startswith(("style", "on"))} == set()
    assert min(int(element.get("font-size", 12)) for element in root.iter()) == 11
    assert root.get("viewBox") == "0 0 366 355"


def test_a_hostile_title_stays_text():
    drawing = heatmap(
        METHOD,
        [point(METHOD, "SC-1<b>", "</svg><script>", likelihood="L", impact="L")],
        title='"><script>alert(1)</script>\x0b',
    )
    tags = Counter(element.tag.removeprefix(SVG) for element in parse(drawing.svg).iter())
    assert set(tags) == {"svg", "title", "g", "rect", "text"}
    assert cell(drawing.svg, "L", "L") == ["Low", "SC-1<b>"]


def test_the_same_points_in_any_order_give_the_same_bytes():
    assert heatmap(METHOD, [KEY_LEAK, REPLAY], title="Risk") == heatmap(METHOD, [REPLAY, KEY_LEAK], title="Risk")


def test_another_process_draws_the_same_bytes():
    program = (
        "from riskreviews.heatmap import heatmap, point\n"
        "from riskreviews.methods.nist_sp_800_30 import METHOD\n"
        "leak = point(METHOD, 'SC-2', 'Keys leak', likelihood='H', impact='VH')\n"
        "print(heatmap(METHOD, [leak], title='Risk').svg)"
    )
    drawn = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for seed in ("0", "4711")
    }
    assert drawn == {heatmap(METHOD, [KEY_LEAK], title="Risk").svg}


def test_before_and_after_say_which_they_are():
    pair = heatmap_pair(
        METHOD,
        [KEY_LEAK, REPLAY],
        [point(METHOD, "SC-2", "Keys leak", likelihood="L", impact="VH")],
        title="Risk of N-1",
    )
    assert pair.before.alt == "Risk of N-1, before safeguards: 2 scenarios, 1 Very High, 1 Moderate."
    assert pair.after.alt == "Risk of N-1, after safeguards: 1 scenario, 1 Moderate."


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.2 between two colours written #RRGGBB."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
