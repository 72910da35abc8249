"""One card for each clause of which the record tells something, in one order; and in one list the clauses of which it tells
nothing.

A part of a card is one function, `(clause, told) -> blocks`, and one row of `PARTS`.
"""

from normsite.portal.publication.rationale.cards.card import clause_cards, unrecorded
from normsite.portal.publication.rationale.cards.told import Told, tell

__all__ = ["Told", "clause_cards", "tell", "unrecorded"]
