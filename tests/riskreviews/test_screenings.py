"""The screening of a draft: what is found asks for a person, two people decide, and what they decided goes stale."""

from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone

from norms.checks import before_release
from norms.models import Clause, Clearance
from norms.services import freeze_revision, lift_restriction, release_revision, restrict_revision, start_revision
from normsite.foundation.accounts.models import Role, User
from normsite.foundation.accounts.services import grant_role
from normsite.foundation.controls.models import KeptHits
from normsite.foundation.errors import Refused
from normsite.foundation.ledger.models import Entry
from riskreviews.checks import before_circulation, before_clearing, before_screening_review
from riskreviews.models import Screening
from riskreviews.queries import earlier_screening, replies_for, stale_because, standings
from riskreviews.rules import can_judge_screening, can_screen
from riskreviews.services import (
    EditConflict,
    answer_hits,
    ask_authority,
    begin_screening,
    change_screening,
    judge_screening,
    look_through_text,
    note_reply,
    reopen_screening,
    return_screening,
    submit_screening,
    take_back_screening,
)
from riskreviews.tasks import look_through
from tests.riskreviews.screenings import (
    ALL_CLEAR,
    CONCERN,
    HARMLESS,
    NEXT_YEAR,
    answered,
    begun,
    concluded,
    draft_with_codes,
    edition_of,
    judged,
    range_criterion,
    reword,
    submitted,
    without_intent,
)

TODAY = timezone.localdate()


def sentences(findings) -> list[str]:
    return [finding.sentence for finding in findings.blocking]


def codes_of(screening: Screening) -> list[tuple[str, str, str]]:
    return list(screening.hits.values_list("clause", "words", "relevance"))


def standing_clearances(screening: Screening) -> int:
    return Clearance.objects.standing().filter(revision=screening.revision, control_list=screening.control_list).count()


# Who may


def test_analysts_and_secretaries_screen_others_decide_and_nobody_decides_on_what_they_prepared(cast):
    screening = begun(cast)
    everybody = (cast.ada, cast.sami, cast.edda, cast.rhea, cast.piet, cast.april, cast.olu, cast.rosa, cast.nils)

    assert [one.name for one in everybody if can_screen(one)] == ["Sami", "Rhea"]
    assert [one.name for one in everybody if can_judge_screening(one)] == ["Rhea", "Piet", "April"]
    assert [one.name for one in everybody if can_judge_screening(one, screening)] == ["Piet", "April"]


def test_whoever_wrote_in_the_text_does_not_decide_on_it(cast):
    screening = submitted(cast)
    Clause.objects.filter(revision=screening.revision, anchor="colour").update(updated_by=cast.piet)

    with pytest.raises(Refused, match="written in the text"):
        judged(screening, cast.piet)
    assert not can_judge_screening(cast.piet, screening)
    assert screening.opinions.count() == 0


def test_whoever_wrote_the_text_before_does_not_decide_on_the_next(cast):
    grant_role(person=cast.edda, role=Role.APPROVER, by=cast.ada)
    first = freeze_revision(revision=draft_with_codes(cast), by=cast.edda)
    screening = begun(cast, start_revision(revision=first, by=cast.sami))
    assert [can_judge_screening(User.objects.get(pk=one.pk), screening) for one in (cast.edda, cast.april)] == [False, True]


# Looking through the text


def test_a_screening_begins_with_what_the_list_finds_in_its_place(cast):
    screening = begun(cast)
    first = screening.hits.first()

    assert codes_of(screening) == [("1", "9A012", ""), ("2", "5A002", "")]
    assert (first.anchor, first.part, first.kind, first.code) == ("scope", "body", "code", "9A012")
    assert "Aircraft as in 9A012 that take pictures."[first.start : first.end] == "9A012"
    assert screening.state == "open"


