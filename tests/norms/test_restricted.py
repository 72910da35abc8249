"""Texts for named readers alone: who may read, who is refused, what is kept."""

import threading
from datetime import date, timedelta

import pytest
from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone

from norms.models import (
    CheckResult,
    Clause,
    Decision,
    NamedReader,
    Norm,
    Provision,
    Restriction,
    Revision,
    SanctionsCheck,
    Standing,
    Viewing,
)
from norms.queries import readers_of as readers_of_page
from norms.services import (
    ReaderFacts,
    add_clause,
    decide_match,
    end_closed_readers,
    end_reader,
    forget_circulation,
    freeze_revision,
    import_markdown,
    lift_legal_hold,
    lift_restriction,
    name_reader,
    note_viewing,
    release_revision,
    remove_clause,
    restrict_revision,
    save_clause,
    set_legal_hold,
    start_revision,
    upload_sanctions_list,
)
from normsite.foundation.accounts.models import UnsentForm
from normsite.foundation.accounts.services import close_account, reopen_account
from normsite.foundation.controls.models import ControlList
from normsite.foundation.errors import Refused
from tests import scenes
from tests.norms.races import race

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


def in_force(jurisdiction):
    return ControlList.objects.create(
        series=f"list-of-{jurisdiction.lower()}",
        jurisdiction=jurisdiction,
        name="A list",
        edition="1",
        as_of=date(2026, 1, 1),
        in_force=True,
    )


def save_words(clause, body, by):
    stands = {name: getattr(clause, name) for name in ("title", "rationale", "kind", "normative", "version")}
    return save_clause(clause=clause, body=body, by=by, **stands)


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


def test_a_release_abroad_is_told_apart_and_needs_its_grounds(cast, restricted):
    uploaded(cast)
    in_force(jurisdiction="US"), in_force(jurisdiction="EU")
    with pytest.raises(Refused, match=r"release abroad by the rules of European Union and United States\."):
        name_reader(revision=restricted, facts=facts(cast.rosa, location="CH"), by=cast.sami)
    reader = name_reader(revision=restricted, facts=facts(cast.rosa, location="CH", grounds="Licence A 12."), by=cast.sami)
    assert [(line.reader, line.abroad) for line in readers_of_page(restricted)][1] == (
        reader,
        ["European Union", "United States"],
    )


def test_whoever_lives_where_the_list_is_made_is_not_abroad_and_no_one_is_for_a_regime(cast, restricted):
    uploaded(cast)
    in_force(jurisdiction="EU"), in_force(jurisdiction="INT")
    reader = name_reader(revision=restricted, facts=facts(cast.rosa, nationality="FR", location="DE"), by=cast.sami)
    assert [line.abroad for line in readers_of_page(restricted) if line.reader == reader] == [[]]


def test_naming_a_reader_again_corrects_the_facts_and_keeps_what_was_said_before(cast, restricted):
    uploaded(cast)
    name_reader(revision=restricted, facts=facts(cast.rosa), by=cast.sami)
    name_reader(revision=restricted, facts=facts(cast.rosa, employer="Grey Harbor Trading"), by=cast.sami)
    told = restricted.named_readers.filter(person=cast.rosa).order_by("pk").values_list("employer", "end_reason", "standing")
    assert list(told) == [
        ("Aerolith GmbH", "The facts were corrected.", Standing.CLEAR),
        ("Grey Harbor Trading", "", Standing.UNDECIDED),
    ]


def test_whoever_restricts_gives_their_own_facts_afterwards(cast, restricted):
    uploaded(cast)
    name_reader(revision=restricted, facts=facts(cast.sami), by=cast.sami)
    assert restricted.named_readers.standing().get().nationality.code == "DE"
    assert readers_of(restricted, *everybody(cast)) == ["Sami"]


