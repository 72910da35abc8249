"""Tiers are given by a table whose versions stand for ever; a safeguard says by which, and what was judged.

A draft may be incomplete from now on: what a safeguard above T1 needs is asked for before a peer is, no longer by a constraint
on each row. What a peer judges, or has agreed to, nobody can change (0005).
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from normsite.foundation.changes.operations import tells

GOVERNABILITY = [("H", "high"), ("M", "medium"), ("L", "low")]
REACHES = [("open", "open knowledge"), ("limited", "limited"), ("listed", "listed")]
TIERS = [
    ("T0", "T0 Open"),
    ("T1", "T1 Notice"),
    ("T2", "T2 Extra testing"),
    ("T3", "T3 Third-party assessment"),
    ("T4", "T4 Licence-linked"),
]
STAYS = """
CREATE FUNCTION riskreviews_tiertable_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a version of the table of tiers never changes' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER riskreviews_tiertable_fixed BEFORE UPDATE OR DELETE ON riskreviews_tiertable
    FOR EACH ROW EXECUTE FUNCTION riskreviews_tiertable_stays();
"""
NO_LONGER = """
DROP TRIGGER riskreviews_tiertable_fixed ON riskreviews_tiertable;
DROP FUNCTION riskreviews_tiertable_stays();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("changes", "0003_notes_of_topic"),
        ("riskreviews", "0014_verifications"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="TierTable",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(unique=True)),
                ("rows", models.JSONField()),
                ("reason", models.TextField(verbose_name="why it is so")),
                ("in_force_from", models.DateTimeField()),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"ordering": ["-version"]},
        ),
        migrations.RunSQL(STAYS, NO_LONGER),
        tells("riskreviews_tiertable"),
        migrations.AddField(
            "safeguard",
            "tier_table",
            models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="riskreviews.tiertable",
            ),
        ),
        migrations.AddField(
            "safeguard",
            "governability",
            models.CharField(blank=True, choices=GOVERNABILITY, db_default="", default="", max_length=1),
        ),
        migrations.AddField(
            "safeguard",
            "governability_why",
            models.CharField(blank=True, db_default="", default="", max_length=400, verbose_name="why it is as governable"),
        ),
        migrations.AddField(
            "safeguard",
            "reach",
            models.CharField(blank=True, choices=REACHES, db_default="", default="", max_length=7),
        ),
        migrations.AddField(
            "safeguard",
            "reach_why",
            models.CharField(blank=True, db_default="", default="", max_length=400, verbose_name="why it reaches so far"),
        ),
        migrations.AddField(
            "safeguard",
            "departure",
            models.TextField(blank=True, db_default="", default="", verbose_name="why another tier than the table's"),
        ),
        migrations.RemoveConstraint("safeguard", "above_t1_is_justified"),
        migrations.RemoveConstraint("safeguard", "tier_known"),
        migrations.AlterField("safeguard", "tier", models.CharField(blank=True, choices=TIERS, max_length=2)),
        migrations.AddConstraint(
            "safeguard",
            models.CheckConstraint(condition=models.Q(("tier__in", ["", "T0", "T1", "T2", "T3", "T4"])), name="tier_known"),
        ),
        migrations.AddConstraint(
            "safeguard",
            models.CheckConstraint(condition=models.Q(("governability__in", ["", "H", "M", "L"])), name="governability_known"),
        ),
        migrations.AddConstraint(
            "safeguard",
            models.CheckConstraint(condition=models.Q(("reach__in", ["", "open", "limited", "listed"])), name="reach_known"),
        ),
    ]