def test_what_stands_in_a_title_or_a_rationale_is_found_there(cast):
    revision = draft_with_codes(cast)
    Clause.objects.filter(anchor="colour").update(title="Colour of 9A012", rationale_html="<p>See 5A002.</p>")

    screening = begun(cast, revision)

    found = {(hit.part, hit.start, hit.end) for hit in screening.hits.filter(anchor="colour")}
    assert found == {("title", 10, 15), ("rationale", 4, 9)}


def test_a_text_is_screened_once_by_an_edition_and_not_by_a_superseded_one(cast):
    screening = begun(cast)

    with pytest.raises(Refused, match=screening.code):
        begin_screening(revision=screening.revision, control_list=screening.control_list, by=cast.sami)
    old = edition_of(edition="2020-01", in_force=False)
    with pytest.raises(Refused, match="superseded"):
        begin_screening(revision=screening.revision, control_list=old, by=cast.rhea)
    assert Screening.objects.count() == 1


def test_changing_one_clause_looks_through_that_clause_alone_and_asks_anew_there_alone(cast):
    screening = answered(begun(cast), cast)
    kept = set(KeptHits.objects.values_list("pk", flat=True))
    reword(screening.revision, "scope", "Aircraft as in 9A012 that take pictures at night.", cast)

    look_through_text(screening=screening)

    assert KeptHits.objects.exclude(pk__in=kept).count() == 1
    assert codes_of(screening) == [("1", "9A012", ""), ("2", "5A002", "not_relevant")]


def test_a_clause_that_was_taken_back_to_its_words_costs_nothing(cast, django_assert_max_num_queries):
    screening = begun(cast)
    kept = KeptHits.objects.count()
    reword(screening.revision, "scope", "Aircraft.", cast)
    reword(screening.revision, "scope", "Aircraft as in 9A012 that take pictures.", cast)

    look_through_text(screening=screening)

    assert KeptHits.objects.count() == kept


def test_answers_to_unchanged_words_go_on_to_the_next_revision(cast):
    screening = answered(begun(cast), cast)
    freeze_revision(revision=screening.revision, by=cast.edda)
    following = start_revision(revision=screening.revision, by=cast.edda)
    reword(following, "range", "Devices of 5A002 need two licences.", cast)

    later = begin_screening(revision=following, control_list=screening.control_list, by=cast.sami)

    assert codes_of(later) == [("1", "9A012", "not_relevant"), ("2", "5A002", "")]
    assert (later.audience, later.end_use, later.answers) == ("mixed", "Surveys of fields.", {})
    assert {one.name for one in later.writers.all()} == {"Sami", "Rhea"}


def test_what_was_said_of_a_restricted_or_a_later_text_goes_to_no_other(cast):
    first = draft_with_codes(cast)
    freeze_revision(revision=first, by=cast.edda)
    later = answered(begun(cast, start_revision(revision=first, by=cast.edda)), cast)
    before = begin_screening(revision=first, control_list=later.control_list, by=cast.sami)
    restrict_revision(revision=later.revision, reason="It says too much.", by=cast.rhea)
    freeze_revision(revision=later.revision, by=cast.rhea)
    again = begin_screening(
        revision=start_revision(revision=later.revision, by=cast.rhea), control_list=later.control_list, by=cast.rhea
    )
    lift_restriction(revision=again.revision, reason="It says less.", by=cast.rhea)
    freeze_revision(revision=again.revision, by=cast.rhea)
    free = start_revision(revision=again.revision, by=cast.rhea)
    assert earlier_screening(Screening(revision=free, control_list=later.control_list)) == again

    assert (before.end_use, {answer for _, _, answer in codes_of(before)}) == ("", {""})
    assert (again.end_use, {answer for _, _, answer in codes_of(again)}) == ("Surveys of fields.", {"not_relevant"})


