"""What changed since the public was consulted, clause by clause."""

from comments.models import Comment, Effect
from norms import queries as norm_queries
from norms.models import Revision
from norms.queries import ClauseChange
from normsite.foundation.documents import Block, Fact, Facts, Redline, Section, Text
from normsite.foundation.unseen import isolated
from normsite.portal.publication.rationale.words import author, number_of


def since_consulted(consulted: Revision | None, revision: Revision) -> list[ClauseChange]:
    """What became of the clauses of the text on which the public was consulted; none where that is this text."""
    if consulted is None or consulted.pk == revision.pk:
        return []
    return [change for change in norm_queries.compare_revisions(consulted, revision) if change.kind != "unchanged"]


def changes(
    consulted: Revision | None, revision: Revision, changes: list[ClauseChange], led: dict[str, list[Comment]]
) -> Section:
    """`led` are the comments that led to a change, by the anchor of its clause (`led_to_changes`)."""
    if consulted is None or consulted.pk == revision.pk:
        sentence = "The text is the one on which the public was consulted, word for word."
        return Section("changes", "What changed since the consultation", (Text((sentence,)),))
    text = isolated(consulted.name)
    intro = Text((f"Compared with {text}, on which the public was consulted: {number_of(len(changes), 'clause')} changed.",))
    parts = tuple(_change(change, led.get(change.anchor, [])) for change in changes)
    return Section("changes", "What changed since the consultation", (intro,), parts)


def led_to_changes(comments: list[Comment]) -> dict[str, list[Comment]]:
    """The comments whose answer changes the text, by the anchor of the clause they are on."""
    led: dict[str, list[Comment]] = {}
    for comment in comments:
        if comment.clause is not None and comment.standing_disposition and comment.standing_disposition.effect != Effect.NONE:
            led.setdefault(comment.clause.anchor, []).append(comment)
    return led


def _change(change: ClauseChange, led: list[Comment]) -> Section:
    blocks: list[Block] = [Redline(change.html, change.words)]
    if led:
        names = "; ".join(f"{comment.code} by {isolated(author(comment))}" for comment in led)
        blocks.append(Facts((Fact("Comments that led to it", names),)))
    return Section(f"change-{change.anchor}", f"{change.number} {change.title}".strip(), tuple(blocks))
