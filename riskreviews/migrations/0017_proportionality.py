"""Weight, alternatives, costs, typed triggers, and that a published safeguard is due to be looked at again.

The one text on an alternative leaves the models; 0018 copies it into a row. In the database it stays for now, with an empty value
where none is given, so that processes with the code of yesterday go on meanwhile.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from normsite.foundation.changes.operations import tells

TRIGGERS = [
    ("event", "Something happens, and a person notes it"),
    ("date", "A day comes"),
    ("indicator", "An indicator crosses a threshold"),
]
PAYERS = [("large", "Large firm"), ("small", "Small firm"), ("university", "University")]
CAUSES = [
    ("review", "Its review date came"),
    ("date", "The day came on which it should be lifted"),
    ("event", "What would lift it has happened"),
    ("indicator", "An indicator crossed what would lift it"),
]
OUTCOMES = [("keep", "Kept as it is"), ("lift", "Lifted with the next text"), ("change", "Changed with the next text")]
OLD = "ALTER TABLE riskreviews_safeguard ALTER COLUMN alternative SET DEFAULT ''"
OLD_BACK = "ALTER TABLE riskreviews_safeguard ALTER COLUMN alternative DROP DEFAULT"
STAY = """
CREATE TRIGGER riskreviews_alternative_judged BEFORE INSERT OR UPDATE OR DELETE ON riskreviews_alternative
    FOR EACH ROW EXECUTE FUNCTION riskreviews_safeguard_detail_stays();
CREATE TRIGGER riskreviews_cost_judged BEFORE INSERT OR UPDATE OR DELETE ON riskreviews_cost
    FOR EACH ROW EXECUTE FUNCTION riskreviews_safeguard_detail_stays();
"""
STAY_NOT = """
DROP TRIGGER riskreviews_cost_judged ON riskreviews_cost;
DROP TRIGGER riskreviews_alternative_judged ON riskreviews_alternative;
"""


def key():
    return ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))


def of_safeguard(on_delete, name):
    return ("safeguard", models.ForeignKey(on_delete=on_delete, related_name=name, to="riskreviews.safeguard"))


def person():
    return models.ForeignKey(
        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
    )


class Migration(migrations.Migration):
    dependencies = [
        ("riskreviews", "0016_first_tier_table"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField("safeguard", "weighing", models.JSONField(db_default={}, default=dict, editable=False)),
        migrations.AddField(
            "safeguard",
            "trigger",
            models.CharField(choices=TRIGGERS, db_default="event", default="event", max_length=9),
        ),
        migrations.AddField(
            "safeguard",
            "trigger_on",
            models.DateField(blank=True, null=True, verbose_name="day on which it is lifted"),
        ),
        migrations.AddConstraint(
            "safeguard",
            models.CheckConstraint(condition=models.Q(("trigger__in", ["event", "date", "indicator"])), name="trigger_known"),
        ),
        migrations.CreateModel(
            name="Alternative",
            fields=[
                key(),
                ("what", models.TextField(verbose_name="what would be less restrictive")),
                ("fails", models.TextField(blank=True, verbose_name="why it fails")),
                of_safeguard(django.db.models.deletion.CASCADE, "alternatives"),
            ],
            options={"ordering": ["id"]},
        ),
        migrations.CreateModel(
            name="Cost",
            fields=[
                key(),
                ("payer", models.CharField(choices=PAYERS, max_length=10)),
                ("low", models.PositiveBigIntegerField()),
                ("high", models.PositiveBigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("year", models.PositiveSmallIntegerField()),
                ("basis", models.CharField(max_length=300)),
                of_safeguard(django.db.models.deletion.CASCADE, "costs"),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=("safeguard", "payer"), name="cost_once_for_each_payer"),
                    models.CheckConstraint(
                        condition=models.Q(("payer__in", ["large", "small", "university"])), name="payer_known"
                    ),
                    models.CheckConstraint(condition=models.Q(("low__lte", models.F("high"))), name="cost_low_to_high"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reappraisal",
            fields=[
                key(),
                ("cause", models.CharField(choices=CAUSES, max_length=9)),
                ("due_on", models.DateField()),
                ("what", models.CharField(blank=True, max_length=300, verbose_name="what has happened")),
                ("noted_at", models.DateTimeField(auto_now_add=True)),
                ("outcome", models.CharField(blank=True, choices=OUTCOMES, max_length=6)),
                ("reason", models.TextField(blank=True)),
                ("next_on", models.DateField(blank=True, null=True, verbose_name="looked at again on")),
                ("answered_at", models.DateTimeField(null=True)),
                ("answered_by", person()),
                ("noted_by", person()),
                of_safeguard(django.db.models.deletion.PROTECT, "reappraisals"),
            ],
            options={
                "ordering": ["due_on", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("safeguard", "cause", "due_on"), name="reappraisal_once"),
                    models.CheckConstraint(
                        condition=models.Q(("cause__in", ["review", "date", "event", "indicator"])),
                        name="reappraisal_cause_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("outcome__in", ["", "keep", "lift", "change"])),
                        name="reappraisal_outcome_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at", None), ("outcome", "")),
                            models.Q(
                                models.Q(("outcome", ""), _negated=True),
                                models.Q(("reason", ""), _negated=True),
                                ("answered_at__isnull", False),
                                ("answered_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="reappraisal_answered_by_somebody",
                    ),
                ],
            },
        ),
        migrations.RunSQL(STAY, STAY_NOT),
        tells("riskreviews_alternative"),
        tells("riskreviews_cost"),
        tells("riskreviews_reappraisal"),
        migrations.SeparateDatabaseAndState(
            [migrations.RunSQL(OLD, OLD_BACK)], [migrations.RemoveField("safeguard", "alternative")]
        ),
    ]
