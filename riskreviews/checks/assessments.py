"""What is found in an assessment before a peer is asked, and about the assessments of a text before it is published."""

from collections.abc import Iterable, Iterator, Sequence

from django.urls import reverse
from django.utils.text import capfirst

from norms.models import Revision
from normsite.foundation.checks import Finding, Findings
from normsite.foundation.unseen import can_be_seen, isolated
from riskreviews.checks.outside import open_issues
from riskreviews.checks.safeguards import doubts_about_safeguard, gaps_of_safeguards
from riskreviews.methods.method import SIDES
from riskreviews.models import Assessment, Safeguard, Scenario, SimulationState
from riskreviews.queries import (
    TREATMENT,
    Step,
    address_of,
    agreed_on_other_words,
    hits_in,
    judged,
    standing_simulations,
    steps_of,
    unanswered,
    uncounted,
    weigh_scenario,
)


def before_peer_review(
    assessment: Assessment, scenarios: Iterable[Scenario], safeguards: Iterable[Safeguard], stated: frozenset[int]
) -> Findings:
    """What must be there before a peer is asked, and what the peer may ask about; also what control lists find in the words.

    `stated` is what the text states (`queries.stated_provisions`). What is missing leads to the step where it is
    written, a doubt to its place on the page itself: the desk and the page of the review show the same scenarios.
    """
    found, answers = list(scenarios), list(safeguards)
    doubts = (*_doubts(found, answers, stated), *_controlled(assessment, found, answers))
    return Findings((*gaps(found), *gaps_of_safeguards(answers), *open_issues(assessment)), doubts)


def before_publishing(revision: Revision) -> Findings:
    """A text needs an assessment to which a peer has agreed, on the words that stand in it."""
    return Findings(tuple(_without_agreement(revision)))


def gaps(scenarios: Sequence[Scenario]) -> Iterator[Finding]:
    """What is missing before a peer can judge."""
    if not scenarios:
        yield Finding("There is no scenario yet.", "Add the first scenario.")
    for one in scenarios:
        yield from _unjudged(one)
    for one in scenarios:
        if not can_be_seen(one.reasoning):
            yield _gap(one, TREATMENT, "doesn't say why its levels are what they are.", "Write its reasoning.")
        if not one.treatment:
            yield _gap(one, TREATMENT, "doesn't say what is done about it.", "Choose a treatment.")
    yield from _not_simulated(scenarios)


def _not_simulated(scenarios: Sequence[Scenario]) -> Iterator[Finding]:
    """Those whose figures a worker has not drawn yet, though their judgements are there."""
    standing = standing_simulations(scenarios)
    for one in scenarios:
        if not one.method.is_simulated or not one.digest:
            continue
        found = standing.get(one.pk)
        if found is None or found.state != SimulationState.DONE:
            address = reverse("riskreviews:simulation", args=[one.assessment.code, one.code])
            yield Finding(f"{one.code} is not simulated yet as it stands.", "See where its simulation is.", address)


def _unjudged(scenario: Scenario) -> Iterator[Finding]:
    """The questions without an answer, step by step; else that the answers together come to nothing."""
    steps = [step for step in steps_of(scenario.method, scenario.judgements) if step.page]
    lacking = [(step, found) for step in steps if (found := unanswered(step, scenario.method, scenario.judgements))]
    for step, questions in lacking:
        asked = " ".join(f"“{capfirst(question)}”" for question in questions)
        yield _gap(scenario, step, f"is not judged yet. {step.title}: {asked}", "Answer it.")
    if not lacking and len(weigh_scenario(scenario)) < len(SIDES):
        yield _unexplained(scenario, steps)


def _unexplained(scenario: Scenario, steps: Sequence[Step]) -> Finding:
    """The first thing that keeps its answers from coming to a level, with the way to the step where it is said."""
    for residual in SIDES.values():
        for name, sentence in scenario.method.complaints(scenario.judgements, residual=residual).items():
            step = next((one for one in steps if one.page and name in one.page.names), steps[0])
            return _gap(scenario, step, f"has no level yet. {step.title}: {sentence}", "Answer it.")
    return _gap(scenario, steps[0], "has no level that its method can explain.", "Judge it again.")


