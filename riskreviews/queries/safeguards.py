"""Which published safeguards are due to be looked at again, which would have another tier by another table; costs by payer."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from norms.models import Revision
from riskreviews.models import (
    UNSAID,
    Assessment,
    Cause,
    Cost,
    Frequency,
    Indicator,
    Payer,
    Reappraisal,
    ReappraisalOutcome,
    Safeguard,
    TierTable,
    Trigger,
)
from riskreviews.models.safeguard import SafeguardQuerySet
from riskreviews.tiering import Cell, Rows, read


def standing_safeguards() -> SafeguardQuerySet:
    """Those of the assessments that stand."""
    return Safeguard.objects.filter(assessment__in=Assessment.objects.standing())


def can_be_due(safeguard: Safeguard) -> bool:
    """Whether it stands in a published assessment of the newest text."""
    return standing_safeguards().filter(pk=safeguard.pk).exists()


def names_indicator(words: str) -> bool:
    """Whether words name an indicator by its code."""
    codes = re.findall(r"\bIND-[0-9]{1,9}\b", words.upper())
    return Indicator.objects.filter(code__in=codes).exists()


def lifted_by(indicator: Indicator) -> QuerySet[Safeguard]:
    """The safeguards of the norms tied to an indicator that are in force and say, by its code, that it lifts them."""
    named = {"declassification_trigger__iregex": rf"\y{indicator.code}\y"}
    found = standing_safeguards().filter(trigger=Trigger.INDICATOR, **named)
    return found.filter(assessment__revision__norm__in=indicator.norms.values("pk")).order_by("pk")


def due_safeguards(today: date) -> Iterator[tuple[Safeguard, str, date]]:
    """Each standing safeguard whose day has come and isn't noted yet, with what makes it due and the day. A safeguard that was
    kept is due again on the day that was given then."""
    standing = standing_safeguards().select_related("assessment__revision__norm").order_by("pk")
    for one in standing.filter(~_noted(Cause.REVIEW, "review_on"), review_on__lte=today):
        yield one, Cause.REVIEW, one.review_on  # type: ignore[misc]  # filtered above
    for one in standing.filter(~_noted(Cause.DATE, "trigger_on"), trigger=Trigger.DATE, trigger_on__lte=today):
        yield one, Cause.DATE, one.trigger_on  # type: ignore[misc]  # likewise
    kept = Reappraisal.objects.filter(safeguard__in=standing_safeguards(), outcome=ReappraisalOutcome.KEEP, next_on__lte=today)
    again = kept.filter(~_noted(Cause.REVIEW, "next_on", of="safeguard")).select_related(
        "safeguard__assessment__revision__norm"
    )
    for answered in again.order_by("pk"):
        yield answered.safeguard, Cause.REVIEW, answered.next_on  # type: ignore[misc]  # likewise


def _noted(cause: Cause, day: str, of: str = "pk") -> Exists:
    """Whether it is noted that a safeguard is due for this on the day that a column names."""
    return Exists(Reappraisal.objects.filter(safeguard=OuterRef(of), cause=cause, due_on=OuterRef(day)))


def open_reappraisals() -> QuerySet[Reappraisal]:
    """What waits for a word, the longest due first; not where the assessment was carried on, since there it is answered."""
    carried = Assessment.objects.filter(carried_from__isnull=False).values("carried_from")
    found = Reappraisal.objects.open().filter(safeguard__in=standing_safeguards()).exclude(safeguard__assessment__in=carried)
    return found.select_related("safeguard__assessment__revision__norm")


@dataclass(frozen=True)
class Shift:
    """A safeguard that would have another tier, with its cell in the one table and in the other."""

    safeguard: Safeguard
    before: str
    after: Cell


def judged_safeguards() -> SafeguardQuerySet:
    """Those of the newest text of each norm, drafts too, that were judged by a table: what another table would move."""
    newest = Revision.objects.newest().values("pk")
    found = Safeguard.objects.filter(assessment__revision__in=newest).exclude(Q(governability="") | Q(reach=""))
    related = found.select_related("assessment__revision__norm", "tier_table", "provision")
    return related.prefetch_related("scenarios__clause").order_by("assessment__revision__norm__title", "pk")


def shifts(
    safeguards: SafeguardQuerySet, rows: Rows, *, judged_otherwise: dict[tuple[str, str], str] | None = None
) -> list[Shift]:
    """What these rows would give another tier than it has. `judged_otherwise` replaces a judgement by another one: by what is
    judged ("governability" or "reach") and how, how it would be judged."""
    moved = judged_otherwise or {}
    found = []
    for one in safeguards:
        governability = moved.get(("governability", one.governability), one.governability)
        reach = moved.get(("reach", one.reach), one.reach)
        cell = read(rows, one.risk, governability, reach)  # none where it answers nothing yet
        if cell and one.tier and cell.tier != one.tier and not _departs_already(one, cell):
            found.append(Shift(one, one.tier, cell))
    return found


def _departs_already(safeguard: Safeguard, cell: Cell) -> bool:
    """Whether its tier is another than the table's for a reason that holds as before: the cell says what it said."""
    return bool(safeguard.departure) and safeguard.cell == cell


def outdated(safeguards: SafeguardQuerySet, in_force: TierTable) -> list[Shift]:
    """Safeguards whose tier an earlier table gave, and which would have another one by the table in force."""
    return shifts(safeguards.exclude(tier_table=in_force), in_force.typed_rows)


HOW_OFTEN = {**{often.value: often.label for often in Frequency}, "": UNSAID}
"""In words, in the order in which costs are told."""


@dataclass(frozen=True)
class Burden:
    """What a safeguard costs one kind of payer: at most one cost of each frequency, which say the same of year and basis."""

    payer: Payer
    costs: tuple[Cost, ...]

    @property
    def year(self) -> int:
        return self.costs[0].year

    @property
    def basis(self) -> str:
        return self.costs[0].basis

    @property
    def most(self) -> int:
        """The largest amount that it may come to at once."""
        return max(one.high for one in self.costs)

    def said(self, frequency: str) -> str:
        """The range of this frequency in words, or that there is none."""
        return next((one.said for one in self.costs if one.frequency == frequency), "none recorded")


def burdens(costs: Iterable[Cost]) -> list[Burden]:
    """Costs of one safeguard by payer, those of each in the order in which they are told."""
    order = list(HOW_OFTEN)
    found = sorted(costs, key=lambda one: order.index(one.frequency))
    of_payer = {payer: tuple(one for one in found if one.payer == payer) for payer in Payer}
    return [Burden(payer, own) for payer, own in of_payer.items() if own]


def frequencies(costs: Iterable[Cost]) -> dict[str, str]:
    """How often any of these costs come, in words: a table has a column for each."""
    found = {one.frequency for one in costs}
    return {often: words for often, words in HOW_OFTEN.items() if often in found}
