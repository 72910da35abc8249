"""A code that stands for something hidden is answered like a code that was never given."""

import pytest
from django.test import Client
from django.urls import reverse

from norms.models import Provision
from riskreviews.models import Safeguard
from tests import scenes
from tests.comments.scenes import only_comment, send
from tests.riskreviews.scenes import safeguard_in

pytestmark = pytest.mark.django_db

NEVER_GIVEN = {
    "norm": "N-999999",
    "provision": "P-999999",
    "assessment": "R-999999",
    "scenario": "SC-999999",
    "safeguard": "SG-999999",
}


@pytest.fixture
def hidden(cast) -> dict[str, str]:
    """A code of each kind that nobody outside may know of."""
    draft = scenes.drafted(cast, "Zeroisation of vaults")
    assessment = scenes.assessed(cast, draft)
    scenario = assessment.scenarios.get()
    safeguard: Safeguard = safeguard_in(assessment, [scenario], cast)
    provision = Provision.objects.filter(norm=draft.norm).first()
    return {
        "norm": draft.norm.code,
        "provision": provision.code,
        "assessment": assessment.code,
        "scenario": scenario.code,
        "safeguard": safeguard.code,
    }


def answers(browser: Client, codes: dict[str, str], method: str = "get") -> dict[str, tuple[int, str, str]]:
    """What a reader is told of each code, page by page."""
    found = {kind: getattr(browser, method)(f"/ref/{code}/") for kind, code in codes.items()}
    return {kind: (answer.status_code, answer.headers.get("Location", ""), answer.text) for kind, answer in found.items()}


def statuses(browser: Client, codes: dict[str, str]) -> dict[str, int]:
    return {kind: browser.get(f"/ref/{code}/", follow=True).status_code for kind, code in codes.items()}


def test_nobody_learns_that_it_is_there(hidden, client):
    for method in ("get", "head", "post", "options"):
        assert answers(client, hidden, method) == answers(client, NEVER_GIVEN, method)
    assert {kind: answer[0] for kind, answer in answers(client, hidden).items()} == dict.fromkeys(NEVER_GIVEN, 404)


def test_an_account_without_a_role_learns_no_more(hidden, as_user, cast):
    browser = as_user(cast.nils)
    assert {kind: browser.get(f"/ref/{code}/").status_code for kind, code in hidden.items()} == dict.fromkeys(NEVER_GIVEN, 404)


def test_staff_without_their_second_factor_learn_no_more(hidden, as_user, cast, settings):
    settings.STAFF_MFA_REQUIRED = True
    browser = as_user(cast.sami)
    assert {kind: browser.get(f"/ref/{code}/").status_code for kind, code in hidden.items()} == dict.fromkeys(NEVER_GIVEN, 404)


def test_staff_are_led_to_its_page(hidden, as_user, cast):
    assert statuses(as_user(cast.olu), hidden) == dict.fromkeys(NEVER_GIVEN, 200)


def test_what_is_published_is_found_by_everybody(cast, client):
    story = scenes.ready(cast)
    codes = [story.norm.code, story.consultation.code, story.rosas.code, story.walters.code, story.veras.code]
    assert [client.get(f"/ref/{code}/", follow=True).status_code for code in codes] == [200] * 5


def test_a_page_of_comments_begins_after_no_comment_that_is_hidden(cast, client):
    """Else the list, which is shorter behind a comment that is there, tells that it is."""
    consultation = scenes.opened(cast, scenes.frozen(cast), days_ago=10)
    scenes.spoken(cast, consultation)
    unread = only_comment(send(consultation, "My neighbour keeps modules under the stairs."))
    docket = reverse("comments:docket", args=[consultation.code])
    pages = [client.get(docket, {"after": code}).context["found"].comments for code in (unread.code, "C-2026-99999")]
    assert pages[0] == pages[1]
    assert len(pages[0]) == 3
