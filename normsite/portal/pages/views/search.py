"""Find norms, clauses, comments and codes; and follow a code to its page."""

from collections.abc import Callable
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import QuerySet
from django.db.models.functions import Left
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from comments.models import NAMES, Comment, Consultation
from norms.models import Clause, Norm, Obligation, Provision, Revision
from normsite.foundation.accounts.access import Reader
from normsite.foundation.codes import Kind, parse
from normsite.portal.pages.finding import excerpt, plain_vector, unaccented, websearch
from normsite.portal.publication.models import Publication
from riskreviews.models import Assessment, Safeguard, Scenario

MOST = 20
LONGEST_QUERY = 200
READ_FOR_EXCERPT = 10_000


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """The page of a code, if this reader may see it; then what full-text search finds in what anybody may read."""
    words = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST_QUERY]
    context: dict[str, object] = {"searched": words}
    if words:
        plain = unaccented(words)
        query = websearch(plain)
        found = {
            "coded": _coded(words, request.user),
            "norms": _norms(query),
            "clauses": _clauses(query, plain),
            "comments": _comments(query),
        }
        context |= {**found, "most": MOST, "nothing": not any(found.values())}
    return render(request, "pages/search.html", context)


def _coded(words: str, reader: Reader) -> dict[str, str] | None:
    """What bears the code that was typed; none that this reader may not see, which is answered like one never given."""
    kind, code = parse(words), words.upper()
    seen = SEEN.get(kind)
    row = seen(reader).filter(code=code).first() if kind and seen else None
    return {"code": code, "kind": kind.name.capitalize(), "address": row.get_absolute_url()} if kind and row else None


def _norms(query: SearchQuery) -> list[Norm]:
    vector = plain_vector("title", "designation", "summary")
    found = Norm.objects.filter(pk__in=Norm.objects.public().values("pk")).annotate(text=vector, rank=SearchRank(vector, query))
    return list(found.filter(text=query).order_by("-rank")[:MOST])


def _clauses(query: SearchQuery, plain: str) -> list[Clause]:
    """Clauses of the newest readable revision of each norm, each with an `excerpt`."""
    newest = Revision.objects.released().newest().values("pk")
    vector = plain_vector("title", weight="A") + plain_vector("words", weight="B")
    ranked = Clause.objects.outline().filter(revision__in=newest).annotate(text=vector, rank=SearchRank(vector, query))
    found = ranked.filter(text=query).annotate(beginning=Left("words", READ_FOR_EXCERPT))
    clauses = list(found.select_related("revision__norm").order_by("-rank", "order")[:MOST])
    for clause in clauses:
        clause.excerpt = excerpt(clause.beginning, plain)  # type: ignore[attr-defined]  # for the template; annotated above
    return clauses


def _comments(query: SearchQuery) -> list[Comment]:
    vector = plain_vector(*NAMES, "author")
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
