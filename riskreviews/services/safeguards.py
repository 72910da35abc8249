"""What is done about scenarios: written step by step. What is missing is asked for before a peer is (`checks.safeguards`)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from norms.models import Applicability
from normsite.foundation import markup
from normsite.foundation.accounts.models import User
from normsite.foundation.codes import Kind
from normsite.foundation.conflicts import EditConflict, stands_already, stripped
from normsite.foundation.errors import Refused
from normsite.foundation.lines import check_words
from normsite.foundation.references import next_code
from normsite.foundation.unseen import can_be_seen
from normsite.foundation.withholding.again import keep_withheld
from normsite.foundation.withholding.services import end_withholdings
from normsite.foundation.withholding.vocabulary import Part
from riskreviews.models import Alternative, Assessment, Cost, Frequency, Payer, Safeguard, Scenario, TierTable
from riskreviews.models.safeguard import highest_risk
from riskreviews.proportionality import QUESTIONS
from riskreviews.queries import said_by_safeguard
from riskreviews.services.assessments import refuse_past, write_in

TEST = ("legitimate_aim", "suitable", "necessary", "proportionate")
JUDGED = ("tier", "governability", "governability_why", "reach", "reach_why", "departure")
ENDING = ("review_on", "trigger", "trigger_on", "declassification_trigger")
FIELDS = frozenset(("title", "description", "provision", "weighing", *JUDGED, *TEST, *ENDING))
EARLIEST, LATEST = 1990, 2100


@dataclass(frozen=True)
class Priced:
    """What a safeguard costs one kind of payer once, or each year, from `low` to `high` in whole units of a currency at the
    prices of a year. `frequency` says which; it is empty where nobody has said it."""

    payer: str
    low: int
    high: int
    currency: str
    year: int
    basis: str
    frequency: str = ""


@transaction.atomic
def add_safeguard(
    *,
    assessment: Assessment,
    scenarios: Sequence[Scenario],
    by: User,
    alternatives: Sequence[tuple[str, str]] = (),
    costs: Sequence[Priced] = (),
    applies_to: Sequence[Applicability] = (),
    **fields: Any,
) -> Safeguard:
    """Add a safeguard that answers at least one scenario. The rest may follow; where it is judged and no tier is given, it has
    that of the table in force. `alternatives` are pairs of what would be less restrictive and why it fails.
    `applies_to` are those whom it binds and the cases in which it holds."""
    check_words(Safeguard, **fields)
    assessment = write_in(assessment, by)
    namesake = assessment.safeguards.filter(title__iexact=str(fields.get("title", "")).strip()).first()
    if namesake is not None:
        raise Refused(f"{namesake.code} has this title already.", "Go on with that one, or choose another title.")
    safeguard = Safeguard(code=next_code(Kind.SAFEGUARD), assessment=assessment)
    _write(safeguard, scenarios, _judged(safeguard, scenarios, fields))
    _bind(safeguard, applies_to)
    for what, fails in alternatives:
        add_alternative(safeguard=safeguard, what=what, fails=fails, by=by)
    Cost.objects.bulk_create(_cost_rows(safeguard, costs))
    return safeguard


@transaction.atomic
def change_safeguard(
    *,
    safeguard: Safeguard,
    version: int,
    by: User,
    scenarios: Sequence[Scenario] | None = None,
    applies_to: Sequence[Applicability] | None = None,
    **fields: Any,
) -> Safeguard:
    """Change some of the facts of a safeguard; `EditConflict` when another change was saved since `version`.

    What is judged of its tier is judged by the table that is in force now.
    """
    check_words(Safeguard, **fields)
    safeguard = _lock_safeguard(safeguard, by)
    answered = list(safeguard.scenarios.all())
    bound = list(safeguard.applies_to.all())
    scenarios = answered if scenarios is None else scenarios
    applies_to = bound if applies_to is None else applies_to
    fields = _judged(safeguard, scenarios, fields)
    stays = set(scenarios) == set(answered) and set(applies_to) == set(bound)
    if stays and stands_already(safeguard, stripped(fields)):
        return safeguard
    if safeguard.version != version:
        raise EditConflict(f"{safeguard.code} was changed while you were writing.", safeguard)
    safeguard.version += 1
    _write(safeguard, scenarios, fields)
    _bind(safeguard, applies_to)
    return safeguard


def _lock_safeguard(safeguard: Safeguard, by: User) -> Safeguard:
    """As it stands, in a draft of which `by` is then a writer; refused where somebody has removed it meanwhile."""
    write_in(safeguard.assessment, by)
    found = Safeguard.objects.select_for_update(of=("self",)).filter(pk=safeguard.pk).first()
    if found is None:
        raise Refused(f"{safeguard.code} was removed meanwhile.", "Copy what you typed, and add a safeguard anew.")
    return found


def _judged(safeguard: Safeguard, scenarios: Sequence[Scenario], fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields, with the tier of the table in force where none was chosen and a note of that table, as soon as all is judged.
    What departs from the table says why."""
    unknown = fields.keys() - FIELDS
    if unknown:
        raise TypeError(f"Not fields of a safeguard: {', '.join(sorted(unknown))}")
    if not fields.keys() & set(JUDGED):
        return dict(fields)
    said = {name: fields.get(name, getattr(safeguard, name)) for name in JUDGED}
    table = TierTable.objects.in_force()
    cell = table.read(highest_risk(scenarios), said["governability"], said["reach"])
    if cell is None:
        return dict(fields)
    tier = said["tier"] or cell.tier
    departure = "" if tier == cell.tier else said["departure"]
    if tier != cell.tier and not can_be_seen(departure):
        raise Refused(f"The table gives {cell.tier}, and {tier} was chosen.", "Say why; it is published.")
    return {**fields, "tier": tier, "departure": departure, "tier_table": table}


