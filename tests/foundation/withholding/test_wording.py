"""Words that are known again, by what is at hand and by the digests that are kept, are the same."""

import pytest

from normsite.foundation import markup
from normsite.foundation.withholding.wording import Known, asked_keys, keys_of

LONG = "Whoever has the housing open for ten minutes reads the key from the second chip with a probe."
SHORT = "The key is read by a laser."
BOTH = f"First *this*.\n\n{LONG}\n\n{SHORT}\n\nSee R-1."

SAYS = [
    (LONG, f"Note: **{LONG.upper()}**[^1]", True),
    (LONG, LONG[:40] + " and nothing more of it is told.", False),
    (BOTH, f"- It is said.\n- {SHORT}", True),
    (BOTH, "The [key](https://example.org) is read by a <b>laser</b>.", True),
    (BOTH, "So the key is read by a laser, or not.", False),
    (BOTH, "See R-1.", False),
    (SHORT, f"A thief waits. {SHORT} Then he goes.", True),
    ("See R-1.", "See R-1.", False),
    ("", LONG, False),
    (LONG, "", False),
]


@pytest.mark.parametrize(("known", "text", "says"), SAYS)
def test_a_text_says_again_by_its_words_what_it_says_by_digests(known, text, says):
    by_digests = not asked_keys(text).isdisjoint(keys_of(known))
    by_words, by_html = Known(known).is_said_in(text), Known(known).is_said_in(text, markup.render(text))
    assert (by_digests, by_words, by_html) == (says, says, says)
