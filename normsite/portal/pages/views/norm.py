"""A norm as the public reads it: overview, text with its reasons, comparison, provision, obligation."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_list_or_404, get_object_or_404, render
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_safe

from comments import queries as comment_queries
from comments.models import Comment, Consultation
from comments.queries import PublicCounts
from comments.strip import heat_strip, key_of_strip
from comments.views.unsent import kept_in, show_with_kept
from norms import queries as norm_queries
from norms.doors import admit, find_revision
from norms.models import Clause, Norm, Obligation, Provision, Revision
from normsite.foundation.accounts.access import Reader, sees_hidden
from normsite.foundation.accounts.models import User
from normsite.foundation.cached import cached
from normsite.foundation.changes.queries import record_state
from normsite.foundation.markup.marking import marked
from normsite.portal.publication.models import Publication
from normsite.portal.publication.queries import cards_of, with_cards
from riskreviews import queries as risk_queries

MOST_IN_MARGIN = 4


@require_safe
@cached(until=Consultation.objects.next_turn)
def norms(request: HttpRequest) -> HttpResponse:
    """Every norm of which anybody may read a revision, with what is going on about it."""
    found = list(Norm.objects.public().order_by("title"))
    running = {
        consultation.revision.norm_id: consultation
        for consultation in Consultation.objects.select_related("revision").order_by("closes_at")
    }
    published = {item.revision.norm_id: item for item in _publications().order_by("published_at")}
    lines = [{"norm": norm, "consultation": running.get(norm.pk), "publication": published.get(norm.pk)} for norm in found]
    return render(request, "pages/norms.html", {"lines": lines})


@require_safe
@cached(until=Consultation.objects.next_turn)
def norm(request: HttpRequest, code: str) -> HttpResponse:
    norm = _norm_for(request, code)
    revisions = list(_readable(request, norm))
    context = {
        "norm": norm,
        "revisions": revisions,
        "is_public": any(revision.is_released for revision in revisions),
        "latest": next((revision for revision in revisions if not revision.is_draft), None),
        "consultations": Consultation.objects.for_norm(norm).select_related("revision").order_by("-opens_at"),
        "publications": _publications().filter(revision__norm=norm),
        "assessments": risk_queries.public_assessments(norm),
        "reviews": risk_queries.reviews_of(norm),
        "watching": risk_queries.watching(norm),
        "may_see_desk": sees_hidden(request.user),
    }
    return render(request, "pages/norm.html", context)


@require_safe
@cached(until=Consultation.objects.next_turn)
def revision(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The text, clause by clause, each with why it is there, what risk it answers and what was said about it."""
    revision = find_revision(request, code, number)
    record = record_state()  # before anything else is read, so that what is kept under it is never older
    consultation = Consultation.objects.for_revision(revision).order_by("-opens_at").first()
    counts = comment_queries.public_counts(consultation) if consultation else PublicCounts()
    publication = with_cards(_publications()).filter(revision=revision).first()
    clauses = SimpleLazyObject(partial(_clauses, revision, counts, publication))
    context = {
        "norm": revision.norm,
        "revision": revision,
        "record": record,
        "clauses": clauses,
        "strip": SimpleLazyObject(partial(heat_strip, clauses, counts.by_anchor)),
        "strip_key": key_of_strip(),
        "consultation": consultation,
        "earlier": revision.based_on if revision.based_on and revision.based_on.is_released else None,
        "publication": publication,
        "comment_total": counts.total,
        "parts": "nowhere" if revision.is_restricted else "parts",
        "kept": kept_in(request, consultation) if consultation else 0,
        "newer": Revision.objects.released().after(revision).select_related("norm").first(),
    }
    return show_with_kept(request, "pages/revision.html", context)


def _clauses(revision: Revision, counts: PublicCounts, publication: Publication | None) -> list[Clause]:
    """The text with what stands beside each clause; read where the page's text is not in the cache."""
    risks = risk_queries.risks_by_anchor(revision)
    cards = cards_of(publication) if publication else {}
    clauses = norm_queries.read_revision(revision)
    for clause in clauses:
        clause.risks = risks.get(clause.anchor, [])  # type: ignore[attr-defined]  # for the template
        clause.card = cards.get(clause.anchor, "")  # type: ignore[attr-defined]  # likewise
        clause.comment_count = counts.by_anchor.get(clause.anchor, 0)  # type: ignore[attr-defined]  # likewise
    return clauses


