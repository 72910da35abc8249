"""An analyst writes a safeguard from the first step to the last; no form is taller than two screens, on a phone or a desk."""

import re

import pytest
from playwright.sync_api import expect

from riskreviews.checks import lacking
from riskreviews.models import Safeguard, TierTable
from tests.journeys.test_writing import asked_before_leaving
from tests.riskreviews.scenes import assessment_of, draft_text, safeguard_in, scenario_in

pytestmark = pytest.mark.browser

SCREENS = ((1280, 800), (375, 667))


def measure(page, theatre, name):
    """The step with all that stands around its form, at each size; how it looks."""
    for width, height in SCREENS:
        page.set_viewport_size({"width": width, "height": height})
        tall = page.locator("main").bounding_box()["height"]
        assert tall <= 2 * height, f"{name} is {tall:.0f} px tall at {width} px."
    theatre.look(page, f"safeguard-{name}")
    page.set_viewport_size({"width": 1280, "height": 800})


def test_a_safeguard_is_written_step_by_step(theatre, people):
    assessment = assessment_of(draft_text(people), people)
    scenario_in(assessment, people)
    page = theatre.page_of(people.rhea)
    page.goto(f"{theatre.address}/desk/risk/{assessment.code}/")
    page.get_by_role("link", name="Add a safeguard").click()

    measure(page, theatre, "what")
    page.get_by_label("Title").fill("Test by a laboratory")
    page.get_by_label("What is done").fill("A laboratory opens one of each type.")
    page.get_by_role("checkbox").first.check()
    page.get_by_role("button", name="Save and go on").click()

    measure(page, theatre, "tier")
    page.get_by_role("radio", name="Low. Software").check()
    page.get_by_role("radio", name="Listed.").check()
    if not theatre.scripts:
        page.get_by_role("button", name="Show the tier").click()
    expect(page.locator("#result")).to_contain_text("T3 by table 1, cell L-listed-H. It counts once you save.")
    measure(page, theatre, "tier-chosen")
    for field in page.get_by_label(re.compile("Why this .*, in a sentence")).all():
        field.fill("Anybody can build such a module.")
    page.get_by_role("button", name="Save and go on").click()
    assert "T3 by table 1, cell L-listed-H." in page.locator("main").inner_text() + page.locator("body").inner_text()

    measure(page, theatre, "proportionality")
    for label in (
        "Legitimate aim",
        "Why it is suitable",
        "Why nothing less restrictive would do",
        "Why the gain outweighs the burden",
    ):
        page.get_by_label(label).fill("Because two of seven declarations were wrong, and keys of others were lost by that.")
    page.get_by_role("button", name="Save and go on").click()

    measure(page, theatre, "weight")
    for number, value in enumerate(("4", "4", "1", "2", "2", "1/2")):
        page.locator("main fieldset").nth(number).locator(f'input[value="{value}"]').check()
    page.get_by_role("button", name="Save and go on").click()

    assert "What it gains outweighs what it takes: 16 against 2, W = 8." in page.locator("main").inner_text()
    measure(page, theatre, "alternatives")
    page.get_by_label("What would be less restrictive").fill("A declaration of the maker.")
    page.get_by_label("Why it fails").fill("Two of seven were wrong.")
    page.get_by_role("button", name="Add it").click()
    measure(page, theatre, "alternatives-named")
    page.get_by_role("link", name="Go on to the costs").click()

    measure(page, theatre, "costs")
    page.get_by_label("At the prices of").fill("2026")
    for number, (low, high) in enumerate((("8000", "12000"), ("8000", "15000"), ("0", "0"))):
        payer = page.locator("main fieldset.costs").nth(number)
        for kind in ("Once, to set it up", "Each year, to keep it up"):
            ends = payer.get_by_role("group", name=kind)
            ends.get_by_label("From").fill(low)
            ends.get_by_label("To").fill(high)
        payer.get_by_label("What is counted").fill("One test of a type, and a day of it each year")
    page.get_by_role("button", name="Save and go on").click()

    measure(page, theatre, "ending")
    page.get_by_label("Review date").fill("2099-01-01")
    page.get_by_label("What would lift it").fill("No finding in three years.")
    page.get_by_role("button", name="Save", exact=True).click()

    page.wait_for_url(f"**/desk/risk/{assessment.code}/")
    theatre.look(page, "safeguard-desk")
    safeguard = Safeguard.objects.get()
    assert lacking(safeguard, TierTable.objects.in_force()) == []
    page.goto(f"{theatre.address}/desk/risk/{assessment.code}/safeguards/{safeguard.code}/weight/")
    assert "16 against 2, W = 8" in page.locator("main").inner_text()
    measure(page, theatre, "weight-answered")
    for number in range(3):
        page.locator("main fieldset").nth(number).locator("input").nth(0 if number < 2 else 2).check()
    page.get_by_role("button", name="Save and go on").click()
    assert "What it takes outweighs what it gains: 1/4 against 2, W = 1/8." in page.locator("main").inner_text()
    page.get_by_role("link", name="Weight").click()
    assert "Choose something less restrictive" in page.locator("main").inner_text()
    measure(page, theatre, "weight-too-heavy")
    Safeguard.objects.update(title="Test by a laboratory that is independent of the maker and of whoever buys the module")
    page.goto(f"{theatre.address}/desk/risk/{assessment.code}/safeguards/{safeguard.code}/costs/")
    measure(page, theatre, "costs-given")


