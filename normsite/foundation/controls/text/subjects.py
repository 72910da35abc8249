"""What the paragraphs of a list are about: the things that they name, apart from how those must be and what they are for."""

import re

from normsite.foundation.controls.text.terms import subject

# Behind these words stands what a thing is for; it names many other things.
_PURPOSE = re.compile(
    r"\b(?:us(?:e)?able (?:in|for)|for use (?:in|with|by)|designed or modified for|specially designed\"?,? for|designed for use"
    r"|other than|not specified)\b",
    re.IGNORECASE,
)
_APPLIES = re.compile(r"\A[^.;:]{0,40}?\bappl(?:y|ies) to ")  # a chart: "MT applies to unmanned vehicles that"
# Before these words stands the name; of what has none, that by which it's described.
NAMED_BEFORE = re.compile(
    r"\b(?:having|with|that|which|capable|as follows|designed|rated|where|and having|employing|incorporating|meeting)\b|[:;]",
    re.IGNORECASE,
)
DESCRIBED = re.compile(r"\b(?:having|with any|with all|as follows|where)\b|[:;]", re.IGNORECASE)
_OR = re.compile(r",|\bor\b|\band\b|[/(]")
# A paragraph that begins so says how a thing must be; the thing itself is named above.
_CONDITION = re.compile(
    r"\W{0,2}(?:an?\b|designed|rated|capable|having|able|specified to|operating|operated|equipped|with\b|incorporating|using"
    r"|maximum|minimum|more|less|greater|two|three|four|five|for\b|both\b|any\b|output|peak|average"
    r"|specially designed\W{1,3}(?:to|for)"
    r"|(?:sound pressure|operating frequency|transmitting frequency|forming beams)"
    r"|unidirectional|positioning accurac|usable|not\b|total|the\b|pulse|wall-plug"
    r"|[a-z-]{1,20} (?:equal to|exceeding|less|greater|of \d|above|better))",
    re.IGNORECASE,
)


def parted(text: str) -> tuple[str, str]:
    """What a text names, and what it says that is for."""
    text = _APPLIES.sub("", text)
    found = _PURPOSE.search(text)
    return (text[: found.start()], text[found.start() :]) if found else (text, "")


def is_condition(text: str) -> bool:
    return bool(_CONDITION.match(text))


def named_things(text: str, without: frozenset[str]) -> tuple[frozenset[str], ...]:
    """The things that a text begins with: "A, B or C having", or by what they are described where they have no name."""
    return things_of(text, NAMED_BEFORE, without) or things_of(text, DESCRIBED, without)


def things_of(text: str, cut: re.Pattern[str], without: frozenset[str]) -> tuple[frozenset[str], ...]:
    """The words of each of the things that are named before a cut."""
    things = _OR.split(cut.split(text, maxsplit=1)[0])
    return tuple(words for thing in things if (words := subject(thing) - without))
