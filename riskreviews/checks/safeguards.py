"""What a safeguard lacks before a peer can judge it, each with the step of its form where it is said."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.urls import reverse

from normsite.foundation.checks import Finding
from normsite.foundation.unseen import can_be_seen
from riskreviews.models import Payer, Safeguard, TierTable, Trigger
from riskreviews.proportionality import QUESTIONS
from riskreviews.queries import names_indicator

ASKED = {
    "legitimate_aim": "Say which legitimate aim it serves.",
    "suitable": "Say why it is suitable for that aim.",
    "necessary": "Say why nothing less restrictive would do.",
    "proportionate": "Say why the gain outweighs the burden.",
}


@dataclass(frozen=True)
class Lacking:
    """The step of the form, by the name of its address, what is missing, and what to do."""

    step: str
    sentence: str
    mend: str


def lacking(safeguard: Safeguard, in_force: TierTable) -> list[Lacking]:
    """All that is missing, in the order of the steps. Above T1 a safeguard is justified."""
    found = list(_of_tier(safeguard, in_force))
    return [*found, *_of_proportionality(safeguard)] if safeguard.is_above_t1 else found


def gaps_of_safeguards(safeguards: Iterable[Safeguard]) -> Iterator[Finding]:
    """What blocks asking a peer, each with the way to its step."""
    found = list(safeguards)
    in_force = TierTable.objects.in_force() if found else None
    for one in found:
        for lack in lacking(one, in_force) if in_force else ():
            href = reverse(f"riskreviews:{lack.step}", args=[one.assessment.code, one.code])
            yield Finding(f"{one.code} {lack.sentence}", lack.mend, href)


def doubts_about_safeguard(safeguard: Safeguard) -> Iterator[str]:
    """What a peer may ask about, with what to do."""
    weight = safeguard.weight
    if weight is not None and not weight.outweighs:
        yield f"{safeguard.code}: {weight.sentence} {weight.advice}"
    if safeguard.departure:
        yield f"{safeguard.code} departs from the table. {safeguard.tier_sentence}"


def _of_tier(safeguard: Safeguard, in_force: TierTable) -> Iterator[Lacking]:
    judged = (safeguard.governability, safeguard.governability_why, safeguard.reach, safeguard.reach_why)
    if not all(can_be_seen(one) for one in judged):
        yield Lacking(
            "safeguard_tier", "isn't judged by the table of tiers yet.", "Say how governable it is, and how far it reaches."
        )
        return
    cell = safeguard.cell
    if cell is None or not safeguard.tier:
        yield Lacking("safeguard_tier", "has no tier yet.", "Look at what the table says, and save.")
    elif cell.tier != safeguard.tier and not can_be_seen(safeguard.departure):
        sentence = f"has {safeguard.tier}, and {safeguard.tier_table} gives {cell.tier} now."
        yield Lacking("safeguard_tier", sentence, "Take that tier, or say why another one.")
    elif (now := safeguard.cell_of(in_force)) and now.tier != cell.tier:
        sentence = f"has its tier by {safeguard.tier_table}; {in_force}, in force now, gives {now.tier}."
        yield Lacking("safeguard_tier", sentence, "Judge it again.")


def _of_proportionality(safeguard: Safeguard) -> Iterator[Lacking]:
    for field, sentence in ASKED.items():
        if not can_be_seen(getattr(safeguard, field)):
            yield Lacking("safeguard_proportionality", "is above T1 and lacks a part of its justification.", sentence)
    if safeguard.weight is None:
        number = sum(1 for question in QUESTIONS if question.key not in safeguard.weighing)
        yield Lacking("safeguard_weight", "isn't weighed yet.", f"Answer {number} more of six questions.")
    if not any(can_be_seen(one.what) for one in safeguard.alternatives.all()):
        yield Lacking(
            "safeguard_alternatives", "names no less restrictive alternative.", "Name at least one, and why it fails."
        )
    yield from _of_costs(safeguard)
    yield from _of_ending(safeguard)


def _of_costs(safeguard: Safeguard) -> Iterator[Lacking]:
    costs = list(safeguard.costs.all())
    priced, unsaid = {one.payer for one in costs}, {one.payer for one in costs if not one.frequency}
    if unpriced := [payer.label.lower() for payer in Payer if payer not in priced]:
        yield Lacking("safeguard_costs", f"doesn't say what it costs a {', a '.join(unpriced)}.", "Give a range for each.")
    if said := [payer.label.lower() for payer in Payer if payer in unsaid]:
        sentence = f"doesn't say whether what it costs a {', a '.join(said)} comes once or each year."
        yield Lacking("safeguard_costs", sentence, "Say which, or give both.")


def _of_ending(safeguard: Safeguard) -> Iterator[Lacking]:
    if safeguard.review_on is None:
        yield Lacking("safeguard_ending", "has no review date.", "Give the day on which it is looked at again.")
    if not can_be_seen(safeguard.declassification_trigger):
        yield Lacking("safeguard_ending", "doesn't say what would lift it.", "Say what would.")
    if safeguard.trigger == Trigger.INDICATOR and not names_indicator(safeguard.declassification_trigger):
        yield Lacking("safeguard_ending", "doesn't say which indicator lifts it.", "Name it by its code, such as IND-3.")
    if safeguard.trigger == Trigger.DATE and safeguard.trigger_on is None:
        yield Lacking("safeguard_ending", "is lifted on a day that isn't given.", "Give the day.")
