"""A risk analyst on the way from a draft to an assessment that a peer has accepted, without the manual: docs/howto/walk.md.

Neither the form that begins an assessment nor any step of a scenario is taller than two screens, whatever its method.
"""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from riskreviews.methods import METHODS
from riskreviews.methods.levels import Scale
from riskreviews.methods.questions import Number, Question, Words
from riskreviews.models import Assessment, AssessmentState, Simulation
from riskreviews.queries import address_of, steps_of
from riskreviews.services import add_scenario, carry_out_simulation, start_assessment
from tests.journeys.hands import Keyboard, Pointer
from tests.journeys.test_walks import Walk
from tests.riskreviews.losses import BOUNDS
from tests.riskreviews.scenes import draft_text

DESK, PHONE = {"width": 1280, "height": 800}, {"width": 375, "height": 667}
WAYS = {
    "keyboard at a desk": (True, Keyboard(), DESK),
    "touch on a phone": (True, Pointer(), PHONE),
    "without scripts on a phone": (False, Pointer(), PHONE),
}
pytestmark = pytest.mark.browser
STARTS = "How likely is it that somebody starts it, or that it occurs?"
HARMS, GRAVE = "If so, how likely is harm?", "How grave is the harm?"


def is_two_screens_at_most(page: Page) -> bool:
    """Of the page itself, without its head and its foot."""
    box, size = page.locator("main").bounding_box(), page.viewport_size
    assert box is not None
    assert size is not None
    return box["height"] <= 2 * size["height"]


def choose(walk: Walk, question: str, level: str) -> None:
    group = walk.page.get_by_role("group", name=question)
    walk.hand.tick(group.get_by_role("radio", name=re.compile(f"^{level} ")))


def blanks_of(question: Question) -> Iterator[tuple[str, Scale | Number | Words]]:
    """The names of all blanks of a question, and what may stand there."""
    for residual in (False, True):
        yield from zip(question.side(residual=residual), (blank.kind for blank in question.blanks), strict=True)


def most_of(kind: Scale | Number | Words) -> str:
    """The longest or highest answer, so that a page is as tall as it gets."""
    if isinstance(kind, Words):
        return "Licence "[: kind.longest].strip()
    if isinstance(kind, Number):
        return str(kind.most if kind.most is not None else kind.least or 1)
    return kind[-1].code


@pytest.mark.parametrize(("theatre", "hand", "size"), WAYS.values(), ids=WAYS, indirect=["theatre"])
def test_an_analyst_comes_from_a_draft_to_an_accepted_assessment(theatre, hand, size, people):
    revision = draft_text(people)
    walk = Walk(theatre, hand, size, people.rhea, "analyst")
    page = walk.page

    walk.goto("/desk/risk/")
    walk.link("Start a risk assessment")
    walk.hand.choose(page.get_by_label("Norm and revision"), "Key storage: Revision 1")
    walk.write("Title", "Theft of keys")
    walk.write("Scope", "Field devices, over ten years.")
    walk.button("Start")
    walk.link("Add a scenario")
    walk.look("what")
    walk.write("Title", "A signing key is read out")
    walk.write("What could happen", "A thief opens a stolen module.")
    walk.hand.choose(page.get_by_label("Clause that answers it"), "2 Keys")
    walk.button("Save and go on")

    walk.heading("Without safeguards")
    for question, level in ((STARTS, "High"), (HARMS, "Moderate"), (GRAVE, "Very High")):
        choose(walk, question, level)
    if theatre.scripts:
        expect(page.locator("#result")).to_contain_text("gives High (level of risk)")
    walk.look("without")
    walk.button("Save and leave")
    expect(page.locator(".govuk-notification-banner")).to_contain_text("High without safeguards, not judged yet with them.")
    walk.look("unfinished")
    walk.hand.press(page.get_by_role("link", name="is not judged yet. With safeguards"))

    walk.heading("With safeguards")
    for question, level in ((STARTS, "Low"), (HARMS, "Low"), (GRAVE, "High")):
        choose(walk, question, level)
    walk.button("Show the result")
    expect(page.locator("#result")).to_contain_text("gives Low (level of risk)")
    walk.button("Save and go on")
    walk.hand.choose(page.get_by_label("Security and safety", exact=True), "High")
    walk.write("In a sentence: security and safety", "Others sign in the maker's name.")
    walk.look("consequences")
    walk.button("Save and go on")
    walk.hand.tick(page.get_by_role("radio", name="Medium"))
    walk.write("Why so", "Two reports, of one laboratory.")
    walk.look("uncertainty")
    walk.button("Save and go on")
    walk.write("Why these levels", "Theft is common, and two laboratories have done it.")
    walk.hand.choose(page.get_by_label("Treatment (ISO 31000)"), "Change the likelihood")
    walk.look("treatment")
    walk.button("Save and finish")
    expect(page.locator(".govuk-notification-banner")).to_contain_text("High without safeguards, Low with them.")
    walk.look("finished")
    walk.hand.choose(page.get_by_label("Peer reviewer"), "Piet")
    walk.button("Ask for a peer review")

    peer = Walk(theatre, hand, size, people.piet, "peer")
    assessment = Assessment.objects.get(revision=revision)
    peer.goto(f"/desk/risk/{assessment.code}/review/")
    peer.look("reads")
    peer.hand.tick(peer.page.get_by_label("Agree", exact=True))
    peer.button("Give the review")
    assessment.refresh_from_db()
    assert assessment.state == AssessmentState.AGREED
    peer.look("agreed")


