"""Numbers, order and depth of clauses, computed from the tree."""

from collections.abc import Iterator

from norms.models import Clause, ClauseKind, Numbering, Revision
from normsite.foundation.errors import Refused
from normsite.foundation.markup.tree import label

DEEPEST = 9
WITHOUT_NUMBER: dict[str, str | None] = {ClauseKind.FOREWORD: None, ClauseKind.INTRODUCTION: "0"}
"""Clauses that bear no number, and by what the numbers of those below them begin."""
ANNEXES = frozenset({ClauseKind.ANNEX, ClauseKind.INFORMATIVE_ANNEX})


def renumber(revision: Revision) -> None:
    """Compute `order`, `depth`, `position` and `number` of every clause and write those that changed.

    Foreword and introduction bear no number, annexes bear letters (A, B ... Z, AA), all others count from 1; a clause below
    another adds its place (5.2.1, A.1), one below the introduction is 0.1 (ISO/IEC Directives, Part 2, 13.3), and one below
    the foreword bears none. In a norm that keeps its numbers, those that were written stand instead, and others
    count on from them.
    """
    clauses = list(Clause.objects.outline().filter(revision=revision))
    changed = []
    for order, (clause, values) in enumerate(walk(clauses, revision.norm.numbering)):
        values["order"] = order
        if any(getattr(clause, field) != value for field, value in values.items()):
            for field, value in values.items():
                setattr(clause, field, value)
            changed.append(clause)
    Clause.objects.bulk_update(changed, ["order", "depth", "position", "number"], batch_size=500)


def walk(clauses: list[Clause], numbering: str) -> Iterator[tuple[Clause, dict[str, object]]]:
    """The clauses in reading order, each with the depth, position and number it should have."""
    children: dict[int | None, list[Clause]] = {}
    for clause in clauses:
        children.setdefault(clause.parent_id, []).append(clause)
    for siblings in children.values():
        siblings.sort(key=lambda one: (one.position, one.pk))
    yield from _below(None, "", 1, children, numbering == Numbering.WRITTEN)


def _below(
    parent: int | None, prefix: str | None, depth: int, children: dict[int | None, list[Clause]], as_written: bool
) -> Iterator[tuple[Clause, dict[str, object]]]:
    if depth > DEEPEST and parent in children:
        raise Refused(f"Clauses can be nested {DEEPEST} deep and no deeper.", "Move the clause up.")
    counted = lettered = 0
    for position, clause in enumerate(children.get(parent, [])):
        if as_written and clause.written_number:
            number = clause.written_number
            counted = _last(number, counted)
        elif prefix is None or (depth == 1 and clause.kind in WITHOUT_NUMBER):
            number = ""
        elif depth == 1 and clause.kind in ANNEXES:
            lettered += 1
            number = label(lettered, "A")
        else:
            counted += 1
            number = f"{prefix}.{counted}" if prefix else str(counted)
        yield clause, {"depth": depth, "position": position, "number": number}
        below = WITHOUT_NUMBER[clause.kind] if depth == 1 and clause.kind in WITHOUT_NUMBER else number
        yield from _below(clause.pk, None if prefix is None else below, depth + 1, children, as_written)


def _last(number: str, otherwise: int) -> int:
    """The last part of a number, from which the next ones count on."""
    part = number.rpartition(".")[2]
    return int(part) if part.isdecimal() else otherwise
