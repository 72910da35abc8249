"""What the judgements of a scenario came to, as one digest, and by which version of the method.

Scenarios written before keep an empty digest until somebody writes in them again.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("riskreviews", "0011_words_of_the_list")]

    operations = [
        migrations.AddField(
            "scenario", "method_version", models.CharField(blank=True, db_default="", default="", editable=False, max_length=12)
        ),
        migrations.AddField(
            "scenario", "digest", models.CharField(blank=True, db_default="", default="", editable=False, max_length=64)
        ),
    ]
