"""A regulator asks why a clause is required, what happens without it, who objected, what is withheld, what other countries do:
in four clicks from the front page, at a desk and on a phone, with a pointer and with the keyboard alone.

With `NORMSITE_PICTURES` it leaves a picture of every step at both widths: docs/howto/walk.md.
"""

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from normsite.portal.publication.models import Publication
from tests.journeys.hands import Keyboard, Pointer

WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 375, "height": 667}
WAYS = {
    "pointer at a desk": (True, Pointer(), WIDE),
    "touch on a phone": (True, Pointer(), NARROW),
    "keyboard at a desk": (False, Keyboard(), WIDE),
    "keyboard on a phone": (False, Keyboard(), NARROW),
}
MOST_CLICKS = 4
MOST_SCREENS = 2
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
def demonstration(theatre):
    """The demonstration holds the cast's place: the published norm has objections, changes and positions."""
    call_command("demo", verbosity=0)
    return Publication.objects.get()


@pytest.mark.parametrize(("theatre", "hand", "size"), WAYS.values(), ids=WAYS, indirect=["theatre"])
def test_a_regulator_is_told_everything_of_clause_7_3_within_four_clicks(theatre, hand, size, demonstration, request):
    way = "-".join(request.node.callspec.id.split())
    regulator = Regulator(theatre, hand, size, f"regulator-{way}")
    page = regulator.page
    page.goto(f"{theatre.address}/")
    regulator.look("front-page")
    regulator.hand.write(page.locator("#home-q"), "7.3")
    regulator.press(page.locator("#home-q + button"))
    regulator.look("search")
    regulator.press(page.get_by_role("link", name="Why is 7.3 Indications of diversion required?"))
    regulator.look("card")
    for point in ("why", "risk", "spoken", "withheld"):  # what was asked, answered at once
        expect(page.locator(f".document-point-{point} dd")).to_be_visible()
    expect(page.locator(".document-point-why dd")).to_contain_text("Makers see patterns that authorities do not.")
    expect(page.locator(".document-point-spoken dd")).to_contain_text("comment")
    regulator.press(page.get_by_role("link", name="What other countries do about this clause"))
    expect(page.locator("#on-diversion")).to_be_visible()
    regulator.look("other-countries")
    assert regulator.clicks <= MOST_CLICKS


@pytest.mark.parametrize("theatre", [True], ids=["with scripts"], indirect=True)
def test_the_first_card_comes_after_two_screens_of_a_phone_at_most(theatre, demonstration):
    page = theatre.page_of(None)
    page.set_viewport_size(NARROW)
    page.goto(theatre.address + demonstration.get_absolute_url())
    top = page.locator(".document-section-card").first.bounding_box()["y"]
    assert top <= MOST_SCREENS * NARROW["height"]


@pytest.mark.parametrize("theatre", [True], ids=["with scripts"], indirect=True)
def test_a_link_to_what_is_folded_opens_it(theatre, demonstration):
    page = theatre.page_of(None)
    page.goto(f"{theatre.address}{demonstration.get_absolute_url()}clause/7.1/")
    page.locator(".document-point-risk a").first.click()
    expect(page.locator("details[open] .document-section").first).to_be_visible()
