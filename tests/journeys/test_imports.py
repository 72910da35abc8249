"""A secretary takes over what another system has received, in a browser, while a real worker carries it out."""

import time

import pytest
from playwright.sync_api import expect

from comments.models import Comment, Submission
from tests.comments.scenes import closed
from tests.comments.test_imports import row, table
from tests.journeys.conftest import Theatre

pytestmark = pytest.mark.browser


def test_a_file_of_another_system_becomes_comments_that_wait_to_be_read(theatre: Theatre, worker, people):
    consultation = closed(people)
    rows = [row(consultation, f"R-{number}", Section="2", days=number / 10) for number in range(620)]
    data = table(*rows, row(consultation, "R-9", "The same number again."), row(consultation, "R-700", ""))
    page = theatre.page_of(people.sami)
    page.set_default_timeout(60_000)  # a process of its own reads the file
    page.goto(f"{theatre.address}/desk/consultations/{consultation.code}/")
    page.get_by_role("link", name="Take over comments from another system").click()
    page.get_by_label("File").set_input_files({"name": "portal.csv", "mimeType": "text/csv", "buffer": data})
    page.get_by_role("button", name="Upload").click()
    page.get_by_label("The other system").fill("The old portal")
    page.get_by_role("button", name="Show how the rows would stand").click()
    expect(page.get_by_text("Of the first 500 rows, 500 can be taken over.")).to_be_visible()
    page.get_by_role("button", name="Take over 622 rows").click()
    done = page.get_by_role("heading", name="Taken over", exact=True)
    until = time.monotonic() + 120
    while not theatre.scripts and not done.is_visible() and time.monotonic() < until:
        page.wait_for_timeout(500)
        page.get_by_role("button", name="Look again").click()
    expect(done).to_be_visible(timeout=120_000)
    expect(page.get_by_text("Taken over: 622 of 622 rows, 2 of them can't be taken over")).to_be_visible()
    expect(page.get_by_text("Row 622: “R-9” is the number of an earlier row.")).to_be_visible()
    assert Comment.objects.filter(state="received", clause__anchor="keys").count() == 620
    assert set(Submission.objects.values_list("source", flat=True)) == {"The old portal"}
