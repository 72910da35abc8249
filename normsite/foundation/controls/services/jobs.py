"""Imports from the desk: a file is handed to the worker, read and written there, looked at meanwhile."""

import uuid
from dataclasses import asdict
from datetime import date, timedelta

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from normsite.foundation.accounts.models import User
from normsite.foundation.controls.models import ControlList, ListImport, ListImportState
from normsite.foundation.controls.rules import can_import_control_list
from normsite.foundation.controls.services.imports import Edition, check_edition, import_control_list
from normsite.foundation.errors import Refused
from normsite.foundation.workers import hand_over

CARRY_OUT = "controls.carry_out_import"
MOST_WAITING = 3
LOST_AFTER = {
    ListImportState.WAITING: timedelta(minutes=1),
    ListImportState.READING: timedelta(minutes=6),  # longer than the worker lets any task last
}
KEPT = timedelta(days=3)


@transaction.atomic
def queue_list_import(*, data: bytes, name: str, about: Edition, by: User) -> ListImport:
    """Hand a file to the worker. Refused at once: what `check_edition` refuses, and more than three that wait already."""
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    check_edition(about)
    if ListImport.objects.going().filter(by=by).count() >= MOST_WAITING:
        raise Refused(f"{MOST_WAITING} imports of yours are still on their way.", "Wait until one of them is done.")
    said = asdict(about) | {"as_of": about.as_of.isoformat()}
    job = ListImport.objects.create(file=data, name=name[-200:], about=said, by=by)
    transaction.on_commit(lambda: hand_over(CARRY_OUT, str(job.key)), robust=True)
    return job


def carry_out_list_import(key: str) -> None:
    """Read and write one import; nothing where it is over, gone, or another worker has it."""
    job = _claim(key)
    if job is None:
        return
    try:
        _end(job, ListImportState.DONE, control_list=_carry_out(job))
    except Refused as refused:
        _end(job, ListImportState.REFUSED, str(refused))
    except Exception:
        _end(job, ListImportState.REFUSED, "Something went wrong on our side. Send it again.")
        raise


@transaction.atomic
def _claim(key: str) -> ListImport | None:
    """The job, now this worker's alone. A claim that has outlasted `LOST_AFTER` counts for nothing: its worker has died."""
    job = ListImport.objects.select_for_update(of=("self",)).select_related("by").filter(pk=uuid.UUID(key)).first()
    if job is None or not (job.state == ListImportState.WAITING or _is_lost(job)):
        return None
    job.state, job.claimed_at = ListImportState.READING, timezone.now()
    job.save(update_fields=["state", "claimed_at"])
    return job


def _carry_out(job: ListImport) -> ControlList:
    if not can_import_control_list(job.by):
        raise Refused("Whoever sent this may not import control lists any more.")
    about = Edition(**job.about | {"as_of": date.fromisoformat(job.about["as_of"])})
    return import_control_list(data=bytes(job.file), about=about, by=job.by, tell=lambda *told: _tell(job, *told))


def _tell(job: ListImport, done: int, total: int) -> None:
    cache.set(f"controls:import:{job.key}", (done, total), timeout=300)


def _end(job: ListImport, state: str, answer: str = "", control_list: ControlList | None = None) -> None:
    going = ListImport.objects.going().filter(pk=job.pk)
    going.update(state=state, answer=answer, control_list=control_list, file=b"")


def _is_lost(job: ListImport) -> bool:
    """Whether nobody seems to be at it: it waits for long, or was claimed and never ended."""
    since = job.created_at if job.state == ListImportState.WAITING else job.claimed_at
    return not job.is_over and since is not None and timezone.now() - since > LOST_AFTER[ListImportState(job.state)]


def progress_of_list_import(job: ListImport) -> str:
    """Where it is, in words; a job that nobody is at is handed to a worker again, once a minute at most."""
    if _is_lost(job) and cache.add(f"controls:again:{job.key}", 1, 60):
        hand_over(CARRY_OUT, str(job.key))
    words = str(ListImportState(job.state).label)
    told = None if job.is_over else cache.get(f"controls:import:{job.key}")
    return f"{words}: {told[0]} of {told[1]} entries are written" if told else words


def forget_list_imports() -> None:
    """Delete what nobody waits for any more."""
    ListImport.objects.filter(created_at__lt=timezone.now() - KEPT).delete()
