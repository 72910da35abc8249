from django.db import migrations

from normsite.foundation.changes.operations import tells
from normsite.foundation.codes import Kind
from normsite.foundation.references import create_sequence


class Migration(migrations.Migration):

    dependencies = [
        ("changes", "0001_initial"),
        ("controls", "0005_criteria_and_correlations"),
    ]

    operations = [
        migrations.RunSQL(*create_sequence(Kind.CRITERION)),
        tells("controls_criterion"),
        tells("controls_correlation"),
    ]
