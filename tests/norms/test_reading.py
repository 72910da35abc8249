"""Reading a revision: everything that pages need, in as many questions for a long text as for a short one."""

import pytest

from norms.models import Norm
from norms.queries import compare_clause, compare_revisions, read_revision
from norms.services import (
    add_clause,
    freeze_revision,
    link_obligation,
    move_clause,
    release_revision,
    remove_clause,
    save_clause,
    start_revision,
)
from tests.norms.scenes import clause, draft, norm_with_draft


def told(clauses):
    """Number, statements and what each serves, as a page would show them."""

    def served(one):
        links = [link for said in one.statements.all() for link in said.provision.obligation_links.all()]
        return [(str(link.obligation), link.note) for link in links]

    return [(one.number, served(one)) for one in clauses]


def test_a_revision_is_read_in_order_with_what_its_provisions_serve(cast, norm, obligation):
    provision = clause(norm, "alarms").statements.get().provision
    link_obligation(provision=provision, obligation=obligation, by=cast.edda, note="By alarm.")
    served = [("Resolution 1540 (2004) paragraph 3 (d)", "By alarm.")]
    assert told(read_revision(draft(norm))) == [("1", []), ("2", []), ("2.1", []), ("3", served), ("A", [])]


def test_a_text_of_one_clause_and_one_of_thirty_ask_the_same_number_of_questions(cast, obligation, django_assert_num_queries):
    for title, count in (("Short", 1), ("Long", 30)):
        norm = norm_with_draft(cast, title)
        for number in range(count):
            more = add_clause(revision=draft(norm), title=f"More {number}", body=f"It shall {number}.", by=cast.edda)
            link_obligation(provision=more.statements.get().provision, obligation=obligation, by=cast.edda)
        revision = draft(norm)
        with django_assert_num_queries(4):
            assert len(told(read_revision(revision))) == count + 5


def test_norms_are_public_once_a_revision_is_released(cast, norm):
    norm_with_draft(cast, "Still a draft")
    frozen = freeze_revision(revision=draft(norm), by=cast.edda)
    assert list(Norm.objects.public()) == []
    release_revision(revision=frozen, at=frozen.frozen_at, by=cast.sami)
    start_revision(revision=frozen, by=cast.edda)
    assert list(Norm.objects.public()) == [norm]


def test_a_comparison_names_what_became_of_each_clause(cast, norm):
    old = freeze_revision(revision=draft(norm), by=cast.edda)
    new = start_revision(revision=old, by=cast.edda)
    keys, alarms = clause(norm, "keys"), clause(norm, "alarms")
    save_clause(
        clause=keys, version=keys.version, by=cast.edda, title="Keys", body="The module shall burn its keys.", rationale=""
    )
    save_clause(clause=alarms, version=alarms.version, by=cast.edda, title="Bells", body=alarms.body, rationale="")
    move_clause(clause=clause(norm, "erasure"), parent=None, position=0, by=cast.edda)
    remove_clause(clause=clause(norm, "tests"), by=cast.edda)
    add_clause(revision=new, title="Fibre", by=cast.edda)
    changes = compare_revisions(old, new)
    assert [(change.kind, change.number, change.title) for change in changes] == [
        ("moved", "1", "Erasure"),
        ("unchanged", "2", "Scope"),
        ("changed", "3", "Keys"),
        ("renamed", "4", "Bells"),
        ("gone", "A", "Tests"),
        ("new", "5", "Fibre"),
    ]
    assert "<del>erase</del><ins>burn</ins>" in changes[2].html


# --- what a comparison says is true ----------------------------------------------------------------------------------


@pytest.fixture
def both(cast, norm):
    """The old text, frozen, and the new one, a draft."""
    old = freeze_revision(revision=draft(norm), by=cast.edda)
    return old, start_revision(revision=old, by=cast.edda)


def rewritten(cast, norm, anchor, **words):
    stored = clause(norm, anchor)
    said = {name: getattr(stored, name) for name in ("title", "body", "rationale", "version")} | words
    save_clause(clause=stored, by=cast.edda, **said)


