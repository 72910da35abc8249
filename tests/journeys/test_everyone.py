"""Pages for everyone: every sort of page of the demonstration, as a visitor and at the desk, is looked at by axe; nothing
overflows a small phone; both colour schemes can be read."""

import re
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.urls import Resolver404, resolve

from norms.models import Revision
from norms.services import ReaderFacts, name_reader
from normsite.foundation.accounts.models import Role, User
from normsite.foundation.accounts.services import set_roles

pytestmark = pytest.mark.browser

ALL_RULES = {"resultTypes": ["violations"]}
RULES_OF_LOOKS = ALL_RULES | {"runOnly": ["color-contrast", "scrollable-region-focusable", "target-size"]}
LOOKS = ((1280, 900, "light", ALL_RULES), (320, 640, "dark", RULES_OF_LOOKS))
OF_EACH_SORT = 1
# Not our pages: files, machine answers, the framework's own interface for developers.
NOT_PAGES = re.compile(
    r"^/(static|api|rationale/PUB-\d+/(pdf|html|json|csv)|accounts/logout|risk/\S+\.svg|.*\.(csv|json|pdf|ics|atom|html))\b"
)


def sort_of(path: str) -> str:
    try:
        return resolve(urlsplit(path).path).view_name
    except Resolver404:
        return "nowhere"


@dataclass
class Walk:
    """Follow every link from page to page, `OF_EACH_SORT` of each sort (that is: of each name among the addresses)."""

    client: Client
    seen: set[str] = field(default_factory=set)
    sorts: dict[str, list[str]] = field(default_factory=dict)

    def from_(self, *starts: str) -> list[str]:
        waiting = list(starts)
        while waiting:
            path = waiting.pop(0)
            if path in self.seen or NOT_PAGES.match(path):
                continue
            self.seen.add(path)
            sort = self.sorts.setdefault(sort_of(path), [])
            if len(sort) >= OF_EACH_SORT:
                continue
            answer = self.client.get(path)
            if answer.status_code in (200, 202, 404) and answer.headers["Content-Type"].startswith("text/html"):
                sort.append(path)
                waiting += self._links(path, answer.text)
            elif answer.status_code == 302:
                waiting.append(answer.headers["Location"])
        return [path for sort in self.sorts.values() for path in sort]

    def _links(self, path: str, html: str) -> list[str]:
        links = [urlsplit(urljoin(path, found.replace("&amp;", "&"))) for found in re.findall(r'href="([^"#]+)', html)]
        return [link.path + (f"?{link.query}" if link.query else "") for link in links if not link.netloc and not link.scheme]


def faults_of(page) -> list[str]:
    """What axe finds, and what sticks out of the window, in each look."""
    found = []
    for width, height, scheme, rules in LOOKS:
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=scheme)
        for fault in Axe().run(page, options=rules).response["violations"]:
            found.append(f"{width} {scheme}: {fault['id']} {fault['nodes'][0]['html'][:160]} ({len(fault['nodes'])})")
        if wider := page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"):
            found.append(f"{width}: {wider} px wider than the window")
    return found


@pytest.fixture
def demonstration(transactional_db):
    call_command("demo", verbosity=0)
    leilani = User.objects.get(email__startswith="leilani")
    set_roles(person=leilani, roles=set(Role.values), by=User.objects.get(email__startswith="noor"))
    facts = ReaderFacts(
        person=leilani, nationality="US", location="US", employer="The institute", grounds="To look at its pages."
    )
    restricted = Revision.objects.get(is_restricted=True)
    name_reader(revision=restricted, facts=facts, by=User.objects.get(email__startswith="mireille"))
    return leilani


def test_every_sort_of_page_is_for_everyone(browser, live_server, demonstration):
    visitor, staff = Client(), Client()
    staff.force_login(demonstration)
    starts = {visitor: ("/", "/design/", "/search/?q=key", "/no/such/page"), staff: ("/desk/", "/accounts/2fa/")}
    faults = []
    for client, places in starts.items():
        page = page_with_session(browser, live_server.url, client)
        for path in Walk(client).from_(*places):
            page.goto(live_server.url + path)
            faults += [f"{path} {fault}" for fault in faults_of(page)]
        page.context.close()
    assert faults == []


def page_with_session(browser, address, client):
    """A browser that is who the test client is. Policies are lifted for axe, which comes as a script from outside."""
    context = browser.new_context(bypass_csp=True)
    name = settings.SESSION_COOKIE_NAME
    if name in client.cookies:
        context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": address}])
    return context.new_page()
