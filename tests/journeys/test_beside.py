"""The comment form opens beside the words; what goes wrong is said there, and nothing typed is lost."""

import re

import pytest
from django.conf import settings
from playwright.sync_api import expect

from comments.models import Comment
from tests.comments.scenes import opened
from tests.journeys.test_everyone import faults_of

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("theatre", [True], indirect=True)]


@pytest.fixture
def page(theatre, people):
    context = theatre.browser.new_context(bypass_csp=True)
    page = context.new_page()
    page.goto(f"{theatre.address}{opened(people).revision.get_absolute_url()}")
    yield page
    context.close()


def beside(page, clause="keys"):
    page.locator(f"#{clause} [data-comment]").click()
    return page.locator(f"#{clause} .beside")


def test_the_form_opens_beside_its_clause_and_leads_to_the_receipt(page):
    form = beside(page)
    expect(form.locator("[name=text]")).to_be_focused()
    assert faults_of(page) == []
    form.locator("[name=text]").fill("A year is too long.")
    form.get_by_role("button", name="Go on to send").click()
    expect(page).to_have_url(re.compile("/comment/you/$"))
    page.get_by_label("Anonymously").check()
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Tick that you declare this.")
    page.get_by_label("I declare all three").check()
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page).to_have_url(re.compile("/receipts/"))
    assert [(one.text, one.clause.anchor) for one in Comment.objects.all()] == [("A year is too long.", "keys")]


def test_what_is_wrong_is_said_beside_the_words_and_nothing_typed_is_lost(page):
    form = beside(page)
    form.locator("[name=proposed_change]").fill("a month")
    form.get_by_role("button", name="Go on to send").click()
    expect(form.locator(".govuk-error-summary")).to_contain_text("Write your comment.")
    expect(form.locator("[name=proposed_change]")).to_have_value("a month")
    form.get_by_role("button", name="Close").click()
    expect(form).to_be_hidden()
    expect(beside(page).locator("[name=proposed_change]")).to_have_value("a month")


def test_a_lost_line_is_said_and_the_words_wait(page):
    form = beside(page)
    form.locator("[name=text]").fill("A year is too long.")
    page.context.set_offline(True)
    form.get_by_role("button", name="Go on to send").click()
    expect(form.locator("> [role=status]")).to_contain_text("We were not reached")
    page.context.set_offline(False)
    form.get_by_role("button", name="Go on to send").click()
    expect(page.locator(".items__item")).to_contain_text("A year is too long.")


def test_a_session_that_has_ended_loses_no_word(page):
    form = beside(page)
    form.locator("[name=text]").fill("A year is too long.")
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    form.get_by_role("button", name="Go on to send").click()
    expect(page.locator("main")).to_contain_text("A year is too long.")


def test_what_is_begun_on_one_clause_is_not_thrown_away_for_another(page):
    first = beside(page)
    first.locator("[name=text]").fill("A year is too long.")
    assert beside(page, "alarms").count() == 0
    expect(first.locator("> [role=status]")).to_contain_text("Keep this comment first")
    first.locator("[name=text]").fill("")
    expect(beside(page, "alarms").locator("[name=text]")).to_be_focused()
