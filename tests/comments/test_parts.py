"""What a comment says is described once; what came in before a part was added stays as it was."""

import hashlib
import json
import re
from typing import Any

from django.urls import reverse

from comments.commenting_form import read_form
from comments.commenting_form.reading import MOST_READ
from comments.commenting_form.rows import LONGEST_REFERENCE, LONGEST_WORDS
from comments.forms import CommentForm, new_comment
from comments.models import ANSWER, MOST_COMMENTS, NAMES, PARTS, PASSAGE, Comment, NewComment
from comments.models.declaration import VERSION
from comments.services import publish_comment, withhold_comment
from tests.comments.scenes import Visitor, opened, send

PLAIN: dict[str, Any] = {"text": "Why a year?", "kind": "te", "anchor": "keys", "question": None, "proposed_change": ""}


def test_every_part_is_a_column_a_field_of_the_form_and_can_be_sent(cast):
    columns: list[Any] = [Comment._meta.get_field(part.name) for part in PARTS]
    form = CommentForm(consultation=opened(cast))
    fields = [form[PASSAGE.name], *form.parts]
    every: dict[str, Any] = dict.fromkeys(NAMES, "x")
    assert NewComment(**every).words == every
    typed = [part for part in PARTS if part != ANSWER]  # an answer is chosen, where a question has some
    assert [(field.name, field.field.required) for field in fields] == [(part.name, part.needed) for part in typed]
    assert [not column.blank for column in columns] == [part.needed for part in PARTS]
    assert [column.max_length for column in columns] == [None if part.rows else part.most for part in PARTS]


def test_a_comment_form_is_read_within_the_bounds_of_what_is_sent():
    most = {part.name: part.most for part in PARTS}
    assert {name: most[name] for name in ("text", "proposed_change", "own_reference")} == {
        "text": LONGEST_WORDS,
        "proposed_change": LONGEST_WORDS,
        "own_reference": LONGEST_REFERENCE,
    }
    assert MOST_READ == MOST_COMMENTS


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
    assert new_comment(kept, "") == NewComment(**PLAIN)


def sent_with_reference(consultation) -> tuple[Visitor, str, Comment]:
    """Somebody who has sent a comment with the number of their own list, the address of the receipt, the comment."""
    visitor = Visitor(consultation)
    visitor.write(own_reference="  DE-\u2028 <b>12 ")
    visitor.say_who()
    return visitor, visitor.send().url, Comment.objects.get()


def test_the_number_that_a_comment_has_in_the_list_of_its_sender_stands_beside_its_words(cast):
    consultation = opened(cast)
    visitor, receipt, comment = sent_with_reference(consultation)
    assert comment.own_reference == "DE- <b>12"
    publish_comment(comment=comment, by=cast.sami)
    docket = f"/consultations/{consultation.code}/comments/"
    pages = [receipt, comment.get_absolute_url(), docket, f"{docket}?words=DE-"]
    assert [visitor.get(page).text.count("Own reference: <bdi>DE- &lt;b&gt;12</bdi>") for page in pages] == [1, 1, 1, 1]
    told = visitor.get(f"/api/v1{docket}").json()["results"]
    assert [one["own_reference"] for one in told] == ["DE- <b>12"]
    file = visitor.get(receipt.replace("?", "record.json?")).json()
    assert file["values"]["own reference 1"] == "DE- <b>12"


def test_the_desk_and_the_collated_form_tell_the_number_that_the_sender_has_given(cast, as_user, client):
    consultation = opened(cast)
    _, _, comment = sent_with_reference(consultation)
    desk = as_user(cast.sami)
    listed = desk.get(reverse("comments:desk_comments", args=[consultation.code])).text
    read = desk.get(reverse("comments:moderate", args=[consultation.code])).text
    publish_comment(comment=comment, by=cast.sami)
    answer = desk.get(reverse("comments:decide", args=[comment.code])).text
    assert [page.count("<bdi>DE- &lt;b&gt;12</bdi>") for page in (listed, read, answer)] == [1, 1, 1]
    form = client.get(reverse("comments:workbook", args=[consultation.code])).getvalue()
    (row,) = read_form(form, "collated.xlsx").rows
    assert (row.mb, row.comments) == ("Nadia Nowak, DE- <b>12", comment.text)


def test_the_number_in_the_list_of_its_sender_is_withheld_with_the_words(cast):
    consultation = opened(cast)
    visitor, _, comment = sent_with_reference(consultation)
    withhold_comment(comment=comment, ground="personal_data", reason="Names a neighbour.", by=cast.sami)
    docket = f"/consultations/{consultation.code}/comments/"
    pages = [comment.get_absolute_url(), docket, f"{docket}?words=DE-", f"/api/v1{docket}", "/search/?q=DE-"]
    assert [re.findall("DE- |b&gt;12|Own reference", visitor.get(page).text) for page in pages] == [[], [], [], [], []]


def test_too_long_a_number_is_said_beside_its_field_and_nothing_typed_is_lost(cast):
    answer = Visitor(opened(cast)).write(text="Kept words Quince", own_reference="D" * 41)
    assert answer.status_code == 422
    assert answer.context["form"].errors == {"own_reference": ["Ensure this value has at most 40 characters (it has 41)."]}
    assert ["Kept words Quince" in answer.text, "D" * 41 in answer.text] == [True, True]


def test_programs_send_the_number_on_one_line(cast, client):
    consultation = opened(cast)
    comment = {"kind": "te", "text": "Why a year?", "own_reference": " DE-\n12 "}
    sent = {"idempotency_key": "k" * 40, "capacity": "individual", "name": "Petra Program", "comments": [comment]}
    sent |= {"declaration": VERSION}
    address = f"/api/v1/consultations/{consultation.code}/submissions/"
    assert client.post(address, sent, content_type="application/json").status_code == 201
    assert Comment.objects.get().own_reference == "DE- 12"
