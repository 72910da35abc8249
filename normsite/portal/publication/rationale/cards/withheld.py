"""What of a clause is withheld: a marked gap for each part, with its ground."""

from comments.models import CommentState
from norms.models import Clause
from normsite.foundation.documents import Block
from normsite.foundation.unseen import isolated
from normsite.portal.publication.rationale.cards.told import Told
from normsite.portal.publication.rationale.gaps import gaps_in
from normsite.portal.publication.rationale.lines import line, link


def withheld(clause: Clause, told: Told) -> list[Block]:
    """Each part that is withheld; whatever sort of part is added to the register is added here."""
    return [*_comments(clause, told), *_parts(clause, told)]


def _parts(clause: Clause, told: Told) -> list[Block]:
    """What is withheld of its rationale, its risks and their safeguards."""
    rows: list[object] = [clause, *told.safeguards.get(clause.anchor, [])]
    for scenario in told.risks.get(clause.anchor, []):
        rows += [scenario, *scenario.evidence.all()]
    return [
        line(
            link(one.code, one.get_absolute_url()),
            f": {one.get_kind_display().lower()}. {one.get_basis_display()}. {isolated(one.reason)} ",
            link("Register of the withheld", "#withheld"),
        )
        for one in gaps_in(rows)
    ]


def _comments(clause: Clause, told: Told) -> list[Block]:
    return [
        line(
            link(one.code, f"#{one.code}"),
            f": the words of this comment and its author. {one.get_withheld_ground_display()}. ",
            f"{isolated(one.withheld_reason)} ",
            link("Register of the withheld", "#withheld"),
        )
        for one in told.comments.get(clause.anchor, [])
        if one.state != CommentState.PUBLISHED
    ]
