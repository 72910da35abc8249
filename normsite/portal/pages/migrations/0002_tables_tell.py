"""Every table that public pages show leaves a note when it changes, so that no web server shows what stood there before.

A submission alters figures alone, and so do its comments: nobody reads them before they are moderated.
"""

from django.db import migrations

from normsite.foundation.changes.operations import tells

TABLES = (
    "accounts_organisation",
    "norms_norm",
    "norms_revision",
    "norms_importrecord",
    "norms_clause",
    "norms_provision",
    "norms_statement",
    "norms_obligation",
    "norms_obligationlink",
    "riskreviews_assessment",
    "riskreviews_assessment_writers",
    "riskreviews_peerreview",
    "riskreviews_scenario",
    "riskreviews_scenario_provisions",
    "riskreviews_evidence",
    "riskreviews_safeguard",
    "riskreviews_safeguard_scenarios",
    "comments_consultation",
    "comments_question",
    "comments_extension",
    "comments_disposition",
    "publication_publication",
    "publication_publishedfile",
)
INTAKE = """
CREATE OR REPLACE TRIGGER comments_submission_taken AFTER INSERT ON comments_submission
    FOR EACH STATEMENT EXECUTE FUNCTION changes_note('intake');
CREATE OR REPLACE TRIGGER comments_submission_tells AFTER UPDATE OR DELETE OR TRUNCATE ON comments_submission
    FOR EACH STATEMENT EXECUTE FUNCTION changes_note('record');
CREATE OR REPLACE TRIGGER comments_comment_shown AFTER INSERT ON comments_comment
    FOR EACH ROW WHEN (NEW.state <> 'received') EXECUTE FUNCTION changes_note('record');
CREATE OR REPLACE TRIGGER comments_comment_tells AFTER UPDATE OR DELETE OR TRUNCATE ON comments_comment
    FOR EACH STATEMENT EXECUTE FUNCTION changes_note('record');
"""
NO_INTAKE = """
DROP TRIGGER IF EXISTS comments_submission_taken ON comments_submission;
DROP TRIGGER IF EXISTS comments_submission_tells ON comments_submission;
DROP TRIGGER IF EXISTS comments_comment_shown ON comments_comment;
DROP TRIGGER IF EXISTS comments_comment_tells ON comments_comment;
"""
# What changed before its trigger stood left no note; of all that this is one.
AT_LAST = """
INSERT INTO changes_change (topic, transaction) SELECT topic, pg_current_xact_id()::text::bigint
    FROM unnest(ARRAY['record', 'intake']) AS topic ON CONFLICT DO NOTHING;
"""


class Migration(migrations.Migration):
    atomic = False  # each trigger waits for the writers of its own table alone, and holds up none of the next
    dependencies = [
        ("pages", "0001_search_without_accents"),
        ("changes", "0002_note"),
        ("accounts", "0001_initial"),
        ("norms", "0013_import_overview"),
        ("riskreviews", "0009_agreed_fingerprint"),
        ("comments", "0008_own_reference"),
        ("publication", "0001_initial"),
    ]

    operations = [
        *[tells(table) for table in TABLES],
        tells("accounts_user", columns="name"),
        migrations.RunSQL(INTAKE, NO_INTAKE),
        migrations.RunSQL(AT_LAST, migrations.RunSQL.noop),
    ]
