from django.db import migrations

from normsite.foundation.changes.operations import tells


class Migration(migrations.Migration):

    dependencies = [
        ("changes", "0001_initial"),
        ("controls", "0001_initial"),
    ]

    operations = [tells("controls_controllist"), tells("controls_entry"), tells("controls_paragraph")]
