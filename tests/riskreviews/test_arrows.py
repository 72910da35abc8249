"""The arrows: from the risk without to the risk with safeguards, in words as well as colours, the same bytes each time."""

import os
import re
import subprocess
import sys
from collections import Counter
from xml.etree import ElementTree

import pytest

from normsite.foundation.documents import as_own_svg
from riskreviews.drawings import shown
from riskreviews.drawings.canvas import RAMP
from riskreviews.methods import METHODS, STEPS
from riskreviews.methods.nist_sp_800_30 import LEVELS
from riskreviews.methods.pictures import Move, arrows
from tests.riskreviews.matrix import MATRIX

SVG = "{http://www.w3.org/2000/svg}"
VERY_LOW, LOW, MODERATE, HIGH, VERY_HIGH = LEVELS
LEAK = Move("SC-2", "Keys leak", VERY_HIGH, LOW)


def drawn(*moves: Move, levels=LEVELS):
    return shown((arrows("Risk", levels, moves),))[0].drawing


def parse(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)  # noqa: S314 - our own drawing


def rows(svg: str) -> list[ElementTree.Element]:
    return [one for one in parse(svg).iter(f"{SVG}g") if one.get("class") == "arrows-row"]


def words(element: ElementTree.Element) -> list[str]:
    return ["".join(text.itertext()) for text in element.iter(f"{SVG}text")]


def marks(row: ElementTree.Element) -> list[tuple[str, str]]:
    """What is drawn over the lane: each mark with its colour."""
    kinds = {f"{SVG}{kind}": kind for kind in ("line", "circle", "polygon")}
    return [(kinds[one.tag], one.get("fill", one.get("stroke"))) for one in row if one.tag in kinds]


def test_an_arrow_leads_from_the_risk_without_to_the_risk_with_safeguards():
    (row,) = rows(drawn(LEAK).svg)
    line, tip = row.find(f"{SVG}line"), row.find(f"{SVG}polygon")
    assert words(row) == ["SC-2 Keys leak"]
    assert marks(row) == [("line", "currentColor"), ("circle", RAMP["VH"][0]), ("polygon", RAMP["L"][0])]
    assert (line.get("x1"), row.find(f"{SVG}circle").get("cx")) == ("327", "327")
    assert tip.get("points").split(",")[0] == "102"  # the tip points to the left, past the middle of Low


def test_a_risk_that_grows_points_the_other_way_and_one_that_stays_is_a_dot():
    growing, staying = rows(drawn(Move("SC-1", "A", LOW, HIGH), Move("SC-3", "B", MODERATE, MODERATE)).svg)
    assert growing.find(f"{SVG}polygon").get("points").split(",")[0] == "264"
    assert marks(staying) == [("circle", RAMP["M"][0])]


def test_what_is_not_judged_yet_says_so_in_its_row():
    none, half = rows(drawn(Move("SC-1", "A", None, None), Move("SC-3", "B", HIGH, None)).svg)
    assert (words(none), marks(none)) == (["SC-1 A", "Not judged yet"], [])
    assert (words(half), marks(half)) == (["SC-3 B", "With safeguards not judged yet"], [("circle", RAMP["H"][0])])


def test_the_steps_bear_the_words_of_the_method_in_the_colours_of_the_ramp():
    for levels in [MATRIX.levels, *(method.levels for method in METHODS.values())]:
        root = parse(drawn(levels=levels).svg)
        heads = [one for one in root.iter(f"{SVG}g") if "arrows-head" in one.get("class", "")]
        found = [(one.find(f"{SVG}rect").get("fill"), words(one), one.find(f"{SVG}text").get("fill")) for one in heads]
        assert found == [(RAMP[one.code][0], [one.label], RAMP[one.code][1]) for one in levels]
    assert all(contrast(*RAMP[step]) >= 4.5 for step in STEPS)


def test_the_words_of_the_steps_come_again_after_ten_rows():
    svg = drawn(*(Move(f"SC-{n}", "x", HIGH, LOW) for n in range(1, 41))).svg
    classes = [one.get("class", "").split()[0] for one in parse(svg) if one.get("class")]
    assert classes == (["arrows-head"] * 5 + ["arrows-row"] * 10) * 4


@pytest.mark.parametrize(
    ("moves", "said"),
    [
        ((), "Risk: no scenario."),
        ((LEAK,), "Risk: 1 scenario, 1 lower."),
        (
            (LEAK, Move("SC-3", "B", LOW, HIGH), Move("SC-4", "C", LOW, LOW), Move("SC-5", "D", LOW, None)),
            "Risk: 4 scenarios, 1 lower, 1 unmoved, 1 higher with safeguards, 1 not judged yet.",
        ),
    ],
)
def test_the_drawing_says_in_words_what_it_shows(moves, said):
    drawing = drawn(*moves)
    root = parse(drawing.svg)
    assert (drawing.alt, root.find(f"{SVG}title").text, root.get("role")) == (said, said, "img")


def test_its_table_says_each_move():
    picture = arrows("Risk", LEVELS, (LEAK, Move("SC-3", "B", None, None)))
    assert picture.headings == ("Scenario", "Risk without safeguards", "Risk with safeguards")
    assert picture.rows == (("SC-2 Keys leak", "Very High", "Low"), ("SC-3 B", "not judged yet", "not judged yet"))


@pytest.mark.parametrize(
    ("title", "printed"),
    [
        ("a" * 50, "a" * 50),
        ("a" * 51, "a" * 50 + "…"),
        ("鍵" * 40, "鍵" * 25 + "…"),
        ("two words " * 9, "two words two words two words two words two words…"),
        ("e\u0301" * 50, "e\u0301" * 50),
        ("\u202eturned", "⟦U+202E⟧turned"),
        ("מפתח", "\u2068מפתח\u2069"),
        ("</text><script>", "</text><script>"),
        ("tab\x0b", "tab"),
    ],
)
def test_a_long_or_hostile_title_stays_text_and_within_its_row(title, printed):
    drawing = drawn(Move("SC-1", title, HIGH, LOW))
    assert [words(row)[0] for row in rows(drawing.svg)] == [f"SC-1 {printed}"]
    assert as_own_svg(drawing.svg) == drawing.svg
    tags = Counter(element.tag.removeprefix(SVG) for element in parse(drawing.svg).iter())
    assert set(tags) == {"svg", "title", "g", "rect", "text", "tspan", "line", "circle", "polygon"}


def test_no_style_no_script_and_no_letter_under_eleven_pixels_on_a_phone():
    root = parse(drawn(LEAK).svg)
    assert {name for element in root.iter() for name in element.attrib if name.startswith(("style", "on"))} == set()
    assert min(int(element.get("font-size", 12)) for element in root.iter()) == 11
    assert re.fullmatch(r"0 0 366 \d+", root.get("viewBox"))


def test_another_process_draws_the_same_bytes():
    program = (
        "from riskreviews.drawings import shown\n"
        "from riskreviews.methods.nist_sp_800_30 import LEVELS\n"
        "from riskreviews.methods.pictures import Move, arrows\n"
        "moves = (Move('SC-2', 'Keys leak', LEVELS[4], LEVELS[1]),)\n"
        "print(shown((arrows('Risk', LEVELS, moves),))[0].drawing.svg)"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for seed in ("0", "4711")
    }
    assert found == {drawn(LEAK).svg}


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.2 between two colours written #RRGGBB."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
