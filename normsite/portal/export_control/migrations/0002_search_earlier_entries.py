"""Entries that stood before they were searched."""

from django.db import migrations

TAKE = "SELECT export_control_take_entries(ARRAY (SELECT id FROM controls_entry))"


class Migration(migrations.Migration):
    dependencies = [("export_control", "0001_searched_entries")]

    operations = [migrations.RunSQL(TAKE, migrations.RunSQL.noop)]
