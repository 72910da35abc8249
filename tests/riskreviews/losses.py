"""Scenarios that are weighed in money, for what is simulated: the answers of one, and an assessment that has it."""

from typing import Any

from norms.models import Clause
from riskreviews.models import Assessment, Scenario, Simulation
from riskreviews.services import add_evidence, add_scenario, carry_out_simulation, start_assessment
from tests.cast import Cast
from tests.riskreviews.scenes import asked, draft_text, judged, release, safeguard_in

METHOD = "open-fair"
BOUNDS = {"currency": "EUR", "from_l": "10000", "from_m": "100000", "from_h": "1000000", "from_vh": "10000000"}


def thrice(key: str, low: str, likely: str, high: str) -> dict[str, str]:
    """The three blanks of an estimate."""
    return {f"{key}_low": low, f"{key}_likely": likely, f"{key}_high": high}


JUDGED = (
    BOUNDS
    | thrice("lef", "2", "10", "90")
    | thrice("pl", "30000", "35000", "50000")
    | thrice("residual_lef", "0.1", "0.5", "3")
    | thrice("residual_pl", "30000", "35000", "50000")
)


def in_money(cast: Cast) -> Assessment:
    """An assessment without a scenario."""
    revision = draft_text(cast)
    return start_assessment(revision=revision, title="Theft of keys", scope="Field devices.", by=cast.rhea, method=METHOD)


def loss_in(assessment: Assessment, cast: Cast, **fields: Any) -> Scenario:
    given: dict[str, Any] = {
        "title": f"A key is sold in way {assessment.scenarios.count() + 1}",
        "description": "A thief opens the housing.",
        "treatment": "change_likelihood",
        "reasoning": "Theft is common.",
        "clause": Clause.objects.get(revision=assessment.revision, anchor="keys"),
        **JUDGED,
    }
    return add_scenario(assessment=assessment, by=cast.rhea, **(given | fields))


def drawn_draft(cast: Cast, *, scenarios: int = 1) -> Assessment:
    """A draft with what was simulated of it."""
    assessment = in_money(cast)
    for _ in range(scenarios):
        scenario = loss_in(assessment, cast)
        add_evidence(scenario=scenario, citation="Report 7", shows="Two hours.", by=cast.rhea)
        safeguard_in(assessment, [scenario], cast, title=f"Safeguard of {scenario.code}")
    for simulation in Simulation.objects.filter(scenario__assessment=assessment):
        carry_out_simulation(simulation=simulation)
    return assessment


def drawn(cast: Cast, *, scenarios: int = 1) -> Assessment:
    """The same agreed, of a text that anybody may read."""
    assessment = drawn_draft(cast, scenarios=scenarios)
    judged(asked(assessment, cast), "agree", "It holds.", cast)
    release(assessment.revision, cast)
    assessment.refresh_from_db()
    return assessment