@require_safe
@cached(until=Consultation.objects.next_turn)
def clause_comments(request: HttpRequest, code: str, number: int, anchor: str) -> HttpResponse:
    """What stands in the margin of a clause: the first published comments on it, and the clause with their passages marked."""
    revision = find_revision(request, code, number)
    clause = get_object_or_404(Clause.objects.filter(revision=revision), anchor=anchor)
    clause.revision = revision
    consultation = get_list_or_404(Consultation.objects.for_revision(revision).order_by("-opens_at"))[0]
    found = comment_queries.on_clause(consultation, anchor, MOST_IN_MARGIN)
    context = {
        "norm": revision.norm,
        "revision": revision,
        "clause": clause,
        "consultation": consultation,
        "found": found,
        "words": _marked(clause, found.comments),
    }
    return render(request, "pages/clause_comments.html", context)


def _marked(clause: Clause, comments: Iterable[Comment]) -> str:
    """The clause with the passages of these comments marked; links within the text lead into its page."""
    passages = [(one.passage_start, one.passage_start + len(one.passage)) for one in comments if one.passage_start is not None]
    return marked(clause.body_html, passages).replace('href="#', f'href="{clause.revision.get_absolute_url()}#')


@require_safe
@cached(until=Consultation.objects.next_turn)
def compare(request: HttpRequest, code: str, number: int, other: int) -> HttpResponse:
    """What changed from revision `other` to revision `number`, clause by clause."""
    new, old = find_revision(request, code, number), find_revision(request, code, other)
    changes = norm_queries.compare_revisions(old, new)
    return render(request, "pages/compare.html", {"norm": new.norm, "old": old, "new": new, "changes": changes})


@require_safe
@cached(until=Consultation.objects.next_turn)
def provision(request: HttpRequest, code: str) -> HttpResponse:
    """One normative statement through all readable revisions, with obligations, risks and safeguards."""
    provision = get_object_or_404(Provision.objects.seen_by(request.user).select_related("norm"), code=code.upper())
    readable = {revision.pk: revision for revision in _readable(request, provision.norm)}
    statements = list(
        provision.statements.filter(clause__revision__in=readable)
        .select_related("clause")
        .order_by("-clause__revision__number")
    )
    if not statements:
        return _unstated(request, provision)
    for statement in statements:
        statement.clause.revision = readable[statement.clause.revision_id]
        statement.clause.revision.norm = provision.norm
    admit(request, *(statement.clause.revision for statement in statements))
    newest = statements[0].clause
    context: dict[str, Any] = {
        "provision": provision,
        "norm": provision.norm,
        "statements": statements,
        "newest": statements[0],
        "links": provision.obligation_links.select_related("obligation"),
        "risks": risk_queries.risks_by_anchor(newest.revision).get(newest.anchor, []),
        "safeguards": risk_queries.safeguards_by_provision(newest.revision).get(provision.pk, []),
    }
    return render(request, "pages/provision.html", context)


def _unstated(request: HttpRequest, provision: Provision) -> HttpResponse:
    """A provision that was taken out of a draft before anybody could read it: for the desk, what it was."""
    if provision.last_revision is not None:
        admit(request, provision.last_revision)
    links = provision.obligation_links.select_related("obligation")
    return render(request, "pages/provision.html", {"provision": provision, "norm": provision.norm, "links": links})


@require_safe
@cached(until=Consultation.objects.next_turn)
def obligation(request: HttpRequest, code: str) -> HttpResponse:
    """One obligation and what provisions do for it, of norms that this reader may see."""
    obligation = get_object_or_404(Obligation.objects.select_related("compared_by"), code=code.upper())
    links = obligation.provision_links.select_related("provision__norm").order_by("provision__norm__title", "provision_id")
    links = links.filter(provision__statements__clause__in=Clause.objects.seen_by(request.user)).distinct()
    admit(request, *_restricted_ones_that_serve(obligation, request.user))
    context = {"obligation": obligation, "links": links, "may_see_desk": sees_hidden(request.user)}
    return render(request, "pages/obligation.html", context)


def _restricted_ones_that_serve(obligation: Obligation, reader: Reader) -> Iterable[Revision]:
    """The restricted texts of this reader of which the page shows that they serve the obligation, and how."""
    if not isinstance(reader, User):
        return ()
    serving = Revision.objects.named_to(reader).filter(clauses__statements__provision__obligation_links__obligation=obligation)
    return serving.distinct()


@require_safe
@cached(until=Consultation.objects.next_turn)
def obligations(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/obligations.html", {"obligations": Obligation.objects.all()})


def _publications() -> QuerySet[Publication]:
    return Publication.objects.select_related("revision").defer("document")


def _norm_for(request: HttpRequest, code: str) -> Norm:
    return get_object_or_404(Norm.objects.seen_by(request.user), code=code.upper())


def _readable(request: HttpRequest, norm: Norm) -> QuerySet[Revision]:
    return norm.revisions.seen_by(request.user).select_related("based_on").order_by("-number")
