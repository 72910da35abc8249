"""A small firm: from the home page to what it costs them in at most four clicks, on a desk and on a phone."""

import pytest

from norms.services import add_applicability, add_clause
from riskreviews.models import Safeguard
from tests.riskreviews.scenes import asked, assessment_of, draft_text, judged, release, safeguard_in, scenario_in

pytestmark = pytest.mark.browser


def public_norm(cast):
    revision = draft_text(cast)
    add_clause(revision=revision, title="Alarms", anchor="alarms", body="The module shall tell of each opening.", by=cast.edda)
    assessment = assessment_of(revision, cast)
    scenario = scenario_in(assessment, cast)
    first, second = revision.norm.provisions.order_by("pk")
    makers = add_applicability(norm=revision.norm, kind="addressee", name="Makers of modules", by=cast.sami)
    sealed = add_applicability(norm=revision.norm, kind="case", name="Modules of level 3", by=cast.sami)
    safeguard_in(assessment, [scenario], cast, title="Test by a laboratory", provision=first, applies_to=[makers, sealed])
    safeguard_in(assessment, [scenario], cast, title="Tests by the maker", reach="limited", tier="", provision=second)
    judged(asked(assessment, cast), "agree", "", cast)
    release(revision, cast)


@pytest.mark.parametrize("width", [1280, 375])
def test_from_the_home_page_to_what_it_costs(theatre, people, width):
    public_norm(people)
    page, clicks = theatre.page_of(None), 0
    page.set_viewport_size({"width": width, "height": 812})
    page.goto(theatre.address)
    theatre.look(page, "applies-home")

    page.get_by_role("link", name="Does this apply to me?").click()
    clicks += 1
    theatre.look(page, "applies-who")
    page.get_by_label("A small firm").check()
    page.get_by_label("Key storage").check()
    page.get_by_role("button", name="Next").click()
    clicks += 1
    theatre.look(page, "applies-questions")
    for yes in page.locator("main").get_by_label("Yes").all():
        yes.check()
    page.get_by_label("Makers of modules").check()
    page.get_by_label("Modules of level 3").check()
    page.get_by_role("button", name="Show what applies").click()
    clicks += 1

    theatre.look(page, "applies-result")
    said = page.locator("main").inner_text()
    assert "16,000 to 30,000" in said
    assert "Ask an independent laboratory for an offer" in said
    assert "Because you are among “Makers of modules” and you have to do with “Modules of level 3”" in said
    assert page.url.endswith("/applies/result/")
    assert clicks <= 4
    assert page.context.cookies() == []
    assert Safeguard.objects.count() == 2
    page.emulate_media(media="print")
    theatre.look(page, "applies-print")
