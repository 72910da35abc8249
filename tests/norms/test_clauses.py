"""Writing clauses: numbers that follow the tree, provisions that keep their code, two writers of one clause."""

import re

import pytest

from norms.models import Clause, ClauseKind
from norms.services import (
    EditConflict,
    add_clause,
    freeze_revision,
    move_clause,
    nudge_clause,
    remove_clause,
    start_revision,
)
from normsite.foundation.errors import Refused
from riskreviews.services import add_scenario, start_assessment
from tests.norms.scenes import clause, draft, norm_with_draft, numbers, provisions, save
from tests.riskreviews.scenes import LEVELS


def test_clauses_are_numbered_from_the_tree_and_annexes_bear_letters(norm):
    assert numbers(norm) == {"scope": "1", "keys": "2", "erasure": "2.1", "alarms": "3", "tests": "A"}


def test_below_the_introduction_clauses_are_counted_from_nought_and_below_the_foreword_not_at_all(cast, norm):
    for kind in (ClauseKind.FOREWORD, ClauseKind.INTRODUCTION):
        above = add_clause(revision=draft(norm), title=str(kind.label), kind=kind, position=0, by=cast.edda)
        below = add_clause(revision=draft(norm), title="Background", parent=above, by=cast.edda)
        add_clause(revision=draft(norm), title="More", parent=below, by=cast.edda)
    in_order = Clause.objects.filter(revision__norm=norm).in_order().values_list("number", flat=True)
    assert list(in_order)[:7] == ["", "0.1", "0.1.1", "", "", "", "1"]


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


def test_an_anchor_that_a_clause_bears_is_given_to_no_other(cast, norm):
    with pytest.raises(Refused, match="The anchor keys is in use in this revision"):
        add_clause(revision=draft(norm), title="Other keys", anchor="keys", by=cast.edda)
    assert list(numbers(norm)) == ["scope", "keys", "erasure", "alarms", "tests"]


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


def test_saving_what_stands_already_is_no_conflict(cast, norm):
    begun = clause(norm, "keys")
    save(clause(norm, "keys"), cast.sami, body="The same words.")
    assert save(begun, cast.edda, body="The same words.").version == 2


def test_links_lead_to_a_clause_by_its_anchor_and_by_its_title_as_it_is_now(cast, norm):
    alarms = save(clause(norm, "alarms"), cast.edda, body="[a](#alarms) [b](#3-alarms) [c](#keys) [d](#erasure) [e](#x)")
    assert re.findall(r'href="(.+?)"', alarms.body_html) == ["#alarms", "#alarms", "#keys", "#erasure", "#x"]
    save(clause(norm, "keys"), cast.edda, title="Secrets")
    add_clause(revision=draft(norm), title="Keys", anchor="other", by=cast.edda)
    alarms = save(clause(norm, "alarms"), cast.edda, body="[a](#secrets) [b](#keys) [c](#4-keys)")
    assert re.findall(r'href="(.+?)"', alarms.body_html) == ["#keys", "#keys", "#other"]


def test_a_name_that_another_clause_gives_in_its_text_is_given_once(cast, norm):
    first = save(clause(norm, "keys"), cast.edda, body='<a id="t1"></a> One.')
    second = save(clause(norm, "alarms"), cast.edda, body='<a id="t1"></a> [Two](#t1).')
    assert [re.findall(r'id="(.+?)"', one.body_html) for one in (first, second)] == [["t-t1"], []]
    assert re.findall(r'href="(.+?)"', second.body_html) == ["#t-t1"]
    again = save(clause(norm, "keys"), cast.edda, body='<a id="t1"></a> One more.')
    assert re.findall(r'id="(.+?)"', again.body_html) == ["t-t1"]


def test_a_clause_that_is_saved_again_keeps_its_footnotes_and_the_rationale_gives_no_name_twice(cast, norm):
    for body in ("One.[^1]\n\n[^1]: Two.", "One more.[^1]\n\n[^1]: Two."):
        saved = save(clause(norm, "keys"), cast.edda, body=body, rationale='<a id="x"></a> Why.')
        assert len(re.findall(r'id="(t-[0-9a-f]{8}-fn.*?)"', saved.body_html)) == 2
    other = save(clause(norm, "alarms"), cast.edda, body=saved.body, rationale="")
    assert set(re.findall(r'id="(.+?)"', other.body_html)).isdisjoint(re.findall(r'id="(.+?)"', saved.body_html))
    both = save(clause(norm, "keys"), cast.edda, body='<a id="x"></a> x', rationale='<a id="x"></a> Why.')
    assert re.findall(r'id="(.+?)"', both.body_html + both.rationale_html) == ["t-x"]


def test_hostile_markdown_is_stored_as_typed_and_rendered_harmless(cast, norm):
    body = "<script>steal()</script> [x](javascript:steal()) <img src=x onerror=steal()>\n\n**kept**"
    saved = save(clause(norm, "keys"), cast.edda, body=body, rationale=body)
    assert saved.body == body
    for html in (saved.body_html, saved.rationale_html):
        assert "<script" not in html
        assert "<img" not in html
        assert "href" not in html
        assert "<strong>kept</strong>" in html
