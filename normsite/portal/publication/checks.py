"""What is found before a revision is published: what each room asks of it, and where it stands."""

from collections.abc import Iterator

from django.urls import reverse

from comments import checks as comments
from comments.models import Consultation
from norms import checks as norms
from norms.models import Revision
from norms.stages import is_over
from normsite.foundation.checks import Finding, Findings
from normsite.foundation.unseen import isolated
from normsite.foundation.withholding.models import Withholding
from normsite.portal.publication.models import Publication
from normsite.portal.publication.queries import consultations_on
from normsite.portal.withheld.subjects import changed_since
from riskreviews import checks as riskreviews


def before_publishing(revision: Revision) -> Findings:
    """Everything that blocks publishing `revision`; nothing blocking means that it may be published now."""
    held = consultations_on(revision)
    stands, consulted = Findings(tuple(_of_state(revision))), Findings(tuple(_of_consultation(revision, held)))
    return stands + _asked_by_rooms(revision, held) + consulted


def asked_by_rooms(revision: Revision) -> Findings:
    """What can be told of a draft already, long before it is published: reasons, risks, control lists, and promises to
    those who commented."""
    return _asked_by_rooms(revision, consultations_on(revision))


def _asked_by_rooms(revision: Revision, held: list[Consultation]) -> Findings:
    circulation = riskreviews.before_circulation(revision)
    asked = norms.before_publishing(revision) + riskreviews.before_publishing(revision)
    return asked + circulation + comments.before_publishing(revision, held) + Findings(tuple(_withheld(revision)))


def _withheld(revision: Revision) -> Iterator[Finding]:
    """What is withheld of the norm in other words than those that were looked at."""
    for one in changed_since(Withholding.objects.standing().filter(norm=revision.norm.code)):
        yield Finding(
            f"What {one.code} withholds ({one.get_kind_display().lower()}) was changed since that was authorised.",
            "Let another person look at it again.",
            reverse("withheld:decide", args=[one.code]),
        )


def _of_state(revision: Revision) -> Iterator[Finding]:
    norm_desk = reverse("norms:desk", args=[revision.norm.code])
    if revision.is_draft:
        yield Finding("The text is still a draft.", "Freeze the revision.", norm_desk)
    if Publication.objects.filter(revision=revision).exists():
        yield Finding("This revision is published already.", "Start the next revision to change the text.", norm_desk)
    yield from norms.without_text(revision)
    newer = Revision.objects.frozen().after(revision).first()
    if newer is not None:
        yield Finding(f"{isolated(newer.name)} is newer than this revision.", "Publish the newest frozen revision.", norm_desk)
    if is_over(revision.norm.stage):
        stage = f"{revision.norm.stage}, {revision.norm.stage_name}"
        yield Finding(f"The norm is at stage {stage}.", "Take the project up again first.", norm_desk)


def _of_consultation(revision: Revision, held: list[Consultation]) -> Iterator[Finding]:
    if not held:
        yield Finding(
            "The public was not consulted on this text or an earlier one.",
            "Open a consultation on a frozen revision.",
            reverse("comments:desk_list"),
        )
        return
    for consultation in Consultation.objects.for_norm(revision.norm).filter(concluded_at=None):
        yield Finding(
            f"The consultation {consultation.code} is not concluded.",
            "Answer every comment, have the answers approved and publish them.",
            reverse("comments:desk", args=[consultation.code]),
        )
