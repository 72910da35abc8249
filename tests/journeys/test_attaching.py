"""A reviewer attaches files: what went wrong beside them loses none, and the receipt gives them back."""

import re

import pytest
from playwright.sync_api import expect

from comments.models import Comment
from tests.comments.scenes import opened

pytestmark = pytest.mark.browser

LETTER = {"name": "Field notes.txt", "mimeType": "text/plain", "buffer": b"Keys are lost at night."}
PROGRAM = {"name": "measure.exe", "mimeType": "application/octet-stream", "buffer": b"MZ\0"}
PLAN = {"name": "نتائج القياس.txt", "mimeType": "text/plain", "buffer": b"At night."}


def test_a_reviewer_attaches_files(theatre, people):
    consultation = opened(people)
    page = theatre.page_of(None)
    page.goto(f"{theatre.address}/consultations/{consultation.code}/comment/")
    page.get_by_label("Attach files").set_input_files([LETTER, PROGRAM])
    page.get_by_role("button", name="Keep it and go on").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("The file is a program, which isn't taken.")
    page.locator("textarea[name=text]").fill("Say how.")
    expect(page.get_by_label("Field notes.txt")).to_be_checked()
    page.get_by_label("Attach files").set_input_files([PLAN])
    page.get_by_role("button", name="Keep it and go on").click()
    expect(page).to_have_url(re.compile("/comment/list/$"))
    page.get_by_role("link", name="Go on", exact=True).click()
    page.get_by_label("For myself").check()
    page.get_by_label("Your name").fill("Nadia Nowak")
    page.get_by_role("button").filter(has_text="Go on").click()
    expect(page.locator("main")).to_contain_text("Field notes.txt")
    page.wait_for_timeout(1_000)
    page.get_by_label("I declare all three").check()
    page.get_by_role("button", name="Send").click()
    expect(page).to_have_url(re.compile("/receipts/"))
    with page.expect_download() as download:
        page.get_by_role("link", name="Field notes.txt").click()
    assert download.value.suggested_filename == "Field notes.txt"
    assert [file.name for file in Comment.objects.get().files] == ["Field notes.txt", "نتائج القياس.txt"]
