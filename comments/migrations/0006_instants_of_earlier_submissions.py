"""What came in before both instants were kept was taken in at the instant at which it counts as received."""

from django.db import migrations
from django.db.models import F


def store_when_received(apps, schema_editor):
    apps.get_model("comments", "Submission").objects.update(stored_at=F("received_at"))


class Migration(migrations.Migration):
    dependencies = [("comments", "0005_instants")]
    operations = [migrations.RunPython(store_when_received, migrations.RunPython.noop, elidable=True)]
