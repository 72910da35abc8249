"""Find norms, clauses, comments and codes; and follow a code to its page."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from comments.models import Comment, Consultation
from norms.models import Norm, NormReview, Obligation, Provision
from normsite.foundation.accounts.access import Reader
from normsite.foundation.codes import Kind, parse
from normsite.foundation.numbers import whole
from normsite.foundation.search import MOST_CANDIDATES, MOST_COUNTED, asked_for
from normsite.portal.applies.hints import may_ask_whether_it_applies
from normsite.portal.export_control.finding import is_about_control, places_of
from normsite.portal.pages.facets import FACETS, facets
from normsite.portal.publication.models import Publication
from normsite.portal.publication.queries import cards_numbered
from normsite.portal.withheld.seen import seen_by as withheld_from
from riskreviews.models import Assessment, Indicator, Safeguard, Scenario, Screening

MOST = 20  # on a page of one kind
MOST_OF_EACH = 5  # where all kinds are on one page
LAST_PAGE = MOST_COUNTED // MOST
LONGEST_QUERY = 200


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """The page of a code, if this reader may see it; then the best of each kind that anybody may read, or one kind in full."""
    words = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST_QUERY]
    wanted = request.GET.get("in", "")
    wanted = wanted if wanted in FACETS else ""
    page = min(whole(request.GET.get("page", "")) or 1, LAST_PAGE)
    context: dict[str, object] = {"searched": words, "wanted": wanted, "number": page}
    if words:
        asked = asked_for(words, by_other_names=True)
        most = MOST if wanted else MOST_OF_EACH
        found = facets(asked, [wanted] if wanted else FACETS, most=most, first=(page - 1) * most if wanted else 0)
        total = next((facet.total.number for facet in found if facet.key == wanted), 0)
        context |= {
            "coded": _coded(words, request.user),
            "cards": cards_numbered(words),
            "places": places_of(words),
            "explained": is_about_control(words),
            "may_apply": may_ask_whether_it_applies(words),
            "asked": asked,
            "facets": found,
            "next": page + 1 if page * MOST < total else None,
            "most_looked_at": f"{MOST_COUNTED:,}",
            "most_candidates": f"{MOST_CANDIDATES:,}",
        }
        context["worded"] = any(facet.total for facet in found)
        context["nothing"] = not any(context[name] for name in ("coded", "cards", "places", "explained", "worded"))
    return render(request, "pages/search.html", context)


def _coded(words: str, reader: Reader) -> dict[str, str] | None:
    """What bears the code that was typed; none that this reader may not see, which is answered like one never given."""
    kind, code = parse(words), words.upper()
    seen = SEEN.get(kind)
    row = seen(reader).filter(code=code).first() if kind and seen else None
    name = NAMES.get(kind, kind.name.capitalize()) if kind else ""
    return {"code": code, "kind": name, "address": row.get_absolute_url()} if row else None


# Kinds that the site calls otherwise than the code does.
NAMES = {
    Kind.PUBLICATION: "Rationale page",
    Kind.WITHHOLDING: "What is withheld",
    Kind.NORM_REVIEW: "Review of a norm",
}


# What a reader may see of each kind of code. A receipt is not among them: it opens with its key alone.
SEEN: dict[Kind | None, Callable[[Reader], QuerySet[Any]]] = {
    Kind.NORM: Norm.objects.seen_by,
    Kind.PROVISION: Provision.objects.seen_by,
    Kind.OBLIGATION: lambda user: Obligation.objects.all(),
    Kind.CONSULTATION: lambda user: Consultation.objects.all(),
    Kind.COMMENT: lambda user: Comment.objects.all(),  # one that nobody has read has a page that tells no more
    Kind.ASSESSMENT: Assessment.objects.seen_by,
    Kind.SCENARIO: Scenario.objects.seen_by,
    Kind.SAFEGUARD: Safeguard.objects.seen_by,
    Kind.SCREENING: Screening.objects.seen_by,
    Kind.NORM_REVIEW: NormReview.objects.seen_by,
    Kind.INDICATOR: lambda user: Indicator.objects.all(),
    Kind.PUBLICATION: lambda user: Publication.objects.defer("document"),
    Kind.WITHHOLDING: withheld_from,
}


@require_safe
def reference(request: HttpRequest, code: str) -> HttpResponse:
    """The page of a public code. What this reader may not see is answered like a code that was never given."""
    code = code.upper()
    seen = SEEN.get(parse(code))
    if seen is None:
        raise Http404
    return redirect(get_object_or_404(seen(request.user), code=code))
