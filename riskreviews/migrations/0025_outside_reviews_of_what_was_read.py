"""An outside review is of the assessment as it was read: its fingerprint is kept. Of those given before nobody knows it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("riskreviews", "0024_crossings_of_reappraisals")]

    operations = [
        migrations.AddField(
            "outsidereview",
            "assessment_fingerprint",
            models.CharField(blank=True, db_default="", default="", editable=False, max_length=64),
        ),
    ]
