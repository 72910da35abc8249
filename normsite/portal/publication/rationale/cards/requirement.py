"""What a clause asks for, why, and which obligations that serves."""

from django.urls import reverse
from django.utils.text import Truncator

from norms.models import Clause, Revision, Statement
from normsite.foundation.documents import Block, Folded, Prose, Row, Table
from normsite.foundation.unseen import isolated
from normsite.portal.publication.rationale.cards.told import Told, states
from normsite.portal.publication.rationale.lines import line, link
from normsite.portal.publication.rationale.words import number_of

MOST_SHOWN, LONGEST = 3, 180
"""Provisions of a clause, and signs of each, that its card shows before it is unfolded."""


def requirement(clause: Clause, told: Told) -> list[Block]:
    """The words of its provisions, in short; where that leaves something out, all of them are folded below."""
    statements = states(clause)
    shown = [_in_short(one) for one in statements[:MOST_SHOWN]]
    if len(statements) <= MOST_SHOWN and all(len(one.text) <= LONGEST for one in statements):
        return [*shown]
    more = len(statements) - MOST_SHOWN
    return [
        *shown,
        *([line(f"And {number_of(more, 'more provision')}.")] if more > 0 else []),
        Folded(f"The words in full ({number_of(len(statements), 'provision')})", (provisions_table(clause),)),
    ]


def _in_short(statement: Statement) -> Block:
    code, words = statement.provision.code, Truncator(statement.text).chars(LONGEST)
    return line(link(code, reverse("provision", args=[code])), f" {isolated(words)}")


def provisions_table(clause: Clause) -> Table:
    """Every provision of a clause, word for word."""
    rows = tuple(
        Row((one.provision.code, one.get_kind_display(), one.text), anchor=f"{one.provision.code}-in-{clause.anchor}")
        for one in states(clause)
    )
    return Table(f"Provisions of {isolated(clause.label)}", ("Provision", "Kind", "Words"), rows, f"provisions-{clause.anchor}")


def why(clause: Clause, told: Told) -> list[Block]:
    return [Prose(_leading_into_the_text(clause.rationale_html, told))] if clause.rationale_html else []


def _leading_into_the_text(html: str, told: Told) -> str:
    """What leads to a clause leads there in the text itself, since no clause stands in this record."""
    text: Revision = told.revision
    for clause in told.clauses if 'href="#' in html else ():
        html = html.replace(f'href="#{clause.anchor}"', f'href="{text.get_absolute_url()}#{clause.anchor}"')
    return html


def serves(clause: Clause, told: Told) -> list[Block]:
    """Which provision does what for which obligation, and how."""
    return [
        line(
            f"{one.provision.code} {served.verb} ",
            link(f"{served.obligation.code} {isolated(served.obligation)}", served.obligation.get_absolute_url()),
            f". {isolated(served.note)}" if served.note else ".",
        )
        for one in states(clause)
        for served in one.provision.obligation_links.all()
    ]
