"""Let a text go out as far as a control list is concerned, and take that back."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from norms.models import Clearance, Revision
from norms.services.revisions import fingerprint
from normsite.foundation.accounts.models import User
from normsite.foundation.controls.models import ControlList
from normsite.foundation.errors import Refused


@transaction.atomic
def clear_circulation(*, revision: Revision, control_list: ControlList, grounds: str, until: date, by: User) -> Clearance:
    """Say that the words as they stand may be made public under this edition. Refused under a superseded edition, and for a day
    that is over."""
    revision = Revision.objects.select_for_update(of=("self",), no_key=True).get(pk=revision.pk)
    control_list.refresh_from_db()
    if not control_list.in_force:
        raise Refused(f"{control_list} is superseded, so nothing can be cleared by it.", "Screen by the edition in force.")
    if until < timezone.localdate():
        raise Refused("The day on which this would end is over.", "Give a day to come.")
    return Clearance.objects.create(
        revision=revision,
        control_list=control_list,
        fingerprint=revision.fingerprint or fingerprint(revision),
        grounds=grounds,
        until=until,
        given_by=by,
    )


@transaction.atomic
def withdraw_clearances(*, revision: Revision, control_list: ControlList) -> None:
    """What was said about this text under this edition counts no more."""
    Clearance.objects.standing().filter(revision=revision, control_list=control_list).update(withdrawn_at=timezone.now())