def test_nobody_decides_about_themselves(cast, restricted):
    uploaded(cast, b"name\nSami\n")
    check = restricted.named_readers.get().checks.first()
    with pytest.raises(Refused, match="Nobody decides about themselves"):
        decide_match(check=check, decision=Decision.ANOTHER, reason="It is me.", by=cast.sami)
    decide_match(check=check, decision=Decision.THE_SAME, reason="Born on the same day.", by=cast.ada)
    assert restricted.named_readers.get().standing == Standing.BARRED


def test_what_was_cut_from_a_restricted_draft_is_shown_to_its_readers_alone(cast, restricted):
    cut = add_clause(revision=restricted, title="Cut", body="The laser shall pulse at 3 kHz.", by=cast.sami)
    provision = Provision.objects.get(statements__clause=cut)
    remove_clause(clause=cut, by=cast.sami)
    seen = [one.name for one in everybody(cast) if Provision.objects.seen_by(one).filter(pk=provision.pk).exists()]
    assert seen == ["Sami"]


def test_the_list_of_obligations_counts_for_each_what_the_texts_that_they_may_read_state(cast, restricted):
    seen = [Provision.objects.stated_to(one).exists() for one in (cast.sami, cast.edda, cast.ada)]
    assert seen == [True, False, False]


def test_nobody_is_named_on_a_text_that_is_not_restricted(cast, draft):
    uploaded(cast)
    with pytest.raises(Refused, match="is not restricted, so it has no named readers"):
        name_reader(revision=draft, facts=facts(cast.rosa), by=cast.sami)


def test_a_reader_whose_account_is_closed_sees_nothing(cast, restricted):
    uploaded(cast)
    name_reader(revision=restricted, facts=facts(cast.rosa), by=cast.sami)
    close_account(person=cast.rosa, by=cast.ada)
    assert readers_of(restricted, cast.rosa) == []


def test_a_reader_whose_account_was_closed_is_not_one_when_it_is_opened_again(cast, restricted):
    uploaded(cast)
    name_reader(revision=restricted, facts=facts(cast.rosa), by=cast.sami)
    close_account(person=cast.rosa, by=cast.ada)
    end_closed_readers()
    reopen_account(person=cast.rosa, by=cast.ada)
    assert readers_of(restricted, *everybody(cast)) == ["Sami"]


def test_without_the_second_factor_that_staff_need_nobody_reads_it(cast, restricted, settings):
    settings.STAFF_MFA_REQUIRED = True
    assert readers_of(restricted, *everybody(cast)) == []


# --- what is kept ----------------------------------------------------------------------------------------------------


def seen_long_ago(revision, person, *, years):
    viewing = note_viewing(revision=revision, person=person, method="GET", page="/desk/")
    Viewing.objects.filter(pk=viewing.pk).update(at=timezone.now() - timedelta(days=366 * years))
    return viewing


def test_views_and_readers_are_erased_after_five_years_and_not_before(cast, restricted):
    uploaded(cast)
    old, young = seen_long_ago(restricted, cast.sami, years=6), seen_long_ago(restricted, cast.sami, years=4)
    reader = name_reader(revision=restricted, facts=facts(cast.rosa), by=cast.sami)
    end_reader(reader=reader, reason="Left.", by=cast.sami)
    NamedReader.objects.filter(pk=reader.pk).update(ended_at=timezone.now() - timedelta(days=366 * 6))
    forget_circulation()
    assert list(Viewing.objects.all()) == [young]
    assert not NamedReader.objects.filter(pk=reader.pk).exists()
    assert SanctionsCheck.objects.filter(reader__person=cast.sami).exists()
    assert old.pk is not None


def test_a_legal_hold_stops_erasure_until_it_is_lifted(cast, restricted):
    seen_long_ago(restricted, cast.sami, years=6)
    hold = set_legal_hold(revision=restricted, reason="The authority asks.", by=cast.ada)
    forget_circulation()
    assert Viewing.objects.count() == 1
    lift_legal_hold(hold=hold, reason="It was answered.", by=cast.ada)
    forget_circulation()
    assert Viewing.objects.count() == 0


