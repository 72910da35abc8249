"""A reviewer comments on some words: marked in the text with scripts, copied from it without."""

import re

import pytest
from playwright.sync_api import expect

from comments.models import Comment
from tests.comments.scenes import opened
from tests.comments.test_passages import BODY, repeated

pytestmark = pytest.mark.browser

MARK = """() => {
    const nodes = document.createTreeWalker(document.querySelector("#keys .clause__body p"), NodeFilter.SHOW_TEXT);
    const texts = [];
    while (nodes.nextNode()) texts.push(nodes.currentNode);
    const [keyword, rest] = texts.slice(-2); // “shall”, which is marked as a keyword, and “ erase them at once.”
    document.getSelection().setBaseAndExtent(keyword, 0, rest, " erase".length);
}"""


def test_a_reviewer_comments_on_words_that_the_clause_has_twice(theatre, people):
    consultation = repeated(people)
    page = theatre.page_of(None)
    page.goto(f"{theatre.address}{consultation.revision.get_absolute_url()}")
    if theatre.scripts:
        page.evaluate(MARK)
        page.get_by_role("link", name="Comment on these words").click()
        expect(page.locator("textarea[name=passage]")).to_have_value("shall erase")
    else:
        page.locator("#keys [data-comment]").click()
        page.locator("textarea[name=passage]").fill("It shall erase")
    page.locator("textarea[name=text]").fill("Say how.")
    page.get_by_role("button", name="Keep it and go on").click()
    expect(page).to_have_url(re.compile("/comment/list/$"))
    words = "shall erase" if theatre.scripts else "It shall erase"
    expect(page.locator("blockquote .quoted__words")).to_have_text(words)
    page.get_by_role("link", name="Go on", exact=True).click()
    page.get_by_label("For myself").check()
    page.get_by_label("Your name").fill("Nadia Nowak")
    page.get_by_role("button").filter(has_text="Go on").click()
    page.wait_for_timeout(1_000)
    page.get_by_label("I declare all three").check()
    page.get_by_role("button", name="Send").click()
    expect(page).to_have_url(re.compile("/receipts/"))
    comment = Comment.objects.get()
    assert (comment.passage, comment.passage_start) == (words, BODY.rindex(words))


def test_words_of_two_clauses_are_not_offered_for_one_comment(theatre, people):
    consultation = opened(people)
    page = theatre.page_of(None)
    page.goto(f"{theatre.address}{consultation.revision.get_absolute_url()}")
    if theatre.scripts:
        page.evaluate("""() => {
            const [first, last] = ["#scope", "#keys"].map((id) => document.querySelector(`${id} .clause__body p`).firstChild);
            document.getSelection().setBaseAndExtent(first, 0, last, 4);
        }""")
        page.wait_for_timeout(500)
    expect(page.get_by_role("link", name="Comment on these words")).to_have_count(0)
