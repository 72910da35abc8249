"""A record of the first schema, from before there were cards, stays as it was: bytes, digest, downloads, page."""

import hashlib
import json
import re
from pathlib import Path

import pytest
from django.utils import timezone

from normsite.foundation.documents import Document, export
from normsite.foundation.documents.printed.sheet import sheet
from normsite.portal.publication.models import Publication
from normsite.portal.publication.publishing import keep_passages
from tests import scenes

STORED = Path(__file__).parent / "old_record"
RECORD = (STORED / "record.json").read_bytes()
STYLE = re.compile(rb"<style>.*</style>|sha256-[A-Za-z0-9+/=]+", re.DOTALL)


def without_style(page: bytes) -> bytes:
    """Without the style sheets, which have a history of their own."""
    return STYLE.sub(b"", page)


def test_its_bytes_and_its_digest_are_the_same():
    document = Document.load(RECORD)
    assert document.canonical_bytes() == RECORD
    assert document.digest == hashlib.sha256(RECORD).hexdigest()


@pytest.mark.parametrize("key", ["json", "csv", "html"])
def test_each_download_is_the_same(key):
    before = (STORED / ("record.json" if key == "json" else f"export.{key}")).read_bytes()
    assert without_style(export(Document.load(RECORD), key)) == before


def test_the_file_bears_the_style_of_its_time_alone():
    assert b".document-card" not in export(Document.load(RECORD), "html")


def test_what_is_set_on_paper_is_the_same():
    assert sheet(Document.load(RECORD)) == json.loads((STORED / "sheet.json").read_text())


@pytest.fixture
def published(cast) -> Publication:
    """As the version before has left it in the database."""
    document = Document.load(RECORD)
    revision = scenes.ready(cast).second
    values = {"document": RECORD, "digest": document.digest, "published_at": timezone.now(), "published_by": cast.april}
    publication = Publication.objects.create(code=document.code, revision=revision, **values)
    keep_passages(publication, document)
    return publication


@pytest.mark.django_db
def test_it_is_shown_on_one_page_with_all_its_sections(published, client):
    page = client.get(published.get_absolute_url()).text
    shown = re.findall(r'<h\d id="([^"]+)" class="document-heading"', page)
    assert shown == [section.anchor for section in Document.load(RECORD).walk()]
    assert "cards.css" not in page


@pytest.mark.django_db
@pytest.mark.parametrize("place", ["clause/2/", "part/comments/", "cards/2/"])
def test_it_has_no_other_pages(published, client, place):
    assert client.get(f"{published.get_absolute_url()}{place}").status_code == 404


@pytest.mark.django_db
def test_what_the_search_finds_of_it_leads_to_its_place_on_that_page(published):
    assert {one.get_absolute_url() for one in published.passages.filter(anchor="clause-keys")} == {
        f"{published.get_absolute_url()}#clause-keys"
    }
