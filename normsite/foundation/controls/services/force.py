"""Say by which edition of a list texts are screened."""

from django.db import transaction

from normsite.foundation.accounts.models import User
from normsite.foundation.controls.models import ControlList
from normsite.foundation.errors import Refused
from normsite.foundation.ledger.models import Act
from normsite.foundation.ledger.services import record


@transaction.atomic
def put_in_force(*, control_list: ControlList, by: User) -> ControlList:
    """Let texts be screened by this edition from now on; the edition of the same list that was in force is superseded.

    What was cleared by the other one is no longer cleared. Refused where it is in force already, and where it has no entries.
    """
    beside = ControlList.objects.select_for_update(no_key=True).filter(series=control_list.series).order_by("pk")
    editions = {edition.pk: edition for edition in beside}
    chosen = editions[control_list.pk]
    before = next((edition for edition in editions.values() if edition.in_force), None)
    if before == chosen:
        raise Refused(f"{chosen} is in force already.")
    if not chosen.entries.exists():
        raise Refused(
            f"{chosen} has no entries, so that nothing can be screened by it.", "Import it again, under another edition."
        )
    if before:
        before.in_force = False
        before.save(update_fields=["in_force"])
    chosen.in_force = True
    chosen.save(update_fields=["in_force"])
    public = {"edition": chosen.edition, "before": before.edition if before else ""}
    record(Act.CONTROL_LIST_IN_FORCE, chosen.series, facts={"by": by.email}, public=public)
    return chosen
