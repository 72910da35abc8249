"""A published rationale page keeps the gap as it was on that day, and leads on to what became public since."""

import pytest
from django.utils import timezone

from norms.services import save_clause, start_revision
from normsite.foundation.documents import FORMATS, export
from normsite.foundation.documents.document import Document
from normsite.foundation.withholding.queries import decisions_on
from normsite.foundation.withholding.services import lift
from normsite.portal.publication import files
from normsite.portal.publication.checks import asked_by_rooms
from normsite.portal.publication.files import make_text, printed_text
from normsite.portal.publication.models import Passage, PrintedText
from normsite.portal.publication.publishing import publish
from normsite.portal.withheld.deciding import renew_withholding
from tests import scenes
from tests.comments.scenes import behind
from tests.portal.publication.pages import every_page
from tests.portal.withheld.scenes import BECAUSE, in_days, withheld
from tests.riskreviews.test_pages import words

WHY, HARM = "A key left behind is read by the finder.", "A thief reads the keys."


@pytest.fixture
def story(cast):
    return scenes.ready(cast)


@pytest.fixture
def parts(cast, story):
    scenario = story.assessment.scenarios.get()
    return [
        withheld("rationale", story.norm.code, "keys", by=cast.april),
        withheld("description", scenario.code, by=cast.april),
    ]


def test_the_frozen_record_has_gaps_in_every_format_and_not_the_text(cast, story, parts, client):
    publication = publish(revision=story.second, by=cast.april)
    record = bytes(publication.document).decode()
    document = Document.load(bytes(publication.document))
    files = {key: export(document, key) for key in FORMATS if key != "pdf" and FORMATS[key].unavailable() is None}
    pages = [page.text for page in every_page(client, publication).values()]
    said = [record, *pages, *(content.decode("utf-8", "replace") for content in files.values())]
    assert [one for one in said if WHY in one or HARM in one] == []
    # In the place of the words, on the card of the clause and in the register.
    assert record.count(BECAUSE) == 7
    assert [one.code for one in parts if one.code not in "".join(pages)] == []
    assert not any(WHY in one.text or HARM in one.text for one in Passage.objects.all())


def test_made_public_later_the_page_stays_byte_for_byte_and_leads_on(cast, story, parts, client):
    publication = publish(revision=story.second, by=cast.april)
    before = bytes(publication.document)
    assert "Withheld then" not in words(client.get(publication.get_absolute_url()))
    lift(withholding=parts[0], reason="It is mended.", by=cast.sami)
    publication.refresh_from_db()
    assert bytes(publication.document) == before
    page = client.get(publication.get_absolute_url())
    assert f"Withheld then, public since: rationale of a clause, {parts[0].code} (" in words(page)
    assert f'href="{parts[0].get_absolute_url()}"' in page.text
    assert WHY not in words(page)
    assert WHY in words(client.get(parts[0].get_absolute_url()))


def test_whoever_withholds_what_is_published_already_is_told_where_it_stays_public(cast, story, as_user, client):
    publication = publish(revision=story.second, by=cast.april)
    april, address = as_user(cast.april), f"/desk/withheld/new/rationale/{story.norm.code}/"
    told = f"{publication.code}, published on {timezone.localdate():%-d %B %Y}"
    assert told in words(april.get(f"{address}keys/"))
    scenario = story.assessment.scenarios.get()
    assert told in words(april.get(f"/desk/withheld/new/description/{scenario.code}/"))
    made = withheld("rationale", story.norm.code, "keys", by=cast.april)
    staff, public = (words(one.get(made.get_absolute_url())) for one in (april, client))
    assert f"sees where it was published before {told}" in staff
    assert "does not see" not in staff
    assert [said for said in (publication.code, "published before", WHY) if said in public] == []


def test_of_a_publication_that_says_something_else_nothing_is_told(cast, story, parts, as_user):
    publication = publish(revision=story.second, by=cast.april)
    for part in parts:
        page = words(as_user(cast.april).get(part.get_absolute_url()))
        assert ("which the public does not see" in page, publication.code in page) == (True, False)


def test_a_printed_text_counts_no_more_once_something_of_it_is_decided_anew(cast, story):
    text = story.first
    made_of = {"norm_version": text.norm.version, "decisions": decisions_on(text.norm.code)}
    PrintedText.objects.create(revision=text, content=b"%PDF", digest="0" * 64, **made_of)
    assert printed_text(text) is not None
    withheld("rationale", story.norm.code, "keys", by=cast.april)
    assert printed_text(text) is None


@pytest.mark.django_db(transaction=True)
def test_a_text_that_was_printed_while_words_of_it_were_being_withheld_counts_no_more_either(cast, monkeypatch):
    text = scenes.frozen(cast)
    monkeypatch.setattr(files, "write_pdf", lambda document, is_record: document.canonical_bytes())
    assert behind(lambda: withheld("rationale", text.norm.code, "keys", by=cast.april), lambda: make_text(text)) == ""
    assert WHY in bytes(PrintedText.objects.get().content).decode()
    assert printed_text(text) is None
    make_text(text)
    assert WHY not in bytes(printed_text(text).content).decode()


def test_words_that_were_changed_since_it_was_decided_have_to_be_looked_at_before_they_are_published(cast):
    first = scenes.frozen(cast)
    second = start_revision(revision=first, by=cast.edda)
    made = withheld("rationale", first.norm.code, "keys", by=cast.april)
    assert made.code not in str(asked_by_rooms(second))
    clause = second.clauses.get(anchor="keys")
    save_clause(
        clause=clause, version=clause.version, by=cast.edda, title=clause.title, body=clause.body, rationale="Other words."
    )
    assert f"What {made.code} withholds (rationale of a clause) was changed since that was authorised." in str(
        asked_by_rooms(second)
    )
    renew_withholding(withholding=made, basis="security", reason="Looked at.", until=in_days(90), by=cast.sami)
    assert made.code not in str(asked_by_rooms(second))
