"""What is found before an act: joined from several rooms, and told in a refusal."""

import pytest

from normsite.foundation.checks import Finding, Findings, refuse_for
from normsite.foundation.errors import Refused

DRAFT = Finding("It is a draft.", "Freeze it.", "/desk/")
SILENT = Finding("It says nothing.")
OTHERS = tuple(Finding(f"Reason {number}.", f"Mend {number}.") for number in range(1, 5))


def test_what_several_rooms_find_is_joined_in_their_order():
    joined = Findings((DRAFT,), (SILENT,)) + Findings() + Findings(OTHERS[:1], OTHERS[1:])
    assert joined == Findings((DRAFT, OTHERS[0]), (SILENT, *OTHERS[1:]))


def test_a_refusal_says_three_findings_with_how_to_mend_each_and_how_many_more_there_are():
    with pytest.raises(Refused) as refused:
        Findings((DRAFT, *OTHERS)).refuse()
    assert refused.value.reason == "It is a draft."
    assert refused.value.mend == "Freeze it. Reason 1. Mend 1. Reason 2. Mend 2. 2 more such things stand in the way."


def test_a_refusal_for_one_thing_says_it_alone():
    with pytest.raises(Refused) as refused:
        refuse_for([SILENT])
    assert (refused.value.reason, refused.value.mend) == ("It says nothing.", "")


def refusal_by(findings: Findings) -> str:
    try:
        findings.refuse()
    except Refused as refused:
        return str(refused)
    return ""


def test_doubts_refuse_nothing():
    found = [Findings((SILENT,)), Findings(doubtful=(SILENT,)), Findings()]
    assert [refusal_by(findings) for findings in found] == ["It says nothing.", "", ""]
