"""What a comment says is described once; what came in before a part was added stays as it was."""

import hashlib
import json

from comments.forms import CommentForm, new_comment
from comments.models import NAMES, PARTS, Comment, NewComment
from tests.comments.scenes import opened, send

PLAIN = {"text": "Why a year?", "kind": "te", "anchor": "keys", "question": None, "proposed_change": ""}


def test_every_part_is_a_column_a_field_of_the_form_and_can_be_sent(cast):
    columns = [Comment._meta.get_field(part.name) for part in PARTS]
    fields = CommentForm(consultation=opened(cast)).parts
    assert NewComment(**dict.fromkeys(NAMES, "x")).words == dict.fromkeys(NAMES, "x")
    assert [(field.name, field.field.required) for field in fields] == [(part.name, part.needed) for part in PARTS]
    assert [not column.blank for column in columns] == [part.needed for part in PARTS]
    assert [column.max_length for column in columns] == [None if part.rows else part.most for part in PARTS]


def test_what_is_sent_again_after_a_part_was_added_is_known(cast):
    consultation = opened(cast)
    author = {"capacity": "individual", "name": "Nadia Nowak", "email": "", "organisation": "", "country": ""}
    body = {"consultation": consultation.code, "items": [PLAIN], "author": author | {"organisation_kind": ""}}
    digest = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
    assert send(consultation, NewComment(**PLAIN)).submission.body_digest == digest


def test_a_part_that_is_left_empty_is_no_fact_of_the_record(cast):
    leaf = json.loads(send(opened(cast), NewComment(**PLAIN)).submission.entry.leaf)
    assert sorted(leaf["commitments"]) == ["capacity", "name", "text 1"]


def test_a_comment_that_was_kept_before_a_part_was_added_can_be_sent():
    kept = {"about": "c:keys", "kind": "te", "text": "Why a year?", "proposed_change": "", "number": 1}
    assert new_comment(kept) == NewComment(**PLAIN)