def test_a_long_text_is_handed_to_a_worker(cast, monkeypatch):
    handed = []
    monkeypatch.setattr("riskreviews.services.screenings.LONG", 10)
    monkeypatch.setattr("riskreviews.services.screenings.hand_over", lambda task, *given: handed.append((task, *given)))

    screening = begun(cast)

    assert handed == [("riskreviews.look_through", screening.pk)]
    assert (screening.looked_through_at, codes_of(screening)) == (None, [])
    look_through(screening.pk)
    assert len(codes_of(screening)) == 2


# Answers


def test_that_a_finding_is_not_relevant_needs_a_reason(cast):
    screening = begun(cast)
    keys = list(screening.hits.values_list("pk", flat=True))

    with pytest.raises(Refused, match="Say why it is not relevant"):
        answer_hits(screening=screening, hits=keys, relevance="not_relevant", reason=" ", by=cast.rhea)
    with pytest.raises(Refused, match="Nothing was chosen"):
        answer_hits(screening=screening, hits=[], relevance="relevant", reason="", by=cast.rhea)
    assert screening.hits.unanswered().count() == 2
    assert answer_hits(screening=screening, hits=keys, relevance="relevant", reason="", by=cast.rhea) == 2
    assert screening.hits.unanswered().count() == 0


def test_a_finding_that_is_gone_meanwhile_is_not_answered(cast):
    screening = begun(cast)
    gone = screening.hits.first().pk
    reword(screening.revision, "scope", "Aircraft.", cast)
    look_through_text(screening=screening)

    with pytest.raises(Refused, match="looked through anew"):
        answer_hits(screening=screening, hits=[gone], relevance="relevant", reason="", by=cast.rhea)


def test_of_two_who_fill_in_the_checklist_the_second_is_told(cast):
    screening = begun(cast)
    change_screening(screening=screening, version=1, by=cast.rhea, audience="named")

    assert change_screening(screening=screening, version=1, by=cast.sami, audience="named").version == 2
    with pytest.raises(EditConflict):
        change_screening(screening=screening, version=1, by=cast.sami, audience="public")


def test_reviewers_are_asked_once_all_is_answered(cast):
    screening = begun(cast)

    with pytest.raises(Refused, match="2 findings are not answered yet"):
        submit_screening(screening=screening, by=cast.rhea)
    screening = answered(
        screening, cast, answers=ALL_CLEAR | {"codes": {"answer": "unsure", "note": ""}}, audience="", end_use=""
    )
    assert sentences(before_screening_review(screening)) == [
        "Without a word beside the answer: Are codes of this list, or of another, mentioned?",
        "Nobody said who will read the text.",
        "Nobody said what the examples in the text are for.",
    ]
    screening = answered(screening, cast)
    assert submit_screening(screening=screening, by=cast.rhea).state == "in_review"


def test_a_finding_that_may_be_controlled_can_not_stand_beside_a_harmless_answer(cast):
    screening = answered(begun(cast), cast, "relevant", answers=ALL_CLEAR | {"codes": HARMLESS})

    assert [words.partition(",")[0] for words in sentences(before_screening_review(screening))] == ["Answered as harmless"]


def test_a_text_that_was_changed_is_looked_through_again_before_review(cast):
    screening = answered(begun(cast), cast)
    reword(screening.revision, "colour", "The aircraft shall be red.", cast)

    with pytest.raises(Refused, match="was changed since it was looked through"):
        submit_screening(screening=screening, by=cast.rhea)


# Two reviewers


def test_two_people_of_one_opinion_clear_the_text_and_the_first_alone_does_not(cast):
    screening = submitted(cast)

    judged(screening, cast.piet, until=NEXT_YEAR)
    screening.refresh_from_db()
    assert (screening.state, standing_clearances(screening)) == ("in_review", 0)
    with pytest.raises(Refused, match="A second person decides now"):
        judged(screening, cast.piet, until=NEXT_YEAR - timedelta(days=1))
    judged(screening, cast.april, until=NEXT_YEAR - timedelta(days=5))
    screening.refresh_from_db()

    clearance = Clearance.objects.get()
    assert (screening.state, screening.outcome) == ("concluded", "cleared")
    assert screening.until == clearance.until == NEXT_YEAR - timedelta(days=5)
    assert clearance.grounds == f"Screening {screening.code}"
    assert [one.is_cleared for one in standings(screening.revision)] == [True]


