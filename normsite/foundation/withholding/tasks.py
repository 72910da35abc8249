"""What comes due by itself: another look at what is withheld."""

from celery.schedules import crontab
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from normsite.foundation.accounts.models import User
from normsite.foundation.notices.staff import tell_staff
from normsite.foundation.withholding.models import Withholding
from normsite.foundation.withholding.rules import authorisers_of
from normsite.foundation.withholding.vocabulary import Kind
from normsite.foundation.workers import periodic


@periodic("withholding.look_again", every=crontab(hour="0", minute="10"), promise="Nothing is withheld without another look.")
def look_again() -> None:
    """Ask for another look at what is withheld until today, and say publicly where one is overdue."""
    today = timezone.localdate()
    for pk in list(Withholding.objects.come_due(today).values_list("pk", flat=True)):
        _open_task(pk)
    Withholding.objects.become_overdue(today).update(overdue_since=today)


@transaction.atomic
def _open_task(pk: int) -> None:
    """The task on the desk, and a notice to those who may decide; each once for each day that was promised."""
    today = timezone.localdate()
    one = Withholding.objects.come_due(today).select_for_update(skip_locked=True).filter(pk=pk).first()
    if one is None:
        return
    one.task_opened_on = today
    one.save(update_fields=["task_opened_on"])
    tell_staff(
        "declassification_due",
        User.objects.filter(is_active=True, grants__role__in=authorisers_of(Kind(one.kind))).distinct(),
        occasion=f"declassification/{one.code}/{one.until}",
        path=reverse("withheld:decide", args=[one.code]),
        withheld=one.code,
        what=one.get_kind_display(),
        day=str(one.until),
    )
