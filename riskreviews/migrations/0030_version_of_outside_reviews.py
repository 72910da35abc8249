"""An outside review has a version, so that two windows of it do not overwrite each other."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("riskreviews", "0025_outside_reviews_of_what_was_read")]

    operations = [
        migrations.AddField(
            "outsidereview",
            "version",
            models.PositiveIntegerField(db_default=1, default=1, editable=False),
        ),
    ]
