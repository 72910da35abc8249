"""Scenario planning: minimax regret as docs/domain.md writes it, and the four futures in a picture."""

from decimal import Decimal
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normsite.foundation.documents import as_own_svg
from normsite.portal.publication.rationale.risks import weighed
from riskreviews.drawings import shown
from riskreviews.methods import METHODS
from riskreviews.methods.scenario_planning import METHOD, least_regretted, level_of, regrets
from riskreviews.queries import agreed_assessments
from riskreviews.services import add_scenario, start_assessment
from tests.riskreviews.scenes import asked, draft_text, judged, release
from tests.riskreviews.test_pages import words

FUTURES = ("Walled gardens", "Open bazaar", "Cold market", "Common ground")
ANSWERS = {
    "uncertainty_1_name": "Trade",
    "uncertainty_1_first": "closed",
    "uncertainty_1_second": "open",
    "uncertainty_2_name": "Pace",
    "uncertainty_2_first": "slow",
    "uncertainty_2_second": "fast",
    **{f"future_{number}_name": name for number, name in enumerate(FUTURES, 1)},
    "option_1_name": "Publish all",
    **dict(zip((f"option_1_in_{number}" for number in range(1, 5)), ("2", "9", "5", "10"), strict=True)),
    "option_3_name": "Withhold figures",
    **dict(zip((f"option_3_in_{number}" for number in range(1, 5)), ("8", "5.5", "6", "7"), strict=True)),
    "taken": "1",
    "residual_taken": "3",
}
payoffs = st.integers(2, 4).flatmap(
    lambda futures: st.lists(st.lists(st.decimals(0, 10, places=1), min_size=futures, max_size=futures), min_size=2, max_size=4)
)


def numbers(*rows: tuple[int, ...]) -> list[list[Decimal]]:
    return [[Decimal(number) for number in row] for row in rows]


def test_the_worked_check_of_the_domain():
    assert regrets(numbers((5, 2), (4, 4))) == numbers((0, 2), (1, 0))
    assert least_regretted(numbers((5, 2), (4, 4))) == 1  # option 2


def test_of_options_that_are_regretted_alike_the_first_is_named():
    assert least_regretted(numbers((5, 4), (4, 5))) == 0


@given(payoffs)
def test_in_each_future_the_best_option_is_not_regretted_and_none_below_nothing(given_payoffs):
    found = regrets(given_payoffs)
    assert all(min(column) == 0 for column in zip(*found, strict=True))
    least = max(found[least_regretted(given_payoffs)])
    assert least == min(max(row) for row in found)


@pytest.mark.parametrize(
    ("regret", "code"),
    [
        ("0", "VL"),
        ("1", "VL"),
        ("1.01", "L"),
        ("3", "L"),
        ("3.5", "M"),
        ("5", "M"),
        ("5.1", "H"),
        ("7", "H"),
        ("7.1", "VH"),
        ("10", "VH"),
    ],
)
def test_the_bands_are_the_published_ones(regret, code):
    assert level_of(Decimal(regret)).code == code


def test_the_option_of_today_and_the_chosen_one_are_weighed():
    # Regrets: publish all 6, 0, 1, 0; withhold figures 0, 3.5, 0, 3.
    without, chosen = (METHOD.result(ANSWERS, residual=residual) for residual in (False, True))
    assert (without.level.code, chosen.level.code) == ("H", "M")
    assert [figure.value for figure in (*without.figures, *chosen.figures)] == ["6", "3.5", "3.5", "3.5"]
    assert [step.sentence for step in without.explanation] == [
        (
            "The regret of “Publish all” is 6 in “Walled gardens”, 0 in “Open bazaar”, 1 in “Cold market”, 0 in “Common "
            "ground”; the greatest is 6."
        ),
        "The smallest greatest regret has “Withhold figures”: 3.5.",
        "A greatest regret of 6 is high.",
    ]


