"""Files of comments can be withheld by themselves."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("comments", "0032_confidential_parts_with_facts")]
    operations = [
        migrations.AddField(
            model_name="attachment",
            name="withheld_as",
            field=models.CharField(blank=True, db_default="", default="", editable=False, max_length=20),
        ),
    ]
