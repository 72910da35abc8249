"""Risk assessments with scenarios, safeguards and peer reviews."""

from typing import Any

from norms.models import Clause, Revision
from normsite.demo import files
from normsite.demo.clock import Calendar
from normsite.demo.people import People
from normsite.demo.texts import clause_numbers, provision_of
from riskreviews.methods import USUAL
from riskreviews.methods.questions import RESIDUAL
from riskreviews.models import Assessment, Scenario, Simulation
from riskreviews.queries import text_fingerprint
from riskreviews.services import (
    Priced,
    add_evidence,
    add_safeguard,
    add_scenario,
    carry_out_simulation,
    give_peer_review,
    request_peer_review,
    start_assessment,
)


def assess(name: str, revision: Revision, calendar: Calendar, people: People) -> list[Assessment]:
    """The assessments of this revision, written down and as far reviewed as the files say."""
    lines = [line for line in files.read("norms", name, "risk.yaml")["assessments"] if line["revision"] == revision.number]
    return [_assessment(line, revision, calendar, people) for line in lines]


def scenarios_of(name: str, assessment: Assessment) -> dict[str, Scenario]:
    """Its scenarios by their ids in the files, which carried ones keep by their titles."""
    titles = {
        one["title"]: one["id"] for line in files.read("norms", name, "risk.yaml")["assessments"] for one in line["scenarios"]
    }
    return {titles[one.title]: one for one in assessment.scenarios.all()}


def _assessment(line: dict[str, Any], revision: Revision, calendar: Calendar, people: People) -> Assessment:
    author, numbers = people.staff[line["author"]], clause_numbers(revision)
    with calendar.pretending(line["created"]):
        assessment = start_assessment(
            revision=revision,
            title=line["title"],
            scope=files.name_references(line["scope"], numbers),
            by=author,
            method=line.get("method", USUAL),
        )
        scenarios = {one["id"]: _scenario(one, assessment, numbers, calendar, people) for one in line["scenarios"]}
        for one in line.get("safeguards", []):
            _safeguard(one, assessment, scenarios, numbers, calendar, people)
    for simulation in Simulation.objects.unfinished().filter(scenario__assessment=assessment):
        carry_out_simulation(simulation=simulation)  # no worker is asked: the story is told in one transaction
    for review in line.get("peer_reviews", []):
        _review(review, assessment, calendar, people)
    assessment.refresh_from_db()
    return assessment


def _scenario(
    line: dict[str, Any], assessment: Assessment, numbers: dict[str, str], calendar: Calendar, people: People
) -> Scenario:
    by = people.staff[_author(assessment, people)]
    scenario = add_scenario(
        assessment=assessment,
        by=by,
        title=line["title"],
        description=files.name_references(line["description"], numbers),
        threat_source=line["threat_source"],
        clause=Clause.objects.get(revision=assessment.revision, anchor=line["clause"]) if line.get("clause") else None,
        reasoning=files.name_references(line.get("reasoning", ""), numbers),
        consequences=line.get("consequences", {}),
        uncertainty=line.get("uncertainty", ""),
        uncertainty_reason=line.get("uncertainty_reason", ""),
        benefit_lost=line.get("benefit_lost", ""),
        treatment=line["treatment"],
        owner=people.staff[line["owner"]] if line.get("owner") else None,
        review_on=calendar.on(line["review_on"]) if line.get("review_on") else None,
        **line["inherent"],
        **{f"{RESIDUAL}{key}": value for key, value in line["residual"].items()},
    )
    for one in line.get("evidence", []):
        add_evidence(scenario=scenario, citation=one["citation"], url=one.get("url", ""), shows=one.get("shows", ""), by=by)
    return scenario


def _author(assessment: Assessment, people: People) -> str:
    return next(key for key, person in people.staff.items() if person.pk == assessment.created_by_id)


def _safeguard(
    line: dict[str, Any],
    assessment: Assessment,
    scenarios: dict[str, Scenario],
    numbers: dict[str, str],
    calendar: Calendar,
    people: People,
) -> None:
    words = ("legitimate_aim", "suitable", "necessary", "proportionate", "declassification_trigger")
    judged = ("governability", "governability_why", "reach", "reach_why", "departure")
    add_safeguard(
        assessment=assessment,
        scenarios=[scenarios[key] for key in line["scenarios"]],
        by=people.staff[_author(assessment, people)],
        title=line["title"],
        description=files.name_references(line["description"], numbers),
        tier=line["tier"],
        provision=provision_of(assessment.revision, line["provision"]).provision if line.get("provision") else None,
        review_on=calendar.on(line["review_on"]) if line.get("review_on") else None,
        weighing=line.get("weighing", {}),
        alternatives=[(one["what"], one["fails"]) for one in line.get("alternatives", [])],
        applies_to=[assessment.revision.norm.applicabilities.get(name=one) for one in line.get("applies_to", [])],
        costs=[Priced(**one) for one in line.get("costs", [])],
        **{key: line.get(key, "") for key in judged},
        **{key: files.name_references(line.get(key, ""), numbers) for key in words},
    )


def _review(line: dict[str, Any], assessment: Assessment, calendar: Calendar, people: People) -> None:
    with calendar.pretending(line["requested"]):
        assessment.refresh_from_db()
        review = request_peer_review(
            assessment=assessment, reviewer=people.staff[line["reviewer"]], by=people.staff[_author(assessment, people)]
        )
    if line.get("given") is not None:
        with calendar.pretending(line["given"]):
            give_peer_review(
                review=review,
                words=text_fingerprint(assessment.revision),
                verdict=line["verdict"],
                text=line["text"].strip(),
                by=people.staff[line["reviewer"]],
                looked_at=True,
            )
