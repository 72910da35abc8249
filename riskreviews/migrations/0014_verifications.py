"""Results that were computed again, and whether they came out equal."""

from django.db import migrations, models
from django.db.models import Q

STATES = [("queued", "Waits for its turn"), ("done", "Done"), ("failed", "Failed")]


class Migration(migrations.Migration):
    dependencies = [("riskreviews", "0013_simulations")]

    operations = [
        migrations.CreateModel(
            name="Verification",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("state", models.CharField(choices=STATES, default="queued", max_length=6)),
                ("is_equal", models.BooleanField(default=False)),
                ("lines", models.JSONField(default=list)),
                ("asked_at", models.DateTimeField(auto_now_add=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=models.deletion.CASCADE, related_name="verifications", to="riskreviews.assessment"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=Q(state="queued"), fields=("assessment",), name="one_verification_at_a_time"
                    ),
                    models.CheckConstraint(
                        condition=Q(state__in=[state for state, _ in STATES]), name="verification_state_known"
                    ),
                    models.CheckConstraint(
                        condition=Q(state="queued", ended_at=None) | (~Q(state="queued") & Q(ended_at__isnull=False)),
                        name="ended_verification_has_instant",
                    ),
                ],
            },
        ),
    ]
