"""What is withheld, and the form that withholds it, fit the screens on which people read them."""

import pytest

from normsite.portal.publication.publishing import publish
from riskreviews.services import change_scenario, reopen_assessment
from tests import scenes
from tests.portal.withheld.scenes import withheld

pytestmark = pytest.mark.browser

PHONE = {"width": 375, "height": 667}
MOST_BELOW_THE_WORDS = 2 * PHONE["height"]


def test_the_register_of_a_record_shows_all_that_is_known_of_each_part(theatre, people):
    story = scenes.ready(people)
    withheld("rationale", story.norm.code, "keys", by=people.april)
    publication = publish(revision=story.second, by=people.april)
    page = theatre.page_of(None)
    for size in ({"width": 1280, "height": 900}, PHONE):
        page.set_viewport_size(size)
        page.goto(f"{theatre.address}{publication.get_absolute_url()}part/withheld/")
        theatre.look(page, "withheld-part")
        table = page.locator(".document-table").first
        assert table.evaluate("one => one.scrollWidth - one.clientWidth") <= 0
        right = table.evaluate("one => one.getBoundingClientRect().right")
        last = page.locator("[data-column='Looked at again by']").first.bounding_box()
        assert last["x"] + last["width"] <= right + 1


def test_whoever_withholds_a_long_text_on_a_phone_has_the_form_at_hand(theatre, people):
    story = scenes.ready(people)
    page = theatre.page_of(people.april)
    page.set_viewport_size(PHONE)
    scenario = story.assessment.scenarios.get()
    reopen_assessment(assessment=story.assessment, by=people.rhea)
    long = "\n\n".join(f"Step {number} turns the key a little further." for number in range(100))
    change_scenario(scenario=scenario, version=scenario.version, by=people.rhea, description=long)
    page.goto(f"{theatre.address}/desk/withheld/new/description/{scenario.code}/")
    theatre.look(page, "withhold")
    box = page.get_by_role("region", name="What it says").bounding_box()
    assert box["height"] <= PHONE["height"] / 2
    button = page.get_by_role("button", name="Withhold it").bounding_box()
    assert button["y"] + button["height"] - box["y"] - box["height"] <= MOST_BELOW_THE_WORDS
    page.emulate_media(media="print")
    assert page.get_by_role("region", name="What it says").evaluate("one => one.scrollHeight - one.clientHeight") <= 0
