"""Ids in, one call."""

from celery import shared_task

from normsite.foundation.turns import Busy
from normsite.portal.publication.files import published_file
from normsite.portal.publication.models import Publication


@shared_task(name="publication.write_file", autoretry_for=(Busy,), default_retry_delay=20, max_retries=30)
def write_file(publication_id: int, key: str) -> None:
    """Write a download that takes long beside the others, once; later, while another is being written."""
    published_file(publication=Publication.objects.get(pk=publication_id), key=key)


@shared_task(name="publication.write_pdf", autoretry_for=(Busy,), default_retry_delay=20, max_retries=30)
def write_pdf(publication_id: int) -> None:
    """What the version before asked for; to go with the next one."""
    published_file(publication=Publication.objects.get(pk=publication_id), key="pdf")
