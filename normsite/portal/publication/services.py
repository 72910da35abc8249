"""Publish: freeze the rationale page, release the text, tell those who took part."""

import hashlib

from django.core.cache import cache
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from comments.models import Comment, Consultation, Submission
from norms.models import Norm, Revision, RevisionState
from norms.reading import compare_revisions
from norms.services import mark_published, release_revision
from normsite.foundation.accounts.models import User
from normsite.foundation.apart import TooMuch
from normsite.foundation.documents import Document, export
from normsite.foundation.errors import Refused
from normsite.foundation.ledger.models import Act
from normsite.foundation.ledger.services import record
from normsite.foundation.notifications.services import queue_mail
from normsite.foundation.references import Kind, next_code
from normsite.foundation.turns import Busy, turn
from normsite.portal.publication import rationale
from normsite.portal.publication.models import Publication, PublishedFile
from normsite.portal.publication.obstacles import consultations_on, consulted_revision, obstacles
from riskreviews.services import publish_assessments

FORMATS_AT_ONCE = ("html", "json")
FORMATS_ON_DEMAND = ("pdf",)
TRIED_AGAIN_AFTER = 3_600  # seconds


def awaiting_publication() -> list[Revision]:
    """The newest frozen revision of each norm whose consultation is over and which is not published."""
    newest = Revision.objects.filter(state=RevisionState.FROZEN).order_by("norm_id", "-number").distinct("norm_id")
    consultations = Consultation.objects.filter(revision__norm=OuterRef("norm"))
    waiting = Revision.objects.filter(Exists(consultations), ~Exists(consultations.filter(concluded_at=None)), pk__in=newest)
    unpublished = waiting.exclude(pk__in=Publication.objects.values("revision"))
    return list(unpublished.select_related("norm").order_by("norm__title"))


def publish(*, revision: Revision, by: User) -> Publication:
    """Publish a revision with its rationale page, for good.

    Refused while `obstacles` names anything, and with `Busy` while the comparison with the text that was consulted on is being
    made. The page, its digest and the downloads are written in one transaction; the PDF follows in the background or with its
    first download, from the same Document.
    """
    consulted = consulted_revision(revision)
    if consulted is not None:
        compare_revisions(consulted, revision)  # it is kept; a long one takes a while, so it is made before anything is held
    return _publish(revision, by)


@transaction.atomic
def _publish(revision: Revision, by: User) -> Publication:
    Norm.objects.select_for_update(no_key=True).get(pk=revision.norm_id)
    blocking = obstacles(revision)
    if blocking:
        sentences = " ".join(obstacle.sentence for obstacle in blocking[:3])
        raise Refused(f"This revision can't be published yet. {sentences}", blocking[0].mend)
    at = timezone.now()
    release_revision(revision=revision, at=at, by=by)
    publish_assessments(revision=revision, at=at)
    mark_published(norm=revision.norm, by=by)
    revision.norm.refresh_from_db()
    consulted, consultations = consulted_revision(revision), consultations_on(revision)
    code = next_code(Kind.PUBLICATION)
    document = rationale.build(revision=revision, consulted=consulted, consultations=consultations, code=code, at=at, by=by)
    publication = Publication.objects.create(
        code=code,
        revision=revision,
        consulted_on=consulted,
        document=document.canonical_bytes(),
        digest=document.digest,
        published_at=at,
        published_by=by,
    )
    for key in FORMATS_AT_ONCE:
        _write(publication, key, export(document, key))
    _write(publication, "csv", rationale.comments_csv(consultations))
    record(
        Act.NORM_PUBLISHED,
        code,
        public={"digest": document.digest, "revision": str(revision.number), "norm": revision.norm.code},
    )
    _tell_commenters(publication, consultations)
    transaction.on_commit(lambda: _ask_for_pdf(publication), robust=True)
    return publication


def _write(publication: Publication, key: str, content: bytes) -> PublishedFile:
    file, _ = PublishedFile.objects.get_or_create(
        publication=publication,
        format=key,
        defaults={"content": content, "digest": hashlib.sha256(content).hexdigest()},
    )
    return file


def published_file(*, publication: Publication, key: str) -> PublishedFile:
    """One download, the same bytes for ever; one that isn't written yet is written now, one at a time on the whole site.

    Refused where it can't be made here, or has just taken more time than it may; `Busy` while another is being written.
    """
    if (file := _written(publication, key)) is not None:
        return file
    if key not in FORMATS_ON_DEMAND:
        raise Refused("This publication has no such download.", "Choose one of those listed on its page.")
    with turn("publication.file") as ours:
        if not ours:
            raise Busy(
                "A download is being made just now, and one is made at a time.", "Ask for yours again in half a minute.", 30
            )
        if (file := _written(publication, key)) is not None:  # by the one before us
            return file
        return _write(publication, key, _exported(publication, key))


def _exported(publication: Publication, key: str) -> bytes:
    """What takes too long is not tried again with every click, only each hour."""
    failed = f"publication:too-much:{publication.pk}:{key}"
    if told := cache.get(failed):
        raise TooMuch(*told)
    try:
        return export(Document.load(bytes(publication.document)), key)
    except TooMuch as refused:
        cache.set(failed, (refused.reason, refused.mend), timeout=TRIED_AGAIN_AFTER)
        raise


def _written(publication: Publication, key: str) -> PublishedFile | None:
    return publication.files.filter(format=key).first()


def _ask_for_pdf(publication: Publication) -> None:
    from normsite.portal.publication.tasks import write_pdf

    write_pdf.delay(publication.pk)


def _tell_commenters(publication: Publication, consultations: list[Consultation]) -> None:
    """Once to each address that has a comment standing."""
    standing = Comment.objects.standing().filter(submission=OuterRef("pk"))
    reached = Submission.objects.filter(Exists(standing), consultation__in=consultations).exclude(email="")
    for submission in reached.order_by("pk"):
        queue_mail(
            occasion=f"published/{publication.code}/{submission.email.lower()}",
            to=submission.email,
            template="emails/publication/published",
            context={"publication": publication, "norm": publication.revision.norm},
        )
