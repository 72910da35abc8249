"""Feeds of what everybody may know of: valid by RFC 4287's own schema, and open in a feed reader's library."""

from datetime import UTC, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comments.services import publish_comment, withhold_comment
from norms.models import Norm
from normsite.foundation.notices.events import call_back, withdraw_event
from normsite.foundation.notices.letters import in_words
from normsite.foundation.notices.models import Event
from normsite.foundation.notices.telling import tell
from normsite.portal.following.atom import MOST
from normsite.portal.publication.publishing import publish
from tests import scenes
from tests.comments.scenes import only_comment, send
from tests.portal.following.scenes import NAMES, address, announced, happened, read, titles

pytestmark = pytest.mark.django_db

AEROLITH: dict[str, Any] = {
    "capacity": "organisation",
    "name": "Q",
    "organisation": "Aerolith",
    "organisation_kind": "academia",
}
OPENED = "Open for comments: Draft of quantum key modules"


@pytest.fixture
def open_now(cast):
    return scenes.opened(cast, scenes.frozen(cast), days_ago=0)


@pytest.fixture
def ada(cast):
    return cast.ada


def links(feed) -> dict[str, str]:
    return {link.get("rel"): link.get("href") for link in feed.written.findall("atom:link", NAMES)}


def test_a_feed_tells_what_happened_in_words_with_an_address_an_author_and_an_instant(open_now, client, settings):
    settings.BASE_URL = "https://norms.example"
    feed = read(client, "all")
    (entry,) = feed.entries
    assert (feed.feed.title, feed.feed.author, feed.feed.language) == ("Everything – Normsite", settings.BODY_NAME, "en")
    assert links(feed) == {"alternate": "https://norms.example/", "self": "https://norms.example/feeds/all.atom"}
    assert (entry.title, entry.link) == (OPENED, f"https://norms.example/consultations/{open_now.code}/")
    assert (entry.id, entry.tags[0].term) == (f"tag:norms.example,2026:event/opened/{open_now.code}", "consultation_opened")
    assert entry.published == entry.updated == open_now.opens_at.astimezone(UTC).isoformat()
    assert entry.summary_detail.type == "text/plain"
    assert "No account is needed." in entry.summary
    assert feed.feed.updated == entry.updated


def test_the_three_rules_that_the_schema_of_elements_can_not_say(open_now, client):
    """RFC 4287, Appendix B, its Schematron: an author of each entry, and a link where there is no content."""
    written = read(client, "all").written
    assert written.findall("atom:author", NAMES)
    for entry in written.findall("atom:entry", NAMES):
        assert entry.findall("atom:link[@rel='alternate']", NAMES)


def test_a_feed_without_entries_is_valid_and_stays_the_same(db, client):
    """Django's writer would call it changed at each look."""
    first, second = client.get(address("all")).content, client.get(address("all")).content
    assert (first, titles(client, "all")) == (second, [])


def test_each_field_of_the_site_has_a_feed_and_one_of_what_matters(cast, client):
    story = scenes.ready(cast)
    publish(revision=story.second, by=cast.april)
    names = [*("all", "important", "norms", "norms/important", "consultations", "consultations/important"), "decisions"]
    found = {name: {entry.tags[0].term for entry in read(client, name).entries} for name in [*names, "publications"]}
    assert found["publications"] == found["norms/important"] == {"rationale_published"}
    assert found["decisions"] == {"answers_published"}
    assert found["norms"] == {"rationale_published", "stage_changed"}
    assert "comment_published" in found["all"] - found["important"]
    assert found["important"] == {"consultation_opened", "answers_published", "rationale_published"} & found["all"]
    assert found["consultations/important"] == found["important"] - {"rationale_published"}


