"""Writing clauses: numbers that follow the tree, provisions that keep their code, frozen texts that nobody can change."""

import json
import threading
import time
from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from norms.models import Clause, Norm, Obligation, ObligationLink, Revision, Statement
from norms.services import (
    EditConflict,
    add_clause,
    change_norm,
    change_obligation,
    freeze_revision,
    import_markdown,
    link_obligation,
    mark_published,
    move_clause,
    nudge_clause,
    register_norm,
    register_obligation,
    release_revision,
    remove_clause,
    save_clause,
    set_stage,
    start_revision,
    unlink_obligation,
)
from norms.services.revisions import fingerprint
from norms.stages import MOVES, PUBLISHED, SUBSTAGES
from normsite.errors import Refused
from normsite.ledger.models import Act, Entry
from normsite.ledger.services import holds
from riskreviews.services import add_scenario, start_assessment
from tests.norms.scenes import clause, draft, norm_with_draft, numbers, provisions
from tests.riskreviews.scenes import LEVELS


@pytest.fixture
def norm(cast):
    return norm_with_draft(cast)


def save(thing, by, **words):
    said = {"title": thing.title, "body": thing.body, "rationale": thing.rationale, "version": thing.version} | words
    return save_clause(clause=thing, by=by, **said)


# --- the tree --------------------------------------------------------------------------------------------------------


def test_clauses_are_numbered_from_the_tree_and_annexes_bear_letters(norm):
    assert numbers(norm) == {"scope": "1", "keys": "2", "erasure": "2.1", "alarms": "3", "tests": "A"}


def test_foreword_and_introduction_bear_no_number(cast, norm):
    for kind in ("foreword", "introduction"):
        add_clause(revision=draft(norm), title=kind, kind=kind, anchor=kind, position=0, by=cast.edda)
    assert numbers(norm) == {
        "introduction": "", "foreword": "", "scope": "1", "keys": "2", "erasure": "2.1", "alarms": "3", "tests": "A",
    }  # fmt: skip


def test_a_moved_clause_takes_all_below_it_along(cast, norm):
    move_clause(clause=clause(norm, "keys"), parent=clause(norm, "alarms"), position=0, by=cast.edda)
    assert numbers(norm) == {"scope": "1", "alarms": "2", "keys": "2.1", "erasure": "2.1.1", "tests": "A"}


def test_a_clause_below_an_annex_bears_its_letter(cast, norm):
    move_clause(clause=clause(norm, "alarms"), parent=clause(norm, "tests"), position=0, by=cast.edda)
    add_clause(revision=draft(norm), title="Forms", kind="informative_annex", anchor="forms", by=cast.edda)
    assert numbers(norm) == {"scope": "1", "keys": "2", "erasure": "2.1", "tests": "A", "alarms": "A.1", "forms": "B"}


@pytest.mark.parametrize(
    ("anchor", "direction", "after"),
    [
        ("alarms", "up", ["scope", "alarms", "keys", "erasure", "tests"]),
        ("scope", "down", ["keys", "erasure", "scope", "alarms", "tests"]),
        ("erasure", "out", ["scope", "keys", "erasure", "alarms", "tests"]),
        ("alarms", "in", ["scope", "keys", "erasure", "alarms", "tests"]),
    ],
)
def test_a_nudge_moves_one_step(cast, norm, anchor, direction, after):
    nudge_clause(clause=clause(norm, anchor), direction=direction, by=cast.edda)
    assert list(numbers(norm)) == after


def test_a_nudge_in_puts_a_clause_last_below_the_one_before_it(cast, norm):
    nudge_clause(clause=clause(norm, "alarms"), direction="in", by=cast.edda)
    assert numbers(norm) == {"scope": "1", "keys": "2", "erasure": "2.1", "alarms": "2.2", "tests": "A"}


def test_a_clause_cannot_be_put_below_itself(cast, norm):
    with pytest.raises(Refused, match="below itself"):
        move_clause(clause=clause(norm, "keys"), parent=clause(norm, "erasure"), position=0, by=cast.edda)
    assert numbers(norm) == {"scope": "1", "keys": "2", "erasure": "2.1", "alarms": "3", "tests": "A"}


def test_a_clause_cannot_move_to_another_norm(cast, norm):
    other = norm_with_draft(cast, "Other modules")
    with pytest.raises(Refused, match="leave its revision"):
        move_clause(clause=clause(norm, "keys"), parent=clause(other, "keys"), position=0, by=cast.edda)


