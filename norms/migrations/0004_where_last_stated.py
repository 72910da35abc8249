"""A provision remembers where and how it was stated last, as of the newest text that states it."""

from django.db import migrations, models

REMEMBER = """
UPDATE norms_provision SET last_anchor = newest.anchor, last_words = newest.text
FROM (
    SELECT DISTINCT ON (said.provision_id) said.provision_id, clause.anchor, said.text
    FROM norms_statement said
    JOIN norms_clause clause ON clause.id = said.clause_id
    JOIN norms_revision revision ON revision.id = clause.revision_id
    ORDER BY said.provision_id, revision.number DESC, said.id DESC
) newest
WHERE newest.provision_id = norms_provision.id
"""


class Migration(migrations.Migration):
    dependencies = [("norms", "0003_obligation_version")]

    operations = [
        migrations.AddField(
            "provision",
            "last_anchor",
            models.SlugField(blank=True, db_default="", db_index=False, default="", editable=False, max_length=80),
        ),
        migrations.AddField("provision", "last_words", models.TextField(blank=True, db_default="", default="", editable=False)),
        migrations.RunSQL(REMEMBER, migrations.RunSQL.noop),
    ]
