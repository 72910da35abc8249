"""What the answers come to: which clauses apply, in which tier, what they cost, and what to do next."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from norms.models import Clause, ProvisionKind, Revision, Statement
from normsite.portal.applies.subjects import NO, YES, Subject
from riskreviews.models import Assessment, Cost, Safeguard, Tier
from riskreviews.tiering import LISTED

NEXT = {
    Tier.T4: "Ask the export-control authority of your country before you deliver or send anything: T4 is tied to a licence.",
    Tier.T3: "Ask an independent laboratory for an offer: T3 is shown by somebody other than you.",
    Tier.T2: "Plan the tests of T2 into your development: you may carry them out yourself.",
    Tier.T1: "Read the notices that T1 asks for, and who has to be told.",
    Tier.T0: "Read the requirements: nothing is asked beyond them.",
}


@dataclass(frozen=True)
class Line:
    """One safeguard that applies: its clause and requirement where it has words in the text, and what it costs who asks."""

    safeguard: Safeguard
    clause: Clause | None
    text: str
    cost: Cost | None
    is_sure: bool


@dataclass(frozen=True)
class Total:
    """What all that applies costs, in one currency at the prices of a year."""

    low: int
    high: int
    currency: str
    year: int


@dataclass(frozen=True)
class Answer:
    """What applies of one norm. `spared` are safeguards that don't, since nothing listed is met; `others` are requirements
    without a safeguard, which hold for whoever claims the norm."""

    subject: Subject
    covered: bool
    lines: list[Line]
    spared: list[Safeguard]
    others: int
    totals: list[Total]
    unpriced: int

    @property
    def highest(self) -> str:
        """The highest tier that applies; empty where none does."""
        return max((line.safeguard.tier for line in self.lines), default="")

    @property
    def next_step(self) -> str:
        if not self.covered:
            return "Nothing is to be done because of this norm. Ask again when what you do changes."
        if not self.highest:
            return "Read the requirements; no safeguard with a tier is recorded for this text."
        if all(one.is_sure for one in self.lines if one.safeguard.tier == self.highest):
            return NEXT[Tier(self.highest)]
        return f"Find out what you weren't sure of. Only if it is so: {NEXT[Tier(self.highest)]}"

    @property
    def is_sure(self) -> bool:
        """Whether all of it applies, whatever the answer to what somebody wasn't sure of may be."""
        return all(one.is_sure for one in self.lines)


def answers_to(subjects: Iterable[Subject], payer: str, given: Mapping[str, str]) -> list[Answer]:
    """What the answers come to for each norm, in a constant number of statements. Who isn't sure is told what would apply."""
    asked = list(subjects)
    revisions = [subject.revision.pk for subject in asked]
    assessments = Assessment.objects.public().filter(revision__in=revisions)
    safeguards = Safeguard.objects.filter(assessment__in=assessments).select_related("assessment").order_by("pk")
    of_revision: dict[int, list[Safeguard]] = {key: [] for key in revisions}
    for one in safeguards.prefetch_related("costs"):
        of_revision[one.assessment.revision_id].append(one)
    stated = _statements(revisions)
    return [_answer(one, of_revision[one.revision.pk], stated[one.revision.pk], payer, given) for one in asked]


def _statements(revisions: list[int]) -> dict[int, dict[int, Statement]]:
    """By revision and provision: the requirements, each with its clause."""
    found: dict[int, dict[int, Statement]] = {key: {} for key in revisions}
    public = Revision.objects.released().filter(pk__in=revisions)
    related = Statement.objects.filter(clause__revision__in=public).select_related("clause__revision__norm", "provision")
    for statement in related.order_by("clause__order", "position"):
        found[statement.clause.revision_id].setdefault(statement.provision_id, statement)
    return found


def _answer(
    subject: Subject, safeguards: list[Safeguard], stated: dict[int, Statement], payer: str, given: Mapping[str, str]
) -> Answer:
    covered = given[subject.key] != NO
    answers = {given[question.key] for question in subject.questions}
    may_be_listed = answers != {NO}
    applying = [one for one in safeguards if covered and (one.reach != LISTED or may_be_listed)]
    is_sure = given[subject.key] == YES
    lines = [_line(one, stated, payer, is_sure and (one.reach != LISTED or YES in answers)) for one in applying]
    return Answer(
        subject,
        covered,
        sorted(lines, key=lambda line: (line.clause is None, line.clause.order if line.clause else 0)),
        [one for one in safeguards if covered and one not in applying],
        _others(stated, applying) if covered else 0,
        _totals(line.cost for line in lines if line.cost),
        sum(1 for line in lines if line.cost is None),
    )


def _others(stated: dict[int, Statement], applying: list[Safeguard]) -> int:
    required = {key for key, one in stated.items() if one.kind == ProvisionKind.REQUIREMENT}
    return len(required - {one.provision_id for one in applying})


def _line(safeguard: Safeguard, stated: dict[int, Statement], payer: str, is_sure: bool) -> Line:
    statement = stated.get(safeguard.provision_id or 0)
    cost = next((one for one in safeguard.costs.all() if one.payer == payer), None)
    return Line(safeguard, statement.clause if statement else None, statement.text if statement else "", cost, is_sure)


def _totals(costs: Iterable[Cost]) -> list[Total]:
    """One for each currency and year: prices of other years are not added to them."""
    found: dict[tuple[str, int], list[Cost]] = {}
    for cost in costs:
        found.setdefault((cost.currency, cost.year), []).append(cost)
    return [
        Total(sum(one.low for one in them), sum(one.high for one in them), currency, year)
        for (currency, year), them in sorted(found.items())
    ]
