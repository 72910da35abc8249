"""Read models for pages: a revision with everything beside its clauses, and what changed between two."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Prefetch

from norms.models import Clause, ObligationLink, Revision, Statement
from norms.text.redline import redline


def read_revision(revision: Revision) -> list[Clause]:
    """The clauses in order, with statements, provisions and obligations, in three queries however long the text."""
    links = ObligationLink.objects.select_related("obligation").order_by("obligation__instrument", "obligation__reference")
    statements = Statement.objects.select_related("provision").order_by("position")
    statements = statements.prefetch_related(Prefetch("provision__obligation_links", queryset=links))
    clauses = list(
        Clause.objects.filter(revision=revision).in_order().prefetch_related(Prefetch("statements", queryset=statements))
    )
    for clause in clauses:
        clause.revision = revision
    return clauses


@dataclass(frozen=True)
class ClauseChange:
    """What became of one clause: `kind` is unchanged, changed, renamed, moved, new or gone; `html` is safe."""

    anchor: str
    number: str
    title: str
    kind: str
    html: str = ""
    added: int = 0
    removed: int = 0
    old_number: str = ""
    old_title: str = ""

    @property
    def words(self) -> str:
        """How much changed, in words."""
        parts = []
        if self.added:
            parts.append(f"{self.added} word{'s' if self.added > 1 else ''} added")
        if self.removed:
            parts.append(f"{self.removed} word{'s' if self.removed > 1 else ''} removed")
        return (", ".join(parts) or "Only its place or title changed").capitalize() + "."


def compare_revisions(old: Revision, new: Revision) -> list[ClauseChange]:
    """Every clause of both revisions: those of the new one in its order, each gone one after the clause it followed."""
    before = {clause.anchor: clause for clause in _texts(old)}
    after = {clause.anchor: clause for clause in _texts(new)}
    return list(_changes(before, after))


def compare_clause(old: Revision, new: Revision, anchor: str) -> ClauseChange | None:
    """What became of one clause; None when neither revision has it."""
    before = Clause.objects.filter(revision=old, anchor=anchor).first()
    after = Clause.objects.filter(revision=new, anchor=anchor).first()
    if before is None and after is None:
        return None
    return _change(before, after)


def _texts(revision: Revision) -> list[Clause]:
    return list(
        Clause.objects.filter(revision=revision).in_order().select_related("parent").defer("body_html", "rationale_html")
    )


def _changes(before: dict[str, Clause], after: dict[str, Clause]) -> Iterator[ClauseChange]:
    gone_after: dict[str | None, list[Clause]] = {}
    last: str | None = None
    for anchor, clause in before.items():
        if anchor in after:
            last = anchor
        else:
            gone_after.setdefault(last, []).append(clause)
    yield from (_change(clause, None) for clause in gone_after.get(None, []))
    for anchor, clause in after.items():
        yield _change(before.get(anchor), clause)
        yield from (_change(gone, None) for gone in gone_after.get(anchor, []))


def _change(before: Clause | None, after: Clause | None) -> ClauseChange:
    shown = after or before
    if shown is None:
        raise ValueError("One of the two clauses must be there.")
    old_body, new_body = before.body if before else "", after.body if after else ""
    lines = redline(old_body, new_body) if old_body != new_body else None
    return ClauseChange(
        anchor=shown.anchor,
        number=shown.number,
        title=shown.title,
        kind=_kind(before, after),
        html=lines.to_html() if lines else "",
        added=lines.added if lines else 0,
        removed=lines.removed if lines else 0,
        old_number=before.number if before else "",
        old_title=before.title if before else "",
    )


def _kind(before: Clause | None, after: Clause | None) -> str:
    if before is None or after is None:
        return "new" if before is None else "gone"
    if before.body != after.body:
        return "changed"
    if before.title != after.title:
        return "renamed"
    moved = (before.parent.anchor if before.parent else None) != (after.parent.anchor if after.parent else None)
    return "moved" if moved else "unchanged"
