"""What is found in an assessment before a peer is asked."""

from collections.abc import Iterable, Iterator

from normsite.foundation.checks import Finding, Findings
from normsite.foundation.unseen import can_be_seen
from riskreviews.models import Safeguard, Scenario
from riskreviews.queries import SIDES, risks_of, weigh_scenario


def before_peer_review(scenarios: Iterable[Scenario], safeguards: Iterable[Safeguard], stated: frozenset[int]) -> Findings:
    """What must be there before a peer is asked, and what the peer may ask about.

    `stated` is what the text states (`queries.stated_provisions`). Each finding leads to its place on the page itself: the desk
    and the page of the review show the same scenarios.
    """
    found = list(scenarios)
    return Findings(tuple(_gaps(found)), tuple(_doubts(found, safeguards, stated)))


def _gaps(scenarios: list[Scenario]) -> Iterator[Finding]:
    if not scenarios:
        yield Finding("There is no scenario yet.", "Add the first scenario.")
    for one in scenarios:
        if len(weigh_scenario(one)) < len(SIDES):
            yield Finding(f"{one.code} has no level that its method can explain.", "Judge it again.", f"#{one.code}")
    for one in scenarios:
        if not can_be_seen(one.reasoning):
            yield Finding(f"{one.code} doesn't say why its levels are what they are.", "Write its reasoning.", f"#{one.code}")


def _doubts(scenarios: list[Scenario], safeguards: Iterable[Safeguard], stated: frozenset[int]) -> Iterator[Finding]:
    for scenario in scenarios:
        for sentence in _doubts_about(scenario, stated):
            yield Finding(sentence, href=f"#{scenario.code}")
    for one in safeguards:
        if one.provision_id and one.provision_id not in stated:
            sentence = f"{one.code} is put into words by {one.provision}, which this text no longer states."
            yield Finding(sentence, href=f"#{one.code}")


def _doubts_about(scenario: Scenario, stated: frozenset[int]) -> Iterator[str]:
    before, after = risks_of(scenario)
    if before > scenario.method.accepted and not scenario.evidence.all():
        yield f"{scenario.code} is {before} without safeguards, and no evidence is cited."
    if after > before:
        yield f"{scenario.code} gets worse with the safeguards: {before} without them, {after} with them."
    if after < before and not scenario.safeguards.all():
        yield f"{scenario.code} falls from {before} to {after} with safeguards, and no safeguard answers it."
    gone = [one for one in scenario.provisions.all() if one.pk not in stated]
    for provision in gone:
        yield f"{scenario.code} is answered by {provision}, which this text no longer states."
    if scenario.clause is None and len(gone) == len(scenario.provisions.all()):
        yield f"{scenario.code} names neither a clause nor a provision of this text that answers it."
