"""Read the draft of a norm in another dialect: what its page would say then, and the change itself."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction

from norms.models import Clause, Dialect, Norm, Revision
from norms.services.clauses import open_draft, render_anew, render_clause, targets_of
from norms.services.revisions import fingerprint
from normsite.foundation.accounts.models import User
from normsite.foundation.conflicts import EditConflict
from normsite.foundation.errors import Refused


@dataclass(frozen=True, slots=True)
class Reading:
    """A clause whose page would read otherwise: its stored HTML before and after, or why it can't be read so."""

    clause: Clause
    before: str
    after: str
    trouble: str = ""


def read_in(norm: Norm, dialect: str) -> tuple[str, list[Reading]]:
    """The clauses of the draft of which the HTML differs in the other dialect; before them the fingerprint of what was read."""
    revision = _draft(norm)
    norm.dialect = dialect
    return fingerprint(revision), list(_readings(revision, norm))


def _readings(revision: Revision, norm: Norm) -> Iterator[Reading]:
    targets = targets_of(revision)
    for clause in Clause.objects.filter(revision=revision).in_order():
        before = clause.body_html, clause.rationale_html
        try:
            render_clause(clause, norm, targets)
        except Refused as refused:
            yield Reading(clause, before[0], before[0], str(refused))
        else:
            for old, new in zip(before, (clause.body_html, clause.rationale_html), strict=True):
                if old != new:
                    yield Reading(clause, old, new)


@transaction.atomic
def convert_norm(*, norm: Norm, dialect: str, seen: str, by: User) -> Norm:
    """Read the draft in the dialect from now on, every clause anew; frozen texts keep the page that they have.

    `seen` is the fingerprint of the text of which somebody saw the difference; `EditConflict` when another one stands now.
    What is read so already stays as it is. Refused while there is no draft, and where a clause can't be read in that dialect.
    """
    norm = Norm.objects.select_for_update(no_key=True).get(pk=norm.pk)
    if norm.dialect == dialect:
        return norm
    revision = open_draft(_draft(norm), by)
    if fingerprint(revision) != seen:
        raise EditConflict("The text was changed since you saw what would differ.", norm)
    norm.dialect = Dialect(dialect)
    norm.save(update_fields=["dialect"])
    render_anew(revision, norm)
    return norm


def _draft(norm: Norm) -> Revision:
    draft = norm.revisions.drafts().first()
    if draft is None:
        raise Refused("There is no draft to convert: a frozen text keeps its page.", "Start the next revision first.")
    return draft
