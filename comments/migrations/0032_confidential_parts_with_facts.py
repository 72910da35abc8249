"""Of confidential parts of comments that are published already: since when, by whom, until when it is looked at again.

As if they were published now that such parts have a day: until a year from now. Written so that it can be run twice; what is
published meanwhile by the version before is found by the next run.
"""

from django.db import migrations

FACTS = """
INSERT INTO withholding_withholding
    (code, kind, about, place, since_revision, norm, basis, reason, since, decided_on, until, authorised_by_id, length,
     fingerprint, lift_reason)
SELECT 'WH-' || nextval('reference_withholding'), 'confidential', c.code, '', 0, n.code,
    CASE c.confidential_ground WHEN 'controlled' THEN 'export_control' ELSE c.confidential_ground END,
    c.confidential_reason, c.moderated_at, greatest(c.moderated_at::date, current_date - 730), current_date + 365,
    c.moderated_by_id, length(p.words), encode(sha256(convert_to(p.words, 'UTF8')), 'hex'), ''
FROM comments_comment c
    JOIN comments_confidentialpart p ON p.comment_id = c.id
    JOIN comments_consultation k ON k.id = c.consultation_id
    JOIN norms_revision r ON r.id = k.revision_id
    JOIN norms_norm n ON n.id = r.norm_id
WHERE c.state = 'published' AND c.confidential_ground <> '' AND c.moderated_by_id IS NOT NULL
    AND NOT EXISTS (SELECT FROM withholding_withholding w WHERE w.kind = 'confidential' AND w.about = c.code)
ORDER BY c.moderated_at
ON CONFLICT DO NOTHING
"""
DECISIONS = """
INSERT INTO withholding_decision (withholding_id, act, at, by_id, basis, reason, until)
SELECT w.id, 'authorised', w.since, w.authorised_by_id, w.basis, w.reason, w.until
FROM withholding_withholding w
WHERE w.kind = 'confidential' AND NOT EXISTS (SELECT FROM withholding_decision d WHERE d.withholding_id = w.id)
"""


class Migration(migrations.Migration):
    dependencies = [("comments", "0031_withheld_with_facts")]
    operations = [
        migrations.RunSQL(FACTS, migrations.RunSQL.noop),
        migrations.RunSQL(DECISIONS, migrations.RunSQL.noop),
    ]
