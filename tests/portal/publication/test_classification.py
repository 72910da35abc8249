"""A norm is published with the statement under which lists it was cleared; what was found in it stays at the desk."""

import pytest
from django.utils import timezone

from norms.services import change_norm
from normsite.foundation.errors import Refused
from normsite.portal.publication.checks import before_publishing
from normsite.portal.publication.publishing import publish
from riskreviews.models import Screening
from riskreviews.services import ask_authority, note_reply, reopen_screening, submit_screening
from tests import scenes
from tests.riskreviews.screenings import NEXT_YEAR, answered, begun, edition_of, judged

TODAY = timezone.localdate()


def cleared(cast, revision, **facts) -> Screening:
    screening = submit_screening(screening=answered(begun(cast, revision), cast, **facts), by=cast.rhea)
    for person in (cast.piet, cast.april):
        judged(screening, person)
    screening.refresh_from_db()
    return screening


def statement(client, publication) -> str:
    """The classification statement as anybody reads it."""
    page = client.get(f"{publication.get_absolute_url()}part/classification/").content.decode()
    return page.split('id="classification"')[1].split("<aside")[0]


def test_a_text_that_is_not_cleared_is_not_published(cast):
    story = scenes.ready(cast)
    edition_of()

    with pytest.raises(Refused, match="not cleared under Model list"):
        publish(revision=story.second, by=cast.april)


def test_the_rationale_page_tells_the_outcome_and_what_it_rests_on_and_no_finding(cast, client):
    story = scenes.ready(cast, keys="The module shall erase keys as devices of 5A002 do.")
    change_norm(norm=story.norm, version=story.norm.version, by=cast.sami, intended_publication=NEXT_YEAR)
    screening = cleared(cast, story.second, relevance="relevant", exclusion="Published, rule 7")

    publication = publish(revision=story.second, by=cast.april)
    told = statement(client, publication)

    for words in ("Model list", "2026-01", "Model jurisdiction", "Cleared", "Published, rule 7", f"{NEXT_YEAR:%-d %B %Y}"):
        assert words in told
    for held_back in ("5A002", screening.code, "teaches nothing", "Piet", "Surveys of fields"):
        assert held_back not in told


def test_without_a_list_nothing_is_told(cast, client):
    publication = publish(revision=scenes.ready(cast).second, by=cast.april)

    assert client.get(f"{publication.get_absolute_url()}part/classification/").status_code == 404
    assert "classification" not in client.get(publication.get_absolute_url()).content.decode()


def test_what_is_taken_up_again_blocks_publishing_until_it_is_decided(cast):
    story = scenes.ready(cast)
    screening = cleared(cast, story.second)
    assert before_publishing(story.second).blocking == ()

    reopen_screening(screening=screening, by=cast.rhea)

    assert [one.mend for one in before_publishing(story.second).blocking] == ["Go on with the screening, and ask for review."]


def test_anybody_may_be_told_of_screenings_of_public_texts_alone(cast):
    story = scenes.ready(cast)
    screening = cleared(cast, story.second)
    assert not Screening.objects.public().exists()

    publish(revision=story.second, by=cast.april)

    assert list(Screening.objects.public()) == [screening]
    assert not Screening.objects.seen_by(cast.nils).exists()


def test_where_an_authority_was_asked_it_is_not_said_that_nothing_was_needed(cast, client):
    story = scenes.ready(cast, keys="The module shall erase keys as devices of 5A002 do.")
    screening = begun(cast, story.second)
    asked = ask_authority(
        screening=screening, authority="Export office", number="A 17", question="May it?", sent_on=TODAY, by=cast.rhea
    )
    reply = note_reply(referral=asked, reply="licensed", replied_on=TODAY, by=cast.rhea)
    submit_screening(screening=answered(screening, cast, "relevant", reply=reply), by=cast.rhea)
    screening.refresh_from_db()
    for person in (cast.piet, cast.april):
        judged(screening, person, until=reply.until or NEXT_YEAR)

    publication = publish(revision=story.second, by=cast.april)
    told = statement(client, publication)

    assert "none; an authority has answered" in told
    assert reply.authority not in told
