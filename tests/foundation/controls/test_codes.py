"""Codes of control lists: what is one, how it is kept, which ones a text names."""

import pytest

from normsite.foundation.controls.codes import codes_above, mentioned_codes, normal_code


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("5A002", "5A002"),
        ("5a002.A.4.a", "5A002.a.4.a"),
        (" 5A002 .a. ", "5A002.a"),
        ("0A501.y.7", "0A501.y.7"),
        ("0A501.x", "0A501.x"),
        ("3A001.a.14.b.2", "3A001.a.14.b.2"),
        ("6A001.a.1.a.2.b.3.a", "6A001.a.1.a.2.b.3.a"),
    ],
)
def test_a_code_is_kept_in_one_form(typed, kept):
    assert normal_code(typed) == kept


@pytest.mark.parametrize(
    "typed",
    ["", "5Z999", "5A02", "A5002", "5A0022", "5A002..a", "5A002.a-4", "5A002.abc", "5A002.a.1.a.1.a.1.a.1", "5F002", "５A002"],
)
def test_what_is_no_code_is_none(typed):
    assert normal_code(typed) == ""


def test_a_code_lies_in_those_that_it_begins_with():
    assert codes_above("5A002.a.4") == ["5A002.a", "5A002"]
    assert codes_above("5A002") == []


def test_a_text_names_codes_whole_and_each_once():
    text = "See 5A002.a.4 and 3A001, not 15A002 nor 5A0023; 5A002.a.4. is the same. Also 9A012.x, and ECCN 0A501.y.7!"
    assert mentioned_codes(text) == ["5A002.a.4", "3A001", "9A012.x", "0A501.y.7"]
