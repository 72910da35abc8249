"""The words that make a sentence normative, and where they stand in a run of plain text.

Sources: ISO/IEC Directives, Part 2, clause 7 (verbal forms); RFC 2119 with RFC 8174 (upper case only).
"""

import re
from collections.abc import Iterator
from unicodedata import normalize

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
# At the head of an item, a cell or a paragraph it counts with a capital: "Shall keep a list". What follows tells it from a
# question or a condition ("Should the device fail") and from the month ("May to June").
_AT_HEAD = {
    "iso": re.compile(
        rf"[\W_]{{0,9}}({_pattern([word.capitalize() for word in SCHEMES['iso']]).pattern.replace('+', '{1,9}')})(?=,? [a-z])"
        r"(?! (?:the|an?|any|all|each|every|some|such|this|that|these|those|there|no|one|it|its|they|their|he|she|we|you|is|was"
        r"|and|or|to|until)\b)"
    )
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

_NOTE = re.compile(
    r"(?:^|\n)[^\w\n]*_?(?:(?:NOTE|EXAMPLE)S?\b|(?:Note|Example)s?(?: to entry)?(?:\s+\d+)?[*_]*\s*[:\u2014\u2013])"
)

_LOOKALIKES = str.maketrans("ʜаɑсԁеһіјӏмոοоԛѕтυսԝуＡАϹСΕЕΗНӀΜМΝΟОЅΤТՍ", "haacdehijlmnooqstuuwyAACCEEHHIMMNOOSTTU")

HIDDEN = "\ufffc"
"""Stands for a character that is there but not read: code, quoted words."""


def in_plain_letters(text: str) -> str:
    """The text with plain letters for those that only look like them, as long as before: letters of other scripts (Unicode
    Technical Standard 39, confusables.txt), and what Unicode calls compatible, such as wide or bold letters."""
    if text.isascii():
        return text
    folded = (normalize("NFKC", letter) for letter in text)
    return "".join(one if len(one) == 1 else letter for one, letter in zip(folded, text, strict=True)).translate(_LOOKALIKES)


def noted_from(text: str) -> int:
    """Where a note or an example begins, at the head of a block or of a line in it: from there on it requires nothing."""
    found = _NOTE.search(text)
    return found.start() if found else len(text)


def without_quotations(text: str) -> str:
    """The same text with quoted words hidden; every other character keeps its place."""
    return _QUOTATION.sub(lambda quotation: HIDDEN * len(quotation[0]), text)


def find_keywords(text: str, scheme: str) -> Iterator[tuple[int, int, str]]:
    """Where each keyword begins and ends in one paragraph, list item or cell, given as plain text with code already hidden, and
    of which kind it is."""
    read = without_quotations(text[: noted_from(text)])
    if scheme in _AT_HEAD and (head := _AT_HEAD[scheme].match(read)):
        yield *head.span(1), _kind(head[1], scheme)
    for match in _PATTERNS[scheme].finditer(read):
        yield *match.span(), _kind(match[0], scheme)


def _kind(written: str, scheme: str) -> str:
    return SCHEMES[scheme][" ".join(written.lower().split())]
