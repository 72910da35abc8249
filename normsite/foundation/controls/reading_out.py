"""Criteria as the text of an edition suggests them, each with the paragraph from which it was read."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from normsite.foundation.controls.conditions import Suggestion
from normsite.foundation.controls.models import ControlList, Paragraph
from normsite.foundation.controls.queries import list_rows
from normsite.foundation.controls.sentences import measure_of
from normsite.foundation.controls.text.criteria import Group, ListRow, SuggestedCriterion, suggest_criteria

NOT_PARAGRAPHS = frozenset({"heading", "control"})
LONGEST_SUBJECT = 90
# Where the name of a thing ends, and what is said of it begins.
_ENDS = re.compile(
    r"[,;:.(\[]|\s(?:having|with|which|that|capable|designed|specially|as|using|rated|meeting|containing|employing|not|for|suitable"
    r"|incorporating|usable|in|where|whose|other than|operating|exceeding|described|specified|controlled|required|equal|refers"
    r"|applies|apply|according|made|including|excluding|except|when|is|are|being|intended|modified|to|from|by|on|at)\b",
    re.IGNORECASE,
)
# What begins so names no thing, but says something of one that was named above.
_SAYS = re.compile(
    r"(?:a|an|any|all|both|having|being|capable|designed|rated|for|with|exceeding|more|greater|less|not|no|when|where|if|at|in|to"
    r"|by|the|one|two|three|four|five|specified|configured|numerically|incorporating|employing|containing|multimode|non-tunable|either|each|specially|as|from|use|uses|does|do|it|is|are|meeting|able|used|which|that|and|or)\b",
    re.IGNORECASE,
)
# What ends so is measured, and no thing either.
_IS_MEASURED = re.compile(
    r"(?:repeatability|accurac(?:y|ies)|resolution|power|frequenc(?:y|ies)|energy|energies|densit(?:y|ies)|intensit(?:y|ies)|bandwidth"
    r"|rates?|speeds?|ranges?|temperatures?|pressures?|wavelengths?|thickness|diameters?|lengths?|weights?|mass|volumes?|capacity"
    r"|velocit(?:y|ies)|stability|deviation|errors?|times?|gain|loss|noise|sensitivity|purity|content|voltage|current|strength"
    r"|modulus|performance|output|response|area|level|drift|bias|ratio|attenuation|efficiency|spacing|linearity)$",
    re.IGNORECASE,
)
_QUOTES = re.compile("[“”\"'‘’`*_]")

Place = tuple[str, str]
"""Code of the paragraph, or of the nearest one above it that has one; its text."""


def suggestions_of(control_list: ControlList) -> list[Suggestion]:
    """What the text of an edition suggests, in its order. Reading some thousand paragraphs takes some seconds."""
    rows = list_rows(control_list)
    keys = _keys(control_list, rows)
    places = places_of(rows)
    charts = {row.text for row in rows if row.kind == "control"}
    return [_suggestion(found, keys[places[found.code, found.subject[0]]], charts) for found in suggest_criteria(rows)]


def _keys(control_list: ControlList, rows: Sequence[ListRow]) -> list[int | None]:
    """The key of the paragraph of each row; None for headings and charts."""
    paragraphs = Paragraph.objects.filter(entry__control_list=control_list).order_by("entry__position", "position")
    keys = iter(paragraphs.values_list("pk", flat=True))
    return [None if row.kind in NOT_PARAGRAPHS else next(keys) for row in rows]


def places_of(rows: Sequence[ListRow]) -> dict[Place, int]:
    """Where each text stands among the rows; of two that say the same under one code the first."""
    found: dict[Place, int] = {}
    for at, row in enumerate(rows):
        found.setdefault((_code(rows, at), row.text), at)
    return found


def texts_above(rows: Sequence[ListRow], at: int | None) -> Iterator[str]:
    """The text of a row, then of those in which it stands, up to the heading of the entry."""
    while at is not None:
        yield rows[at].text
        at = rows[at].parent


def _code(rows: Sequence[ListRow], at: int) -> str:
    row = rows[at]
    while not row.code and row.parent is not None:
        row = rows[row.parent]
    return row.code or rows[at].entry


def _suggestion(found: SuggestedCriterion, paragraph: int | None, charts: set[str]) -> Suggestion:
    subject = name_of(found.subject, [condition.parameter for condition in found.group.conditions()])
    return Suggestion(
        code=found.code,
        paragraph=paragraph,
        text=found.subject[0],
        group=_with_names(found.group),
        subjects=(subject,) if subject else (),
        features=found.features,
        exceptions="\n".join(dict.fromkeys(text for text in found.exceptions if text not in charts)),
    )


def _with_names(group: Group) -> Group:
    """The same figures, of which each says what is measured as a noun, where the list's words are one."""
    parts = (
        _with_names(part) if isinstance(part, Group) else replace(part, parameter=measure_of(part.parameter) or part.parameter)
        for part in group.parts
    )
    return Group(group.join, tuple(parts))


def name_of(texts: Sequence[str], parameters: Sequence[str]) -> str:
    """A name for what is controlled, from the nearest of these texts that begins with one; empty where none does.

    "Analog-to-Digital converters (ADC) having any of the following:" names analogue-to-digital converters; "A resolution of
    16 bit or more" names only what is measured.
    """
    measured = {word for parameter in parameters for word in parameter.lower().split()}
    names = (_ENDS.split(" ".join(_QUOTES.sub("", text).split()), maxsplit=1)[0].strip(" -–—/") for text in texts)
    return next((name for name in names if _is_name(name) and not set(name.lower().split()) <= measured), "")


def _is_name(words: str) -> bool:
    is_said = _SAYS.match(words) or _IS_MEASURED.search(words) or any(sign.isdigit() for sign in words)
    return not is_said and len(words) <= LONGEST_SUBJECT and re.search(r"[a-z]{4}", words, re.IGNORECASE) is not None