def test_a_cleared_draft_is_frozen_and_released_and_one_that_is_not_cleared_is_refused(cast):
    screening = submitted(cast)
    revision = freeze_revision(revision=screening.revision, by=cast.edda)

    with pytest.raises(Refused, match="not cleared under"):
        release_revision(revision=revision, at=timezone.now(), by=cast.sami)
    for person in (cast.piet, cast.april):
        judged(screening, person)

    assert release_revision(revision=revision, at=timezone.now(), by=cast.sami).is_released


def test_a_text_is_not_appointed_for_a_day_on_which_it_is_cleared_no_more(cast):
    screening = concluded(cast)
    revision = freeze_revision(revision=screening.revision, by=cast.edda)
    last = timezone.make_aware(datetime.combine(screening.until, time(12)))

    with pytest.raises(Refused, match="not cleared under"):
        release_revision(revision=revision, at=last + timedelta(days=1), by=cast.sami)

    assert release_revision(revision=revision, at=last, by=cast.sami).released_at == last


def test_two_of_different_opinions_open_it_again_and_both_stay_on_record(cast):
    screening = submitted(cast)
    judged(screening, cast.piet, "cleared")
    judged(screening, cast.april, "restricted")
    screening.refresh_from_db()

    assert (screening.state, screening.outcome, screening.round) == ("open", "", 2)
    assert [(one.round, one.reviewer.name, one.outcome) for one in screening.opinions.all()] == [
        (1, "Piet", "cleared"),
        (1, "April", "restricted"),
    ]


def test_a_reviewer_may_return_it_and_says_why(cast):
    screening = submitted(cast)

    with pytest.raises(Refused, match="Say why"):
        return_screening(screening=screening, reason="", by=cast.piet)
    return_screening(screening=screening, reason="Clause 2 was not read.", by=cast.piet)
    screening.refresh_from_db()

    assert (screening.state, screening.round, screening.opinions.get().outcome) == ("open", 2, "")


def test_what_was_asked_may_be_taken_back(cast):
    screening = submitted(cast)
    judged(screening, cast.piet)

    assert take_back_screening(screening=screening, by=cast.rhea).state == "open"
    with pytest.raises(Refused, match="nothing to decide now"):
        judged(screening, cast.april)


def test_nobody_clears_other_words_than_were_looked_through(cast):
    screening = submitted(cast)
    judged(screening, cast.piet)
    reword(screening.revision, "colour", "The aircraft shall be red.", cast)

    with pytest.raises(Refused, match="changed meanwhile"):
        judged(screening, cast.april)
    assert standing_clearances(screening) == 0


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"outcome": "free"}, "Say what the outcome is"),
        ({"until": None}, "until which day"),
        ({"until": TODAY - timedelta(days=1)}, "until which day"),
        ({"reason": " "}, "Say why"),
        ({"words": "0" * 64}, "changed meanwhile"),
    ],
)
def test_an_opinion_says_what_why_and_until_when(cast, given, refusal):
    screening = submitted(cast)
    words = {"words": screening.fingerprint, "outcome": "cleared", "reason": "Fine.", "until": NEXT_YEAR}

    with pytest.raises(Refused, match=refusal):
        judge_screening(screening=screening, by=cast.piet, **(words | given))
    assert screening.opinions.count() == 0


# What clearing asks for


