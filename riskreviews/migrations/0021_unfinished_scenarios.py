"""A scenario may be unfinished while its assessment is a draft: without a treatment, and without levels.

Nothing that stands is touched: both constraints let through more than before.
"""

from django.db import migrations, models
from django.db.models import Q

STEPS = ["", "VL", "L", "M", "H", "VH"]
TREATMENTS = [
    ("avoid", "Avoid the risk"),
    ("take", "Take the risk for an opportunity"),
    ("remove_source", "Remove the source"),
    ("change_likelihood", "Change the likelihood"),
    ("change_consequence", "Change the consequence"),
    ("share", "Share the risk"),
    ("retain", "Retain by informed decision"),
]


class Migration(migrations.Migration):
    dependencies = [("riskreviews", "0020_outside_reviews")]

    operations = [
        migrations.RemoveConstraint("scenario", "treatment_known"),
        migrations.RemoveConstraint("scenario", "scenario_levels_known"),
        migrations.AlterField(
            "scenario", "treatment", models.CharField(blank=True, choices=TREATMENTS, db_default="", default="", max_length=18)
        ),
        migrations.AddConstraint(
            "scenario",
            models.CheckConstraint(
                condition=Q(treatment__in=["", *(key for key, _ in TREATMENTS)]), name="treatment_known"
            ),
        ),
        migrations.AddConstraint(
            "scenario",
            models.CheckConstraint(condition=Q(level__in=STEPS, residual_level__in=STEPS), name="scenario_levels_known"),
        ),
    ]
