"""What is done by the clock, and imports, which take long."""

from celery import shared_task
from celery.schedules import crontab

from comments import services
from comments.models import Comment, Consultation
from comments.queries import hits_in
from normsite.foundation.workers import hand_over, periodic


@shared_task(name="comments.carry_on_import")
def carry_on_import(key: str) -> None:
    """Take over the rows of an import that are left; after a minute at the end of the queue, so that others have their turn."""
    if services.carry_on_import(key):
        hand_over("comments.carry_on_import", key)


@shared_task(name="comments.look_through")
def look_through(keys: list[int]) -> None:
    """Let the control lists in force look through the files of these comments, before somebody publishes many at once. What is
    found is kept by its words; if this is lost, the page of moderation asks for it again."""
    for comment in Comment.objects.filter(pk__in=keys).order_by("pk"):
        hits_in([comment])


@periodic("comments.resume_imports", every=60)
def resume_imports() -> None:
    """Go on with imports of comments that nobody is at."""
    services.resume_imports()


@periodic("comments.forget_imports", every=crontab(hour="4", minute="30"))
def forget_imports() -> None:
    """Delete rows of other systems' files that nobody waits for any more."""
    services.forget_imports()


@periodic("comments.fold_tallies", every=15)
def fold_tallies() -> None:
    """Add up what was counted of comments since the last time."""
    services.fold_tallies()


@periodic("comments.forget_forms", every=600)
def forget_forms() -> None:
    """Delete files of comment forms for which nobody has come back."""
    services.forget_old_forms()


@periodic("comments.forget_files", every=crontab(hour="4", minute="30"))
def forget_files() -> None:
    """Remove files whose comment was never sent."""
    services.forget_files()


@periodic("comments.confirm_openings", every=30, promise="No text goes out by the clock that was stopped meanwhile.")
def confirm_openings() -> None:
    """Consultations that are about to open: one whose text may not go out any more is put off, day by day, until it may."""
    for consultation in Consultation.objects.opening_soon():
        services.confirm_opening(consultation)


@periodic("comments.tell_of_turns", every=30, promise="Openings and deadlines are told in time.")
def tell_of_turns() -> None:
    """Consultations that the clock has opened, will close, or has closed. Each is told once for each deadline, so this may run
    as often as it likes, and late: what is over by then is not told any more."""
    for consultation in Consultation.objects.lately_turned():
        services.tell_of_turn(consultation)


@periodic("comments.forget_drafts", every=crontab(hour="4", minute="0"), promise="Words that weren't sent are deleted in time.")
def forget_drafts() -> None:
    """Delete shared lists of comments 30 days after their consultation has closed, or after they were sent."""
    services.forget_drafts()


@periodic("comments.remind_of_drafts", every=crontab(hour="6", minute="0"))
def remind_of_drafts() -> None:
    """Write to whoever keeps comments that are not sent three days before their consultation closes."""
    services.remind_of_drafts()
