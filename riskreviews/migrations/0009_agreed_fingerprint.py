"""What an assessment keeps of the words it was agreed on is called what it is: their fingerprint.

Only the name in the models changes. The column stays, so processes with the code of yesterday go on; nothing is sent to the database.
"""

from django.db import migrations, models


FIELD = models.CharField(blank=True, db_column="agreed_text", db_default="", default="", editable=False, max_length=64)
CONDITION = models.Q(("agreed_fingerprint", ""), ("state", "agreed"), _connector="OR")
CONSTRAINT = "only_agreed_has_text"


class Migration(migrations.Migration):
    dependencies = [("riskreviews", "0008_judgements_both_ways")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveConstraint("assessment", CONSTRAINT),
                migrations.AlterField("assessment", "agreed_text", FIELD),
                migrations.RenameField("assessment", "agreed_text", "agreed_fingerprint"),
                migrations.AddConstraint("assessment", models.CheckConstraint(condition=CONDITION, name=CONSTRAINT)),
            ],
        ),
    ]
