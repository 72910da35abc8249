"""What is done about scenarios, with the record of proportionality above T1."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from normsite.foundation import markup
from normsite.foundation.accounts.models import User
from normsite.foundation.codes import Kind
from normsite.foundation.conflicts import EditConflict, stands_already, stripped
from normsite.foundation.errors import Refused
from normsite.foundation.lines import check_words
from normsite.foundation.references import next_code
from normsite.foundation.unseen import can_be_seen
from riskreviews.models import Assessment, Safeguard, Scenario, Tier
from riskreviews.services.assessments import refuse_past, write_in

PROPORTIONALITY = ("legitimate_aim", "suitable", "necessary", "proportionate", "alternative")
FIELDS = frozenset(("title", "description", "tier", "provision", "review_on", "declassification_trigger", *PROPORTIONALITY))
JUSTIFIED = frozenset({Tier.T2, Tier.T3, Tier.T4})
ASKED = {
    "legitimate_aim": "Say which legitimate aim it serves.",
    "suitable": "Say why it is suitable for that aim.",
    "necessary": "Say why nothing less restrictive would do.",
    "proportionate": "Say why the gain outweighs the burden.",
    "alternative": "Name at least one less restrictive alternative, and why it fails.",
    "review_on": "Give the day on which it is looked at again.",
    "declassification_trigger": "Say what would lift it.",
}


@transaction.atomic
def add_safeguard(*, assessment: Assessment, scenarios: Sequence[Scenario], by: User, **fields: Any) -> Safeguard:
    """Add a safeguard that answers at least one scenario. Above T1 it is refused without its justification."""
    check_words(Safeguard, **fields)
    assessment = write_in(assessment, by)
    namesake = assessment.safeguards.filter(title__iexact=str(fields.get("title", "")).strip()).first()
    if namesake is not None:
        raise Refused(f"{namesake.code} has this title already.", "Go on with that one, or choose another title.")
    safeguard = Safeguard(code=next_code(Kind.SAFEGUARD), assessment=assessment)
    _write(safeguard, scenarios, fields)
    return safeguard


@transaction.atomic
def change_safeguard(
    *, safeguard: Safeguard, version: int, scenarios: Sequence[Scenario], by: User, **fields: Any
) -> Safeguard:
    """Change a safeguard; `EditConflict` when another change was saved since `version`."""
    check_words(Safeguard, **fields)
    write_in(safeguard.assessment, by)
    safeguard = Safeguard.objects.select_for_update(of=("self",)).get(pk=safeguard.pk)
    if stands_already(safeguard, stripped(fields)) and set(scenarios) == set(safeguard.scenarios.all()):
        return safeguard
    if safeguard.version != version:
        raise EditConflict(f"{safeguard.code} was changed while you were writing.", safeguard)
    safeguard.version += 1
    _write(safeguard, scenarios, fields)
    return safeguard


def missing_justification(tier: str, facts: dict[str, Any]) -> dict[str, str]:
    """The fields that a safeguard of this tier needs and lacks, each with the sentence that asks for it."""
    if tier not in JUSTIFIED:
        return {}
    return {field: sentence for field, sentence in ASKED.items() if not can_be_seen(str(facts.get(field) or ""))}


def _write(safeguard: Safeguard, scenarios: Sequence[Scenario], fields: dict[str, Any]) -> None:
    unknown = fields.keys() - FIELDS
    if unknown:
        raise TypeError(f"Not fields of a safeguard: {', '.join(sorted(unknown))}")
    if not scenarios:
        raise Refused("A safeguard answers at least one scenario.", "Choose which.")
    if any(scenario.assessment_id != safeguard.assessment_id for scenario in scenarios):
        raise Refused("A scenario of another assessment was chosen.", "Choose scenarios of this assessment.")
    refuse_past(fields.get("review_on"))
    for field in PROPORTIONALITY:
        markup.check_text(fields.get(field, ""), what=f"“{field.replace('_', ' ').capitalize()}”")
    for field, value in stripped(fields).items():
        setattr(safeguard, field, value)
    lacking = missing_justification(safeguard.tier, {field: getattr(safeguard, field) for field in ASKED})
    if lacking:
        raise Refused("A safeguard above T1 has to be justified.", " ".join(lacking.values()))
    safeguard.description_html = markup.render(safeguard.description)
    safeguard.save()
    safeguard.scenarios.set(scenarios)


@transaction.atomic
def remove_safeguard(*, safeguard: Safeguard, by: User) -> None:
    """Take a safeguard out of a draft."""
    write_in(safeguard.assessment, by)
    safeguard.delete()
