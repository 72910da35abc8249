"""Of comments that are withheld already: by whose decision, since when, until when it is looked at again.

That is a year from now, the usual span, so that not all come due in the first night. Nothing is withheld for more than three
years without another look, so of what was decided more than two years ago the three years are counted from two years ago; the
decision itself keeps its instant.

Written so that it can be run twice; what is withheld meanwhile by the version before is found by the next run.
"""

from django.db import migrations

FACTS = """
INSERT INTO withholding_withholding
    (code, kind, about, place, since_revision, norm, basis, reason, since, decided_on, until, authorised_by_id, length,
     fingerprint, lift_reason)
SELECT 'WH-' || nextval('reference_withholding'), 'comment', c.code, '', 0, n.code, c.withheld_ground, c.withheld_reason,
    c.moderated_at, greatest(c.moderated_at::date, current_date - 730), current_date + 365, c.moderated_by_id, length(c.text), '', ''
FROM comments_comment c
    JOIN comments_consultation k ON k.id = c.consultation_id
    JOIN norms_revision r ON r.id = k.revision_id
    JOIN norms_norm n ON n.id = r.norm_id
WHERE c.state = 'withheld' AND c.moderated_by_id IS NOT NULL
    AND NOT EXISTS (SELECT FROM withholding_withholding w WHERE w.kind = 'comment' AND w.about = c.code)
ORDER BY c.moderated_at
ON CONFLICT DO NOTHING
"""
DECISIONS = """
INSERT INTO withholding_decision (withholding_id, act, at, by_id, basis, reason, until)
SELECT w.id, 'authorised', w.since, w.authorised_by_id, w.basis, w.reason, w.until
FROM withholding_withholding w
WHERE NOT EXISTS (SELECT FROM withholding_decision d WHERE d.withholding_id = w.id)
"""


class Migration(migrations.Migration):
    dependencies = [
        ('comments', '0030_files_of_no_list'),
        ('norms', '0024_positions_tell'),
        ('withholding', '0002_codes_and_notes'),
    ]
    operations = [
        migrations.RunSQL(FACTS, migrations.RunSQL.noop),
        migrations.RunSQL(DECISIONS, migrations.RunSQL.noop),
    ]
