"""Of each provision the text that stated it last; of one that no text states any more the newest of its norm, where it was cut."""

from django.db import migrations

FORWARD = """
UPDATE norms_provision provision SET last_revision_id = COALESCE(
    (SELECT clause.revision_id FROM norms_statement statement
     JOIN norms_clause clause ON clause.id = statement.clause_id
     JOIN norms_revision revision ON revision.id = clause.revision_id
     WHERE statement.provision_id = provision.id ORDER BY revision.number DESC LIMIT 1),
    (SELECT revision.id FROM norms_revision revision
     WHERE revision.norm_id = provision.norm_id ORDER BY revision.number DESC LIMIT 1)
) WHERE last_revision_id IS NULL
"""


class Migration(migrations.Migration):
    dependencies = [("norms", "0019_restricted_texts")]

    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
