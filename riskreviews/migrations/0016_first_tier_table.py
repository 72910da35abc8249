"""The first table of tiers, as it came with the software. Safeguards that have a tier already keep it, without a table."""

from django.db import migrations
from django.utils import timezone

ROWS = {
    "H-listed": "T0 T1 T2 T4 T4",
    "M-listed": "T0 T1 T2 T3 T4",
    "L-listed": "T0 T1 T2 T3 T3",
    "H-limited": "T0 T1 T2 T3 T4",
    "M-limited": "T0 T1 T2 T3 T3",
    "L-limited": "T0 T1 T1 T2 T3",
    "H-open": "T0 T0 T1 T2 T3",
    "M-open": "T0 T0 T1 T2 T2",
    "L-open": "T0 T0 T1 T1 T2",
}
REASON = (
    "The first table. The tier rises with the risk and with the reach of the clause. What anybody has isn't licensed, since "
    "nobody can take it back. Where governability is low, a licence finds few of those whom it is for, so testing stands in its "
    "place."
)


def add_first(apps, schema_editor):
    tables = apps.get_model("riskreviews", "TierTable").objects.using(schema_editor.connection.alias)
    if not tables.exists():
        tables.create(version=1, rows=ROWS, reason=REASON, in_force_from=timezone.now())


class Migration(migrations.Migration):
    dependencies = [("riskreviews", "0015_tier_tables")]

    operations = [migrations.RunPython(add_first, migrations.RunPython.noop)]
