"""Texts for named readers alone: who may read, who is refused, what is kept."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from norms.models import CheckResult, Clause, Decision, NamedReader, Norm, Provision, Restriction, Revision, Standing
from norms.services import (
    ReaderFacts,
    decide_match,
    end_reader,
    freeze_revision,
    import_markdown,
    lift_restriction,
    name_reader,
    release_revision,
    restrict_revision,
    save_clause,
    start_revision,
    upload_sanctions_list,
)
from normsite.foundation.errors import Refused
from tests import scenes

CSV = b"name,aliases\nViktor Malvo,Victor Malveau;V. Malvo\nGrey Harbour Trading,\n"


@pytest.fixture
def draft(cast):
    return scenes.drafted(cast)


@pytest.fixture
def restricted(cast, draft):
    restrict_revision(revision=draft, reason="It says how fast the laser pulses.", by=cast.sami)
    draft.refresh_from_db()
    return draft


def uploaded(cast, content=CSV):
    return upload_sanctions_list(issuer="House list", as_of=date(2026, 11, 1), content=content, by=cast.sami)


def facts(person, **changed):
    return ReaderFacts(**{"person": person, "nationality": "DE", "location": "DE", "employer": "Aerolith GmbH"} | changed)


def readers_of(revision, *people):
    return [person.name for person in people if Revision.objects.seen_by(person).filter(pk=revision.pk).exists()]


def everybody(cast):
    return [cast.ada, cast.sami, cast.edda, cast.rhea, cast.piet, cast.april, cast.olu, cast.rosa, cast.nils]


def test_whoever_restricts_a_draft_is_its_one_reader(cast, restricted):
    assert readers_of(restricted, *everybody(cast)) == ["Sami"]
    assert [reader.person for reader in restricted.named_readers.all()] == [cast.sami]


def test_of_a_restricted_draft_nobody_else_sees_clauses_or_provisions(cast, restricted):
    seen = [
        (Clause.objects.seen_by(one).filter(revision=restricted).exists(), Provision.objects.seen_by(one).exists())
        for one in everybody(cast)
    ]
    assert seen == [(one == cast.sami, one == cast.sami) for one in everybody(cast)]


def test_a_named_reader_without_a_role_sees_the_text_and_its_norm(cast, restricted):
    uploaded(cast)
    name_reader(revision=restricted, facts=facts(cast.rosa), by=cast.sami)
    assert readers_of(restricted, *everybody(cast)) == ["Sami", "Rosa"]
    assert (list(Norm.objects.seen_by(cast.rosa)), list(Norm.objects.seen_by(cast.nils))) == ([restricted.norm], [])


def test_a_reader_whose_time_has_ended_sees_nothing_more(cast, restricted):
    uploaded(cast)
    reader = name_reader(revision=restricted, facts=facts(cast.rosa), by=cast.sami)
    end_reader(reader=reader, reason="Left the committee.", by=cast.sami)
    assert readers_of(restricted, *everybody(cast)) == ["Sami"]


def test_the_last_reader_cannot_be_ended(cast, restricted):
    with pytest.raises(Refused, match="Nobody could read the text then"):
        end_reader(reader=restricted.named_readers.get(), reason="Holiday.", by=cast.sami)


def test_nobody_names_themselves(cast, restricted):
    uploaded(cast)
    with pytest.raises(Refused, match="Nobody names themselves"):
        name_reader(revision=restricted, facts=facts(cast.edda), by=cast.edda)


def test_without_a_sanctions_list_nobody_is_named(cast, restricted):
    with pytest.raises(Refused, match="There is no sanctions list"):
        name_reader(revision=restricted, facts=facts(cast.rosa), by=cast.sami)


def test_a_text_that_anybody_may_read_cannot_be_restricted(cast):
    frozen = scenes.frozen(cast)
    release_revision(revision=frozen, at=timezone.now(), by=cast.sami)
    with pytest.raises(Refused, match="Anybody may read this text"):
        restrict_revision(revision=frozen, reason="Too late.", by=cast.sami)


def test_a_text_that_will_be_public_cannot_be_restricted(cast):
    frozen = scenes.frozen(cast)
    release_revision(revision=frozen, at=timezone.now() + timedelta(days=2), by=cast.sami)
    with pytest.raises(Refused, match="Anybody may read this text, or will"):
        restrict_revision(revision=frozen, reason="Too late.", by=cast.sami)


def test_a_restricted_text_is_not_released_until_that_is_lifted(cast, restricted):
    frozen = freeze_revision(revision=restricted, by=cast.sami)
    with pytest.raises(Refused, match="is restricted to named readers"):
        release_revision(revision=frozen, at=timezone.now(), by=cast.sami)
    lift_restriction(revision=frozen, reason="The authority has answered.", by=cast.sami)
    assert release_revision(revision=frozen, at=timezone.now(), by=cast.sami).is_released


def test_lifting_gives_the_text_back_to_the_desk_and_ends_its_readers(cast, restricted):
    lift_restriction(revision=restricted, reason="Cleared.", by=cast.sami)
    staff = [one for one in everybody(cast) if one.is_staff_member]
    assert readers_of(restricted, *everybody(cast)) == [one.name for one in staff]
    assert not NamedReader.objects.standing().exists()
    assert list(Restriction.objects.values_list("reason", "lift_reason")) == [
        ("It says how fast the laser pulses.", "Cleared.")
    ]


def test_the_next_revision_is_restricted_to_the_same_readers(cast, restricted):
    uploaded(cast)
    name_reader(revision=restricted, facts=facts(cast.edda), by=cast.sami)
    following = start_revision(revision=freeze_revision(revision=restricted, by=cast.sami), by=cast.edda)
    assert following.is_restricted
    assert readers_of(following, *everybody(cast)) == ["Sami", "Edda"]
    assert Restriction.objects.standing().get(revision=following).decided_by == cast.sami


def test_an_import_over_a_restricted_text_is_restricted_too(cast, restricted):
    freeze_revision(revision=restricted, by=cast.sami)
    text = "# Title\n\n## Scope\n\nIt applies.\n\n## Lasers\n\nThey shall pulse.\n"
    revision = import_markdown(text=text, norm=restricted.norm, by=cast.sami).norm.revisions.first()
    assert (revision.number, revision.is_restricted) == (2, True)
    assert readers_of(revision, *everybody(cast)) == ["Sami"]


def test_nobody_else_writes_freezes_or_follows_a_restricted_text(cast, restricted):
    clause = restricted.clauses.first()
    acts = [
        lambda: save_clause(clause=clause, title="Mine", body="", rationale="", kind=clause.kind, normative=True,
                            version=clause.version, by=cast.edda),
        lambda: freeze_revision(revision=restricted, by=cast.edda),
        lambda: start_revision(revision=restricted, by=cast.edda),
        lambda: import_markdown(text="# T\n\n## A\n\nWords.\n", norm=restricted.norm, freeze_first=True, by=cast.edda),
    ]  # fmt: skip
    for act in acts:
        with pytest.raises(
            Refused, match=r"^Revision 1 of \S+ is restricted to named readers\. It opens by decision of Sami\."
        ):
            act()


def test_a_text_that_was_made_from_it_before_is_restricted_with_it(cast):
    frozen = scenes.frozen(cast)
    following = start_revision(revision=frozen, by=cast.edda)
    restrict_revision(revision=frozen, reason="It says too much.", by=cast.sami)
    assert readers_of(following, *everybody(cast)) == ["Sami"]


def test_a_reader_who_looks_like_an_entry_waits_for_a_decision(cast, restricted):
    uploaded(cast)
    cast.rosa.name = "Malveau, Victor"
    cast.rosa.save()
    reader = name_reader(revision=restricted, facts=facts(cast.rosa), by=cast.sami)
    check = reader.checks.get()
    assert (check.result, [one["name"] for one in check.alike]) == (CheckResult.POSSIBLE_MATCH, ["Victor Malveau"])
    assert readers_of(restricted, *everybody(cast)) == ["Sami"]
    decide_match(check=check, decision=Decision.ANOTHER, reason="Born forty years later.", by=cast.ada)
    assert readers_of(restricted, *everybody(cast)) == ["Sami", "Malveau, Victor"]


def test_what_was_decided_of_a_reader_stands_when_the_list_comes_anew(cast, restricted):
    uploaded(cast)
    cast.rosa.name = "Victor Malveau"
    cast.rosa.save()
    reader = name_reader(revision=restricted, facts=facts(cast.rosa), by=cast.sami)
    decide_match(check=reader.checks.get(), decision=Decision.ANOTHER, reason="Born forty years later.", by=cast.ada)
    uploaded(cast, b"reference,name,aliases\nrow 2,Viktor Malvo,Victor Malveau\n")
    reader.refresh_from_db()
    assert (reader.standing, reader.checks.count()) == (Standing.CLEAR, 2)


def test_whoever_restricts_is_checked_when_a_list_comes(cast, restricted):
    assert restricted.named_readers.get().checks.get().result == CheckResult.NOT_CHECKED
    uploaded(cast, b"name\nSami\n")
    assert restricted.named_readers.get().standing == Standing.UNDECIDED
    assert readers_of(restricted, *everybody(cast)) == []
