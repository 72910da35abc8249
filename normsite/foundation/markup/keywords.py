"""The words that make a sentence normative, and where they stand in a run of plain text.

Sources: ISO/IEC Directives, Part 2, clause 7 (verbal forms); RFC 2119 with RFC 8174 (upper case only).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from unicodedata import normalize

from normsite.foundation.markup.extra import outside_code

REQUIREMENT = "requirement"
EXTERNAL_CONSTRAINT = "external_constraint"
RECOMMENDATION = "recommendation"
PERMISSION = "permission"
CAPABILITY = "capability"

# Strongest first: a sentence with two keywords belongs to the stronger kind.
STRENGTH = (REQUIREMENT, EXTERNAL_CONSTRAINT, RECOMMENDATION, PERMISSION, CAPABILITY)


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(word.replace(" ", r"\s+") for word in longest_first) + r")\b")


@dataclass(frozen=True)
class Scheme:
    """Which words make a sentence normative: its keywords in small letters, each with its kind, and those that the editor
    offers on buttons. In some schemes they count in capitals alone."""

    key: str
    label: str
    words: Mapping[str, str]
    buttons: tuple[str, ...]
    in_capitals: bool = False

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Every keyword as it counts wherever it stands. "May" and "Can" with a capital are a month and a name; texts may shout
        "SHALL" in capitals."""
        return _pattern([*(() if self.in_capitals else self.words), *(word.upper() for word in self.words)])

    @cached_property
    def at_head(self) -> re.Pattern[str] | None:
        """At the head of an item, a cell or a paragraph a keyword counts with a capital: "Shall keep a list". What follows
        tells it from a question or a condition ("Should the device fail") and from the month ("May to June")."""
        capitalised = _pattern([word.capitalize() for word in self.words]).pattern.replace("+", "{1,9}")
        return None if self.in_capitals else re.compile(rf"[\W_]{{0,9}}({capitalised})(?=,? [a-z]){_NO_CONDITION}")

    @cached_property
    def looking(self) -> re.Pattern[str]:
        """What looks like a keyword, whatever its letters."""
        return re.compile(_pattern(self.words).pattern, re.I)


_NO_CONDITION = (
    r"(?! (?:the|an?|any|all|each|every|some|such|this|that|these|those|there|no|one|it|its|they|their|he|she|we|you|is|was"
    r"|and|or|to|until)\b)"
)
SCHEMES: dict[str, Scheme] = {
    scheme.key: scheme
    for scheme in (
        Scheme(
            "iso",
            "ISO: shall, should, may, can, must",
            {
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
            buttons=("shall", "should", "may"),
        ),
        # RFC 2119 gives "MAY NOT" and "NOT REQUIRED" no meaning; they are kept apart, so that a count shows them, and are of
        # the kind of the word that they negate.
        Scheme(
            "rfc2119",
            "RFC 2119: upper-case words only",
            {
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
            buttons=("SHALL", "SHOULD", "MAY"),
            in_capitals=True,
        ),
    )
}
DEFAULT_SCHEME = "iso"
SCHEME_CHOICES = [(scheme.key, scheme.label) for scheme in SCHEMES.values()]

_CITED = re.compile(r"\b(?:RFC\s?(?:2119|8174)|BCP\s?14)\b")
_SHOUTED = re.compile(r"\b(?:MUST|SHALL|SHOULD|REQUIRED|RECOMMENDED)\b")
_SAID = re.compile(r"\bshall\b")


def likely_scheme(text: str) -> tuple[str, str]:
    """The keyword scheme by which a text seems to be written, and why: that of which it has more words, code aside."""
    prose = "\n".join(line for _, line in outside_code(text.split("\n")))
    shouted, said = len(_SHOUTED.findall(prose)), len(_SAID.findall(prose))
    if shouted > said:
        cited = _CITED.search(prose)
        return "rfc2119", f"it cites {' '.join(cited[0].split())}" if cited else "its keywords stand in capitals"
    return "iso", "it says shall in small letters" if said else ""


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
    read, words = without_quotations(text[: noted_from(text)]), SCHEMES[scheme]
    found = [(match.span(), match[0]) for match in words.pattern.finditer(read)]
    if words.at_head and (head := words.at_head.match(read)):
        found.insert(0, (head.span(1), head[1]))
    for (start, end), written in found:
        yield start, end, words.words[" ".join(written.lower().split())]
