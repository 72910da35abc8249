"""What leaves the rooms of a restricted text: mails, notices, the public record, parts of pages."""

import json
from datetime import date

import pytest
from django.core.cache import caches
from django.utils import timezone

from norms.models import Revision
from norms.services import ReaderFacts, freeze_revision, name_reader, restrict_revision, start_revision, upload_sanctions_list
from normsite.foundation.errors import Refused
from normsite.foundation.ledger.models import Entry
from normsite.foundation.notices.models import Event
from normsite.foundation.notifications.letters import words_of
from normsite.foundation.notifications.models import OutboxMail
from normsite.portal.pages.tasks import tell_of_gates
from riskreviews.rules import peers_for
from riskreviews.services import carry_assessment, request_peer_review
from tests import scenes

TITLE = "How pulses are counted"


@pytest.fixture
def assessment(cast):
    """Of a frozen text that was restricted by Rhea, who has written it; Piet is named too."""
    frozen = scenes.frozen(cast)
    made = scenes.assessed(cast, frozen)
    upload_sanctions_list(issuer="House", as_of=date(2026, 11, 1), content=b"name\nViktor Malvo\n", by=cast.sami)
    restrict_revision(revision=frozen, reason="It says too much.", by=cast.rhea)
    made.title = TITLE
    made.save()
    made.refresh_from_db()
    made.revision.refresh_from_db()
    return made


def named(cast, assessment):
    facts = ReaderFacts(cast.piet, "DE", "DE", "Aerolith GmbH")
    return name_reader(revision=assessment.revision, facts=facts, by=cast.rhea)


def test_only_a_named_reader_is_asked_for_a_peer_review(cast, assessment):
    assert list(peers_for(assessment)) == []
    with pytest.raises(Refused, match="is restricted to named readers"):
        request_peer_review(assessment=assessment, reviewer=cast.piet, by=cast.rhea)
    named(cast, assessment)
    assert list(peers_for(assessment)) == [cast.piet]


def test_the_mail_that_asks_a_peer_names_no_title(cast, assessment):
    named(cast, assessment)
    request_peer_review(assessment=assessment, reviewer=cast.piet, by=cast.rhea)
    said = words_of(OutboxMail.objects.get(to=cast.piet.email))
    assert [words.count(TITLE) for words in (said.subject, said.text, said.html)] == [0, 0, 0]
    assert f"peer review of the risk assessment {assessment.code} of" in " ".join(said.text.replace(",", "").split())


def test_the_public_record_commits_to_a_restricted_text_and_tells_nothing_of_it(cast):
    draft = scenes.drafted(cast)
    restrict_revision(revision=draft, reason="It says too much.", by=cast.sami)
    freeze_revision(revision=Revision.objects.get(pk=draft.pk), by=cast.sami)
    leaves = [json.loads(entry.leaf) for entry in Entry.objects.filter(code=draft.norm.code).order_by("at")][-2:]
    assert [(leaf["act"], leaf["public"], sorted(leaf["commitments"])) for leaf in leaves] == [
        ("revision_restricted", {}, ["by", "reason", "revision"]),
        ("revision_frozen", {}, ["fingerprint", "revision"]),
    ]


def test_what_was_written_of_a_restricted_text_is_not_carried_on_to_another(cast):
    frozen = scenes.frozen(cast)
    made = scenes.assessed(cast, frozen)
    following = start_revision(revision=frozen, by=cast.edda)
    Revision.objects.filter(pk=frozen.pk).update(is_restricted=False)
    restrict_revision(revision=following, reason="It says more.", by=cast.rhea)
    carried = carry_assessment(assessment=made, revision=Revision.objects.get(pk=following.pk), by=cast.rhea)
    carried.revision.refresh_from_db()
    with pytest.raises(Refused, match="is not restricted, and what would be carried on is"):
        carry_assessment(assessment=carried, revision=Revision.objects.get(pk=frozen.pk), by=cast.rhea)


def test_who_publishes_is_told_of_a_restricted_text_only_that_it_is_one(cast, assessment):
    norm = assessment.revision.norm
    norm.intended_publication = timezone.localdate()
    norm.save()
    tell_of_gates()
    told = {event.facts["first"] for event in Event.objects.filter(kind="gate_unmet")}
    assert told == {f"Revision 1 of {norm.code} is restricted to named readers."}


def test_no_part_of_its_page_is_kept(cast, assessment, as_user, settings):
    settings.CACHES = settings.CACHES | {
        "parts": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "restricted"}
    }
    parts = vars(caches["parts"])["_cache"]
    assert as_user(cast.rhea).get(assessment.revision.get_absolute_url()).status_code == 200
    assert not parts
    assert as_user(cast.rhea).get(scenes.frozen(cast, "Clocks").get_absolute_url()).status_code == 200
    assert parts
