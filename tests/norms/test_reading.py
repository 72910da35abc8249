"""Reading a revision: everything that pages need, in as many questions for a long text as for a short one."""

import pytest

from norms.models import Norm
from norms.reading import compare_revisions, read_revision
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


@pytest.fixture
def norm(cast):
    return norm_with_draft(cast)


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
        with django_assert_num_queries(3):
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
    assert "<del>erase</del> <ins>burn</ins>" in changes[2].html
    assert changes[3].old_title == "Alarms"