def _gap(scenario: Scenario, step: Step, lacks: str, remedy: str) -> Finding:
    return Finding(f"{scenario.code} {lacks}", remedy, address_of(scenario.assessment, scenario, step))


def _doubts(scenarios: list[Scenario], safeguards: Iterable[Safeguard], stated: frozenset[int]) -> Iterator[Finding]:
    for scenario in scenarios:
        for sentence in _doubts_about(scenario, stated):
            yield Finding(sentence, href=f"#{scenario.code}")
    for one in safeguards:
        if one.provision_id and one.provision_id not in stated:
            sentence = f"{one.code} is put into words by {one.provision}, which this text no longer states."
            yield Finding(sentence, href=f"#{one.code}")
        for sentence in doubts_about_safeguard(one):
            yield Finding(sentence, href=f"#{one.code}")


def _controlled(assessment: Assessment, scenarios: Iterable[Scenario], safeguards: Iterable[Safeguard]) -> Iterator[Finding]:
    for part, control_list, hit in hits_in(assessment, scenarios, safeguards):
        sentence = f"{part.code} may hold what {isolated(control_list)} controls: {hit.why}"
        yield Finding(sentence, "Somebody who knows looks at it before a peer agrees.", _anchor(part, assessment))


def _anchor(part: Assessment | Scenario | Safeguard, assessment: Assessment) -> str:
    """Where it stands on the page of its assessment."""
    return "#main" if part == assessment else f"#{part.code}"


def _doubts_about(scenario: Scenario, stated: frozenset[int]) -> Iterator[str]:
    yield from _doubts_about_levels(scenario)
    for question, figures in uncounted(scenario.method, scenario.judgements):
        kept = f"{scenario.code} keeps an answer that doesn't count, since another way is chosen."
        yield f"{kept} {capfirst(question)}: {figures}. Drop it where its figures are asked, or choose its way again."
    if not scenario.uncertainty:
        yield f"{scenario.code} doesn't say how uncertain its levels are."
    gone = [one for one in scenario.provisions.all() if one.pk not in stated]
    for provision in gone:
        yield f"{scenario.code} is answered by {provision}, which this text no longer states."
    if scenario.clause is None and len(gone) == len(scenario.provisions.all()):
        yield f"{scenario.code} names neither a clause nor a provision of this text that answers it."


def _doubts_about_levels(scenario: Scenario) -> Iterator[str]:
    before, after = judged(scenario)
    if before is None or after is None:
        return
    if before > scenario.method.accepted and not scenario.evidence.all():
        yield f"{scenario.code} is {before} without safeguards, and no evidence is cited."
    if after > before:
        yield f"{scenario.code} gets worse with the safeguards: {before} without them, {after} with them."
    if after < before and not scenario.safeguards.all():
        yield f"{scenario.code} falls from {before} to {after} with safeguards, and no safeguard answers it."


def _without_agreement(revision: Revision) -> Iterator[Finding]:
    found = Assessment.objects.for_revision(revision)
    agreed = list(found.agreed().select_related("revision"))
    for assessment in agreed:
        if agreed_on_other_words(assessment):
            yield Finding(
                f"The risk assessment {assessment.code} was agreed on other words than those of this text.",
                "Return it to draft, check it against the text, and ask for a peer review again.",
                reverse("riskreviews:desk", args=[assessment.code]),
            )
    for assessment in agreed:
        yield from open_issues(assessment)
    if agreed:
        return
    waiting = found.first()
    if waiting is None:
        yield Finding(
            "There is no risk assessment of this revision.",
            "Start one, or carry the last one on.",
            reverse("riskreviews:desk_list"),
        )
    else:
        yield Finding(
            f"No peer has agreed to the risk assessment {waiting.code} yet.",
            "Finish it and ask for a peer review.",
            reverse("riskreviews:desk", args=[waiting.code]),
        )
