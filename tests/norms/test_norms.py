"""The stages of a norm, its facts, and the obligations that it serves."""

import json
from datetime import date

import pytest

from norms.models import Clause, Norm, ObligationLink
from norms.services import (
    EditConflict,
    change_norm,
    change_obligation,
    freeze_revision,
    import_markdown,
    link_obligation,
    mark_published,
    register_norm,
    set_stage,
    start_revision,
    unlink_obligation,
)
from norms.stages import MOVES, PUBLISHED, SUBSTAGES
from normsite.foundation.errors import Refused
from normsite.foundation.ledger.models import Act, Entry
from tests.foundation.ledger.checking import holds
from tests.norms.scenes import clause


def test_every_cell_says_what_follows_and_nothing_leads_to_published():
    onward = [stage for stages in MOVES.values() for stage in stages]
    assert list(MOVES) == list(SUBSTAGES)
    assert set(onward) == set(SUBSTAGES) - {PUBLISHED}


def test_a_norm_goes_from_stage_to_stage_by_the_table_and_each_move_is_in_the_ledger(cast, norm):
    for stage in ("20.60", "20.60", "20.99", "30.00"):
        set_stage(norm=norm, stage=stage, by=cast.sami)
    moves = Entry.objects.filter(act=Act.STAGE_CHANGED).order_by("at").values_list("leaf", flat=True)
    assert [(json.loads(leaf)["public"]["from"], json.loads(leaf)["public"]["to"]) for leaf in moves] == [
        ("20.20", "20.60"), ("20.60", "20.99"), ("20.99", "30.00"),
    ]  # fmt: skip


def test_a_jump_is_refused_with_what_would_be_possible(cast, norm):
    with pytest.raises(Refused, match=r"can't go from 20\.20, .*, to 40\.20, .*\. From there it goes to 20\.60 or 20\.98\."):
        set_stage(norm=norm, stage="40.20", by=cast.sami)
    with pytest.raises(Refused, match="becomes so when it is published with its rationale"):
        set_stage(norm=norm, stage=PUBLISHED, by=cast.sami)
    assert Norm.objects.get().stage == "20.20"


def test_a_stage_that_is_none_is_refused(cast, norm):
    with pytest.raises(Refused, match=r"There is no stage 20\.21\. Choose a stage from the list\."):
        set_stage(norm=norm, stage="20.21", by=cast.sami)


def test_a_project_that_was_given_up_is_not_published_before_it_is_taken_up_again(cast, norm):
    set_stage(norm=norm, stage="20.98", by=cast.sami)
    with pytest.raises(Refused, match="Take the project up again first"):
        mark_published(norm=norm, by=cast.april)
    set_stage(norm=norm, stage="20.00", by=cast.sami)
    assert mark_published(norm=norm, by=cast.april).stage == PUBLISHED


def test_the_keyword_scheme_stays_once_a_revision_is_frozen(cast, norm, frozen):
    with pytest.raises(Refused, match="keyword scheme stays"):
        change_norm(norm=norm, version=1, by=cast.sami, scheme="rfc2119")


def test_a_norm_without_a_clause_takes_other_keywords_and_no_facts_but_its_own(cast):
    norm = register_norm(title="Nothing yet", summary="", scheme="iso", by=cast.edda)
    assert change_norm(norm=norm, version=1, by=cast.sami, scheme="rfc2119").scheme == "rfc2119"
    with pytest.raises(TypeError, match="Not facts of a norm: code, stage"):
        change_norm(norm=norm, version=2, by=cast.sami, stage="60.60", code="N-1", title="Another")
    assert str(Norm.objects.get()) == "Nothing yet"


def entries(act):
    """Code and public facts of each entry of this kind, oldest first."""
    found = Entry.objects.filter(act=act).order_by("at")
    return [(entry.code, json.loads(entry.leaf)["public"]) for entry in found]


def test_intent_to_publish_is_first_recorded_once_and_each_change_of_its_date_is_in_the_ledger(cast, norm):
    days = [date(2027, 5, 1), None, date(2028, 5, 1), date(2028, 5, 1)]
    seen = [change_norm(norm=norm, version=n, by=cast.sami, intended_publication=day) for n, day in enumerate(days, start=1)]
    assert seen[0].intent_recorded_at is not None
    assert {changed.intent_recorded_at for changed in seen} == {seen[0].intent_recorded_at}
    assert entries(Act.INTENT_CHANGED) == [
        (norm.code, {"from": "", "to": "2027-05-01"}),
        (norm.code, {"from": "2027-05-01", "to": ""}),
        (norm.code, {"from": "", "to": "2028-05-01"}),
    ]


def test_the_same_facts_sent_twice_are_saved_once_and_other_ones_are_a_conflict(cast, norm):
    for _ in range(2):
        assert change_norm(norm=norm, version=1, by=cast.sami, title=" Other modules ").version == 2
    with pytest.raises(EditConflict, match="changed by somebody else"):
        change_norm(norm=norm, version=1, by=cast.edda, title="Third modules")
    assert Norm.objects.get().title == "Other modules"


def test_which_obligation_a_provision_serves_is_in_the_ledger_from_the_first_link_to_the_last(cast, norm, obligation):
    provision = clause(norm, "alarms").statements.get().provision
    for note in ("By alarm.", "By alarm.", "By siren."):
        link = link_obligation(provision=provision, obligation=obligation, by=cast.rhea, note=note)
    for _ in range(2):
        unlink_obligation(link=ObligationLink(pk=link.pk, provision=provision, obligation=obligation), by=cast.rhea)
    said = (provision.code, {"obligation": obligation.code, "relation": "supports"})
    assert (entries(Act.OBLIGATION_LINKED), entries(Act.OBLIGATION_UNLINKED)) == ([said, said], [said])
    assert holds(Entry.objects.get(act=Act.OBLIGATION_UNLINKED), {"note": "By siren."})
    assert provision.obligation_links.count() == 0


def test_the_later_of_two_who_correct_an_obligation_is_told(cast, obligation):
    for _ in range(2):
        changed = change_obligation(obligation=obligation, version=1, by=cast.sami, title="Borders")
    assert changed.version == 2
    with pytest.raises(EditConflict, match="changed by somebody else") as conflict:
        change_obligation(obligation=obligation, version=1, by=cast.edda, title="Frontiers")
    assert conflict.value.current.title == "Borders"


def test_linking_an_obligation_twice_corrects_the_note(cast, norm, obligation):
    provision = clause(norm, "alarms").statements.get().provision
    for note in ("By alarm.", "By an alarm to the operator."):
        link_obligation(provision=provision, obligation=obligation, by=cast.rhea, note=note)
    assert list(provision.obligation_links.values_list("obligation__code", "note")) == [
        (obligation.code, "By an alarm to the operator.")
    ]


def test_with_another_numbering_the_draft_is_numbered_anew_and_frozen_texts_keep_their_numbers(cast):
    norm = import_markdown(text="# 4 Keys\n\n# 5 Alarms", by=cast.edda).norm
    freeze_revision(revision=norm.revisions.get(), by=cast.edda)
    start_revision(revision=norm.revisions.get(), by=cast.edda)
    norm = change_norm(norm=norm, numbering="computed", version=norm.version, by=cast.edda)
    read = Clause.objects.filter(revision__norm=norm).order_by("revision__number", "order").values_list("number", flat=True)
    assert list(read) == ["4", "5", "1", "2"]
