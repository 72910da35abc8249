import django.db.models.deletion
from django.db import migrations, models

from normsite.foundation.changes.operations import tells


class Migration(migrations.Migration):
    dependencies = [
        ("norms", "0026_applicability"),
        ("riskreviews", "0025_outside_reviews_of_what_was_read"),
    ]

    operations = [
        migrations.CreateModel(
            name="AppliesTo",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "applicability",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="norms.applicability"),
                ),
                (
                    "safeguard",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="riskreviews.safeguard"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [models.UniqueConstraint(fields=("safeguard", "applicability"), name="applies_to_each_once")],
            },
        ),
        migrations.AddField(
            model_name="safeguard",
            name="applies_to",
            field=models.ManyToManyField(related_name="+", through="riskreviews.AppliesTo", to="norms.applicability"),
        ),
        tells("riskreviews_appliesto"),
    ]
