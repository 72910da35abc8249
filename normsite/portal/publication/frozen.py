"""Which publications hold words that somebody withholds: what was published stays as it was."""

from collections.abc import Iterator
from html import escape

from django.utils import timezone

from norms.models import Revision
from normsite.foundation.accounts.access import Reader
from normsite.foundation.documents import Document
from normsite.portal.publication.models import Publication
from normsite.portal.publication.queries import layout_of
from normsite.portal.withheld.elsewhere import Place
from normsite.portal.withheld.subjects import Subject


def publications_that_say(subject: Subject, reader: Reader) -> list[Place]:
    """Those of the norm of a part, the newest first, whose record says it; of texts that this reader may read."""
    rows = Publication.objects.filter(revision__norm=subject.norm, revision__in=Revision.objects.seen_by(reader))
    return [_place(one) for one in rows.defer("document") if _says(layout_of(one).document, subject)]


def _place(one: Publication) -> Place:
    return Place(f"{one.code}, published on {timezone.localdate(one.published_at):%-d %B %Y}", one.get_absolute_url())


def _says(document: Document, subject: Subject) -> bool:
    said = "\n\n".join(_words(document))
    return subject.known.is_said_in(said, escape(said))


def _words(document: Document) -> Iterator[str]:
    """All words of a record, each block and each cell apart."""
    yield from (block.plain for section in document.walk() for block in section.blocks)
    yield from (str(cell) for table in document.tables() for row in table.rows for cell in row.cells)
