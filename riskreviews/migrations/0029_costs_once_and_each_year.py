from django.db import migrations, models


class Migration(migrations.Migration):
    """The wider rule comes before the narrower one goes, so that a payer never has two costs that come equally often."""

    dependencies = [
        ("riskreviews", "0028_version_of_outside_reviews"),
    ]

    operations = [
        migrations.AlterField(
            model_name="cost",
            name="frequency",
            field=models.CharField(
                blank=True,
                choices=[("once", "Once, to set it up"), ("yearly", "Each year, to keep it up")],
                db_default="",
                default="",
                max_length=6,
                verbose_name="how often it comes",
            ),
        ),
        migrations.AddConstraint(
            model_name="cost",
            constraint=models.UniqueConstraint(fields=("safeguard", "payer", "frequency"), name="cost_of_each_frequency"),
        ),
        migrations.RemoveConstraint(model_name="cost", name="cost_once_for_each_payer"),
    ]
