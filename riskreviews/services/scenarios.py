"""Scenarios and their evidence. Likelihood, impact and level are computed on every write, never given.

A scenario is begun with its title and its description; judgements may be missing until a peer is asked.
"""

from typing import Any

from django.db import transaction

from normsite.foundation import markup
from normsite.foundation.accounts.models import User
from normsite.foundation.codes import Kind
from normsite.foundation.conflicts import EditConflict, stands_already, stripped
from normsite.foundation.errors import Refused
from normsite.foundation.lines import check_words
from normsite.foundation.references import next_code
from normsite.foundation.unseen import isolated
from normsite.foundation.withholding.again import keep_withheld
from normsite.foundation.withholding.services import end_withholdings
from riskreviews.methods import Method
from riskreviews.methods.questions import RESIDUAL
from riskreviews.models import Assessment, Evidence, Scenario
from riskreviews.models.consequence import stored_consequences
from riskreviews.queries import said_by_evidence, said_by_scenario
from riskreviews.services.assessments import refuse_past, write_in
from riskreviews.services.simulations import start_simulation

WORDS = ("title", "description", "threat_source", "reasoning", "uncertainty_reason", "benefit_lost")
OTHERS = ("clause", "treatment", "owner", "review_on", "uncertainty", "consequences")
FIELDS = frozenset((*WORDS, *OTHERS))


@transaction.atomic
def add_scenario(*, assessment: Assessment, by: User, **fields: Any) -> Scenario:
    """Add a scenario at the end. `fields` are those of the model, and the judgements under the names that the method gives
    them; `provisions` may name the provisions that answer it.

    Refused under the title of another one: it is the same click twice, or a title that tells nobody the difference. ValueError
    for a judgement that can't stand where it is given.
    """
    check_words(Scenario, **fields)
    assessment = write_in(assessment, by)
    namesake = assessment.scenarios.filter(title__iexact=str(fields.get("title", "")).strip()).first()
    if namesake is not None:
        raise Refused(f"{namesake.code} has this title already.", "Go on with that one, or choose another title.")
    provisions = fields.pop("provisions", ())
    last = assessment.scenarios.order_by("-position").first()
    scenario = Scenario(code=next_code(Kind.SCENARIO), assessment=assessment, position=last.position + 1 if last else 0)
    _write(scenario, assessment, _with_judgements(fields, scenario, assessment.risk_method))
    scenario.provisions.set(provisions)
    start_simulation(scenario=scenario)
    return scenario


@transaction.atomic
def change_scenario(*, scenario: Scenario, version: int, by: User, **fields: Any) -> Scenario:
    """Change a scenario; `EditConflict` when another change was saved since `version`."""
    check_words(Scenario, **fields)
    scenario, assessment = _lock_scenario(scenario, by)
    provisions = fields.pop("provisions", None)
    fields = _with_judgements(fields, scenario, assessment.risk_method)
    same_provisions = provisions is None or set(provisions) == set(scenario.provisions.all())
    if same_provisions and stands_already(scenario, stripped(fields)):
        return scenario
    if scenario.version != version:
        raise EditConflict(f"{scenario.code} was changed while you were writing.", scenario)
    scenario.version += 1
    _write(scenario, assessment, fields)
    if provisions is not None:
        scenario.provisions.set(provisions)
    start_simulation(scenario=scenario)
    return scenario


def _lock_scenario(scenario: Scenario, by: User) -> tuple[Scenario, Assessment]:
    """As it stands, with its assessment, a draft of which `by` is then a writer; refused where somebody has removed it
    meanwhile."""
    assessment = write_in(scenario.assessment, by)
    found = Scenario.objects.select_for_update(of=("self",)).filter(pk=scenario.pk).first()
    if found is None:
        raise Refused(f"{scenario.code} was removed meanwhile.", "Copy what you typed, and add a scenario anew.")
    return found, assessment


def _with_judgements(fields: dict[str, Any], scenario: Scenario, method: Method) -> dict[str, Any]:
    """The fields, with the judgements among them put together with those that the scenario has already."""
    judgements = {name: value for name, value in fields.items() if name in method.names}
    others = {name: value for name, value in fields.items() if name not in judgements}
    unknown = others.keys() - FIELDS
    if unknown:
        raise TypeError(f"Not fields of a scenario: {', '.join(sorted(unknown))}")
    if "consequences" in others:
        others["consequences"] = stored_consequences(others["consequences"])
    return {**others, "judgements": {**scenario.judgements, **judgements}}


def _write(scenario: Scenario, assessment: Assessment, fields: dict[str, Any]) -> None:
    clause = fields.get("clause", scenario.clause)
    if clause is not None and clause.revision_id != assessment.revision_id:
        raise Refused("The clause is not in the text that is assessed.", "Choose a clause of this revision.")
    refuse_past(fields.get("review_on"))
    before = said_by_scenario(scenario) if scenario.pk else {}
    for field, value in stripped(fields).items():
        setattr(scenario, field, value)
    scenario.description_html = markup.render(scenario.description)
    scenario.reasoning_html = markup.render(scenario.reasoning)
    _weigh(scenario, assessment)
    scenario.save()
    keep_withheld(norm=assessment.revision.norm.code, said=said_by_scenario(scenario), before=before)


def _weigh(scenario: Scenario, assessment: Assessment) -> None:
    """Write what the judgements come to; nothing for a side that lacks an answer, and no digest then."""
    method = assessment.risk_method
    method.check(scenario.judgements)
    results = {prefix: method.weigh(scenario.judgements, residual=bool(prefix)) for prefix in ("", RESIDUAL)}
    for prefix, result in results.items():
        setattr(scenario, f"{prefix}level", result.level.code if result else "")
        setattr(scenario, f"{prefix}likelihood", result.likelihood.code if result and result.likelihood else "")
        setattr(scenario, f"{prefix}impact", result.impact.code if result and result.impact else "")
    scenario.method_version = method.version
    scenario.digest = method.digest(scenario.judgements) if all(results.values()) else ""


@transaction.atomic
def remove_scenario(*, scenario: Scenario, by: User) -> None:
    """Take a scenario out of a draft. Refused while a safeguard answers it alone."""
    write_in(scenario.assessment, by)
    alone = [one for one in scenario.safeguards.all() if one.scenarios.count() == 1]
    if alone:
        raise Refused(f"{isolated(alone[0])} answers this scenario alone.", "Remove or change the safeguard first.")
    end_withholdings(about=scenario.code)
    scenario.delete()


@transaction.atomic
def add_evidence(*, scenario: Scenario, citation: str, by: User, url: str = "", shows: str = "") -> Evidence:
    """Cite something another person can look up; the same twice is refused."""
    check_words(Evidence, citation=citation, url=url, shows=shows)
    scenario, assessment = _lock_scenario(scenario, by)
    markup.check_address(url.strip(), "the evidence")
    if scenario.evidence.filter(citation__iexact=citation.strip(), url=url.strip(), shows__iexact=shows.strip()).exists():
        raise Refused("This evidence is cited already.")
    piece = Evidence.objects.create(scenario=scenario, citation=citation.strip(), url=url.strip(), shows=shows.strip())
    keep_withheld(norm=assessment.revision.norm.code, said=said_by_evidence(piece))
    return piece


@transaction.atomic
def remove_evidence(*, evidence: Evidence, by: User) -> None:
    """Take a citation away."""
    write_in(evidence.scenario.assessment, by)
    end_withholdings(about=evidence.scenario.code, place=str(evidence.pk))
    evidence.delete()
