"""Which searches are served by being led to the questionnaire."""

import re

from normsite.foundation.controls.codes import normal_code
from normsite.foundation.synonyms import THINGS
from normsite.portal.export_control.finding import is_about_control

_ASKING = re.compile(
    r"\b(?:appl(?:y|ies)|compl(?:y|iance)|small (?:firm|business|company)|start-?up|sme|what does it cost|costs?|obliged)\b",
    re.I,
)
_NAMES = frozenset(name for names in THINGS for name in names)


def may_ask_whether_it_applies(words: str) -> bool:
    """Whether somebody types what they make, a code of a control list, or asks what applies to them."""
    said = " ".join(re.findall(r"\w+", words.lower()))
    is_thing = any(f" {name} " in f" {said} " for name in _NAMES)
    return is_thing or bool(normal_code(words)) or is_about_control(words) or _ASKING.search(words) is not None
