"""What an import said is called an overview, in the models alone: the column stays, and nothing is sent to the database."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("norms", "0012_import_jobs")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField("importrecord", "told", models.JSONField(db_column="told")),
                migrations.RenameField("importrecord", "told", "overview"),
            ],
        ),
    ]
