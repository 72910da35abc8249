"""Frozen texts, which nobody can change, and the drafts that follow them."""

import json

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from norms.models import Clause, Revision, Statement
from norms.services import (
    add_clause,
    freeze_revision,
    move_clause,
    register_norm,
    release_revision,
    remove_clause,
    start_revision,
)
from norms.services.revisions import fingerprint
from normsite.foundation.errors import Refused
from normsite.foundation.ledger.models import Act, Entry
from tests.norms.scenes import clause, draft, numbers, provisions, save


def test_freezing_is_in_the_ledger_with_the_fingerprint_of_the_text(cast, norm, frozen):
    entry = Entry.objects.get(act=Act.REVISION_FROZEN)
    assert (entry.code, json.loads(entry.leaf)["public"]) == (
        norm.code,
        {"revision": "1", "fingerprint": fingerprint(frozen)},
    )
    assert fingerprint(frozen) == frozen.fingerprint


def test_an_empty_draft_cannot_be_frozen(cast):
    empty = register_norm(title="Nothing yet", summary="", scheme="iso", by=cast.edda).revisions.get()
    with pytest.raises(Refused, match="The revision has no clause"):
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


def test_what_is_read_from_a_frozen_page_is_filled_in_once(cast, norm):
    add_clause(revision=draft(norm), title="Empty", anchor="empty", by=cast.edda)
    freeze_revision(revision=draft(norm), by=cast.edda)
    frozen = Clause.objects.filter(anchor="empty")
    assert frozen.update(words="As an older page has it.") == 1
    for change in ({"words": "Other words."}, {"body": "x"}, {"names": {"a": "b"}}):
        with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
            frozen.update(**change)


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


def test_a_draft_cannot_be_released(cast, norm):
    with pytest.raises(Refused, match=r"A draft can't be made public\. Freeze it first\."):
        release_revision(revision=draft(norm), at=timezone.now(), by=cast.sami)
    assert not draft(norm).is_released


def test_there_is_one_draft_at_a_time(cast, norm, frozen):
    start_revision(revision=frozen, by=cast.edda, label="Second")
    with pytest.raises(Refused, match="Second of this norm is still a draft"):
        start_revision(revision=frozen, by=cast.edda)
    assert norm.revisions.count() == 2


def test_the_next_revision_has_the_same_clauses_and_provisions(cast, norm, frozen):
    before = numbers(norm), provisions(norm, "keys"), clause(norm, "keys").rationale
    start_revision(revision=frozen, by=cast.edda)
    assert (numbers(norm), provisions(norm, "keys"), clause(norm, "keys").rationale) == before
