"""Which texts wait to be published, and what the public was asked about each."""

from django.db.models import Exists, OuterRef

from comments.models import Consultation
from norms.models import Revision, RevisionState
from normsite.portal.publication.models import Publication


def awaiting_publication() -> list[Revision]:
    """The newest frozen revision of each norm whose consultation is over and which is not published; no restricted one."""
    newest = Revision.objects.filter(state=RevisionState.FROZEN).order_by("norm_id", "-number").distinct("norm_id")
    consultations = Consultation.objects.filter(revision__norm=OuterRef("norm"))
    waiting = Revision.objects.filter(Exists(consultations), ~Exists(consultations.filter(concluded_at=None)), pk__in=newest)
    unpublished = waiting.filter(is_restricted=False).exclude(pk__in=Publication.objects.values("revision"))
    return list(unpublished.select_related("norm").order_by("norm__title"))


def lineage(revision: Revision) -> list[Revision]:
    """The revision and those it was made from, newest first."""
    found = [revision]
    while found[-1].based_on_id is not None:
        found.append(found[-1].based_on)  # type: ignore[arg-type]  # based_on_id says it is there
    return found


def consultations_on(revision: Revision) -> list[Consultation]:
    """Every consultation on the revision and those it was made from, the oldest first.

    One that an earlier publication has told of already stays with that one, unless there is nothing newer.
    """
    line = lineage(revision)
    held = list(Consultation.objects.filter(revision__in=line).select_related("revision").order_by("opens_at", "pk"))
    earlier = Publication.objects.filter(revision__in=line[1:]).order_by("-published_at").first()
    if earlier is None:
        return held
    newer = [one for one in held if one.concluded_at is None or one.concluded_at > earlier.published_at]
    return newer or [one for one in held if one.revision_id == earlier.consulted_on_id]


def consulted_revision(revision: Revision) -> Revision | None:
    """The newest revision in the lineage on which the public was consulted."""
    return max((one.revision for one in consultations_on(revision)), key=lambda one: one.number, default=None)
