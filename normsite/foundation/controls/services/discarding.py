"""Take an edition out again that nobody has used."""

from django.db import transaction
from django.db.models import ProtectedError

from normsite.foundation.accounts.models import User
from normsite.foundation.controls.models import ControlList
from normsite.foundation.errors import Refused
from normsite.foundation.ledger.models import Act
from normsite.foundation.ledger.services import record


@transaction.atomic
def discard_control_list(*, control_list: ControlList, by: User) -> None:
    """Delete an edition with its entries, as if it had not been imported; its name is free again.

    Refused for one that is in force, and for one on which criteria, correlations or screenings rest.
    """
    edition = ControlList.objects.select_for_update().get(pk=control_list.pk)
    if edition.in_force:
        raise Refused(f"{edition} is in force.", "Put another edition in force first.")
    public = {"edition": edition.edition}
    try:
        edition.delete()
    except ProtectedError as trouble:
        raise Refused(
            f"{edition} was used: criteria, correlations or screenings rest on it.", "It stays as it is."
        ) from trouble
    record(Act.CONTROL_LIST_DISCARDED, edition.series, facts={"by": by.email}, public=public)
