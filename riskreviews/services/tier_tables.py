"""Make a new version of the table of tiers. Earlier versions stand for ever."""

from django.db import connection, transaction
from django.utils import timezone

from normsite.foundation import markup
from normsite.foundation.accounts.models import User
from normsite.foundation.conflicts import EditConflict
from normsite.foundation.errors import Refused
from normsite.foundation.ledger.models import Act
from normsite.foundation.ledger.services import record
from normsite.foundation.lines import check_words
from normsite.foundation.unseen import can_be_seen
from riskreviews.models import TierTable
from riskreviews.tiering import Rows, faults


@transaction.atomic
def change_tier_table(*, version: int, rows: Rows, reason: str, by: User) -> TierTable:
    """Put another table in force from now on, with a reason that is published. `EditConflict` when another one than `version`
    is in force; refused where it changes nothing, or where its tiers fall while risk or reach rise.

    Tiers that were given stay until their safeguards are reviewed.
    """
    check_words(TierTable, reason=reason)
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE riskreviews_tiertable IN SHARE ROW EXCLUSIVE MODE")  # one new version at a time
    in_force = TierTable.objects.in_force()
    if (in_force.typed_rows, in_force.reason, in_force.made_by) == (dict(rows), reason.strip(), by):
        return in_force
    if in_force.version != version:
        raise EditConflict("Another table was put in force while you were looking.", in_force)
    if found := faults(rows):
        raise Refused(found[0], " ".join(found[1:3]))
    if in_force.typed_rows == dict(rows):
        raise Refused("This is the table that is in force.", "Change a cell.")
    if not can_be_seen(reason):
        raise Refused("Say why the table is changed.", "The reason is published with it.")
    markup.check_text(reason, what="The reason")
    made = TierTable.objects.create(
        version=version + 1, rows=dict(rows), reason=reason.strip(), in_force_from=timezone.now(), made_by=by
    )
    facts = {"by": by.email, "reason": made.reason}
    record(Act.TIER_TABLE_IN_FORCE, f"tiers-{made.version}", facts=facts, public=made.typed_rows)
    return made
