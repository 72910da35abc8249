"""From every page of something that can be followed lead ways to do so: a link, a feed, a calendar."""

import re
from datetime import date
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from norms.models import Provision
from norms.services import register_obligation
from normsite.foundation.notices.targets import BREADTH, kind_of, target
from normsite.portal.publication.publishing import publish
from tests import scenes
from tests.portal.following.scenes import read

pytestmark = pytest.mark.django_db

FOUND_BY_READERS = re.compile(r'<link rel="alternate" type="application/atom\+xml" title="([^"]*)" href="([^"]*)">')
FOLLOW = re.compile(r'href="(/follow/\?[^"]*)"')
FEED = re.compile(r'href="(/feeds/[^"]*)" type="application/atom\+xml">Feed')
CALENDAR = re.compile(r'href="([^"]*\.ics)" type="text/calendar"')


def follows(page: str) -> list[dict[str, str]]:
    """What is handed to the page that asks how."""
    queries = [parse_qs(urlsplit(unescape(address)).query) for address in FOLLOW.findall(page)]
    return [{name: value for name, (value,) in query.items()} for query in queries]


@pytest.fixture
def published(cast):
    story = scenes.ready(cast)
    return story, publish(revision=story.second, by=cast.april)


def places(story, publication) -> dict[str, tuple[str, str, str]]:
    """By page: what is followed there, its feed, its calendar."""
    norm, consultation = story.norm.code, story.consultation.code
    of_norm = (target("norm", norm), f"/feeds/norm/{norm}.atom", f"/norms/{norm}/deadlines.ics")
    of_consultation = (target("consultation", consultation), f"/feeds/consultation/{consultation}.atom")
    provision = Provision.objects.get(
        norm=story.norm, statements__clause__anchor="keys", statements__clause__revision=story.second
    )
    return {
        story.norm.get_absolute_url(): of_norm,
        publication.get_absolute_url(): of_norm,
        story.consultation.get_absolute_url(): (*of_consultation, ""),
        story.rosas.get_absolute_url(): (*of_consultation, ""),
        f"/consultations/{consultation}/comments/": (
            of_consultation[0],
            f"/feeds/consultation/{consultation}/comments.atom",
            "",
        ),
        provision.get_absolute_url(): (target("clause", norm, "keys"), f"/feeds/clause/{norm}/keys.atom", ""),
        "/": ("site", "/feeds/all.atom", "/deadlines.ics"),
        "/norms/": ("site", "/feeds/norms.atom", "/deadlines.ics"),
        "/consultations/": ("site", "/feeds/consultations.atom", "/deadlines.ics"),
        "/rationale/": ("site", "/feeds/publications.atom", ""),
        "/weekly/": ("site", "/feeds/all.atom", "/deadlines.ics"),
        "/notices/kinds/": ("site", "/feeds/all.atom", "/deadlines.ics"),
    }


def test_each_page_leads_to_what_is_followed_there_and_readers_find_its_feed(published, client):
    for page, (followed, feed, calendar) in places(*published).items():
        text = client.get(page).text
        assert (page, follows(text)) == (page, [{"to": followed}])
        assert (page, FEED.findall(text), CALENDAR.findall(text)) == (page, [feed], [calendar] if calendar else [])
        found = [address for _, address in FOUND_BY_READERS.findall(text)]
        assert (page, found) == (page, list(dict.fromkeys([feed, "/feeds/all.atom"])))
        for address in (feed, *found):
            read(client, address)
        assert client.get(calendar).status_code == 200 if calendar else True


def test_a_text_leads_to_its_norm_and_each_clause_where_it_says_why(published, client):
    story, _ = published
    page = client.get(story.second.get_absolute_url()).text
    clauses = [target("clause", story.norm.code, anchor) for anchor in ("keys", "alarms")]
    assert [one["to"] for one in follows(page)] == [*clauses, target("norm", story.norm.code)]
    assert {kind_of(one["to"]) for one in follows(page)} <= BREADTH.keys()


def test_a_consultation_that_is_open_has_its_deadline_for_calendars(cast, client):
    running = scenes.opened(cast, scenes.frozen(cast), days_ago=1)
    assert f"/consultations/{running.code}/deadline.ics" in CALENDAR.findall(client.get(running.get_absolute_url()).text)


def test_an_obligation_is_followed_at_its_page(cast, client):
    facts: dict[str, Any] = {
        "kind": "treaty",
        "instrument": "Treaty",
        "reference": "3",
        "title": "Controls",
        "text": "Control it.",
    }
    found = register_obligation(**facts, as_of=date(2026, 1, 15), by=cast.edda)
    page = client.get(found.get_absolute_url()).text
    assert follows(page) == [{"to": target("obligation", found.code)}]
    read(client, f"obligation/{found.code}")


def test_a_search_of_a_docket_is_followed_as_it_is(published, client):
    story, _ = published
    docket = f"/consultations/{story.consultation.code}/comments/"
    page = client.get(docket, {"words": "keys & <locks>", "clause": "keys"}).text
    assert follows(page) == [{"to": "search", "in": story.consultation.code, "words": "keys & <locks>", "clause": "keys"}]


def test_a_search_of_the_site_is_followed_as_it_is(published, client):
    page = client.get("/search/", {"q": "“keys” & -locks"}).text
    assert follows(page) == [{"to": "search", "q": "“keys” & -locks"}]
    assert follows(client.get("/search/").text) == []


def test_what_staff_alone_may_read_leads_to_no_feed(cast, as_user):
    draft = scenes.drafted(cast)
    browser = as_user(cast.edda)
    provision = Provision.objects.filter(norm=draft.norm).first()
    for page in (draft.norm.get_absolute_url(), draft.get_absolute_url(), provision.get_absolute_url()):
        text = browser.get(page).text
        assert follows(text) == []
        assert [address for _, address in FOUND_BY_READERS.findall(text)] == ["/feeds/all.atom"]


def test_a_title_that_nobody_should_trust_stays_a_title(cast, client):
    consultation = scenes.opened(cast, scenes.frozen(cast, 'A "norm" <b>'), days_ago=1)
    titles = [title for title, _ in FOUND_BY_READERS.findall(client.get(consultation.revision.norm.get_absolute_url()).text)]
    assert titles == ["A &quot;norm&quot; &lt;b&gt;", "Everything"]
