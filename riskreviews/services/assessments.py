"""Start an assessment, change it, carry it on to a later text."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from norms.guards import refuse_unnamed
from norms.models import Clause, Revision
from normsite.foundation import markup
from normsite.foundation.accounts.models import User
from normsite.foundation.codes import Kind
from normsite.foundation.conflicts import EditConflict, stands_already
from normsite.foundation.errors import Refused
from normsite.foundation.lines import check_words
from normsite.foundation.references import next_code
from normsite.foundation.unseen import isolated
from normsite.foundation.withholding.services import carry_withholdings
from riskreviews.methods import METHODS, USUAL
from riskreviews.models import Alternative, Assessment, AssessmentState, Cost, Evidence, Safeguard, Scenario
from riskreviews.services.simulations import start_simulation


def open_assessment(assessment: Assessment) -> Assessment:
    """The assessment, locked; refused unless it is a draft."""
    assessment = Assessment.objects.select_for_update(of=("self",)).select_related("revision__norm").get(pk=assessment.pk)
    if assessment.state == AssessmentState.IN_REVIEW:
        raise Refused(f"{assessment.code} is in peer review.", "Take the request back, or wait for the judgement.")
    if assessment.state == AssessmentState.AGREED:
        raise Refused(f"{assessment.code} is agreed, so it can't be changed.", _way_on(assessment))
    return assessment


def _way_on(assessment: Assessment) -> str:
    if assessment.published_at is None:
        return "Return it to draft to change it; a peer is then asked again."
    return "Carry it on to the next revision to change it."


def write_in(assessment: Assessment, by: User) -> Assessment:
    """Lock the assessment, refuse unless it is a draft, and note `by` among its writers, none of whom may be its peer."""
    assessment = open_assessment(assessment)
    refuse_unnamed(assessment.revision, by)
    assessment.writers.add(by)
    return assessment


def refuse_past(review_on: date | None) -> None:
    """Refuse to promise another look on a day that is over."""
    if review_on is not None and review_on < timezone.localdate():
        raise Refused("The review date is over.", "Give a day to come.")


@transaction.atomic
def start_assessment(
    *,
    revision: Revision,
    title: str,
    scope: str,
    by: User,
    method: str = USUAL,
    carried_from: Assessment | None = None,
) -> Assessment:
    """Begin an assessment of one revision by one method. Refused under a title that another of this revision has, and of a
    restricted text whose reader one is not."""
    refuse_unnamed(revision, by)
    check_words(Assessment, title=title, scope=scope)
    if method not in METHODS:
        raise Refused("There is no such method.", f"Choose one of: {', '.join(METHODS)}.")
    _refuse_namesake(revision, title, by)
    assessment = Assessment.objects.create(
        code=next_code(Kind.ASSESSMENT),
        revision=revision,
        title=title.strip(),
        method=method,
        scope=scope,
        scope_html=markup.render(scope),
        created_by=by,
        carried_from=carried_from,
    )
    assessment.writers.add(by)
    return assessment


def _refuse_namesake(revision: Revision, title: str, by: User) -> None:
    # One person starts one assessment at a time: the second click waits here, then meets what the first has written.
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    namesake = Assessment.objects.for_revision(revision).filter(title__iexact=title.strip()).first()
    if namesake is not None:
        raise Refused(
            f"This revision has an assessment with this title already, {namesake.code}.",
            "Go on with that one, or choose another title.",
        )


@transaction.atomic
def change_assessment(*, assessment: Assessment, version: int, by: User, title: str, scope: str) -> Assessment:
    """Correct the title and the scope; `EditConflict` when another change was saved since `version`."""
    check_words(Assessment, title=title, scope=scope)
    assessment = write_in(assessment, by)
    if stands_already(assessment, {"title": title.strip(), "scope": scope}):
        return assessment
    if assessment.version != version:
        raise EditConflict("The assessment was changed while you were writing.", assessment)
    assessment.title, assessment.scope, assessment.scope_html = title.strip(), scope, markup.render(scope)
    assessment.version += 1
    assessment.save(update_fields=["title", "scope", "scope_html", "version"])
    return assessment


@transaction.atomic
def carry_assessment(*, assessment: Assessment, revision: Revision, by: User) -> Assessment:
    """Copy an assessment onto another revision of its norm as a new draft, clauses found again by their anchors.

    Scenarios and safeguards get codes of their own; the peer reviews stay with the original, so a new one is needed. Who
    wrote the original has written the copy too. What was written of a restricted text stays with restricted texts.
    """
    refuse_unnamed(assessment.revision, by)
    if assessment.revision.is_restricted and not revision.is_restricted:
        raise Refused(f"{isolated(revision.name)} is not restricted, and what would be carried on is.", "Restrict it first.")
    if assessment.revision.norm_id != revision.norm_id:
        raise Refused("An assessment can be carried on to a revision of the same norm only.")
    if assessment.revision_id == revision.pk:
        raise Refused("The assessment is of this revision already.")
    copy = start_assessment(
        revision=revision,
        title=assessment.title,
        scope=assessment.scope,
        by=by,
        method=assessment.method,
        carried_from=assessment,
    )
    copy.writers.add(assessment.created_by, *assessment.writers.all())
    clauses = {clause.anchor: clause for clause in Clause.objects.filter(revision=revision)}
    twins = {old.pk: _copy_scenario(old, copy, clauses) for old in assessment.scenarios.select_related("clause")}
    for safeguard in assessment.safeguards.prefetch_related("scenarios"):
        _copy_safeguard(safeguard, copy, twins)
    return copy


def _copy_scenario(old: Scenario, copy: Assessment, clauses: dict[str, Clause]) -> Scenario:
    evidence, provisions = list(old.evidence.all()), list(old.provisions.all())
    clause = clauses.get(old.clause.anchor) if old.clause else None
    twin = Scenario.objects.get(pk=old.pk)
    twin.pk, twin.code, twin.assessment, twin.clause, twin.version = None, next_code(Kind.SCENARIO), copy, clause, 1
    twin._state.adding = True
    twin.save()
    twin.provisions.set(provisions)
    pieces = Evidence.objects.bulk_create(
        Evidence(scenario=twin, citation=one.citation, url=one.url, shows=one.shows) for one in evidence
    )
    start_simulation(scenario=twin)
    places = {str(one.pk): str(piece.pk) for one, piece in zip(evidence, pieces, strict=True)}
    carry_withholdings(old=old.code, new=twin.code, places=places)
    return twin


def _copy_safeguard(old: Safeguard, copy: Assessment, twins: dict[int, Scenario]) -> None:
    answered = [twins[scenario.pk] for scenario in old.scenarios.all()]
    alternatives, costs, applies_to = list(old.alternatives.all()), list(old.costs.all()), list(old.applies_to.all())
    twin = Safeguard.objects.get(pk=old.pk)
    twin.pk, twin.code, twin.assessment, twin.version = None, next_code(Kind.SAFEGUARD), copy, 1
    twin._state.adding = True
    twin.save()
    twin.scenarios.set(answered)
    twin.applies_to.set(applies_to)
    Alternative.objects.bulk_create(Alternative(safeguard=twin, what=one.what, fails=one.fails) for one in alternatives)
    for cost in costs:
        cost.pk, cost.safeguard = None, twin
    Cost.objects.bulk_create(costs)
    carry_withholdings(old=old.code, new=twin.code)