def test_a_second_legal_hold_on_the_same_text_is_refused(cast, restricted):
    set_legal_hold(revision=restricted, reason="The authority asks.", by=cast.ada)
    with pytest.raises(Refused, match="A legal hold stands on this text already"):
        set_legal_hold(revision=restricted, reason="Again.", by=cast.sami)


def test_the_account_of_whoever_saw_a_restricted_text_can_be_closed_and_not_erased(cast, restricted):
    uploaded(cast)
    name_reader(revision=restricted, facts=facts(cast.nils), by=cast.sami)
    note_viewing(revision=restricted, person=cast.nils, method="GET", page="/norms/N-1/r1/")
    close_account(person=cast.nils, by=cast.ada)
    with pytest.raises(ProtectedError):
        cast.nils.delete()
    assert Viewing.objects.filter(person=cast.nils).exists()


def test_what_somebody_was_typing_in_the_draft_is_not_kept_for_them(cast, draft):
    page = f"/desk/norms/{draft.norm.code}/clauses/keys/"
    UnsentForm.objects.create(user=cast.edda, browser="0" * 64, page=page, fields={"body": ["Pulses."]}, files=[])
    restrict_revision(revision=draft, reason="It says too much.", by=cast.sami)
    assert not UnsentForm.objects.exists()


# --- at the same moment ----------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_of_two_who_restrict_at_once_one_does(cast, draft):
    told = race(*(lambda by=by: restrict_revision(revision=draft, reason="So.", by=by) for by in (cast.sami, cast.rhea)))
    assert sorted(type(one).__name__ for one in told) == ["Refused", "Restriction"]
    assert (Restriction.objects.count(), NamedReader.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_a_reader_who_is_named_while_the_restriction_is_lifted_is_refused_or_ended(cast, restricted):
    uploaded(cast)
    told = race(
        lambda: lift_restriction(revision=restricted, reason="Cleared.", by=cast.sami),
        lambda: name_reader(revision=restricted, facts=facts(cast.rosa), by=cast.sami),
    )
    assert type(told[1]).__name__ in ("Refused", "NamedReader")
    assert not NamedReader.objects.standing().exists()
    assert not Revision.objects.get(pk=restricted.pk).is_restricted


@pytest.mark.django_db(transaction=True)
def test_whoever_is_named_while_a_list_comes_in_is_checked_by_it(cast, restricted):
    uploaded(cast)
    naming = threading.Thread(
        target=lambda: race(lambda: name_reader(revision=restricted, facts=facts(cast.rosa), by=cast.sami))
    )
    with transaction.atomic():
        upload_sanctions_list(issuer="House list", as_of=date(2026, 11, 2), content=b"name\nRosa\n", by=cast.sami)
        naming.start()
        naming.join(0.5)  # time enough to be named by the list before, were nobody to wait
    naming.join()
    reader = NamedReader.objects.get(person=cast.rosa)
    assert (reader.checks.get().lists, reader.standing) == (["House list, 2026-11-02"], Standing.UNDECIDED)


@pytest.mark.django_db(transaction=True)
def test_whoever_saves_while_the_text_is_restricted_comes_before_it_or_is_refused(cast, draft):
    clause = draft.clauses.get(anchor="keys")
    told = race(
        lambda: restrict_revision(revision=draft, reason="So.", by=cast.sami),
        lambda: save_words(clause, "Renewed words.", cast.edda),
    )
    stands = Clause.objects.get(pk=clause.pk).body
    assert stands == ("Renewed words." if isinstance(told[1], Clause) else clause.body)
    assert type(told[1]).__name__ in ("Clause", "Refused")


@pytest.mark.django_db(transaction=True)
def test_a_text_is_released_or_restricted_and_never_both(cast):
    frozen = scenes.frozen(cast)
    told = race(
        lambda: release_revision(revision=frozen, at=timezone.now(), by=cast.sami),
        lambda: restrict_revision(revision=frozen, reason="So.", by=cast.sami),
    )
    stands = Revision.objects.get(pk=frozen.pk)
    assert sorted(type(one).__name__ == "Refused" for one in told) == [False, True]
    assert stands.is_restricted != stands.is_released
