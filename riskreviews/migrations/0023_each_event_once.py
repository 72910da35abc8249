"""A reappraisal stands for one event, not for one day: two of the same cause on a day are two."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("riskreviews", "0022_consequences")]

    operations = [
        migrations.AddField(
            "reappraisal",
            "crossing",
            models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="riskreviews.crossing",
            ),
        ),
        migrations.RemoveConstraint("reappraisal", "reappraisal_once"),
        migrations.AddConstraint(
            "reappraisal",
            models.UniqueConstraint(
                condition=models.Q(("crossing", None)),
                fields=("safeguard", "cause", "due_on", "what"),
                name="reappraisal_once",
            ),
        ),
        migrations.AddConstraint(
            "reappraisal",
            models.UniqueConstraint(fields=("safeguard", "crossing"), name="reappraisal_once_for_a_crossing"),
        ),
    ]
