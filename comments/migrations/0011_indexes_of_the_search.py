"""The indexes of docket and search, made while the site goes on."""

import django.contrib.postgres.indexes
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("comments", "0010_search_and_count_earlier")]

    operations = [
        AddIndexConcurrently(
            "searchedcomment",
            django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=["facts", "words"], name="comment_by_facts_and_words"),
        ),
        AddIndexConcurrently(
            "comment",
            models.Index(condition=models.Q(("state", "received"), _negated=True), fields=["consultation", "id"], name="docket_on_record"),
        ),
        AddIndexConcurrently(
            "comment",
            models.Index(condition=models.Q(("state", "published")), fields=["consultation", "id"], name="docket_public"),
        ),
    ]