def test_a_tenth_level_is_refused_and_nothing_is_written(cast, norm):
    parent = clause(norm, "erasure")
    for level in range(3, 10):
        parent = add_clause(revision=draft(norm), title=f"Level {level}", parent=parent, by=cast.edda)
    before = numbers(norm)
    with pytest.raises(Refused, match="9 deep"):
        add_clause(revision=draft(norm), title="Level 10", parent=parent, by=cast.edda)
    assert numbers(norm) == before


def test_a_removed_clause_takes_those_below_it_along_and_its_anchor_is_not_used_again(cast, norm):
    remove_clause(clause=clause(norm, "keys"), by=cast.edda)
    assert numbers(norm) == {"scope": "1", "alarms": "2", "tests": "A"}
    freeze_revision(revision=draft(norm), by=cast.edda)
    following = start_revision(revision=norm.revisions.get(), by=cast.edda)
    remove_clause(clause=clause(norm, "alarms"), by=cast.edda)
    assert add_clause(revision=following, title="Alarms", by=cast.edda).anchor == "alarms-2"


def test_two_moves_that_were_begun_at_once_do_not_make_a_ring(cast, norm):
    keys, alarms = clause(norm, "keys"), clause(norm, "alarms")
    move_clause(clause=clause(norm, "keys"), parent=alarms, position=0, by=cast.sami)
    with pytest.raises(Refused, match="below itself"):
        move_clause(clause=alarms, parent=keys, position=0, by=cast.edda)
    assert numbers(norm) == {"scope": "1", "alarms": "2", "keys": "2.1", "erasure": "2.1.1", "tests": "A"}


def test_what_was_taken_out_meanwhile_is_neither_written_nor_moved_nor_built_upon(cast, norm):
    keys, alarms = clause(norm, "keys"), clause(norm, "alarms")
    remove_clause(clause=clause(norm, "keys"), by=cast.sami)
    acts = [
        lambda: save(keys, cast.edda, body="Other words."),
        lambda: add_clause(revision=draft(norm), title="More", parent=keys, by=cast.edda),
        lambda: move_clause(clause=keys, parent=None, position=0, by=cast.edda),
        lambda: move_clause(clause=alarms, parent=keys, position=0, by=cast.edda),
        lambda: nudge_clause(clause=keys, direction="up", by=cast.edda),
        lambda: remove_clause(clause=keys, by=cast.edda),
    ]
    for act in acts:
        with pytest.raises(Refused, match="2 Keys was taken out of the draft meanwhile"):
            act()
    assert numbers(norm) == {"scope": "1", "alarms": "2", "tests": "A"}


def test_a_clause_sent_twice_is_added_once(cast, norm):
    add_clause(revision=draft(norm), title="Fibre", by=cast.edda)
    with pytest.raises(Refused, match="4 Fibre stands there already"):
        add_clause(revision=draft(norm), title=" fibre", by=cast.edda)
    add_clause(revision=draft(norm), title="Fibre", parent=clause(norm, "keys"), by=cast.edda)
    assert list(numbers(norm)) == ["scope", "keys", "erasure", "fibre-2", "alarms", "tests", "fibre"]


def test_a_clause_that_a_risk_scenario_names_stays(cast, norm):
    assessment = start_assessment(revision=draft(norm), title="Risks of keys", scope="All.", by=cast.rhea)
    add_scenario(
        assessment=assessment,
        by=cast.rhea,
        title="Keys are stolen",
        description="By light.",
        threat_source="A thief",
        treatment="share",
        clause=clause(norm, "erasure"),
        **LEVELS,
    )
    with pytest.raises(Refused, match=r"2 Keys can't be taken out: “.*Keys are stolen.*” names it"):
        remove_clause(clause=clause(norm, "keys"), by=cast.edda)
    assert numbers(norm) == {"scope": "1", "keys": "2", "erasure": "2.1", "alarms": "3", "tests": "A"}


# --- words and provisions --------------------------------------------------------------------------------------------


def test_each_sentence_with_a_keyword_becomes_a_provision(norm):
    words = ["The module shall erase its keys.", "It should do so within a second."]
    assert list(provisions(norm, "keys").values()) == words
    kinds = clause(norm, "keys").statements.order_by("position").values_list("kind", flat=True)
    assert list(kinds) == ["requirement", "recommendation"]


