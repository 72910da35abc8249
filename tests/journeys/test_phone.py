"""A reviewer on a phone: from the front page to the receipt in five screens and 100 kB, fonts aside."""

import gzip
import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from playwright.sync_api import Page, expect

from comments.models import Comment
from tests.comments.scenes import opened

pytestmark = pytest.mark.browser

PHONE = {"width": 375, "height": 667}
MOST_SCREENS = 5
MOST_BYTES = 100_000


@dataclass
class Meter:
    """What comes over the wire to a page, fonts aside, and the screens on which its reader stands.

    Style sheets and scripts count as they come from a site in use, which has them compressed; the server of the tests has not.
    """

    page: Page
    bytes: int = 0
    screens: list[str] = field(default_factory=list)
    _fonts: set[str] = field(default_factory=set)
    _saved: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        session = self.page.context.new_cdp_session(self.page)
        session.send("Network.enable")
        session.on("Network.responseReceived", self._note)
        session.on("Network.loadingFinished", self._count)

    def _note(self, told) -> None:
        if told["type"] == "Font":
            self._fonts.add(told["requestId"])
        path = urlsplit(told["response"]["url"]).path
        if path.endswith((".css", ".js")) and (found := finders.find(path.removeprefix("/static/"))):
            whole = Path(str(found)).read_bytes()
            self._saved[told["requestId"]] = len(whole) - len(gzip.compress(whole))

    def _count(self, told) -> None:
        if told["requestId"] not in self._fonts:
            self.bytes += int(told["encodedDataLength"]) - self._saved.get(told["requestId"], 0)

    def stand(self) -> None:
        self.page.wait_for_load_state("networkidle")
        here = re.sub(r"^https?://[^/]+|\?.*$|#.*$", "", self.page.url)
        self.screens += [here] if self.screens[-1:] != [here] else []  # with scripts the form opens in the text
        assert self.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_five_screens_and_100_kb_lead_from_the_front_page_to_the_receipt(theatre, people):
    consultation = opened(people)
    page = theatre.page_of(None)
    page.set_viewport_size(PHONE)
    meter = Meter(page)

    page.goto(f"{theatre.address}/")
    meter.stand()
    page.get_by_role("link", name="Read the text and comment").click()
    meter.stand()
    page.locator("#keys [data-comment]").click()
    page.locator("textarea[name=text]").fill("A year is too long.")
    meter.stand()
    page.get_by_role("button", name="Go on to send").click()
    expect(page.locator(".items__item")).to_contain_text("A year is too long.")
    meter.stand()
    page.get_by_label("For myself").check()
    page.get_by_label("Your name").fill("Nadia Nowak")
    page.get_by_label("I declare all three").check()
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("heading", name="Your comment is received")).to_be_visible()
    meter.stand()

    assert Comment.objects.get(consultation=consultation).clause.anchor == "keys"
    assert len(meter.screens) <= MOST_SCREENS
    assert meter.bytes <= MOST_BYTES
