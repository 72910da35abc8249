"""Who spoke on a clause, who objects, and how they were answered."""

from collections import Counter

from django.utils.text import Truncator

from comments.models import Comment, Effect, Reaction
from norms.models import Clause
from normsite.foundation.documents import Block, Folded, Line
from normsite.foundation.unseen import isolated
from normsite.portal.publication.rationale.cards.told import Told
from normsite.portal.publication.rationale.lines import line, link, listed
from normsite.portal.publication.rationale.words import author, number_of

MOST_SHOWN, LONGEST = 3, 160
"""Comments, and signs of the reason of each answer, that a card shows before it is unfolded."""


def spoken(clause: Clause, told: Told) -> list[Block]:
    """How many spoke and what they were told; then first those who object, then those who changed something."""
    comments = sorted(told.comments.get(clause.anchor, []), key=_weight)
    if not comments:
        return []
    shown = [answered(one) for one in comments[:MOST_SHOWN]]
    if len(comments) <= MOST_SHOWN:
        return [_counted(comments), *shown]
    rest = tuple(answered(one) for one in comments[MOST_SHOWN:])
    return [_counted(comments), *shown, Folded(f"{number_of(len(rest), 'more comment').capitalize()}", rest)]


def objects(comment: Comment) -> bool:
    """Whether the commenter has said that the answer does not do."""
    disposition = comment.standing_disposition
    return disposition is not None and disposition.reaction == Reaction.OBJECTS


def answered(comment: Comment) -> Line:
    """Who said it, and what they were told."""
    disposition = comment.standing_disposition
    told = disposition.get_outcome_display().lower() if disposition else "not answered"
    reason = Truncator(disposition.reason).chars(LONGEST) if disposition and disposition.reason else ""
    return line(
        link(comment.code, f"#{comment.code}"),
        f" by {isolated(author(comment))}{', who objects to the answer' if objects(comment) else ''}: {told}.",
        f" {isolated(reason)}" if reason else "",
    )


def _weight(comment: Comment) -> tuple[bool, bool]:
    disposition = comment.standing_disposition
    return not objects(comment), disposition is None or disposition.effect == Effect.NONE


def _counted(comments: list[Comment]) -> Line:
    outcomes = Counter(one.standing_disposition.get_outcome_display().lower() for one in comments if one.standing_disposition)
    told = listed(f"{number} {outcome}" for outcome, number in outcomes.most_common()) if outcomes else "none answered yet"
    objecting = sum(objects(one) for one in comments)
    still = f" {number_of(objecting, 'commenter').capitalize()} still object{'s' if objecting == 1 else ''}."
    return line(f"{number_of(len(comments), 'comment').capitalize()}: {told}.{still if objecting else ''}")
