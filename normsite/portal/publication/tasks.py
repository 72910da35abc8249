"""Ids in, one call."""

from celery import shared_task

from normsite.foundation.turns import Busy
from normsite.portal.publication import files
from normsite.portal.publication.models import Publication


@shared_task(name="publication.write_pdf", autoretry_for=(Busy,), default_retry_delay=20, max_retries=30)
def write_pdf(publication_id: int) -> None:
    """Write the PDF of a publication beside its other downloads, once; later, while another is being written."""
    files.published_file(publication=Publication.objects.get(pk=publication_id), key="pdf")
