"""The assessments that went out with a published text know it, so that none of them is returned to draft."""

from django.db import migrations

NOTE = """
UPDATE riskreviews_assessment assessment SET published_at = publication.published_at
FROM publication_publication publication
WHERE publication.revision_id = assessment.revision_id AND assessment.state = 'agreed' AND assessment.published_at IS NULL;
"""


class Migration(migrations.Migration):
    dependencies = [("publication", "0001_initial"), ("riskreviews", "0005_judged_stays")]

    operations = [migrations.RunSQL(NOTE, migrations.RunSQL.noop)]
