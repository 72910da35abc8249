"""A regulator asks why a clause is required, what happens without it, who objected, what is withheld, what other countries do:
in four clicks from the front page, at a desk and on a phone, with a pointer and with the keyboard alone. From the card
it is two clicks at most to the indicator that watches the clause, and to its levels computed again.

With `NORMSITE_PICTURES` it leaves a picture of every step at both widths: docs/howto/walk.md.
"""

import pytest
from django.core.cache import cache
from django.core.management import call_command
from playwright.sync_api import expect

from normsite.portal.publication.models import Publication
from tests.journeys.hands import Keyboard, Pointer

WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 375, "height": 667}
WAYS = {
    "pointer-at-a-desk": (Pointer(), WIDE),
    "touch-on-a-phone": (Pointer(), NARROW),
    "keyboard-at-a-desk": (Keyboard(), WIDE),
    "keyboard-on-a-phone": (Keyboard(), NARROW),
}
MOST_CLICKS = 4
MOST_FROM_CARD = 2
MOST_SCREENS = 2
ANSWERS = {
    "why": "Makers see patterns that authorities do not.",
    "risk": "Conversion in lots goes unnoticed: Moderate without safeguards, Low with them.",
    "assessed": "by NIST SP 800-30 revision 1. Compute its levels again.",
    "watched": "5 lots a year",
    "refused": "Nothing beyond the law of the place (T0).",
    "spoken": "1 commenter still objects.",
    "withheld": "Tells step by step how a maker's indications are evaded.",
}
COUNTRY = "cell => getComputedStyle(cell, '::before').content"
pytestmark = pytest.mark.browser


class Regulator:
    """Somebody who counts their clicks."""

    def __init__(self, theatre, hand, size, name):
        self.theatre, self.hand, self.name, self.clicks, self.looks = theatre, hand, name, 0, 0
        self.page = theatre.page_of(None)
        self.page.set_viewport_size(size)

    def press(self, place):
        self.clicks += 1
        self.hand.press(place)
        self.page.wait_for_load_state()

    def look(self, what):
        self.looks += 1
        self.theatre.look(self.page, f"{self.name}-{self.looks}-{what}")


@pytest.fixture
def demonstration(theatre) -> Publication:
    cache.clear()  # as many letters went to the same people in the test before
    call_command("demo", verbosity=0)
    return Publication.objects.get()


def test_a_regulator_is_told_everything_of_clause_7_3_within_four_clicks(theatre, demonstration):
    for way, (hand, size) in WAYS.items():
        regulator = Regulator(theatre, hand, size, f"regulator-{way}")
        page = regulator.page
        page.goto(f"{theatre.address}/")
        regulator.look("front-page")
        regulator.hand.write(page.locator("#home-q"), "7.3")
        regulator.press(page.locator("#home-q + button"))
        regulator.look("search")
        regulator.press(page.get_by_role("link", name="Why is 7.3 Indications of diversion required?"))
        for point, answer in ANSWERS.items():
            expect(page.locator(f".document-point-{point} dd")).to_contain_text(answer)
        regulator.look("card")
        regulator.press(page.get_by_role("link", name="What other countries do about this clause"))
        expect(page.locator("#on-diversion")).to_be_visible()
        expect(page.locator("#on-diversion")).to_contain_text("Holds as written")
        assert page.locator("#on-diversion td").first.evaluate(COUNTRY) not in ("none", "normal")
        regulator.look("other-countries")
        assert regulator.clicks <= MOST_CLICKS


def test_from_the_card_the_indicator_and_the_recomputation_are_two_clicks_away(theatre, demonstration):
    for way, (hand, size) in WAYS.items():
        regulator = Regulator(theatre, hand, size, f"regulator-beyond-{way}")
        page, card = regulator.page, f"{theatre.address}{demonstration.get_absolute_url()}clause/7.3/"
        page.goto(card)
        regulator.press(page.locator(".document-point-watched a").first)
        expect(page.locator("main")).to_contain_text("5 lots a year")
        regulator.look("indicator")
        assert regulator.clicks <= MOST_FROM_CARD

        page.goto(card)
        regulator.clicks = 0
        regulator.press(page.get_by_role("link", name="Compute its levels again"))
        expect(page.get_by_role("heading", name="Verify the figures")).to_be_visible()
        regulator.look("recomputation")
    regulator.press(page.get_by_role("button", name="Compute all of them again"))  # once: until a worker is done it waits
    expect(page.get_by_text("It waits for its turn.").or_(page.get_by_text("Every number came out equal"))).to_be_visible()
    assert regulator.clicks <= MOST_FROM_CARD


@pytest.mark.parametrize("theatre", [True], ids=["with scripts"], indirect=True)
def test_a_phone_meets_the_first_card_within_two_screens_and_a_link_opens_what_is_folded(theatre, demonstration):
    page = theatre.page_of(None)
    page.set_viewport_size(NARROW)
    page.goto(theatre.address + demonstration.get_absolute_url())
    place = page.locator(".document-section-card").first.bounding_box()
    assert place is not None
    assert place["y"] <= MOST_SCREENS * NARROW["height"]
    page.goto(f"{theatre.address}{demonstration.get_absolute_url()}clause/7.1/")
    page.locator(".document-point-risk a").first.click()
    expect(page.locator("details[open] .document-section").first).to_be_visible()


@pytest.mark.parametrize("theatre", [True], ids=["with scripts"], indirect=True)
def test_a_link_to_a_clause_opens_its_whole_card(theatre, demonstration):
    page = theatre.page_of(None)
    page.set_viewport_size(NARROW)
    record = theatre.address + demonstration.get_absolute_url()
    page.goto(f"{record}#clause-diversion")
    card = page.locator(".document-section-card", has=page.locator(":target"))
    expect(card.locator(".document-point-why")).to_be_visible()
    expect(page.locator(".document-section-card details[open]")).to_have_count(1)
    theatre.look(page, "regulator-unfolded")
    page.get_by_role("navigation", name="Contents").locator("summary").click()
    page.get_by_role("link", name="7.1").first.click()
    expect(page.locator(".document-section-card details[open]")).to_have_count(2)
