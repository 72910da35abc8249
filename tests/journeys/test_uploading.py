"""A delegate of a national body uploads its comment form, names its columns, puts a row right, and has a receipt."""

import re
import time

import pytest
from playwright.sync_api import expect

from comments.models import Comment
from normsite.foundation.accounts.models import Membership, Organisation
from tests.comments.commenting_form.files import ISO, workbook
from tests.comments.scenes import opened
from tests.journeys.test_everyone import faults_of, page_with_session

pytestmark = pytest.mark.browser

HEADINGS = ("Nr", "Fundstelle", "Was uns stört", "Vorschlag", "Laune")
ROWS = [("DE-1", "2", "Keys rest too long.", "Erase them at once.", "gut"), ("DE-2", "3", "", "Twice a day.", "gut")]
ODD = ("DE-3", "", "Kapitel 9", "", "re", "Good work.", "", "")


def choose(page, *rows):
    data = workbook(*rows)
    page.get_by_label("Your comment form").set_input_files({"name": "DIN.xlsx", "mimeType": "a/b", "buffer": data})


@pytest.fixture
def consultation(people):
    body = Organisation.objects.create(name="Nordland Standard", kind="national_body", country="NO")
    Membership.objects.create(user=people.nils, organisation=body)
    return opened(people)


@pytest.fixture
def address(theatre, consultation):
    return f"{theatre.address}{consultation.get_absolute_url()}form/"


def test_a_delegate_names_the_columns_puts_a_row_right_and_has_a_receipt(theatre, people, address):
    page = theatre.page_of(people.nils)
    page.goto(address)
    choose(page, HEADINGS, *ROWS)
    page.get_by_role("button", name="Read it").click()
    for heading, field in zip(HEADINGS, ("own_reference", "clause", "comments", "proposed_change", ""), strict=True):
        page.get_by_label(heading).select_option(field)
    page.get_by_role("button", name="Read it so").click()

    expect(page.get_by_text("1 comment was read, 1 row needs you, 1 column was left out.")).to_be_visible()
    row = page.get_by_role("group", name="Row 3")
    page.get_by_role("button", name="Put it right and go on").first.click()
    expect(page.get_by_role("link", name="Row 3, comment: Write your comment.")).to_be_visible()
    expect(row.get_by_label("Proposed change")).to_have_value("Twice a day.")
    row.get_by_label("Comment", exact=True).fill("Alarms are too rare.")
    page.get_by_role("button", name="Put it right and go on").first.click()

    expect(page).to_have_url(re.compile("/comment/check/$"))
    page.wait_for_timeout(1_000)
    page.get_by_label("I declare all three").check()
    page.get_by_role("button", name="Send").click()
    expect(page).to_have_url(re.compile("/receipts/"))
    said = Comment.objects.order_by("pk").values_list("clause__anchor", "text", "own_reference", "submission__organisation")
    assert list(said) == [
        ("keys", "Keys rest too long.", "DE-1", "Nordland Standard"),
        ("alarms", "Alarms are too rare.", "DE-2", "Nordland Standard"),
    ]


def test_a_form_of_eighty_rows_is_sent_in_four_screens(theatre, people, address):
    page = theatre.page_of(people.nils)
    page.goto(address)
    rows = [(f"DE-{number}", "", "2", "", "te", f"Key {number} rests too long.", "", "") for number in range(1, 81)]
    choose(page, ISO, *rows)
    screens, began = [page.url], time.monotonic()
    page.get_by_role("button", name="Read it", exact=True).click()
    expect(page.get_by_role("heading", name="What was read")).to_be_visible()
    screens.append(page.url)
    page.get_by_role("button", name="Go on with 80 comments").first.click()
    expect(page).to_have_url(re.compile("/comment/check/$"))
    screens.append(page.url)
    page.wait_for_timeout(1_000)
    page.get_by_label("I declare all three").check()
    page.get_by_role("button", name="Send").click()
    expect(page).to_have_url(re.compile("/receipts/"))
    screens.append(page.url)
    print(f"{len(screens)} screens in {time.monotonic() - began:.1f} s")  # noqa: T201 - the figure, for whoever looks
    assert len(screens) <= 4
    assert Comment.objects.count() == 80


@pytest.mark.parametrize("theatre", [True], indirect=True)
def test_a_file_that_is_too_large_is_not_sent_at_all(theatre, people, address):
    page = theatre.page_of(None)
    page.goto(address)
    file = {"name": "pictures.docx", "mimeType": "a/b", "buffer": b"x" * 5_200_000}
    page.get_by_label("Your comment form").set_input_files(file)
    expect(page.get_by_text("“pictures.docx” has 5.2 MB; at most 3 MB are read.")).to_be_visible()
    page.get_by_role("button", name="Read it").click()
    expect(page.get_by_role("link", name="Choose the file.")).to_be_visible()


@pytest.mark.parametrize("theatre", [True], indirect=True)
def test_its_pages_are_for_everyone(theatre, browser, client, address):
    page = page_with_session(browser, theatre.address, client)
    page.goto(address)
    faults = faults_of(page)
    choose(page, HEADINGS, *ROWS)
    page.get_by_role("button", name="Read it").click()
    faults += faults_of(page)
    page.get_by_role("button", name="Read it so").click()
    faults += faults_of(page)
    page.goto(address)
    choose(page, ISO, ODD, ("DE-4", "", "2", "", "te", "", "Nothing said.", ""), ODD)
    page.get_by_role("button", name="Read it", exact=True).click()
    faults += faults_of(page)
    page.get_by_role("button", name="right and go on").first.click()
    faults += faults_of(page)
    page.context.close()
    assert faults == []
