"""Codes of control lists, and what a list knows of one.

A code is five characters and up to seven sublevels (docs/domain.md, section 4): `5A002`, `5A002.a.4.a`, `0A501.y.7`. The first
digit is the category, the letter the product group; what the digits after it mean differs between the EU and the US, so that
equal codes of two lists need not mean the same.
"""

import re

ENTRY = r"[0-9][A-E][0-9]{3}"
LEVEL = r"(?:[a-z]{1,2}|[0-9]{1,3})"
DEEPEST = 7
"""Sublevels that a code has at most; `6A001.a.1.a.2.b.3.a` has them."""

CATEGORIES = {
    0: "Nuclear",
    1: "Materials",
    2: "Materials processing",
    3: "Electronics",
    4: "Computers",
    5: "Telecommunications and information security",
    6: "Sensors and lasers",
    7: "Navigation and avionics",
    8: "Marine",
    9: "Aerospace and propulsion",
}
"""What the first digit means on every list."""

_ENTRY = re.compile(ENTRY)
_CODE = re.compile(rf"({ENTRY})((?:\.{LEVEL}){{0,{DEEPEST}}})")
MENTION = re.compile(rf"(?<![A-Za-z0-9.])({ENTRY})((?:\.{LEVEL}(?![A-Za-z0-9])){{0,{DEEPEST}}})(?![A-Za-z0-9])")
_NEARLY = re.compile(r"[0-9][A-Za-z][0-9]{2,4}(?:[^0-9A-Za-z ][^ ]{0,40})?")


def is_nearly_code(words: str) -> bool:
    """Whether somebody meant a code and typed none: 5Z999, 5A02, 5A002-a."""
    return not normal_code(words) and _NEARLY.fullmatch(words.strip()) is not None


def is_entry_code(words: str) -> bool:
    """Whether it is the code of an entry, without sublevels."""
    return _ENTRY.fullmatch(words) is not None


def normal_code(words: str) -> str:
    """A code as it is kept: the entry in capitals, sublevels in small letters, no dot at the end; empty where it is none.

    `5a002 .A.4.`, as people type it, is `5A002.a.4`.
    """
    typed = "".join(words.split()).rstrip(".")
    code = typed[:5].upper() + typed[5:].lower()
    return code if _CODE.fullmatch(code) else ""


def entry_code(code: str) -> str:
    """The entry to which a full code belongs."""
    return code.partition(".")[0]


def codes_above(code: str) -> list[str]:
    """The codes in which it lies, the nearest first: of `5A002.a.4` they are `5A002.a` and `5A002`."""
    above = []
    while "." in code:
        code = code.rpartition(".")[0]
        above.append(code)
    return above


def mentioned_codes(text: str) -> list[str]:
    """The codes that a text names, in its order, each once. Short ones, such as ".b" after "5A002.a", are not among them."""
    return list(dict.fromkeys(match[1] + match[2] for match in MENTION.finditer(text)))
