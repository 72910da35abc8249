"""What follows from a scenario in five dimensions, how uncertain its levels are, and what restricting would lose."""

from django.db import migrations, models
from django.db.models import Q

UNCERTAINTIES = [("low", "Low"), ("medium", "Medium"), ("high", "High")]


class Migration(migrations.Migration):
    dependencies = [("riskreviews", "0021_unfinished_scenarios")]

    operations = [
        migrations.AddField("scenario", "consequences", models.JSONField(db_default={}, default=dict, editable=False)),
        migrations.AddField(
            "scenario",
            "uncertainty",
            models.CharField(blank=True, choices=UNCERTAINTIES, db_default="", default="", max_length=6),
        ),
        migrations.AddField("scenario", "uncertainty_reason", models.TextField(blank=True, db_default="", default="")),
        migrations.AddField("scenario", "benefit_lost", models.TextField(blank=True, db_default="", default="")),
        migrations.AddConstraint(
            "scenario",
            models.CheckConstraint(
                condition=Q(uncertainty__in=["", *(key for key, _ in UNCERTAINTIES)]), name="uncertainty_known"
            ),
        ),
    ]