def test_a_provision_keeps_its_code_through_rewording_moving_and_revisions(cast, norm):
    erase, quickly = provisions(norm, "keys")
    save(clause(norm, "keys"), cast.edda, body="It should do so within a second.\n\nThe module shall erase all of its keys.")
    assert provisions(norm, "keys") == {
        quickly: "It should do so within a second.",
        erase: "The module shall erase all of its keys.",
    }
    move_clause(clause=clause(norm, "keys"), parent=None, position=0, by=cast.edda)
    freeze_revision(revision=draft(norm), by=cast.edda)
    start_revision(revision=norm.revisions.get(), by=cast.edda)
    save(clause(norm, "keys"), cast.edda, body="The module shall erase all of its keys at once.")
    assert provisions(norm, "keys") == {erase: "The module shall erase all of its keys at once."}


def test_a_sentence_about_something_else_gets_a_new_code(cast, norm):
    old = set(provisions(norm, "alarms"))
    save(clause(norm, "alarms"), cast.edda, body="Nobody may open the door while light is in the fibre.")
    (new,) = provisions(norm, "alarms")
    assert new not in old


def test_a_sentence_that_came_back_gets_its_code_back(cast, norm):
    freeze_revision(revision=draft(norm), by=cast.edda)
    start_revision(revision=norm.revisions.get(), by=cast.edda)
    before = provisions(norm, "alarms")
    save(clause(norm, "alarms"), cast.edda, body="")
    assert provisions(norm, "alarms") == {}
    save(clause(norm, "alarms"), cast.edda, body="The module shall raise an alarm.")
    assert provisions(norm, "alarms") == before


def test_scope_and_informative_clauses_carry_no_provisions(cast, norm):
    save(clause(norm, "scope"), cast.edda, body="Modules shall be modules.")
    save(clause(norm, "alarms"), cast.edda, normative=False)
    assert provisions(norm, "scope") == provisions(norm, "alarms") == {}


def test_the_later_of_two_writers_is_told_and_is_given_what_stands(cast, norm):
    begun = clause(norm, "keys")
    save(clause(norm, "keys"), cast.sami, body="Sami wrote this.")
    with pytest.raises(EditConflict, match="Sami saved this clause while you were writing") as conflict:
        save(begun, cast.edda, body="Edda wrote this.")
    assert (conflict.value.current.body, conflict.value.current.version) == ("Sami wrote this.", 2)
    assert clause(norm, "keys").body == "Sami wrote this."


def test_a_form_opened_in_the_revision_before_never_passes_for_a_newer_one(cast, norm):
    for words in ("One.", "Two.", "Three."):
        save(clause(norm, "keys"), cast.edda, body=words)
    freeze_revision(revision=draft(norm), by=cast.edda)
    start_revision(revision=norm.revisions.get(), by=cast.edda)
    save(clause(norm, "keys"), cast.sami, body="Sami wrote this.")
    for version in range(1, 5):
        with pytest.raises(EditConflict):
            save(clause(norm, "keys"), cast.edda, body="Edda wrote this.", version=version)
    assert clause(norm, "keys").body == "Sami wrote this."


def race(*acts):
    """Do all acts in threads that start together; what each answered or raised, in the order of the acts."""
    start, told = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place):
        start.wait()
        try:
            told[place] = acts[place]()
        except Exception as trouble:
            told[place] = trouble
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


@pytest.mark.django_db(transaction=True)
def test_of_writers_at_the_same_moment_one_saves_and_the_others_are_told(cast):
    begun = clause(norm_with_draft(cast), "keys")
    told = race(*(lambda words=words: save(begun, cast.edda, body=words) for words in ("One.", "Two.", "Three.", "Four.")))
    assert sorted(type(answer).__name__ for answer in told) == ["Clause", "EditConflict", "EditConflict", "EditConflict"]
    (saved,) = [answer for answer in told if isinstance(answer, Clause)]
    stands = Clause.objects.get(pk=begun.pk)
    assert (stands.body, stands.version) == (saved.body, 2)


