"""The words of a clause that a comment is on. A process of the version before writes comments without them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("comments", "0011_indexes_of_the_search")]

    operations = [
        migrations.AddField(
            model_name="comment",
            name="passage",
            field=models.TextField(blank=True, db_default="", default="", verbose_name="passage"),
        ),
        migrations.AddField(
            model_name="comment",
            name="passage_start",
            field=models.PositiveIntegerField(editable=False, help_text="In characters of the clause's words.", null=True),
        ),
    ]
