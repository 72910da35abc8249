"""Simulations of scenarios. How far one is tells nothing to pages that are kept; what came of it does."""

from django.db import migrations, models
from django.db.models import Q

from normsite.foundation.changes.operations import tells

STATES = [("queued", "Waits for its turn"), ("running", "Is being drawn"), ("done", "Done"), ("failed", "Failed")]
UNFINISHED = ("queued", "running")


class Migration(migrations.Migration):
    dependencies = [("riskreviews", "0012_digests_of_results"), ("changes", "0002_note")]

    operations = [
        migrations.CreateModel(
            name="Simulation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("result", models.CharField(max_length=64)),
                ("judgements", models.JSONField()),
                ("method", models.CharField(max_length=24)),
                ("method_version", models.CharField(max_length=12)),
                ("seed", models.BigIntegerField()),
                ("trials", models.PositiveIntegerField()),
                ("library", models.CharField(blank=True, max_length=40)),
                ("state", models.CharField(choices=STATES, default="queued", max_length=7)),
                ("progress", models.PositiveSmallIntegerField(default=0)),
                ("figures", models.JSONField(default=dict)),
                ("digest", models.CharField(blank=True, max_length=64)),
                ("asked_at", models.DateTimeField(auto_now_add=True)),
                ("begun_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "scenario",
                    models.ForeignKey(
                        on_delete=models.deletion.CASCADE, related_name="simulations", to="riskreviews.scenario"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(condition=Q(state__in=UNFINISHED), fields=["asked_at"], name="unfinished_simulations")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("scenario", "result", "seed", "trials"), name="simulated_once_from_a_seed"
                    ),
                    models.CheckConstraint(
                        condition=Q(state__in=[state for state, _ in STATES]), name="simulation_state_known"
                    ),
                    models.CheckConstraint(
                        condition=(Q(state="done", ended_at__isnull=False) & ~Q(digest=""))
                        | (~Q(state="done") & Q(digest="")),
                        name="done_simulation_has_digest",
                    ),
                ],
            },
        ),
        tells("riskreviews_simulation", columns="state, figures"),
    ]