@pytest.mark.parametrize(("theatre", "hand", "size"), WAYS.values(), ids=WAYS, indirect=["theatre"])
def test_an_analyst_weighs_a_risk_in_money_step_by_step(theatre, hand, size, people):
    revision = draft_text(people)
    walk = Walk(theatre, hand, size, people.rhea, "money")
    page = walk.page

    walk.goto("/desk/risk/new/")
    walk.hand.choose(page.get_by_label("Norm and revision"), "Key storage: Revision 1")
    walk.write("Title", "What theft costs")
    walk.hand.tick(page.get_by_role("radio", name=re.compile("^Open FAIR")))
    walk.write("Scope", "Field devices, over ten years.")
    walk.look("new")
    walk.button("Start")
    walk.link("Add a scenario")
    walk.write("Title", "A signing key is sold")
    walk.write("What could happen", "A thief opens a stolen module.")
    walk.button("Save and go on")

    walk.heading("How you estimate it")
    choose(walk, "What do you know about how often there is a loss?", "I know how often somebody tries, and what succeeds")
    choose(walk, "Where you count attempts", "By the share of attempts")
    walk.look("way")
    walk.button("Save and go on")
    walk.heading("Money and levels")
    walk.button("Save and go on")
    walk.heading("How often")
    estimate(walk, "How often does somebody try in a year? Without safeguards", "1", "4", "20")
    walk.hand.tick(page.get_by_label("The same with safeguards"))
    walk.look("often")
    walk.button("Save and go on")
    walk.heading("What succeeds")
    estimate(walk, "Which share of attempts succeeds? Without safeguards", "0.05", "0.1", "0.6")
    estimate(walk, "Which share of attempts succeeds? With safeguards", "0.01", "0.02", "0.1")
    walk.button("Save and go on")
    walk.heading("What it costs")
    estimate(walk, "What does one event cost whoever bears the risk? Without safeguards", "10000", "20000", "90000")
    walk.hand.tick(page.get_by_label("The same with safeguards"))
    walk.button("Show the result")
    expect(page.locator("#result")).to_contain_text("Losses a year: 6.16667 × 0.175 = 1.07917.")
    expect(page.locator("#result")).to_contain_text("Losses a year: 6.16667 × 0.0316667 = 0.195278.")
    walk.look("costs")
    walk.button("Save and go on")
    walk.heading("Consequences")
    walk.button("Save and go on")
    walk.hand.tick(page.get_by_role("radio", name="High"))
    walk.button("Save and go on")
    walk.write("Why these levels", "Theft is common, and two laboratories have counted.")
    walk.hand.choose(page.get_by_label("Treatment (ISO 31000)"), "Change the likelihood")
    walk.button("Save and finish")
    expect(page.locator(".govuk-notification-banner")).to_contain_text("Low without safeguards, Very Low with them.")

    carry_out_simulation(simulation=Simulation.objects.get())
    walk.goto(f"/desk/risk/{Assessment.objects.get(revision=revision).code}/")
    walk.hand.choose(page.get_by_label("Peer reviewer"), "Piet")
    walk.button("Ask for a peer review")
    peer, assessment = Walk(theatre, hand, size, people.piet, "peer"), Assessment.objects.get(revision=revision)
    peer.goto(f"/desk/risk/{assessment.code}/review/")
    peer.hand.tick(peer.page.get_by_label("Agree", exact=True))
    peer.button("Give the review")
    assessment.refresh_from_db()
    assert assessment.state == AssessmentState.AGREED


def estimate(walk: Walk, of: str, *numbers: str) -> None:
    for end, number in zip(("At least", "Most likely", "At most"), numbers, strict=True):
        walk.write(f"{of}, {end}", number)


@pytest.mark.parametrize("theatre", [True], ids=["with scripts"], indirect=True)
def test_no_step_is_taller_than_two_screens(theatre, people):
    """Also where everything is answered, so that the result stands there too."""
    revision, page = draft_text(people), theatre.page_of(people.rhea)
    places = {"new": "/desk/risk/new/"}
    for method in METHODS.values():
        assessment = start_assessment(revision=revision, title=method.title, scope="All.", by=people.rhea, method=method.key)
        answers = {name: most_of(kind) for one in method.fields for name, kind in blanks_of(one)}
        answers |= {name: bound for name, bound in BOUNDS.items() if name in answers}  # which rise, so that there is a result
        title = "A signing key is read out of a stolen module by a thief with a microscope"
        scenario = add_scenario(assessment=assessment, by=people.rhea, title=title, description="In a day.", **answers)
        assert scenario.digest, f"{method.title} comes to no result."
        for step in steps_of(method, scenario.judgements):
            places[f"{method.key}-{step.key}"] = address_of(assessment, scenario, step)
    tall = []
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        for name, place in places.items():
            page.goto(f"{theatre.address}{place}")
            theatre.look(page, name)
            if not is_two_screens_at_most(page):
                tall.append((name, size["width"]))
    assert tall == []
