"""Publish: freeze the rationale page, release the text, tell those who took part."""

from functools import partial

from django.db import transaction
from django.utils import timezone

from norms.models import Norm, Revision
from norms.queries import compare_revisions
from norms.services import mark_published, release_revision
from normsite.foundation.accounts.models import User
from normsite.foundation.codes import Kind
from normsite.foundation.documents import FORMATS, Document, export
from normsite.foundation.ledger.models import Act
from normsite.foundation.ledger.services import record
from normsite.foundation.references import next_code
from normsite.foundation.workers import hand_over
from normsite.portal.publication import rationale
from normsite.portal.publication.checks import before_publishing
from normsite.portal.publication.emails import tell_commenters
from normsite.portal.publication.events import tell_published
from normsite.portal.publication.files import OF_COMMENTS, write_file
from normsite.portal.publication.layout import Layout
from normsite.portal.publication.models import Passage, Publication
from normsite.portal.publication.passages import passages_of
from normsite.portal.publication.queries import consultations_on, consulted_revision
from riskreviews.services import publish_assessments


def publish(*, revision: Revision, by: User) -> Publication:
    """Publish a revision with its rationale page, for good.

    Refused while something blocks it (`checks`), and with `Busy` while the comparison with the text that was consulted on is
    being made. The page, its digest and the downloads are written in one transaction; what takes long follows in the background
    or with its first download, from the same Document.
    """
    consulted = consulted_revision(revision)
    if consulted is not None:
        compare_revisions(consulted, revision)  # it is kept; a long one takes a while, so it is made before anything is held
    return _publish(revision, by)


@transaction.atomic
def _publish(revision: Revision, by: User) -> Publication:
    Norm.objects.select_for_update(no_key=True).get(pk=revision.norm_id)
    before_publishing(revision).refuse()
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
    keep_passages(publication, document)
    write_file(publication, OF_COMMENTS, rationale.comments_csv(consultations))
    for form in FORMATS.values():
        if form.at_once and form.key != OF_COMMENTS:
            write_file(publication, form.key, export(document, form.key))
    record(
        Act.NORM_PUBLISHED,
        code,
        public={"digest": document.digest, "revision": str(revision.number), "norm": revision.norm.code},
    )
    tell_published(publication)
    tell_commenters(publication, consultations)
    for form in FORMATS.values():
        if not form.at_once:
            transaction.on_commit(partial(hand_over, "publication.write_file", publication.pk, form.key), robust=True)
    return publication


def keep_passages(publication: Publication, document: Document) -> None:
    """For the search of the site."""
    places = Layout(document, publication.get_absolute_url()).places
    Passage.objects.bulk_create(
        Passage(publication=publication, anchor=anchor, title=title, text=text, place=places.get(anchor, ""))
        for anchor, title, text in passages_of(document)
    )
