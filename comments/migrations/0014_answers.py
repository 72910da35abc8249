"""Questions with answers to choose among. A process of the version before writes questions and comments without any."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("comments", "0013_search_passages")]

    operations = [
        migrations.AddField("question", "answers", models.JSONField(db_default=[], default=list)),
        migrations.AddField(
            "comment", "answer", models.CharField(blank=True, db_default="", default="", max_length=80, verbose_name="answer")
        ),
    ]
