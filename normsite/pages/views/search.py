"""Find norms, clauses, comments and codes; and follow a code to its page."""

from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVector
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from comments.models import Comment, Consultation
from norms.models import Clause, Norm, Obligation, Provision, Revision
from normsite.publication.models import Publication
from normsite.references import Kind, parse
from riskreviews.models import Assessment, Safeguard, Scenario

MOST = 20
LONGEST_QUERY = 200


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Full-text search in what anybody may read; a public code goes straight to its page."""
    words = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST_QUERY]
    if parse(words):
        return redirect("reference", words.upper())
    context: dict[str, object] = {"q": words}
    if words:
        query = SearchQuery(words, config="english", search_type="websearch")
        context |= {"norms": _norms(query), "clauses": _clauses(query), "comments": _comments(query), "most": MOST}
        context["nothing"] = not any(context[part] for part in ("norms", "clauses", "comments"))
    return render(request, "pages/search.html", context)


def _norms(query: SearchQuery) -> list[Norm]:
    vector = SearchVector("title", "designation", "summary", config="english")
    found = Norm.objects.filter(pk__in=Norm.objects.public().values("pk")).annotate(text=vector, rank=SearchRank(vector, query))
    return list(found.filter(text=query).order_by("-rank")[:MOST])


def _clauses(query: SearchQuery) -> list[Clause]:
    """Clauses of the newest readable revision of each norm."""
    newest = Revision.objects.released().order_by("norm_id", "-number").distinct("norm_id").values("pk")
    vector = SearchVector("title", weight="A", config="english") + SearchVector("body", weight="B", config="english")
    found = Clause.objects.filter(revision__in=newest).annotate(text=vector, rank=SearchRank(vector, query))
    return list(found.filter(text=query).select_related("revision__norm").order_by("-rank", "order")[:MOST])


def _comments(query: SearchQuery) -> list[Comment]:
    vector = SearchVector("text", "proposed_change", "submission__organisation", "submission__name", config="english")
    found = Comment.objects.public().annotate(search=vector, rank=SearchRank(vector, query)).filter(search=query)
    return list(found.select_related("submission", "clause", "consultation").order_by("-rank")[:MOST])


@require_safe
def reference(request: HttpRequest, code: str) -> HttpResponse:
    """The page of a public code; whether the reader may see it is for that page to say."""
    kind = parse(code)
    if kind is None:
        raise Http404
    return redirect(_address(kind, code.upper()))


def _address(kind: Kind, code: str) -> str:
    if kind is Kind.RECEIPT:
        raise Http404  # a receipt opens with its key alone
    models = {
        Kind.NORM: Norm,
        Kind.PROVISION: Provision,
        Kind.OBLIGATION: Obligation,
        Kind.CONSULTATION: Consultation,
        Kind.COMMENT: Comment,
        Kind.ASSESSMENT: Assessment,
        Kind.SCENARIO: Scenario.objects.select_related("assessment"),
        Kind.PUBLICATION: Publication.objects.defer("document"),
    }
    if kind is Kind.SAFEGUARD:
        safeguard = get_object_or_404(Safeguard.objects.select_related("assessment"), code=code)
        return f"{safeguard.assessment.get_absolute_url()}#{code}"
    return str(get_object_or_404(models[kind], code=code).get_absolute_url())
