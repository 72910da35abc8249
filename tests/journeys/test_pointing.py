"""Somebody comments on a table as a whole, by keyboard alone: with scripts and without."""

import re

import pytest
from playwright.sync_api import expect

from comments.forms.pointing import ALL_OF_IT
from tests.comments.test_pointing import TABLE, tabled
from tests.journeys.conftest import Theatre
from tests.journeys.hands import Keyboard

pytestmark = pytest.mark.browser


def test_a_table_is_chosen_from_the_parts_of_its_clause(theatre: Theatre, people):
    consultation = tabled(people)
    page = theatre.page_of(None)
    page.goto(f"{theatre.address}/consultations/{consultation.code}/comment/?clause=keys")
    hand = Keyboard()
    hand.choose(page.get_by_label("Which part of the clause?"), "Table: Key Bits A 128")
    hand.write(page.get_by_label("What do you want to say, and why?"), "Why these sizes?")
    hand.press(page.get_by_role("button", name="Keep it and go on writing"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Your comment")
    assert page.locator("main blockquote").inner_text().endswith(TABLE)


def test_the_parts_follow_the_clause_and_words_beside_one_do_not_count_and_stay(theatre: Theatre, people):
    if not theatre.scripts:
        pytest.skip("without scripts the server says that one of the two is too much")
    page = theatre.page_of(None)
    page.goto(f"{theatre.address}/consultations/{tabled(people).code}/comment/?clause=keys")
    part, words = page.get_by_label("Which part of the clause?"), page.get_by_label("On which words of the clause?")
    words.fill("erase keys")
    part.select_option(index=1)
    expect(words).to_be_disabled()
    part.select_option(index=0)
    expect(words).to_have_value("erase keys")
    part.select_option(index=1)
    page.get_by_label("What is your comment about?").select_option("c:power")
    expect(part.locator("option")).to_have_text([ALL_OF_IT, re.compile("P-"), "Paragraph: A module may sleep."])
    expect(words).to_be_enabled()
