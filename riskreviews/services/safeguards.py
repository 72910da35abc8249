"""What is done about scenarios, with the record of proportionality above T1."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from normsite import markup
from normsite.accounts.models import User
from normsite.errors import Refused
from normsite.references import Kind, next_code
from riskreviews.models import Assessment, Safeguard, Scenario, Tier
from riskreviews.services.assessments import open_assessment
from riskreviews.services.conflicts import EditConflict

PROPORTIONALITY = ("legitimate_aim", "suitable", "necessary", "proportionate", "alternative")
FIELDS = frozenset(("title", "description", "tier", "provision", "review_on", "declassification_trigger", *PROPORTIONALITY))
JUSTIFIED = frozenset({Tier.T2, Tier.T3, Tier.T4})
ASKED = {
    "legitimate_aim": "its legitimate aim",
    "suitable": "why it is suitable",
    "necessary": "why nothing less restrictive would do",
    "proportionate": "why the gain outweighs the burden",
    "alternative": "a less restrictive alternative and why it fails",
    "review_on": "a review date",
    "declassification_trigger": "what would lift it",
}


@transaction.atomic
def add_safeguard(*, assessment: Assessment, scenarios: Sequence[Scenario], by: User, **fields: Any) -> Safeguard:
    """Add a safeguard that answers at least one scenario. Above T1 it is refused without its justification."""
    assessment = open_assessment(assessment)
    safeguard = Safeguard(code=next_code(Kind.SAFEGUARD), assessment=assessment)
    _write(safeguard, scenarios, fields)
    return safeguard


@transaction.atomic
def change_safeguard(
    *, safeguard: Safeguard, version: int, scenarios: Sequence[Scenario], by: User, **fields: Any
) -> Safeguard:
    """Change a safeguard; `EditConflict` when somebody else has saved since `version`."""
    open_assessment(safeguard.assessment)
    safeguard = Safeguard.objects.select_for_update(of=("self",)).get(pk=safeguard.pk)
    if safeguard.version != version:
        raise EditConflict(f"{safeguard.code} was changed by somebody else while you were writing.", safeguard)
    safeguard.version += 1
    _write(safeguard, scenarios, fields)
    return safeguard


def missing_justification(tier: str, facts: dict[str, Any]) -> list[str]:
    """The names of the fields that a safeguard of this tier needs and lacks."""
    return [field for field in ASKED if tier in JUSTIFIED and not facts.get(field)]


def _write(safeguard: Safeguard, scenarios: Sequence[Scenario], fields: dict[str, Any]) -> None:
    unknown = fields.keys() - FIELDS
    if unknown:
        raise TypeError(f"Not fields of a safeguard: {', '.join(sorted(unknown))}")
    if not scenarios:
        raise Refused("A safeguard answers at least one scenario.", "Choose which.")
    if any(scenario.assessment_id != safeguard.assessment_id for scenario in scenarios):
        raise Refused("A scenario of another assessment was chosen.", "Choose scenarios of this assessment.")
    for field, value in fields.items():
        setattr(safeguard, field, value.strip() if isinstance(value, str) else value)
    lacking = missing_justification(safeguard.tier, {field: getattr(safeguard, field) for field in ASKED})
    if lacking:
        raise Refused(f"A safeguard above T1 says {ASKED[lacking[0]]}.", "Fill that in, or choose a lower tier.")
    safeguard.description_html = markup.render(safeguard.description)
    safeguard.save()
    safeguard.scenarios.set(scenarios)


@transaction.atomic
def remove_safeguard(*, safeguard: Safeguard, by: User) -> None:
    """Take a safeguard out of a draft."""
    open_assessment(safeguard.assessment)
    safeguard.delete()
