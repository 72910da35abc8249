"""Long imports, and what is to be forgotten."""

from datetime import timedelta
from functools import partial
from typing import Any

from celery import shared_task
from celery.schedules import crontab
from django.utils import timezone

from norms import services
from norms.forms import ImportForm
from norms.models import ImportJob, JobState, KeptRedline
from norms.rules import can_register_norm
from normsite.foundation.errors import Refused
from normsite.foundation.turns import Busy
from normsite.foundation.workers import periodic

UNUSED_DAYS = 60
MOST_CHARACTERS = 200_000_000


@shared_task(name="norms.carry_out_import", bind=True, max_retries=None)
def carry_out_import(self: Any, key: str) -> None:
    """Read or write a long import; while another one is at it, it waits."""
    job = services.claim_import(key)
    if job is None:
        return
    try:
        _carry_out(job)
    except services.EditConflict as conflict:
        services.end_import(job, JobState.READ, conflict.reason)
    except Refused as refused:
        services.end_import(job, JobState.REFUSED, str(refused))
    except Busy as busy:
        services.give_back(job)
        raise self.retry(countdown=3) from busy
    except Exception:
        services.end_import(job, JobState.REFUSED, "Something went wrong on our side. Send it again.")
        raise


def _carry_out(job: ImportJob) -> None:
    if not (job.by.is_active and can_register_norm(job.by)):
        raise Refused("Whoever sent this may not import norms any more.")
    form = ImportForm(job.form)
    if not form.is_valid():
        raise Refused(" ".join(str(error) for errors in form.errors.values() for error in errors))
    tell = partial(services.tell_progress, job)
    if not job.confirmed:
        services.plan_import(**form.how, tell=tell)
        services.end_import(job, JobState.READ)
        return
    report = services.import_markdown(by=job.by, **form.cleaned_data, tell=tell)
    services.end_import(job, JobState.DONE, report.sentence, report.revision)


@periodic("norms.forget_imports", every=crontab(hour="3", minute="50"))
def forget_imports() -> None:
    """Delete imports that nobody waits for any more."""
    services.forget_imports()


@periodic("norms.forget_redlines", every=crontab(hour="3", minute="40"))
def forget_redlines() -> None:
    """Delete comparisons that nobody has looked at for long, and beyond a limit those looked at last of all."""
    KeptRedline.objects.filter(used_on__lt=timezone.now().date() - timedelta(days=UNUSED_DAYS)).delete()
    KeptRedline.objects.filter(pk__in=list(KeptRedline.objects.beyond(MOST_CHARACTERS).values_list("pk", flat=True))).delete()


@periodic("norms.forget_circulation", every=crontab(hour="4", minute="10"))
def forget_circulation() -> None:
    """Delete what was noted of the readers of restricted texts more than five years ago, unless a legal hold stands."""
    services.forget_circulation()


@periodic("norms.end_closed_readers", every=600)
def end_closed_readers() -> None:
    """End those among the readers of restricted texts whose accounts were closed."""
    services.end_closed_readers()
