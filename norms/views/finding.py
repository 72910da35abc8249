"""What the desk's views share: how a row is found, and what stands when somebody else was quicker."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from norms.doors import newest_revision
from norms.models import Clause, Norm, Revision


def find_norm(code: str) -> Norm:
    return get_object_or_404(Norm, code=code)


def find_newest(request: HttpRequest, code: str) -> Revision:
    """The newest revision of a norm, if this reader may read it."""
    return newest_revision(request, find_norm(code))


def find_clause(request: HttpRequest, code: str, anchor: str) -> Clause:
    """A clause of the newest revision, with its statements and what they serve."""
    revision = find_newest(request, code)
    clauses = Clause.objects.select_related("parent", "updated_by").prefetch_related(
        "statements__provision__obligation_links__obligation"
    )
    clause = get_object_or_404(clauses, revision=revision, anchor=anchor)
    clause.revision = revision
    return clause
