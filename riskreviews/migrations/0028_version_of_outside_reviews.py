"""An outside review has a version, so that two windows of it do not overwrite each other."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("riskreviews", "0027_how_often_a_cost_comes")]

    operations = [
        migrations.AddField(
            "outsidereview",
            "version",
            models.PositiveIntegerField(db_default=1, default=1, editable=False),
        ),
    ]
