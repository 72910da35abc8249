"""How lists tell cryptographic algorithms apart, by the problem on which their safety rests."""

import re
from enum import StrEnum


class Family(StrEnum):
    """By which hard problem an algorithm holds, as the lists tell them apart."""

    SYMMETRIC = "symmetric"
    FACTORS = "factorisation"
    LOGARITHMS = "discrete logarithms"
    CURVES = "discrete logarithms in another group"
    POST_QUANTUM = "post-quantum"


# Which words of a list say which family; the first that fits. All stand before the figure, or beside the names.
SAID: tuple[tuple[re.Pattern[str], Family], ...] = (
    (re.compile(r"discrete logarithms? in (?:a|any) group other|elliptic curve", re.IGNORECASE), Family.CURVES),
    (re.compile(r"discrete logarithms?", re.IGNORECASE), Family.LOGARITHMS),
    (re.compile(r"factori[sz]ation of integers|\bRSA\b", re.IGNORECASE), Family.FACTORS),
    (re.compile(r"symmetric algorithm|symmetric key|key length", re.IGNORECASE), Family.SYMMETRIC),
)


def speaks_of_keys(text: str) -> bool:
    """Whether the words of a list are about the lengths of keys."""
    return any(pattern.search(text) for pattern, _ in SAID)


def family_of(said: str) -> Family | None:
    """Of what was said last before the figure."""
    last = [(match.start(), family) for pattern, family in SAID for match in pattern.finditer(said)]
    return max(last, key=lambda one: one[0])[1] if last else None