@pytest.mark.django_db(transaction=True)
def test_a_double_click_imports_one_norm(cast):
    words = "# Drones\n\n## 1 Scope\n\nThis is about drones.\n"
    told = race(*[lambda: import_markdown(text=words, by=cast.edda)] * 4)
    assert sorted(type(answer).__name__ for answer in told) == ["ImportReport", "Refused", "Refused", "Refused"]
    assert Norm.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_double_click_registers_one_norm_and_adds_one_clause(cast):
    told = race(*[lambda: register_norm(title="Drones", summary="", scheme="iso", by=cast.edda)] * 4)
    assert sorted(type(answer).__name__ for answer in told) == ["Norm", "Refused", "Refused", "Refused"]
    revision = Norm.objects.get().revisions.get()
    told = race(*[lambda: add_clause(revision=revision, title="Scope", by=cast.edda)] * 4)
    assert sorted(type(answer).__name__ for answer in told) == ["Clause", "Refused", "Refused", "Refused"]
    assert [str(one) for one in revision.clauses.all()] == ["1 Scope"]


def when_somebody_waits_for_a_lock():
    """Return as soon as another session waits for a row that this one holds."""
    with connection.cursor() as cursor:
        for _ in range(200):
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
            time.sleep(0.02)
    raise AssertionError("Nobody waited.")


@pytest.mark.django_db(transaction=True)
def test_a_save_with_a_new_provision_and_an_import_do_not_block_each_other_for_ever(cast):
    norm = norm_with_draft(cast)
    begun, saving = clause(norm, "keys"), threading.Event()

    @transaction.atomic
    def write():
        save(begun, cast.edda, body="The operator shall count the photons.")
        saving.set()
        when_somebody_waits_for_a_lock()

    def take():
        saving.wait()
        return import_markdown(text="# Modules\n\n## 1 Scope\n\nAll.\n", norm=norm, freeze_first=True, by=cast.sami)

    told = race(write, take)
    assert [type(answer).__name__ for answer in told] == ["NoneType", "ImportReport"]
    first, second = norm.revisions.order_by("number")
    assert (first.is_draft, second.is_draft, first.clauses.get(anchor="keys").version) == (False, True, 2)


def test_saving_what_stands_already_is_no_conflict(cast, norm):
    begun = clause(norm, "keys")
    save(clause(norm, "keys"), cast.sami, body="The same words.")
    assert save(begun, cast.edda, body="The same words.").version == 2


def test_hostile_markdown_is_stored_as_typed_and_rendered_harmless(cast, norm):
    body = "<script>steal()</script> [x](javascript:steal()) <img src=x onerror=steal()> **kept**"
    saved = save(clause(norm, "keys"), cast.edda, body=body, rationale=body)
    assert saved.body == body
    for html in (saved.body_html, saved.rationale_html):
        assert "<script" not in html
        assert "<img" not in html
        assert "href" not in html
        assert "<strong>kept</strong>" in html


# --- freezing --------------------------------------------------------------------------------------------------------


@pytest.fixture
def frozen(cast, norm):
    return freeze_revision(revision=draft(norm), by=cast.edda)


def test_freezing_is_in_the_ledger_with_the_fingerprint_of_the_text(cast, norm, frozen):
    entry = Entry.objects.get(act=Act.REVISION_FROZEN)
    assert (entry.code, json.loads(entry.leaf)["public"]) == (
        norm.code,
        {"revision": "1", "fingerprint": fingerprint(frozen)},
    )
    assert fingerprint(frozen) == frozen.fingerprint


def test_an_empty_draft_cannot_be_frozen(cast):
    empty = register_norm(title="Nothing yet", summary="", scheme="iso", by=cast.edda).revisions.get()
    with pytest.raises(Refused, match="no text to freeze"):
        freeze_revision(revision=empty, by=cast.edda)


def test_nobody_can_write_in_a_frozen_revision(cast, norm, frozen):
    keys = clause(norm, "keys")
    acts = [
        lambda: add_clause(revision=frozen, title="More", by=cast.edda),
        lambda: save(keys, cast.edda, body="Other words."),
        lambda: move_clause(clause=keys, parent=None, position=0, by=cast.edda),
        lambda: remove_clause(clause=keys, by=cast.edda),
        lambda: freeze_revision(revision=frozen, by=cast.edda),
    ]
    for act in acts:
        with pytest.raises(Refused, match="was frozen on"):
            act()
    assert numbers(norm) == {"scope": "1", "keys": "2", "erasure": "2.1", "alarms": "3", "tests": "A"}


