"""A commenter comes back for the answer with what they have kept, by keyboard alone: with scripts and without."""

import re

import pytest
from playwright.sync_api import Page, expect

from comments.models import Disposition
from comments.services import publish_comment, publish_dispositions
from tests import scenes
from tests.comments.scenes import answered, only_comment, send

pytestmark = pytest.mark.browser


def go_to(page: Page, place: str) -> None:
    """By the tabulator, as far as it is."""
    for _ in range(60):
        if page.locator(f"{place}:focus").count():
            return
        page.keyboard.press("Tab")
    pytest.fail(f"No key leads to {place}.")


def enter(page: Page, place: str, words: str = "") -> None:
    go_to(page, place)
    page.keyboard.type(words)
    page.keyboard.press("Enter")


def test_from_the_front_page_by_code_and_key_to_the_answer_and_back(theatre, people):
    consultation = scenes.opened(people, scenes.frozen(people))
    receipt = send(consultation)
    page = theatre.page_of(None)
    page.goto(f"{theatre.address}{only_comment(receipt).get_absolute_url()}")
    expect(page.locator("main")).to_contain_text("being read")
    answered(people, publish_comment(comment=only_comment(receipt), by=people.sami), reason="Marked answer Medlar.")
    publish_dispositions(consultation=consultation, by=people.sami)

    page.goto(f"{theatre.address}/")
    enter(page, "#home-code", receipt.submission.code)
    expect(page.locator("#id_key_error")).to_contain_text("needs its key to open")
    assert receipt.submission.code not in page.url
    enter(page, "#id_key", receipt.token)
    expect(page.get_by_role("heading", level=1)).to_have_text("Your comment is answered")
    expect(page.get_by_text("Marked answer Medlar.")).to_be_in_viewport()
    expect(page.get_by_text(receipt.submission.entry.digest)).not_to_be_visible()
    enter(page, "main a.govuk-button")
    expect(page).to_have_url(re.compile("/answer/"))
    go_to(page, "input[name=reaction]")
    page.keyboard.press("Space")
    enter(page, "main button.govuk-button")
    expect(page.locator("main")).to_contain_text("You: satisfied")
    assert Disposition.objects.get().reaction == "satisfied"
