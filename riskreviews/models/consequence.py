"""What follows from a scenario in each of five dimensions, whatever the method asks."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import models

from normsite.foundation.errors import Refused
from normsite.foundation.unseen import UNKEPT, can_be_seen, isolated

LONGEST = 400


class Dimension(models.TextChoices):
    PROLIFERATION = "proliferation", "Proliferation"
    SECURITY = "security", "Security and safety"
    RIGHTS = "rights", "Human rights"
    ECONOMY = "economy", "Economy"
    OPENNESS = "openness", "Openness of science"


MEANINGS = {
    Dimension.PROLIFERATION: "What somebody gains on the way to a weapon.",
    Dimension.SECURITY: "Whom it hurts, and what stops working.",
    Dimension.RIGHTS: "Whose privacy, liberty or speech it touches.",
    Dimension.ECONOMY: "Who pays, loses trade, or loses work.",
    Dimension.OPENNESS: "What can’t be published, taught or shared any more.",
}
"""What each of them asks, in a sentence."""


class Gravity(models.TextChoices):
    """Steps of the ramp of risk, so that their colours are the same."""

    LOW = "L", "Low"
    MEDIUM = "M", "Medium"
    HIGH = "H", "High"
    VERY_HIGH = "VH", "Very high"


class Uncertainty(models.TextChoices):
    LOW = "low", "Low"
    MEDIUM = "medium", "Medium"
    HIGH = "high", "High"


@dataclass(frozen=True, slots=True)
class Consequence:
    """How grave it is in one dimension, and what it is, in a sentence that may be left out."""

    dimension: Dimension
    gravity: Gravity
    words: str

    def __str__(self) -> str:
        return f"{self.gravity.label}{': ' if self.words else ''}{isolated(self.words)}"


Stored = Mapping[str, Mapping[str, str]]
"""By the dimension: `level`, the code of a gravity, and `words`."""


def read_consequences(stored: Stored) -> list[Consequence]:
    """Those that matter, in the order of the dimensions."""
    found = [(one, stored[one.value]) for one in Dimension if one.value in stored]
    return [Consequence(one, Gravity(given["level"]), given["words"]) for one, given in found]


def stored_consequences(given: Stored) -> dict[str, dict[str, str]]:
    """As they are kept: without the dimensions that nothing is said of.

    Refused: words without a gravity, too many of them, and those that nobody can read. ValueError for another dimension or
    gravity.
    """
    found: dict[str, dict[str, str]] = {}
    for key, one in given.items():
        dimension, level, words = Dimension(key), one.get("level", ""), one.get("words", "").strip()
        _check(dimension, level, words)
        if level:
            found[dimension.value] = {"level": Gravity(level).value, "words": words}
    return found


def _check(dimension: Dimension, level: str, words: str) -> None:
    name = dimension.label.lower()
    if words and not level:
        raise Refused(f"What follows for {name} has no gravity.", "Choose how grave it is.")
    if len(words) > LONGEST:
        raise Refused(f"What follows for {name} has {len(words):,} characters; the most is {LONGEST}.", "Shorten it.")
    if UNKEPT.search(words) or (words and not can_be_seen(words)):
        raise Refused(f"What follows for {name} can't be read.", "Write it anew.")
