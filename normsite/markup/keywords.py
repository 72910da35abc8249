"""The words that make a sentence normative, and where they stand in a run of plain text.

Sources: ISO/IEC Directives, Part 2, clause 7 (verbal forms); RFC 2119 with RFC 8174 (upper case only).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

REQUIREMENT = "requirement"
EXTERNAL_CONSTRAINT = "external_constraint"
RECOMMENDATION = "recommendation"
PERMISSION = "permission"
CAPABILITY = "capability"

# Strongest first: a sentence with two keywords belongs to the stronger kind.
STRENGTH = (REQUIREMENT, EXTERNAL_CONSTRAINT, RECOMMENDATION, PERMISSION, CAPABILITY)

SCHEMES: dict[str, dict[str, str]] = {
    "iso": {
        "shall": REQUIREMENT,
        "shall not": REQUIREMENT,
        "should": RECOMMENDATION,
        "should not": RECOMMENDATION,
        "may": PERMISSION,
        "may not": PERMISSION,
        "can": CAPABILITY,
        "cannot": CAPABILITY,
        "can not": CAPABILITY,
        "must": EXTERNAL_CONSTRAINT,
        "must not": EXTERNAL_CONSTRAINT,
    },
    # RFC 2119 gives "MAY NOT" and "NOT REQUIRED" no meaning; they are kept apart, so that a count shows them, and are of the
    # kind of the word that they negate.
    "rfc2119": {
        "must": REQUIREMENT,
        "must not": REQUIREMENT,
        "required": REQUIREMENT,
        "not required": REQUIREMENT,
        "shall": REQUIREMENT,
        "shall not": REQUIREMENT,
        "should": RECOMMENDATION,
        "should not": RECOMMENDATION,
        "recommended": RECOMMENDATION,
        "not recommended": RECOMMENDATION,
        "may": PERMISSION,
        "may not": PERMISSION,
        "optional": PERMISSION,
    },
}


def _pattern(words: list[str]) -> re.Pattern[str]:
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(word.replace(" ", r"\s+") for word in longest_first) + r")\b")


# "May" and "Can" with a capital are a month and a name; ISO texts may shout "SHALL" in capitals.
_PATTERNS = {
    "iso": _pattern([form for word in SCHEMES["iso"] for form in (word, word.upper())]),
    "rfc2119": _pattern([word.upper() for word in SCHEMES["rfc2119"]]),
}

# Words of others: a pair of quotation marks within one run of text. Straight and single marks open after a blank or a bracket
# only, so that inches, seconds and apostrophes open nothing; an apostrophe within a word closes nothing.
_OPEN = r"(?<![^\s(\[—–])"
_QUOTATION = re.compile(
    r"“[^“”]{1,400}”|„[^„“”]{1,400}[“”]|«[^«»]{1,400}»|‹[^‹›]{1,400}›"
    rf"|{_OPEN}»[^«»]{{1,400}}«|{_OPEN}›[^‹›]{{1,400}}‹"
    rf'|{_OPEN}"(?=\S)[^"]{{1,400}}"'
    r"|[‘‚](?:[^‘‚’]|(?<=\w)’(?=\w)){1,400}[’‘](?!\w)"
    rf"|{_OPEN}'(?=\S)(?:[^']|(?<=\w)'(?=\w)){{1,400}}'(?!\w)"
)

_NOTE = re.compile(r"[\W_]*(?:(?:NOTE|EXAMPLE)S?\b|(?:Note|Example)s?(?: to entry)?(?:\s+\d+)?[*_]*\s*[:—–])")

HIDDEN = "\ufffc"
"""Stands for a character that is there but not read: code, quoted words."""


@dataclass(frozen=True, slots=True)
class Keyword:
    """One keyword in a run of text: `word` in lower case with single blanks, `text[start:end]` as written."""

    word: str
    kind: str
    start: int
    end: int


def is_note(text: str) -> bool:
    """Whether a paragraph or list item is a note or an example, which never carries a requirement."""
    return _NOTE.match(text) is not None


def without_quotations(text: str) -> str:
    """The same text with quoted words hidden; every other character keeps its place."""
    return _QUOTATION.sub(lambda quotation: HIDDEN * len(quotation[0]), text)


def find_keywords(text: str, scheme: str) -> Iterator[Keyword]:
    """The keywords in one paragraph, list item or cell, given as plain text with code already hidden."""
    if is_note(text):
        return
    kinds = SCHEMES[scheme]
    for match in _PATTERNS[scheme].finditer(without_quotations(text)):
        word = " ".join(match[0].lower().split())
        yield Keyword(word, kinds[word], match.start(), match.end())
