"""Read models for pages and records: risks by clause, safeguards by provision, arrows, the explanation of each figure."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db.models import CharField, Q, QuerySet, TextField

from norms.models import Applicability, Norm, Provision, Revision, Statement
from norms.services.revisions import fingerprint
from normsite.foundation.controls.hits import Hit
from normsite.foundation.controls.looking import hits_in_force
from normsite.foundation.controls.models import ControlList
from riskreviews.drawings import Shown, shown
from riskreviews.methods import Figure, Level, Lookup, Method, Said
from riskreviews.methods.method import SIDES, side_in_words
from riskreviews.methods.pictures import Move, arrows
from riskreviews.models import (
    Alternative,
    AppliesTo,
    Assessment,
    AssessmentState,
    Cost,
    Evidence,
    Reappraisal,
    Safeguard,
    Scenario,
)
from riskreviews.queries.withheld import cover_risks


def text_fingerprint(revision: Revision) -> str:
    """The fingerprint of the text as it stands now; a frozen text bears its own."""
    return revision.fingerprint or fingerprint(revision)


def agreed_on_other_words(assessment: Assessment) -> bool:
    """Whether a peer has agreed, and the text has changed since."""
    return assessment.state == AssessmentState.AGREED and assessment.agreed_fingerprint != text_fingerprint(assessment.revision)


def stated_provisions(revision: Revision) -> frozenset[int]:
    """The keys of the provisions that a text states. A link to any other has outlived its sentence."""
    stated = Provision.objects.filter(statements__clause__revision=revision)
    return frozenset(stated.values_list("pk", flat=True))


def find_statements(revision: Revision, words: str) -> QuerySet[Statement]:
    """The statements of a text in this clause and those below it; where it is no clause, with this code or these words."""
    here = Statement.objects.filter(clause__revision=revision).order_by("clause__order", "position")
    in_clause = here.filter(Q(clause__number=words) | Q(clause__number__startswith=f"{words}."))
    with_words = Q(text__icontains=words) | Q(provision__code__iexact=words) | Q(clause__title__icontains=words)
    return in_clause if in_clause.exists() else here.filter(with_words)


def agreed_assessments(revision: Revision) -> list[Assessment]:
    """The agreed assessments of a revision, oldest first, with all that a record shows of them; gaps where withheld."""
    related = Assessment.objects.for_revision(revision).agreed().order_by("created_at")
    found = list(
        related.select_related("created_by", "revision__norm").prefetch_related(
            "scenarios__clause",
            "scenarios__evidence",
            "scenarios__owner",
            "safeguards__scenarios",
            "safeguards__provision",
            "safeguards__tier_table",
            "safeguards__alternatives",
            "safeguards__costs",
            "safeguards__applies_to",
            "peer_reviews__reviewer",
        )
    )
    scenarios = [scenario for one in found for scenario in one.scenarios.all()]
    cover_risks(scenarios, (safeguard for one in found for safeguard in one.safeguards.all()))
    return found


def whole_safeguards(assessment: Assessment) -> QuerySet[Safeguard]:
    """The safeguards of an assessment with all that belongs to them."""
    found = assessment.safeguards.select_related("assessment", "tier_table")
    return found.prefetch_related("scenarios", "alternatives", "costs", "applies_to")


def public_applicabilities(revisions: Iterable[int]) -> dict[int, list[Applicability]]:
    """By the key of each of these texts the addressees and cases that its public safeguards name, in one query. What else is
    named for a norm is nobody's business yet."""
    safeguards = Safeguard.objects.public().filter(assessment__revision__in=revisions)
    related = AppliesTo.objects.filter(safeguard__in=safeguards).select_related("applicability", "safeguard__assessment")
    found: dict[int, dict[int, Applicability]] = {}
    for one in related.order_by("applicability_id"):
        found.setdefault(one.safeguard.assessment.revision_id, {})[one.applicability_id] = one.applicability
    return {key: list(named.values()) for key, named in found.items()}


def public_assessments(norm: Norm) -> QuerySet[Assessment]:
    """The assessments of a norm that anybody may read, the newest first."""
    return Assessment.objects.public().filter(revision__norm=norm).select_related("revision").order_by("-agreed_at")


def arrows_of(assessment: Assessment, scenarios: Iterable[Scenario]) -> Shown:
    """How far the safeguards move the risk of each of these scenarios, drawn."""
    moves = tuple(Move(one.code, one.title, *judged(one)) for one in scenarios)
    return shown((arrows("The risks without and with safeguards", assessment.risk_method.levels, moves),))[0]


Written = Assessment | Scenario | Safeguard
Found = tuple[Written, ControlList, Hit]
"""What a control list in force finds in the words of an assessment, a scenario or a safeguard."""


def hits_in(assessment: Assessment, scenarios: Iterable[Scenario], safeguards: Iterable[Safeguard]) -> list[Found]:
    """What the lists in force find in all that is published with an assessment, its own scope and the evidence too."""
    found: list[Written] = [assessment, *scenarios, *safeguards]
    hits = hits_in_force(["\n\n".join(_words_of(one)) for one in found])
    return [(one, control_list, hit) for one, its in zip(found, hits, strict=True) for control_list, hit in its]


def controlled_codes(assessment: Assessment, *, outside: bool = False) -> list[str]:
    """The codes of all that is published with the assessment in which a control list in force finds something; for somebody
    outside, of what the public may read of it."""
    scenarios, safeguards = list(assessment.scenarios.prefetch_related("evidence")), list(whole_safeguards(assessment))
    if outside:
        cover_risks(scenarios, safeguards)
    return list(dict.fromkeys(part.code for part, _, _ in hits_in(assessment, scenarios, safeguards)))


