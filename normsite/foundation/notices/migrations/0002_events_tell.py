from django.db import migrations

from normsite.foundation.changes.operations import tells


class Migration(migrations.Migration):

    dependencies = [
        ('changes', '0003_notes_of_topic'),
        ('notices', '0001_initial'),
    ]

    operations = [
        # What feeds and digests of the site show. That its followers were told is nothing that anybody sees.
        tells(
            "notices_event",
            columns="kind, audience, targets, norm, norm_title, path, facts, at, due_at, withdrawn_at, recalled_at, correction",
        ),
    ]
