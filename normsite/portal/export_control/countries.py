"""What the pages, files and the interface ask about the positions on a norm."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Prefetch
from django.utils import timezone

from norms.models import CarveOut, Clause, Norm, Position, Revision, Statement
from normsite.portal.export_control.divergence import Divergence, diverge

COLUMNS = (
    "jurisdiction", "body", "version", "adoption", "designation", "published_at",
    "clause", "number", "reason", "legal_basis", "source", "from", "until",
)  # fmt: skip


def current_positions(norm: Norm) -> list[Position]:
    """What each national body says now, with its carve-outs, by jurisdiction; in two queries."""
    newest = Position.objects.current().filter(norm=norm)
    found = (
        Position.objects.filter(pk__in=newest.values("pk")).select_related("body", "revision").order_by("jurisdiction", "pk")
    )
    return list(found.prefetch_related(Prefetch("carve_outs", CarveOut.objects.select_related("clause"))))


def earlier_positions(norm: Norm, current: list[Position]) -> list[Position]:
    """Published versions that a later one has replaced, the newest first."""
    found = Position.objects.public().filter(norm=norm).exclude(pk__in=[one.pk for one in current])
    return list(found.select_related("body", "revision").prefetch_related("carve_outs").order_by("-published_at", "pk"))


def divergence(norm: Norm, revision: Revision, positions: list[Position]) -> Divergence:
    """Of the clauses of this text that state a provision, today."""
    binding = Exists(Statement.objects.filter(clause=OuterRef("pk")))
    clauses = list(Clause.objects.public().filter(revision=revision).outline().annotate(binds=binding))
    revision.norm = norm
    for clause in clauses:
        clause.revision = revision
    return diverge(positions, clauses, timezone.localdate())


def rows(positions: list[Position]) -> Iterator[tuple[str | int, ...]]:
    """The table of published positions as it is given out: a row for each carve-out, and one for a position without any."""
    for one in positions:
        said = (one.jurisdiction, one.body.name, one.number, one.adoption, one.designation, f"{one.published_at:%Y-%m-%d}")
        carved = [
            (
                out.clause.anchor, out.clause.number, out.reason, out.legal_basis, out.source,
                out.starts_on.isoformat(), out.ends_on.isoformat() if out.ends_on else "",
            )
            for out in one.carve_outs.all()
        ]  # fmt: skip
        yield from ((*said, *cells) for cells in carved or [("",) * 7])
