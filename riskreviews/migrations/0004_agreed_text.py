"""An agreement remembers the words that it was given on, and a published assessment that it is published.

Those agreed on a text that was frozen by then were agreed on what it says now; of the others nobody knows.
"""

from django.db import migrations, models


REMEMBER = """
UPDATE riskreviews_assessment assessment SET agreed_text = revision.fingerprint
FROM norms_revision revision
WHERE revision.id = assessment.revision_id AND assessment.state = 'agreed' AND revision.frozen_at <= assessment.agreed_at;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('norms', '0002_frozen_texts_stay'),
        ('riskreviews', '0003_level_names'),
    ]

    operations = [
        migrations.AddField(
            model_name='assessment',
            name='agreed_text',
            field=models.CharField(blank=True, db_default='', default='', editable=False, max_length=64),
        ),
        migrations.AddField(
            model_name='assessment',
            name='published_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddConstraint(
            model_name='assessment',
            constraint=models.CheckConstraint(condition=models.Q(('agreed_text', ''), ('state', 'agreed'), _connector='OR'), name='only_agreed_has_text'),
        ),
        migrations.AddConstraint(
            model_name='assessment',
            constraint=models.CheckConstraint(condition=models.Q(('published_at', None), ('state', 'agreed'), _connector='OR'), name='only_agreed_is_published'),
        ),
        migrations.RunSQL(REMEMBER, migrations.RunSQL.noop),
    ]
