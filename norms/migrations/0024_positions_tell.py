"""Positions are shown to everybody, so what changes of them leaves a note (`normsite.foundation.changes`)."""

from django.db import migrations

from normsite.foundation.changes.operations import tells


class Migration(migrations.Migration):
    dependencies = [('changes', '0002_note'), ('norms', '0023_positions')]
    operations = [tells('norms_position'), tells('norms_carveout')]