def changes(both):
    return {change.anchor: (change.kind, change.words) for change in compare_revisions(*both) if change.kind != "unchanged"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"body": "The module shall raise no alarm."}, ("changed", "1 word added, 1 word removed.")),
        ({"body": "The module shall raise an alarm ≥ 5 mV."}, ("changed", "3 words added.")),
        (
            {"body": "The module shall, raise an alarm."},
            ("changed", "No word of its text changed; punctuation or a sign changed."),
        ),
        ({"body": "The module **shall** raise an alarm."}, ("changed", "No word of its text changed; emphasis changed.")),
        (
            {"body": "[The module](/a) shall raise an alarm."},
            ("changed", "No word of its text changed; where a link leads changed."),
        ),
        ({"rationale": "Because."}, ("touched", "Its text is the same. Its rationale changed.")),
        ({"normative": False}, ("recast", "Its text is the same. It is informative now.")),
        (
            {"kind": "annex", "title": "Bells"},
            (
                "recast",
                "Its text is the same. It was of the kind “Clause” and is now “Annex (normative)”. It was called “Alarms”.",
            ),
        ),
        (
            {"body": "The module shall ring.", "normative": False, "rationale": "Because."},
            ("changed", "1 word added, 3 words removed. It is informative now. Its rationale changed."),
        ),
    ],
)
def test_each_change_of_a_clause_is_said(cast, norm, both, words, said):
    rewritten(cast, norm, "alarms", **words)
    assert changes(both) == {"alarms": said}
    old, new = both
    change = compare_clause(old, new, "alarms")
    assert (change.kind, change.words) == said


def test_what_no_reader_sees_is_no_change_of_the_text_or_of_its_reasons(cast, norm):
    rewritten(cast, norm, "alarms", body="The module shall raise an *alarm*.", rationale="*Because*.")
    old = freeze_revision(revision=draft(norm), by=cast.edda)
    new = start_revision(revision=old, by=cast.edda)
    rewritten(cast, norm, "alarms", body="The module\nshall raise an _alarm_.", rationale="<i>Because</i>.")
    assert changes((old, new)) == {}


def test_words_that_moved_are_told(cast, norm):
    one, other = "The module shall raise an alarm when its door is open.", "A person shall look after it each day of the year."
    rewritten(cast, norm, "alarms", body=f"{one}\n\n{other} It is short.\n\nThe end.")
    old = freeze_revision(revision=draft(norm), by=cast.edda)
    new = start_revision(revision=old, by=cast.edda)
    rewritten(cast, norm, "alarms", body=f"{other} It is short.\n\nThe end.\n\n{one}")
    assert changes((old, new)) == {"alarms": ("changed", "11 words moved.")}


def test_another_sign_is_another_word(cast, norm):
    rewritten(cast, norm, "alarms", body="Noise shall be ≤ 5 mV.")
    old = freeze_revision(revision=draft(norm), by=cast.edda)
    new = start_revision(revision=old, by=cast.edda)
    rewritten(cast, norm, "alarms", body="Noise shall be ≥ 5 mV.")
    assert changes((old, new)) == {"alarms": ("changed", "1 word added, 1 word removed.")}


def test_a_clause_that_changed_places_with_its_siblings_is_moved_and_its_siblings_are_not(cast, norm, both):
    move_clause(clause=clause(norm, "alarms"), parent=None, position=0, by=cast.edda)
    assert changes(both) == {"alarms": ("moved", "Its text is the same. It stands in another place.")}


def test_clauses_that_were_only_counted_on_are_unchanged(cast, norm, both):
    add_clause(revision=both[1], title="Fibre", position=0, by=cast.edda)
    assert changes(both) == {"fibre": ("new", "It has no text.")}


def test_a_clause_that_came_with_its_words_is_new(cast, norm, both):
    add_clause(revision=both[1], title="Fibre", body="Fibre shall be dark.", by=cast.edda)
    remove_clause(clause=clause(norm, "tests"), by=cast.edda)
    assert changes(both) == {"fibre": ("new", "4 words added."), "tests": ("gone", "4 words removed.")}
