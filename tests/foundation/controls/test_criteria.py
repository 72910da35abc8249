"""Criteria: suggested, corrected, confirmed, rejected; a version that was confirmed stays as it was."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction

from normsite.foundation.controls.conditions import as_lines
from normsite.foundation.controls.models import CriteriaVersion, Criterion, CriterionState, Effect
from normsite.foundation.controls.services import (
    EditConflict,
    Suggested,
    carry_criteria,
    confirm_criteria,
    confirm_criterion,
    correct_criterion,
    reject_criterion,
    suggest_criteria,
    write_criterion,
)
from normsite.foundation.controls.text.criteria import Group
from normsite.foundation.controls.text.thresholds import Comparator, Condition
from normsite.foundation.errors import Refused
from normsite.foundation.ledger.models import Act, Entry
from normsite.foundation.withholding.models import Withholding
from tests.foundation.controls.criteria_scenes import MIXERS, VOLUME, control_list, kitchen, read_out, suggested
from tests.portal.withheld.scenes import withheld

FEWER = Group("all", (Condition("", Comparator.GREATER, 10, "litre"),))
MORE = Group("all", (Condition("", Comparator.GREATER, 30, "litre"),))


def correct(criterion, by, **others):
    said = {"seen": criterion.stamp, "group": FEWER, "subjects": ["mixers"], "by": by} | others
    return correct_criterion(criterion=criterion, **said)


def lines(criterion):
    return as_lines(criterion.group)


def acts():
    return [(entry.act, entry.code) for entry in Entry.objects.filter(act__startswith="criterion")]


def test_what_was_read_out_of_a_list_is_suggested_once(cast):
    made = control_list()
    assert suggest_criteria(control_list=made, suggestions=read_out(made)) == Suggested(new=3)
    before = CriteriaVersion.of(made)
    assert suggest_criteria(control_list=made, suggestions=read_out(made)) == Suggested(kept=3)
    assert CriteriaVersion.of(made) == before
    assert [one.paragraph_code for one in Criterion.objects.suggested()] == ["3A001.a", "3A001.b", "3A001"]


def test_a_better_reading_changes_what_nobody_has_touched(cast):
    made = control_list()
    converters, mixers, _ = suggested(made)
    confirm_criterion(criterion=converters, by=cast.rhea)
    correct(mixers, cast.rhea)
    assert suggest_criteria(control_list=made, suggestions=[]) == Suggested(gone=1)
    assert list(Criterion.objects.order_by("pk")) == [converters, mixers]
    assert suggest_criteria(control_list=made, suggestions=read_out(made)) == Suggested(new=1, kept=2)
    mixers.refresh_from_db()
    assert lines(mixers) == "all of:\n  > 10 litre"


def test_what_was_rejected_is_not_suggested_again(cast):
    made = control_list()
    _, _, ladle = suggested(made)
    reject_criterion(criterion=ladle, reason="A ladle is no threshold.", by=cast.rhea)
    assert suggest_criteria(control_list=made, suggestions=read_out(made)) == Suggested(kept=3)
    assert not Criterion.objects.in_use().filter(code=ladle.code).exists()


def test_a_suggestion_is_corrected_as_it_stands(cast):
    _, mixers, _ = suggested()
    correct(mixers, cast.sami, exceptions="Toys.", effect=Effect.REFER)
    mixers.refresh_from_db()
    assert (mixers.version, lines(mixers), mixers.exceptions, mixers.effect) == (1, "all of:\n  > 10 litre", "Toys.", "refer")
    assert mixers.sentence == "Mixers with more than 10 litre (3A001.b) are put before the authority. Except: Toys."
    assert acts() == []


def test_a_confirmed_criterion_never_changes_but_gets_a_next_version(cast):
    made = control_list()
    _, mixers, _ = suggested(made)
    first = confirm_criterion(criterion=mixers, by=cast.rhea, reason="Read with the note.")
    second = correct(first, cast.sami, reason="Ten is what the authority meant.")
    old = Criterion.objects.get(pk=mixers.pk)
    assert (old.version, old.state, lines(old), old.decided_by, old.replaced_at is None) == (
        1,
        "confirmed",
        "all of:\n  > 20 litre",
        cast.rhea,
        False,
    )
    assert (second.code, second.version, second.state, second.decided_by) == (old.code, 2, "confirmed", cast.sami)
    assert list(Criterion.objects.confirmed()) == [second]
    assert acts() == [(Act.CRITERION_CONFIRMED, old.code)] * 2


def test_the_next_version_has_a_reason(cast):
    _, mixers, _ = suggested()
    confirmed = confirm_criterion(criterion=mixers, by=cast.rhea)
    with pytest.raises(Refused, match="has a reason"):
        correct(confirmed, cast.rhea, reason=" ")
    assert Criterion.objects.filter(code=mixers.code).count() == 1


def test_a_correction_that_changes_nothing_makes_no_version(cast):
    _, mixers, _ = suggested()
    confirmed = confirm_criterion(criterion=mixers, by=cast.rhea)
    same = correct(confirmed, cast.rhea, group=Group("all", (VOLUME,)))
    assert same.version == 1


def test_whoever_was_slower_is_told_what_stands(cast):
    _, mixers, _ = suggested()
    seen = mixers.stamp
    correct(mixers, cast.sami)
    with pytest.raises(EditConflict) as caught:
        confirm_criterion(criterion=mixers, by=cast.rhea, seen=seen)
    assert lines(caught.value.current) == "all of:\n  > 10 litre"
    assert Criterion.objects.get(pk=mixers.pk).state == CriterionState.SUGGESTED


def test_several_that_were_looked_at_are_confirmed_together(cast):
    converters, mixers, ladle = suggested()
    reject_criterion(criterion=ladle, reason="No threshold.", by=cast.rhea)
    correct(mixers, cast.sami)  # since the page was shown, so it is left
    assert confirm_criteria(criteria=[converters, mixers, ladle], by=cast.rhea) == 1
    assert list(Criterion.objects.confirmed()) == [converters]


def test_a_rejection_says_why(cast):
    _, mixers, _ = suggested()
    with pytest.raises(Refused, match="says why"):
        reject_criterion(criterion=mixers, reason="", by=cast.rhea)
    assert Criterion.objects.get(pk=mixers.pk).state == CriterionState.SUGGESTED


def test_a_confirmed_criterion_that_is_rejected_can_still_be_read(cast):
    _, mixers, _ = suggested()
    confirm_criterion(criterion=mixers, by=cast.rhea)
    last = reject_criterion(criterion=mixers, reason="The list was misread.", by=cast.sami)
    assert (last.version, last.state) == (2, "rejected")
    assert [one.version for one in Criterion.objects.public().order_by("version")] == [1, 2]
    assert not Criterion.objects.in_use().filter(code=mixers.code).exists()
    assert acts() == [(Act.CRITERION_CONFIRMED, last.code), (Act.CRITERION_REJECTED, last.code)]


def test_a_rejected_criterion_comes_back_with_a_reason(cast):
    _, mixers, _ = suggested()
    rejected = reject_criterion(criterion=mixers, reason="Misread.", by=cast.rhea)
    with pytest.raises(Refused, match="was rejected"):
        confirm_criterion(criterion=rejected, by=cast.rhea)
    back = confirm_criterion(criterion=rejected, by=cast.rhea, reason="It was I who misread it.")
    assert (back.version, back.state) == (2, "confirmed")


def test_nobody_outside_sees_what_is_only_suggested_or_was_rejected_at_once(cast):
    converters, mixers, _ = suggested()
    confirm_criterion(criterion=converters, by=cast.rhea)
    reject_criterion(criterion=mixers, reason="Secret misgivings.", by=cast.rhea)
    assert list(Criterion.objects.seen_by(AnonymousUser())) == [converters]
    assert Criterion.objects.seen_by(cast.olu).count() == 3


def test_a_criterion_can_be_written_by_hand(cast):
    made = control_list()
    written = write_criterion(control_list=made, code="3A001.b", group=FEWER, subjects=[" soup   mixer", ""], by=cast.sami)
    assert (written.state, written.subjects, written.paragraph_text) == ("suggested", ["soup mixer"], MIXERS)
    assert suggest_criteria(control_list=made, suggestions=[]) == Suggested()
    with pytest.raises(Refused, match="no paragraph of this edition"):
        write_criterion(control_list=made, code="9A012.a", group=FEWER, subjects=[], by=cast.sami)
    with pytest.raises(Refused, match="a subject, a condition, or both"):
        write_criterion(control_list=made, code="3A001.b", group=Group("all", ()), subjects=[], by=cast.sami)
    assert list(Criterion.objects.all()) == [written]


def test_criteria_whose_paragraph_says_the_same_are_carried_and_the_others_asked_about(cast):
    old = control_list()
    converters, mixers, ladle = suggested(old)
    for one in (converters, mixers, ladle):
        confirm_criterion(criterion=one, by=cast.rhea)
    new = control_list(edition="2026-07", texts=kitchen(mixers="Mixers for soup that hold more than 30 litres."))
    carried = carry_criteria(control_list=old, to=new, by=cast.sami)
    assert (carried.confirmed, carried.asked, carried.gone) == (2, 1, ())
    there = {one.carried_from.code: one for one in Criterion.objects.filter(control_list=new).select_related("carried_from")}
    assert there[converters.code].reason == f"As {converters.code}: its paragraph says the same in this edition."
    assert there[ladle.code].state == CriterionState.CONFIRMED
    asked = there[mixers.code]
    assert (asked.state, lines(asked), asked.paragraph.text) == (
        "suggested",
        "all of:\n  > 20 litre",
        "Mixers for soup that hold more than 30 litres.",
    )
    assert "words" not in asked.conditions["all"][0]
    assert Criterion.objects.filter(control_list=old).confirmed().count() == 3


def test_what_was_carried_is_not_carried_again_nor_suggested_beside_it(cast):
    old, new = control_list(), control_list(edition="2026-07")
    converters, _, _ = suggested(old)
    confirm_criterion(criterion=converters, by=cast.rhea)
    suggested(new)
    assert carry_criteria(control_list=old, to=new, by=cast.sami).confirmed == 1
    assert carry_criteria(control_list=old, to=new, by=cast.sami).confirmed == 0
    assert suggest_criteria(control_list=new, suggestions=read_out(new)) == Suggested(kept=3)
    assert Criterion.objects.filter(control_list=new).count() == 3


def test_a_criterion_whose_paragraph_is_gone_is_told(cast):
    old, new = control_list(), control_list(edition="2026-07", texts={"3A001.a": "Something else."})
    _, mixers, _ = suggested(old)
    confirm_criterion(criterion=mixers, by=cast.rhea)
    assert carry_criteria(control_list=old, to=new, by=cast.sami).gone == (mixers.code,)
    assert not Criterion.objects.filter(control_list=new).exists()


def test_criteria_are_carried_within_one_list_alone(cast):
    with pytest.raises(Refused, match="two editions of one list"):
        carry_criteria(control_list=control_list(), to=control_list("zz-garden"), by=cast.sami)


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "confirmed"},
        {"version": 2},
        {"state": "maybe"},
        {"effect": "release"},
    ],
)
def test_the_database_keeps_what_must_never_break(cast, wrong):
    _, mixers, _ = suggested()
    with pytest.raises(IntegrityError), transaction.atomic():
        Criterion.objects.filter(pk=mixers.pk).update(**wrong)


def test_each_change_of_what_is_looked_for_counts_on_the_version_of_the_edition(cast):
    made, other = control_list(), control_list("zz-garden")
    counted = [CriteriaVersion.of(made)]
    _, mixers, ladle = suggested(made)
    for act in (
        lambda: correct(mixers, cast.rhea),
        lambda: confirm_criterion(criterion=mixers, by=cast.rhea),  # it was looked for before
        lambda: reject_criterion(criterion=ladle, reason="No.", by=cast.rhea),
        lambda: correct(mixers, cast.rhea, seen="", group=MORE, reason="Anew."),
    ):
        counted.append(CriteriaVersion.of(made))
        act()
    assert [*counted, CriteriaVersion.of(made)] == [0, 1, 2, 2, 3, 4]
    assert CriteriaVersion.of(other) == 0


@pytest.mark.parametrize("carried_first", [False, True])
def test_a_value_that_is_withheld_is_withheld_in_each_edition_to_which_it_was_or_is_carried(cast, carried_first):
    old, new = control_list(), control_list(edition="2026-07")
    converters, _, _ = suggested(old)
    confirm_criterion(criterion=converters, by=cast.rhea)
    steps = [
        lambda: withheld("criterion", converters.code, by=cast.april),
        lambda: carry_criteria(control_list=old, to=new, by=cast.sami),
    ]
    for step in reversed(steps) if carried_first else steps:
        step()
    copy = Criterion.objects.get(control_list=new)
    assert Withholding.objects.standing().get(about=copy.code).carried_from.about == converters.code