def test_a_norm_a_consultation_its_docket_a_clause_and_an_organisation_have_feeds_of_their_own(cast, client):
    consultation = scenes.opened(cast, scenes.frozen(cast), days_ago=0)
    scenes.opened(cast, scenes.frozen(cast, "Another norm"), days_ago=0)
    about = AEROLITH | {"organisation": "Aero/lith & Söhne"}
    comment = scenes.spoken(cast, consultation)[0]
    other = only_comment(send(consultation, "Melt.", country="DE", **about))
    publish_comment(comment=other, by=cast.sami)
    said = [in_words(Event.objects.get(occasion=f"comment/{one.code}")).title for one in (other, comment)]
    norm = consultation.revision.norm.code
    assert titles(client, f"norm/{norm}") == titles(client, f"consultation/{consultation.code.lower()}") == [*said, OPENED]
    assert titles(client, f"norm/{norm}/important") == [OPENED]
    assert titles(client, f"consultation/{consultation.code}/comments") == said
    assert titles(client, f"clause/{norm}/keys") == said[1:]
    assert titles(client, "/feeds/organisation/Aero/lith%20&%20S%C3%B6hne.atom") == said[:1]
    assert read(client, "jurisdiction/DE").feed.title == "The comments from Germany – Normsite"


@pytest.mark.parametrize(
    "name",
    [
        *(
            "norm/N-999",
            "norm",
            "consultation/CN-999",
            "clause/N-999/keys",
            "obligation/O-999",
            "organisation/Nobody",
            "nothing",
        ),
        *("search/CN-1", "person/1", "decisions/important", "publications/important", "all/nothing", "important/important"),
        f"organisation/{'x' * 300}",
    ],
)
def test_what_is_not_there_has_no_feed(db, client, name):
    assert client.get(address(name)).status_code == 404


def test_a_norm_that_nobody_may_read_yet_has_no_feed_though_its_consultation_is_announced(cast, client):
    consultation = announced(cast, scenes.frozen(cast))
    norm = consultation.revision.norm.code
    names = (f"norm/{norm}", f"clause/{norm}/keys", f"consultation/{consultation.code}")
    assert [client.get(address(name)).status_code for name in names] == [404, 404, 200]
    assert [entry.tags[0].term for entry in read(client, "all").entries] == ["consultation_announced"]


def test_a_comment_that_is_withheld_leaves_every_feed_and_its_author_has_none(cast, client, open_now):
    about = AEROLITH
    comment = only_comment(send(open_now, "Melt.", **about))
    publish_comment(comment=comment, by=cast.sami)
    names = ("all", f"consultation/{open_now.code}/comments")
    assert [comment.code in client.get(address(name)).text for name in (*names, "organisation/Aerolith")] == [True] * 3
    withhold_comment(comment=comment, ground="personal_data", reason="Names a person.", by=cast.sami)
    assert [comment.code in client.get(address(name)).text for name in names] == [False, False]
    assert client.get(address("organisation/Aerolith")).status_code == 404


def test_what_was_called_back_keeps_its_id_and_says_what_is_right(ada, client):
    event = happened(1)
    before = read(client, "all").entries[0]
    call_back(event=event, correction="It stays at 20.00.\u202eoops", by=ada)
    correction, entry = read(client, "all").entries
    assert (entry.id, entry.published) == (before.id, before.published)
    assert entry.updated > before.updated
    assert entry.title == f"Called back: {before.title}"
    assert "Meridian Standards Institute says: It stays at 20.00." in entry.summary
    assert ("Step 1" in entry.summary, "\u202e" in entry.summary) == (False, False)
    assert correction.title == f"Corrected: {before.title}"
    assert read(client, "all").feed.updated == correction.updated


def test_a_correction_stands_in_the_feeds_in_which_the_mistake_stood(ada, client):
    call_back(event=happened(1), correction="No.", by=ada)
    assert [len(titles(client, name)) for name in ("norms", "consultations", "decisions")] == [2, 0, 0]


