"""Which public pages may be copied, and that each is the same for every reader of whom nothing is known."""

from typing import Any

from django.db import connection
from django.test import Client, TestCase, override_settings
from django.test.utils import CaptureQueriesContext

from normsite.foundation.cached import CACHEABLE, Cacheable
from tests.cast import gather
from tests.leaks.addresses import Address, addresses, one_of_each
from tests.leaks.planting import World, planted
from tests.leaks.test_crawl import NO_COUNTERS, NO_MAIL_SERVER

# Public pages that are made anew for each reader, and why.
EACH_BY_ITSELF = {
    "search/": "every search is another",
    "control-lists/search/": "every search is another",
    "receipts/": "a form, and what its reader was sent",
    "receipts/<code>/": "opens with a key",
    "receipts/<code>/files/<comment>/<number>/": "opens with a key",
    "comments/<code>/files/<number>/": "a file, gone the moment its comment is withheld",
    "consultations/<code>/comment/": "a form of the reader's own",
    "consultations/<code>/comment/draft.txt": "what the reader has written",
    "drafts/<token>/": "what was mailed to its reader",
    "outside-review/<token>/": "what was mailed to its reader",
    "consultations/<code>/form/": "a form of the reader's own",
    "consultations/<code>/form/columns/": "likewise",
    "consultations/<code>/comments.csv": "a file, streamed",
    "consultations/<code>/comments.json": "a file, streamed",
    "consultations/<code>/comments.xlsx": "a file, made while its reader waits",
    "consultations/<code>/comments.docx": "a file, made while its reader waits",
    "consultations/<code>/deadline.ics": "a file",
    "control-lists/<series>/<edition>/criteria.csv": "a file, streamed",
    "control-lists/<series>/<edition>/list.csv": "a file, streamed",
    "risk/<code>/verify/": "a form, and how far a worker is",
    "rationale/<code>/<key>/": "files, with their own digest",
    "robots.txt": "a few bytes",
    "healthz": "says how this process is",
    "readyz": "says how this process is",
    "follow/": "a form",
    "follow/yes/<token>/": "what was mailed to its reader",
    "notices/": "behind a sign-in",
    "notices/link/": "a form",
    "notices/mine/<token>/": "what was mailed to its reader",
    "notices/settings/": "behind a sign-in",
    "notices/stop/<token>/": "what was mailed to its reader",
    "design/": "for those who build the site",
    "profile/": "behind a sign-in",
    "positions/": "behind a sign-in",
    "norms/<code>/positions.csv": "a file, streamed",
    "withheld/withheld.csv": "a file, streamed",
    "indicators/<code>/readings.csv": "a file, streamed",
}

MOST_STATEMENTS = 12
ASKED_FOR = ("search/?q=keys", "search/?q=keys&kind=clauses", "control-lists/search/?q=3A001", "withheld/?norm=none")


class TestCachedPages(TestCase):
    world: World

    @classmethod
    def setUpTestData(cls) -> None:
        with override_settings(CACHES=NO_COUNTERS, **NO_MAIL_SERVER):
            cls.world = planted(gather())

    def asked(self, address: Address, **sent: str) -> tuple[int, bytes, set[str], bool]:
        """The status, the page, its cookies, and whether its view says that it can be copied."""
        told: dict[str, Any] = {CACHEABLE: None} | sent
        response: Any = Client().generic("GET", address.path, **told)
        content = b"".join(response.streaming_content) if response.streaming else response.content
        can_be = isinstance(response.wsgi_request.META[CACHEABLE], Cacheable)
        return response.status_code, content, set(response.cookies), can_be

    def test_no_public_page_asks_the_database_more_than_twelve_times(self) -> None:
        public = [one for one in addresses(self.world) if not one.route.startswith(("desk/", "accounts/", "api/"))]
        public += [Address(one, f"/{one}") for one in ASKED_FOR]
        asked: dict[str, int] = {}
        for address in public:
            with CaptureQueriesContext(connection) as captured:
                self.asked(address)
            asked[address.route] = max(len(captured), asked.get(address.route, 0))
        assert {route: number for route, number in asked.items() if number > MOST_STATEMENTS} == {}

    def test_every_public_page_can_be_copied_or_says_why_not(self) -> None:
        public = [one for one in addresses(self.world) if not one.route.startswith(("desk/", "accounts/", "api/"))]
        answers = {one: self.asked(one) for one in {*one_of_each(public), *public}}
        copied = {one.route for one, (status, _, _, can_be) in answers.items() if status == 200 and can_be}
        shown = {one.route for one, (status, *_) in answers.items() if status == 200}
        assert shown - copied == set(EACH_BY_ITSELF) & shown
        for address, (status, content, cookies, can_be) in answers.items():
            if status == 200 and can_be:
                other = self.asked(address, HTTP_USER_AGENT="Another", HTTP_ACCEPT_LANGUAGE="de", REMOTE_ADDR="10.1.1.1")
                assert (address.path, cookies, other[1]) == (address.path, set(), content)