@pytest.mark.parametrize(
    ("changed", "complaints"),
    [
        ({"taken": "2"}, {"taken": "Option 2 is empty. Choose one that is filled in."}),
        ({"option_3_in_2": ""}, {"option_3_in_2": "Fill in “Future 2”, or empty the line."}),
        ({"future_4_name": ""}, {"future_1_name": "Fill in at least 4."}),
        ({name: "" for name in ANSWERS if name.startswith("option_3")}, {"option_1_name": "Fill in at least 2."}),
        ({"uncertainty_2_first": ""}, {"uncertainty_2_first": "Fill in “First end”, or empty the line."}),
    ],
)
def test_what_is_missing_is_said_where_it_is_missing(changed, complaints):
    assert METHOD.complaints({**ANSWERS, **changed}, residual=False) == complaints
    assert METHOD.weigh({**ANSWERS, **changed}, residual=False) is None


def test_a_payoff_lies_between_0_and_10():
    assert METHOD.weigh({**ANSWERS, "option_1_in_1": "10.5"}, residual=False) is None


def quadrants(svg: str) -> list[list[str]]:
    groups = [one for one in ElementTree.fromstring(svg).iter() if one.get("class") == "futures-quadrant"]  # noqa: S314 - ours
    return [["".join(text.itertext()) for text in group.iter() if text.tag.endswith("}text")] for group in groups]


def test_the_four_futures_stand_as_quadrants_with_the_best_option_and_the_regrets():
    (one,) = shown(METHOD.pictures(ANSWERS))
    assert quadrants(one.drawing.svg) == [
        ["Walled gardens", "Publish all", "−6", "Withhold figures", "best"],
        ["Open bazaar", "Publish all", "best", "Withhold figures", "−3.5"],
        ["Cold market", "Publish all", "−1", "Withhold figures", "best"],
        ["Common ground", "Publish all", "best", "Withhold figures", "−3"],
    ]
    drawn = ElementTree.fromstring(one.drawing.svg)  # noqa: S314 - ours
    places = [(box.get("x"), box.get("y")) for box in drawn.iter() if box.tag.endswith("}rect")]
    assert places == [("27", "105"), ("27", "41"), ("195", "105"), ("195", "41")]  # columns by trade, rows by pace
    assert one.drawing.alt.endswith(
        "Walled gardens: best Withhold figures. Open bazaar: best Publish all. Cold market: best Withhold figures. "
        "Common ground: best Publish all."
    )
    assert one.picture.rows == (
        ("Publish all", "2 (6)", "9 (0)", "5 (1)", "10 (0)", "6"),
        ("Withhold figures", "8 (0)", "5.5 (3.5)", "6 (0)", "7 (3)", "3.5"),
    )


def test_long_and_hostile_names_stay_text():
    hostile = {name: "</text><script>" for name in ANSWERS if name.endswith(("_name", "_first", "_second"))}
    (one,) = shown(METHOD.pictures({**ANSWERS, **hostile, "future_1_name": "מ" * 40}))
    assert as_own_svg(one.drawing.svg) == one.drawing.svg
    assert quadrants(one.drawing.svg)[0][0] == f"\u2068{'מ' * 26}…\u2069"


def test_it_is_drawn_on_the_page_and_in_the_record(client, cast):
    revision = draft_text(cast)
    assessment = start_assessment(revision=revision, title="Openness", scope="All.", by=cast.rhea, method=METHOD.key)
    written = {"title": "Markets close", "description": "Trade stops.", "treatment": "avoid", "reasoning": "Two reports."}
    add_scenario(assessment=assessment, by=cast.rhea, **written, **ANSWERS)
    judged(asked(assessment, cast), "agree", "It holds.", cast)
    release(revision, cast)

    page, record = client.get(f"/risk/{assessment.code}/"), repr(weighed(agreed_assessments(revision)))

    assert page.content.decode().count("<svg") == 2
    assert "Withhold figures 8 (0) 5.5 (3.5) 6 (0) 7 (3) 3.5" in words(page)
    assert "Four futures, the best option in each" in record
    assert METHODS[METHOD.key] is METHOD
