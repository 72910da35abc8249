"""Find norms, clauses, comments and codes; and follow a code to its page."""

import re
from collections.abc import Callable
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVector
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from comments.models import Comment, Consultation
from norms.models import Clause, Norm, Obligation, Provision, Revision
from normsite.accounts.access import Reader
from normsite.publication.models import Publication
from normsite.references import Kind, parse
from riskreviews.models import Assessment, Safeguard, Scenario

MOST = 20
LONGEST_QUERY = 200
# PostgreSQL gives up at thirty signs of negation one after the other ("tsquery stack too small"): one before a word, or within
# one, is kept.
STRAY_MINUS = re.compile(r'((?<!\S)-(?=[\w"])|(?<=\w)-(?=\w))|-')


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Full-text search in what anybody may read; a public code goes straight to its page."""
    words = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST_QUERY]
    if parse(words):
        return redirect("reference", words.upper())
    context: dict[str, object] = {"q": words}
    if words:
        query = SearchQuery(STRAY_MINUS.sub(r"\1", words), config="english", search_type="websearch")
        context |= {"norms": _norms(query), "clauses": _clauses(query), "comments": _comments(query), "most": MOST}
        context["nothing"] = not any(context[part] for part in ("norms", "clauses", "comments"))
    return render(request, "pages/search.html", context)


def _norms(query: SearchQuery) -> list[Norm]:
    vector = SearchVector("title", "designation", "summary", config="english")
    found = Norm.objects.filter(pk__in=Norm.objects.public().values("pk")).annotate(text=vector, rank=SearchRank(vector, query))
    return list(found.filter(text=query).order_by("-rank")[:MOST])


def _clauses(query: SearchQuery) -> list[Clause]:
    """Clauses of the newest readable revision of each norm."""
    newest = Revision.objects.released().newest().values("pk")
    vector = SearchVector("title", weight="A", config="english") + SearchVector("body", weight="B", config="english")
    found = Clause.objects.filter(revision__in=newest).annotate(text=vector, rank=SearchRank(vector, query))
    return list(found.filter(text=query).select_related("revision__norm").order_by("-rank", "order")[:MOST])


def _comments(query: SearchQuery) -> list[Comment]:
    vector = SearchVector("text", "proposed_change", "author", config="english")
    found = Comment.objects.public().with_author().annotate(search=vector, rank=SearchRank(vector, query))
    return list(found.filter(search=query).select_related("submission", "clause", "consultation").order_by("-rank")[:MOST])


# What a reader may see of each kind of code. A receipt is not among them: it opens with its key alone.
SEEN: dict[Kind | None, Callable[[Reader], QuerySet[Any]]] = {
    Kind.NORM: Norm.objects.seen_by,
    Kind.PROVISION: Provision.objects.seen_by,
    Kind.OBLIGATION: lambda user: Obligation.objects.all(),
    Kind.CONSULTATION: lambda user: Consultation.objects.all(),
    Kind.COMMENT: Comment.objects.seen_by,
    Kind.ASSESSMENT: Assessment.objects.seen_by,
    Kind.SCENARIO: Scenario.objects.seen_by,
    Kind.SAFEGUARD: Safeguard.objects.seen_by,
    Kind.PUBLICATION: lambda user: Publication.objects.defer("document"),
}


@require_safe
def reference(request: HttpRequest, code: str) -> HttpResponse:
    """The page of a public code. What this reader may not see is answered like a code that was never given."""
    code = code.upper()
    seen = SEEN.get(parse(code))
    if seen is None:
        raise Http404
    return redirect(get_object_or_404(seen(request.user), code=code))
