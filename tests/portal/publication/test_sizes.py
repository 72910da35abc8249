"""The first view of a rationale page, however long its text is: what travels for it, compressed as the gateway does it."""

import re
from pathlib import Path

import brotli
import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from norms.services import add_clause, freeze_revision
from normsite.portal.publication.models import Publication
from normsite.portal.publication.publishing import publish
from tests import scenes
from tests.portal.publication.pages import every_page

pytestmark = pytest.mark.django_db

MOST = 60_000
BESIDE = re.compile(r'<(?:link rel="(?:stylesheet|icon)"|script type="module")[^>]*?(?:href|src)="([^"]+)"')
REASONS = "A {0} that fails in silence goes on for {1} years, said {2} of the {3} makers who were asked about door {1}."


def travels(body: bytes) -> int:
    return len(brotli.compress(body, mode=brotli.MODE_TEXT, quality=5))


def first_view(page: str) -> int:
    """Bytes of the page with its style sheets and scripts, without fonts."""
    beside = set(BESIDE.findall(page))
    assert len(beside) > 5  # or the expression finds too little
    files = [finders.find(address.removeprefix(settings.STATIC_URL)) for address in beside]
    return travels(page.encode()) + sum(travels(Path(file).read_bytes()) for file in files)


@pytest.fixture
def long_text(cast) -> Publication:
    """A hundred clauses, each with some paragraphs of requirements and of reasons that repeat little."""
    draft = scenes.drafted(cast)
    for number in range(100):
        words = [f"w{hash_of(number, place)}" for place in range(40)]
        body = "\n\n".join(f"The door {number} shall have {' '.join(words[place::4])} locks." for place in range(4))
        reasons = "\n\n".join(REASONS.format(*words[place : place + 4]) for place in range(0, 40, 4))
        add_clause(revision=draft, title=f"Door {number}", body=body, rationale=reasons, by=cast.edda)
    revision = freeze_revision(revision=draft, by=cast.edda)
    scenes.publish_dispositions(consultation=scenes.opened(cast, revision), by=cast.sami)
    scenes.agreed(cast, scenes.assessed(cast, revision))
    revision.refresh_from_db()
    return publish(revision=revision, by=cast.april)


def hash_of(number: int, place: int) -> str:
    """Some letters that are the same each time and say nothing."""
    return f"{(number * 7919 + place * 104729) % 1_000_003:x}"


def test_no_page_of_a_long_record_is_heavier_than_a_first_view_may_be(long_text, client):
    pages = every_page(client, long_text)
    sizes = {place: first_view(page.text) for place, page in pages.items()}
    cards = [place for place in sizes if "/cards/" in place]
    assert len(cards) >= 2
    assert {place: size for place, size in sizes.items() if size > MOST} == {}
