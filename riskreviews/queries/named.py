"""Risks and safeguards as the pages of a text name them: without their words, of which some may be withheld."""

from dataclasses import dataclass

from norms.models import Revision
from riskreviews.methods import Level
from riskreviews.models import Assessment, Safeguard, Scenario
from riskreviews.queries.assessments import risks_of


@dataclass(frozen=True)
class NamedRisk:
    """A scenario with its levels, without (`before`) and with safeguards (`after`)."""

    code: str
    title: str
    address: str
    before: Level
    after: Level


@dataclass(frozen=True)
class NamedSafeguard:
    """A safeguard with its tier, as people call it."""

    code: str
    title: str
    address: str
    tier: str


def risks_by_anchor(revision: Revision) -> dict[str, list[NamedRisk]]:
    """The scenarios of agreed assessments of this revision by the anchor of their clause, in one query."""
    found = Scenario.objects.filter(assessment__in=Assessment.objects.for_revision(revision).agreed(), clause__isnull=False)
    related = found.select_related("assessment", "clause").order_by("assessment_id", "position")
    by_anchor: dict[str, list[NamedRisk]] = {}
    for one in related.only("code", "title", "level", "residual_level", "assessment", "clause__anchor"):
        named = NamedRisk(one.code, one.title, one.get_absolute_url(), *risks_of(one))
        by_anchor.setdefault(one.clause.anchor, []).append(named)  # type: ignore[union-attr]  # filtered above
    return by_anchor


def safeguards_by_provision(revision: Revision) -> dict[int, list[NamedSafeguard]]:
    """The safeguards of agreed assessments of this revision by the key of the provision that puts them into words."""
    found = Safeguard.objects.filter(assessment__in=Assessment.objects.for_revision(revision).agreed(), provision__isnull=False)
    by_provision: dict[int, list[NamedSafeguard]] = {}
    for one in found.select_related("assessment").only("code", "title", "tier", "provision", "assessment").order_by("pk"):
        named = NamedSafeguard(one.code, one.title, one.get_absolute_url(), one.get_tier_display())
        by_provision.setdefault(one.provision_id, []).append(named)  # type: ignore[arg-type]  # filtered above
    return by_provision
