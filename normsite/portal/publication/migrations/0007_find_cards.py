"""Cards are found by the number of their clause."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("publication", "0006_places_of_passages")]

    operations = [
        AddIndexConcurrently(
            model_name="passage",
            index=models.Index(condition=models.Q(("place", ""), _negated=True), fields=["place"], name="passage_by_place"),
        ),
    ]
