"""Gaps in the place of what is withheld of scenarios, their evidence and safeguards."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from django.db.models import prefetch_related_objects

from norms.models import Norm
from normsite.foundation.accounts.access import Reader
from normsite.foundation.unseen import isolated
from normsite.foundation.withholding.gaps import Fields, Gap, cover, gaps_of, hidden_places
from normsite.foundation.withholding.vocabulary import Kind, Part
from normsite.foundation.withholding.wording import is_anybodys
from riskreviews.models import Evidence, Safeguard, Scenario

WORDS_OF_SAFEGUARD = {
    "description": "description",
    "legitimate_aim": "legitimate aim",
    "suitable": "why it is suitable",
    "necessary": "why nothing less restrictive would do",
    "proportionate": "why the gain outweighs the burden",
    "alternative": "less restrictive alternatives",
    "departure": "why another tier than the table's",
    "governability_why": "why this governability",
    "reach_why": "why this reach",
    "declassification_trigger": "what would lift it",
}
"""The fields of a safeguard that can be withheld, each by itself, and how they are called."""


def cover_scenarios(scenarios: Iterable[Scenario], reader: Reader | None = None) -> None:
    """Put the gap into the place of each description and reasoning that is withheld from this reader."""
    found = list(scenarios)
    cover(found, _of_scenario, reader)
    _cover_judgements(found)


def cover_risks(scenarios: Iterable[Scenario], safeguards: Iterable[Safeguard], reader: Reader | None = None) -> None:
    """The same for scenarios with their evidence, which is prefetched, and for the words of safeguards, in one query."""
    found, answers = list(scenarios), list(safeguards)
    prefetch_related_objects(answers, "alternatives")
    codes = {one.pk: one.code for one in found}
    pieces = [piece for one in found for piece in one.evidence.all()]
    cover([*found, *pieces, *answers], partial(_parts_of, codes), reader)
    _cover_judgements(found)
    _cover_alternatives(answers)


def words_of_description(scenario: Scenario) -> str:
    """All that is withheld along with the description of a scenario: what follows, and names among the judgements."""
    beside = (scenario.threat_source, scenario.uncertainty_reason, scenario.benefit_lost)
    said = (scenario.description, *beside, *_words_of_what_follows(scenario), *scenario.method.words(scenario.judgements))
    return "\n\n".join(dict.fromkeys(filter(None, said)))


def _words_of_what_follows(scenario: Scenario) -> Iterator[str]:
    return (one.words for one in scenario.what_follows)


def cover_safeguards(safeguards: Iterable[Safeguard], reader: Reader | None = None) -> None:
    """The same for the words of safeguards, field by field; their alternatives, which are prefetched, all at once."""
    found = list(safeguards)
    prefetch_related_objects(found, "alternatives")
    cover(found, _of_safeguard, reader)
    _cover_alternatives(found)


def is_withheld(scenario: Scenario) -> bool:
    """Whether its description is covered for this reader."""
    gap = gaps_of(scenario).get("description")
    return gap is not None and gap.covers


def _cover_judgements(scenarios: Iterable[Scenario]) -> None:
    """Names of threats and futures, and what follows, tell of what a description says: where it is withheld, so are they."""
    for scenario in scenarios:
        if is_withheld(scenario):
            scenario.judgements = scenario.method.without_words(scenario.judgements)
            scenario.digest = ""  # by it names could be guessed at
            scenario.consequences = {key: {**one, "words": ""} for key, one in scenario.consequences.items()}


def _cover_alternatives(safeguards: list[Safeguard]) -> None:
    for safeguard in safeguards:
        gap = gaps_of(safeguard).get("alternative")
        if gap is not None and gap.covers:
            for one in safeguard.alternatives.all():
                one.what, one.fails = gap.words, ""


@dataclass(frozen=True)
class Withholdable:
    """A part that says something: how people call it, and its gap where it is withheld already, or was."""

    part: Part
    called: str
    gap: Gap | None


def parts_of_scenario(scenario: Scenario) -> Iterator[Withholdable]:
    """What of a scenario and of its evidence can be withheld from the public, each by itself; covered before."""
    gaps = gaps_of(scenario)
    yield Withholdable(Part(Kind.DESCRIPTION, scenario.code), "description, and what follows", gaps.get("description"))
    if scenario.reasoning:
        yield Withholdable(Part(Kind.REASONING, scenario.code), "reasoning", gaps.get("reasoning"))
    for piece in scenario.evidence.all():
        part = Part(Kind.EVIDENCE, scenario.code, str(piece.pk))
        yield Withholdable(part, f"evidence “{isolated(piece.citation)}”", gaps_of(piece).get("citation"))


def parts_of_safeguard(safeguard: Safeguard) -> Iterator[Withholdable]:
    """The same of a safeguard."""
    for name, called in WORDS_OF_SAFEGUARD.items():
        if words_of_safeguard(safeguard, name):
            yield Withholdable(Part(Kind.SAFEGUARD, safeguard.code, name), called, gaps_of(safeguard).get(name))


def words_of_safeguard(safeguard: Safeguard, name: str) -> str:
    """What a safeguard says under one of the names in `WORDS_OF_SAFEGUARD`."""
    if name != "alternative":
        return str(getattr(safeguard, name))
    return "\n\n".join("\n".join(filter(None, (one.what, one.fails))) for one in safeguard.alternatives.all())


def said_by_scenario(scenario: Scenario) -> dict[Part, str]:
    """What a scenario says in each part that can be withheld, its evidence apart. By its threat source and by the names among
    its judgements alone nothing is known again: many scenarios share them."""
    description, reasoning = Part(Kind.DESCRIPTION, scenario.code), Part(Kind.REASONING, scenario.code)
    said = (scenario.description, scenario.uncertainty_reason, scenario.benefit_lost, *_words_of_what_follows(scenario))
    return {description: "\n\n".join(filter(None, said)), reasoning: scenario.reasoning}


def said_by_evidence(piece: Evidence) -> dict[Part, str]:
    """What a piece of evidence says: what it shows, where that tells it from others, since the same source may be cited for
    something else; or else all of it."""
    whole = "\n".join(filter(None, (piece.citation, piece.url, piece.shows)))
    text = whole if is_anybodys(piece.shows) else piece.shows
    return {Part(Kind.EVIDENCE, piece.scenario.code, str(piece.pk)): text}


def said_by_safeguard(safeguard: Safeguard) -> dict[Part, str]:
    """What a safeguard says in each part that can be withheld."""
    return {Part(Kind.SAFEGUARD, safeguard.code, name): words_of_safeguard(safeguard, name) for name in WORDS_OF_SAFEGUARD}


def hidden_rationales(norm: Norm, reader: Reader) -> set[str]:
    """The anchors of the clauses of a norm whose rationale is withheld from this reader."""
    return hidden_places(Kind.RATIONALE, norm.code, reader)


def _parts_of(codes: dict[int, str], row: Scenario | Evidence | Safeguard) -> Iterator[tuple[Part, Fields]]:
    """`codes` are those of the scenarios, by their keys."""
    if isinstance(row, Scenario):
        return _of_scenario(row)
    return _of_safeguard(row) if isinstance(row, Safeguard) else _of_evidence(codes, row)


def _of_scenario(scenario: Scenario) -> Iterator[tuple[Part, Fields]]:
    yield (
        Part(Kind.DESCRIPTION, scenario.code),
        Fields("description", "description_html", beside=("threat_source", "uncertainty_reason", "benefit_lost")),
    )
    if scenario.reasoning:
        yield Part(Kind.REASONING, scenario.code), Fields("reasoning", "reasoning_html")


def _of_evidence(codes: dict[int, str], piece: Evidence) -> Iterator[tuple[Part, Fields]]:
    yield Part(Kind.EVIDENCE, codes[piece.scenario_id], str(piece.pk)), Fields("citation", beside=("url", "shows"))


def _of_safeguard(safeguard: Safeguard) -> Iterator[tuple[Part, Fields]]:
    for name in WORDS_OF_SAFEGUARD:
        if words_of_safeguard(safeguard, name):
            html = "description_html" if name == "description" else ""
            beside = ("trigger_on",) if name == "declassification_trigger" else ()
            yield Part(Kind.SAFEGUARD, safeguard.code, name), Fields(name, html, beside)