def test_what_may_be_controlled_needs_an_exclusion_and_that_an_intent_to_publish(cast):
    screening = submitted(cast, relevance="relevant")

    with pytest.raises(Refused, match="nothing says why it may go out"):
        judged(screening, cast.piet)
    judged(screening, cast.piet, "restricted")
    take_back_screening(screening=screening, by=cast.rhea)
    screening = answered(screening, cast, "relevant", exclusion="Published, rule 7")
    without_intent(screening.revision, cast)
    submit_screening(screening=screening, by=cast.rhea)
    with pytest.raises(Refused, match="no intent to publish is on record"):
        judged(screening, cast.piet)


def test_with_an_exclusion_and_the_intent_it_is_cleared_and_the_clearance_says_so(cast):
    screening = concluded(cast, relevance="relevant", exclusion="Published, rule 7")

    assert screening.outcome == "cleared"
    assert Clearance.objects.get().grounds == f"Screening {screening.code}; Published, rule 7"


def test_a_criterion_that_goes_before_the_authority_needs_its_reply_whatever_exclusion_is_named(cast):
    control_list = edition_of()
    range_criterion(control_list, cast, effect="refer")
    revision = draft_with_codes(cast)
    reword(revision, "range", "The unmanned aerial vehicle has a range of 320 km.", cast)
    screening = answered(begun(cast, revision, control_list), cast, "relevant", exclusion="Published, rule 7")
    assert sentences(before_clearing(screening)) == [
        "A criterion by which the authority is asked is met, and no reply of one is relied on."
    ]

    reply = referred(screening, cast, reply="licensed")
    screening.refresh_from_db()
    screening = change_screening(screening=screening, version=screening.version, by=cast.rhea, reply=reply)

    assert sentences(before_clearing(screening)) == []


def test_what_nobody_is_sure_of_is_not_cleared(cast):
    screening = submitted(cast, answers=ALL_CLEAR | {"codes": HARMLESS, "tests": {"answer": "unsure", "note": "Annex A?"}})

    with pytest.raises(Refused, match="Nobody is sure: Do test procedures reveal limits"):
        judged(screening, cast.piet)
    judged(screening, cast.piet, "stopped")


def test_a_superseded_edition_clears_nothing(cast):
    screening = submitted(cast)
    edition_of(edition="2026-07")
    screening.refresh_from_db()

    assert f"{screening.control_list} is superseded, so nothing can be cleared by it." in sentences(before_clearing(screening))
    with pytest.raises(Refused, match="superseded"):
        judged(screening, cast.piet)
    judged(screening, cast.piet, "restricted")


# Stale


def test_it_goes_stale_with_the_text_with_the_edition_and_with_its_day(cast):
    screening = concluded(cast)
    assert stale_because(screening) == []

    reword(screening.revision, "colour", "The aircraft shall be red.", cast)
    edition_of(edition="2026-07")
    Screening.objects.filter(pk=screening.pk).update(until=TODAY - timedelta(days=1))
    stale = Screening.objects.get(pk=screening.pk)

    day = f"{TODAY - timedelta(days=1):%-d %B %Y}"
    assert stale_because(stale) == [
        "The text was changed since.",
        "Model list, 2026-01 is no longer the edition in force.",
        f"It was valid until {day}.",
    ]
    assert [one.is_cleared for one in standings(screening.revision)] == [False, False]


def test_changed_criteria_are_said_and_ask_for_another_look_before_review(cast):
    screening = answered(begun(cast), cast)
    range_criterion(screening.control_list, cast)

    with pytest.raises(Refused, match="criteria of the list were changed"):
        submit_screening(screening=screening, by=cast.rhea)
    look_through_text(screening=screening)
    submit_screening(screening=screening, by=cast.rhea)


def test_changed_criteria_make_no_clearance_stale_and_are_said(cast):
    screening = concluded(cast)
    range_criterion(screening.control_list, cast)

    (standing,) = standings(screening.revision)

    assert (standing.stale, standing.is_cleared, standing.criteria_changed) == ((), True, True)
    assert standing.next_step == "The criteria of the list were changed since: look through it again."
    assert standing.waits_for_screener