def _write(safeguard: Safeguard, scenarios: Sequence[Scenario], fields: dict[str, Any]) -> None:
    if not scenarios:
        raise Refused("A safeguard answers at least one scenario.", "Choose which.")
    if any(scenario.assessment_id != safeguard.assessment_id for scenario in scenarios):
        raise Refused("A scenario of another assessment was chosen.", "Choose scenarios of this assessment.")
    if safeguard.assessment.scenarios.filter(pk__in=[one.pk for one in scenarios]).count() < len(set(scenarios)):
        raise Refused("A scenario that was chosen was removed meanwhile.", "Choose among those that are there.")
    refuse_past(fields.get("review_on"))
    for field in (*TEST, "departure"):
        markup.check_text(fields.get(field, ""), what=f"“{field.replace('_', ' ').capitalize()}”")
    before = said_by_safeguard(safeguard) if safeguard.pk else {}
    for field, value in stripped(fields).items():
        setattr(safeguard, field, value)
    safeguard.weighing = _answers(safeguard.weighing)
    safeguard.description_html = markup.render(safeguard.description)
    safeguard.save()
    safeguard.scenarios.set(scenarios)
    _keep_withheld(safeguard, before)


def _keep_withheld(safeguard: Safeguard, before: Mapping[Part, str]) -> None:
    keep_withheld(norm=safeguard.assessment.revision.norm.code, said=said_by_safeguard(safeguard), before=before)


def _bind(safeguard: Safeguard, applies_to: Sequence[Applicability]) -> None:
    """Locked, so that none is removed meanwhile."""
    of_the_norm = Applicability.objects.select_for_update(no_key=True).filter(norm=safeguard.assessment.revision.norm_id)
    found = list(of_the_norm.filter(pk__in=[one.pk for one in applies_to]))
    if len(found) < len(set(applies_to)):
        raise Refused("An addressee or a case that was chosen is none of this norm any more.", "Choose among what is there.")
    safeguard.applies_to.set(found)


def _answers(weighing: Mapping[str, str]) -> dict[str, str]:
    """The answers that there can be; refused where one has no such value."""
    for question in QUESTIONS:
        if weighing.get(question.key, "") not in ("", *question.values):
            raise Refused(f"{question.sign} has no such value.", f"Choose one of {', '.join(question.values)}.")
    return {question.key: weighing[question.key] for question in QUESTIONS if weighing.get(question.key)}


