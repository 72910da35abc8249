"""What the answers come to: which clauses apply, in which tier, what they cost, and what to do next."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Prefetch

from norms.models import Clause, ProvisionKind, Revision, Statement
from normsite.foundation.unseen import isolated
from normsite.portal.applies.binding import Binding, binding_of
from normsite.portal.applies.subjects import NO, UNSURE, Subject
from riskreviews.models import Assessment, Cost, Frequency, Safeguard, Scenario, Tier
from riskreviews.queries import Burden, burdens

NEXT = {
    Tier.T4: "Ask the export-control authority of your country before you deliver or send anything: T4 is tied to a licence.",
    Tier.T3: "Ask an independent laboratory for an offer: T3 is shown by somebody other than you.",
    Tier.T2: "Plan the tests of T2 into your development: you may carry them out yourself.",
    Tier.T1: "Read the notices that T1 asks for, and who has to be told.",
    Tier.T0: "Read the requirements: nothing is asked beyond them.",
}
OFTEN_IN_SHORT = {
    Frequency.ONCE.value: "once",
    Frequency.YEARLY.value: "each year",
    "": "not said whether once or each year",
}


@dataclass(frozen=True)
class Line:
    """One safeguard that applies, or may: its clause and requirement where it has words in the text, what it costs who asks,
    and why it applies. Without words of its own it stands by the clauses of the scenarios that it answers."""

    safeguard: Safeguard
    clause: Clause | None
    text: str
    burden: Burden | None
    binding: Binding

    @property
    def is_sure(self) -> bool:
        return self.binding.is_sure

    @property
    def threatened(self) -> list[Clause]:
        """The clauses of the scenarios that it answers, each once, as the text has them."""
        found = {one.clause.pk: one.clause for one in self.safeguard.scenarios.all() if one.clause}
        return sorted(found.values(), key=lambda clause: clause.order)

    @property
    def place(self) -> tuple[bool, int, bool, int]:
        """Where it stands among those of its tier: what is sure first, then the largest amount, then as the text has it."""
        clause = self.clause or next(iter(self.threatened), None)
        order = clause.order if clause else 0
        return not self.is_sure, -(self.burden.most if self.burden else 0), clause is None, order

    @property
    def amounts(self) -> list[str]:
        """What it costs who asks, once and each year, in words."""
        return [f"{one.said}, {OFTEN_IN_SHORT[one.frequency]}" for one in self.costs]

    @property
    def costs(self) -> tuple[Cost, ...]:
        return self.burden.costs if self.burden else ()


@dataclass(frozen=True)
class Total:
    """What all that applies costs, in one currency at the prices of a year; what comes once apart from what comes each year."""

    low: int
    high: int
    currency: str
    year: int
    how_often: str


@dataclass(frozen=True)
class Spared:
    """A safeguard that doesn't apply, and why not."""

    safeguard: Safeguard
    binding: Binding


@dataclass(frozen=True)
class Group:
    """What applies of one tier."""

    tier: str
    lines: list[Line]
    is_first_unsure: bool = False

    @property
    def name(self) -> str:
        return Tier(self.tier).label if self.tier else "Without a tier"

    @property
    def next_step(self) -> str:
        """What to do first about these; nothing where none has a tier. To find out is said of the first tier that needs it."""
        if not self.tier:
            return ""
        first = NEXT[Tier(self.tier)]
        if self.has_sure:
            return first
        if self.is_first_unsure:
            return f"Find out what you weren't sure of. Only if it is so: {first}"
        return f"Likewise only if it is so: {first}"

    @property
    def has_sure(self) -> bool:
        """Whether any of it applies for sure."""
        return any(one.is_sure for one in self.lines)


@dataclass(frozen=True)
class Answer:
    """What applies of one norm, the strictest tier first. `others` are requirements without a safeguard, which hold for whoever
    claims the norm; `unsure` is what is to be found out, as it was asked."""

    subject: Subject
    covered: bool
    groups: list[Group]
    spared: list[Spared]
    others: int
    totals: list[Total]
    unpriced: int
    unsure: list[str] = field(default_factory=list)

    @property
    def lines(self) -> list[Line]:
        return [line for group in self.groups for line in group.lines]

    @property
    def priced(self) -> int:
        """Of how many of its lines a cost is recorded for who asks."""
        return len(self.lines) - self.unpriced

    @property
    def highest(self) -> str:
        """The highest tier that applies; empty where none does."""
        return self.groups[0].tier if self.groups else ""

    @property
    def next_step(self) -> str:
        if not self.covered:
            return "Nothing is to be done because of this norm. Ask again when what you do changes."
        if self.spared and not self.groups:
            return "None of its safeguards binds you, by your answers. Read the requirements if you claim the norm."
        if not self.groups:
            return "Read the requirements; no safeguard is recorded for this text."
        if not self.highest:
            return "Read the requirements; none of the safeguards that apply has a tier."
        return self.groups[0].next_step

    @property
    def is_sure(self) -> bool:
        """Whether all of it applies, whatever the answer to what somebody wasn't sure of may be."""
        return all(one.is_sure for one in self.lines)