@pytest.mark.parametrize("theatre", [True], indirect=True)
def test_whoever_leaves_a_step_that_is_not_saved_is_asked_first(theatre, people):
    assessment = assessment_of(draft_text(people), people)
    scenario = scenario_in(assessment, people)
    page = theatre.page_of(people.rhea)
    page.goto(f"{theatre.address}/desk/risk/{assessment.code}/safeguards/new/")
    page.get_by_label("Title").fill("Half of a thought")
    assert asked_before_leaving(page)
    page.get_by_role("button", name="Save and go on").click()
    page.locator("[data-unsaved]").wait_for()  # it lacks what is done
    assert asked_before_leaving(page)
    page.goto(f"{theatre.address}/desk/risk/{assessment.code}/scenarios/{scenario.code}/what/")
    page.get_by_label("Title").fill("A key is read out slowly")
    assert asked_before_leaving(page)
    page.get_by_role("button", name="Save and go on").click()
    page.wait_for_url(lambda address: "/what/" not in address)
    assert not asked_before_leaving(page)


UNTOLD = "What follows from these answers could not be looked up. Press “{}” to see it; what you typed is kept."


@pytest.mark.parametrize("theatre", [True], indirect=True)
def test_what_follows_is_said_of_what_is_chosen_or_not_at_all(theatre, people):
    assessment = assessment_of(draft_text(people), people)
    scenario = scenario_in(assessment, people)
    safeguard = safeguard_in(assessment, [scenario], people)
    page, desk = theatre.page_of(people.rhea), f"{theatre.address}/desk/risk/{assessment.code}/"
    result = page.locator("#result")
    page.goto(f"{desk}safeguards/{safeguard.code}/tier/")
    expect(result).to_contain_text("So it is saved.")
    page.get_by_label("Tier", exact=True).select_option("T4")
    expect(result).to_contain_text("It has T4 all the same. It counts once you save.")

    page.route("**/tier/", lambda route: route.fulfill(status=500, body="Broken"))
    page.get_by_role("radio", name="High. Few").check()
    expect(result).to_have_text(UNTOLD.format("Show the tier"))
    page.unroute("**/tier/")
    page.get_by_role("radio", name="Open").check()
    expect(result).to_contain_text("governability high, reach open")

    page.goto(f"{desk}scenarios/{scenario.code}/without/")
    page.context.clear_cookies()
    page.locator(".judging__questions input[type=radio]:not(:checked)").first.check()
    expect(result).to_have_text(UNTOLD.format("Show the result"))


def test_whoever_asks_for_the_tier_is_led_to_it(theatre, people):
    assessment = assessment_of(draft_text(people), people)
    safeguard = safeguard_in(assessment, [scenario_in(assessment, people)], people)
    page = theatre.page_of(people.rhea)
    page.goto(f"{theatre.address}/desk/risk/{assessment.code}/safeguards/{safeguard.code}/tier/")
    page.get_by_role("button", name="Show the tier").click()
    expect(page).to_have_url(re.compile(r"/tier/#result$"))


@pytest.mark.parametrize("theatre", [True], indirect=True)
def test_an_address_with_a_stray_sign_breaks_no_script(theatre, people):
    assessment, errors = assessment_of(draft_text(people), people), []
    page = theatre.page_of(people.rhea)
    page.on("pageerror", lambda error: errors.append(error))
    for stray in ("#%", "#%C3", "#peer-reviews"):
        page.goto(f"{theatre.address}/desk/risk/{assessment.code}/{stray}")
    page.wait_for_load_state("networkidle")
    assert errors == []
