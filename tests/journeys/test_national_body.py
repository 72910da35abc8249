"""Somebody of a national body states its position on a norm in a real browser, and everybody reads it."""

import pytest
from playwright.sync_api import expect

from norms.models import Position
from normsite.foundation.accounts.models import Membership, Organisation
from tests.comments.scenes import opened

pytestmark = pytest.mark.browser

TABLE = """clause,reason,legal_basis,source,from,until
alarms,Alarms are silent there.,Silence Act,https://law.example/silence,2026-01-01,
nowhere,Nothing.,Silence Act,https://law.example/silence,2026-01-01,
"""


@pytest.fixture
def norm(people):
    body = Organisation.objects.create(name="Nordland Standard", kind="national_body", country="NO")
    Membership.objects.create(user=people.nils, organisation=body)
    return opened(people).revision.norm


def test_a_national_body_enters_its_carve_outs_and_everybody_reads_them(theatre, people, norm):
    page, visitor = theatre.page_of(people.nils), theatre.page_of(None)
    page.goto(f"{theatre.address}/profile/")
    page.get_by_role("link", name="its positions on norms").click()
    page.get_by_role("link", name=norm.title).click()
    page.get_by_role("button", name="State a position").click()
    page.get_by_label("Modified (MOD)").check()
    page.get_by_label("What it is called there").fill("NX 4021")
    page.get_by_role("button", name="Save the draft").click()
    expect(page.get_by_text("Nothing says what is modified")).to_be_visible()

    page.get_by_role("link", name="Add a carve-out").click()
    page.get_by_label("Clause").select_option("keys")
    page.get_by_label("Reason").fill("Keys are kept for a day there.")
    page.get_by_label("Legal basis", exact=True).fill("Records Act § 7")
    page.get_by_label("Address of the legal basis").fill("https://law.example/records")
    page.get_by_label("From").fill("2026-01-01")
    page.get_by_role("button", name="Add it to the draft").click()
    expect(page.get_by_role("cell", name="Keys are kept for a day there.")).to_be_visible()

    page.get_by_role("link", name="Take them in from a table").click()
    file = {"name": "carve-outs.csv", "mimeType": "text/csv", "buffer": TABLE.encode()}
    page.get_by_label("CSV file").set_input_files(file)
    page.get_by_role("button", name="Take the rows in").click()
    expect(page.get_by_text("1 carve-out was taken into the draft. 1 row was left out.")).to_be_visible()
    expect(page.get_by_role("row", name="3 clause: The text has no such clause.")).to_be_visible()
    page.get_by_role("link", name="To the draft").click()

    visitor.goto(f"{theatre.address}{norm.get_absolute_url()}")
    visitor.get_by_role("link", name="Who adopts it").click()
    expect(visitor.get_by_text("No country has stated a position yet")).to_be_visible()
    page.get_by_role("button", name="Publish the position").click()
    expect(page.get_by_text("The position of Nordland Standard is published.")).to_be_visible()
    visitor.reload()
    expect(visitor.get_by_role("heading", name="Norway: Modified (MOD)")).to_be_visible()
    expect(visitor.get_by_role("link", name="Records Act § 7")).to_be_visible()
    expect(visitor.get_by_role("img")).to_be_visible()
    assert [one.carve_outs.count() for one in Position.objects.current()] == [2]
