"""A risk in money, from saving its scenario to a stranger's proof: a real worker draws it, and computes it again when asked."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from riskreviews.models import Assessment, Scenario
from tests.cast import Cast
from tests.riskreviews.losses import in_money, loss_in
from tests.riskreviews.scenes import asked, judged, release

pytestmark = pytest.mark.browser


def comes(page: Page, words: str, *, scripts: bool) -> None:
    """The page says so in the end: by itself, or loaded again and again by whoever has no scripts."""
    found = page.get_by_text(words)
    if not scripts:
        for _ in range(200):
            if found.count():
                break
            page.wait_for_timeout(500)
            page.get_by_role("button", name="Look again").or_(page.get_by_role("link", name="Look again")).click()
    expect(found.first).to_be_visible(timeout=120_000)


def saved(cast: Cast) -> Scenario:
    return loss_in(in_money(cast), cast)


def public(assessment: Assessment, cast: Cast) -> Assessment:
    judged(asked(assessment, cast), "agree", "It holds.", cast)
    release(assessment.revision, cast)
    assessment.refresh_from_db()
    return assessment


def test_what_an_analyst_saves_is_drawn_and_a_stranger_has_it_computed_again(worker, theatre, people):
    scenario = saved(people)
    analyst, stranger = theatre.page_of(people.rhea), theatre.page_of(None)

    place = reverse("riskreviews:simulation", args=[scenario.assessment.code, scenario.code])
    analyst.goto(f"{theatre.address}{place}")
    comes(analyst, "Of 100,000 simulated years", scripts=theatre.scripts)
    theatre.look(analyst, "simulation")

    assessment = public(scenario.assessment, people)
    stranger.goto(f"{theatre.address}{assessment.get_absolute_url()}")
    stranger.get_by_role("link", name="Verify these figures").click()
    stranger.get_by_role("button", name="Compute all of them again").click()
    comes(stranger, "Every number came out equal", scripts=theatre.scripts)
    theatre.look(stranger, "verified")
    assert [one.is_equal for one in assessment.verifications.done()] == [True]
