"""Comments in the margin of the text, in a real browser: folded, opened in place, with the words marked that they are on."""

import pytest
from playwright.sync_api import expect

from comments.models import NewComment
from tests.comments.scenes import opened, published
from tests.journeys.test_everyone import faults_of

pytestmark = pytest.mark.browser


@pytest.fixture
def consultation(people):
    consultation = opened(people)
    for words in ("shall erase", "erase keys"):
        start = "The module shall erase keys.".index(words)
        published(people, consultation, NewComment(text="Say how.", anchor="keys", passage=words, passage_start=start))
    return consultation


@pytest.fixture
def page(theatre, consultation):
    context = theatre.browser.new_context(bypass_csp=True, java_script_enabled=theatre.scripts)
    page = context.new_page()
    page.goto(f"{theatre.address}{consultation.revision.get_absolute_url()}")
    yield page
    context.close()


def test_who_opens_the_margin_sees_the_words_marked_that_comments_are_on(theatre, page):
    clause, count = page.locator("#keys"), page.locator("#keys .margin").get_by_text("2 comments")
    expect(clause.locator(".clause__body mark")).to_have_count(0)
    if theatre.scripts:
        count.focus()
        page.keyboard.press("Enter")
        expect(clause.locator(".note")).to_have_count(2)
        expect(clause.locator(".clause__body mark")).to_have_text("shall erase keys")
        assert faults_of(page) == []
        count.click()
        expect(clause.locator(".clause__body mark")).to_have_count(0)
        expect(clause.locator(".note").first).to_be_hidden()
    else:
        count.click()
        expect(page.locator(".clause__body mark")).to_have_text("shall erase keys")
        expect(page.locator(".note")).to_have_count(2)


def test_a_cell_of_the_strip_leads_to_its_clause(page):
    page.get_by_title("2 Keys: 2 comments").click()
    assert page.url.endswith("#keys")