def test_words_that_come_back_are_cleared_again(cast):
    screening = concluded(cast)
    reword(screening.revision, "colour", "The aircraft shall be red.", cast)
    assert len(sentences(before_circulation(screening.revision))) == 1

    reword(screening.revision, "colour", "The aircraft shall be orange.", cast)

    assert sentences(before_circulation(screening.revision)) == []


def test_it_is_taken_up_again_and_clears_no_more(cast):
    screening = concluded(cast)

    reopen_screening(screening=screening, by=cast.rhea)
    screening.refresh_from_db()

    assert (screening.state, screening.round, standing_clearances(screening)) == ("open", 2, 0)
    with pytest.raises(Refused, match="is not concluded"):
        reopen_screening(screening=screening, by=cast.rhea)


@pytest.mark.parametrize("outcome", ["restricted", "referred", "stopped"])
def test_any_other_outcome_takes_earlier_clearances_back(cast, outcome):
    screening = concluded(cast)
    reopen_screening(screening=screening, by=cast.rhea)
    submit_screening(screening=screening, by=cast.rhea)
    screening.refresh_from_db()
    for person in (cast.piet, cast.april):
        judged(screening, person, outcome)

    assert standing_clearances(screening) == 0
    assert len(sentences(before_circulation(screening.revision))) == 1


@pytest.mark.parametrize("outcome", ["restricted", "referred", "stopped"])
def test_any_other_outcome_restricts_the_text_to_whoever_decided(cast, outcome):
    screening = concluded(cast, outcome=outcome)

    assert Screening.objects.get().revision.is_restricted
    assert [one for one in (cast.piet, cast.april, cast.rhea) if Screening.objects.seen_by(one).exists()] == [cast.april]
    with pytest.raises(Refused, match="is restricted to named readers"):
        release_revision(revision=freeze_revision(revision=screening.revision, by=cast.april), at=timezone.now(), by=cast.april)


def test_what_is_public_stays_public_whatever_a_later_screening_comes_to(cast):
    screening = concluded(cast)
    release_revision(revision=freeze_revision(revision=screening.revision, by=cast.edda), at=timezone.now(), by=cast.sami)
    reopen_screening(screening=screening, by=cast.rhea)
    submit_screening(screening=screening, by=cast.rhea)
    for person in (cast.piet, cast.april):
        judged(screening, person, "stopped")

    screening.refresh_from_db()
    assert (screening.outcome, screening.revision.is_released) == ("stopped", True)


# Authorities


def referred(screening, cast, **reply):
    referral = ask_authority(
        screening=screening,
        authority="Export office",
        number="A 17",
        question="Is a licence needed?",
        sent_on=TODAY,
        by=cast.rhea,
    )
    return note_reply(referral=referral, replied_on=TODAY, by=cast.rhea, **reply)


def test_a_positive_reply_is_grounds_for_clearing_what_it_was_asked_about(cast):
    screening = begun(cast)
    reply = referred(screening, cast, reply="licensed", reply_number="L 9", conditions="Not to Atlantis.", until=NEXT_YEAR)
    screening = answered(screening, cast, "relevant", reply=reply)
    submit_screening(screening=screening, by=cast.rhea)

    with pytest.raises(Refused, match="Give no later day"):
        judged(screening, cast.piet, until=NEXT_YEAR + timedelta(days=1))
    for person in (cast.piet, cast.april):
        judged(screening, person)

    assert Clearance.objects.get().grounds == f"Screening {screening.code}; reply of Export office, L 9"


def test_a_reply_about_other_words_clears_only_with_redaction(cast):
    screening = begun(cast)
    reply = referred(screening, cast, reply="not_controlled")
    reword(screening.revision, "scope", "Aircraft that take pictures.", cast)
    look_through_text(screening=screening)
    screening = submit_screening(screening=answered(screening, cast, "relevant", reply=reply), by=cast.rhea)

    with pytest.raises(Refused, match="was asked about other words"):
        judged(screening, cast.piet)
    for person in (cast.piet, cast.april):
        judged(screening, person, "redacted")

    assert standing_clearances(screening) == 1


