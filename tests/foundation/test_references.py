"""Public codes are made once and told apart from other words."""

import pytest

from normsite.foundation.codes import Kind, parse
from normsite.foundation.references import next_code


@pytest.mark.django_db
def test_a_code_is_never_given_twice():
    first, second = next_code(Kind.NORM), next_code(Kind.NORM)

    assert [first.partition("-")[0], second.partition("-")[0]] == ["N", "N"]
    assert int(second.partition("-")[2]) == int(first.partition("-")[2]) + 1


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("N-12", Kind.NORM),
        ("n-12", Kind.NORM),
        ("C-2026-00042", Kind.COMMENT),
        ("C-2026-1234567", Kind.COMMENT),
        ("RC-2026-00001", Kind.RECEIPT),
        ("PUB-3", Kind.PUBLICATION),
        ("SC-4", Kind.SCENARIO),
        ("C-12", None),
        ("N-0", None),
        ("N-12 and more", None),
        ("", None),
    ],
)
def test_a_code_names_its_kind_and_other_words_name_none(code, kind):
    assert parse(code) is kind
