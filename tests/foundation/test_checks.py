"""What is found before an act: joined from several rooms, and told in a refusal."""

import pytest

from normsite.foundation.checks import Finding, Findings
from normsite.foundation.errors import Refused

DRAFT = Finding("It is a draft.", "Freeze it.", "/desk/")
SILENT = Finding("It says nothing.")
OTHERS = tuple(Finding(f"Reason {number}.", f"Mend {number}.") for number in range(1, 5))


def test_what_several_rooms_find_is_joined_in_their_order():
    joined = Findings((DRAFT,), (SILENT,)) + Findings() + Findings(OTHERS[:1], OTHERS[1:])
    assert joined == Findings((DRAFT, OTHERS[0]), (SILENT, *OTHERS[1:]))


def test_a_refusal_says_the_first_sentences_and_how_to_mend_the_first():
    with pytest.raises(Refused) as refused:
        Findings((DRAFT, *OTHERS)).refuse()
    assert (refused.value.reason, refused.value.mend) == ("It is a draft. Reason 1. Reason 2.", "Freeze it.")


def test_doubts_refuse_nothing():
    Findings(doubtful=(SILENT,)).refuse()
    Findings().refuse()