def test_a_reply_about_a_text_that_one_may_not_read_is_not_offered(cast):
    screening = begun(cast)
    reply = referred(screening, cast, reply="licensed")
    assert list(replies_for(screening, cast.sami)) == [reply]

    restrict_revision(revision=screening.revision, reason="It says too much.", by=cast.rhea)
    assert (list(replies_for(screening, cast.sami)), list(replies_for(screening, cast.rhea))) == ([], [reply])


def test_a_refusal_is_no_grounds(cast):
    screening = begun(cast)
    reply = referred(screening, cast, reply="refused")

    with pytest.raises(Refused, match="can't be relied on"):
        answered(screening, cast, "relevant", reply=reply)


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"reply": "perhaps"}, "what the authority answers"),
        ({"replied_on": TODAY + timedelta(days=1)}, "still to come"),
        ({"replied_on": TODAY - timedelta(days=1)}, "before it is asked"),
        ({"until": TODAY - timedelta(days=1)}, "end before it was given"),
    ],
)
def test_a_reply_that_can_not_be_is_refused(cast, given, refusal):
    referral = ask_authority(
        screening=begun(cast), authority="Export office", number="A 17", question="May it go out?", sent_on=TODAY, by=cast.rhea
    )

    with pytest.raises(Refused, match=refusal):
        note_reply(referral=referral, by=cast.rhea, **({"reply": "licensed", "replied_on": TODAY} | given))


def test_a_reply_is_recorded_once(cast):
    reply = referred(begun(cast), cast, reply="licensed")

    assert note_reply(referral=reply, reply="licensed", replied_on=TODAY, by=cast.sami).reply_recorded_by == cast.rhea
    with pytest.raises(Refused, match="on record already"):
        note_reply(referral=reply, reply="refused", replied_on=TODAY, by=cast.sami)


# The public record


def test_the_ledger_holds_no_words_and_says_not_how_a_text_was_held_back(cast):
    screening = begun(cast)
    referred(screening, cast, reply="refused")
    screening = submit_screening(
        screening=answered(screening, cast, "relevant", answers=ALL_CLEAR | {"codes": CONCERN}), by=cast.rhea
    )
    for person in (cast.piet, cast.april):
        judged(screening, person, "stopped")
    reopen_screening(screening=screening, by=cast.rhea)

    leaves = dict(Entry.objects.filter(code=screening.code).values_list("act", "leaf"))
    assert set(leaves) == {"authority_asked", "authority_replied", "screening_concluded", "screening_reopened"}
    everything = " ".join(leaves.values())
    for held_back in ("9A012", "5A002", "stopped", "refused", "Export office", "Piet", "licence"):
        assert held_back not in everything


def test_the_ledger_does_not_tell_the_fingerprint_of_a_restricted_text_that_was_cleared(cast):
    screening = submitted(cast)
    restrict_revision(revision=screening.revision, reason="It says too much.", by=cast.rhea)
    for person in (cast.piet, cast.april):
        judged(screening, person)

    entry = Entry.objects.get(code=screening.code, act="screening_concluded")
    assert screening.fingerprint not in entry.leaf


def test_a_list_that_is_not_screened_by_yet_stands_in_the_way_of_circulation(cast):
    revision = draft_with_codes(cast)
    assert sentences(before_circulation(revision)) == []
    edition_of()

    finding = before_circulation(revision).blocking[0]

    assert finding.sentence == "The text is not cleared under Model list, 2026-01 (Model jurisdiction)."
    assert (finding.mend, finding.href) == (
        "Begin its screening.",
        f"/desk/norms/{revision.norm.code}/export-control/{revision.number}/",
    )
    assert before_release(freeze_revision(revision=revision, by=cast.edda)).blocking[0].sentence == finding.sentence
