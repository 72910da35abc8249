"""A frozen revision stays what it was frozen as: the database itself refuses to thaw it or to change its fingerprint."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION norms_revision_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF ROW(NEW.norm_id, NEW.number, NEW.state, NEW.fingerprint) IS DISTINCT FROM
       ROW(OLD.norm_id, OLD.number, OLD.state, OLD.fingerprint) THEN
        RAISE EXCEPTION 'a frozen revision stays frozen' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER norms_revision_frozen BEFORE UPDATE ON norms_revision
    FOR EACH ROW WHEN (OLD.state = 'frozen') EXECUTE FUNCTION norms_revision_stays();
"""
BACK = """
DROP TRIGGER norms_revision_frozen ON norms_revision;
DROP FUNCTION norms_revision_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("norms", "0005_import_record")]

    operations = [migrations.RunSQL(FORWARD, BACK)]
