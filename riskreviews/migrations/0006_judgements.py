"""The judgements of a scenario stand together, under the names that the method of its assessment gives them.

Four columns that only one method could fill leave the models. In the database they stay for now, with an empty value where none
is given, so that processes with the code of yesterday go on meanwhile. 0007 copies what stands in them.
"""

from django.db import migrations, models

OLD = ("initiation", "adverse", "residual_initiation", "residual_adverse")
FORWARD = "ALTER TABLE riskreviews_scenario " + ", ".join(f"ALTER COLUMN {name} SET DEFAULT ''" for name in OLD)
BACK = "ALTER TABLE riskreviews_scenario " + ", ".join(f"ALTER COLUMN {name} DROP DEFAULT" for name in OLD)


def computed(verbose_name):
    return models.CharField(verbose_name, max_length=2, editable=False, blank=True)


class Migration(migrations.Migration):
    dependencies = [("riskreviews", "0005_judged_stays")]

    operations = [
        migrations.AddField("scenario", "judgements", models.JSONField(default=dict, db_default={}, editable=False)),
        migrations.SeparateDatabaseAndState(
            [migrations.RunSQL(FORWARD, BACK)],
            [migrations.RemoveField("scenario", name) for name in OLD],
        ),
        migrations.AlterField("scenario", "likelihood", computed("likelihood")),
        migrations.AlterField("scenario", "impact", computed("impact")),
        migrations.AlterField("scenario", "level", computed("inherent risk")),
        migrations.AlterField("scenario", "residual_likelihood", computed("likelihood, with safeguards")),
        migrations.AlterField("scenario", "residual_impact", computed("impact, with safeguards")),
        migrations.AlterField("scenario", "residual_level", computed("residual risk")),
    ]
