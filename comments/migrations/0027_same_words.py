"""The first comment with the same words is found in one step. The index is made while the site goes on; what a run that failed
has left of it goes first, so this can be run again."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models.functions import MD5


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("comments", "0026_replies")]

    operations = [
        migrations.RunSQL("DROP INDEX CONCURRENTLY IF EXISTS same_words_in_order", migrations.RunSQL.noop),
        AddIndexConcurrently(
            "comment",
            models.Index(models.F("consultation"), MD5("text"), models.F("id"), name="same_words_in_order"),
        ),
    ]
