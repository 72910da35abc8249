"""The lines of a proposed change keep the blanks at their heads on every page and in every document that shows them."""

import re

import pytest

from comments.models import Comment
from comments.services import publish_comment
from normsite.foundation.documents import export
from normsite.portal.publication.rationale.dispositions import dispositions
from tests.comments.scenes import opened
from tests.foundation.documents.samples import small

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("theatre", [False], ids=["without scripts"], indirect=True),
]

CHANGE = "    a) erase the key\n        within one second;\n\tb) log it.\n\n      Then halt."
PARAGRAPHS = CHANGE.split("\n\n")


def read(page, part="p"):
    """The change as the browser lays it out, paragraph by paragraph."""
    return page.locator(f"main {part}", has_text=re.compile("erase the key|Then halt")).all_inner_texts()


def test_the_lines_of_a_proposed_change_keep_their_indentation(theatre, people):
    consultation = opened(people)
    start = f"{theatre.address}/consultations/{consultation.code}/"
    page = theatre.page_of(None)
    page.goto(f"{start}comment/?clause=keys")
    page.get_by_label("Technical:").check()
    page.get_by_label("What do you want to say, and why?").fill("Say it so.")
    page.get_by_label("How should it be worded instead?").fill(CHANGE)
    page.get_by_role("button", name="Keep it and go on").click()
    seen = {"basket": read(page)}
    page.get_by_role("link", name="Go on", exact=True).click()
    page.get_by_label("Anonymously:").check()
    page.get_by_role("button", name="Go on and check").click()
    seen["check"] = read(page)
    page.get_by_label("I declare all three").check()
    page.get_by_role("button", name="Send").click()
    page.get_by_text("Your comment is received").wait_for()
    seen["receipt"] = read(page)

    comment = Comment.objects.select_related("submission", "consultation").get()
    desk = theatre.page_of(people.sami)
    desk.goto(f"{theatre.address}/desk/consultations/{consultation.code}/moderate/")
    seen["moderation"] = read(desk)
    comment = publish_comment(comment=comment, by=people.sami)
    for name, path in {
        "comment": comment.get_absolute_url(),
        "docket": f"/consultations/{consultation.code}/comments/",
    }.items():
        page.goto(theatre.address + path)
        seen[name] = read(page)
    desk = theatre.page_of(people.edda)
    desk.goto(f"{theatre.address}/desk/comments/{comment.code}/decide/")
    seen["desk"] = read(desk)
    record = small(sections=(dispositions([comment]),))
    page.goto("about:blank")
    page.set_content(export(record, "html").decode())
    seen["document"] = read(page, "dd")

    assert seen == dict.fromkeys(seen, PARAGRAPHS) | {"document": [CHANGE]}
