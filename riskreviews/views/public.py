"""What anybody may read: agreed assessments of public texts, and the method's tables."""

from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from norms.models import Revision
from normsite.foundation.cached import cached
from normsite.foundation.codes import Kind
from riskreviews import queries
from riskreviews.methods import METHODS
from riskreviews.models import Assessment
from riskreviews.views.showing import read_risks, stored_code


@require_safe
@cached(until=Revision.objects.next_release)
def detail(request: HttpRequest, code: str) -> HttpResponse:
    """An agreed assessment. One that is not public is sent on to the desk for staff, and not found by anybody else."""
    code = stored_code(code, Kind.ASSESSMENT)
    seen = Assessment.objects.seen_by(request.user)
    source = Exists(seen.filter(pk=OuterRef("carried_from")))
    found = seen.public().select_related("revision__norm", "created_by", "carried_from__revision").annotate(source_seen=source)
    assessment = found.filter(code=code).first()
    if assessment is None:
        return redirect("riskreviews:desk", get_object_or_404(seen, code=code).code)
    scenarios, safeguards, stated = read_risks(assessment, request.user)
    context = {
        "assessment": assessment,
        "norm": assessment.revision.norm,
        "carried_from": assessment.carried_from if assessment.source_seen else None,  # type: ignore[attr-defined]  # annotated
        "method": assessment.risk_method,
        "plain": scenarios,
        "scenarios": [(one, queries.weigh_scenario(one)) for one in scenarios],
        "moves": queries.arrows_of(assessment, scenarios),
        "counts": queries.counts_by_level(scenarios),
        "highest": queries.highest(scenarios),
        "safeguards": safeguards,
        "stated": stated,
        "other_words": queries.agreed_on_other_words(assessment),
        "outside_reviews": queries.outside_reviews(assessment),
        "reviews": assessment.peer_reviews.exclude(given_at=None).select_related("reviewer"),
    }
    return render(request, "riskreviews/detail.html", context)


@require_safe
@cached()
def method(request: HttpRequest, key: str) -> HttpResponse:
    """The method's tables in full, as the code reads them."""
    if key not in METHODS:
        raise Http404
    return render(request, "riskreviews/method.html", {"method": METHODS[key]})
