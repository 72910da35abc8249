"""What came in before both instants were kept was taken in at the instant at which it counts as received.

The site goes on meanwhile. What it takes in since 0005 has its own `stored_at` and is left alone: where it counts by its arrival
or its ticket `counted_by` says so, and where it counts by its storing both instants are the same. What is left are the earlier
ones, which bear the instant of 0005, and those that a process with the code of yesterday has stored, which bear that of their
INSERT. So many at a time, each time in a transaction of its own: no row is locked for long, and stopped half way it goes on
from there. Backwards nothing is done: 0005 takes the column away with all that is in it.
"""

from django.db import migrations
from django.db.models import F

AT_ONCE = 1_000


def store_when_received(apps, schema_editor):
    submissions = apps.get_model("comments", "Submission").objects.using(schema_editor.connection.alias)
    last = 0
    while keys := list(submissions.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        last = keys[-1]
        given = submissions.filter(pk__in=keys, counted_by="storing", stored_at__gt=F("received_at"))
        given.update(stored_at=F("received_at"))


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("comments", "0005_instants")]
    operations = [migrations.RunPython(store_when_received, migrations.RunPython.noop, elidable=True)]
