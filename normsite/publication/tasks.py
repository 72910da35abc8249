"""Ids in, one call."""

from celery import shared_task

from normsite.publication import services
from normsite.publication.models import Publication


@shared_task(name="publication.write_pdf")
def write_pdf(publication_id: int) -> None:
    """Write the PDF of a publication beside its other downloads, once."""
    services.published_file(publication=Publication.objects.get(pk=publication_id), key="pdf")