@transaction.atomic
def add_alternative(*, safeguard: Safeguard, what: str, fails: str, by: User) -> Alternative:
    """Say what would be less restrictive, and why it fails; the same twice is refused."""
    check_words(Alternative, what=what, fails=fails)
    safeguard = _lock_safeguard(safeguard, by)
    if not (can_be_seen(what) and can_be_seen(fails)):
        raise Refused("An alternative says what it is and why it fails.", "Write both.")
    for name, text in (("What", what), ("Why it fails", fails)):
        markup.check_text(text, what=f"“{name}”")
    if safeguard.alternatives.filter(what__iexact=what.strip()).exists():
        raise Refused("This alternative is named already.")
    before = said_by_safeguard(safeguard)
    made = Alternative.objects.create(safeguard=safeguard, what=what.strip(), fails=fails.strip())
    _keep_withheld(safeguard, before)
    return made


@transaction.atomic
def remove_alternative(*, alternative: Alternative, by: User) -> None:
    """Take an alternative away."""
    write_in(alternative.safeguard.assessment, by)
    alternative.delete()


@transaction.atomic
def change_costs(*, safeguard: Safeguard, version: int, costs: Sequence[Priced], by: User) -> Safeguard:
    """Say what it costs whom, once and each year, in place of what was said before; `EditConflict` as in `change_safeguard`.

    Refused where a payer has two costs of one frequency, or one with another currency, year or basis than the other.
    """
    safeguard = _lock_safeguard(safeguard, by)
    rows = _cost_rows(safeguard, costs)
    if [_facts(row) for row in rows] == [_facts(row) for row in safeguard.costs.all()]:
        return safeguard
    if safeguard.version != version:
        raise EditConflict(f"{safeguard.code} was changed while you were writing.", safeguard)
    safeguard.version += 1
    safeguard.save(update_fields=["version"])
    safeguard.costs.all().delete()
    Cost.objects.bulk_create(rows)
    return safeguard


def _cost_rows(safeguard: Safeguard, costs: Sequence[Priced]) -> list[Cost]:
    for one in costs:
        _check_cost(one)
    _check_each_payer(costs)
    return [Cost(safeguard=safeguard, **vars(one)) for one in costs]


def _check_each_payer(costs: Sequence[Priced]) -> None:
    """Pages say of each payer in one line what comes once, what comes each year, and what is counted."""
    for payer in Payer:
        own = [one for one in costs if one.payer == payer]
        if len({one.frequency for one in own}) < len(own):
            raise Refused(f"{payer.label}: two costs come equally often.", "Give one range for each.")
        if len({(one.currency, one.year, one.basis) for one in own}) > 1:
            raise Refused(
                f"{payer.label}: what comes once and each year differ in currency, year or what is counted.",
                "Say it once for both.",
            )


def _facts(cost: Cost) -> tuple[object, ...]:
    return cost.payer, cost.low, cost.high, cost.currency, cost.year, cost.basis, cost.frequency


def _check_cost(cost: Priced) -> None:
    check_words(Cost, basis=cost.basis)
    name = Payer(cost.payer).label
    if cost.frequency not in ("", *Frequency.values):
        raise Refused(f"{name}: a cost comes once or each year.", "Choose one of the two.")
    if cost.low > cost.high:
        raise Refused(f"{name}: the lowest cost is more than the highest.", "Exchange them.")
    if len(cost.currency) != 3 or not cost.currency.isascii() or not cost.currency.isupper():
        raise Refused("A currency has three capital letters.", "Write it like EUR.")
    if not EARLIEST <= cost.year <= LATEST:
        raise Refused(f"The prices are those of a year from {EARLIEST} to {LATEST}.", "Give the year.")


@transaction.atomic
def remove_safeguard(*, safeguard: Safeguard, by: User) -> None:
    """Take a safeguard out of a draft."""
    write_in(safeguard.assessment, by)
    end_withholdings(about=safeguard.code)
    safeguard.delete()
