"""The one page that joins a comment with its receipt, the decision, the changed words and the risk they touch."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from comments.models import Comment, CommentState, Consultation
from comments.queries import being_read, said_to, with_files, with_thread
from norms import queries as norm_queries
from normsite.foundation.accounts.access import sees_hidden
from normsite.foundation.cached import cached
from normsite.portal.publication.queries import published_after
from normsite.portal.withheld.seen import withholding_of
from riskreviews import queries as risk_queries


@require_safe
@cached(until=Consultation.objects.next_turn)
def comment(request: HttpRequest, code: str) -> HttpResponse:
    """A comment anybody may link to. Words are shown only when published; a withheld one shows ground and reason.

    Of one that nobody has moderated yet the public is told when it was received, and of which consultation it is.
    """
    code = code.upper()
    found = with_thread(with_files(Comment.objects.seen_by(request.user))).select_related(
        "submission__entry", "consultation__revision__norm", "clause", "question", "disposition"
    )
    comment, staff = found.with_replied().filter(code=code).first(), sees_hidden(request.user)
    if comment is None:
        return _being_read(request, code)
    consulted = comment.consultation.revision
    if comment.clause:
        comment.clause.revision = consulted  # the same, read already
    answered = comment.consultation.concluded_at is not None
    publication, card = published_after(consulted, comment.clause.anchor if comment.clause else "")
    change = passage = None
    if answered and publication and comment.clause and comment.passage_start is not None:
        passage = norm_queries.follow_passage(comment.clause, comment.passage, comment.passage_start, publication.revision)
    if answered and publication and comment.clause:
        change = norm_queries.compare_clause(consulted, publication.revision, comment.clause.anchor)
    context = {
        "comment": comment,
        "shows_words": comment.state == CommentState.PUBLISHED or staff,
        "disposition": comment.standing_disposition if staff else comment.published_disposition,
        "norm": consulted.norm,
        "revision": consulted,
        "publication": publication,
        "change": change,
        "passage": passage,
        "card": card,
        "said": said_to(comment),
        "quoted": _quoted(comment) if comment.state == CommentState.PUBLISHED or staff else "",
        "risks": risk_queries.risks_by_anchor(consulted).get(comment.clause.anchor, []) if comment.clause else [],
        "safeguards": _safeguards(comment),
        "is_staff": staff,
        "withholding": withholding_of(comment),
    }
    return render(request, "pages/comment.html", context)


def _being_read(request: HttpRequest, code: str) -> HttpResponse:
    waiting = being_read(code)
    if waiting is None:
        raise Http404("There is no comment with this code.")
    return render(request, "pages/being_read.html", {"waiting": waiting})


def _quoted(comment: Comment) -> str:
    """The clause with the words marked that the comment is on."""
    if comment.clause is None or comment.passage_start is None:
        return ""
    return comment.clause.quoted([(comment.passage_start, comment.passage_start + len(comment.passage))])


def _safeguards(comment: Comment) -> list[object]:
    if comment.clause is None:
        return []
    by_provision = risk_queries.safeguards_by_provision(comment.consultation.revision)
    return [
        safeguard for statement in comment.clause.statements.all() for safeguard in by_provision.get(statement.provision_id, [])
    ]
