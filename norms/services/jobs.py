"""Long imports: handed to the worker, carried out there, looked at meanwhile."""

import uuid
from datetime import timedelta

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from norms.models import ImportJob, JobState, Revision
from norms.text.parsing import MAX_UPLOAD
from normsite.foundation.accounts.models import User
from normsite.foundation.errors import Refused
from normsite.foundation.lines import plain_lines
from normsite.foundation.unseen import UNKEPT
from normsite.foundation.workers import hand_over

CARRY_OUT = "norms.carry_out_import"
LONG = 200_000
"""Characters of a text above which an import is the worker's."""
MOST_WAITING = 3
LOST_AFTER = {
    JobState.WAITING: timedelta(minutes=1),
    JobState.READING: timedelta(minutes=6),  # longer than the worker lets any task last
    JobState.WRITING: timedelta(minutes=6),
}
KEPT = timedelta(days=3)


def is_for_the_worker(text: str) -> bool:
    """Whether an import of the text takes long; what can't be kept is refused at once."""
    return LONG < len(plain_lines(text)) <= MAX_UPLOAD and UNKEPT.search(text) is None


@transaction.atomic
def queue_import(*, form: dict[str, str], confirmed: bool, by: User) -> ImportJob:
    """Hand the form of an import to the worker: to read it for a plan, or, once that was confirmed, to write it.

    Refused while so many of the same person wait already.
    """
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    if ImportJob.objects.going().filter(by=by).count() >= MOST_WAITING:
        raise Refused(f"{MOST_WAITING} long imports of yours are still on their way.", "Wait until one of them is done.")
    job = ImportJob.objects.create(form=form, confirmed=confirmed, by=by)
    transaction.on_commit(lambda: hand_over(CARRY_OUT, str(job.key)), robust=True)
    return job


@transaction.atomic
def claim_import(key: str) -> ImportJob | None:
    """The job, now this worker's alone; None where it is over, gone, or another worker has claimed it. A claim that has
    outlasted `LOST_AFTER` counts for nothing: its worker has died."""
    job = ImportJob.objects.select_for_update(of=("self",)).select_related("by").filter(pk=uuid.UUID(key)).first()
    if job is None or not (job.state == JobState.WAITING or is_lost(job)):
        return None
    job.state, job.claimed_at = JobState.WRITING if job.confirmed else JobState.READING, timezone.now()
    job.save(update_fields=["state", "claimed_at"])
    return job


def is_lost(job: ImportJob) -> bool:
    """Whether nobody seems to be at it: it waits for long, or was claimed and never ended."""
    since = job.created_at if job.state == JobState.WAITING else job.claimed_at
    return not job.is_over and since is not None and timezone.now() - since > LOST_AFTER[JobState(job.state)]


def give_back(job: ImportJob) -> None:
    """Put a claimed job back into the queue, since another long text is being read and only one may be."""
    ImportJob.objects.going().filter(pk=job.pk).update(state=JobState.WAITING, claimed_at=None)


def end_import(job: ImportJob, state: str, answer: str = "", revision: Revision | None = None) -> None:
    """Store how it ended and the sentence for the person who waits; a job that is over already keeps its first end."""
    ImportJob.objects.going().filter(pk=job.pk).update(state=state, answer=answer, revision=revision)


def tell_progress(job: ImportJob, done: int, total: int) -> None:
    cache.set(f"norms:job:{job.key}", (done, total), timeout=300)


def progress_of(job: ImportJob) -> str:
    """Where the job is, in words: how many come before it, how many of its clauses are read."""
    words = str(JobState(job.state).label)
    if job.state == JobState.WAITING and (before := job.before):
        return f"{words}; {before} other import{'s' if before > 1 else ''} before it"
    told = None if job.is_over else cache.get(f"norms:job:{job.key}")
    return f"{words}: {told[0]} of {told[1]} clauses are read" if told else words


def look_after(job: ImportJob) -> None:
    """Hand a lost job to a worker again, once a minute at most, however often its page asks."""
    if is_lost(job) and cache.add(f"norms:again:{job.key}", 1, 60):
        hand_over(CARRY_OUT, str(job.key))


def forget_imports() -> None:
    """Delete what nobody waits for any more."""
    ImportJob.objects.filter(created_at__lt=timezone.now() - KEPT).delete()
