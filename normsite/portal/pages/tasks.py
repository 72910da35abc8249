"""What members of staff are told of each morning: what waits for them, what is overdue, what can't be published in time."""

from collections.abc import Sequence
from datetime import timedelta

from celery.schedules import crontab
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from norms.checks import before_release
from norms.models import Norm
from norms.stages import PUBLISHED, is_over
from normsite.foundation.accounts.models import Role, User
from normsite.foundation.accounts.rules import can_see_desk
from normsite.foundation.checks import Finding
from normsite.foundation.notices.staff import tell_staff
from normsite.foundation.workers import periodic
from normsite.portal.pages.tasks_due import Task, tasks_for
from normsite.portal.publication.checks import before_publishing
from normsite.portal.publication.rules import can_publish

SOON = timedelta(days=14)


@periodic("pages.tell_staff", every=crontab(hour="4", minute="40"))
def tell_of_work() -> None:
    """Each thing that waits for somebody, once a week as long as it does."""
    for person in User.objects.filter(is_active=True, grants__isnull=False).distinct():
        if can_see_desk(person, None):
            for task in tasks_for(person):
                if task.told:
                    _tell(person, task)


def _tell(person: User, task: Task) -> None:
    now = timezone.now()
    overdue = task.due is not None and task.due <= now
    kind = "work_overdue" if overdue else "work_waits"
    tell_staff(
        kind,
        [person],
        occasion=f"{kind}/{now:%G-%V}{task.href}"[:140],
        path=task.href,
        sentence=task.sentence,
        about=task.about,
        was_due_at=task.due,
    )


@periodic("pages.tell_of_gates", every=crontab(hour="4", minute="50"))
def tell_of_gates() -> None:
    """Norms whose day of publication is near, while something blocks it: once for each such day.

    Of a restricted text nothing is said but that it is.
    """
    near = Q(intended_publication__lte=timezone.localdate() + SOON)
    for norm in Norm.objects.filter(near).exclude(stage=PUBLISHED):
        revision = norm.revisions.order_by("-number").first()
        if revision is not None and not is_over(norm.stage):
            blocking = before_release(revision) if revision.is_restricted else before_publishing(revision)
            if blocking.blocking:
                _tell_of_gate(norm, blocking.blocking)


def _tell_of_gate(norm: Norm, blocking: Sequence[Finding]) -> None:
    tell_staff(
        "gate_unmet",
        _people(),
        occasion=f"gate/{norm.code}/{norm.intended_publication}",
        path=reverse("norms:desk", args=[norm.code]),
        norm=norm.code,
        norm_title=norm.title,
        day=str(norm.intended_publication),
        number=len(blocking),
        first=blocking[0].sentence,
    )


def _people() -> list[User]:
    """Those who publish, and the secretaries who see to it that it can be done."""
    staff = User.objects.filter(is_active=True, grants__isnull=False).distinct()
    return [one for one in staff if can_publish(one) or Role.SECRETARY in one.roles]
