"""Criteria read out of the lists that were really made. Their texts are in the shared folder; without it this is skipped."""

import pytest

from normsite.foundation.controls.models import Criterion
from normsite.foundation.controls.reading_out import suggestions_of
from normsite.foundation.controls.services import Suggested, suggest_criteria
from tests.foundation.controls.test_real_lists import imported, pytestmark

MOST_UNREAD = 6
"""Ranges from one unit to another, "20 Hz and 2 kHz", whose ends are not yet brought to one."""
__all__ = ["pytestmark"]


@pytest.mark.parametrize(("name", "code", "least"), [("us", "3A001.a.5.a.5", 1000), ("eu", "3A001.a.5.a.5", 700)])
def test_each_threshold_of_a_list_is_suggested_once_and_can_be_told_in_a_sentence(cast, name, code, least):
    made = imported(name, cast, "one")
    suggestions = suggestions_of(made)
    first = suggest_criteria(control_list=made, suggestions=suggestions)
    assert first == Suggested(new=len(suggestions) - first.unread, unread=first.unread)
    assert (first.new > least, first.unread <= MOST_UNREAD) == (True, True)
    assert suggest_criteria(control_list=made, suggestions=suggestions) == Suggested(kept=first.new, unread=first.unread)
    assert all(f"({one.paragraph_code})" in one.sentence for one in Criterion.objects.all())
    converters = Criterion.objects.get(paragraph_code=code)
    assert converters.lines == "all of:\n  resolution >= 16 bit\n  sample rate > 65 MSPS"
