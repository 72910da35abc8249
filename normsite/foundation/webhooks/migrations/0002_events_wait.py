from django.db import migrations

# In the transaction that tells an event: so every event that is told waits for its deliveries, and no other does.
_NEW = """
CREATE OR REPLACE FUNCTION webhooks_note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO webhooks_newevent (event_id) VALUES (NEW.id) ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER notices_event_waits AFTER INSERT OR UPDATE OF told_at ON notices_event
    FOR EACH ROW WHEN (NEW.told_at IS NOT NULL AND NEW.audience = 'everybody') EXECUTE FUNCTION webhooks_note();
"""
_GONE = """
DROP TRIGGER IF EXISTS notices_event_waits ON notices_event;
DROP FUNCTION IF EXISTS webhooks_note();
"""


class Migration(migrations.Migration):

    dependencies = [
        ("notices", "0002_events_tell"),
        ("webhooks", "0001_initial"),
    ]

    operations = [migrations.RunSQL(_NEW, _GONE)]
