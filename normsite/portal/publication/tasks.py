"""Ids in, one call."""

from celery import shared_task

from norms.models import Revision
from normsite.foundation.turns import Busy
from normsite.portal.publication.files import make_file, make_text
from normsite.portal.publication.models import Publication

WAITS = {"autoretry_for": (Busy,), "default_retry_delay": 5, "max_retries": 120}
"""While another is being made."""


@shared_task(name="publication.write_file", **WAITS)
def write_file(publication_id: int, key: str) -> None:
    """Write a download that takes long, once."""
    make_file(Publication.objects.get(pk=publication_id), key)


@shared_task(name="publication.print_text", **WAITS)
def print_text(revision_id: int) -> None:
    """Print a text that anybody may read."""
    make_text(Revision.objects.released().select_related("norm").get(pk=revision_id))


@shared_task(name="publication.write_pdf", **WAITS)
def write_pdf(publication_id: int) -> None:
    """What the version before asked for; to go with the next one."""
    make_file(Publication.objects.get(pk=publication_id), "pdf")
