"""What was typed on the page of an outside review that takes nothing any more: given back in words, to be copied."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from riskreviews.forms import NAME_SHOWN
from riskreviews.models import OutsideReview, OutsideVerdict, Severity, WithheldBecause

POINT = ("text", "severity", "clause")
CHOICES = {
    "severity": dict(Severity.choices),
    "verdict": dict(OutsideVerdict.choices),
    "withheld": {NAME_SHOWN: "Publish it"} | {one.value: f"Withhold it: {one.label}" for one in WithheldBecause},
}


class Typed(NamedTuple):
    """One field that was filled: what it is called, and the words that were typed or chosen there."""

    called: str
    words: str


def everything_typed(sent: Mapping[str, str], questions: Mapping[str, str]) -> dict[str, Typed]:
    """Each field with words, by its name; `questions` is what the answers are called. Of a point only where it has a text."""
    called = {"text": "A point", "severity": "How grave the point is", "clause": "The clause that the point is about"}
    called |= {"interests": "Your interests", **questions, "verdict": "What you come to", "withheld": "Your name"}
    found = {name: Typed(label, _words(name, sent.get(name, ""))) for name, label in called.items()}
    dropped = () if found["text"].words else POINT
    return {name: one for name, one in found.items() if one.words and name not in dropped}


def typed_late(review: OutsideReview, sent: Mapping[str, str]) -> dict[str, Typed]:
    """What was typed after a review was given, and it does not say."""
    answered = {f"answer_{number}": pair for number, pair in enumerate(review.answered, 1)}
    said = {name: answer for name, (_, answer) in answered.items()}
    said |= {"interests": review.interests, "verdict": review.get_verdict_display()}
    said["withheld"] = CHOICES["withheld"][review.withheld or NAME_SHOWN]
    typed = everything_typed(sent, {name: question for name, (question, _) in answered.items()})
    said |= _said_of_point(review, {name: typed[name].words for name in POINT if name in typed})
    return {name: one for name, one in typed.items() if one.words != said.get(name)}


def _said_of_point(review: OutsideReview, point: dict[str, str]) -> dict[str, str]:
    """The point as it was typed, where the review has it."""
    known: Iterator[dict[str, str]] = (
        {"text": one.text, "severity": one.get_severity_display()} | ({"clause": one.clause.anchor} if one.clause else {})
        for one in review.points.select_related("clause")
    )
    return point if point in known else {}


def _words(name: str, value: str) -> str:
    words = value.replace("\r\n", "\n").replace("\0", "").strip()
    return CHOICES[name].get(words, "") if name in CHOICES else words