def answers_to(subjects: Iterable[Subject], payer: str, given: Mapping[str, Any]) -> list[Answer]:
    """What the answers come to for each norm, in a constant number of statements. Who isn't sure is told what would apply."""
    asked = list(subjects)
    revisions = [subject.revision.pk for subject in asked]
    assessments = Assessment.objects.public().filter(revision__in=revisions)
    safeguards = Safeguard.objects.filter(assessment__in=assessments).select_related("assessment").order_by("pk")
    of_revision: dict[int, list[Safeguard]] = {key: [] for key in revisions}
    scenarios = Prefetch("scenarios", Scenario.objects.select_related("clause__revision__norm"))
    for one in safeguards.prefetch_related("costs", "applies_to", scenarios):
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
    subject: Subject, safeguards: list[Safeguard], stated: dict[int, Statement], payer: str, given: Mapping[str, Any]
) -> Answer:
    if given[subject.key] == NO:
        return Answer(subject, False, [], [], 0, [], 0)
    bindings = [(one, binding_of(one, subject, given)) for one in safeguards]
    lines = [_line(one, stated, payer, binding) for one, binding in bindings if binding.applies]
    return Answer(
        subject,
        True,
        _groups(lines),
        [Spared(one, binding) for one, binding in bindings if not binding.applies],
        _others(stated, safeguards),
        _totals(cost for line in lines for cost in line.costs),
        sum(1 for line in lines if line.burden is None),
        list(_unsure(subject, given)),
    )


def _unsure(subject: Subject, given: Mapping[str, Any]) -> Iterator[str]:
    if given[subject.key] == UNSURE:
        yield "Whether its scope describes what you make, supply, run or study."
    for key, choices, words in (
        (subject.addressees_key, subject.asked.addressees, "Which of these you are"),
        (subject.cases_key, subject.asked.cases, "Which of these you have to do with"),
    ):
        if UNSURE in given.get(key, ()):
            yield f"{words}: {', '.join(f'“{isolated(one.name)}”' for one in choices)}."
    for question in subject.asked.questions:
        if given[question.key] == UNSURE:
            yield f"{question.words} ({isolated(question.place)})"


def _groups(lines: list[Line]) -> list[Group]:
    tiers = sorted({line.safeguard.tier for line in lines}, reverse=True)
    of_tier = {tier: [line for line in lines if line.safeguard.tier == tier] for tier in tiers}
    groups = [Group(tier, sorted(found, key=lambda line: line.place)) for tier, found in of_tier.items()]
    first = next((group.tier for group in groups if not group.has_sure), None)
    return [replace(group, is_first_unsure=group.tier == first) for group in groups]


def _others(stated: dict[int, Statement], safeguards: list[Safeguard]) -> int:
    required = {key for key, one in stated.items() if one.kind == ProvisionKind.REQUIREMENT}
    return len(required - {one.provision_id for one in safeguards})


def _line(safeguard: Safeguard, stated: dict[int, Statement], payer: str, binding: Binding) -> Line:
    statement = stated.get(safeguard.provision_id or 0)
    burden = next((one for one in burdens(safeguard.costs.all()) if one.payer == payer), None)
    return Line(safeguard, statement.clause if statement else None, statement.text if statement else "", burden, binding)


def _totals(costs: Iterable[Cost]) -> list[Total]:
    """One for each currency, year and frequency: prices of other years are not added to them, nor what comes each year to what
    comes once."""
    often = list(OFTEN_IN_SHORT)
    found: dict[tuple[int, str, int], list[Cost]] = {}
    for cost in costs:
        found.setdefault((often.index(cost.frequency), cost.currency, cost.year), []).append(cost)
    return [
        Total(sum(one.low for one in them), sum(one.high for one in them), currency, year, OFTEN_IN_SHORT[often[place]])
        for (place, currency, year), them in sorted(found.items())
    ]