def test_the_database_itself_refuses_to_touch_a_frozen_text(norm, frozen):
    keys = clause(norm, "keys")
    statement = keys.statements.first()
    copy = Clause(revision=frozen, anchor="more", position=9, title="More", updated_by=keys.updated_by)
    more = Statement(clause=keys, provision=clause(norm, "alarms").statements.get().provision, position=9, text="x")
    acts = [
        lambda: Clause.objects.filter(pk=keys.pk).update(body="Other words."),
        lambda: Statement.objects.filter(pk=statement.pk).update(text="Other words."),
        lambda: Statement.objects.filter(pk=statement.pk).delete(),
        lambda: Clause.objects.filter(anchor="erasure").delete(),
        lambda: Clause.objects.bulk_create([copy]),
        lambda: Statement.objects.bulk_create([more]),
    ]
    for act in acts:
        with pytest.raises(DatabaseError, match="the text of a frozen revision never changes"), transaction.atomic():
            act()
    assert clause(norm, "keys").body == keys.body


def test_the_database_itself_refuses_to_thaw_a_frozen_revision(norm, frozen):
    rows = Revision.objects.filter(pk=frozen.pk)
    thawed = {"state": "draft", "frozen_at": None, "fingerprint": ""}
    for change in (thawed, {"fingerprint": "0" * 64}, {"number": 9}):
        with pytest.raises(DatabaseError, match="a frozen revision stays frozen"), transaction.atomic():
            rows.update(**change)
    rows.update(label="First text")
    assert rows.get().fingerprint == frozen.fingerprint


def test_a_clause_of_a_draft_cannot_be_slipped_into_a_frozen_revision(cast, norm, frozen):
    start_revision(revision=frozen, by=cast.edda)
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        Clause.objects.filter(pk=clause(norm, "keys").pk).update(revision=frozen)


def test_a_frozen_revision_can_be_released(cast, norm, frozen):
    released = release_revision(revision=frozen, at=frozen.frozen_at, by=cast.sami)
    assert released.is_released


def test_there_is_one_draft_at_a_time(cast, norm, frozen):
    start_revision(revision=frozen, by=cast.edda, label="Second")
    with pytest.raises(Refused, match="Second of this norm is still a draft"):
        start_revision(revision=frozen, by=cast.edda)
    assert norm.revisions.count() == 2


def test_the_next_revision_has_the_same_clauses_and_provisions(cast, norm, frozen):
    before = numbers(norm), provisions(norm, "keys"), clause(norm, "keys").rationale
    start_revision(revision=frozen, by=cast.edda)
    assert (numbers(norm), provisions(norm, "keys"), clause(norm, "keys").rationale) == before


# --- stages ----------------------------------------------------------------------------------------------------------


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


def test_a_project_that_was_given_up_is_not_published_before_it_is_taken_up_again(cast, norm):
    set_stage(norm=norm, stage="20.98", by=cast.sami)
    with pytest.raises(Refused, match="Take the project up again first"):
        mark_published(norm=norm, by=cast.april)
    set_stage(norm=norm, stage="20.00", by=cast.sami)
    assert mark_published(norm=norm, by=cast.april).stage == PUBLISHED


# --- facts -----------------------------------------------------------------------------------------------------------


def test_the_keyword_scheme_stays_once_a_revision_is_frozen(cast, norm, frozen):
    with pytest.raises(Refused, match="keyword scheme stays"):
        change_norm(norm=norm, version=1, by=cast.sami, scheme="rfc2119")


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
    said = (provision.code, {"obligation": obligation.code})
    assert (entries(Act.OBLIGATION_LINKED), entries(Act.OBLIGATION_UNLINKED)) == ([said, said], [said])
    assert holds(Entry.objects.get(act=Act.OBLIGATION_UNLINKED), {"note": "By siren."})
    assert provision.obligation_links.count() == 0


PARAGRAPH = {
    "kind": "resolution",
    "instrument": "Resolution 1540 (2004)",
    "title": "Arms",
    "text": "x",
    "as_of": date(2026, 1, 1),
}


@pytest.mark.django_db(transaction=True)
def test_of_two_who_list_the_same_obligation_at_once_one_is_told(cast):
    people = (cast.edda, cast.sami, cast.ada)
    told = race(*(lambda by=by: register_obligation(reference="paragraph 2", by=by, **PARAGRAPH) for by in people))
    assert sorted(type(answer).__name__ for answer in told) == ["Obligation", "Refused", "Refused"]
    assert Obligation.objects.count() == 1


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