def _words_of(part: Written | Evidence | Alternative | Cost | Applicability) -> Iterator[str]:
    """All that somebody has written in it."""
    fields = [field for field in part._meta.fields if isinstance(field, CharField | TextField)]
    names = [field.name for field in fields if field.editable and not field.choices and field.name not in ("code", "method")]
    yield from filter(None, (getattr(part, name) for name in names))
    if isinstance(part, Scenario):
        yield from (one.words for one in part.what_follows if one.words)
        yield from part.method.words(part.judgements)
    for one in _within(part):
        yield from _words_of(one)


def _within(part: object) -> Iterator[Evidence | Alternative | Cost | Applicability]:
    """What is published with it, in rows of their own."""
    if isinstance(part, Scenario):
        yield from part.evidence.all()
    if isinstance(part, Safeguard):
        yield from part.alternatives.all()
        yield from part.costs.all()
        yield from part.applies_to.all()


@dataclass(frozen=True)
class Weighing:
    """One side of a scenario: the level that the method gives, the steps that lead there, and the figures met on the way."""

    side: str
    level: Level
    steps: tuple[Lookup | Said, ...]
    figures: tuple[Figure, ...] = ()


def weigh_side(method: Method, judgements: Mapping[str, str], *, residual: bool) -> Weighing | None:
    """One side of a scenario; None where it lacks an answer or has an unknown one."""
    result = method.weigh(judgements, residual=residual)
    if result is None:
        return None
    return Weighing(side_in_words(residual=residual), result.level, result.explanation, result.figures)


def weigh_scenario(scenario: Scenario) -> list[Weighing]:
    """How the two levels of a scenario come about; a side that lacks an answer or has an unknown one is left out."""
    sides = [weigh_side(scenario.method, scenario.judgements, residual=residual) for residual in SIDES.values()]
    return [side for side in sides if side is not None]


def explain(scenario: Scenario) -> list[str]:
    """How the two levels come about, in words: each table, row and column by name."""
    return [f"{one.side}. " + " ".join(step.sentence for step in one.steps) for one in weigh_scenario(scenario)]


@dataclass(frozen=True)
class Count:
    """How many scenarios stand at a level before and after the safeguards."""

    level: Level
    before: int
    after: int


def counts_by_level(scenarios: Iterable[Scenario]) -> list[Count]:
    """From the highest level down; levels at which nothing stands on either side are left out."""
    found = [judged(one) for one in scenarios]
    before, after = (
        Counter(inherent for inherent, _ in found if inherent),
        Counter(residual for _, residual in found if residual),
    )
    return [Count(level, before[level], after[level]) for level in sorted(filter(None, {*before, *after}), reverse=True)]


def judged(scenario: Scenario) -> tuple[Level | None, Level | None]:
    """The levels of inherent risk (without safeguards) and of residual risk (with them), as far as they are judged."""
    inherent, residual = (scenario.method.level(code) if code else None for code in (scenario.level, scenario.residual_level))
    return inherent, residual


def risks_of(scenario: Scenario) -> tuple[Level, Level]:
    """The two levels of a scenario that is judged, as all are once a peer is asked; ValueError for any other."""
    return scenario.method.level(scenario.level), scenario.method.level(scenario.residual_level)


def highest(scenarios: Iterable[Scenario]) -> tuple[Level, Level] | None:
    """The highest risk before and after the safeguards among scenarios that are judged on both sides; None where there is none.
    Methods may differ: their levels compare."""
    found = [(inherent, residual) for inherent, residual in map(judged, scenarios) if inherent and residual]
    if not found:
        return None
    return max(inherent for inherent, _ in found), max(residual for _, residual in found)


class Promised(NamedTuple):
    """A published assessment, the day of its promised look, the codes of the scenarios and safeguards concerned, and when the
    last of them promised it: with the text, or when a safeguard was kept."""

    assessment: Assessment
    day: date
    codes: list[str]
    since: datetime


def reviews_due(today: date) -> list[Promised]:
    """What should have been looked at again on a day of the last month."""
    return _promised((today - timedelta(days=29), today))


def reviews_to_come(today: date, norm: Norm | None = None) -> list[Promised]:
    """What will be looked at again today or later, of all norms or of one, the soonest first."""
    return sorted(_promised((today, date.max), norm), key=lambda promised: (promised.day, promised.assessment.code))


def _promised(days: tuple[date, date], norm: Norm | None = None) -> list[Promised]:
    """Of the newest texts, between two days: what was published with the text, and what was said where a safeguard was kept."""
    found: dict[tuple[Assessment, date], Promised] = {}
    for assessment, day, code, since in _looks(days, norm):
        promised = found.get((assessment, day), Promised(assessment, day, [], since))
        codes = promised.codes if code in promised.codes else [*promised.codes, code]
        found[assessment, day] = promised._replace(codes=codes, since=max(since, promised.since))
    return list(found.values())


def _looks(days: tuple[date, date], norm: Norm | None) -> Iterator[tuple[Assessment, date, str, datetime]]:
    standing = Assessment.objects.standing()
    if norm is not None:
        standing = standing.filter(revision__norm=norm)
    for model in (Scenario, Safeguard):
        due = model.objects.filter(assessment__in=standing, review_on__range=days)
        for one in due.select_related("assessment__revision__norm").order_by("code"):
            if one.review_on and one.assessment.published_at:  # for the types alone: the query asks for both
                yield one.assessment, one.review_on, one.code, one.assessment.published_at
    kept = Reappraisal.objects.filter(safeguard__assessment__in=standing, next_on__range=days)
    for answered in kept.select_related("safeguard__assessment__revision__norm").order_by("safeguard__code", "pk"):
        if answered.next_on and answered.answered_at:  # likewise
            yield answered.safeguard.assessment, answered.next_on, answered.safeguard.code, answered.answered_at
