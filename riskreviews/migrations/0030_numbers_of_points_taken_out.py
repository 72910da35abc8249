"""The number of a point that was taken out is not given again, so that an old window can't take out another one by it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("riskreviews", "0029_costs_once_and_each_year")]

    operations = [
        migrations.AddField(
            "outsidereview",
            "last_taken_out",
            models.PositiveSmallIntegerField(db_default=0, default=0, editable=False),
        ),
    ]
