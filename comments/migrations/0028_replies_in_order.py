"""What was said to a comment is found in its order. The indexes are made while the site goes on; what a run that failed has left
of one goes first, so this can be run again."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


def without(index: str) -> migrations.RunSQL:
    return migrations.RunSQL(f"DROP INDEX CONCURRENTLY IF EXISTS {index}", migrations.RunSQL.noop)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("comments", "0027_same_words")]

    operations = [
        without("replies_in_order"),
        AddIndexConcurrently(
            "comment",
            models.Index(
                fields=["in_reply_to", "stance", "id"], condition=models.Q(("state", "published")), name="replies_in_order"
            ),
        ),
        without("support_to_answer"),
        AddIndexConcurrently(
            "comment",
            models.Index(
                fields=["in_reply_to", "id"],
                condition=models.Q(("stance", "support"), ("state__in", ["published", "withheld"])),
                name="support_to_answer",
            ),
        ),
    ]
