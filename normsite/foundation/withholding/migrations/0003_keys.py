"""By which digests withheld words are known again. Those withheld before are known by their fingerprint until they are decided on."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("withholding", "0002_codes_and_notes")]

    operations = [
        migrations.AddField(
            "withholding",
            "keys",
            django.contrib.postgres.fields.ArrayField(models.CharField(max_length=64), blank=True, db_default=[], default=list, size=None),
        ),
    ]
