"""Pointing at a provision, a paragraph, a table or a figure of a clause by choosing it from a list."""

import re

import pytest

from comments.models import Comment
from norms.models import Provision
from norms.services import add_clause, freeze_revision, register_norm
from tests.comments.scenes import Visitor, opened

BODY = """Modules keep keys. A module shall erase keys at once. It shall tell its owner.

| Key | Bits |
|-----|------|
| A   | 128  |
"""
TABLE = "Key\nBits\nA\n128"


def tabled(cast):
    """A consultation on a clause with two provisions and a table, and another clause beside it."""
    norm = register_norm(title="Quantum key modules", summary="Keeps keys apart.", scheme="iso", by=cast.edda)
    revision = norm.revisions.get()
    add_clause(revision=revision, title="Keys", anchor="keys", body=BODY, by=cast.edda)
    add_clause(revision=revision, title="Power", anchor="power", body="A module may sleep.", by=cast.edda)
    return opened(cast, revision=freeze_revision(revision=revision, by=cast.edda))


def offered(visitor: Visitor, about: str) -> dict[str, str]:
    """The choices that the page offers, by what they are called."""
    page = visitor.get(visitor.at("start"), {"about": about}).text
    units = page.partition('name="unit"')[2].partition("</select>")[0]
    return {words: value for value, words in re.findall(r'<option value="([^"]+)"[^>]*>([^<]*)', units)}


def test_provisions_by_their_codes_then_paragraphs_and_tables_are_offered_for_the_clause(cast):
    visitor = Visitor(tabled(cast))
    first, second = Provision.objects.filter(statements__clause__anchor="keys").order_by("id").values_list("code", flat=True)
    assert list(offered(visitor, "c:keys")) == [
        f"{first}: A module shall erase keys at once.",
        f"{second}: It shall tell its owner.",
        "Paragraph: Modules keep keys. A module shall erase keys at once. It shall tell it …",
        "Table: Key Bits A 128",
    ]
    assert offered(visitor, "whole") == {}


@pytest.mark.parametrize(
    ("called", "words"), [("It shall tell its owner.", "It shall tell its owner."), ("Table: Key Bits A 128", TABLE)]
)
def test_what_is_chosen_becomes_the_passage_of_the_comment(cast, called, words):
    visitor = Visitor(tabled(cast))
    unit = next(value for name, value in offered(visitor, "c:keys").items() if name.endswith(called))
    visitor.write(about="c:keys", unit=unit)
    visitor.say_who()
    visitor.send()
    comment = Comment.objects.get()
    assert comment.passage == words
    assert comment.clause.words[comment.passage_start :].startswith(words)


@pytest.mark.parametrize(
    ("about", "more", "where"),
    [
        ("c:power", {}, "This part stands in another clause. Choose again, or all of it."),
        ("c:keys", {"passage": "Modules keep keys."}, "You have chosen a part of the clause, and given other words as well."),
        ("c:keys", {"unit": "0-999999-keys"}, "This part stands in another clause. Choose again, or all of it."),
        ("c:keys", {"unit": "x\0'--"}, "This part stands in another clause. Choose again, or all of it."),
    ],
)
def test_a_choice_that_cannot_be_meant_is_said_and_nothing_typed_is_lost(cast, about, more, where):
    visitor = Visitor(tabled(cast))
    unit = offered(visitor, "c:keys")["Table: Key Bits A 128"]
    answer = visitor.write(**{"about": about, "unit": unit, "text": "Kept words Quince"} | more)
    assert (answer.status_code, where in answer.text, "Kept words Quince" in answer.text) == (422, True, True)


def test_a_part_of_a_clause_is_left_out_where_the_comment_is_about_none(cast):
    visitor = Visitor(tabled(cast))
    visitor.write(about="whole", unit=offered(visitor, "c:keys")["Table: Key Bits A 128"])
    visitor.say_who()
    visitor.send()
    comment = Comment.objects.get()
    assert (comment.clause, comment.passage) == (None, "")


def test_a_choice_stays_when_the_form_comes_back_for_another_reason(cast):
    visitor = Visitor(tabled(cast))
    unit = offered(visitor, "c:keys")["Table: Key Bits A 128"]
    answer = visitor.write(about="c:keys", unit=unit, text="")
    assert f'value="{unit}" selected' in answer.text
    assert answer.text.count("<mark>") == 4  # its cells


def test_the_words_around_a_choice_are_kept_so_that_it_is_found_in_the_next_text(cast):
    visitor = Visitor(tabled(cast))
    unit = next(value for name, value in offered(visitor, "c:keys").items() if name.endswith("tell its owner."))
    visitor.write(about="c:keys", unit=unit)
    page = visitor.get(visitor.at("change", 1))
    kept = [page.context["form"][name].value() for name in ("passage", "passage_before", "unit")]
    assert kept == ["It shall tell its owner.", "eys. A module shall erase keys at once. ", None]