def test_the_correction_of_a_correction_stands_there_too(ada, client):
    first = call_back(event=happened(1), correction="Stage 30.00 it is.", by=ada)
    call_back(event=first, correction="Stage 20.00 it is.", by=ada)
    assert len(titles(client, "norms")) == 3


def test_what_is_withdrawn_is_gone_and_comes_again_under_the_same_id(ada, client):
    event = happened(1)
    before = read(client, "all").entries[0].id
    withdraw_event(event.occasion)
    assert titles(client, "all") == []
    happened(1)
    assert read(client, "all").entries[0].id == before


def test_nothing_is_told_before_its_instant_or_to_others_than_it_is_for(db, client):
    happened(1, at=timezone.now() + timedelta(hours=1))
    happened(2, kind="work_waits", sentence="Decide.")
    happened(3, kind="my_comment_published", comment="C-2026-00001", title="Draft")
    happened(4, kind="search_hit", targets=["search:abc"], words="keys")
    assert titles(client, "all") == []


def test_what_a_worker_counts_later_is_an_update_of_the_entry(open_now, client):
    before = read(client, "all").entries[0].updated
    tell()
    assert read(client, "all").entries[0].updated > before


def test_long_feeds_go_on_in_pages_of_fifty_with_the_way_back(db, client):
    """RFC 5005: `next` for who pages, `prev-archive` for who keeps all, `current` on each older page."""
    start = timezone.now() - timedelta(days=1)
    for number in range(2 * MOST + 20):
        happened(number, at=start + timedelta(seconds=number // 3))  # three at a time
    found, name, archived = [], "norms", []
    while name:
        feed = read(client, name)
        found += [entry.id for entry in feed.entries]
        archived.append(feed.written.find("fh:archive", NAMES) is not None)
        here = links(feed)
        assert here.get("next") == here.get("prev-archive")
        assert here.get("current", "").endswith("/feeds/norms.atom") == archived[-1]
        name = here.get("next", "").partition("8000")[2]
    assert (len(found), len(set(found)), archived) == (2 * MOST + 20, 2 * MOST + 20, [False, True, True])


def test_a_page_goes_on_after_an_event_that_was_withdrawn_and_after_none_that_is_somebody_elses(db, client):
    shown, gone = happened(1), happened(2)
    withdraw_event(gone.occasion)
    staffs = happened(3, kind="work_waits", sentence="Decide.")
    future = happened(4, at=timezone.now() + timedelta(hours=1))
    assert titles(client, f"/feeds/before/{gone.pk}/all.atom") == ["At stage 30.01 now: Quantum key modules"]
    assert titles(client, f"/feeds/before/{shown.pk}/all.atom") == []
    for pk in (staffs.pk, future.pk, gone.pk + 1_000, 2**70):
        assert client.get(f"/feeds/before/{pk}/all.atom").status_code == 404


def test_signs_that_xml_knows_not_are_left_out_and_others_are_words(db, client):
    happened(1, norm_title="Quince <b>&amp; \ufffe\u202eMedlar")
    (title,) = titles(client, "all")
    written = read(client, "all").written.find("atom:entry/atom:title", NAMES).text
    assert title.startswith("At stage 30.01 now: ")
    assert ("<b>&amp;" in written, "\ufffe" in written, "\u202e" in written) == (True, False, False)


def test_a_feed_asks_as_often_for_fifty_entries_as_for_one(db, client):
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(address("all"))
        return len(captured)

    happened(0)
    one = cost()
    for number in range(1, MOST + 10):
        happened(number)
    assert cost() == one == 1


def test_everybody_gets_the_same_feed(cast, as_user, client, open_now):
    norm = Norm.objects.get().code
    for name in ("all", f"norm/{norm}"):
        assert as_user(cast.sami).get(address(name)).content == client.get(address(name)).content


def test_a_hidden_norm_has_no_feed_for_staff_either(cast, as_user):
    norm = scenes.drafted(cast).norm.code
    assert as_user(cast.edda).get(address(f"norm/{norm}")).status_code == 404
