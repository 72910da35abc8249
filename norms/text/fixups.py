"""What can be put right only when a whole file is read: the place of annexes, captions, misplaced requirements."""

from collections.abc import Sequence
from dataclasses import replace

from norms.text.keywords import STRENGTH, Statement
from norms.text.parsed import ParsedClause, Remark

QUIET_KINDS = frozenset({"foreword", "introduction", "scope", "informative_annex"})
"""Kinds of clauses that carry no requirements, nor do those below them."""


def annexes_last(clauses: list[ParsedClause]) -> tuple[list[ParsedClause], list[Remark]]:
    """Annexes that stand before the clauses in the file go to the end, with all that is below them."""
    tops = [index for index, clause in enumerate(clauses) if clause.parent is None]
    parts = [range(start, end) for start, end in zip(tops, [*tops[1:], len(clauses)], strict=True)]
    annexes = [part for part in parts if clauses[part[0]].kind.endswith("annex")]
    others = [part for part in parts if not clauses[part[0]].kind.endswith("annex")]
    remarks = []
    if annexes and others and annexes[0][0] < others[-1][0]:
        first = clauses[annexes[0][0]]
        sentence = f"Annex {first.number} stands before other clauses in the file; it was put at the end."
        remarks.append(Remark(first.line, sentence))
    order = [index for part in [*others, *annexes] for index in part]
    place = {old: new for new, old in enumerate(order)}
    return [replace(clauses[old], parent=_moved(clauses[old].parent, place)) for old in order], remarks


def stray_captions(clauses: list[ParsedClause]) -> dict[int, str]:
    """Line and title of headings that are captions and no clauses: without a number, between numbered ones, with none below. As
    clauses they would be counted, and shift the numbers of those after them."""
    numbered = {clause.parent for clause in clauses if clause.number}
    parents = {clause.parent for clause in clauses}
    return {
        clause.line: clause.title
        for index, clause in enumerate(clauses)
        if clause.parent is not None and not clause.number and clause.parent in numbered and index not in parents
    }


def _moved(parent: int | None, place: dict[int, int]) -> int | None:
    return None if parent is None else place[parent]


def misplaced(clauses: list[ParsedClause], found: Sequence[Sequence[Statement]]) -> list[Remark]:
    """Requirements where none may stand; `found` are the statements of each clause."""
    remarks = []
    for clause, statements in zip(clauses, found, strict=True):
        what = _silenced(clause, clauses)
        number = sum(statement.kind == STRENGTH[0] for statement in statements)
        if what and number:
            words = "1 requirement" if number == 1 else f"{number} requirements"
            remarks.append(Remark(clause.line, f"“{clause.name}” is {what} and holds {words}."))
    return remarks


def _silenced(clause: ParsedClause, clauses: list[ParsedClause]) -> str:
    """Why a clause carries no requirements: its own kind, that of a clause above it, or what it says of itself."""
    above, part = clause, ""
    while above.kind not in QUIET_KINDS and above.parent is not None:
        above, part = clauses[above.parent], "part of "
    if above.kind in QUIET_KINDS and above.kind != "informative_annex":
        return f"{part}the {above.kind}"
    return "informative" if above.kind in QUIET_KINDS or not clause.normative else ""
