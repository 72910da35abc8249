"""The function with which the tables leave their notes. One for each transaction and topic: the second finds the first there."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION changes_note() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO changes_change (topic, transaction) VALUES (TG_ARGV[0], pg_current_xact_id()::text::bigint)
        ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("changes", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, "DROP FUNCTION changes_note();")]
