"""What a worker does with control lists: importing one, reading criteria out of one, comparing two."""

import logging

from celery import shared_task
from celery.schedules import crontab

from normsite.foundation.controls import services
from normsite.foundation.controls.correspondences import pieces_of
from normsite.foundation.controls.likeness import alike
from normsite.foundation.controls.models import ControlList
from normsite.foundation.controls.reading_out import suggestions_of
from normsite.foundation.workers import periodic

logger = logging.getLogger(__name__)


@shared_task(name="controls.suggest_criteria")
def suggest_criteria(key: int) -> None:
    """Read the criteria of an edition out of its text; done again, it changes nothing."""
    control_list = ControlList.objects.filter(pk=key).first()
    if control_list is not None:
        suggested = services.suggest_criteria(control_list=control_list, suggestions=suggestions_of(control_list))
        logger.info("Criteria of %s: %s", control_list, suggested)


@shared_task(name="controls.suggest_correlations")
def suggest_correlations(left: int, right: int) -> None:
    """Find paragraphs of two editions that read alike."""
    lists = ControlList.objects.in_bulk([left, right])
    if len(lists) == 2:
        pairs = alike(pieces_of(lists[left]), pieces_of(lists[right]))
        services.suggest_correlations(left=lists[left], right=lists[right], pairs=pairs)


@shared_task(name="controls.carry_out_import")
def carry_out_import(key: str) -> None:
    """Read and write an edition of a control list."""
    services.carry_out_list_import(key)


@periodic("controls.forget_imports", every=crontab(hour="4", minute="20"))
def forget_imports() -> None:
    """Delete files of control lists that nobody waits for any more."""
    services.forget_list_imports()
