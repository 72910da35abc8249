from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("riskreviews", "0026_safeguards_apply_to"),
    ]

    operations = [
        migrations.AddField(
            model_name="cost",
            name="frequency",
            field=models.CharField(
                blank=True,
                choices=[("once", "Once"), ("yearly", "Each year")],
                db_default="",
                default="",
                max_length=6,
                verbose_name="how often it comes",
            ),
        ),
        migrations.AddConstraint(
            model_name="cost",
            constraint=models.CheckConstraint(
                condition=models.Q(("frequency__in", ["", "once", "yearly"])), name="frequency_known"
            ),
        ),
    ]
