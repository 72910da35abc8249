"""What the views share: how a row is found, and with what its form begins."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django import forms as django_forms
from django.contrib import messages
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, Manager, Model, OuterRef, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from norms.doors import admit
from norms.models import Provision, Statement
from normsite.foundation.accounts.access import Reader
from normsite.foundation.codes import Kind, parse
from riskreviews import queries
from riskreviews.forms import StepForm
from riskreviews.library import Template
from riskreviews.models import Assessment, AssessmentState, Safeguard, Scenario
from riskreviews.queries import cover_risks, keep, with_children


def stored_code(code: str, kind: Kind) -> str:
    """The code as it is stored; 404 for what can't be one."""
    if parse(code) is not kind:
        raise Http404
    return code.strip().upper()


def find_assessment(request: HttpRequest, code: str) -> Assessment:
    related = Assessment.objects.seen_by(request.user).select_related("revision__norm", "created_by", "carried_from")
    assessment = get_object_or_404(related, code=stored_code(code, Kind.ASSESSMENT))
    admit(request, assessment.revision)
    return assessment


class NotThere(Http404):
    """An assessment has no scenario or safeguard of this code, most likely not any more."""

    def __init__(self, assessment: Assessment, code: str, kind: Kind) -> None:
        super().__init__(f"{assessment.code} has no {code}.")
        self.assessment, self.code, self.kind = assessment, code, kind


def find_scenario(assessment: Assessment, code: str) -> Scenario:
    stored = stored_code(code, Kind.SCENARIO)
    found = assessment.scenarios.filter(code=stored).first()
    if found is None:
        raise NotThere(assessment, stored, Kind.SCENARIO)
    return found


def find_safeguard(assessment: Assessment, code: str) -> Safeguard:
    stored = stored_code(code, Kind.SAFEGUARD)
    found = assessment.safeguards.filter(code=stored).first()
    if found is None:
        raise NotThere(assessment, stored, Kind.SAFEGUARD)
    return found


class Risks(NamedTuple):
    """The scenarios and safeguards of an assessment, and the keys of those of their provisions that its text states."""

    scenarios: list[Scenario]
    safeguards: list[Safeguard]
    stated: frozenset[int]


def read_risks(assessment: Assessment, user: Reader, *, at_desk: bool = False) -> Risks:
    """The scenarios and safeguards with all that a page says of them to this reader, in a constant number of queries.

    A provision that was cut before anybody could read it is named at the desk alone, and there alone whoever may read what is
    withheld reads it: public pages are the same for all.
    """
    answers = Safeguard.scenarios.through.objects.filter(safeguard=OuterRef("pk")).values("scenario")
    scenarios = with_children(assessment.scenarios.select_related("clause", "owner"), "evidence")
    found = assessment.safeguards.select_related("tier_table").prefetch_related("applies_to")
    safeguards = with_children(found.annotate(answers=ArraySubquery(answers)), "alternatives", "costs", "reappraisals")
    provisions = _provisions(assessment, user, safeguards)
    for scenario in scenarios:
        scenario.assessment = assessment
        if scenario.clause is not None:
            scenario.clause.revision = assessment.revision
        keep(scenario, "safeguards", [one for one in safeguards if scenario.pk in one.answers])  # type: ignore[attr-defined]
        keep(scenario, "provisions", [one for one in provisions.values() if scenario.pk in one.answer_to])  # type: ignore[attr-defined]
    for safeguard in safeguards:
        safeguard.assessment = assessment
        keep(safeguard, "scenarios", [one for one in scenarios if one.pk in safeguard.answers])  # type: ignore[attr-defined]
        Safeguard.provision.field.set_cached_value(safeguard, provisions.get(safeguard.provision_id or 0))
    cover_risks(scenarios, safeguards, user if at_desk else None)
    simulations = queries.standing_simulations(scenarios)
    for scenario in scenarios:
        scenario.simulation = simulations.get(scenario.pk)
    return Risks(scenarios, safeguards, frozenset(key for key, one in provisions.items() if one.is_stated))  # type: ignore[attr-defined]


def _provisions(assessment: Assessment, user: Reader, safeguards: Iterable[Safeguard]) -> dict[int, Provision]:
    """Those that this reader may know of and that answer a scenario (`answer_to` has their keys) or put a safeguard into words,
    by their keys, and whether the text states each."""
    linked = Scenario.provisions.through.objects.filter(scenario__assessment=assessment)
    stated = Statement.objects.filter(provision=OuterRef("pk"), clause__revision=assessment.revision_id)
    found = Provision.objects.seen_by(user).filter(
        Q(pk__in=linked.values("provision")) | Q(pk__in=[one.provision_id for one in safeguards if one.provision_id])
    )
    answers = linked.filter(provision=OuterRef("pk")).values("scenario")
    return {one.pk: one for one in found.annotate(is_stated=Exists(stated), answer_to=ArraySubquery(answers))}


def redirect_unless_draft(request: HttpRequest, assessment: Assessment) -> HttpResponse | None:
    """Back to the desk, instead of an empty form that would be refused; what somebody has typed stays in sight."""
    if request.method == "POST" or assessment.state == AssessmentState.DRAFT:
        return None
    messages.info(request, f"{assessment.code} is {assessment.get_state_display().lower()}, so it can't be changed.")
    return redirect("riskreviews:desk", assessment.code)


def initial(row: Model | Template | None, form: type[django_forms.Form]) -> dict[str, Any]:
    """The facts of a stored row, or of a template, as its form begins with them."""
    if isinstance(row, Safeguard) and issubclass(form, StepForm):
        return form.stored(row)
    found = {name: getattr(row, name) for name in form.base_fields if hasattr(row, name)}
    if isinstance(row, Scenario):
        found |= row.judgements
        for one in row.what_follows:
            name = f"consequence_{one.dimension.value}"
            found |= {name: one.gravity.value, f"{name}_words": one.words}
    return {name: list(value.all()) if isinstance(value, Manager) else value for name, value in found.items()}
