"""The downloads of a publication: each is written once, the same bytes for ever."""

import hashlib

from django.core.cache import cache

from normsite.foundation.apart import TooMuch
from normsite.foundation.documents import FORMATS, Document, export
from normsite.foundation.errors import Refused
from normsite.foundation.turns import Busy, turn
from normsite.portal.publication.models import Publication, PublishedFile

OF_COMMENTS = "csv"
"""The one download that is not the page in another format: its comments as a table."""
TRIED_AGAIN_AFTER = 3_600  # seconds


def write_file(publication: Publication, key: str, content: bytes) -> PublishedFile:
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
    if key not in FORMATS or key == OF_COMMENTS:
        raise Refused("This publication has no such download.", "Choose one of those listed on its page.")
    with turn("publication.file") as ours:
        if not ours:
            raise Busy(
                "A download is being made just now, and one is made at a time.", "Ask for yours again in half a minute.", 30
            )
        if (file := _written(publication, key)) is not None:  # by the one before us
            return file
        return write_file(publication, key, _exported(publication, key))


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
