"""What a person should look at before a text is frozen. None of it forbids freezing."""

from collections import Counter
from dataclasses import dataclass, field

from norms.models import Clause, ProvisionKind, Revision
from norms.queries import read_revision
from norms.services.provisions import carrying
from norms.text.keywords import find_statements
from normsite.foundation.markup.tree import read
from normsite.foundation.unseen import can_be_seen


@dataclass(frozen=True)
class Warnings:
    """Clauses that require without a reason, that say nothing, and that hold requirements where none may stand.

    `clauses` and `statements` count the whole text; `statements` by the kind of provision.
    """

    unreasoned: list[Clause] = field(default_factory=list)
    empty: list[Clause] = field(default_factory=list)
    misplaced: list[Clause] = field(default_factory=list)
    clauses: int = 0
    statements: list[tuple[str, int]] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.unreasoned or self.empty or self.misplaced)


def warnings_of(revision: Revision) -> Warnings:
    """Read the whole revision once; a clause with clauses below it may be empty."""
    clauses = read_revision(revision)
    parents = {clause.parent_id for clause in clauses}
    binding = carrying(clauses)
    return Warnings(
        unreasoned=[clause for clause in clauses if _requires(clause) and not can_be_seen(clause.rationale)],
        empty=[clause for clause in clauses if not can_be_seen(clause.words) and clause.pk not in parents],
        misplaced=[one for one in clauses if one.pk not in binding and _would_require(one)],
        clauses=len(clauses),
        statements=_count(clauses),
    )


def _count(clauses: list[Clause]) -> list[tuple[str, int]]:
    counted = Counter(statement.kind for clause in clauses for statement in clause.statements.all())
    return [(kind.label, counted[kind]) for kind in ProvisionKind if counted[kind]]


def _requires(clause: Clause) -> bool:
    return any(statement.kind == ProvisionKind.REQUIREMENT for statement in clause.statements.all())


def _would_require(clause: Clause) -> bool:
    return any(found.kind == ProvisionKind.REQUIREMENT for found in find_statements(read(clause.body_html)))
